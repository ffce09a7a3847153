package heapprof

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/pprof/profile"
)

// fixture reads a profile that a program wrote.
func fixture(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "heap", "profiles", "go1.26.8", "besides.pb.gz"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// changed is the fixture after a change.
func changed(t testing.TB, change func(*profile.Profile)) []byte {
	t.Helper()
	p, err := profile.ParseData(fixture(t))
	if err != nil {
		t.Fatal(err)
	}
	change(p)
	var b bytes.Buffer
	if err := p.WriteUncompressed(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pack(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRead(t *testing.T) {
	plain := changed(t, func(*profile.Profile) {})
	for name, data := range map[string][]byte{"packed": fixture(t), "plain": plain} {
		p, err := Read(bytes.NewReader(data))
		if err != nil {
			t.Fatal(name, err)
		}
		raw, err := profile.ParseData(data)
		if err != nil {
			t.Fatal(err)
		}
		var total int64
		for _, s := range raw.Sample {
			total += s.Value[3]
		}
		if p.Total != total || !p.Sized || p.Rate != 1 || p.Program != "besides" {
			t.Errorf("%s: %d bytes, want %d: %+v", name, p.Total, total, p)
		}
		for i := range p.Samples {
			if f := p.Frames(nil, &p.Samples[i]); len(f) == 0 || f[0].Func == "" || f[0].Line == 0 {
				t.Errorf("%s: sample %d has the frames %v", name, i, f)
			}
		}
	}
}

// columns keeps some of the types of values.
func columns(names ...string) func(*profile.Profile) {
	return func(p *profile.Profile) {
		old := p.SampleType
		p.SampleType = nil
		for _, s := range p.Sample {
			var values []int64
			for i, t := range old {
				for _, name := range names {
					if t.Type == name {
						values = append(values, s.Value[i])
					}
				}
			}
			s.Value = values
		}
		for _, t := range old {
			for _, name := range names {
				if t.Type == name {
					p.SampleType = append(p.SampleType, t)
				}
			}
		}
	}
}

// TestExports reads what stores of profiles make of them.
func TestExports(t *testing.T) {
	want, err := Read(bytes.NewReader(fixture(t)))
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*profile.Profile){
		"in-use only":   columns("inuse_objects", "inuse_space"),
		"one type only": columns("inuse_space"),
		"with a duration": func(p *profile.Profile) {
			columns("inuse_space")(p)
			p.DurationNanos = 1e9
		},
		"with a service's labels": func(p *profile.Profile) {
			for _, s := range p.Sample {
				s.Label = map[string][]string{"service": {"api"}}
			}
		},
	} {
		p, err := Read(bytes.NewReader(changed(t, change)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.Total != want.Total || !p.Sized || len(p.Guesses()) != len(want.Guesses()) {
			t.Errorf("%s: %d bytes, want %d", name, p.Total, want.Total)
		}
	}
	p, err := Read(bytes.NewReader(changed(t, func(p *profile.Profile) { p.RemoveNumLabel("bytes") })))
	if err != nil || p.Sized || p.Total != want.Total || p.Guesses() != nil {
		t.Errorf("without sizes: %+v, %v", p, err)
	}
}

// TestRefused has one clear word for each file that is no heap profile.
func TestRefused(t *testing.T) {
	good := fixture(t)
	flipped := bytes.Clone(good)
	flipped[len(flipped)-8] ^= 1 // of the checksum: damage before it can look like a cut
	for _, test := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, "is empty"},
		{"empty, packed", pack(t, nil), "is empty"},
		{"truncated", good[:len(good)/2], "is truncated"},
		{"header only", good[:5], "is truncated"},
		{"flipped", flipped, "is damaged"},
		{"plain, truncated", changed(t, func(*profile.Profile) {})[:1000], "is no pprof profile, or is damaged"},
		{"text", []byte("heap profile: 1: 32 [1: 32] @ heap/1048576\n"), "without debug=1"},
		{"HTML", []byte("<html><title>404 page not found</title></html>"), "is no pprof profile"},
		{"delta", changed(t, func(p *profile.Profile) { p.DurationNanos = 1e9 }), "difference of two profiles"},
		{"negative", changed(t, func(p *profile.Profile) { p.Scale(-1) }), "difference of two profiles"},
		{"base", changed(t, func(p *profile.Profile) { p.SetLabel("pprof::base", []string{"true"}) }), "difference of two profiles"},
		{"allocations", changed(t, columns("alloc_objects", "alloc_space")), "what was allocated"},
		{"CPU", changed(t, func(p *profile.Profile) {
			columns("inuse_space")(p)
			p.SampleType[0].Type = "cpu"
		}), "is a CPU profile"},
		{"other", changed(t, func(p *profile.Profile) {
			columns("inuse_space")(p)
			p.SampleType[0].Type = "goroutine"
		}), "it has goroutine"},
		{"nameless", changed(t, func(p *profile.Profile) {
			p.Function = nil
			for _, l := range p.Location {
				l.Line = nil
			}
		}), "names no functions"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, err := Read(bytes.NewReader(test.data))
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, %v; want %q", p, err, test.want)
			}
		})
	}
}

// TestHostile reads files that were made to fill the memory.
func TestHostile(t *testing.T) {
	zeros := pack(t, make([]byte, 200<<20))
	// Samples, locations and strings without anything in them, two bytes each.
	tiny := func(field byte, n int) []byte { return bytes.Repeat([]byte{field<<3 | 2, 0}, n) }
	for name, data := range map[string][]byte{
		"zeros":     zeros,
		"samples":   tiny(fieldSample, 5<<20),
		"locations": tiny(fieldLocation, 5<<20),
		"functions": tiny(fieldFunction, 5<<20),
		"strings":   tiny(fieldString, 5<<20),
		"mappings":  tiny(3, 5<<20),
		"length":    {fieldSample<<3 | 2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			p, err := Read(bytes.NewReader(data))
			runtime.ReadMemStats(&after)
			if err == nil {
				t.Errorf("no error, but %+v", p)
			}
			if used := int64(after.TotalAlloc - before.TotalAlloc); used > 1<<30 {
				t.Errorf("it took %d MiB", used>>20)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	plain := changed(f, func(*profile.Profile) {})
	f.Add(plain)
	f.Add(plain[:len(plain)/2])
	f.Add(fixture(f))
	f.Add([]byte("heap profile: 1"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		var frames []Frame
		for i := range p.Samples {
			s := &p.Samples[i]
			if frames = p.Frames(frames[:0], s); s.Bytes <= 0 || s.Objects <= 0 || p.Variance(s) < 0 {
				t.Errorf("sample %d is %+v", i, s)
			}
		}
		p.Guesses()
	})
}

func TestFuncName(t *testing.T) {
	for _, test := range []struct {
		name, want, pkg string
		closure         bool
	}{
		{"main.main", "main.main", "main", false},
		{"example.com/store.(*Cache).Put", "example.com/store.Cache.Put", "example.com/store", false},
		{"example.com/store.Cache.Put-fm", "example.com/store.Cache.Put", "example.com/store", false},
		{"example.com/store.(*Cache[...]).Put", "example.com/store.Cache.Put", "example.com/store", false},
		{"example.com/store.(*Cache[go.shape.string,example.com/x.Y[int]]).Put.func2.1", "example.com/store.Cache.Put", "example.com/store", true},
		{"example.com/store.put[go.shape.*uint8]", "example.com/store.put", "example.com/store", false},
		{"gopkg.in/yaml%2ev3.(*Node).Set", "gopkg.in/yaml.v3.Node.Set", "gopkg.in/yaml.v3", false},
		{"example.com/app/vendor/example.com/dep.Put", "example.com/dep.Put", "example.com/dep", false},
		{"main.init.0", "main.init", "main", false},
		{"main.init", "main.init", "main", false},
		{"main.init.func1", "main.init", "main", true},
		{"main.glob..func1", "main.init", "main", true},
		{"main.(*T).run.func1", "main.T.run", "main", true},
		{"main.(*T).run.gowrap1", "main.T.run", "main", true},
		{"main.(*T).run-range1", "main.T.run", "main", true},
		{"main.(*T).run.each.(*T).run.func1.func3", "main.T.run.each.T.run", "main", true},
		{"runtime.mapassign_fast64", "runtime.mapassign_fast64", "runtime", false},
		{"_cgo_export", "_cgo_export", "", false},
		{"", "", "", false},
	} {
		got, pkg, closure := FuncName(test.name)
		if got != test.want || pkg != test.pkg || closure != test.closure {
			t.Errorf("%s is %s in %s, a literal: %t", test.name, got, pkg, closure)
		}
	}
}

func TestToolchain(t *testing.T) {
	for file, want := range map[string]string{
		"/root/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.23.12.linux-amd64/src/runtime/proc.go": "1.23.12",
		"/usr/lib/go-1.22/src/runtime/proc.go":                                                   "1.22",
		"/opt/go1.24rc1/src/runtime/proc.go":                                                     "1.24rc1",
		"/usr/local/go/src/runtime/proc.go":                                                      "",
		"runtime/proc.go":                                                                        "",
		"/home/me/go1.21/project/store/proc.go":                                                  "",
	} {
		got := ""
		if m := toolchain.FindStringSubmatch(file); m != nil {
			got = m[1]
		}
		if got != want {
			t.Errorf("%s is of Go %q, want %q", file, got, want)
		}
	}
}
