//go:build linux

package livemaps_test

import (
	"fmt"
	"os"
	"syscall"
)

// peak returns the CPU time and the peak memory of a process that ended.
func peak(s *os.ProcessState) string {
	usage, ok := s.SysUsage().(*syscall.Rusage)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%v CPU, peak %d MB", s.UserTime()+s.SystemTime(), usage.Maxrss/1000)
}
