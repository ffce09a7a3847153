package main

import (
	"flag"
	"fmt"
	"io"
	"runtime/debug"

	"golang.org/x/tools/go/analysis"
)

// newFlagSet returns a flag set that leaves messages to the caller.
func newFlagSet(name string) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	return fs
}

// addCheckFlags adds the flags of the checks, each under its own name and,
// as go vet has it, with the check's before it: -confidence and
// -CHECK.confidence. The values are those of the checks.
func addCheckFlags(fs *flag.FlagSet, checks []*analysis.Analyzer) {
	for _, a := range checks {
		a.Flags.VisitAll(func(f *flag.Flag) {
			for _, name := range []string{f.Name, a.Name + "." + f.Name} {
				if fs.Lookup(name) == nil {
					fs.Var(f.Value, name, f.Usage)
				}
			}
		})
	}
}

// version is the version of this build: (devel) if it is not of a release.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// versionLine tells which build this is.
func versionLine() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "maplint (unknown build)"
	}
	line := fmt.Sprintf("maplint %s built with %s", version(), info.GoVersion)
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			line += " from " + s.Value
		}
	}
	return line
}
