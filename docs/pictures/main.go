// Pictures measures what gives a map's memory back, with each version of Go,
// and draws the pictures and the table of docs/maps.md from that:
//
//	go run -C docs/pictures .        # measures, some minutes
//	go run -C docs/pictures . -draw  # only draws what was measured before
//
// The programs that it runs are those of internal/heapproof, before and after
// maplint's fixes.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/maplint/maplint/internal/heapproof"
)

const entries = 1_000_000

func main() {
	draw := flag.Bool("draw", false, "draw what was measured before")
	flag.Parse()
	if err := run(context.Background(), "..", *draw); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run writes the pictures below docs, the folder of the documentation, and
// the table in its maps.md.
func run(ctx context.Context, docs string, drawOnly bool) error {
	stored := filepath.Join(docs, "pictures", "measured.json")
	if !drawOnly {
		runs, err := measure(ctx, filepath.Join(docs, "..", "internal", "heapproof", "testdata"))
		if err != nil {
			return err
		}
		if err := os.WriteFile(stored, encode(runs), 0o666); err != nil {
			return err
		}
	}
	runs, err := load(stored)
	if err != nil {
		return err
	}
	made, err := render(runs)
	if err != nil {
		return err
	}
	for name, data := range made {
		if err := os.WriteFile(filepath.Join(docs, name), data, 0o666); err != nil {
			return err
		}
	}
	return fillIn(filepath.Join(docs, "maps.md"), table(runs))
}

// A way is something that code does to a full map, and the program that does
// it.
type way struct {
	Title   string
	program string // of internal/heapproof
	fix     string // how the fix begins that the program has; none if empty
}

var (
	deleteAll  = way{"delete every key", "programs/packagevar", ""}
	cleared    = way{"clear(m)", "programs/cleared", ""}
	deleteFunc = way{"maps.DeleteFunc", "programs/deletefunc", ""}
	cloned     = way{"delete, then maps.Clone", "programs/clone", ""}
	rebuilt    = way{"delete, then rebuild", "programs/expired", "Rebuild "}
	set        = way{"m = nil", "programs/lazy", "Set "}
)

var ways = []way{deleteAll, cleared, deleteFunc, cloned, rebuilt, set}

// A series is what one version of Go did in one of the ways.
type series struct {
	Go  string // as in go1.26.8
	Way string // its title
	heapproof.Heap
}

// measure runs the programs with every version of Go that the proof holds
// for.
func measure(ctx context.Context, testdata string) ([]series, error) {
	testdata, err := filepath.Abs(testdata)
	if err != nil {
		return nil, err
	}
	work, err := os.MkdirTemp("", "pictures-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	proof, err := heapproof.Prepare(ctx, testdata, work)
	if err != nil {
		return nil, err
	}
	var runs []series
	for _, toolchain := range heapproof.Toolchains {
		fmt.Fprintln(os.Stderr, toolchain)
		ms, err := proof.Measure(ctx, toolchain, entries)
		if err != nil {
			return nil, err
		}
		for _, w := range ways {
			i := slices.IndexFunc(ms, func(m heapproof.Measurement) bool {
				return m.Name == w.program && strings.HasPrefix(m.Fix, w.fix)
			})
			if i < 0 {
				return nil, fmt.Errorf("%s has no fix that begins with %q", w.program, w.fix)
			}
			heap := ms[i].Before
			if w.fix != "" {
				heap = ms[i].After
			}
			runs = append(runs, series{ms[i].Go, w.Title, heap})
		}
	}
	return runs, nil
}

// encode returns JSON with one line for each series.
func encode(runs []series) []byte {
	var out bytes.Buffer
	for i, s := range runs {
		line, err := json.Marshal(s)
		if err != nil {
			panic(err) // strings and integers only
		}
		out.WriteString([]string{"[\n", ",\n"}[min(i, 1)])
		out.Write(line)
	}
	out.WriteString("\n]\n")
	return out.Bytes()
}

// load reads what encode returned, and checks that there is one series for
// each way and version.
func load(name string) ([]series, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var runs []series
	if err := json.Unmarshal(data, &runs); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for _, toolchain := range heapproof.Toolchains {
		for _, w := range ways {
			if find(runs, toolchain, w) == nil {
				return nil, fmt.Errorf("%s has no %q of %s: measure again, without -draw", name, w.Title, toolchain)
			}
		}
	}
	return runs, nil
}
