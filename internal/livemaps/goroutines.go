package livemaps

import "strings"

// A goroutine is the part of a stack that is in use, and what runs on it.
type goroutine struct {
	lo, hi uint64
	start  uint64 // entry point of its function
}

// goroutines reads runtime.allgs. Of a goroutine that runs, where its stack
// ends is in a register, so all of the stack counts.
func (p *program) goroutines() []goroutine {
	o := p.layout.g
	array, n := p.u64(p.layout.allgs), min(p.u64(p.layout.allgs+8), maxGs)
	var gs []goroutine
	total := uint64(0)
	for i := range n {
		g := p.u64(array + 8*i)
		if g == 0 {
			continue
		}
		status := uint64(p.u32(g+o.status)) & stateMask
		lo, hi := p.u64(g+o.lo), p.u64(g+o.hi)
		if status == goIdle || status == goDead || lo == 0 || lo >= hi || hi-lo > maxStack || lo%8 != 0 {
			continue
		}
		sp := p.u64(g + o.sp)
		switch status {
		case goRunning:
			sp = 0
		case goSyscall:
			sp = p.u64(g + o.syscallsp)
		}
		if sp > lo && sp < hi && sp%8 == 0 {
			lo = sp
		}
		if total += hi - lo; total > maxStacks {
			p.stopped = true
			break
		}
		gs = append(gs, goroutine{lo, hi, p.u64(g + o.start)})
	}
	return gs
}

// goName returns the name of what a goroutine was started with.
func (p *program) goName(g *goroutine) string {
	f, _ := p.funcAt(g.start)
	if f.name == "runtime.main" {
		return "main.main"
	}
	// The go statement with arguments starts a wrapper.
	name, _, _ := strings.Cut(f.name, ".gowrap")
	return name
}
