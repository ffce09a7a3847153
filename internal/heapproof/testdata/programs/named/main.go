// A named map type with methods; a range deletes every key.
package main

import (
	"fmt"
	"time"

	"heapproof/live"
)

type counts map[string]int

func (c counts) total() (sum int) {
	for _, n := range c {
		sum += n
	}
	return sum
}

type Report struct {
	due    time.Duration
	byName counts
}

func NewReport() *Report { return &Report{byName: counts{}} }

func (r *Report) Add(name string) { r.byName[name]++ }

func (r *Report) Flush(now time.Duration) (sum int) {
	for ; r.due <= now; r.due += 100 {
		sum += r.byName.total()
		for name := range r.byName {
			delete(r.byName, name)
		}
	}
	return sum
}

var (
	report = NewReport()
	sent   int
)

func main() {
	live.Main(live.Program{
		Put:    func(i int) { report.Add(fmt.Sprint(i)) },
		Sweep:  func(n int) { sent += report.Flush(time.Duration(n)) },
		Result: func() string { return fmt.Sprint(sent, report.byName.total(), len(report.byName)) },
	})
}
