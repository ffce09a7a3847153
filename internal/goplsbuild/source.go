package goplsbuild

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"golang.org/x/mod/modfile"
)

// Self is the path of maplint's module.
const Self = "github.com/maplint/maplint"

// A source is where the checks come from: a directory, or a version of a
// module that is maplint or replaces it.
type source struct {
	dir           string
	path, version string
}

func (s source) String() string {
	if s.dir != "" {
		return "in " + s.dir
	}
	return s.version
}

// findSource finds the source of the running program, so that gopls gets the
// checks that the command has. info is of the program.
func findSource(ctx context.Context, info *debug.BuildInfo) (source, error) {
	m := selfModule(info)
	switch {
	case m == nil:
		// Something else runs this code.
	case m.Replace != nil && m.Replace.Version != "":
		return source{path: m.Replace.Path, version: m.Replace.Version}, nil
	case m.Replace == nil && m.Sum != "":
		return source{path: m.Path, version: m.Version}, nil
	}

	// It was built from a directory. Without -trimpath the program knows it.
	if _, file, _, ok := runtime.Caller(0); ok {
		if dir := filepath.Join(filepath.Dir(file), "..", ".."); isSelf(dir) {
			return source{dir: dir}, nil
		}
	}
	out, err := run(ctx, "", nil, "list", "-m", "-f", "{{.Dir}}", Self)
	if ctx.Err() != nil {
		return source{}, ctx.Err()
	}
	if dir := strings.TrimSpace(string(out)); err == nil && isSelf(dir) {
		return source{dir: dir}, nil
	}
	// A build from a clean checkout knows the commit.
	if m != nil && m.Replace == nil && strings.HasPrefix(m.Version, "v") && !strings.Contains(m.Version, "+dirty") {
		return source{path: m.Path, version: m.Version}, nil
	}
	return source{}, errors.New("this maplint does not know the source it was built from: run maplint gopls in a clone of it, or install a release: go install " + Self + "/cmd/maplint@latest")
}

// selfModule returns maplint's module in a program.
func selfModule(info *debug.BuildInfo) *debug.Module {
	if info == nil {
		return nil
	}
	if info.Main.Path == Self {
		return &info.Main
	}
	for _, m := range info.Deps { // go tool maplint, go run with a module of one's own
		if m.Path == Self {
			return m
		}
	}
	return nil
}

// isSelf reports whether the root of maplint's module is in dir.
func isSelf(dir string) bool {
	if !filepath.IsAbs(dir) { // -trimpath
		return false
	}
	data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	return err == nil && modfile.ModulePath(data) == Self
}
