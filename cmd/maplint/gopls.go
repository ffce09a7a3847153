package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/goplsbuild"
)

// gopls is maplint gopls [-o FILE] [-version V].
func (c *command) gopls(ctx context.Context, args []string) int {
	fs := newFlagSet("maplint gopls")
	output := fs.String("o", "", "the file to write")
	version := fs.String("version", "", "the version of gopls")
	least := check.Threshold{Least: check.Default}
	fs.Var(&least, "confidence", "report findings from this confidence up: default or low")
	if code, ok := c.parse(fs, args); !ok {
		return code
	}
	if fs.NArg() > 0 {
		return c.fail(fmt.Errorf("maplint gopls takes no argument %s: see maplint help", fs.Arg(0)))
	}
	info, _ := debug.ReadBuildInfo()
	err := goplsbuild.Build(ctx, goplsbuild.Config{
		Output: *output, Version: *version, Confidence: least.Least, Self: info,
		Log: func(format string, args ...any) { fmt.Fprintf(c.stderr, "maplint: "+format+"\n", args...) },
	})
	switch {
	case errors.Is(err, context.Canceled):
		return c.fail(errors.New("interrupted"))
	case errors.Is(err, goplsbuild.ErrChanged):
		return c.fail(fmt.Errorf("%w, and please report this at %s", err, driver.Bugs))
	case err != nil:
		return c.fail(err)
	}
	return exitClean
}
