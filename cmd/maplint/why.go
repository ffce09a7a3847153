package main

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/maplint/maplint/analyzer"
	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/driver/explain"
	"github.com/maplint/maplint/internal/driver/render"
)

// why is maplint why [-json] NAME [packages].
func (c *command) why(ctx context.Context, args []string) int {
	fs := newFlagSet("maplint why")
	asJSON := fs.Bool("json", false, "write JSON")
	if code, ok := c.parse(fs, args); !ok {
		return code
	}
	if fs.NArg() == 0 {
		return c.fail(errors.New("why needs the NAME of a map, such as Cache.items: see maplint help"))
	}
	name := fs.Arg(0)
	if code, ok := c.parse(fs, fs.Args()[1:]); !ok { // flags after NAME are welcome too
		return code
	}
	dir := workDir()
	short := func(name string) string { return render.ShortPath(dir, name) }
	collector := explain.New(name, short)
	report, ok := c.drive(ctx, driver.Config{
		Patterns: fs.Args(),
		Checks:   analyzer.Checks(),
		Join:     true,
		Inspect:  collector.Inspect,
	})
	if !ok {
		return exitError
	}
	holders, err := collector.Holders(report.LeftOut)
	switch {
	case err != nil && report.Packages == 0 && len(report.Errors) > 0:
		// The errors say it all.
	case err != nil:
		report.Errors = append(report.Errors, &driver.Error{Msg: err.Error()})
	case *asJSON:
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
	return c.finish(report, false)
}
