package livemaps

import (
	"bytes"
	"debug/buildinfo"
	"debug/dwarf"
	"debug/elf"
	"errors"
	"fmt"
	"go/version"
	"io"
	"strings"
)

// An executable is a Go program with DWARF.
type executable struct {
	elf       *elf.File
	dwarf     *dwarf.Data
	index     *index
	goVersion string
	mainPath  string
	buildID   []byte // of the go command; empty if the file has none
	buildAddr uint64 // where the note with the build ID is in memory
}

func openExecutable(r io.ReaderAt) (*executable, error) {
	f, err := elf.NewFile(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotGo, err)
	}
	info, err := buildinfo.Read(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotGo, err)
	}
	if f.Class != elf.ELFCLASS64 || f.Type != elf.ET_EXEC && f.Type != elf.ET_DYN {
		return nil, ErrMachine
	}
	x := &executable{elf: f, goVersion: info.GoVersion, mainPath: info.Path}
	if err := known(info.GoVersion); err != nil {
		return nil, err
	}
	if s := f.Section(".note.go.buildid"); s != nil && s.Size < 4<<10 {
		if x.buildID, err = s.Data(); err != nil {
			x.buildID = nil
		}
		x.buildAddr = s.Addr
	}
	if err := x.bounded(); err != nil {
		return nil, err
	}
	if x.dwarf, err = f.DWARF(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoDWARF, err)
	}
	x.index, err = newIndex(x.dwarf)
	return x, err
}

// known reports an error for a Go version whose constants are not in
// layout.go.
func known(goVersion string) error {
	v, _, _ := strings.Cut(goVersion, " ") // experiments and flags follow
	if i := strings.Index(goVersion, "devel go"); i >= 0 {
		v, _, _ = strings.Cut(goVersion[i+len("devel "):], "-")
	}
	lang := version.Lang(v)
	if lang == "" {
		return fmt.Errorf("%w: the executable says Go version %q", ErrVersion, goVersion)
	}
	if version.Compare(lang, firstGo) < 0 || version.Compare(lang, lastGo) > 0 {
		return fmt.Errorf("%w: it is built with %s, known are %s to %s", ErrVersion, v, firstGo, lastGo)
	}
	return nil
}

// bounded reports an error if there is no DWARF, or if reading it would take
// more memory than the file gives reason for: a section can be compressed, and
// its header says what it will be.
func (x *executable) bounded() error {
	var total, stored uint64
	info := false
	for _, s := range x.elf.Sections {
		if !strings.HasPrefix(s.Name, ".debug_") && !strings.HasPrefix(s.Name, ".zdebug_") {
			continue
		}
		info = info || strings.HasSuffix(s.Name, "debug_info") && s.Size > 0
		total += s.Size
		stored += s.FileSize
		if s.Size > maxDWARF || total > maxDWARF || s.Type == elf.SHT_NOBITS {
			return corrupt("%d bytes of DWARF", total)
		}
	}
	if !info {
		return ErrNoDWARF
	}
	if total > 64*stored+1<<20 {
		return corrupt("%d bytes of DWARF in %d bytes", total, stored)
	}
	return nil
}

// bias returns how far from the addresses in its file the program was loaded.
func (x *executable) bias(auxv []byte) (uint64, error) {
	for ; len(auxv) >= 16; auxv = auxv[16:] {
		if x.elf.ByteOrder.Uint64(auxv) == auxEntry {
			bias := x.elf.ByteOrder.Uint64(auxv[8:]) - x.elf.Entry
			if bias%pageSize4K != 0 || bias != 0 && x.elf.Type == elf.ET_EXEC {
				return 0, fmt.Errorf("%w: its entry point is another", ErrMismatch)
			}
			return bias, nil
		}
	}
	if x.elf.Type == elf.ET_EXEC {
		return 0, nil
	}
	return 0, errors.New("no auxiliary vector says where the program was loaded")
}

// check reports ErrMismatch unless mem is of a process that runs x, as far as
// that can be read there.
func (x *executable) check(mem memory, bias uint64) error {
	if len(x.buildID) == 0 {
		return nil // built with -buildid=: what the memory says is checked later
	}
	got := make([]byte, len(x.buildID))
	if mem.readAt(got, x.buildAddr+bias) == nil && !sameBuild(got, x.buildID) {
		return fmt.Errorf("%w: build IDs differ", ErrMismatch)
	}
	return nil
}

// sameBuild reports whether two build IDs are equal, or those of a program that
// was built once more with other linker flags, for the DWARF: the part that
// stands for the code of the main package is the same
// (cmd/go/internal/work/buildid.go). Whether the linker put everything at the
// same place, the run-time types tell: (*program).checkTypes.
func sameBuild(a, b []byte) bool {
	id := mainID(a)
	return bytes.Equal(a, b) || id != "" && id == mainID(b)
}

// mainID returns the part of a build ID that does not change with the flags of
// the linker, which are in the main package's action ID as well.
func mainID(note []byte) string {
	parts := strings.Split(string(note), "/")
	if len(parts) != 4 {
		return ""
	}
	return parts[2]
}
