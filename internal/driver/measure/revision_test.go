package measure_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	pprof "github.com/google/pprof/profile"

	"github.com/maplint/maplint/internal/driver/measure"
)

// profile is one of the fixtures.
func profile(toolchain, name string) string {
	return filepath.Join(root, "profiles", toolchain, name+".pb.gz")
}

// edit copies the programs and edits one of them.
func edit(t *testing.T, name string, changes ...string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(root)); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, name, "main.go")
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.NewReplacer(changes...).Replace(string(src))
	if edited == string(src) {
		t.Fatal("nothing was edited")
	}
	if err := os.WriteFile(file, []byte(edited), 0o666); err != nil {
		t.Fatal(err)
	}
	return dir
}

// figures are the bytes of a program's maps.
func figures(t *testing.T, o *measure.Outcome) map[string]int64 {
	t.Helper()
	out := make(map[string]int64)
	for _, f := range o.Figures {
		if f.Bytes > 64<<10 {
			out[f.Holder] = f.Bytes
		}
	}
	if len(out) == 0 {
		t.Fatal("no map is in the profile")
	}
	return out
}

// TestRevision matches profiles with source that has changed since.
func TestRevision(t *testing.T) {
	for _, toolchain := range fixtures {
		file := profile(toolchain, "besides")
		want := figures(t, match(t, file, "./besides"))
		for _, test := range []struct {
			name    string
			changes []string
			check   func(*measure.Summary) bool
		}{
			{"lines above", []string{"type item struct", "// one\n// two\n// three\n\ntype item struct"},
				func(s *measure.Summary) bool { return s.Exact < s.Moved && s.Nearest == 0 && s.Gone == 0 }},
			{"lines within", []string{"put(k uint64) {\n", "put(k uint64) {\n\tif k == 1<<60 {\n\t\treturn\n\t}\n"},
				func(s *measure.Summary) bool { return s.Nearest > s.Exact && s.Gone == 0 }},
		} {
			t.Run(toolchain+"/"+test.name, func(t *testing.T) {
				o := matchIn(t, edit(t, "besides", test.changes...), []string{file}, "./besides")
				got := figures(t, o)
				for holder, bytes := range want {
					if off := got[holder] - bytes; 20*max(off, -off) > bytes {
						t.Errorf("%s: %d bytes, want %d", holder, got[holder], bytes)
					}
				}
				if s := o.Summaries[0]; !test.check(s) || len(s.Notes()) != 1 {
					t.Errorf("the summary is %+v with notes %q", s, s.Notes())
				}
			})
		}
		t.Run(toolchain+"/function gone", func(t *testing.T) {
			o := matchIn(t, edit(t, "besides", "put(", "store("), []string{file}, "./besides")
			s := o.Summaries[0]
			if s.Tables > 64<<10 || s.Gone < want["cache.items"]+want["cache.names"] {
				t.Errorf("the summary is %+v", s)
			}
			if notes := s.Notes(); len(notes) != 1 || !strings.Contains(notes[0], "were renamed or removed since the program was built: main.cache.put ") {
				t.Errorf("the notes are %q", notes)
			}
		})
	}
}

// TestSeveral matches two profiles: the figures are the largest.
func TestSeveral(t *testing.T) {
	small, large := profile(fixtures[1], "line"), profile(fixtures[0], "line")
	wantSmall, wantLarge := figures(t, match(t, small, "./line")), figures(t, match(t, large, "./line"))
	o := matchIn(t, root, []string{small, large, profile(fixtures[0], "helper")}, "./line")
	for _, f := range o.Figures {
		if want := max(wantSmall[f.Holder], wantLarge[f.Holder]); want > 0 && (f.Bytes != want || f.Shown != 2) {
			t.Errorf("%s: %d bytes in %d profiles, want %d in 2", f.Holder, f.Bytes, f.Shown, want)
		}
	}
	if len(o.Summaries) != 3 {
		t.Errorf("%d summaries", len(o.Summaries))
	}
	if !slices.IsSortedFunc(o.Figures, func(a, b *measure.Figure) int { return int(b.Bytes - a.Bytes) }) {
		t.Error("the figures are not sorted")
	}
}

// TestShared tells that maps of one type which are filled on one line share
// what they have.
func TestShared(t *testing.T) {
	o := match(t, profile(fixtures[1], "line"), "./line")
	for holder, want := range map[string][]string{"index.left": {"index.right"}, "index.right": {"index.left"}, "index.byName": nil} {
		if f := o.Of("example.com/heap/line", holder); f == nil || !slices.Equal(f.Shares, want) {
			t.Errorf("%s shares with %v, want %v", holder, f, want)
		}
	}
}

// TestOutside tells maps of dependencies and local ones from those that the
// packages hold.
func TestOutside(t *testing.T) {
	bin := build(t, "")
	file := filepath.Join(t.TempDir(), "outside.pb.gz")
	freed := execute(t, filepath.Join(bin, "outside"), 150_000, 1, file)
	o := match(t, file, "./outside")
	for _, holder := range []string{"service.seen", "service.decoded"} {
		f := o.Of("example.com/heap/outside", holder)
		if f == nil || exact(f, freed[holder]) != nil {
			t.Errorf("%s: %+v, want %d", holder, f, freed[holder])
		}
	}
	s := o.Summaries[0]
	near := func(got, want int64) bool { return 20*max(got-want, want-got) <= want }
	if len(s.Foreign) != 1 || s.Foreign[0].Name != "example.com/heap/lru" || !near(s.Foreign[0].Bytes, freed["Cache.items"]) {
		t.Errorf("dependencies have %v, want %d", s.Foreign, freed["Cache.items"])
	}
	if !near(s.Local, freed["local"]) {
		t.Errorf("local maps have %d, want %d", s.Local, freed["local"])
	}
	if !near(s.Held, freed["service.seen"]+freed["service.decoded"]) {
		t.Errorf("held are %d", s.Held)
	}
}

// TestTestBinary reads a profile of a package's tests: its functions are not
// those of a package main there, even if it is one.
func TestTestBinary(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mem.pb.gz")
	cmd := exec.Command("go", "test", "-count=1", "-memprofilerate=1", "-o", file+".test", "-memprofile", file, "./line")
	cmd.Dir = root
	cmd.Env = environ("")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go test: %v\n%s", err, out)
	}
	want := figures(t, match(t, profile(fixtures[1], "line"), "./line"))
	got := figures(t, match(t, file, "./..."))
	for holder, bytes := range want {
		// The fixture's maps have as many entries, of which tables may have split.
		if got[holder] < bytes/2 || got[holder] > bytes*2 {
			t.Errorf("%s: %d bytes, want about %d", holder, got[holder], bytes)
		}
	}
}

// TestUnsized reads a profile without the sizes of blocks: what the lines
// allocate besides is counted too, and that is said.
func TestUnsized(t *testing.T) {
	data, err := os.ReadFile(profile(fixtures[1], "besides"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := pprof.ParseData(data)
	if err != nil {
		t.Fatal(err)
	}
	p.RemoveNumLabel("bytes")
	file := filepath.Join(t.TempDir(), "unsized.pb")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.WriteUncompressed(f); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	want := figures(t, match(t, profile(fixtures[1], "besides"), "./besides"))
	o := match(t, file, "./besides")
	got := figures(t, o)
	for holder, bytes := range want {
		if got[holder] < bytes {
			t.Errorf("%s: %d bytes, want %d at least", holder, got[holder], bytes)
		}
	}
	if notes := o.Summaries[0].Notes(); len(notes) != 1 || !strings.Contains(notes[0], "no label bytes") {
		t.Errorf("the notes are %q", notes)
	}
}
