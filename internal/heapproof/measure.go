package heapproof

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
)

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

// Peak is the most that the full map took.
func (h Heap) Peak() int64 { return slices.Max(h.Fill) }

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
	version, err := run(ctx, p.before, toolchain, "go", "env", "GOVERSION")
	if err != nil {
		return nil, err
	}
	bin, err := os.MkdirTemp("", "heapproof-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(bin)

	ms := make([]Measurement, len(p.Programs))
	for i, program := range p.Programs {
		ms[i] = Measurement{Program: program, Go: strings.TrimSpace(string(version))}
	}
	var wg sync.WaitGroup
	var errBefore, errAfter error
	wg.Go(func() {
		errBefore = p.heaps(ctx, p.before, filepath.Join(bin, "before"), toolchain, entries,
			func(i int) *Heap { return &ms[i].Before })
	})
	wg.Go(func() {
		errAfter = p.heaps(ctx, p.after, filepath.Join(bin, "after"), toolchain, entries,
			func(i int) *Heap { return &ms[i].After })
	})
	wg.Wait()
	if errBefore != nil {
		return nil, errBefore
	}
	if errAfter != nil {
		return nil, fmt.Errorf("with the fixes: %w", errAfter)
	}
	return ms, nil
}

// heaps builds the programs of src into bin and runs each.
func (p *Proof) heaps(ctx context.Context, src, bin, toolchain string, entries int, to func(int) *Heap) error {
	for _, module := range modules {
		out := filepath.Join(bin, module) + string(filepath.Separator)
		if _, err := run(ctx, filepath.Join(src, module), toolchain,
			"go", "build", "-trimpath", "-buildvcs=false", "-o", out, "./..."); err != nil {
			return err
		}
	}
	for i, program := range p.Programs {
		exe := filepath.Join(bin, filepath.FromSlash(program.Name))
		out, err := run(ctx, bin, toolchain, exe, strconv.Itoa(entries))
		if err != nil {
			return err
		}
		if err := json.Unmarshal(out, to(i)); err != nil {
			return fmt.Errorf("%s printed %q: %w", program.Name, out, err)
		}
	}
	return nil
}

// run returns what a command prints. Settings of the caller that would
// change what is built don't reach it.
func run(ctx context.Context, dir, toolchain string, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=", "GOGC=", "GOMEMLIMIT=", "GODEBUG=")
	if toolchain != "" {
		cmd.Env = append(cmd.Env, "GOTOOLCHAIN="+toolchain)
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", path.Base(name)+" "+strings.Join(args, " "), err, stderr.Bytes())
	}
	return stdout.Bytes(), nil
}
