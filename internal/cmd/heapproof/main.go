// Command heapproof measures what the fixes of maplint give back, as the test
// of internal/heapproof does, and prints it as JSON for docs/pictures. It runs
// in the root of the repository, with the versions of Go that it is given as
// values of GOTOOLCHAIN, or with all that the fixes must hold for:
//
//	go run ./internal/cmd/heapproof > docs/pictures/measured.json
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/maplint/maplint/internal/heapproof"
)

func main() {
	entries := flag.Int("n", 1_000_000, "the number of entries, 10,000 at least")
	flag.Parse()
	toolchains := flag.Args()
	if len(toolchains) == 0 {
		toolchains = heapproof.Toolchains
	}
	if err := run(context.Background(), os.Stdout, toolchains, *entries); err != nil {
		fmt.Fprintln(os.Stderr, "heapproof:", err)
		os.Exit(1)
	}
}

// run writes an array with one line for each measurement.
func run(ctx context.Context, out io.Writer, toolchains []string, entries int) error {
	testdata, err := filepath.Abs("internal/heapproof/testdata")
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "heapproof-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	proof, err := heapproof.Prepare(ctx, testdata, work)
	if err != nil {
		return err
	}
	before := "[\n"
	for _, toolchain := range toolchains {
		ms, err := proof.Measure(ctx, toolchain, entries)
		if err != nil {
			return err
		}
		for _, m := range ms {
			line, err := json.Marshal(m)
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(out, "%s%s", before, line); err != nil {
				return err
			}
			before = ",\n"
		}
	}
	_, err = fmt.Fprint(out, "\n]\n")
	return err
}
