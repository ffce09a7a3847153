// Maplint finds Go maps that keep the memory of their largest size.
//
// Run maplint help for its use. It is also a tool for go vet:
//
//	go vet -vettool=$(which maplint) ./...
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"

	"github.com/maplint/maplint/analyzer"
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
	if len(args) > 0 {
		switch args[0] {
		case "help":
			return c.help(args[1:])
		case "why":
			return c.why(ctx, args[1:])
		case "heap":
			return c.heapTop(args[1:])
		case "live":
			return c.live(ctx, args[1:])
		case "gopls":
			return c.gopls(ctx, args[1:])
		}
	}
	return c.check(ctx, args)
}

// check is maplint [flags] [packages].
func (c *command) check(ctx context.Context, args []string) int {
	fs := newFlagSet("maplint")
	version := fs.Bool("version", false, "print the version and exit")
	var out format
	out.addFlags(fs)
	var fixes fixMode
	fixes.addFlags(fs)
	var heap heapMode
	heap.addFlags(fs)
	addCheckFlags(fs, analyzer.Checks())
	if code, ok := c.parse(fs, args); !ok {
		return code
	}
	if *version {
		return c.print(versionLine() + "\n")
	}
	if err := out.validate(); err != nil {
		return c.fail(err)
	}
	if err := fixes.validate(out); err != nil {
		return c.fail(err)
	}
	if err := heap.validate(fs, fixes); err != nil {
		return c.fail(err)
	}
	dir, err := cache.Dir(os.Getenv("MAPLINT_CACHE"))
	if err != nil {
		return c.fail(fmt.Errorf("MAPLINT_CACHE: %w", err))
	}
	cfg := driver.Config{
		Patterns: fs.Args(),
		Checks:   analyzer.Checks(),
		Join:     true,
		Relevant: analyzer.Relevant,
		Cache:    cache.Open(dir),
	}
	if fixes.fix || fixes.diff {
		return c.fix(ctx, cfg, fixes, out)
	}
	if !heap.empty() {
		return c.checkHeap(ctx, cfg, heap, out)
	}
	report, ok := c.drive(ctx, cfg)
	if !ok {
		return exitError
	}
	if err := out.write(c.stdout, report); err != nil {
		return c.fail(err)
	}
	return c.finish(report, len(report.Findings) > 0)
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
		return c.help(nil), false
	case err != nil:
		return c.fail(fmt.Errorf("%w: see maplint help", err)), false
	}
	return 0, true
}
