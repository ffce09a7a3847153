// Package table has maps in a package variable and inside other maps, of a
// generic type, and one that a helper sweeps: findings all.
package table

import (
	"maps"
	"time"

	"example.com/hosts/keys"
)

var lastSeen = map[string]visit{}

// Seen notes that a client called.
func Seen(client string) { lastSeen[client] = visit{time.Now()} }

// Forget drops the clients that have not called since a time.
func Forget(since time.Time) {
	maps.DeleteFunc(lastSeen, func(_ string, v visit) bool { return v.at.Before(since) })
}

// A Ring has values by sequence number.
type Ring[V any] struct {
	slots map[keys.Seq]slot[V]
	rooms map[string]map[keys.Seq]slot[V]
}

// NewRing returns an empty ring.
func NewRing[V any]() *Ring[V] {
	return &Ring[V]{make(map[keys.Seq]slot[V]), make(map[string]map[keys.Seq]slot[V])}
}

// Put adds a value.
func (r *Ring[V]) Put(room string, n keys.Seq, v V, at time.Time) {
	r.slots[n] = slot[V]{v, at}
	if r.rooms[room] == nil {
		r.rooms[room] = make(map[keys.Seq]slot[V])
	}
	r.rooms[room][n] = slot[V]{v, at}
}

// Trim drops what was put before a time.
func (r *Ring[V]) Trim(before time.Time) {
	for k, s := range r.slots {
		if s.at.Before(before) {
			r.drop(k)
		}
	}
	for _, room := range r.rooms {
		for k, s := range room {
			if s.at.Before(before) {
				delete(room, k)
			}
		}
	}
}

func (r *Ring[V]) drop(n keys.Seq) { delete(r.slots, n) }

type visit struct{ at time.Time }

type slot[V any] struct {
	v  V
	at time.Time
}
