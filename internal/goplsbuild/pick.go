package goplsbuild

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/version"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"
)

// A choice is the gopls to build.
type choice struct {
	version string
	why     string // "" if the user chose it
	offline error  // why the module proxy was not asked for the newest, or nil
}

// pick chooses a version of gopls: the wanted one, which may be a query of
// the go command such as v0.23 or latest, or the newest that Go can build.
func (g *goCommand) pick(ctx context.Context, want string) (choice, error) {
	if want != "" {
		if c := want[0]; '0' <= c && c <= '9' {
			want = "v" + want
		}
		v, req, err := g.resolve(ctx, want)
		if err != nil {
			return choice{}, fmt.Errorf("can't get gopls %s: %w (go list -m -versions %s lists what there is)", want, err, Module)
		}
		if needs := req.goVersion; version.Compare(needs, g.version) > 0 {
			return choice{}, fmt.Errorf("gopls %s needs %s and this is %s: choose an older gopls, or a newer Go: GOTOOLCHAIN=%s maplint gopls -version %[1]s",
				v, needs, g.version, release(needs))
		}
		return choice{version: v}, tooOld(v, req, "choose a newer one")
	}

	versions, offline := g.versions(ctx)
	if ctx.Err() != nil {
		return choice{}, ctx.Err()
	}
	if offline != nil {
		g.env = append(g.env, "GOPROXY=off") // once is enough to wait for it
		versions = g.cached()
	}
	versions = slices.DeleteFunc(versions, func(v string) bool { return !semver.IsValid(v) || semver.Prerelease(v) != "" })
	if len(versions) == 0 {
		if offline != nil {
			return choice{}, fmt.Errorf("no gopls is in the module cache, and the module proxy can't be asked for one: %w", offline)
		}
		return choice{}, fmt.Errorf("the module proxy knows no released version of %s", Module)
	}
	semver.Sort(versions)
	slices.Reverse(versions)
	for _, v := range versions {
		_, req, err := g.resolve(ctx, v)
		if err != nil {
			return choice{}, fmt.Errorf("can't get gopls %s: %w", v, err)
		}
		if version.Compare(req.goVersion, g.version) <= 0 {
			if err := tooOld(v, req, "newer ones need a newer Go than "+g.version); err != nil {
				return choice{}, err
			}
			why := ", the newest,"
			switch {
			case offline != nil:
				why = ", the newest in the module cache,"
			case v != versions[0]:
				why = ", the newest for this Go,"
			}
			return choice{v, why, offline}, nil
		}
	}
	return choice{}, fmt.Errorf("no gopls can be built by %s: a newer Go is needed", g.version)
}

// versions asks the module proxy.
func (g *goCommand) versions(ctx context.Context) ([]string, error) {
	out, err := g.run(ctx, "list", "-m", "-versions", "-json", Module)
	var m struct{ Versions []string }
	if err == nil {
		err = json.Unmarshal(out, &m)
	}
	return m.Versions, err
}

// cached returns the versions that the module cache has.
func (g *goCommand) cached() (versions []string) {
	entries, err := os.ReadDir(filepath.Join(g.modCache, "cache", "download", filepath.FromSlash(Module), "@v"))
	if err != nil {
		return nil // it has none
	}
	for _, e := range entries {
		if v, ok := strings.CutSuffix(e.Name(), ".zip"); ok {
			versions = append(versions, v)
		}
	}
	return versions
}

// tooOld reports that the checks can't be built into a gopls, and the way out.
func tooOld(v string, req required, out string) error {
	if semver.Compare(req.version, minTools) >= 0 {
		return nil
	}
	return fmt.Errorf("gopls %s is too old for the checks, which need golang.org/x/tools %s where it has %s: %s", v, minTools, req.version, out)
}

// resolve returns the version of gopls that a query stands for, and what its
// go.mod requires.
func (g *goCommand) resolve(ctx context.Context, query string) (v string, req required, err error) {
	out, err := g.run(ctx, "list", "-m", "-json", Module+"@"+query)
	if err != nil {
		return "", req, err
	}
	var m struct{ Version, GoMod string }
	if err := json.Unmarshal(out, &m); err != nil {
		return "", req, err
	}
	if m.GoMod == "" {
		return "", req, errors.New("the go command does not say where its go.mod is")
	}
	req, err = requirement(m.GoMod, "golang.org/x/tools")
	return m.Version, req, err
}

// A required module is what a go.mod says of a module it requires.
type required struct {
	version   string
	goVersion string // that the go.mod itself needs: "go1.26.0"
}

func requirement(goMod, path string) (required, error) {
	data, err := os.ReadFile(goMod)
	if err != nil {
		return required{}, err
	}
	f, err := modfile.ParseLax(goMod, data, nil)
	if err != nil {
		return required{}, err
	}
	r := required{goVersion: "go1.16"} // what a go.mod without a go line means
	if f.Go != nil {
		r.goVersion = "go" + f.Go.Version
	}
	for _, req := range f.Require {
		if req.Mod.Path == path {
			r.version = req.Mod.Version
			return r, nil
		}
	}
	return r, fmt.Errorf("%w: %s does not require %s", ErrChanged, goMod, path)
}

// release is the name of the first release of a Go version: a go line may
// say 1.26.
func release(needs string) string {
	if strings.Count(needs, ".") == 1 && version.IsValid(needs) {
		return needs + ".0"
	}
	return needs
}
