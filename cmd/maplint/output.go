package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/term"

	"github.com/maplint/maplint/analyzer"
	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/driver/render"
)

// A format is the choice of how findings are written: text if none is set.
type format struct {
	json, sarif, github bool
	color               colorMode
}

// A colorMode is when text has colors: auto if empty.
type colorMode string

func (m *colorMode) String() string { return cmp.Or(string(*m), "auto") }

func (m *colorMode) Set(text string) error {
	if !slices.Contains(colorModes, text) {
		return fmt.Errorf("want %s", strings.Join(colorModes, ", "))
	}
	*m = colorMode(text)
	return nil
}

var colorModes = []string{"auto", "always", "never"}

func (f *format) addFlags(fs *flag.FlagSet) {
	fs.BoolVar(&f.json, "json", false, "write findings as JSON, one object on each line")
	fs.BoolVar(&f.sarif, "sarif", false, "write a SARIF 2.1.0 log, for code scanning and editors")
	fs.BoolVar(&f.github, "github", false, "write annotations for GitHub Actions")
	fs.Var(&f.color, "color", "`when` text has colors and source lines: auto (on a terminal), always, or never (lines on a terminal, no colors)")
}

// validate refuses several formats at once.
func (f *format) validate() error {
	if f.json && f.sarif || f.json && f.github || f.sarif && f.github {
		return errors.New("-json, -sarif and -github exclude each other: choose one")
	}
	return nil
}

func (f *format) isText() bool { return !f.json && !f.sarif && !f.github }

// write writes the findings of a report, and for SARIF its errors too.
func (f *format) write(w io.Writer, report *driver.Report) error {
	opt := render.Options{Dir: workDir()}
	switch {
	case f.json:
		opt.Root = repository(opt.Dir)
		return render.JSON(w, report.Findings, opt)
	case f.sarif:
		opt.Root, opt.Source = repository(opt.Dir), os.ReadFile
		return render.SARIF(w, report, analyzer.Checks(), version(), opt)
	case f.github:
		opt.Root = repository(opt.Dir)
		return render.GitHub(w, report.Findings, opt)
	}
	terminal := isTerminal(w)
	switch {
	case f.color == "always":
		opt.Color = true
	case terminal && f.color != "never":
		opt.Color = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && canColor(w.(*os.File))
	}
	if terminal || opt.Color {
		opt.Source = os.ReadFile
	}
	return render.Text(w, report.Findings, opt)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// workDir is the working directory, or nothing if there is none: names of
// files are then absolute.
func workDir() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	return dir
}

// repository returns the root of the repository that dir is in, or dir if it
// is in none.
func repository(dir string) string {
	for d := dir; ; d = filepath.Dir(d) {
		if _, err := os.Stat(filepath.Join(d, ".git")); err == nil { // a file in a worktree
			return d
		}
		if d == filepath.Dir(d) {
			return dir
		}
	}
}
