// Corpus judges the rules on real code: it runs the suite over checked-out
// repositories, and compares what it says with labels that people gave after
// reading the code.
//
//	corpus run [-p PATTERNS] DIR... >head.jsonl          what the suite says of each map
//	corpus score [-labels FILE] [-v] head.jsonl          how right and how wanted that is
//	corpus table [-labels FILE] head.jsonl               the same in Markdown, for docs/precision.md
//	corpus diff [-labels FILE] base.jsonl head.jsonl     what a change of a rule changes
//	corpus ablate [-fixtures DIR] [-only NAMES] DIR...   what each predicate of the model changes
//	corpus reports head.jsonl                            the findings, for readers
//	corpus sample [-n 20] [-seed 1] head.jsonl           removals that are not reported, in loops first
//
// DIR is a clone with the commit to be judged checked out, named owner+name; or
// the argument is owner/name=DIR. The module in DIR is checked, ./..., and no
// other one in the clone, with the settings of the environment (GOFLAGS,
// GOTOOLCHAIN). Nothing is written there. PATTERNS are other packages that are
// to be checked there, as the go command takes them, with commas between them:
// std, or those of modules that DIR depends on.
//
// Results are JSON lines, one for each map that entries are removed from, and
// one for each repository before its maps. They depend on nothing but the
// sources and the rules: the base of a comparison can be kept. What took time
// or failed is on standard error.
//
// Labels are JSON lines too, see [label]. A label is of a map, which it names
// by repository, holder and directory of the file, since lines move; only
// where there is none does the line count.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, os.Stderr, os.Args[1:])
	stop()
	if err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "corpus:", err)
		}
		os.Exit(1)
	}
}

var errUsage = errors.New("usage: corpus run DIR... | score FILE | table FILE | diff BASE HEAD | reports FILE | sample FILE (see go doc ./internal/cmd/corpus)")

// run is the command: results go to out, what happens meanwhile to log.
func run(ctx context.Context, out, log io.Writer, args []string) error {
	if len(args) == 0 {
		return errUsage
	}
	fs := flag.NewFlagSet("corpus "+args[0], flag.ContinueOnError)
	fs.SetOutput(log)
	labelsFile := "testdata/corpus/labels.jsonl"
	reposFile := "testdata/corpus/repositories.jsonl"
	patterns := "./..."
	var fixtures, only string
	var verbose bool
	var n int
	var seed uint64
	files := 1
	switch args[0] {
	case "run":
		files = -1
		fs.StringVar(&patterns, "p", patterns, "`packages` to check, with commas between them")
	case "score", "table", "diff":
		fs.StringVar(&labelsFile, "labels", labelsFile, "`file` of labels")
		if args[0] == "diff" {
			files = 2
			break
		}
		fs.StringVar(&reposFile, "repositories", reposFile, "`file` that names the repositories kept aside")
		if args[0] == "table" {
			break
		}
		fs.BoolVar(&verbose, "v", false, "list the default findings that are not wanted, and the findings without a label")
	case "sample":
		fs.IntVar(&n, "n", 20, "places of each repository")
		fs.Uint64Var(&seed, "seed", 1, "seed of the choice")
	case "ablate":
		files = -1
		fs.StringVar(&labelsFile, "labels", labelsFile, "`files` of labels, with commas between them")
		fs.StringVar(&fixtures, "fixtures", "testdata", "GOPATH of the fixtures; empty for none")
		fs.StringVar(&only, "only", "", "`names` of the predicates to switch off, with commas between them, instead of all")
	case "reports":
	default:
		return errUsage
	}
	if err := fs.Parse(args[1:]); err != nil {
		return err
	}
	if args := fs.Args(); len(args) == 0 && fixtures == "" || files > 0 && len(args) != files {
		return errUsage
	}
	if args[0] == "ablate" {
		var names []string
		if only != "" {
			names = strings.Split(only, ",")
		}
		if err := knownPredicates(names); err != nil {
			return err
		}
		var labels []*label
		for name := range strings.SplitSeq(labelsFile, ",") {
			more, err := readLabels(name)
			if err != nil {
				return err
			}
			labels = append(labels, more...)
		}
		return ablate(ctx, out, log, fixtures, names, labels, fs.Args())
	}
	if files < 0 {
		return runAll(ctx, out, log, strings.Split(patterns, ","), fs.Args())
	}
	results := make([]*results, files)
	for i, name := range fs.Args() {
		var err error
		if results[i], err = readResults(name); err != nil {
			return err
		}
	}
	switch args[0] {
	case "reports":
		return writeLines(out, results[0].findings())
	case "sample":
		return writeLines(out, sample(results[0], n, seed))
	}
	labels, err := readLabels(labelsFile)
	if err != nil {
		return err
	}
	if args[0] == "diff" {
		return diff(out, results[0], results[1], labels)
	}
	repos, err := readRepositories(reposFile)
	if err != nil {
		return err
	}
	if args[0] == "table" {
		table(out, results[0], labels, repos)
		return nil
	}
	return score(out, results[0], labels, repos, verbose)
}
