package sizes

import (
	"encoding/json"
	"net"
)

// Entries come and go in batches, under keys that calls bring: case. (What is
// computed of a list and something else is no list of keys.)
type Batches struct {
	rows map[string]row // verdict: reported
}

func NewBatches() *Batches { return &Batches{rows: make(map[string]row)} }

func (c *Batches) Add(of string, keys []string) {
	for _, k := range keys {
		c.rows[of+k] = row{}
	}
}

func (c *Batches) Drop(of string, keys []string) {
	for _, k := range keys {
		delete(c.rows, of+k) // want `Batches\.rows`
	}
}

// Near miss: the caller lists the keys.
type Listed struct {
	rows map[string]row // verdict: reported
}

func NewListed() *Listed { return &Listed{rows: make(map[string]row)} }

func (c *Listed) Add(keys ...string) {
	for _, k := range keys {
		c.rows[k] = row{}
	}
}

func (c *Listed) Drop(of string, keys []string) {
	for _, k := range keys {
		delete(c.rows, of+k) // want `Listed\.rows`
	}
}

// Near miss: they come one by one.
type Singles struct {
	rows map[string]row // verdict: reported
}

func NewSingles() *Singles { return &Singles{rows: make(map[string]row)} }

func (c *Singles) Add(of, k string) { c.rows[of+k] = row{} }

func (c *Singles) Drop(of string, keys []string) {
	for _, k := range keys {
		delete(c.rows, of+k) // want `Singles\.rows`
	}
}

// Near miss: a loop calls what inserts, which is no sign that many come.
type Added struct {
	rows map[string]row // verdict: reported
}

func NewAdded() *Added { return &Added{rows: make(map[string]row)} }

func (c *Added) Add(of string, keys []string) {
	for _, k := range keys {
		c.add(of, k)
	}
}

func (c *Added) add(of, k string) { c.rows[of+k] = row{} }

func (c *Added) Drop(of string, keys []string) {
	for _, k := range keys {
		delete(c.rows, of+k) // want `Added\.rows`
	}
}

// Near miss: they go one by one.
type Events struct {
	rows map[string]row // verdict: reported
}

func NewEvents() *Events { return &Events{rows: make(map[string]row)} }

func (c *Events) Add(of string, keys []string) {
	for _, k := range keys {
		c.rows[of+k] = row{}
	}
}

func (c *Events) Run(gone <-chan string) {
	for k := range gone {
		delete(c.rows, k) // want `Events\.rows`
	}
}

// Near miss: they go one by one, in a loop without an end that goes through a
// list of what comes.
type Served struct {
	rows map[string]row // verdict: reported
}

func NewServed() *Served { return &Served{rows: make(map[string]row)} }

func (c *Served) Run(in <-chan []string, gone <-chan string) {
	for {
		select {
		case keys := <-in:
			for _, k := range keys {
				c.rows[k] = row{}
			}
		case k := <-gone:
			delete(c.rows, k) // want `Served\.rows`
		}
	}
}

// Lists come from a channel: case.
type Received struct {
	rows map[string]row // verdict: reported
}

func NewReceived() *Received { return &Received{rows: make(map[string]row)} }

func (c *Received) Run(in <-chan []string) {
	for keys := range in {
		for _, k := range keys {
			c.rows[k] = row{}
		}
	}
}

func (c *Received) Drop(keys []string) {
	for _, k := range keys {
		delete(c.rows, k) // want `Received\.rows`
	}
}

// Lists come in messages: case.
type Decoded struct {
	rows map[string]row // verdict: reported
	conn net.Conn
}

func NewDecoded(conn net.Conn) *Decoded {
	return &Decoded{rows: make(map[string]row), conn: conn}
}

func (c *Decoded) Read() error {
	var keys []string
	if err := json.NewDecoder(c.conn).Decode(&keys); err != nil {
		return err
	}
	for _, k := range keys {
		c.rows[k] = row{}
	}
	return nil
}

func (c *Decoded) Drop(keys []string) {
	for _, k := range keys {
		delete(c.rows, k) // want `Decoded\.rows`
	}
}

// Near miss: numbers of its own.
type Numbered struct {
	rows map[uint64]row // verdict: reported
	next uint64
}

func NewNumbered() *Numbered { return &Numbered{rows: make(map[uint64]row)} }

func (c *Numbered) Add(texts []string) {
	for _, text := range texts {
		c.next++
		c.rows[c.next] = row{text: text}
	}
}

func (c *Numbered) Drop(seqs []uint64) {
	for _, seq := range seqs {
		delete(c.rows, seq) // want `Numbered\.rows`
	}
}

// Near miss: the elements of a configuration.
type Configured struct {
	rows map[string]row // verdict: reported
}

func NewConfigured() *Configured { return &Configured{rows: make(map[string]row)} }

func (c *Configured) Load(list []row) {
	for _, r := range list {
		c.rows[r.text] = r
	}
}

func (c *Configured) Drop(keys []string) {
	for _, k := range keys {
		delete(c.rows, k) // want `Configured\.rows`
	}
}

// Numbers of its own, and an order decides in the loop, not in what removes:
// case.
type Decided struct {
	rows map[uint64]row // verdict: reported
	next uint64
}

func NewDecided() *Decided { return &Decided{rows: make(map[uint64]row)} }

func (c *Decided) Add(texts []string) {
	for _, text := range texts {
		c.next++
		c.rows[c.next] = row{text: text}
	}
}

func (c *Decided) Drop(below uint64, seqs []uint64) {
	for _, seq := range seqs {
		if seq < below {
			c.drop(seq)
		}
	}
}

func (c *Decided) drop(seq uint64) {
	delete(c.rows, seq) // want `Decided\.rows`
}

// The loop is two calls away from the removal: case.
type Near struct {
	rows map[string]row // verdict: reported
}

func NewNear() *Near { return &Near{rows: make(map[string]row)} }

func (c *Near) Add(of string, keys []string) {
	for _, k := range keys {
		c.rows[of+k] = row{}
	}
}

func (c *Near) remove(k string) {
	delete(c.rows, k) // want `Near\.rows`
}

func (c *Near) release(k string) { c.remove(k) }

func (c *Near) Drop(of string, keys []string) {
	for _, k := range keys {
		c.release(of + k)
	}
}

// Near miss: three calls.
type Far struct {
	rows map[string]row // verdict: reported
}

func NewFar() *Far { return &Far{rows: make(map[string]row)} }

func (c *Far) Add(of string, keys []string) {
	for _, k := range keys {
		c.rows[of+k] = row{}
	}
}

func (c *Far) remove(k string) {
	delete(c.rows, k) // want `Far\.rows`
}

func (c *Far) release(k string) { c.remove(k) }

func (c *Far) end(k string) { c.release(k) }

func (c *Far) Drop(of string, keys []string) {
	for _, k := range keys {
		c.end(of + k)
	}
}
