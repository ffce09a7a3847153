package main

import (
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/term"

	"github.com/maplint/maplint/analyzer"
	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/driver/render"
)

// A format is the choice of how findings are written: text if none is set.
type format struct {
	json, sarif, github bool
}

func (f *format) addFlags(fs *flag.FlagSet) {
	fs.BoolVar(&f.json, "json", false, "write findings as JSON, one object on each line")
	fs.BoolVar(&f.sarif, "sarif", false, "write a SARIF 2.1.0 log, for code scanning and editors")
	fs.BoolVar(&f.github, "github", false, "write annotations for GitHub Actions")
}

// validate refuses several formats at once.
func (f *format) validate() error {
	if f.json && f.sarif || f.json && f.github || f.sarif && f.github {
		return errors.New("-json, -sarif and -github exclude each other: choose one")
	}
	return nil
}

// write writes the findings of a report, and for SARIF its errors too.
func (f *format) write(w io.Writer, report *driver.Report) error {
	opt := render.Options{Dir: workDir()}
	switch {
	case f.json:
		return render.JSON(w, report.Findings, opt)
	case f.sarif:
		opt.Root, opt.Source = repository(opt.Dir), os.ReadFile
		return render.SARIF(w, report, analyzer.Checks(), version(), opt)
	case f.github:
		opt.Root = repository(opt.Dir)
		return render.GitHub(w, report.Findings, opt)
	}
	if out, ok := w.(*os.File); ok && term.IsTerminal(int(out.Fd())) {
		opt.Source = os.ReadFile
		opt.Color = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && canColor(out)
	}
	return render.Text(w, report.Findings, opt)
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
