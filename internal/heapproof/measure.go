package heapproof

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/maplint/maplint/internal/gocmd"
)

// Toolchains are the versions of Go that the fixes must hold for, as values
// of GOTOOLCHAIN: a late release of each.
var Toolchains = []string{
	"go1.21.13", "go1.22.12", "go1.23.12", "go1.24.13", "go1.25.14", "go1.26.8", "go1.27.4",
}

// A Heap is what a run of a program prints: the bytes that its map and what
// lies in it added to the live heap.
type Heap struct {
	Fill  []int64 // after each tenth of the entries
	Swept int64   // after the sweep
	// Later is after each of ten rounds that put a thousandth as many entries
	// and sweep.
	Later []int64
	// Result is what a user of the map saw on the way.
	Result string
}

// Peak is what the full map took. On the way there can have been more: up to
// Go 1.23 a map that grows has its old table, too, for a while.
func (h Heap) Peak() int64 { return h.Fill[len(h.Fill)-1] }

// A Measurement is a program before and after the fix, with one version of
// Go.
type Measurement struct {
	Program
	Go            string // as in go1.26.8
	Before, After Heap
}

// Measure builds all programs and runs them with the given number of
// entries, 10,000 at least. The toolchain is a value of GOTOOLCHAIN; the
// empty string stands for the go command's own choice.
func (p *Proof) Measure(ctx context.Context, toolchain string, entries int) ([]Measurement, error) {
	version, err := runGo(ctx, p.original, toolchain, "env", "GOVERSION")
	if err != nil {
		return nil, err
	}
	bin, err := os.MkdirTemp("", "heapproof-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(bin)

	// One build after the other: each uses all processors, and the first
	// leaves the standard library in the cache.
	if err := build(ctx, p.original, filepath.Join(bin, "original"), toolchain); err != nil {
		return nil, err
	}
	for i, dir := range p.copies {
		if err := build(ctx, dir, filepath.Join(bin, fmt.Sprint(i)), toolchain); err != nil {
			return nil, fmt.Errorf("with the fixes: %w", err)
		}
	}
	ms := make([]Measurement, len(p.Programs))
	for i, program := range p.Programs {
		ms[i] = Measurement{Program: program, Go: strings.TrimSpace(string(version))}
	}
	var wg sync.WaitGroup
	var errBefore, errAfter error
	wg.Go(func() {
		for i, m := range ms {
			errBefore = cmp.Or(errBefore, measure(ctx, filepath.Join(bin, "original", m.Name), entries, &ms[i].Before))
		}
	})
	wg.Go(func() {
		for i, m := range ms {
			errAfter = cmp.Or(errAfter, measure(ctx, filepath.Join(bin, fmt.Sprint(m.copy), m.Name), entries, &ms[i].After))
		}
	})
	wg.Wait()
	return ms, errors.Join(errBefore, errAfter)
}

// build puts the programs below src into bin, by name.
func build(ctx context.Context, src, bin, toolchain string) error {
	folders, err := modules(src)
	if err != nil {
		return err
	}
	for _, module := range folders {
		out := filepath.Join(bin, filepath.Base(module)) + string(filepath.Separator)
		if _, err := runGo(ctx, module, toolchain, "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", out, "./..."); err != nil {
			return err
		}
	}
	return nil
}

// measure runs one program.
func measure(ctx context.Context, program string, entries int, h *Heap) error {
	cmd := exec.CommandContext(ctx, program, strconv.Itoa(entries))
	cmd.Dir = filepath.Dir(program)
	cmd.Env = append(os.Environ(), settings...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", program, err, stderr.Bytes())
	}
	err = json.Unmarshal(out, h)
	if err == nil && (len(h.Fill) == 0 || len(h.Later) == 0) {
		err = errors.New("it has no figures")
	}
	if err != nil {
		return fmt.Errorf("%s printed %q, not its heap: %w", program, out, err)
	}
	return nil
}

// settings keep those of the caller that would change what is built from the
// go command, and those that would change how it runs from the programs.
var settings = []string{"GOWORK=off", "GOFLAGS=", "GOGC=", "GOMEMLIMIT=", "GODEBUG="}

// runGo returns what the go command of a toolchain prints.
func runGo(ctx context.Context, dir, toolchain string, args ...string) ([]byte, error) {
	c := gocmd.Command{Dir: dir, Env: slices.Clone(settings)}
	if toolchain != "" {
		c.Env = append(c.Env, "GOTOOLCHAIN="+toolchain)
	}
	out, err := c.Output(ctx, args...)
	if err != nil {
		return nil, fmt.Errorf("go %s: %w", strings.Join(args, " "), err)
	}
	return out, nil
}
