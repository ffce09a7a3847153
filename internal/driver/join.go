package driver

import (
	"context"
	"crypto/sha256"
	"go/ast"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/driver/cache"
	"github.com/maplint/maplint/internal/mapuse"
	"github.com/maplint/maplint/passes/mapshrink"
)

// A summary is what has to be known of a package to find those that must be
// judged together with it.
type summary struct {
	mapuse.Summary
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
	g     group
	k     *keyer
	roots []*root
	byID  map[string]*root // by import path

	depends map[[2]string]bool // memo of dependsOn
}

func newJoiner(s *session, g group, k *keyer, roots []*root) *joiner {
	j := &joiner{s: s, g: g, k: k, roots: roots, byID: make(map[string]*root), depends: make(map[[2]string]bool)}
	for _, r := range roots {
		j.byID[r.meta.PkgPath] = r
	}
	return j
}

func (j *joiner) run(ctx context.Context) {
	for j.widen(ctx) {
	}
	groups := j.groups()
	j.prepare(groups)
	parallel(len(groups), func(i int) {
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
			if !m.relevant {
				m.relevant = true
				unread = append(unread, m)
			}
		}
	}
	j.s.outline(unread)
	if j.s.useCache() {
		j.k.identify(unread)
	}
}

// helpers returns the functions that do one of some things to maps that they
// are given, also by way of other helpers.
func (j *joiner) helpers(what ...string) map[mapuse.Name]bool {
	found := make(map[mapuse.Name]bool)
	for _, r := range j.roots {
		for _, h := range r.summary().Helpers {
			if slices.Contains(what, h.What) {
				found[mapuse.Name{Package: r.meta.PkgPath, Name: h.Name}] = true
			}
		}
	}
	for more := true; more; {
		more = false
		for _, r := range j.roots {
			for _, h := range r.summary().Hands {
				by := mapuse.Name{Package: r.meta.PkgPath, Name: h.By}
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
func (j *joiner) swept() map[mapuse.Name]bool {
	found := make(map[mapuse.Name]bool)
	for _, r := range j.roots {
		sum := r.summary()
		for _, name := range sum.Swept {
			found[mapuse.Name{Package: r.meta.PkgPath, Name: name}] = true
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
// with a map that is swept, or a function that removes, elsewhere. It reports
// whether there were any: they can bring more.
func (j *joiner) widen(ctx context.Context) bool {
	names := j.swept()
	for name := range j.helpers("remove", "empty") {
		names[name] = true
	}
	for name := range names {
		// The last part is how code refers to it: Items of Cache.Items, Drop
		// of Set.Drop.
		last := strings.TrimRight(name.Name, "[]")
		last = last[strings.LastIndexByte(last, '.')+1:]
		if !ast.IsExported(last) {
			delete(names, name)
		}
	}
	if len(names) == 0 || ctx.Err() != nil {
		return false
	}
	var unread []*root
	for _, r := range j.roots {
		if !r.relevant && slices.ContainsFunc(keysOf(names), func(n mapuse.Name) bool { return j.dependsOn(r.meta, n.Package) }) {
			unread = append(unread, r)
		}
	}
	j.s.outline(unread)
	var todo []*root
	for _, r := range unread {
		if r.mentions(names) && slices.ContainsFunc(keysOf(names), func(n mapuse.Name) bool {
			return r.meta.PkgPath != n.Package && j.dependsOn(r.meta, n.Package) && r.mentions(map[mapuse.Name]bool{n: true})
		}) {
			r.relevant = true
			todo = append(todo, r)
		}
	}
	if len(todo) == 0 {
		return false
	}
	if j.s.useCache() {
		todo = j.k.missing(todo)
	}
	j.s.advance(len(todo))
	j.s.loadAll(ctx, j.g, todo, j.k.reached.sketches)
	return ctx.Err() == nil
}

func keysOf(m map[mapuse.Name]bool) []mapuse.Name {
	out := make([]mapuse.Name, 0, len(m))
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

// mentions reports whether the files of a package refer to one of names, as
// far as their text shows.
func (r *root) mentions(names map[mapuse.Name]bool) bool {
	last := make(map[string]bool)
	for n := range names {
		name := strings.TrimRight(n.Name, "[]")
		last[name[strings.LastIndexByte(name, '.')+1:]] = true
	}
	for _, f := range r.files {
		for _, use := range f.uses {
			if last[use.Name] {
				return true
			}
		}
	}
	return false
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
		for i := 0; i < len(members); i++ { // members grows
			add(calls[members[i]])
		}
		if len(members) > 1 {
			slices.SortFunc(members, func(a, b *root) int { return strings.Compare(a.meta.PkgPath, b.meta.PkgPath) })
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
	v := newLoader(j.s, j.g, gr.members, cgoFiles{}, false).together(ctx, gr)
	if v != nil {
		j.s.keep(key, &result{Findings: v.Findings, Useless: v.Useless})
	}
	return v
}

// key returns the key of a joint verdict: it depends on all that the results
// of the members depend on.
func (j *joiner) key(gr *joint) (key cache.Key) {
	h := sha256.New()
	addString(h, "together "+gr.root.meta.PkgPath)
	for _, m := range gr.members {
		if m.key == (cache.Key{}) {
			return cache.Key{}
		}
		h.Write(m.key[:])
	}
	h.Sum(key[:0])
	return key
}

// together loads the members of a group such that they share their types,
// runs the checks on each, and judges the maps of one of them.
func (l *loader) together(ctx context.Context, gr *joint) *verdict {
	l.members = make(map[string]*root)
	var symbols []symbol
	l.s.outline(gr.members)
	for _, m := range gr.members {
		c := *m // several groups can have the same member
		c.sums = maps.Clone(m.sums)
		l.members[m.meta.ID] = &c
		m.needs(m.meta, func(sym symbol) { symbols = append(symbols, sym) })
	}
	l.reached.reach(symbols)
	var pkgs []*Package
	var results []*mapshrink.Result
	for _, m := range gr.members {
		u := l.units[m.meta.ID]
		l.load(ctx, u)
		if ctx.Err() != nil || u.flaw != nil || len(u.fakeC) > 0 || !maps.Equal(u.root.sums, m.sums) {
			return nil // it was edited meanwhile
		}
		pkg, err := l.runChecks(u, u.files, u.info)
		if err != nil {
			l.s.report.fail(noPos, "%v", asBug(m.meta.PkgPath, err))
			return nil
		}
		res, ok := pkg.Results[mapshrink.Analyzer].(*mapshrink.Result)
		if !ok {
			return nil
		}
		pkgs, results = append(pkgs, pkg), append(results, res)
	}
	v, err := l.decide(gr, pkgs, results)
	if err != nil {
		l.s.report.fail(noPos, "%v", asBug(gr.root.meta.PkgPath, err))
		return nil
	}
	return v
}

// decide turns the verdicts on the maps of the group's package into findings.
func (l *loader) decide(gr *joint, pkgs []*Package, results []*mapshrink.Result) (*verdict, error) {
	all, err := mapshrink.Together(results)
	if err != nil {
		return nil, err
	}
	var own []*mapshrink.Verdict
	out := new(verdict)
	for _, v := range all {
		if v.Holder.Var.Pkg().Path() != gr.root.meta.PkgPath {
			continue
		}
		own = append(own, v)
		if v.Reported() {
			out.Findings = append(out.Findings, NewFinding(l.fset, mapshrink.Analyzer, v.Package().Path(), v.Diagnostic(), VerdictDetail{v}))
		}
	}
	for i, p := range pkgs {
		useless, err := directives(p.Fset, p.Path, mapshrink.Analyzer, results[i])
		if err != nil {
			return nil, err
		}
		out.Useless = append(out.Useless, useless...)
		if p.Path == gr.root.meta.PkgPath && l.s.inspects(gr.root) {
			p.Together = own
			if err := l.s.cfg.Inspect(p); err != nil {
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
