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
// -CHECK.confidence. The values are those of the checks: the first form sets
// those of all that have the flag.
func addCheckFlags(fs *flag.FlagSet, checks []*analysis.Analyzer) {
	for _, a := range checks {
		a.Flags.VisitAll(func(f *flag.Flag) {
			fs.Var(f.Value, a.Name+"."+f.Name, f.Usage)
			addShared(fs, f)
		})
	}
}

// addShared adds a flag of a check under its own name. Other checks can have
// added it, too.
func addShared(fs *flag.FlagSet, f *flag.Flag) {
	old := fs.Lookup(f.Name)
	if old == nil {
		fs.Var(&shared{f.Value}, f.Name, f.Usage)
		return
	}
	if all, ok := old.Value.(*shared); ok {
		*all = append(*all, f.Value)
	}
}

// shared is a flag that several checks have.
type shared []flag.Value

func (s *shared) String() string {
	if s == nil || len(*s) == 0 {
		return "" // the zero value, which package flag asks for
	}
	return (*s)[0].String()
}

func (s *shared) Set(text string) error {
	for _, v := range *s {
		if err := v.Set(text); err != nil {
			return err
		}
	}
	return nil
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
