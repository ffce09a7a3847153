package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/tools/go/packages"

	"github.com/maplint/maplint/internal/gocmd"
)

// A sample is the cost of one run of a command with all its descendants.
type sample struct {
	cpu  time.Duration // user and system
	wall time.Duration
	// peak is the largest resident set that one of the processes had, in MB
	// of 10^6 bytes.
	peak float64
}

// measure runs a command. The figures are those of wait4 for the child, which
// include the descendants that it has waited for: /usr/bin/time has the same.
// A child starts with the resident set of this process, so this one must stay
// small: whatever loads packages is a process of its own. Exit codes from 1
// to 3 are answers: linters exit so when they find something.
func measure(ctx context.Context, dir string, env []string, args ...string) (sample, error) {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() < 1 || exit.ExitCode() > 3) {
		return sample{}, fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, stderr.String())
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return sample{}, errors.New("this system does not tell the rusage of child processes")
	}
	return sample{
		cpu:  cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(),
		wall: wall,
		peak: float64(usage.Maxrss) * 1024 / 1e6, // Linux counts in KiB
	}, nil
}

// median returns the median of each figure.
func median(samples []sample) sample {
	var cpu, wall []time.Duration
	var peak []float64
	for _, s := range samples {
		cpu, wall, peak = append(cpu, s.cpu), append(wall, s.wall), append(peak, s.peak)
	}
	slices.Sort(cpu)
	slices.Sort(wall)
	slices.Sort(peak)
	i := len(samples) / 2
	return sample{cpu[i], wall[i], peak[i]}
}

// typecheck is the command that maplint is compared with: it parses and
// type-checks the packages in full, and reads what they depend on from export
// data.
func typecheck(ctx context.Context, patterns []string) error {
	_, err := packages.Load(&packages.Config{Context: ctx, Mode: packages.LoadSyntax}, patterns...)
	return err
}

// A bench is what all repositories share: tools, and a place for copies.
type bench struct {
	dir                        string // temporary
	self, maplint, staticcheck string
	rounds                     int
}

// newBench builds the tools. The directory is to be removed at the end.
func newBench(ctx context.Context, rounds int) (*bench, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return nil, err
	}
	b := &bench{dir: dir, self: self, maplint: filepath.Join(dir, "maplint"), staticcheck: filepath.Join(dir, "bin", "staticcheck"), rounds: rounds}
	_, err = goOutput(ctx, "", "build", "-o", b.maplint, "github.com/maplint/maplint/cmd/maplint")
	return b, err
}

// installStaticcheck builds the staticcheck that we compare with.
func (b *bench) installStaticcheck(ctx context.Context) error {
	install := gocmd.Command{Env: []string{"GOBIN=" + filepath.Dir(b.staticcheck)}}
	if _, err := install.Output(ctx, "install", "honnef.co/go/tools/cmd/staticcheck@v0.8.2"); err != nil {
		return fmt.Errorf("staticcheck: %w", err)
	}
	return nil
}

// fresh returns a new, empty directory.
func (b *bench) fresh() (string, error) { return os.MkdirTemp(b.dir, "empty-") }

// copyOf copies a work tree, which is then ours to edit.
func (b *bench) copyOf(ctx context.Context, dir string) (string, error) {
	parent, err := os.MkdirTemp(b.dir, "copy-")
	if err != nil {
		return "", err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return "", err
	}
	work := filepath.Join(parent, filepath.Base(dir))
	if out, err := exec.CommandContext(ctx, "cp", "-a", dir, work).CombinedOutput(); err != nil {
		return "", fmt.Errorf("cp: %w: %s", err, out)
	}
	return work, nil
}
