package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"

	"github.com/maplint/maplint/analyzer"
	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/driver/explain"
	"github.com/maplint/maplint/internal/driver/measure"
	"github.com/maplint/maplint/internal/driver/render"
)

// whyOptions are the flags of maplint why.
type whyOptions struct {
	json bool
	tags tags
	heap heapMode
}

func (o *whyOptions) addFlags(fs *flag.FlagSet) {
	fs.BoolVar(&o.json, "json", false, "write JSON")
	o.tags.addFlag(fs)
	fs.Var(&o.heap.files, "heap", "show what the heap profile in this `file`, - or URL has of the map; may be given several times")
	o.heap.live.addFlags(fs)
}

// why is maplint why [-json] [-heap FILE | -live PID] NAME [packages].
func (c *command) why(ctx context.Context, args []string) int {
	fs := newFlagSet("maplint why")
	var opt whyOptions
	opt.addFlags(fs)
	mode := &opt.heap
	if code, ok := c.parse(fs, args); !ok {
		return code
	}
	if fs.NArg() == 0 {
		return c.fail(errors.New("why needs the NAME of a map, such as Cache.items: see maplint help why"))
	}
	name := fs.Arg(0)
	if code, ok := c.parse(fs, fs.Args()[1:]); !ok { // flags after NAME are welcome too
		return code
	}
	if err := mode.validate(fs); err != nil {
		return c.fail(err)
	}
	dir := workDir()
	short := func(name string) string { return render.ShortPath(dir, name) }
	if err := opt.tags.apply(ctx); err != nil {
		return c.fail(err)
	}
	read, err := mode.read(ctx)
	if err != nil {
		return c.fail(err)
	}
	measured := read.collector()
	collector := explain.New(name, short)
	cfg := driver.Config{
		Patterns: fs.Args(),
		Checks:   analyzer.Checks(),
		Join:     true,
		Inspect: func(p *driver.Package) {
			if !mode.empty() {
				measured.Inspect(p)
			}
			if !p.Foreign {
				collector.Inspect(p)
			}
		},
	}
	if !mode.empty() {
		cfg.WantsForeign = measured.WantsForeign
	}
	report, ok := c.drive(ctx, cfg)
	if !ok {
		return exitError
	}
	holders, err := collector.Holders(report.LeftOut)
	var outcome *measure.Outcome
	if !mode.empty() {
		outcome = measured.Match()
		for _, h := range holders {
			if h.Heap = outcome.Of(h.Package, h.Name); h.Heap == nil {
				s := outcome.Summaries[0]
				h.Heap = &measure.Figure{Package: h.Package, Holder: h.Name, Profile: s.Profile, InUse: s.InUse, Samples: []measure.Line{}}
			}
		}
	}
	switch {
	case err != nil && report.Packages == 0 && len(report.Errors) > 0:
		// The errors say it all.
	case err != nil:
		report.Errors = append(report.Errors, &driver.Error{Msg: err.Error()})
	case opt.json:
		enc := json.NewEncoder(c.stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "\t")
		err = enc.Encode(struct {
			Holders []*explain.Holder `json:"holders"`
		}{holders})
	default:
		err = explain.WriteText(c.stdout, holders)
	}
	if err != nil && holders != nil {
		return c.fail(err)
	}
	code := c.finish(report, false)
	if outcome != nil {
		c.measuredNotes(outcome)
	}
	return code
}
