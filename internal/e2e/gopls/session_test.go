package gopls

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// store has one finding. It is what docs/editors.md shows.
var store = map[string]string{
	"go.mod": "module example.com/store\n\ngo 1.25.0\n",
	"store.go": `// Package store keeps sessions.
package store

import "time"

type Store struct {
	sessions map[string]session
}

func New() *Store { return &Store{sessions: make(map[string]session)} }

func (s *Store) Touch(id string, now time.Time) { s.sessions[id] = session{now} }

func (s *Store) Expire(deadline time.Time) {
	for id, last := range s.sessions {
		if last.used.Before(deadline) {
			delete(s.sessions, id)
		}
	}
}

type session struct{ used time.Time }
`,
}

// both has two such maps, the first made on demand. The finding of the second
// stays: it stands behind characters of several bytes and of two UTF-16
// units. What vet finds tells that the analyzers have run.
const both = `package store

import (
	"fmt"
	"time"
)

type Store struct {
	sessions map[string]session
}

func New() *Store { return new(Store) }

func (s *Store) Touch(id string, now time.Time) {
	if s.sessions == nil {
		s.sessions = make(map[string]session)
	}
	s.sessions[id] = session{now}
}

func (s *Store) Expire(deadline time.Time) {
	for id, last := range s.sessions {
		if last.used.Before(deadline) {
			delete(s.sessions, id)
		}
	}
}

var seen = map[string]session{}

func Touch(id string, now time.Time) { seen[id] = session{now} }

func Forget(before time.Time) {
	for id, last := range seen {
		if last.used.Before(before) {
			/* 世界 😀 */ delete(seen, id)
		}
	}
	fmt.Printf("%d\n", "forgotten")
}

type session struct{ used time.Time }
`

func from(source string, all []diagnostic) (some []diagnostic) {
	for _, d := range all {
		if d.Source == source {
			some = append(some, d)
		}
	}
	return some
}

// analysed tells whether diagnostics come from analyzers at all.
func analysed(all []diagnostic) bool { return len(from("printf", all)) > 0 }

// TestSession finds a map, applies a quick fix, and sees the finding gone.
func TestSession(t *testing.T) {
	forEach(t, func(t *testing.T, gopls build) {
		text := both
		dir := writeFiles(t, map[string]string{"go.mod": store["go.mod"], "store.go": text})
		s := start(t, gopls, dir, nil, nil)
		s.open("store.go")
		found := from("mapshrink", s.await("store.go", 1, analysed))
		if len(found) != 2 {
			t.Fatalf("%d findings, want 2", len(found))
		}
		d := found[0]
		if !strings.HasPrefix(d.Message, "map Store.sessions never shrinks: entries are deleted in a loop and the map is never replaced") ||
			d.Severity != 2 || !strings.HasPrefix(d.CodeDescription.Href, "https://pkg.go.dev/github.com/maplint/maplint/passes/mapshrink") ||
			d.Tags != nil || !strings.HasPrefix(text[offset(text, d.Range.Start):], "delete(s.sessions, id)") {
			t.Errorf("diagnostic %s", d.raw)
		}
		if found := found[1]; !strings.HasPrefix(text[offset(text, found.Range.Start):], "delete(seen, id)") {
			t.Errorf("diagnostic %s", found.raw)
		}
		var related []string
		for _, r := range d.RelatedInformation {
			line, _, _ := strings.Cut(text[offset(text, r.Location.Range.Start):], "\n")
			related = append(related, s.rel(r.Location.URI)+": "+r.Message+": "+line)
		}
		if want := []string{
			"store.go: Store.sessions is declared here: sessions map[string]session",
			"store.go: entries are inserted here: s.sessions[id] = session{now}",
		}; !slices.Equal(related, want) {
			t.Errorf("related positions %q, want %q", related, want)
		}

		actions := s.actions("store.go", d)
		if len(actions) != 2 {
			t.Fatalf("%d quick fixes, want 2: %v", len(actions), actions)
		}
		version := 1
		for i, title := range []string{
			"Rebuild Store.sessions when a sweep has removed most of it",
			"Set Store.sessions to nil when the sweep left it empty",
		} {
			action := actions[i]
			if action.Title != title || action.Kind != "quickfix" {
				t.Errorf("%s %q, want quickfix %q", action.Kind, action.Title, title)
			}
			fixed := s.apply("store.go", text, action)
			compile(t, gopls, dir, fixed)
			version++
			s.change("store.go", version, fixed)
			// The other finding has moved down.
			left := from("mapshrink", s.await("store.go", version, func(all []diagnostic) bool {
				return analysed(all) && slices.ContainsFunc(all, func(d diagnostic) bool {
					return d.Source == "mapshrink" && strings.HasPrefix(fixed[offset(fixed, d.Range.Start):], "delete(seen, id)")
				})
			}))
			if len(left) != 1 {
				t.Errorf("%q: %d findings are left, want 1", title, len(left))
			}
		}
	})
}

// compile checks that a file's new text is formatted and compiles.
func compile(t *testing.T, gopls build, dir, text string) {
	t.Helper()
	copied := writeFiles(t, map[string]string{"go.mod": readFile(t, filepath.Join(dir, "go.mod")), "store.go": text})
	env := []string{"GOTOOLCHAIN=" + gopls.toolchain, "GOFLAGS=", "GOWORK=off"}
	if out, err := command(copied, env, "go", "build", "./..."); err != nil {
		t.Errorf("%v\n%s\n%s", err, out, text)
	}
	if out, err := command(copied, env, "gofmt", "-l", "."); err != nil || out != "" {
		t.Errorf("not formatted: %v\n%s", err, text)
	}
}

// TestSwitchOff turns the check off, as users do.
func TestSwitchOff(t *testing.T) {
	forEach(t, func(t *testing.T, gopls build) {
		dir := writeFiles(t, map[string]string{"go.mod": store["go.mod"], "store.go": both})
		for _, on := range []bool{true, false} {
			s := start(t, gopls, dir, map[string]any{"analyses": map[string]any{"mapshrink": on}}, nil)
			s.open("store.go")
			if found := from("mapshrink", s.await("store.go", 1, analysed)); (len(found) > 0) != on {
				t.Errorf("mapshrink %v: %d findings", on, len(found))
			}
			s.stop()
		}
	})
}
