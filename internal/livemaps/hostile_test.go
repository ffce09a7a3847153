//go:build linux

package livemaps

import (
	"bufio"
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// victim builds and starts the program of TestOwners, and returns its
// executable and a core of it: only the pages that are not all zeros, so that
// it is small.
func victim(tb testing.TB) (exe, core []byte) {
	tb.Helper()
	file := filepath.Join(tb.TempDir(), "owners")
	cmd := exec.Command("go", "build", "-buildvcs=false", "-ldflags=-compressdwarf=false", "-o", file, "./owners")
	cmd.Dir = "testdata/programs"
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	if text, err := cmd.CombinedOutput(); err != nil {
		tb.Fatalf("%v\n%s", err, text)
	}
	run := exec.Command(file)
	run.Env = append(os.Environ(), "GOMAXPROCS=1")
	stdin, err := run.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	stdout, err := run.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := run.Start(); err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = errors.Join(stdin.Close(), run.Process.Kill(), run.Wait()) }()
	if _, err := bufio.NewReader(stdout).ReadString('\n'); err != nil {
		tb.Fatal(err)
	}
	exe, err = os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	return exe, smallCore(tb, run.Process.Pid)
}

// smallCore writes an ELF core with the private writable memory of a process.
func smallCore(tb testing.TB, pid int) []byte {
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		tb.Fatal(err)
	}
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		tb.Fatal(err)
	}
	defer mem.Close()
	var progs []elf.Prog64
	var pages []byte
	page, zero := make([]byte, blockSize), make([]byte, blockSize)
	for line := range strings.Lines(string(maps)) {
		var lo, hi uint64
		var perm string
		if _, err := fmt.Sscanf(line, "%x-%x %s", &lo, &hi, &perm); err != nil || !strings.HasPrefix(perm, "rw") {
			continue
		}
		for at := lo; at < hi; at += blockSize {
			if _, err := mem.ReadAt(page, int64(at)); err != nil || bytes.Equal(page, zero) {
				continue
			}
			if n := len(progs); n > 0 && progs[n-1].Vaddr+progs[n-1].Filesz == at {
				progs[n-1].Filesz += blockSize
			} else {
				progs = append(progs, elf.Prog64{Type: uint32(elf.PT_LOAD), Vaddr: at, Off: uint64(len(pages)), Filesz: blockSize})
			}
			pages = append(pages, page...)
		}
	}
	head := elf.Header64{
		Type: uint16(elf.ET_CORE), Machine: uint16(elf.EM_X86_64), Version: 1,
		Phoff: 64, Ehsize: 64, Phentsize: 56, Phnum: uint16(len(progs)),
	}
	if runtime.GOARCH == "arm64" {
		head.Machine = uint16(elf.EM_AARCH64)
	}
	copy(head.Ident[:], elf.ELFMAG+"\x02\x01\x01")
	var out bytes.Buffer
	_ = binary.Write(&out, binary.LittleEndian, head) // a buffer takes all
	for _, p := range progs {
		p.Off += uint64(64 + 56*len(progs))
		p.Memsz = p.Filesz
		_ = binary.Write(&out, binary.LittleEndian, p)
	}
	return append(out.Bytes(), pages...)
}

// readAll reads all that a core has to say. A panic of this package's own code
// fails the test; those of debug/elf and debug/dwarf are made errors.
func readAll(tb testing.TB, exe, core []byte) (*Report, error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	t, err := newCore(bytes.NewReader(core), bytes.NewReader(exe))
	var r *Report
	if err == nil {
		r, err = t.Maps(tb.Context())
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 2<<30 {
		tb.Errorf("%d bytes were allocated for %d", n, len(exe)+len(core))
	}
	if err != nil {
		_, stack, panicked := strings.Cut(err.Error(), "\npanic(")
		if lines := strings.Split(stack, "\n"); panicked && len(lines) > 2 {
			for _, l := range lines[2:] {
				if strings.HasPrefix(l, "runtime.") || strings.HasPrefix(l, "\t") {
					continue
				}
				if strings.Contains(l, "livemaps") {
					tb.Error(err)
				}
				break
			}
		}
	}
	return r, err
}

// patch returns a copy with 8 bytes replaced for each 12 of what: 4 for the
// place, and their new value.
func patch(file, what []byte) []byte {
	file = bytes.Clone(file)
	for ; len(what) >= 12; what = what[12:] {
		at := int(binary.LittleEndian.Uint32(what)) % (len(file) - 8)
		copy(file[at:], what[4:12])
	}
	return file
}

// at returns the patch that sets a word of memory in a core.
func at(tb testing.TB, core []byte, addr, value uint64) []byte {
	f, err := elf.NewFile(bytes.NewReader(core))
	if err != nil {
		tb.Fatal(err)
	}
	for _, p := range f.Progs {
		if addr >= p.Vaddr && addr < p.Vaddr+p.Filesz {
			b := binary.LittleEndian.AppendUint32(nil, uint32(p.Off+addr-p.Vaddr))
			return binary.LittleEndian.AppendUint64(b, value)
		}
	}
	tb.Fatalf("%#x is not in the core", addr)
	return nil
}

// hostile are patches of a core that lie about sizes and make circles.
func hostile(tb testing.TB, exe, core []byte) map[string][]byte {
	t, err := newCore(bytes.NewReader(core), bytes.NewReader(exe))
	if err != nil {
		tb.Fatal(err)
	}
	p, err := newProgram(t)
	if err != nil {
		tb.Fatal(err)
	}
	found, _, err := p.find(tb.Context())
	if err != nil || len(found) == 0 {
		tb.Fatal(err)
	}
	l := p.layout
	spans := l.heap + l.allspans
	one := found[len(found)-1].addr
	dir := p.u64(one + l.hdr.dir)
	g0 := p.u64(p.u64(l.allgs))
	variable := t.exe.index.vars["main.owners"].addr
	return map[string][]byte{
		"none":              nil,
		"no spans":          at(tb, core, spans+8, 0),
		"many spans":        at(tb, core, spans+8, 1<<23),
		"too many spans":    at(tb, core, spans+8, 1<<62),
		"spans elsewhere":   at(tb, core, spans, 1<<47),
		"module in circles": at(tb, core, l.module+l.mod.next, l.module),
		"no types":          at(tb, core, l.module+l.mod.types, 0),
		"data everywhere":   at(tb, core, l.module+l.mod.edata, 1<<47),
		"all goroutines":    at(tb, core, l.allgs+8, 1<<62),
		"stack everywhere":  at(tb, core, g0+l.g.hi, 1<<46),
		"long directory":    at(tb, core, one+l.hdr.dirLen, 1<<39),
		"deep directory":    append(at(tb, core, one+l.hdr.dirLen, 1<<39), at(tb, core, one+l.hdr.depth, 39|25<<8)...),
		"directory on self": at(tb, core, dir, dir),
		"long slice":        at(tb, core, variable+8, 1<<60),
	}
}

func TestHostileCore(t *testing.T) {
	exe, core := victim(t)
	for name, p := range hostile(t, exe, core) {
		t.Run(name, func(t *testing.T) {
			r, err := readAll(t, exe, patch(core, p))
			switch {
			case err != nil && !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrMismatch):
				t.Errorf("error is not ErrCorrupt or ErrMismatch: %v", err)
			case name == "none" && err != nil:
				t.Error(err)
			case err == nil:
				t.Logf("%d maps, stopped: %v", len(r.Maps), r.Stopped)
			default:
				t.Log(err)
			}
		})
	}
}

// FuzzCore changes words of a core.
func FuzzCore(f *testing.F) {
	exe, core := victim(f)
	for _, p := range hostile(f, exe, core) {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, p []byte) { _, _ = readAll(t, exe, patch(core, p)) })
}

// FuzzExecutable changes words of the executable: of its headers, symbols and
// DWARF, since nothing else of it is read.
func FuzzExecutable(f *testing.F) {
	exe, core := victim(f)
	x, err := elf.NewFile(bytes.NewReader(exe))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint8(0), []byte(nil))
	for i := range x.Sections {
		f.Add(uint8(i), []byte("\x10\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\x7f"))
		f.Add(uint8(i), []byte("\x20\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"))
	}
	f.Fuzz(func(t *testing.T, section uint8, p []byte) {
		bad := bytes.Clone(exe)
		s := x.Sections[int(section)%len(x.Sections)]
		if s.Size < 16 || s.Type == elf.SHT_NOBITS {
			copy(bad, patch(bad[:4096], p)) // the headers
		} else {
			copy(bad[s.Offset:], patch(bad[s.Offset:s.Offset+s.FileSize], p))
		}
		_, _ = readAll(t, bad, core)
	})
}
