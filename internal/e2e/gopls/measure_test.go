package gopls

import (
	"flag"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

var (
	measured  = flag.String("measure", "", "measure gopls with and without the checks on this Go `file`")
	moduleDir = flag.String("module", "", "the `directory` of the file's module")
	rounds    = flag.Int("rounds", 7, "how often")
)

// A sample is one measurement.
type sample struct {
	first, edit time.Duration // until diagnostics are there
	cpu         time.Duration // of the whole session
	rss, peak   float64       // MB
}

// TestMeasure opens a file in gopls as it is released and in gopls with the
// checks, by turns. An assignment to itself at the file's end tells when the
// analyzers have run.
func TestMeasure(t *testing.T) {
	if *measured == "" {
		t.Skip("-measure names no file")
	}
	file, err := filepath.Rel(*moduleDir, *measured)
	if err != nil {
		t.Fatal(err)
	}
	forEach(t, func(t *testing.T, gopls build) {
		m := regexp.MustCompile(`building gopls (\S+)`).FindStringSubmatch(gopls.log)
		if m == nil {
			t.Fatal(gopls.log)
		}
		released := build{toolchain: gopls.toolchain, path: filepath.Join(temp, "released", gopls.toolchain, "gopls")}
		version := strings.TrimSuffix(m[1], ",")
		if _, err := command(temp, []string{
			"GOTOOLCHAIN=" + gopls.toolchain, "GOBIN=" + filepath.Dir(released.path), "CGO_ENABLED=0", "GOFLAGS=",
		}, "go", "install", "-trimpath", "golang.org/x/tools/gopls@"+version); err != nil {
			t.Fatal(err)
		}
		var samples [2][]sample
		for range *rounds {
			for i, b := range []build{released, gopls} {
				s := measure(t, b, *moduleDir, filepath.ToSlash(file))
				t.Logf("%+v", s)
				samples[i] = append(samples[i], s)
			}
		}
		fmt.Printf("gopls %s, %s, %s, medians of %d\n", version, gopls.toolchain, file, *rounds)
		fmt.Printf("%-12s %12s %12s %12s %10s %10s\n", "", "first", "after edit", "CPU", "memory", "peak")
		for i, name := range []string{"released", "with maplint"} {
			fmt.Printf("%-12s %10.2f s %10.2f s %10.2f s %7.0f MB %7.0f MB\n", name,
				median(samples[i], func(s sample) float64 { return s.first.Seconds() }),
				median(samples[i], func(s sample) float64 { return s.edit.Seconds() }),
				median(samples[i], func(s sample) float64 { return s.cpu.Seconds() }),
				median(samples[i], func(s sample) float64 { return s.rss }),
				median(samples[i], func(s sample) float64 { return s.peak }))
		}
	})
}

func measure(t *testing.T, gopls build, module, file string) sample {
	const marker = "\nfunc _(x int) { x = x }\n"
	text := readFile(t, filepath.Join(module, file))
	begin := time.Now()
	s := start(t, gopls, module, nil, nil)
	s.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": s.uri(file), "languageId": "go", "version": 1, "text": text + marker,
	}})
	var out sample
	marked := func(text string) func([]diagnostic) bool {
		line := strings.Count(text, "\n") + 1
		return func(all []diagnostic) bool {
			return slices.ContainsFunc(from("assign", all), func(d diagnostic) bool { return d.Range.Start.Line == line })
		}
	}
	s.await(file, 1, marked(text))
	out.first = time.Since(begin)

	text += "\nvar _ = 1\n"
	begin = time.Now()
	s.change(file, 2, text+marker)
	s.await(file, 2, marked(text))
	out.edit = time.Since(begin)

	status := readFile(t, fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	out.rss, out.peak = field(t, status, "VmRSS"), field(t, status, "VmHWM")
	s.stop()
	out.cpu = s.cmd.ProcessState.UserTime() + s.cmd.ProcessState.SystemTime()
	return out
}

// field is a figure of /proc/PID/status in MB.
func field(t *testing.T, status, name string) float64 {
	m := regexp.MustCompile(name + `:\s+(\d+) kB`).FindStringSubmatch(status)
	if m == nil {
		t.Fatalf("no %s in\n%s", name, status)
	}
	kb, _ := strconv.ParseFloat(m[1], 64)
	return kb / 1000
}

func median(samples []sample, of func(sample) float64) float64 {
	var values []float64
	for _, s := range samples {
		values = append(values, of(s))
	}
	slices.Sort(values)
	return values[len(values)/2]
}
