package flow

import (
	"slices"
	"testing"

	"golang.org/x/tools/go/ssa"
)

const endureDecls = `
type conn struct{ in chan []byte; done chan struct{}; errs chan error }
func (c *conn) Read(b []byte) (int, error) { return 0, nil }
func handle(b []byte) {}
func more() bool { return len(kept) > 0 }
var kept []int
`

func TestNeverReturns(t *testing.T) {
	tests := []struct {
		name, imports, src string
		want               bool // of f
	}{
		{"signal channel", `import ("os"; "os/signal")`, `func f() {
	ch := make(chan os.Signal, 1)
	signal.Notify(ch, os.Interrupt)
	<-ch
}`, true},
		{"channel of work that it makes", ``, `func f() {
	ch := make(chan struct{})
	go work(ch)
	<-ch
}
func work(ch chan struct{}) { close(ch) }`, false},
		{"captured channel of work that it makes", ``, `func f() {
	ch := make(chan struct{})
	go func() { close(ch) }()
	<-ch
}`, false},
		{"channel of the caller", ``, `func f(ch chan struct{}) { <-ch }`, true},
		{"channel with data", ``, `func f(ch chan int) { <-ch }`, false},
		{"context of signals", `import ("context"; "os"; "os/signal")`, `func f() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	<-ctx.Done()
}`, true},
		{"context of a request", `import "net/http"`, `func f(r *http.Request) {
	<-r.Context().Done()
}`, false},
		{"context of a stream", `import "context"`, `type stream interface { Context() context.Context }
func f(s stream) {
	<-s.Context().Done()
}`, false},
		{"empty select", ``, `func f() { select {} }`, true},
		{"select with a default", ``, `func f(c *conn) { select { case <-c.done: default: } }`, false},
		{"end of the program", `import "log"`, `func f() { log.Fatal(serve()) }
func serve() error { return nil }`, false}, // no loop, no wait, no error of a call that is known to wait
		{"server", `import "net/http"`, `func f() { http.ListenAndServe(":80", nil) }`, true},
		{"server that ends the program", `import ("log"; "net/http")`, `func f() { log.Fatal(http.ListenAndServe(":80", nil)) }`, true},
		{"client", `import "net/http"`, `func f() { http.Get("http://localhost") }`, false},

		{"group of workers", `import "sync"`, `func f(c *conn) {
	var wg sync.WaitGroup
	wg.Go(func() { for { handle(<-c.in) } })
	wg.Wait()
}`, true},
		{"group of jobs", `import "sync"`, `func f(c *conn) {
	var wg sync.WaitGroup
	wg.Go(func() { handle(nil) })
	wg.Wait()
}`, false},

		{"loop", ``, `func f() { for { handle(nil) } }`, true},
		{"loop with a condition", ``, `func f() { for more() { handle(nil) } }`, false},
		{"loop that an error ends", ``, `func f(c *conn) error {
	for {
		if _, err := c.Read(nil); err != nil {
			return err
		}
	}
}`, false},
		{"event loop with a stop", ``, `func f(c *conn) {
	for {
		select {
		case b := <-c.in:
			handle(b)
		case <-c.done:
			return
		}
	}
}`, true},
		{"event loop with a stop and a return on data", ``, `func f(c *conn) {
	for {
		select {
		case b := <-c.in:
			if b == nil {
				return
			}
		case <-c.done:
			return
		}
	}
}`, false},
		{"event loop with two stops", ``, `func f(c *conn) error {
	for {
		select {
		case b := <-c.in:
			handle(b)
		case <-c.done:
			return nil
		case err := <-c.errs:
			return err
		}
	}
}`, true},
		{"event loop with a timer", `import "time"`, `func f(c *conn) {
	for {
		select {
		case b := <-c.in:
			handle(b)
		case <-time.After(1):
			return
		}
	}
}`, false},
		{"event loop until the channel is closed", ``, `func f(c *conn) {
	for {
		b, ok := <-c.in
		if !ok {
			return
		}
		handle(b)
	}
}`, true},
		{"event loop until a channel of the select is closed", ``, `func f(c *conn) {
	for {
		select {
		case b, ok := <-c.in:
			if !ok {
				return
			}
			handle(b)
		case err := <-c.errs:
			handle([]byte(err.Error()))
		}
	}
}`, true},
		{"event loop until a channel of the select has data", ``, `func f(c *conn) {
	for {
		select {
		case b, ok := <-c.in:
			if ok {
				return
			}
			handle(b)
		case err := <-c.errs:
			handle([]byte(err.Error()))
		}
	}
}`, false},
		{"event loop until the channel has data", ``, `func f(c *conn) {
	for {
		b, ok := <-c.in
		if ok {
			return
		}
		handle(b)
	}
}`, false},
		{"parser", ``, `func f(in []byte) (n int) {
	for {
		if len(in) == 0 || in[0] == ';' {
			return n
		}
		in = in[1:]
		n++
	}
}`, false},
		{"loop over events that are there", ``, `func f(events []int) {
	for range events {
		handle(nil)
	}
}`, false},
		{"return before the loop", ``, `func f(c *conn) {
	if c == nil {
		return
	}
	for {
		handle(<-c.in)
	}
}`, false},
		{"callee that does not return", ``, `func f(c *conn) { work(c) }
func work(c *conn) { for { handle(<-c.in) } }`, true},
		{"callee that does not return, in a goroutine", ``, `func f(c *conn) { go work(c) }
func work(c *conn) { for { handle(<-c.in) } }`, false},
		{"one of two callees", ``, `type worker interface { work() }
type a struct{}
type b struct{}
func (a) work() { select {} }
func (b) work() {}
func f(w worker) { w.work() }`, false},
		{"both callees", ``, `type worker interface { work() }
type a struct{}
type b struct{}
func (a) work() { select {} }
func (b) work() { for { handle(nil) } }
func f(w worker) { w.work() }`, true},
		{"recursion", ``, `func f() { g() }
func g() { f() }`, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, test.imports+endureDecls+test.src)
			if got := p.NeverReturns(p.fn(t, "f")); got != test.want {
				t.Errorf("NeverReturns %t, want %t", got, test.want)
			}
		})
	}
}

func TestEndures(t *testing.T) {
	const work = "\nfunc f(c *conn) { for { handle(<-c.in) } }\n"
	tests := []struct {
		name, imports, src string
		want               bool // of f
	}{
		{"main", ``, `func f() { select {} }`, true},
		{"goroutine of main", ``, work + `func run() { go f(new(conn)) }`, true},
		{"plain call", ``, work + `func run() { f(new(conn)) }`, true},
		{"started in a loop", ``, work + `func run(cs []*conn) { for _, c := range cs { go f(c) } }`, false},
		{"started by what is called in a loop", ``, work + `func start(c *conn) { go f(c) }
func run(cs []*conn) { for _, c := range cs { start(c) } }`, false},
		{"started after a loop", ``, work + `func run(cs []*conn) { for range cs { handle(nil) }; go f(cs[0]) }`, true},
		{"started for each element of a map", `import "sync"`, work + `func run(m *sync.Map) { m.Range(func(k, v any) bool { go f(v.(*conn)); return true }) }`, false},
		{"once and in a loop", ``, work + `func run(cs []*conn) { go f(cs[0]); for _, c := range cs { go f(c) } }`, false},
		{"request", `import "net/http"`, `func f(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }`, false},
		{"started by a request", `import "net/http"`, work + `func serve(w http.ResponseWriter, r *http.Request) { f(new(conn)) }`, false},
		{"callback", `import "net/http"`, work + `func run(c *http.Client) { c.CheckRedirect = func(*http.Request, []*http.Request) error { f(nil); return nil } }`, false},
		{"method of a service", ``, `func (c *conn) run() { f(c) }` + work, true},
		{"returns", ``, `func f() {}`, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, test.imports+endureDecls+test.src)
			if got := p.Endures(p.fn(t, "f")); got != test.want {
				t.Errorf("Endures %t, want %t", got, test.want)
			}
		})
	}
}

// TestAfterStop asks of the call of here in f, which is main if it is said to be.
func TestAfterStop(t *testing.T) {
	const (
		library = "package p\n"
		command = "package main\n"
	)
	tests := []struct {
		name, pkg, src string
		want           bool
	}{
		{"case of a stop", library, `func f(c *conn) {
	for {
		select {
		case b := <-c.in:
			handle(b)
		case <-c.done:
			here()
			return
		}
	}
}`, true},
		{"case of data", library, `func f(c *conn) {
	for {
		select {
		case <-c.in:
			here()
		case <-c.done:
			return
		}
	}
}`, false},
		{"case of a stop that goes on", library, `func f(c *conn) {
	for {
		select {
		case b := <-c.in:
			handle(b)
		case <-c.done:
			here()
		}
	}
}`, false},
		{"case of a stop in a loop with a condition", library, `func f(c *conn) {
	for more() {
		select {
		case b := <-c.in:
			handle(b)
		case <-c.done:
			here()
		}
	}
}`, false},
		{"loop after a stop", library, `func f(c *conn) {
	for {
		select {
		case b := <-c.in:
			handle(b)
		case <-c.done:
			for range kept {
				here()
			}
			return
		}
	}
}`, true},
		{"no loop", library, `func f(c *conn) {
	select {
	case b := <-c.in:
		handle(b)
	case <-c.done:
		here()
	}
}`, false},
		{"channel that is closed", library, `func f(c *conn) {
	for {
		b, ok := <-c.in
		if !ok {
			here()
			return
		}
		handle(b)
	}
}`, true},
		{"channel that is open", library, `func f(c *conn) {
	for {
		b, ok := <-c.in
		if !ok {
			return
		}
		here()
		handle(b)
	}
}`, false},
		{"main after a signal", command, `func main() {
	ch := make(chan os.Signal, 1)
	signal.Notify(ch, os.Interrupt)
	<-ch
	if more() {
		here()
	}
}`, true},
		{"main before a signal", command, `func main() {
	ch := make(chan os.Signal, 1)
	signal.Notify(ch, os.Interrupt)
	if more() {
		here()
	}
	<-ch
}`, false},
		{"main after each signal", command, `func main() {
	ch := make(chan os.Signal, 1)
	signal.Notify(ch, os.Interrupt)
	for {
		<-ch
		if more() {
			here()
		}
	}
}`, false},
		{"another function after a signal", command, `func main() { wait() }
func wait() {
	ch := make(chan os.Signal, 1)
	signal.Notify(ch, os.Interrupt)
	<-ch
	if more() {
		here()
	}
}`, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, test.pkg+"import (\"os\"; \"os/signal\")\nvar _ = os.Interrupt; var _ = signal.Notify\n"+endureDecls+"func here() {}\n"+test.src)
			if got := p.AfterStop(p.call(t, "here").Block()); got != test.want {
				t.Errorf("AfterStop %t, want %t", got, test.want)
			}
		})
	}
}

// TestGoroutines asks of the go statement in f.
func TestGoroutines(t *testing.T) {
	tests := []struct {
		name, src       string
		endless, goesOn bool
	}{
		{"job", `func f() { go handle(nil) }`, false, false},
		{"worker", `func f(c *conn) { go func() { for { handle(<-c.in) } }() }`, true, false},
		{"worker that counts", `func f() { go func() { for range 3 { handle(nil) } }() }`, false, false},
		{"worker that sleeps", `func f() { go func() { for { time.Sleep(1) } }() }`, true, false},
		{"worker that is not known", `func f(fn func()) { go fn() }`, true, false},
		{"receive after it", `func f(c *conn) { go handle(nil); <-c.done }`, false, true},
		{"receive before it", `func f(c *conn) { <-c.done; go handle(nil) }`, false, false},
		{"wait after it", `func f(wg *sync.WaitGroup) { go handle(nil); wg.Wait() }`, false, true},
		{"loop after it", `func f() { go handle(nil); for more() { handle(nil) } }`, false, true},
		{"loop around it", `func f() { for more() { go handle(nil) } }`, false, false},
		{"loop without an end around it", `func f() { for { go handle(nil) } }`, false, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, "import (\"sync\"; \"time\")\nvar _ sync.Mutex; var _ time.Time\n"+endureDecls+test.src)
			var stmt *ssa.Go
			for _, b := range p.fn(t, "f").Blocks {
				if i := slices.IndexFunc(b.Instrs, func(instr ssa.Instruction) bool { _, ok := instr.(*ssa.Go); return ok }); i >= 0 {
					stmt = b.Instrs[i].(*ssa.Go)
				}
			}
			if got := p.Endless(stmt); got != test.endless {
				t.Errorf("Endless %t, want %t", got, test.endless)
			}
			if got := p.GoesOn(stmt); got != test.goesOn {
				t.Errorf("GoesOn %t, want %t", got, test.goesOn)
			}
		})
	}
}
