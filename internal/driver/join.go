package driver

import (
	"context"
	"crypto/sha256"
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/driver/cache"
	"github.com/maplint/maplint/internal/load"
	"github.com/maplint/maplint/internal/mapmodel"
	"github.com/maplint/maplint/passes/mapshrink"
)

// A summary is what has to be known of a package to find those that must be
// judged together with it.
type summary struct {
	mapmodel.Summary
	// Swept are the exported maps of the package that it sweeps and that
	// nothing in it excuses: others can still replace them, or fill them.
	Swept []string
}

// summary returns the summary of a package, if mapshrink has run.
func (p *Package) summary() (summary, error) {
	res, ok := p.Results[mapshrink.Analyzer].(*mapshrink.Result)
	if !ok {
		return summary{}, nil
	}
	shared, err := res.Summary()
	if err != nil {
		return summary{}, err
	}
	sum := summary{Summary: *shared}
	if !res.Removes() {
		return sum, nil
	}
	verdicts, err := res.Verdicts()
	if err != nil {
		return summary{}, err
	}
	for _, v := range verdicts {
		open := v.Answer == check.Reported || v.Answer == check.Silent && v.Rule == check.Grows
		if open && v.Holder.Var.Exported() {
			sum.Swept = append(sum.Swept, v.Holder.Name)
		}
	}
	return sum, nil
}

// A joiner decides on what one package alone does not: exported maps that
// others replace, fill or sweep, and maps that are handed to functions of
// other packages. It works in two steps. First it finds, from summaries, the
// packages that have to do with each other; among those without a removal of
// their own, which no check has seen so far, the names that they use tell
// which to look at. Then each package that something was found for is judged
// as one program together with those others, and that replaces what was said
// of its maps.
type joiner struct {
	s     *session
	g     *load.Group
	k     *keyer
	roots []*root
	byID  map[string]*root // by import path

	depends map[[2]string]bool // memo of dependsOn
}

func newJoiner(s *session, g *load.Group, k *keyer, roots []*root) *joiner {
	j := &joiner{s: s, g: g, k: k, roots: roots, byID: make(map[string]*root), depends: make(map[[2]string]bool)}
	for _, r := range roots {
		j.byID[r.Meta.PkgPath] = r
	}
	return j
}

func (j *joiner) run(ctx context.Context) {
	for j.widen(ctx) {
	}
	groups := j.groups()
	j.prepare(groups)
	load.Parallel(len(groups), func(i int) {
		if ctx.Err() == nil {
			groups[i].judged = j.judge(ctx, groups[i])
		}
	})
	for _, gr := range groups {
		if gr.judged != nil {
			gr.apply()
		}
	}
}

// prepare reads the members of groups that were not of interest so far.
func (j *joiner) prepare(groups []*joint) {
	var unread []*root
	for _, gr := range groups {
		for _, m := range gr.members {
			if !m.Relevant {
				m.Relevant = true
				unread = append(unread, m)
			}
		}
	}
	j.g.Outline(loaded(unread))
	if j.s.useCache() {
		j.k.identify(unread)
	}
}

// helpers returns the functions that do one of some things to maps that they
// are given, also by way of other helpers.
func (j *joiner) helpers(what ...string) map[mapmodel.Name]bool {
	found := make(map[mapmodel.Name]bool)
	for _, r := range j.roots {
		for _, h := range r.summary().Helpers {
			if slices.Contains(what, h.What) {
				found[mapmodel.Name{Package: r.Meta.PkgPath, Name: h.Name}] = true
			}
		}
	}
	for more := true; more; {
		more = false
		for _, r := range j.roots {
			for _, h := range r.summary().Hands {
				by := mapmodel.Name{Package: r.Meta.PkgPath, Name: h.By}
				if h.By != "" && found[h.To] && !found[by] {
					found[by] = true
					more = true
				}
			}
		}
	}
	return found
}

// swept returns the exported maps that are swept in any package.
func (j *joiner) swept() map[mapmodel.Name]bool {
	found := make(map[mapmodel.Name]bool)
	for _, r := range j.roots {
		sum := r.summary()
		for _, name := range sum.Swept {
			found[mapmodel.Name{Package: r.Meta.PkgPath, Name: name}] = true
		}
		for _, t := range sum.Touches {
			if t.What == "sweep" && j.byID[t.Package] != nil {
				found[t.Name] = true
			}
		}
	}
	return found
}

// widen runs the checks on packages that have no removal but can have to do
// with a map that is swept, or a function that removes, elsewhere, or that are
// given maps. It reports whether there were any: they can bring more.
func (j *joiner) widen(ctx context.Context) bool {
	todo := j.given()
	todo = append(todo, j.mentioning()...)
	if len(todo) == 0 || ctx.Err() != nil {
		return false
	}
	if j.s.useCache() {
		todo = j.k.missing(todo)
	}
	j.s.advance(len(todo))
	j.s.report.fail(j.s.load(ctx, j.g, todo)...)
	return ctx.Err() == nil
}

// given marks and returns the packages that were not of interest and whose
// functions are given maps: they may insert, or store another map.
func (j *joiner) given() []*root {
	var todo []*root
	for _, r := range j.roots {
		for _, h := range r.summary().Hands {
			if to := j.byID[h.To.Package]; to != nil && !to.Relevant {
				to.Relevant = true
				todo = append(todo, to)
			}
		}
	}
	j.g.Outline(loaded(todo))
	return todo
}

// mentioning marks and returns the packages that were not of interest and whose
// text has the name of a map that is swept, or of a function that removes, of a
// package that they depend on.
func (j *joiner) mentioning() []*root {
	names := j.swept()
	for name := range j.helpers("remove", "empty") {
		names[name] = true
	}
	for name := range names {
		if !ast.IsExported(lastPart(name)) {
			delete(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	var unread []*root
	for _, r := range j.roots {
		if !r.Relevant && slices.ContainsFunc(keysOf(names), func(n mapmodel.Name) bool { return j.dependsOn(r.Meta, n.Package) }) {
			unread = append(unread, r)
		}
	}
	j.g.Outline(loaded(unread))
	last := make(map[string]bool)
	for name := range names {
		last[lastPart(name)] = true
	}
	var todo []*root
	for _, r := range unread {
		if r.Mentions(last) && slices.ContainsFunc(keysOf(names), func(n mapmodel.Name) bool {
			return r.Meta.PkgPath != n.Package && j.dependsOn(r.Meta, n.Package) && r.Mentions(map[string]bool{lastPart(n): true})
		}) {
			r.Relevant = true
			todo = append(todo, r)
		}
	}
	return todo
}

func keysOf(m map[mapmodel.Name]bool) []mapmodel.Name {
	out := make([]mapmodel.Name, 0, len(m))
	for n := range m {
		out = append(out, n)
	}
	return out
}

// dependsOn reports whether a package imports another one, also by way of
// others.
func (j *joiner) dependsOn(p *packages.Package, path string) bool {
	memo := [2]string{p.ID, path}
	if known, ok := j.depends[memo]; ok {
		return known
	}
	j.depends[memo] = false
	for _, dep := range p.Imports {
		if dep.PkgPath == path || j.dependsOn(dep, path) {
			j.depends[memo] = true
			break
		}
	}
	return j.depends[memo]
}

// summary returns the summary of a package, an empty one if there is none.
func (r *root) summary() summary {
	if r.result == nil {
		return summary{}
	}
	return r.result.Summary
}

// lastPart is how code refers to something: Items of Cache.Items, Drop of
// Set.Drop.
func lastPart(n mapmodel.Name) string {
	name := strings.TrimRight(n.Name, "[]")
	return name[strings.LastIndexByte(name, '.')+1:]
}

// A joint is a package with those that it is judged together with.
type joint struct {
	root    *root
	members []*root // by import path, root among them
	judged  *verdict
}

// A verdict is what is said of a package's maps when it is judged together
// with others.
type verdict struct {
	Findings []Finding
	// Useless are the findings about comments in all members.
	Useless []Finding
}

// groups finds the packages that have to be judged together with others.
func (j *joiner) groups() []*joint {
	helpers := j.helpers("insert", "remove", "empty", "replace")
	swept := j.swept()
	// calls has, for each package, those whose helpers it calls; touchers,
	// for each, those that work on its maps.
	calls, touchers := make(map[*root][]*root), make(map[*root][]*root)
	for _, r := range j.roots {
		sum := r.summary()
		for _, h := range sum.Hands {
			if to := j.byID[h.To.Package]; to != nil && to != r && helpers[h.To] {
				calls[r] = append(calls[r], to)
			}
		}
		for _, t := range sum.Touches {
			if of := j.byID[t.Package]; of != nil && of != r && swept[t.Name] {
				touchers[of] = append(touchers[of], r)
			}
		}
	}
	var out []*joint
	for _, r := range j.roots {
		members := []*root{r}
		add := func(list []*root) {
			for _, m := range list {
				if !slices.Contains(members, m) {
					members = append(members, m)
				}
			}
		}
		add(touchers[r])
		for i := 0; i < len(members); i++ { //nolint:intrange // members grows meanwhile
			add(calls[members[i]])
		}
		if len(members) > 1 {
			slices.SortFunc(members, func(a, b *root) int { return strings.Compare(a.Meta.PkgPath, b.Meta.PkgPath) })
			out = append(out, &joint{root: r, members: members})
		}
	}
	return out
}

// judge judges a package together with others. It is nil where that can't be
// done, since one of them does not compile: what each says alone then holds.
func (j *joiner) judge(ctx context.Context, gr *joint) *verdict {
	key := j.key(gr)
	if res, ok := j.s.fetch(key); ok {
		return &verdict{res.Findings, res.Useless}
	}
	v := j.together(ctx, gr)
	if v != nil {
		j.s.keep(key, &result{Findings: v.Findings, Useless: v.Useless})
	}
	return v
}

// key returns the key of a joint verdict: it depends on all that the results
// of the members depend on.
func (j *joiner) key(gr *joint) (key cache.Key) {
	h := sha256.New()
	fmt.Fprintf(h, "together %q", gr.root.Meta.PkgPath)
	for _, m := range gr.members {
		if m.key == (cache.Key{}) {
			return cache.Key{}
		}
		h.Write(m.key[:])
	}
	h.Sum(key[:0])
	return key
}

// together runs the checks on the members of a group, which share their types,
// and judges the maps of one of them.
func (j *joiner) together(ctx context.Context, gr *joint) *verdict {
	members, errs := j.g.Together(ctx, loaded(gr.members))
	j.s.report.fail(errs...)
	var pkgs []*Package
	var results []*mapshrink.Result
	for _, p := range members {
		pkg, err := j.s.runChecks(p)
		if err != nil {
			j.fail(p.Root.Meta.PkgPath, err)
			return nil
		}
		res, ok := pkg.Results[mapshrink.Analyzer].(*mapshrink.Result)
		if !ok {
			return nil
		}
		pkgs, results = append(pkgs, pkg), append(results, res)
	}
	if len(pkgs) == 0 {
		return nil
	}
	v, err := j.decide(gr, pkgs, results)
	if err != nil {
		j.fail(gr.root.Meta.PkgPath, err)
		return nil
	}
	return v
}

func (j *joiner) fail(pkg string, err error) {
	j.s.report.fail(load.NewError(token.Position{}, "%v", asBug(pkg, err)))
}

// decide turns the verdicts on the maps of the group's package into findings.
func (j *joiner) decide(gr *joint, pkgs []*Package, results []*mapshrink.Result) (*verdict, error) {
	all, err := mapshrink.Together(results)
	if err != nil {
		return nil, err
	}
	var own []*mapshrink.Verdict
	out := new(verdict)
	for _, v := range all {
		if v.Holder.Var.Pkg().Path() != gr.root.Meta.PkgPath {
			continue
		}
		own = append(own, v)
		if v.Reported() {
			out.Findings = append(out.Findings, NewFinding(pkgs[0].Fset, mapshrink.Analyzer, v.Package().Path(), v.Diagnostic(), VerdictDetail{v}))
		}
	}
	for i, p := range pkgs {
		useless, err := directives(p.Fset, p.Path, mapshrink.Analyzer, results[i])
		if err != nil {
			return nil, err
		}
		out.Useless = append(out.Useless, useless...)
		if p.Path == gr.root.Meta.PkgPath && j.s.inspects(gr.root) {
			p.Together = own
			if err := j.s.cfg.Inspect(p); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// apply replaces what was said of a package's maps. A comment that is in use
// when the package is judged with others is not useless.
func (gr *joint) apply() {
	for _, m := range gr.members {
		if m.result == nil {
			continue
		}
		var findings []Finding
		for _, f := range m.result.Findings {
			switch {
			case f.Check == DirectiveCheck:
				if !slices.ContainsFunc(gr.judged.Useless, func(u Finding) bool { return u.Pos == f.Pos && u.Message == f.Message }) {
					continue
				}
			case m == gr.root && f.Check == mapshrink.Analyzer.Name:
				continue
			}
			findings = append(findings, f)
		}
		if m == gr.root {
			findings = append(findings, gr.judged.Findings...)
		}
		m.result = &result{Findings: findings, Summary: m.result.Summary}
	}
}
