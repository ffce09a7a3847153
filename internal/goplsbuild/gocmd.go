package goplsbuild

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/maplint/maplint/internal/gocmd"
)

// A goCommand runs the go command in the directory of the temporary module,
// whose parent is temporary too.
type goCommand struct {
	dir      string
	env      []string
	version  string // "go1.26.8"
	exe      string // the suffix of programs
	modCache string
}

// newGoCommand finds out which Go builds: the one that the current directory
// has. A module can ask for a newer one than is installed, and a gopls can
// only analyse what the Go that built it knows.
func newGoCommand(ctx context.Context, dir string) (*goCommand, error) {
	here, err := readEnv(ctx, "")
	if err != nil {
		return nil, err
	}
	local, err := readEnv(ctx, "", "GOTOOLCHAIN=local")
	if err != nil {
		return nil, err
	}
	// A newer Go is never downloaded for the sake of gopls alone.
	toolchain := "local"
	version, _, _ := strings.Cut(here.GOVERSION, " ") // "go1.27.4 X:jsonv2"
	if here.GOVERSION != local.GOVERSION {
		toolchain = version
	}
	return &goCommand{
		dir: dir,
		env: []string{
			"GOTOOLCHAIN=" + toolchain,
			"GOFLAGS=" + keepFlags(here.GOFLAGS),
			"GO111MODULE=on", "GOWORK=off",
			// The program must not depend on the C compiler that there is.
			"CGO_ENABLED=0",
			// What an interrupted build leaves goes with the module.
			"GOTMPDIR=" + filepath.Dir(dir),
		},
		version:  version,
		exe:      here.GOEXE,
		modCache: here.GOMODCACHE,
	}, nil
}

type goEnv struct{ GOVERSION, GOEXE, GOFLAGS, GOMODCACHE string }

func readEnv(ctx context.Context, dir string, environ ...string) (env goEnv, err error) {
	out, err := run(ctx, dir, environ, "env", "-json", "GOVERSION", "GOEXE", "GOFLAGS", "GOMODCACHE")
	if err == nil {
		err = json.Unmarshal(out, &env)
	}
	return env, err
}

// keepFlags keeps of GOFLAGS what says how to build. What says what to build
// (-tags, -ldflags, -mod=vendor, -overlay) is meant for the user's module.
func keepFlags(flags string) string {
	var kept []string
	for f := range strings.FieldsSeq(flags) {
		name, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(f, "-"), "-"), "=")
		if name == "modcacherw" || name == "p" {
			kept = append(kept, f)
		}
	}
	return strings.Join(kept, " ")
}

func (g *goCommand) run(ctx context.Context, args ...string) ([]byte, error) {
	return run(ctx, g.dir, g.env, args...)
}

// build builds the temporary module. gopls reports itself as version and
// maplint.
func (g *goCommand) build(ctx context.Context, output, version string) error {
	_, err := g.run(ctx, "build", "-mod=mod", "-trimpath", "-buildvcs=false",
		"-ldflags=-X=main.version="+version+"+maplint", "-o", output, ".")
	switch {
	case err == nil || ctx.Err() != nil:
		return err
	case strings.Contains(err.Error(), registerFile):
		return fmt.Errorf("gopls %s %w (%w): choose another version by -version", version, ErrChanged, err)
	}
	return fmt.Errorf("gopls %s with the checks can't be built by %s: %w", version, g.version, err)
}

// A download is a module in the module cache.
type download struct {
	Path, Version string
	Dir, GoMod    string
	Sum, GoModSum string
	Error         string
}

// sums are the module's lines for go.sum.
func (d download) sums() string {
	return fmt.Sprintf("%s %s %s\n%s %s/go.mod %s\n", d.Path, d.Version, d.Sum, d.Path, d.Version, d.GoModSum)
}

func (g *goCommand) download(ctx context.Context, path, version string) (d download, err error) {
	out, err := g.run(ctx, "mod", "download", "-json", path+"@"+version)
	if json.Unmarshal(out, &d) == nil && d.Error != "" && ctx.Err() == nil {
		err = errors.New(gocmd.First(d.Error))
	}
	if err != nil && ctx.Err() == nil {
		err = fmt.Errorf("can't get %s %s: %w", path, version, err)
	}
	return d, err
}

// run runs the go command and returns what it prints. The error is the first
// thing that it has to say, and names files of the temporary module without
// its directory.
func run(ctx context.Context, dir string, env []string, args ...string) ([]byte, error) {
	out, err := gocmd.Command{Dir: dir, Env: env}.Output(ctx, args...)
	if fail, ok := errors.AsType[*gocmd.Error](err); ok {
		err = errors.New(strings.ReplaceAll(fail.First(), dir+string(filepath.Separator), ""))
	}
	return out, err
}
