package driver

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/maplint/maplint/analyzer"
	"github.com/maplint/maplint/internal/driver/cache"
)

// joinFiles is a module whose packages do things to the maps of each other.
// What stands between «name: and » is there or not.
var joinFiles = map[string]string{
	"m/go.mod": "module example.com/m\n\ngo 1.25\n",
	"m/store/store.go": `package store

import (
	"time"

	"example.com/m/helper"
)

type Store struct {
	«silent://lint:ignore mapshrink few tenants
	»Items map[string]helper.Stamp
	Other map[string]helper.Stamp
}

func New() *Store { return &Store{Items: map[string]helper.Stamp{}, Other: map[string]helper.Stamp{}} }

func (s *Store) Add(k string) {
	s.Items[k] = helper.Stamp{time.Now()}
	s.Other[k] = helper.Stamp{time.Now()}
}

«sweep:func (s *Store) Expire(now time.Time) {
	for k, at := range s.Items {
		if now.After(at.Time) {
			delete(s.Items, k)
		}
	}
}
»
func (s *Store) Hand(now time.Time) { helper.Expire(s.Other, now) }
`,
	"m/helper/helper.go": `package helper

import "time"

type Stamp struct{ time.Time }

func Expire(m map[string]Stamp, now time.Time) {
	for k, at := range m {
		if now.After(at.Time) {
			_ = k
			«removes:delete(m, k)»
		}
	}
}
`,
	"m/user/user.go": `package user

import (
	"time"

	"example.com/m/helper"
	"example.com/m/store"
)

type User struct {
	s  *store.Store
	at time.Time
}

func New() *User { return &User{s: store.New()} }

func (u *User) Reset() {
	«replace:u.s.Items = map[string]helper.Stamp{}»
	«replaceother:u.s.Other = map[string]helper.Stamp{}»
}

var _ helper.Stamp
`,
	"m/sweeper/sweeper.go": `package sweeper

import (
	"time"

	"example.com/m/store"
)

func Sweep(s *store.Store, now time.Time) {
	for k, at := range s.Items {
		if now.After(at.Time) {
			_ = k
			«sweepfar:delete(s.Items, k) «silentfar://nolint:mapshrink // why»»
		}
	}
}
`,
}

var joinFeatures = []string{"silent", "sweep", "removes", "replace", "replaceother", "sweepfar", "silentfar"}

// joinText returns a file with some features.
func joinText(text string, on map[string]bool) string {
	for _, name := range slices.Backward(joinFeatures) {
		before, rest, ok := strings.Cut(text, "«"+name+":")
		if !ok {
			continue
		}
		inside, after, _ := strings.Cut(rest, "»") // inner features are done
		if !on[name] {
			inside = ""
		}
		text = before + inside + after
	}
	return text
}

// TestKeysJoin adds and removes what packages do to the maps of each other.
func TestKeysJoin(t *testing.T) {
	seed, rounds := uint64(1), 10
	if os.Getenv("MAPLINT_TORTURE") != "" {
		seed, rounds = rand.Uint64(), 100
	}
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	k := newKeyTree(t, map[string]string{"m/go.mod": joinFiles["m/go.mod"]})
	said := func(c *cache.Cache) string {
		report, err := Run(t.Context(), Config{
			Dir:      filepath.Join(k.dir, "m"),
			Patterns: []string{"./..."},
			Checks:   analyzer.Checks(),
			Relevant: analyzer.Relevant,
			Join:     true,
			Cache:    c,
		})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, f := range report.Findings {
			fmt.Fprintf(&b, "%+v\n", f)
		}
		for _, e := range report.Errors {
			fmt.Fprintf(&b, "%v\n", e)
		}
		return b.String()
	}
	on := make(map[string]bool)
	seen := make(map[string]bool)
	for range rounds {
		for range 1 + rnd.IntN(2) {
			name := joinFeatures[rnd.IntN(len(joinFeatures))]
			on[name] = !on[name]
		}
		files := make(map[string]string)
		for name, text := range joinFiles {
			files[name] = joinText(text, on)
		}
		k.write(files)
		got, want := said(k.cache), said(nil)
		if got != want {
			t.Fatalf("with %v, the cache makes a difference:\n%s", on, firstDifference(got, want))
		}
		if again := said(k.cache); again != want {
			t.Fatalf("with %v, nothing changed, yet:\n%s", on, firstDifference(again, want))
		}
		if strings.Contains(want, "does not compile") {
			t.Fatal(want)
		}
		seen[want] = true
	}
	if len(seen) < 4 {
		t.Errorf("only %d different reports: this proves little: %q", len(seen), slices.Sorted(maps.Keys(seen)))
	}
}
