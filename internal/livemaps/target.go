package livemaps

import (
	"cmp"
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// A Target is a process or a core whose memory can be read.
type Target struct {
	exe  *executable
	mem  memory
	bias uint64 // of addresses in memory against those in the executable

	alive func() bool // nil for a core
	close []io.Closer
}

// Close closes the files of the target.
func (t *Target) Close() error {
	var errs []error
	for _, c := range t.close {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}

func (t *Target) gone() bool { return t.alive != nil && !t.alive() }

// orGone is err, or ErrGone if that explains why something could not be read.
func (t *Target) orGone(err error) error {
	if t.gone() {
		return ErrGone
	}
	return err
}

// OpenCore opens an ELF core dump and the executable that dumped it.
func OpenCore(core, exe string) (t *Target, err error) {
	cf, err := os.Open(core)
	if err != nil {
		return nil, err
	}
	ef, err := os.Open(exe)
	if err != nil {
		_ = cf.Close()
		return nil, err
	}
	t, err = newCore(cf, ef)
	if err != nil {
		_ = errors.Join(cf.Close(), ef.Close())
		return nil, err
	}
	t.close = []io.Closer{cf, ef}
	return t, nil
}

// newCore is OpenCore on files of any kind.
func newCore(core, exe io.ReaderAt) (t *Target, err error) {
	defer recovered(&err)
	x, err := openExecutable(exe)
	if err != nil {
		return nil, err
	}
	c, err := elf.NewFile(core)
	if err != nil {
		return nil, fmt.Errorf("core: %w", err)
	}
	if c.Type != elf.ET_CORE {
		return nil, fmt.Errorf("core: an ELF file of type %v, not a core dump", c.Type)
	}
	if c.Class != elf.ELFCLASS64 {
		return nil, fmt.Errorf("core: %w", ErrMachine)
	}
	if c.Machine != x.elf.Machine || c.Data != x.elf.Data {
		return nil, fmt.Errorf("%w: core of %v, executable for %v", ErrMismatch, c.Machine, x.elf.Machine)
	}
	t = &Target{exe: x}
	if t.bias, err = x.bias(coreAuxv(c)); err != nil {
		return nil, err
	}
	// A core leaves out what the process had mapped from its executable and
	// not written to: the executable has it.
	dumped := loads(c, core, 0)
	t.mem = layers{dumped, loads(x.elf, exe, t.bias)}
	return t, x.check(layers{dumped}, t.bias)
}

// loads returns the segments of a file that a process has in memory.
func loads(f *elf.File, r io.ReaderAt, bias uint64) fileMemory {
	m := fileMemory{r: r}
	for _, p := range f.Progs {
		// Without their pages in the file, the segments of a core were left
		// out of it, and those of an executable start as zeros, which is not
		// what the process has now.
		if p.Type == elf.PT_LOAD && p.Filesz > 0 && p.Filesz < 1<<62 && p.Off < 1<<62 {
			m.sections = append(m.sections, section{addr: p.Vaddr + bias, size: p.Filesz, off: int64(p.Off)})
		}
	}
	slices.SortStableFunc(m.sections, func(a, b section) int { return cmp.Compare(a.addr, b.addr) })
	return m
}

// Types of ELF notes and of entries in the auxiliary vector: elf(5), getauxval(3).
const (
	noteAuxv = 6 // NT_AUXV
	auxPhdr  = 3 // AT_PHDR
	auxEntry = 9 // AT_ENTRY
)

// coreAuxv returns the auxiliary vector that the process had from the kernel.
func coreAuxv(c *elf.File) []byte {
	for _, p := range c.Progs {
		if p.Type != elf.PT_NOTE {
			continue
		}
		notes, err := io.ReadAll(io.LimitReader(p.Open(), maxNotes))
		if err != nil {
			continue
		}
		for len(notes) >= 12 {
			name := uint64(c.ByteOrder.Uint32(notes))
			desc := uint64(c.ByteOrder.Uint32(notes[4:]))
			start := 12 + (name+3)&^3
			end := start + desc
			if end > uint64(len(notes)) {
				break
			}
			if c.ByteOrder.Uint32(notes[8:]) == noteAuxv {
				return notes[start:end]
			}
			notes = notes[min((end+3)&^3, uint64(len(notes))):]
		}
	}
	return nil
}
