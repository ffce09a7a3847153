// Package traffic has keys that traffic brings one by one, beside some that it
// does not bring. Batches of such keys are in package sizes.
package traffic

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
)

// Traffic: calls bring the keys. (The entry of all of these.)
type flow struct{ done bool }

type Base struct {
	live map[string]*flow // verdict: reported
}

func NewBase() *Base { return &Base{live: make(map[string]*flow)} }

func (s *Base) Open(id string) { s.live[id] = &flow{} }

func (s *Base) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Base\.live`
		}
	}
}

// Traffic: an unexported method that an exported one calls.
type Inner struct {
	live map[string]*flow // verdict: reported
}

func NewInner() *Inner {
	return &Inner{live: make(map[string]*flow)}
}

func (s *Inner) Open(id string) { s.open(strings.ToLower(id)) }

func (s *Inner) open(id string) { s.live[id] = &flow{} }

func (s *Inner) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Inner\.live`
		}
	}
}

// Traffic: a field of a message that a call brings.
type report struct{ from, text string }

type Reports struct {
	live map[string]*flow // verdict: reported
}

func NewReports() *Reports {
	return &Reports{live: make(map[string]*flow)}
}

func (s *Reports) Report(r *report) error {
	s.live[r.from] = &flow{}
	return nil
}

func (s *Reports) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Reports\.live`
		}
	}
}

// Traffic: a key built of several parts.
type tuple struct {
	src, dst string
	port     uint16
}

type Tuples struct {
	live map[tuple]*flow // verdict: reported
}

func NewTuples() *Tuples {
	return &Tuples{live: make(map[tuple]*flow)}
}

func (s *Tuples) Open(src, dst string, port uint16) {
	s.live[tuple{src, dst, port}] = &flow{}
}

func (s *Tuples) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Tuples\.live`
		}
	}
}

// Traffic: a key printed from parts.
type Printed struct {
	live map[string]*flow // verdict: reported
}

func NewPrinted() *Printed {
	return &Printed{live: make(map[string]*flow)}
}

func (s *Printed) Open(host string, port int) {
	s.live[fmt.Sprintf("%s:%d", host, port)] = &flow{}
}

func (s *Printed) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Printed\.live`
		}
	}
}

// Traffic: a hash of what a call brings.
type Hashes struct {
	live map[[32]byte]*flow // verdict: reported
}

func NewHashes() *Hashes {
	return &Hashes{live: make(map[[32]byte]*flow)}
}

func (s *Hashes) Put(data []byte) { s.live[sha256.Sum256(data)] = &flow{} }

func (s *Hashes) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Hashes\.live`
		}
	}
}

// Traffic: messages from a channel.
type message struct{ id string }

type Chan struct {
	live map[string]*flow // verdict: reported
	in   <-chan message
}

func NewChan(in <-chan message) *Chan {
	return &Chan{live: make(map[string]*flow), in: in}
}

func (s *Chan) Run() {
	for m := range s.in {
		s.live[m.id] = &flow{}
	}
}

func (s *Chan) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Chan\.live`
		}
	}
}

// Traffic: messages from a channel in a select.
type Select struct {
	live map[string]*flow // verdict: reported
	in   chan string
}

func NewSelect() *Select {
	return &Select{live: make(map[string]*flow), in: make(chan string)}
}

func (s *Select) Run(stop <-chan struct{}) {
	for {
		select {
		case id := <-s.in:
			s.live[id] = &flow{}
		case <-stop:
			return
		}
	}
}

func (s *Select) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Select\.live`
		}
	}
}

// Traffic: messages decoded from JSON.
type Decoded struct {
	live map[string]*flow // verdict: reported
	conn net.Conn
}

func NewDecoded(conn net.Conn) *Decoded {
	return &Decoded{live: make(map[string]*flow), conn: conn}
}

func (s *Decoded) Run() error {
	dec := json.NewDecoder(s.conn)
	for {
		var m struct{ ID string }
		if err := dec.Decode(&m); err != nil {
			return err
		}
		s.live[m.ID] = &flow{}
	}
}

func (s *Decoded) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Decoded\.live`
		}
	}
}

// Traffic: events that are brought to a function given away.
type event struct{ id string }

type Events struct {
	live map[string]*flow // verdict: reported
}

func NewEvents() *Events {
	return &Events{live: make(map[string]*flow)}
}

func (s *Events) Attach(subscribe func(func(event))) {
	subscribe(func(e event) { s.live[e.id] = &flow{} })
}

func (s *Events) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Events\.live`
		}
	}
}

// Traffic: requests.
type Handlers struct {
	live map[string]*flow // verdict: reported
}

func NewHandlers() *Handlers {
	return &Handlers{live: make(map[string]*flow)}
}

func (s *Handlers) Mount(mux *http.ServeMux) { mux.HandleFunc("/", s.serve) }

func (s *Handlers) serve(w http.ResponseWriter, r *http.Request) {
	s.live[r.RemoteAddr] = &flow{}
}

func (s *Handlers) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Handlers\.live`
		}
	}
}

// Traffic: a header of a request.
type Headers struct {
	live map[string]*flow // verdict: reported
}

func NewHeaders() *Headers {
	return &Headers{live: make(map[string]*flow)}
}

func (s *Headers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.live[r.Header.Get("X-Client")] = &flow{}
}

func (s *Headers) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Headers\.live`
		}
	}
}

// Traffic: one transaction after the other, under its hash.
type Tx struct{ Data []byte }

func (t *Tx) Hash() [32]byte { return sha256.Sum256(t.Data) }

type Mempool struct {
	live map[[32]byte]*flow // verdict: reported
}

func NewMempool() *Mempool {
	return &Mempool{live: make(map[[32]byte]*flow)}
}

func (s *Mempool) AddTx(t *Tx) { s.live[t.Hash()] = &flow{} }

func (s *Mempool) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Mempool\.live`
		}
	}
}

// Traffic: a table of handlers is called with each message.
type Dispatch struct {
	live map[string]*flow // verdict: reported
}

func NewDispatch() *Dispatch {
	return &Dispatch{live: make(map[string]*flow)}
}

func (s *Dispatch) Serve(kind string, id string) {
	table := map[string]func(string){"open": s.onOpen, "again": s.onOpen}
	if h := table[kind]; h != nil {
		h(id)
	}
}

func (s *Dispatch) onOpen(id string) { s.live[id] = &flow{} }

func (s *Dispatch) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Dispatch\.live`
		}
	}
}

// No traffic: numbers of its own.
type Numbered struct {
	live map[uint64]*flow // verdict: reported
	next uint64
}

func NewNumbered() *Numbered {
	return &Numbered{live: make(map[uint64]*flow)}
}

func (s *Numbered) Open() uint64 {
	s.next++
	s.live[s.next] = &flow{}
	return s.next
}

func (s *Numbered) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Numbered\.live`
		}
	}
}

// No traffic: the elements of a given configuration.
type Rule struct{ Name string }

type Config struct{ Rules []Rule }

type Configured struct {
	live map[string]*flow // verdict: reported
}

func NewConfigured() *Configured {
	return &Configured{live: make(map[string]*flow)}
}

func (s *Configured) Load(c Config) {
	for _, r := range c.Rules {
		s.live[r.Name] = &flow{}
	}
}

func (s *Configured) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Configured\.live`
		}
	}
}

// No traffic: the keys of a given map.
type GivenMap struct {
	live map[string]*flow // verdict: reported
}

func NewGivenMap() *GivenMap {
	return &GivenMap{live: make(map[string]*flow)}
}

func (s *GivenMap) Load(all map[string]bool) {
	for k := range all {
		s.live[k] = &flow{}
	}
}

func (s *GivenMap) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `GivenMap\.live`
		}
	}
}

// No traffic: as many as the configuration has workers.
type Workers struct {
	live map[int]*flow // verdict: reported
}

func NewWorkers() *Workers {
	return &Workers{live: make(map[int]*flow)}
}

func (s *Workers) Start(n int) {
	for i := range n {
		s.live[i] = &flow{}
	}
}

func (s *Workers) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Workers\.live`
		}
	}
}
