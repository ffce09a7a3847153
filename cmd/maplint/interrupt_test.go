package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestInterrupt presses ^C while the go command lists packages: maplint ends
// at once, with one line, and so does the go command.
func TestInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals to send")
	}
	tool, err := exec.LookPath("maplint")
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	begun, ended := filepath.Join(bin, "begun"), filepath.Join(bin, "ended")
	script := "#!/bin/sh\n: >" + begun + "\nsleep 20\n: >" + ended + "\n"
	if err := os.WriteFile(filepath.Join(bin, "go"), []byte(script), 0o777); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(tool, "./...")
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "MAPLINT_CACHE=off")
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.WaitDelay = 5 * time.Second
	start := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for !exists(begun) {
		if time.Since(start) > 15*time.Second {
			_ = cmd.Process.Kill()
			t.Fatal("the go command was never called")
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // the exit code is looked at
	if code := cmd.ProcessState.ExitCode(); code != exitError {
		t.Errorf("exit code %d, want %d", code, exitError)
	}
	if took := time.Since(start); took > 15*time.Second || exists(ended) {
		t.Errorf("it went on for %v", took)
	}
	if got := strings.TrimSpace(stderr.String()); got != "maplint: interrupted" || stdout.Len() > 0 {
		t.Errorf("got %q on standard error and %q on standard output", got, stdout.String())
	}
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
