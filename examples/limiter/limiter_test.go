package limiter

import (
	"fmt"
	"runtime"
	"testing"
	"time"
)

// TestMemory shows that the memory goes with the clients.
func TestMemory(t *testing.T) {
	base := liveHeap()
	l := NewLimiter()
	now := time.Now()
	for i := range 200_000 {
		l.Allow(fmt.Sprint("client-", i), now)
	}
	peak := liveHeap() - base
	l.Forget(now.Add(time.Hour))
	left := liveHeap() - base
	t.Logf("200,000 clients: %.1f MB; %d clients: %.1f MB", peak/1e6, len(l.clients), left/1e6)
	if len(l.clients) > 0 || left > peak/100 {
		t.Error("the memory is not freed")
	}
}

// TestForgetKeeps checks what stays, with and without a copy.
func TestForgetKeeps(t *testing.T) {
	now := time.Now()
	for _, idle := range []int{10, 10_000} {
		l := NewLimiter()
		for i := range idle {
			l.Allow(fmt.Sprint("idle-", i), now.Add(-time.Hour))
		}
		l.Allow("busy", now)
		l.Forget(now.Add(-time.Minute))
		if len(l.clients) != 1 || l.clients["busy"].requests != 1 {
			t.Errorf("of %d idle clients and one busy, %v is left", idle, l.clients)
		}
	}
}

func liveHeap() float64 {
	runtime.GC()
	runtime.GC() // what the first one left to sweep
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return float64(s.HeapAlloc)
}
