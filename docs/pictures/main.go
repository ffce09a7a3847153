// Pictures draws the pictures of docs/maps.md, and fills in its tables, from
// what internal/heapproof has measured, and the pictures of docs/heap.md from
// story.json. Both commands run in the root of the repository:
//
//	go run ./internal/cmd/heapproof > docs/pictures/measured.json
//	go run -C docs/pictures .
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if err := run(".."); err != nil {
		fmt.Fprintln(os.Stderr, "pictures:", err)
		os.Exit(1)
	}
}

// run writes below docs, the folder of the documentation.
func run(docs string) error {
	made, err := render(docs)
	if err != nil {
		return err
	}
	for name, data := range made {
		if err := os.WriteFile(filepath.Join(docs, name), data, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// render returns the files to write, by name below docs. The same
// measurements make the same bytes.
func render(docs string) (map[string][]byte, error) {
	runs, err := load(filepath.Join(docs, "pictures", "measured.json"))
	if err != nil {
		return nil, err
	}
	timeline, err := overTime(runs)
	if err != nil {
		return nil, err
	}
	versions, err := byVersion(runs)
	if err != nil {
		return nil, err
	}
	shapes, err := shapeTable(runs, filepath.Join(docs, "..", "internal", "heapproof", "testdata"))
	if err != nil {
		return nil, err
	}
	text, err := fillIn(filepath.Join(docs, "maps.md"), map[string]string{
		"clone":  cloneTable(runs),
		"shapes": shapes,
	})
	if err != nil {
		return nil, err
	}
	told, err := loadStory(filepath.Join(docs, "pictures", "story.json"))
	if err != nil {
		return nil, err
	}
	before, after, err := storyPictures(told)
	if err != nil {
		return nil, err
	}
	return map[string][]byte{
		"img/heap-over-time.svg":  timeline,
		"img/kept-by-version.svg": versions,
		"img/story-before.svg":    before,
		"img/story-after.svg":     after,
		"maps.md":                 text,
	}, nil
}

// A measurement is one program with one version of Go, before and after one
// fix: a line of what internal/cmd/heapproof prints.
type measurement struct {
	Name          string
	Fix           string // what it says it does; empty where there is none
	Go            string // as in go1.26.8
	Before, After heap
}

// A heap is the live heap in bytes, step by step: see heapproof.Heap.
type heap struct {
	Fill  []int64
	Swept int64
	Later []int64
}

// full is what the full map takes.
func (h heap) full() int64 { return h.Fill[len(h.Fill)-1] }

// A way is something that code does to a full map, and the program that does
// it.
type way struct {
	title   string
	program string
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

// load reads measurements and checks that all ways were measured with each
// version of Go.
func load(name string) ([]measurement, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var runs []measurement
	if err := json.Unmarshal(data, &runs); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for _, m := range runs {
		for _, h := range []heap{m.Before, m.After} {
			if len(h.Fill) == 0 || len(h.Later) == 0 {
				return nil, fmt.Errorf("%s: %s with %s has no heap", name, m.Name, m.Go)
			}
		}
	}
	for _, version := range versions(runs) {
		for _, w := range ways {
			if find(runs, version, w) == nil {
				return nil, fmt.Errorf("%s has no %q with %s", name, w.title, version)
			}
		}
	}
	if len(runs) == 0 {
		return nil, fmt.Errorf("%s is empty", name)
	}
	return runs, nil
}

// versions returns the versions of Go in the order of the file, which is from
// the oldest on.
func versions(runs []measurement) []string {
	var all []string
	for _, m := range runs {
		if !slices.Contains(all, m.Go) {
			all = append(all, m.Go)
		}
	}
	return all
}

// newest returns the last of the versions.
func newest(runs []measurement) string { return runs[len(runs)-1].Go }

// find returns the heap of a way with a version of Go, nil if it was not
// measured.
func find(runs []measurement, version string, w way) *heap {
	for i, m := range runs {
		switch {
		case m.Go != version || m.Name != w.program || !strings.HasPrefix(m.Fix, w.fix):
		case w.fix == "":
			return &runs[i].Before
		default:
			return &runs[i].After
		}
	}
	return nil
}
