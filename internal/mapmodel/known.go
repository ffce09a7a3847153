package mapmodel

import (
	"go/types"
	"slices"
	"strings"

	"github.com/maplint/maplint/internal/flow"
)

// An effect is what a function of another package does to the map, the
// pointer or the function given to it.
type effect uint8

const (
	noEffect    effect = iota
	removesSome        // deletes some entries of its first argument
	removesAll         // deletes all entries of its first argument
	insertsInto        // inserts into its first argument
	copies             // returns a copy of its first argument, of a size of its own
	clones             // returns a copy that may keep the capacity (golang/go#20135, since Go 1.25)
	runsMany           // runs its function argument any number of times before it returns
	runsOnce           // runs its function argument at most once in the life of its receiver
	runsInGo           // runs its function argument in a goroutine of its own, or later
	decodes            // overwrites what its pointer argument points to
	reads              // looks at its arguments and keeps nothing
	pools              // takes its argument into a sync.Pool
	exits              // does not return
)

// known says what functions of the standard library and its neighbours do.
// The key is (*types.Func).FullName of the generic origin.
var known = map[string]effect{
	"maps.DeleteFunc":                  removesSome,
	"maps.Copy":                        insertsInto,
	"maps.Insert":                      insertsInto,
	"maps.Clone":                       clones,
	"maps.Collect":                     copies,
	"golang.org/x/exp/maps.DeleteFunc": removesSome,
	"golang.org/x/exp/maps.Clear":      removesAll,
	"golang.org/x/exp/maps.Copy":       insertsInto,
	"golang.org/x/exp/maps.Clone":      clones,
	"k8s.io/utils/maps.Copy":           insertsInto,
	"(*sync.Pool).Put":                 pools,
	"encoding/json.Unmarshal":          decodes,
	"(*encoding/json.Decoder).Decode":  decodes,
	"(*encoding/gob.Decoder).Decode":   decodes,
	"encoding/xml.Unmarshal":           decodes,
	"(*encoding/xml.Decoder).Decode":   decodes,
	"gopkg.in/yaml.v2.Unmarshal":       decodes,
	"gopkg.in/yaml.v3.Unmarshal":       decodes,
	"context.WithValue":                reads,
}

// knownNames are the names in known without package and receiver.
var knownNames = func() map[string]bool {
	names := make(map[string]bool)
	for full := range known {
		names[full[strings.LastIndex(full, ".")+1:]] = true
	}
	return names
}()

// readers are packages whose functions keep neither the maps nor the
// pointers given to them.
var readers = map[string]bool{
	"bytes": true, "cmp": true, "container/heap": true, "encoding/binary": true,
	"encoding/gob": true, "encoding/json": true, "encoding/xml": true, "errors": true,
	"fmt": true, "io": true, "log": true, "log/slog": true, "maps": true, "math": true,
	"reflect": true, "slices": true, "sort": true, "strconv": true, "strings": true,
	"sync": true, "sync/atomic": true, "unicode": true, "unsafe": true,
	"golang.org/x/exp/maps": true, "golang.org/x/exp/slices": true,
}

// effectOf returns what fn, a function of any package, is known to do.
func effectOf(fn *types.Func) effect {
	if fn == nil || fn.Pkg() == nil {
		return noEffect
	}
	fn = fn.Origin()
	if knownNames[fn.Name()] { // the full name takes long to make
		if e, ok := known[fn.FullName()]; ok {
			return e
		}
	}
	switch flow.RunOf(fn) {
	case flow.Looped:
		return runsMany
	case flow.Once:
		return runsOnce
	case flow.Spawned:
		return runsInGo
	}
	switch {
	case flow.NoReturn(fn):
		return exits
	case readers[fn.Pkg().Path()]:
		return reads
	}
	return noEffect
}

// makesCopy reports whether the result of fn is a copy of the map that it is
// given.
func makesCopy(fn *types.Func) bool {
	switch effectOf(fn) {
	case copies, clones:
		return true
	}
	return false
}

// isWayOut reports whether a function of this name ends the life of its
// receiver: Close, Stop and Shutdown, their synonyms and variants
// (closeLocked, StopAll, shutdownGracefully, doClose).
func isWayOut(name string) bool {
	lower := strings.ToLower(name)
	for _, before := range []string{"do", "start", "begin", "initiate"} { // startClose
		lower = strings.TrimPrefix(lower, before)
	}
	for _, verb := range []string{"close", "stop", "shutdown", "destroy", "teardown", "dispose", "terminate"} {
		rest, ok := strings.CutPrefix(lower, verb)
		if !ok {
			continue
		}
		switch rest {
		case "", "all", "now", "locked", "unlocked", "internal", "gracefully", "context", "withcontext", "once", "impl", "nolock", "unsafe":
			return true
		}
	}
	return false
}

// begins reports whether a name begins with one of the verbs, in lower or upper
// case.
func begins(name string, verbs ...string) bool {
	lower := strings.ToLower(name)
	return slices.ContainsFunc(verbs, func(verb string) bool { return strings.HasPrefix(lower, verb) })
}
