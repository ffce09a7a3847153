package main

import (
	"flag"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/analyzer"
)

const usage = `maplint finds Go maps that keep the memory of their largest size: delete and
clear never give a map's memory back.

Usage:

	maplint [flags] [packages]           check packages
	maplint why [-json] NAME [packages]  print what is known of a map, and why it
	                                     is reported or not
	maplint gopls [-o FILE] [-version V] [-confidence C]
	                                     build gopls, Go's language server,
	                                     with the checks inside
	maplint heap FILE                    print what a heap profile alone shows of maps
	maplint live [-json] PID             print what the maps of a running process
	                                     have now, and room for: docs/live.md
	maplint live -core FILE -exe FILE    print the same of a core file
	maplint help [check]                 print this, or the manual of a check
	maplint -version                     print the version

Packages are named as for the go command: ./... for all below the current
directory, std, example.com/store, or a list of .go files. Without one, maplint
checks the package in the current directory. Directories can belong to several
modules.

NAME is the name of a map in messages, such as Cache.items, table or
store.table, or a regular expression that matches such names.

Flags:

%s
A finding has one of three levels of confidence. default: the rules are met.
low: they are met, but the source says that the map is small; it is reported
with -confidence=low. measured: a heap profile shows the memory. maplint help
mapshrink explains the rules and the reasons for a low confidence.

A heap profile of the running program shows what its maps keep. With -heap,
findings about the largest maps come first, and a map is reported if anything
deletes entries, in a loop or not, and nothing replaces the map. FILE is written
by /debug/pprof/heap, runtime/pprof or go test -memprofile, with this source or
a similar version of it. maplint why takes -heap too. See docs/heap.md.

	maplint -heap heap.pb.gz ./...

A running process on Linux, or a core file, tells more: the entries that its
maps have now. Reading does not stop it. maplint why takes these flags, too.
docs/live.md has more:

	maplint -live PID ./...

-json, -sarif and -github exclude each other; docs/output.md describes these
formats. The default is text. On a terminal it has the source lines and colours;
the environment variable NO_COLOR turns colours off.

Build tags and other settings are those of the go command:

	GOFLAGS=-tags=integration GOOS=windows maplint ./...

A fix is made only if the package still compiles with it and the finding is
gone. Files of other modules and generated files are never changed. A message
says why there is no automatic fix. With -diff, findings without a fix are
written to standard error:

	maplint -diff ./... | git apply

maplint is also a tool for go vet:

	go vet -vettool=$(which maplint) ./...

Exit codes: 0 if nothing was found, 1 if something was found, 2 if something
could not be checked or changed; findings elsewhere are still printed. With
-fix, findings that were fixed do not count. maplint why exits with 0 if it
knows the map, and with 2 if not.

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
