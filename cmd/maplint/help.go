package main

import (
	"flag"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/analyzer"
)

const usage = `maplint finds Go maps that keep the memory of their largest size: deleting
entries, and clear, never give a map's memory back.

Usage:

	maplint [flags] [packages]           check packages
	maplint why [-json] NAME [packages]  tell what is known of a map, and why
	                                     it is reported or not
	maplint gopls [-o FILE] [-version V]
	                                     build gopls, Go's language server,
	                                     with the checks inside
	maplint heap FILE                    tell what a heap profile alone has of maps
	maplint live [-json] PID             tell what the maps of a running process
	                                     have now, and room for: docs/live.md
	maplint live -core FILE -exe FILE    the same of a core file
	maplint help [check]                 print this, or the manual of a check
	maplint -version                     print the version

Packages are named as for the go command: ./... for all below the current
directory, std, example.com/store, or a list of .go files. None means the
package in the current directory. Directories may be of several modules.

NAME is what messages call a map: Cache.items, table, store.table, or a
regular expression that matches such names.

Flags:

%s
A heap profile of the running program tells what its maps keep: with -heap,
those that keep most come first, and every map is reported from which anything
removes entries and that nothing replaces. FILE is what /debug/pprof/heap,
runtime/pprof or go test -memprofile writes, of this or a similar revision.
maplint why takes -heap too. docs/heap.md has more:

	maplint -heap heap.pb.gz ./...


The three formats exclude each other; docs/output.md describes them. The
default is text: with the source lines, and in colour, on a terminal. The
environment variable NO_COLOR turns colours off.

Build tags and other settings are those of the go command:

	GOFLAGS=-tags=integration GOOS=windows maplint ./...

A fix is made only if the package still compiles with it and the finding is
gone. Files of other modules and generated files are never changed. With
-diff, findings without a fix go to standard error:

	maplint -diff ./... | git apply

maplint is also a tool for go vet:

	go vet -vettool=$(which maplint) ./...

Exit codes: 0 if nothing was found, 1 if something was, 2 if something could
not be checked or changed; what was found elsewhere is printed all the same.
With -fix, what was fixed does not count. maplint why
exits with 0 if it knows the map, and with 2 if not.

Checks:

%s`

// help is maplint help [check].
func (c *command) help(args []string) int {
	checks := analyzer.Checks()
	if len(args) == 0 {
		var list strings.Builder
		for _, a := range checks {
			fmt.Fprintf(&list, "\t%-10s %s\n", a.Name, summary(a))
		}
		return c.print(fmt.Sprintf(usage, flagList(checks), list.String()))
	}
	var manuals []string
	for _, name := range args {
		j := slices.IndexFunc(checks, func(a *analysis.Analyzer) bool { return a.Name == name })
		if j < 0 {
			return c.fail(fmt.Errorf("there is no check %s: maplint help lists them", name))
		}
		manuals = append(manuals, strings.TrimSpace(checks[j].Doc)+"\n")
	}
	return c.print(strings.Join(manuals, "\n"))
}

// summary is the first line of a check's documentation, without its name.
func summary(a *analysis.Analyzer) string {
	first, _, _ := strings.Cut(a.Doc, "\n")
	return strings.TrimPrefix(first, a.Name+": ")
}

// flagList describes the flags: those of the command, then of the checks.
func flagList(checks []*analysis.Analyzer) string {
	var b strings.Builder
	var out format
	fs := newFlagSet("maplint")
	out.addFlags(fs)
	var fixes fixMode
	fixes.addFlags(fs)
	new(heapMode).addFlags(fs)
	fs.VisitAll(func(f *flag.Flag) { fmt.Fprintf(&b, "\t-%-10s %s\n", f.Name, f.Usage) })
	for _, a := range checks {
		a.Flags.VisitAll(func(f *flag.Flag) {
			fmt.Fprintf(&b, "\t-%-10s %s (%s)\n", f.Name, f.Usage, a.Name)
		})
	}
	return b.String()
}
