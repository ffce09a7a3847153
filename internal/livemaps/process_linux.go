package livemaps

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// OpenProcess opens a running process for reading. Its executable is found by
// the kernel, in another container too. exe names another copy of it, with
// DWARF; it is empty in most cases.
func OpenProcess(pid int, exe string) (t *Target, err error) {
	defer recovered(&err)
	proc := fmt.Sprintf("/proc/%d", pid)
	mem, err := os.OpenFile(proc+"/mem", os.O_RDONLY, 0)
	if err != nil {
		return nil, reason(err)
	}
	t = &Target{mem: processMemory{mem}, close: []io.Closer{mem}}
	t.alive = func() bool { return alive(proc) && !emptied(mem) }
	defer func() {
		if err != nil {
			err = t.orGone(err)
			_ = t.Close()
			t = nil
		}
	}()
	own := exe == ""
	if own {
		exe = proc + "/exe"
	}
	ef, err := os.Open(exe)
	if err != nil {
		if own {
			err = reason(err)
		}
		return t, err
	}
	t.close = append(t.close, ef)
	if t.exe, err = openExecutable(ef); err != nil {
		return t, err
	}
	auxv, err := os.ReadFile(proc + "/auxv")
	if err != nil {
		return t, reason(err)
	}
	if t.bias, err = t.exe.bias(auxv); err != nil {
		return t, err
	}
	return t, t.exe.check(t.mem, t.bias)
}

// reason says what an error of the proc file system means.
func reason(err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w: %w", ErrPermission, err)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: %w", ErrNoProcess, err)
	}
	return err
}

// alive reports whether the process is there and more than a zombie.
func alive(proc string) bool {
	stat, err := os.ReadFile(proc + "/stat")
	if err != nil {
		return false
	}
	// The state follows the name, which is in parentheses and can have any
	// characters: proc_pid_stat(5).
	_, after, ok := cutLast(stat, []byte(") "))
	return ok && len(after) > 0 && !bytes.ContainsAny(after[:1], "ZXx")
}

// emptied reports whether the kernel has let go of the memory that mem shows,
// which comes before the process is a zombie: a read gives nothing then, and an
// error at an address without memory (mem_rw in the kernel's fs/proc/base.c).
func emptied(mem *os.File) bool {
	_, err := mem.ReadAt(make([]byte, 1), 0)
	return errors.Is(err, io.EOF)
}

func cutLast(s, sep []byte) (before, after []byte, ok bool) {
	if i := bytes.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, nil, false
}

// processMemory is /proc/PID/mem.
type processMemory struct{ f *os.File }

func (m processMemory) readAt(p []byte, addr uint64) error {
	if addr >= 1<<63 {
		return errUnmapped
	}
	if _, err := m.f.ReadAt(p, int64(addr)); err != nil {
		return errUnmapped
	}
	return nil
}
