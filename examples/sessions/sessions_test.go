package sessions

import (
	"fmt"
	"runtime"
	"testing"
	"time"
)

// TestMemory shows the fault: no session is left, most of the memory is.
func TestMemory(t *testing.T) {
	base := liveHeap()
	s := NewStore()
	now := time.Now()
	for i := range 200_000 {
		s.Login(fmt.Sprint("session-", i), "gopher", now)
	}
	peak := liveHeap() - base
	s.Expire(now.Add(time.Hour))
	left := liveHeap() - base
	t.Logf("200,000 sessions: %.1f MB; %d sessions: %.1f MB", peak/1e6, len(s.sessions), left/1e6)
	if len(s.sessions) > 0 || left < peak/2 {
		t.Error("the memory is freed, so that maplint would be wrong")
	}
}

func liveHeap() float64 {
	runtime.GC()
	runtime.GC() // what the first one left to sweep
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return float64(s.HeapAlloc)
}
