package mapcheck

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/maplayout"
	"github.com/maplint/maplint/internal/mapmodel"
)

// Allocations returns the places in the package where tables of maps are
// allocated, and those of its maps that holders know, which are all that it
// declares: judged with other packages they know more places.
func (p *Package) Allocations(holders []*mapmodel.Holder) (*check.Allocations, error) {
	functions, err := p.model.Functions()
	if err != nil {
		return nil, err
	}
	sites, err := p.model.Sites()
	if err != nil {
		return nil, err
	}
	tables := newTables(p.pass.TypesSizes)
	out := &check.Allocations{Modern: maplayout.EraOf(mapmodel.GoVersion(p.pass)) == maplayout.Swiss}
	for _, fn := range functions {
		out.Functions = append(out.Functions, check.Function{
			Name: funcName(fn), Pos: startOf(fn), Outer: startOf(outermost(fn)), Literal: fn.Parent() != nil,
		})
	}
	joint := len(holders) > 0 && holders[0].Among() > 1
	for _, s := range sites {
		if !joint || s.Holder == nil || s.Holder.Var.Pkg() != p.pass.Pkg {
			out.Sites = append(out.Sites, newSite(s, tables))
		}
	}
	for _, h := range holders {
		if !joint {
			break
		}
		for _, s := range h.Sites() {
			out.Sites = append(out.Sites, newSite(s, tables))
		}
	}
	for _, inst := range p.model.Instances() {
		out.Instances = append(out.Instances, check.Instance{Package: inst.Package, Holder: inst.Holder, Tables: tables.of(inst.Map)})
	}
	return out, nil
}

func newSite(s *mapmodel.Site, tables *tables) check.Site {
	out := check.Site{
		Place:  newPlace(s.Place),
		Outer:  startOf(outermost(s.Fn)),
		Kind:   check.SiteKind(s.Kind),
		Callee: calleeName(s.Callee),
		Tables: tables.of(s.Map),
	}
	if s.Holder != nil {
		out.Holder = declared(s.Holder)
	}
	for _, call := range s.Calls {
		out.Calls = append(out.Calls, newPlace(call))
	}
	return out
}

func newPlace(p mapmodel.Place) check.Place {
	return check.Place{Function: funcName(p.Fn), Pos: p.Pos, End: p.End}
}

// funcName names a declared function as heap profiles do; of a literal, the
// function around it.
func funcName(fn *ssa.Function) string {
	fn = outermost(fn)
	path := ""
	if fn.Pkg != nil {
		path = fn.Pkg.Pkg.Path()
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Name() == "init" && obj.Signature().Recv() == nil {
		return path + ".init" // also that of package variables
	}
	return calleeName(obj)
}

// calleeName names a function as heap profiles do.
func calleeName(obj *types.Func) string {
	if obj == nil || obj.Pkg() == nil {
		return ""
	}
	name := obj.Name()
	if recv := obj.Signature().Recv(); recv != nil {
		t := types.Unalias(recv.Type())
		if ptr, ok := t.(*types.Pointer); ok {
			t = types.Unalias(ptr.Elem())
		}
		if n, ok := t.(*types.Named); ok {
			name = n.Obj().Name() + "." + name
		}
	}
	return obj.Pkg().Path() + "." + name
}

func outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// startOf is where a function begins, or NoPos.
func startOf(fn *ssa.Function) token.Pos {
	if fn.Syntax() == nil {
		return token.NoPos
	}
	return fn.Syntax().Pos()
}

// tables has the tables of types of maps.
type tables struct {
	sizes types.Sizes
	known map[*types.Map]*check.Tables
}

func newTables(sizes types.Sizes) *tables {
	return &tables{sizes, make(map[*types.Map]*check.Tables)}
}

func (t *tables) of(m *types.Map) *check.Tables {
	if t.known[m] == nil {
		out := new(check.Tables)
		out.Swiss = tablesOf(m, maplayout.Swiss, t.sizes)
		if out.Swiss != nil {
			out.Buckets = tablesOf(m, maplayout.Buckets, t.sizes)
		}
		t.known[m] = out
	}
	return t.known[m]
}

func tablesOf(m *types.Map, era maplayout.Era, sizes types.Sizes) []check.Table {
	list, ok := maplayout.Tables(m, era, sizes)
	if !ok {
		return nil
	}
	out := make([]check.Table, len(list))
	for i, t := range list {
		out[i] = check.Table(t)
	}
	return out
}
