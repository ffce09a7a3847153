// Package limiter limits requests by the address of the client.
package limiter

import (
	"net"
	"net/http"
	"sync"
	"time"
)

type visitor struct {
	tokens   float64
	lastSeen time.Time
}

var (
	mu       sync.Mutex
	visitors = make(map[string]*visitor) // want: reported: the goroutine of init deletes in a loop
)

// Window counts requests in the current second.
type Window struct {
	mu     sync.Mutex
	counts map[string]int // want: silent: a ticker replaces it every second
}

func init() {
	go cleanupVisitors()
}

func cleanupVisitors() {
	for {
		time.Sleep(time.Minute)
		mu.Lock()
		for ip, v := range visitors {
			if time.Since(v.lastSeen) > 3*time.Minute {
				delete(visitors, ip)
			}
		}
		mu.Unlock()
	}
}

func allow(ip string) bool {
	mu.Lock()
	defer mu.Unlock()
	v, ok := visitors[ip]
	if !ok {
		v = &visitor{tokens: 10}
		visitors[ip] = v
	}
	v.tokens = min(10, v.tokens+time.Since(v.lastSeen).Seconds())
	v.lastSeen = time.Now()
	if v.tokens < 1 {
		return false
	}
	v.tokens--
	return true
}

// Limit answers 429 to clients that ask too often.
func Limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ip, _, err := net.SplitHostPort(r.RemoteAddr)
		if err != nil {
			http.Error(w, "bad address", http.StatusInternalServerError)
			return
		}
		if !allow(ip) {
			http.Error(w, http.StatusText(http.StatusTooManyRequests), http.StatusTooManyRequests)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func NewWindow() *Window {
	w := &Window{counts: map[string]int{}}
	go w.run()
	return w
}

func (w *Window) run() {
	for range time.Tick(time.Second) {
		w.mu.Lock()
		w.counts = map[string]int{}
		w.mu.Unlock()
	}
}

func (w *Window) Hit(ip string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.counts[ip]++
	return w.counts[ip]
}

// Forgive drops the counts of a list of clients.
func (w *Window) Forgive(ips []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, ip := range ips {
		delete(w.counts, ip)
	}
}
