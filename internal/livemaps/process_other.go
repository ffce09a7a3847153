//go:build !linux

package livemaps

// OpenProcess needs Linux. Core files of Linux can be read anywhere.
func OpenProcess(pid int, exe string) (*Target, error) {
	return nil, ErrSystem
}
