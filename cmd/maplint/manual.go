package main

// The texts of maplint help. Names of flags in them are checked by TestHelp.

const intro = `maplint finds Go maps that keep the memory of their largest size: delete and
clear never give a map's memory back.

Usage:

	maplint [flags] [packages]
	maplint command [flags] [arguments]

Commands:

%s
maplint help COMMAND describes a command and its flags. maplint help fix is
about -fix and -diff, maplint help directive about comments that silence
findings.

Packages are named as for the go command: ./... for all below the current
directory, std, example.com/store, or a list of .go files. Without one, maplint
checks the package in the current directory. Directories can belong to several
modules.

Flags:

%s
%s
Checks:

%s
maplint help CHECK prints the manual of a check.
`

const checkText = `A finding has one of three levels of confidence. default: the rules are met.
low: they are met, but the source says that the map is small; it is reported
with -confidence=low. measured: a heap profile or a process shows the memory.
maplint help mapshrink explains the rules and the reasons for a low confidence.

-json, -sarif and -github exclude each other; docs/output.md describes these
formats. The default is text. A finding that ends in [fixable] (mapshrink) has an
automatic fix; another one says why it has none. On a terminal, text has the
source lines and colors; the environment variable NO_COLOR turns colors off.

Other settings are those of the go command, in its environment variables:

	GOOS=windows maplint -tags=integration ./...

-exclude leaves packages out of the report: what is found in them, and what is
wrong with them. The others are still judged with them in view.

-checks takes names with commas between them: -checks=mapshrink, or
-checks=all,-directive for all but one. directive is the check that reports
comments that silence nothing.

To adopt maplint in an old code base, write down what is found today, and see
what is new from then on:

	maplint -write-baseline maplint.baseline ./...
	maplint -baseline maplint.baseline ./...

Findings in the baseline are not shown and do not count. Entries that match no
finding are named, so that you can delete them. See docs/adopting.md.

maplint is also a tool for go vet, and since Go 1.26 for go fix:

	go vet -vettool=$(which maplint) ./...
	go fix -fixtool=$(which maplint) -diff ./...

Exit codes: 0 if nothing was found, 1 if something was found, 2 if something
could not be checked or changed; findings elsewhere are still printed. With
-fix, findings that were fixed do not count. maplint why exits with 0 if it
knows the map, and with 2 if not.
`

const whyText = `NAME is the name of a map in messages, such as Cache.items, table or
store.table, or a regular expression that matches such names: maplint why . lists
all maps of a package. For each map it prints the declaration, the lifetime, each
operation with the loops around it, and the verdict with the rule that decided.

	maplint why Cache.items ./...

With -heap, -live or -core it also prints what was measured of the map.
Without a package, maplint looks at the one in the current directory.
Exit codes: 0 if it knows the map, 2 if not.
`

const heapText = `It lists the lines whose blocks look like tables of maps. It needs no source.
FILE is written by /debug/pprof/heap, runtime/pprof or go test -memprofile. It
can also be - for standard input, or the URL of a running program:

	maplint heap http://localhost:6060/debug/pprof/heap

With the source maplint knows which maps these are, and whether anything deletes
entries or replaces the map. Use the flag -heap for that, which takes the same
files and URLs:

	maplint -heap heap.pb.gz ./...

Then findings about the largest maps come first, and a map is reported if
anything deletes entries, in a loop or not, and nothing replaces the map. The
profile must be of this source or a similar version of it. Several profiles tell
how the map has changed: name the older one first. -fix and -diff take -heap,
and so does maplint why. -heap-min sets the size from which maps are shown. See
docs/heap.md.
`

const liveText = `It reads the memory of a Go program on Linux, or a core file, and lists the maps
with the entries that they have now and the room of their tables. The process
goes on. The executable needs DWARF; -exe names one that has it.

	maplint live 4711
	maplint live -core core.4711 -exe ./server

With the source maplint reports the maps that waste most:

	maplint -live 4711 ./...
	maplint -core core.4711 -exe ./server ./...

maplint why takes these flags, too. See docs/live.md.
`

const goplsText = `It builds the newest gopls that your Go can build, with the checks inside, and
writes it to the file gopls in the current directory. Editors then show findings
and fixes. The first build takes one to five minutes, since it downloads and
compiles gopls; on a terminal a line shows that it goes on. See docs/editors.md.
`

const completionText = `The script completes commands, flags and their values.

	source <(maplint completion bash)
	maplint completion zsh >"${fpath[1]}/_maplint"
	maplint completion fish >~/.config/fish/completions/maplint.fish
`

const fixText = `maplint -fix applies the first fix of each finding, and prints the findings that
are left. maplint -diff prints what -fix would change as a patch, and changes
nothing; findings without a fix are written to standard error.

	maplint -fix ./...
	maplint -diff ./... | git apply

A fix is made only if the package still compiles with it and the finding is
gone. Files of other modules and generated files are never changed. A message
says why there is no automatic fix. Both flags can be combined with -heap,
-live and -core, and with -confidence=low.

docs/fixes.md describes the edits.
`

const directiveText = `A comment silences findings. At the line of a finding, or above it, it silences
this finding. At the declaration of a map it silences all findings about the
map:

	type Cache struct {
		//lint:ignore mapshrink there are never more than ten tenants
		tenants map[string]*tenant
	}

	delete(c.tenants, name) //nolint:maplint // never more than ten

The forms are:

	//lint:ignore CHECKS reason       the line, or the one below
	//lint:file-ignore CHECKS reason  the file
	//nolint:NAMES // reason          the line, or the statement or declaration
	                                  below that begins in the same column

CHECKS are names or patterns such as map*, with commas between them, and the
reason is needed. NAMES are mapshrink or maplint; //nolint alone counts, too.

maplint reports a comment that silences nothing, as the check directive: a
//lint:ignore above a loop does not cover the delete in the loop. Put it above
the delete, or at the declaration of the map. go vet, golangci-lint and gopls do
not report such comments. -checks=all,-directive turns this off.
`
