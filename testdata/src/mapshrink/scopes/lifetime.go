package scopes

import (
	"context"
	"net/http"
	"time"
)

// Long-lived, case: an unexported owner embedded by value, made with the zero
// value of the exported one.
type seenBase struct {
	at map[string]time.Time // verdict: reported
}

type Portal struct{ seenBase }

func (p *Portal) See(key string) {
	if p.at == nil {
		p.at = make(map[string]time.Time)
	}
	p.at[key] = time.Now()
}

func (p *Portal) Expire(cutoff time.Time) {
	for k, at := range p.at {
		if at.Before(cutoff) {
			delete(p.at, k) // want `seenBase\.at`
		}
	}
}

// Long-lived, near miss: an owner of one request that travels in its context.
type reqTrace struct {
	spans map[string]time.Time // verdict: silent long-lived (never leaves the function that makes it)
}

type traceKey struct{}

func Traced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tr := &reqTrace{spans: make(map[string]time.Time)}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), traceKey{}, tr)))
	})
}

func Span(ctx context.Context, name string) {
	tr := ctx.Value(traceKey{}).(*reqTrace)
	tr.spans[name] = time.Now()
	for n, at := range tr.spans {
		if time.Since(at) > time.Minute {
			delete(tr.spans, n)
		}
	}
}

// Long-lived, case: a loop starts such goroutines and the call returns.
type lane struct {
	at map[string]time.Time // verdict: reported
}

func (b *lane) loop(in <-chan string) {
	for k := range in {
		b.at[k] = time.Now()
		for k, at := range b.at {
			if time.Since(at) > time.Minute {
				delete(b.at, k) // want `lane\.at`
			}
		}
	}
}

func StartLanes(n int, in <-chan string) {
	for range n {
		b := &lane{at: make(map[string]time.Time)}
		go b.loop(in)
	}
}

// Long-lived, case: an exported owner without constructor that the package also
// makes in a function of its own.
// Known limit: the verdict below is not what a reader would say.
type Book struct {
	at map[string]time.Time // verdict: silent long-lived (never leaves the function that makes it)
}

func (b *Book) See(key string) {
	if b.at == nil {
		b.at = make(map[string]time.Time)
	}
	b.at[key] = time.Now()
}

func (b *Book) Expire(cutoff time.Time) {
	for k, at := range b.at {
		if at.Before(cutoff) {
			delete(b.at, k)
		}
	}
}

func CountOnce(keys []string) int {
	var b Book
	for _, k := range keys {
		b.See(k)
	}
	return len(b.at)
}

// Long-lived, near miss: a request starts a goroutine with an owner, and goes on
// without it; the goroutine ends with its list.
type export struct {
	at map[string]int // verdict: silent long-lived (never leaves the function that makes it)
}

func (e *export) run(keys []string) {
	for i, k := range keys {
		e.at[k] = i
		for k, at := range e.at {
			if at < i-100 {
				delete(e.at, k)
			}
		}
	}
}

func HandleExport(w http.ResponseWriter, r *http.Request) {
	e := &export{at: make(map[string]int)}
	go e.run(r.Header["X-Key"])
	w.WriteHeader(http.StatusAccepted)
}
