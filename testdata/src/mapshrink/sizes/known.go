package sizes

import (
	"encoding/json"
	"maps"
	"net"
	"time"
)

// A field of the key decides that is a number of a type of
// its own.
type vote struct {
	at Height
	by string
}

type Votes struct {
	rows  map[vote]row      // verdict: reported
	names map[Height]string // verdict: silent swept (nothing removes entries)
}

func NewVotes() *Votes {
	return &Votes{rows: make(map[vote]row), names: make(map[Height]string)}
}

func (c *Votes) Add(v vote, r row) { c.rows[v] = r }

func (c *Votes) Name(h Height, k string) { c.names[h] = k }

func (c *Votes) Drop(tip Height) {
	for v := range c.rows {
		if v.at < tip {
			delete(c.rows, v) // want `Votes\.rows`
		}
	}
}

// maps.Copy brings many at once.
type Copied struct {
	rows map[string]uint64 // verdict: reported
}

func NewCopied() *Copied { return &Copied{rows: make(map[string]uint64)} }

func (c *Copied) Add(batch map[string]uint64) { maps.Copy(c.rows, batch) }

func (c *Copied) Drop(below uint64) {
	for k, seq := range c.rows {
		if seq < below {
			delete(c.rows, k) // want `Copied\.rows`
		}
	}
}

// The predicate of maps.DeleteFunc compares times.
type Predicate struct {
	rows map[string]visit // verdict: reported
}

func NewPredicate() *Predicate { return &Predicate{rows: make(map[string]visit)} }

func (c *Predicate) Add(k string, at time.Time) { c.rows[k] = visit{at} }

func (c *Predicate) Drop(cutoff time.Time) {
	maps.DeleteFunc(c.rows, func(_ string, v visit) bool { return v.at.Before(cutoff) }) // want `Predicate\.rows`
}

// Times are compared where the keys are collected.
type Collected struct {
	rows map[string]visit // verdict: reported
}

func NewCollected() *Collected { return &Collected{rows: make(map[string]visit)} }

func (c *Collected) Add(k string, at time.Time) { c.rows[k] = visit{at} }

func (c *Collected) Drop(cutoff time.Time) {
	var old []string
	for k, v := range c.rows {
		if v.at.Before(cutoff) {
			old = append(old, k)
		}
	}
	for _, k := range old {
		delete(c.rows, k) // want `Collected\.rows`
	}
}

// The loop, by an iterator, and the removal stand in one function.
type Iterated struct {
	rows map[string]uint64 // verdict: reported
}

func NewIterated() *Iterated { return &Iterated{rows: make(map[string]uint64)} }

func (c *Iterated) Add(seq uint64, keys ...string) {
	for _, k := range keys {
		c.rows[k] = seq
	}
}

func (c *Iterated) Drop(below uint64) {
	for k, seq := range maps.All(c.rows) {
		if seq < below {
			delete(c.rows, k) // want `Iterated\.rows`
		}
	}
}

// The loop that inserts has one round for each message.
type Channel struct {
	rows map[string]uint64 // verdict: reported
}

func NewChannel() *Channel { return &Channel{rows: make(map[string]uint64)} }

func (c *Channel) Run(in <-chan row) {
	for r := range in {
		c.rows[r.text] = r.seq
	}
}

func (c *Channel) Drop(below uint64) {
	for k, seq := range c.rows {
		if seq < below {
			delete(c.rows, k) // want `Channel\.rows`
		}
	}
}

// The list is a field of a message, not of the owner.
type Message struct {
	rows map[string]row // verdict: reported
	conn net.Conn
}

func NewMessage(conn net.Conn) *Message {
	return &Message{rows: make(map[string]row), conn: conn}
}

func (c *Message) Read() error {
	var m struct{ Keys []string }
	if err := json.NewDecoder(c.conn).Decode(&m); err != nil {
		return err
	}
	for _, k := range m.Keys {
		c.rows[k] = row{}
	}
	return nil
}

func (c *Message) Drop(keys []string) {
	for _, k := range keys {
		delete(c.rows, k) // want `Message\.rows`
	}
}
