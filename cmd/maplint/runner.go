package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/driver/measure"
	"github.com/maplint/maplint/internal/driver/render"
)

// A runner makes reports with what the flags ask for: figures, the baseline,
// and the choice of checks and packages. With -fix there are several reports.
type runner struct {
	*command
	opt *checkOptions
	cfg driver.Config
	low bool // findings of low confidence are reported

	sources  measured
	baseline *baseline // or nil

	// What the last report came with.
	outcome *measure.Outcome
	dropped int
	known   int
	stale   []string
}

// prepare reads what the reports need.
func (r *runner) prepare(ctx context.Context) error {
	var err error
	if name := r.opt.baseline.read; name != "" {
		if r.baseline, err = readBaseline(name); err != nil {
			return err
		}
	}
	r.sources, err = r.opt.heap.read(ctx)
	return err
}

// run makes a report, with the given text in place of what files hold. It
// reports false, and has said why, if there is none.
func (r *runner) run(ctx context.Context, overlay map[string][]byte) (*driver.Report, bool) {
	cfg := r.cfg
	cfg.Overlay = overlay
	var collector *measure.Collector
	if !r.opt.heap.empty() {
		collector = r.sources.collector()
		cfg.Inspect, cfg.Wants, cfg.WantsForeign = collector.Inspect, collector.Wants, collector.WantsForeign
	}
	report, ok := r.drive(ctx, cfg)
	if !ok {
		return nil, false
	}
	if collector != nil {
		r.outcome = collector.Match()
		r.dropped = r.outcome.Apply(report, int64(r.opt.heap.least))
	}
	if r.baseline != nil {
		r.known, r.stale = r.baseline.apply(report, r.low, r.opt.selected.wants, fingerprintOptions())
	}
	r.opt.selected.apply(report)
	return report, true
}

// fingerprintOptions name files as SARIF does.
func fingerprintOptions() render.Options {
	dir := workDir()
	return render.Options{Dir: dir, Root: repository(dir)}
}

// writeBaseline is maplint -write-baseline FILE.
func (r *runner) writeBaseline(report *driver.Report) int {
	if err := writeBaseline(r.opt.baseline.write, report.Findings, fingerprintOptions()); err != nil {
		return r.fail(err)
	}
	code := r.finish(report, false)
	fmt.Fprintf(r.stderr, "maplint: wrote %s to %s\n", count(len(report.Findings), "finding"), r.opt.baseline.write)
	return code
}

// notes prints what the report came with.
func (r *runner) notes() {
	if r.outcome != nil {
		r.measuredNotes(r.outcome)
	}
	if r.dropped > 0 {
		verb := "keep"
		if !r.opt.heap.live.empty() {
			verb = "waste"
		}
		fmt.Fprintf(r.stderr, "maplint: %s left out of maps that %s less than %s\n", count(r.dropped, "finding"), verb, measure.Size(int64(r.opt.heap.least)))
	}
	for _, line := range r.stale {
		fmt.Fprintln(r.stderr, line)
	}
}

// next says on a terminal how many findings there are, and how to go on.
func (r *runner) next(report *driver.Report) {
	if !isTerminal(r.stdout) || !r.opt.out.isText() || len(report.Findings) == 0 && r.known == 0 {
		return
	}
	text := count(len(report.Findings), "finding")
	if r.known > 0 {
		text += fmt.Sprintf(" besides %d in the baseline", r.known)
	}
	fixable := 0
	for _, f := range report.Findings {
		fixable += min(len(f.Fixes), 1)
	}
	switch {
	case len(report.Findings) == 0:
	case fixable > 0:
		text += fmt.Sprintf(", %d with an automatic fix: maplint -fix; maplint why NAME explains one", fixable)
	case slices.ContainsFunc(report.Findings, func(f driver.Finding) bool { return f.Holder != "" }):
		text += ", none with an automatic fix; maplint why NAME explains one"
	}
	fmt.Fprintln(r.stderr, text)
}
