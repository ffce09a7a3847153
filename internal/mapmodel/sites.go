package mapmodel

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// A Site is a place where the table of a map is allocated: an insert, which
// makes the table grow, or a make with a size. This is where a heap profile
// has the table's bytes.
type Site struct {
	Place
	// Map is the type of the map; it can have type parameters.
	Map  *types.Map
	Kind SiteKind
	// Callee is the function that is called there, unless the kind is Direct or
	// the function is not known.
	Callee *types.Func
	// Holder is what keeps the map, or nil: for a local map, and for one that
	// was given by code which is not followed.
	Holder *Holder
	// Calls are those by which the map came here, the innermost first.
	Calls []Place
}

// SiteKind tells what allocates at a site.
type SiteKind uint8

const (
	// Direct: the statement itself.
	Direct SiteKind = iota
	// Known: a function of another package, which is called there and is known
	// to insert: maps.Copy.
	Known
	// Handed: perhaps a function of another package, which is called there and
	// given a holder's map, or the holder's address.
	Handed
)

// A Place is a call or statement in a function.
type Place struct {
	Fn       *ssa.Function
	Pos, End token.Pos
}

// Sites returns the places in the packages where tables are allocated, also
// those of maps that nobody holds. A place can be several sites, if several
// holders' maps get there. The error tells of a bug in maplint.
func (r *Result) Sites() (sites []*Site, err error) {
	if _, err := r.Holders(); err != nil || r.m == nil {
		return nil, err
	}
	err = r.guard(func() { sites = r.m.sites() })
	return sites, err
}

// Functions returns the functions of the packages that have a body, also
// literals. The error tells of a bug in maplint.
func (r *Result) Functions() ([]*ssa.Function, error) {
	if _, err := r.Holders(); err != nil || r.m == nil {
		return nil, err
	}
	return r.m.Funcs, nil
}

// Sites returns the places where tables of the holder's maps are allocated.
func (h *Holder) Sites() []*Site {
	return slices.DeleteFunc(slices.Clone(h.m.sites()), func(s *Site) bool { return s.Holder != h })
}

// A finder gathers sites.
type finder struct {
	m *model
	// kept are the holders that maps which a function makes end up in, by the
	// instruction that makes them.
	kept map[ssa.Value][]*Holder
	out  []*Site
}

func (m *model) sites() []*Site {
	if m.memos.sites != nil {
		return m.memos.sites
	}
	f := &finder{m: m, kept: make(map[ssa.Value][]*Holder)}
	f.each(f.keep)
	f.each(f.find)
	slices.SortStableFunc(f.out, func(a, b *Site) int { return cmp.Compare(a.Pos, b.Pos) })
	m.memos.sites = f.out
	return f.out
}

func (f *finder) each(do func(*ssa.Function, ssa.Instruction)) {
	for _, fn := range f.m.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				do(fn, instr)
			}
		}
	}
}

// keep notes which holder a map that is stored was made for.
func (f *finder) keep(_ *ssa.Function, instr ssa.Instruction) {
	switch instr := instr.(type) {
	case *ssa.Store:
		if mapOf(instr.Val.Type()) != nil {
			f.store(instr.Addr, 0, instr.Val)
		}
	case *ssa.MapUpdate:
		if mapOf(instr.Value.Type()) != nil {
			f.store(instr.Map, 1, instr.Value)
		}
	}
}

func (f *finder) store(addr ssa.Value, elems int, val ssa.Value) {
	for _, o := range f.m.Sources(addr) {
		if o.Kind != flow.FromVar {
			continue
		}
		h := f.m.holder(o.Var, o.Elems+elems)
		if h == nil {
			continue
		}
		for _, made := range f.m.Sources(val) {
			if made.At != nil && (made.Kind == flow.FromFresh || made.Kind == flow.FromCopy) && !slices.Contains(f.kept[made.At], h) {
				f.kept[made.At] = append(f.kept[made.At], h)
			}
		}
	}
}

// find adds the sites of an instruction.
func (f *finder) find(fn *ssa.Function, instr ssa.Instruction) {
	switch instr := instr.(type) {
	case *ssa.MapUpdate:
		f.add(fn, instr, instr.Map, Direct)
	case *ssa.MakeMap:
		if n, ok := instr.Reserve.(*ssa.Const); instr.Reserve != nil && (!ok || n.Int64() > 8) { // else the first insert makes the table
			f.made(fn, instr, instr, Direct)
		}
	case ssa.CallInstruction:
		callee := instr.Common().StaticCallee()
		if flow.IsBuiltin(instr.Common()) || f.m.Body(callee) != nil || len(instr.Common().Args) == 0 {
			return
		}
		if callee == nil {
			f.handed(fn, instr)
			return
		}
		obj, _ := callee.Object().(*types.Func)
		switch effectOf(obj) {
		case insertsInto:
			f.add(fn, instr, instr.Common().Args[0], Known)
		case copies, clones:
			if v := instr.Value(); v != nil && mapOf(v.Type()) != nil {
				f.made(fn, instr, v, Known)
			}
		default:
			f.handed(fn, instr)
		}
	}
}

// add adds the sites of an insert into a map.
func (f *finder) add(fn *ssa.Function, instr ssa.Instruction, v ssa.Value, kind SiteKind) {
	if mapOf(v.Type()) == nil {
		return
	}
	for _, o := range f.m.Sources(v) {
		s := f.site(fn, instr, mapOf(v.Type()), kind)
		for _, c := range o.Ups {
			pos, end := f.m.Extent(c.Site.Pos())
			s.Calls = append(s.Calls, Place{c.In, pos, end})
		}
		switch o.Kind {
		case flow.FromVar:
			s.Holder = f.holderOf(o)
			f.emit(s)
		case flow.FromFresh, flow.FromCopy:
			f.emitFor(s, f.kept[o.At])
		default:
			f.emit(s)
		}
	}
}

// handed adds the sites of a call that gives a holder's map, or its address,
// to a function that is not followed.
func (f *finder) handed(fn *ssa.Function, call ssa.CallInstruction) {
	for _, arg := range call.Common().Args {
		v := arg
		if box, ok := v.(*ssa.MakeInterface); ok {
			v = box.X
		}
		if !holdsMap(v.Type()) {
			continue
		}
		for _, o := range f.m.Sources(v) {
			if h := f.holderOf(o); h != nil {
				s := f.site(fn, call, h.Map, Handed)
				s.Holder = h
				f.emit(s)
			}
		}
	}
}

func (f *finder) holderOf(o flow.Source) *Holder {
	if o.Kind != flow.FromVar {
		return nil
	}
	return f.m.holder(o.Var, o.Elems)
}

// made adds the sites of an instruction that makes a map.
func (f *finder) made(fn *ssa.Function, instr ssa.Instruction, v ssa.Value, kind SiteKind) {
	f.emitFor(f.site(fn, instr, mapOf(v.Type()), kind), f.kept[v])
}

func (f *finder) site(fn *ssa.Function, instr ssa.Instruction, mt *types.Map, kind SiteKind) *Site {
	pos, end := f.m.Extent(instr.Pos())
	if _, ok := instr.(*ssa.MakeMap); ok {
		pos, end = instr.Pos(), instr.Pos() // a literal's statement can be long
	}
	s := &Site{Place: Place{fn, pos, end}, Map: mt, Kind: kind}
	if call, ok := instr.(ssa.CallInstruction); ok {
		if callee := call.Common().StaticCallee(); callee != nil {
			s.Callee, _ = callee.Object().(*types.Func)
		}
	}
	return s
}

func (f *finder) emitFor(s *Site, holders []*Holder) {
	if len(holders) == 0 {
		f.emit(s)
	}
	for _, h := range holders {
		c := *s
		c.Holder = h
		f.emit(&c)
	}
}

func (f *finder) emit(s *Site) {
	if s.Holder != nil {
		s.Map = s.Holder.Map
	}
	f.out = append(f.out, s)
}

// An Instance is the map that a field of a generic type is in one instance of
// the type.
type Instance struct {
	// Package and Holder name the field as [Holder.Name] does.
	Package, Holder string
	Map             *types.Map
}

// Instances returns the maps in the instances of generic types that the
// packages use.
func (r *Result) Instances() []Instance {
	w := &instances{seen: make(map[types.Type]bool)}
	for _, pass := range r.passes {
		for _, inst := range pass.TypesInfo.Instances {
			w.walk(inst.Type, 0)
		}
	}
	return w.out
}

type instances struct {
	seen map[types.Type]bool
	out  []Instance
}

// walk looks for instances in a type and the types that it is made of.
func (w *instances) walk(t types.Type, depth int) {
	if depth > 8 || w.seen[t] {
		return
	}
	w.seen[t] = true
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		if t.TypeArgs().Len() > 0 {
			if s, ok := t.Underlying().(*types.Struct); ok {
				w.fields(t.Origin().Obj(), s, t.Obj().Name(), depth)
			}
		}
	case *types.Struct:
		for field := range t.Fields() {
			w.walk(field.Type(), depth+1)
		}
	case *types.Signature:
		w.tuple(t.Params(), depth)
		w.tuple(t.Results(), depth)
	case interface{ Elem() types.Type }: // pointers, slices, arrays, channels, maps
		w.walk(t.Elem(), depth+1)
	}
}

func (w *instances) tuple(t *types.Tuple, depth int) {
	for v := range t.Variables() {
		w.walk(v.Type(), depth+1)
	}
}

func (w *instances) fields(owner *types.TypeName, s *types.Struct, prefix string, depth int) {
	for f := range s.Fields() {
		name := prefix + "." + f.Name()
		for elems := range 4 {
			if mt := elemMap(f.Type(), elems); mt != nil && owner.Pkg() != nil {
				w.out = append(w.out, Instance{owner.Pkg().Path(), name + strings.Repeat("[]", elems), mt})
			}
		}
		if inner, ok := f.Type().(*types.Struct); ok {
			w.fields(owner, inner, name, depth+1)
			continue
		}
		w.walk(f.Type(), depth+1)
	}
}
