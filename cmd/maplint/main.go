// Maplint finds Go maps that keep the memory of their largest size.
//
// Run maplint help for its use. It is also a tool for go vet:
//
//	go vet -vettool=$(which maplint) ./...
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/maplint/maplint/analyzer"
	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/driver/cache"
	"github.com/maplint/maplint/internal/driver/render"
)

// The exit codes.
const (
	exitClean    = 0
	exitFindings = 1 // something was found
	exitError    = 2 // something could not be checked, or the command line is wrong
)

func main() {
	if isVetCall(os.Args[1:]) {
		vet(os.Args[1:]) // does not return
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200) // a run is short: this takes an eighth off the CPU time, for a third more memory
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second ^C kills
	keepOnPipe()
	c := &command{stdout: os.Stdout, stderr: os.Stderr}
	code := c.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// A command is one call of maplint.
type command struct {
	stdout, stderr io.Writer
}

// run does what the arguments say and returns the exit code.
func (c *command) run(ctx context.Context, args []string) int {
	list := subcommands()
	if len(args) > 0 && args[0] != "" {
		if i := slices.IndexFunc(list, func(s subcommand) bool { return s.name == args[0] }); i >= 0 {
			return list[i].run(c, ctx, args[1:])
		}
	}
	return list[0].run(c, ctx, args)
}

// checkOptions are the flags of maplint [packages].
type checkOptions struct {
	version  bool
	out      format
	fixes    fixMode
	heap     heapMode
	tags     tags
	baseline baselineMode
	selected selection
}

func (o *checkOptions) addFlags(fs *flag.FlagSet) {
	fs.BoolVar(&o.version, "version", false, "print the version and exit")
	o.out.addFlags(fs)
	o.fixes.addFlags(fs)
	o.heap.addFlags(fs)
	o.tags.addFlag(fs)
	o.baseline.addFlags(fs)
	o.selected.addFlags(fs)
	addCheckFlags(fs, analyzer.Checks())
}

func (o *checkOptions) validate(fs *flag.FlagSet) error {
	return cmp.Or(o.out.validate(), o.fixes.validate(o.out), o.heap.validate(fs), o.baseline.validate(o.out, o.fixes), o.selected.validate())
}

// check is maplint [flags] [packages].
func (c *command) check(ctx context.Context, args []string) int {
	fs := newFlagSet("maplint")
	var opt checkOptions
	opt.addFlags(fs)
	if code, ok := c.parse(fs, args); !ok {
		return code
	}
	if opt.version {
		return c.version(nil)
	}
	if err := opt.validate(fs); err != nil {
		return c.fail(err)
	}
	if err := opt.tags.apply(ctx); err != nil {
		return c.fail(err)
	}
	dir, err := cache.Dir(os.Getenv("MAPLINT_CACHE"))
	if err != nil {
		return c.fail(fmt.Errorf("MAPLINT_CACHE: %w", err))
	}
	r := &runner{command: c, opt: &opt, low: fs.Lookup("confidence").Value.String() == check.Low.String(), cfg: driver.Config{
		Patterns: fs.Args(),
		Checks:   analyzer.Checks(),
		Join:     true,
		Relevant: analyzer.Relevant,
		Cache:    cache.Open(dir),
	}}
	if err := r.prepare(ctx); err != nil {
		return c.fail(err)
	}
	if opt.fixes.fix || opt.fixes.diff {
		return r.fix(ctx)
	}
	report, ok := r.run(ctx, nil)
	if !ok {
		return exitError
	}
	if name := opt.baseline.write; name != "" {
		return r.writeBaseline(report)
	}
	if err := opt.out.write(c.stdout, report); err != nil {
		return c.fail(err)
	}
	code := c.finish(report, len(report.Findings) > 0)
	r.notes()
	r.next(report)
	return code
}

// drive runs the driver. It reports false if there is no report.
func (c *command) drive(ctx context.Context, cfg driver.Config) (*driver.Report, bool) {
	var clearLine func()
	cfg.Progress, clearLine = c.progress()
	report, err := driver.Run(ctx, cfg)
	clearLine()
	switch {
	case errors.Is(err, context.Canceled):
		c.fail(errors.New("interrupted"))
	case err != nil:
		c.fail(err)
	}
	return report, err == nil
}

// finish prints what could not be checked and returns the exit code.
func (c *command) finish(report *driver.Report, found bool) int {
	dir := workDir()
	for _, e := range report.Errors {
		c.fail(&driver.Error{Pos: render.ShortPos(dir, e.Pos), Msg: e.Msg})
	}
	switch {
	case len(report.Errors) > 0:
		return exitError
	case found:
		return exitFindings
	}
	return exitClean
}

// print writes text to standard output and returns the exit code.
func (c *command) print(text string) int {
	if _, err := io.WriteString(c.stdout, text); err != nil {
		return c.fail(err)
	}
	return exitClean
}

// fail prints an error.
func (c *command) fail(err error) int {
	if list, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range list.Unwrap() {
			c.fail(e)
		}
		return exitError
	}
	var place *driver.Error
	if errors.As(err, &place) && place.Pos.Filename != "" {
		fmt.Fprintln(c.stderr, err) // begins with file:line, as editors expect it
	} else {
		fmt.Fprintf(c.stderr, "maplint: %v\n", err)
	}
	return exitError
}

// parse parses flags. It reports false if the command ends here.
func (c *command) parse(fs *flag.FlagSet, args []string) (code int, ok bool) {
	err := fs.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		text, _ := manual(strings.TrimPrefix(fs.Name(), "maplint "))
		return c.print(cmp.Or(text, overview())), false
	case err != nil:
		return c.fail(fmt.Errorf("%w: see %s", err, helpOf(fs))), false
	}
	return 0, true
}

// unexpected refuses an argument.
func (c *command) unexpected(fs *flag.FlagSet) int {
	return c.fail(fmt.Errorf("%s takes no argument %s: see %s", fs.Name(), fs.Arg(0), helpOf(fs)))
}

// helpOf names the manual of a command: maplint help why.
func helpOf(fs *flag.FlagSet) string {
	return strings.Replace(fs.Name(), "maplint", "maplint help", 1)
}
