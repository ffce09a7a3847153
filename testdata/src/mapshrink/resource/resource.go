package resource

import (
	"bytes"
	"context"
	"crypto/tls"
	"database/sql"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// Resource, case: connections.
type Conns struct {
	by   map[string]net.Conn  // verdict: low resource (its entries hold live resources (net.Conn))
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewConns() *Conns {
	return &Conns{by: make(map[string]net.Conn), used: make(map[string]time.Time)}
}

func (x *Conns) Add(k string, v net.Conn) { x.by[k] = v }

func (x *Conns) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Conns\.by`
		}
	}
}

// Resource, case: TLS connections.
type Secured struct {
	by   map[string]*tls.Conn // verdict: low resource (its entries hold live resources (*crypto/tls.Conn))
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewSecured() *Secured {
	return &Secured{by: make(map[string]*tls.Conn), used: make(map[string]time.Time)}
}

func (x *Secured) Add(k string, v *tls.Conn) { x.by[k] = v }

func (x *Secured) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Secured\.by`
		}
	}
}

// Resource, case: listeners.
type Ports struct {
	by   map[string]net.Listener // verdict: low resource (its entries hold live resources (net.Listener))
	used map[string]time.Time    // verdict: silent swept (nothing removes entries)
}

func NewPorts() *Ports {
	return &Ports{by: make(map[string]net.Listener), used: make(map[string]time.Time)}
}

func (x *Ports) Add(k string, v net.Listener) { x.by[k] = v }

func (x *Ports) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Ports\.by`
		}
	}
}

// Resource, case: open files.
type Handles struct {
	by   map[string]*os.File  // verdict: low resource (its entries hold live resources (*os.File))
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewHandles() *Handles {
	return &Handles{by: make(map[string]*os.File), used: make(map[string]time.Time)}
}

func (x *Handles) Add(k string, v *os.File) { x.by[k] = v }

func (x *Handles) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Handles\.by`
		}
	}
}

// Resource, case: processes.
type Children struct {
	by   map[string]*exec.Cmd // verdict: low resource (its entries hold live resources (*os.Process))
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewChildren() *Children {
	return &Children{by: make(map[string]*exec.Cmd), used: make(map[string]time.Time)}
}

func (x *Children) Add(k string, v *exec.Cmd) { x.by[k] = v }

func (x *Children) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Children\.by`
		}
	}
}

// Resource, case: processes, by their handle.
type Procs struct {
	by   map[string]*os.Process // verdict: low resource (its entries hold live resources (*os.Process))
	used map[string]time.Time   // verdict: silent swept (nothing removes entries)
}

func NewProcs() *Procs {
	return &Procs{by: make(map[string]*os.Process), used: make(map[string]time.Time)}
}

func (x *Procs) Add(k string, v *os.Process) { x.by[k] = v }

func (x *Procs) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Procs\.by`
		}
	}
}

// Resource, case: a goroutine's channel.
type Waiters struct {
	by   map[string]chan []byte // verdict: low resource (its entries hold live resources (chan []byte))
	used map[string]time.Time   // verdict: silent swept (nothing removes entries)
}

func NewWaiters() *Waiters {
	return &Waiters{by: make(map[string]chan []byte), used: make(map[string]time.Time)}
}

func (x *Waiters) Add(k string, v chan []byte) { x.by[k] = v }

func (x *Waiters) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Waiters\.by`
		}
	}
}

// Resource, case: a goroutine's cancel function.
type Jobs struct {
	by   map[string]context.CancelFunc // verdict: low resource (its entries hold live resources (context.CancelFunc))
	used map[string]time.Time          // verdict: silent swept (nothing removes entries)
}

func NewJobs() *Jobs {
	return &Jobs{by: make(map[string]context.CancelFunc), used: make(map[string]time.Time)}
}

func (x *Jobs) Add(k string, v context.CancelFunc) { x.by[k] = v }

func (x *Jobs) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Jobs\.by`
		}
	}
}

// Resource, case: things to be closed.
type Closers struct {
	by   map[string]io.Closer // verdict: low resource (its entries hold live resources (io.Closer))
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewClosers() *Closers {
	return &Closers{by: make(map[string]io.Closer), used: make(map[string]time.Time)}
}

func (x *Closers) Add(k string, v io.Closer) { x.by[k] = v }

func (x *Closers) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Closers\.by`
		}
	}
}

// Resource, case: database handles.
type Tenants struct {
	by   map[string]*sql.DB   // verdict: low resource (its entries hold live resources (*database/sql.DB))
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewTenants() *Tenants {
	return &Tenants{by: make(map[string]*sql.DB), used: make(map[string]time.Time)}
}

func (x *Tenants) Add(k string, v *sql.DB) { x.by[k] = v }

func (x *Tenants) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Tenants\.by`
		}
	}
}

// Resource, case: servers.
type Servers struct {
	by   map[string]*http.Server // verdict: low resource (its entries hold live resources (*net/http.Server))
	used map[string]time.Time    // verdict: silent swept (nothing removes entries)
}

func NewServers() *Servers {
	return &Servers{by: make(map[string]*http.Server), used: make(map[string]time.Time)}
}

func (x *Servers) Add(k string, v *http.Server) { x.by[k] = v }

func (x *Servers) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Servers\.by`
		}
	}
}

// Resource, case: a struct by value with a connection.
type link struct {
	conn  net.Conn
	since time.Time
}

type Links struct {
	by   map[string]link      // verdict: low resource (its entries hold live resources (net.Conn))
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewLinks() *Links {
	return &Links{by: make(map[string]link), used: make(map[string]time.Time)}
}

func (x *Links) Add(k string, v link) { x.by[k] = v }

func (x *Links) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Links\.by`
		}
	}
}

// Resource, case: a struct with a done channel.
type task struct {
	name string
	done chan struct{}
}

type Tasks struct {
	by   map[string]*task     // verdict: low resource (its entries hold live resources (chan struct{}))
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewTasks() *Tasks {
	return &Tasks{by: make(map[string]*task), used: make(map[string]time.Time)}
}

func (x *Tasks) Add(k string, v *task) { x.by[k] = v }

func (x *Tasks) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Tasks\.by`
		}
	}
}

// Resource, case: a struct with a cancel function.
type watch struct {
	name   string
	cancel context.CancelFunc
}

type Watches struct {
	by   map[string]*watch    // verdict: low resource (its entries hold live resources (context.CancelFunc))
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewWatches() *Watches {
	return &Watches{by: make(map[string]*watch), used: make(map[string]time.Time)}
}

func (x *Watches) Add(k string, v *watch) { x.by[k] = v }

func (x *Watches) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Watches\.by`
		}
	}
}

// Resource, case: a type of the package that has to be stopped.
type worker struct{ name string }

func (w *worker) Stop() { w.name = "" }

type Workers struct {
	by   map[string]*worker   // verdict: low resource (its entries hold live resources (*worker))
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewWorkers() *Workers {
	return &Workers{by: make(map[string]*worker), used: make(map[string]time.Time)}
}

func (x *Workers) Add(k string, v *worker) { x.by[k] = v }

func (x *Workers) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Workers\.by`
		}
	}
}

// Resource, case: a type of the package that has to be closed.
type store struct{ path string }

func (s *store) Close() error { s.path = ""; return nil }

type Stores struct {
	by   map[string]*store    // verdict: low resource (its entries hold live resources (*store))
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewStores() *Stores {
	return &Stores{by: make(map[string]*store), used: make(map[string]time.Time)}
}

func (x *Stores) Add(k string, v *store) { x.by[k] = v }

func (x *Stores) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Stores\.by`
		}
	}
}

// Resource, case: an interface of the package with Close.
type dialog interface {
	ID() string
	Close() error
}

type Dialogs struct {
	by   map[string]dialog    // verdict: low resource (its entries hold live resources (dialog))
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewDialogs() *Dialogs {
	return &Dialogs{by: make(map[string]dialog), used: make(map[string]time.Time)}
}

func (x *Dialogs) Add(k string, v dialog) { x.by[k] = v }

func (x *Dialogs) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Dialogs\.by`
		}
	}
}

// Resource, case: a struct that embeds a connection.
type client struct {
	net.Conn
	name string
}

type Clients struct {
	by   map[string]*client   // verdict: low resource (its entries hold live resources (*client))
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewClients() *Clients {
	return &Clients{by: make(map[string]*client), used: make(map[string]time.Time)}
}

func (x *Clients) Add(k string, v *client) { x.by[k] = v }

func (x *Clients) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Clients\.by`
		}
	}
}

// Resource, case: several connections in each entry.
type Groups struct {
	by   map[string][]net.Conn // verdict: low resource (its entries hold live resources (net.Conn))
	used map[string]time.Time  // verdict: silent swept (nothing removes entries)
}

func NewGroups() *Groups {
	return &Groups{by: make(map[string][]net.Conn), used: make(map[string]time.Time)}
}

func (x *Groups) Add(k string, v []net.Conn) { x.by[k] = v }

func (x *Groups) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Groups\.by`
		}
	}
}

// Resource, near miss: each entry points back at the one server they share, which has Close.
type Court struct {
	name  string
	suits *Cases
}

func NewCourt() *Court { c := &Court{}; c.suits = NewCases(); return c }

func (c *Court) Close() error { return nil }

func (c *Court) File(id string) { c.suits.Add(id, &suit{id: id, court: c}) }

type suit struct {
	id    string
	court *Court
}

type Cases struct {
	by   map[string]*suit     // verdict: reported
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewCases() *Cases {
	return &Cases{by: make(map[string]*suit), used: make(map[string]time.Time)}
}

func (x *Cases) Add(k string, v *suit) { x.by[k] = v }

func (x *Cases) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Cases\.by`
		}
	}
}

// Resource, near miss: a reader without an end.
type Texts struct {
	by   map[string]*strings.Reader // verdict: reported
	used map[string]time.Time       // verdict: silent swept (nothing removes entries)
}

func NewTexts() *Texts {
	return &Texts{by: make(map[string]*strings.Reader), used: make(map[string]time.Time)}
}

func (x *Texts) Add(k string, v *strings.Reader) { x.by[k] = v }

func (x *Texts) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Texts\.by`
		}
	}
}

// Resource, near miss: buffers.
type Buffers struct {
	by   map[string]*bytes.Buffer // verdict: reported
	used map[string]time.Time     // verdict: silent swept (nothing removes entries)
}

func NewBuffers() *Buffers {
	return &Buffers{by: make(map[string]*bytes.Buffer), used: make(map[string]time.Time)}
}

func (x *Buffers) Add(k string, v *bytes.Buffer) { x.by[k] = v }

func (x *Buffers) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Buffers\.by`
		}
	}
}

// Resource, near miss: functions to call back.
type Hooks struct {
	by   map[string]func(error) // verdict: reported
	used map[string]time.Time   // verdict: silent swept (nothing removes entries)
}

func NewHooks() *Hooks {
	return &Hooks{by: make(map[string]func(error)), used: make(map[string]time.Time)}
}

func (x *Hooks) Add(k string, v func(error)) { x.by[k] = v }

func (x *Hooks) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Hooks\.by`
		}
	}
}

// Resource, near miss: locks.
type Locks struct {
	by   map[string]*sync.Mutex // verdict: reported
	used map[string]time.Time   // verdict: silent swept (nothing removes entries)
}

func NewLocks() *Locks {
	return &Locks{by: make(map[string]*sync.Mutex), used: make(map[string]time.Time)}
}

func (x *Locks) Add(k string, v *sync.Mutex) { x.by[k] = v }

func (x *Locks) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Locks\.by`
		}
	}
}

// Resource, near miss: addresses.
type Addrs struct {
	by   map[string]net.Addr  // verdict: reported
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewAddrs() *Addrs {
	return &Addrs{by: make(map[string]net.Addr), used: make(map[string]time.Time)}
}

func (x *Addrs) Add(k string, v net.Addr) { x.by[k] = v }

func (x *Addrs) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Addrs\.by`
		}
	}
}

// Resource, near miss: more addresses.
type Ends struct {
	by   map[string]*net.UDPAddr // verdict: reported
	used map[string]time.Time    // verdict: silent swept (nothing removes entries)
}

func NewEnds() *Ends {
	return &Ends{by: make(map[string]*net.UDPAddr), used: make(map[string]time.Time)}
}

func (x *Ends) Add(k string, v *net.UDPAddr) { x.by[k] = v }

func (x *Ends) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Ends\.by`
		}
	}
}

// Resource, near miss: values of any type.
type Values struct {
	by   map[string]any       // verdict: reported
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewValues() *Values {
	return &Values{by: make(map[string]any), used: make(map[string]time.Time)}
}

func (x *Values) Add(k string, v any) { x.by[k] = v }

func (x *Values) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Values\.by`
		}
	}
}

// Resource, near miss: address keys.
type Pings struct {
	by   map[netip.AddrPort]int64     // verdict: reported
	used map[netip.AddrPort]time.Time // verdict: silent swept (nothing removes entries)
}

func NewPings() *Pings {
	return &Pings{by: make(map[netip.AddrPort]int64), used: make(map[netip.AddrPort]time.Time)}
}

func (x *Pings) Add(k netip.AddrPort, v int64) { x.by[k] = v }

func (x *Pings) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Pings\.by`
		}
	}
}

// Resource, near miss: values of a type parameter.
type Store[V any] struct {
	by   map[string]V         // verdict: reported
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewStore[V any]() *Store[V] {
	return &Store[V]{by: make(map[string]V), used: make(map[string]time.Time)}
}

func (x *Store[V]) Add(k string, v V) { x.by[k] = v }

func (x *Store[V]) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Store\.by`
		}
	}
}

// Resource, case: replies that goroutines wait for, under numbers of its own;
// and the times beside them, which are no resource but as few.
type Calls struct {
	next  uint64
	reply map[uint64]chan string // verdict: low resource (its entries hold live resources (chan string))
	sent  map[uint64]time.Time   // verdict: low resource (its keys are also in Calls.reply, whose entries hold live resources (chan string))
}

func NewCalls() *Calls {
	return &Calls{reply: map[uint64]chan string{}, sent: map[uint64]time.Time{}}
}

func (c *Calls) Call() chan string {
	c.next++
	ch := make(chan string, 1)
	c.reply[c.next] = ch
	c.sent[c.next] = time.Now()
	return ch
}

func (c *Calls) Expire(cutoff time.Time) {
	for id, at := range c.sent {
		if at.Before(cutoff) {
			close(c.reply[id])
			delete(c.reply, id) // want `Calls\.reply`
			delete(c.sent, id)  // want `Calls\.sent`
		}
	}
}
