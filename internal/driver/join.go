package driver

import (
	"context"
	"crypto/sha256"
	"fmt"
	"go/ast"
	"go/token"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/driver/cache"
	"github.com/maplint/maplint/internal/load"
)

// A summary is what has to be known of a package to find those that must be
// judged together with it. It brings together those of all checks.
type summary struct {
	check.Summary
	// Open are the exported maps of the package on which others can change a
	// verdict: they can replace them, or fill them.
	Open []string
}

// summary returns the summary of a package, which was judged alone.
func (a *analysed) summary(j *judged) (sum summary, err error) {
	defer recovered(a.meta.PkgPath, &err)
	for _, act := range a.actions {
		res, ok := act.Result.(check.Result)
		if !ok {
			continue
		}
		more, err := res.Summary()
		if err != nil {
			return summary{}, err
		}
		sum.Touches = union(sum.Touches, more.Touches)
		sum.Helpers = union(sum.Helpers, more.Helpers)
		sum.Hands = union(sum.Hands, more.Hands)
	}
	sum.Open = j.open
	return sum, nil
}

// union adds those elements of b to a that it does not have.
func union[T comparable](a, b []T) []T {
	if len(a) == 0 {
		return b
	}
	known := make(map[T]bool)
	for _, x := range a {
		known[x] = true
	}
	for _, x := range b {
		if !known[x] {
			known[x] = true
			a = append(a, x)
		}
	}
	return a
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
			gr.apply(j.s.cfg.Checks)
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
func (j *joiner) helpers(what ...string) map[check.Name]bool {
	found := make(map[check.Name]bool)
	for _, r := range j.roots {
		for _, h := range r.summary().Helpers {
			if slices.Contains(what, h.What) {
				found[check.Name{Package: r.Meta.PkgPath, Name: h.Name}] = true
			}
		}
	}
	for more := true; more; {
		more = false
		for _, r := range j.roots {
			for _, h := range r.summary().Hands {
				by := check.Name{Package: r.Meta.PkgPath, Name: h.By}
				if h.By != "" && found[h.To] && !found[by] {
					found[by] = true
					more = true
				}
			}
		}
	}
	return found
}

// open returns the exported maps on which other packages can change a verdict,
// and those that are swept in other packages.
func (j *joiner) open() map[check.Name]bool {
	found := make(map[check.Name]bool)
	for _, r := range j.roots {
		sum := r.summary()
		for _, name := range sum.Open {
			found[check.Name{Package: r.Meta.PkgPath, Name: name}] = true
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
	names := j.open()
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
		if !r.Relevant && slices.ContainsFunc(keysOf(names), func(n check.Name) bool { return j.dependsOn(r.Meta, n.Package) }) {
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
		if r.Mentions(last) && slices.ContainsFunc(keysOf(names), func(n check.Name) bool {
			return r.Meta.PkgPath != n.Package && j.dependsOn(r.Meta, n.Package) && r.Mentions(map[string]bool{lastPart(n): true})
		}) {
			r.Relevant = true
			todo = append(todo, r)
		}
	}
	return todo
}

func keysOf(m map[check.Name]bool) []check.Name {
	out := make([]check.Name, 0, len(m))
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
func lastPart(n check.Name) string {
	name := strings.TrimRight(n.Name, "[]")
	return name[strings.LastIndexByte(name, '.')+1:]
}

// A joint is a package with those that it is judged together with.
type joint struct {
	root    *root
	members []*root // by import path, root among them
	judged  *judged
}

// groups finds the packages that have to be judged together with others.
func (j *joiner) groups() []*joint {
	helpers := j.helpers("insert", "remove", "empty", "replace")
	open := j.open()
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
			if of := j.byID[t.Package]; of != nil && of != r && open[t.Name] {
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
func (j *joiner) judge(ctx context.Context, gr *joint) *judged {
	key := j.key(gr)
	if res, ok := j.s.fetch(key); ok {
		return &judged{Findings: res.Findings, Useless: res.Useless}
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
// and has them judge one of them.
func (j *joiner) together(ctx context.Context, gr *joint) *judged {
	members, errs := j.g.Together(ctx, loaded(gr.members))
	j.s.report.fail(errs...)
	var all []*analysed
	var own *analysed
	for _, p := range members {
		a, err := j.s.runChecks(p)
		if err != nil {
			j.fail(p.Root.Meta.PkgPath, err)
			return nil
		}
		if all = append(all, a); p.Root == gr.root.Root {
			own = a
		}
	}
	if own == nil {
		return nil
	}
	said, err := own.judge(all, j.s.inspects(gr.root))
	if err != nil {
		j.fail(gr.root.Meta.PkgPath, err)
		return nil
	}
	return said
}

func (j *joiner) fail(pkg string, err error) {
	j.s.report.fail(load.NewError(token.Position{}, "%v", asBug(pkg, err)))
}

// apply replaces what was said of a package's maps. A comment that is in use
// when the package is judged with others is not useless.
func (gr *joint) apply(checks []*analysis.Analyzer) {
	again := make(map[string]bool) // the checks that judge packages together
	for _, a := range checks {
		again[a.Name] = a.ResultType != nil && a.ResultType.Implements(reflect.TypeFor[check.Result]())
	}
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
			case m == gr.root && again[f.Check]:
				continue
			}
			findings = append(findings, f)
		}
		if m == gr.root {
			findings = append(findings, gr.judged.Findings...)
			m.verdicts = gr.judged.verdicts
		}
		m.result = &result{Findings: findings, Summary: m.result.Summary}
	}
}
