// Package goplsbuild builds gopls, Go's language server, with the checks of
// maplint inside.
//
// gopls has no plugins (golang/go#59869), and its packages are internal. But
// Go's rule for internal packages goes by import path. So a module that is
// written to a temporary directory and calls itself
// golang.org/x/tools/gopls/maplint may import them: it has a copy of gopls'
// own main package and one file more, that adds the checks to gopls' list.
// Everything else comes from the released gopls module, unchanged.
package goplsbuild

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/maplint/maplint/internal/check"
)

// Module is the path of gopls' module, and of its main package.
const Module = "golang.org/x/tools/gopls"

// Config says what to build.
type Config struct {
	Output  string // the file to write; "" means gopls in the current directory
	Version string // as in go install golang.org/x/tools/gopls@Version; "" means the newest that Go can build
	// Confidence is the least that the findings have: default, or low.
	Confidence check.Confidence
	Log        func(format string, args ...any)

	// Self is the build information of the running program, by which the
	// source of the checks is found.
	Self *debug.BuildInfo
}

// Build builds gopls with the go command of the current directory. All it
// leaves behind is the output file, which it writes only when the build is
// done, and what the go command keeps in its caches. The error is one line
// for users, or ctx.Err().
func Build(ctx context.Context, cfg Config) (err error) {
	temp, err := os.MkdirTemp("", "maplint-gopls-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	if temp, err = filepath.EvalSymlinks(temp); err != nil {
		return err
	}
	module := filepath.Join(temp, "module") // where go build runs
	if err := os.Mkdir(module, 0o777); err != nil {
		return err
	}

	g, err := newGoCommand(ctx, module)
	if err != nil {
		return err
	}
	output, err := outputFile(cfg.Output, g.exe)
	if err != nil {
		return err
	}
	src, err := findSource(ctx, cfg.Self)
	if err != nil {
		return err
	}
	v, err := g.pick(ctx, cfg.Version)
	if err != nil {
		return err
	}
	if v.offline != nil {
		cfg.Log("the module proxy can't be asked (%v): choosing from the module cache", v.offline)
	}
	cfg.Log("building gopls %s%s with %s and the checks of maplint %s, which takes one to five minutes the first time", v.version, v.why, g.version, src)

	gopls, err := g.download(ctx, Module, v.version)
	if err != nil {
		return err
	}
	if err := inspect(gopls.Dir); err != nil {
		return fmt.Errorf("gopls %s %w", v.version, err)
	}
	if err := writeModule(ctx, g, src, gopls, cfg.Confidence); err != nil {
		return err
	}
	built := filepath.Join(temp, "gopls.exe")
	if err := g.build(ctx, built, v.version); err != nil {
		return err
	}
	if err := install(built, output); err != nil {
		return err
	}
	cfg.Log("wrote %s", output)
	return nil
}

// writeModule writes the temporary module.
func writeModule(ctx context.Context, g *goCommand, src source, gopls download, confidence check.Confidence) error {
	tools, err := requirement(gopls.GoMod, "golang.org/x/tools")
	if err != nil {
		return err
	}
	// gopls uses internal packages of the very x/tools that it was released
	// with; maplint makes do with any.
	mod := fmt.Sprintf("module %s\n\ngo %s\n\nrequire %s %s\n\nreplace golang.org/x/tools => golang.org/x/tools %s\n",
		tempModule, strings.TrimPrefix(tools.goVersion, "go"), Module, gopls.Version, tools.version)
	// Sums that are known need not be asked of the checksum database.
	sums := gopls.sums()
	more, err := os.ReadFile(filepath.Join(gopls.Dir, "go.sum"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	sums += string(more)

	switch {
	case src.dir != "":
		dir := link(src.dir, filepath.Join(g.dir, "maplint"))
		mod += fmt.Sprintf("\nrequire %s v0.0.0\n\nreplace %[1]s => %s\n", Self, quote(dir))
		if more, err = os.ReadFile(filepath.Join(src.dir, "go.sum")); err != nil {
			return err
		}
	default:
		at, err := g.download(ctx, src.path, src.version)
		if err != nil {
			return err
		}
		if src.path == Self {
			mod += fmt.Sprintf("\nrequire %s %s\n", Self, src.version)
		} else {
			mod += fmt.Sprintf("\nrequire %s v0.0.0\n\nreplace %[1]s => %s %s\n", Self, src.path, src.version)
		}
		sums += at.sums()
		if more, err = os.ReadFile(filepath.Join(at.Dir, "go.sum")); err != nil {
			return err
		}
	}
	sums += string(more)

	files, err := mainFiles(gopls.Dir)
	if err != nil {
		return err
	}
	files["go.mod"], files["go.sum"], files[registerFile] = mod, sums, register(confidence.String())
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(g.dir, name), []byte(text), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// link lets a directory of sources appear as ./NAME of the temporary module:
// the path of a replacement is part of the program, which is to be the same
// wherever the sources lie.
func link(dir, name string) string {
	if err := os.Symlink(dir, name); err != nil {
		return dir // not every Windows has links, and any path does
	}
	return "./" + filepath.Base(name)
}

// quote writes a path as go.mod has it.
func quote(path string) string {
	if strings.ContainsAny(path, " \t\"'`,()[]{}") || strings.Contains(path, "//") {
		return "`" + path + "`"
	}
	return path
}
