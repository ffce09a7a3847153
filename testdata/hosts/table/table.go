// Package table has maps in a package variable and inside other maps, of a
// generic type, and one that a helper sweeps: likely findings all.
package table

import (
	"maps"
	"time"

	"example.com/hosts/keys"
)

var lastSeen = map[string]time.Time{}

// Seen notes that a client called.
func Seen(client string) { lastSeen[client] = time.Now() }

// Forget drops the clients that have not called since a time.
func Forget(since time.Time) {
	maps.DeleteFunc(lastSeen, func(_ string, at time.Time) bool { return at.Before(since) })
}

// A Ring has values by sequence number.
type Ring[V any] struct {
	slots map[keys.Seq]V
	rooms map[string]map[keys.Seq]V
}

// NewRing returns an empty ring.
func NewRing[V any]() *Ring[V] {
	return &Ring[V]{make(map[keys.Seq]V), make(map[string]map[keys.Seq]V)}
}

// Put adds a value.
func (r *Ring[V]) Put(room string, n keys.Seq, v V) {
	r.slots[n] = v
	if r.rooms[room] == nil {
		r.rooms[room] = make(map[keys.Seq]V)
	}
	r.rooms[room][n] = v
}

// Trim drops what is older than n.
func (r *Ring[V]) Trim(n keys.Seq) {
	for k := range r.slots {
		if k < n {
			r.drop(k)
		}
	}
	for _, room := range r.rooms {
		for k := range room {
			if k < n {
				delete(room, k)
			}
		}
	}
}

func (r *Ring[V]) drop(n keys.Seq) { delete(r.slots, n) }
