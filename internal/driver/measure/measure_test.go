package measure_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/maplint/maplint/analyzer"
	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/driver/measure"
	"github.com/maplint/maplint/internal/heapprof"
	"github.com/maplint/maplint/internal/heapproof"
)

var update = flag.Bool("update", false, "make the profiles in testdata/heap/profiles again")

// root has the programs, each in a folder; profiles of them lie in profiles.
var root = filepath.Join("..", "..", "..", "testdata", "heap")

// programs are the folders with the maps that giving up is measured of.
var programs = []string{"besides", "closures", "collect", "generic", "helper", "inline", "line", "presized", "structs"}

// fixtures are the toolchains whose profiles are kept: one with the maps
// before Go 1.24, one with those since.
var fixtures = []string{"go1.23.12", "go1.26.8"}

// A run is what a program printed: bytes that giving up a map freed, by name.
type run map[string]int64

// TestAccuracy builds each program, runs it with all blocks in its profile,
// and compares what maplint takes for a map's tables with what the runtime
// frees when the map is given up. It uses the local Go, or those that
// HEAPPROOF_TOOLCHAINS names, as internal/heapproof does.
func TestAccuracy(t *testing.T) {
	toolchains := strings.Fields(os.Getenv("HEAPPROOF_TOOLCHAINS"))
	switch {
	case len(toolchains) == 0:
		toolchains = []string{""}
	case slices.Equal(toolchains, []string{"all"}):
		toolchains = heapproof.Toolchains
	}
	for _, toolchain := range toolchains {
		bin := build(t, toolchain)
		t.Run(filepath.Base(toolchain), func(t *testing.T) {
			for _, name := range programs {
				if _, err := os.Stat(filepath.Join(bin, name)); err != nil && name == "collect" && (toolchain == "go1.21.13" || toolchain == "go1.22.12") {
					continue // iterators came with Go 1.23
				}
				file := filepath.Join(t.TempDir(), name+".pb.gz")
				freed := execute(t, filepath.Join(bin, name), 150_000, 1, file)
				t.Run(name, func(t *testing.T) { compare(t, name, match(t, file, "./"+name), freed, exact) })
			}
		})
	}
}

// TestDefaultRate does the same with the runtime's own rate of sampling: the
// error must be what is said of it.
func TestDefaultRate(t *testing.T) {
	bin := build(t, "")
	for _, name := range []string{"besides", "line", "presized"} {
		file := filepath.Join(t.TempDir(), name+".pb.gz")
		freed := execute(t, filepath.Join(bin, name), 500_000, 512<<10, file)
		t.Run(name, func(t *testing.T) {
			compare(t, name, match(t, file, "./"+name), freed, func(f *measure.Figure, freed int64) error {
				// Error is of two deviations: five happen once in a million runs.
				if off := f.Bytes - freed; off*off*4 > f.Error*f.Error*25 {
					return fmt.Errorf("%d bytes, give or take %d, but %d were freed", f.Bytes, f.Error, freed)
				}
				return nil
			})
		})
	}
}

// TestStripped does it with a program that has no symbols and no folders.
func TestStripped(t *testing.T) {
	bin := t.TempDir()
	if err := goBuild(bin, "", []string{"-trimpath", "-ldflags=-s -w"}, "./line"); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "line.pb.gz")
	freed := execute(t, filepath.Join(bin, "line"), 150_000, 1, file)
	// Of all programs: each has a main package with functions of these names.
	compare(t, "line", match(t, file, "./..."), freed, exact)
}

// TestFixtures reads profiles that were made before, on another machine and
// with other toolchains.
func TestFixtures(t *testing.T) {
	if *update {
		for _, toolchain := range fixtures {
			makeFixtures(t, toolchain)
		}
	}
	for _, toolchain := range fixtures {
		for _, name := range programs {
			t.Run(toolchain+"/"+name, func(t *testing.T) {
				dir := filepath.Join(root, "profiles", toolchain)
				data, err := os.ReadFile(filepath.Join(dir, name+".json"))
				if err != nil {
					t.Fatal(err)
				}
				freed := make(run)
				if err := json.Unmarshal(data, &freed); err != nil {
					t.Fatal(err)
				}
				compare(t, name, match(t, filepath.Join(dir, name+".pb.gz"), "./"+name), freed, exact)
			})
		}
	}
}

func makeFixtures(t *testing.T, toolchain string) {
	bin := build(t, toolchain)
	dir := filepath.Join(root, "profiles", toolchain)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, name := range programs {
		freed := execute(t, filepath.Join(bin, name), 50_000, 1, filepath.Join(dir, name+".pb.gz"))
		data, err := json.Marshal(freed)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".json"), append(data, '\n'), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// exact demands five percent.
func exact(f *measure.Figure, freed int64) error {
	if off := f.Bytes - freed; 20*max(off, -off) > freed {
		return fmt.Errorf("%d bytes, but %d were freed", f.Bytes, freed)
	}
	return nil
}

// compare checks the figures of a program.
func compare(t *testing.T, name string, outcome *measure.Outcome, freed run, check func(*measure.Figure, int64) error) {
	t.Helper()
	if len(freed) == 0 {
		t.Fatal("the program gives up no maps")
	}
	pkg := "example.com/heap/" + name
	for _, holder := range slices.Sorted(maps.Keys(freed)) {
		f := outcome.Of(pkg, holder)
		if f == nil {
			t.Errorf("%s is not in the profile, but %d bytes were freed", holder, freed[holder])
			continue
		}
		if err := check(f, freed[holder]); err != nil {
			t.Errorf("%s: %v: %+v", holder, err, f)
		}
	}
	for _, f := range outcome.Figures {
		if _, ok := freed[f.Holder]; !ok && f.Package == pkg && f.Bytes > 64<<10 {
			t.Errorf("%s: %d bytes, but it has few entries: %+v", f.Holder, f.Bytes, f)
		}
	}
	for _, s := range outcome.Summaries {
		var foreign int64
		for _, share := range s.Foreign {
			foreign += share.Bytes
		}
		if s.Held+s.Local+foreign > s.Tables || s.Tables > s.InUse || s.Nearest > 0 || s.Gone > 0 || s.Unclear {
			t.Errorf("the sums are %+v", s)
		}
	}
}

// match matches one profile with packages.
func match(t *testing.T, file string, patterns ...string) *measure.Outcome {
	t.Helper()
	return matchIn(t, root, []string{file}, patterns...)
}

func matchIn(t *testing.T, dir string, files []string, patterns ...string) *measure.Outcome {
	t.Helper()
	var profiles []*heapprof.Profile
	for _, file := range files {
		p, err := heapprof.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		profiles = append(profiles, p)
	}
	c := measure.New(profiles)
	report, err := driver.Run(t.Context(), driver.Config{
		Dir: dir, Patterns: patterns, Checks: analyzer.Checks(), Join: true, Relevant: analyzer.Relevant,
		Inspect: c.Inspect, Wants: c.Wants, WantsForeign: c.WantsForeign,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range report.Errors {
		t.Error(e)
	}
	return c.Match()
}

// built is where the programs lie that the local Go has built, for all tests.
var built string

func TestMain(m *testing.M) {
	flag.Parse()
	var err error
	if built, err = os.MkdirTemp("", "maplint-measure-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(built)
	os.Exit(code)
}

// local builds the programs with the local Go, once.
var local = sync.OnceValue(func() error { return goBuild(built, "", nil, "./...") })

// build builds the programs with a toolchain, the local one unless it is
// named, and returns their folder.
func build(t *testing.T, toolchain string) string {
	t.Helper()
	var err error
	bin := built
	if toolchain == "" {
		err = local()
	} else {
		bin = t.TempDir()
		err = goBuild(bin, toolchain, nil, "./...")
	}
	if err != nil {
		t.Fatal(err)
	}
	return bin
}

func goBuild(bin, toolchain string, flags []string, pattern string) error {
	args := append([]string{"build", "-tags=drop", "-buildvcs=false", "-o", bin + string(filepath.Separator)}, flags...)
	cmd := exec.Command("go", append(args, pattern)...)
	cmd.Dir = root
	cmd.Env = environ(toolchain)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
}

// execute runs a program with a number of entries and a rate of sampling.
func execute(t *testing.T, program string, entries, rate int, file string) run {
	t.Helper()
	cmd := exec.Command(program, fmt.Sprint(entries), file)
	cmd.Env = append(environ(""), fmt.Sprintf("GODEBUG=memprofilerate=%d", rate))
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", program, err, &stderr)
	}
	freed := make(run)
	if err := json.Unmarshal(out, &freed); err != nil {
		t.Fatalf("%s printed %q: %v", program, out, err)
	}
	return freed
}

func environ(toolchain string) []string {
	env := append(os.Environ(), "GOWORK=off", "GOFLAGS=", "GOGC=", "GOMEMLIMIT=", "GODEBUG=")
	if toolchain != "" {
		env = append(env, "GOTOOLCHAIN="+toolchain)
	}
	return env
}
