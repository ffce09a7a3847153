// Package source is where work comes from.
package source

import (
	"crypto/rand"
	"time"
)

// Next waits for the next id.
func Next() string {
	time.Sleep(time.Millisecond)
	return rand.Text()
}

// Each calls f for every id, for ever.
func Each(f func(id string)) {
	for {
		f(Next())
	}
}
