package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"runtime/debug"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/goplsbuild"
)

// goplsOptions are the flags of maplint gopls.
type goplsOptions struct {
	output, version string
	least           check.Threshold
}

func (o *goplsOptions) addFlags(fs *flag.FlagSet) {
	fs.StringVar(&o.output, "o", "", "the `file` to write; gopls in the current directory unless told")
	fs.StringVar(&o.version, "version", "", "the `version` of gopls, such as v0.22.0 or latest")
	o.least.Least = check.Default
	fs.Var(&o.least, "confidence", "lowest `confidence` to report: default or low")
}

// gopls is maplint gopls [-o FILE] [-version V].
func (c *command) gopls(ctx context.Context, args []string) int {
	fs := newFlagSet("maplint gopls")
	var opt goplsOptions
	opt.addFlags(fs)
	if code, ok := c.parse(fs, args); !ok {
		return code
	}
	if fs.NArg() > 0 {
		return c.unexpected(fs)
	}
	info, _ := debug.ReadBuildInfo()
	err := goplsbuild.Build(ctx, goplsbuild.Config{
		Output: opt.output, Version: opt.version, Confidence: opt.least.Least, Self: info,
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
