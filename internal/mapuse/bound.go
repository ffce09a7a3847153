package mapuse

import (
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// SmallBound is the number of entries up to which a map has nothing worth
// freeing: rule 5 of mapshrink.
const SmallBound = 1000

// A Bound is what keeps a map from growing.
type Bound struct {
	// Limit is the number of entries, or -1 when the program computes it.
	Limit int64
	Pos   token.Pos
	Why   string
}

// KeyValues returns how many different keys of type t there can be, up to
// SmallBound; ok is false when there can be more.
func (h *Holder) KeyValues() (n int64, ok bool) {
	n = h.m.values(h.Map.Key(), 0)
	return n, n <= SmallBound
}

func (m *model) values(t types.Type, depth int) int64 {
	const many = SmallBound + 1
	if depth > 4 {
		return many
	}
	if n := m.enumValues(t); n > 0 {
		return n
	}
	switch t := t.Underlying().(type) {
	case *types.Basic:
		switch t.Kind() {
		case types.Bool:
			return 2
		case types.Int8, types.Uint8:
			return 256
		}
	case *types.Array:
		return power(m.values(t.Elem(), depth+1), t.Len(), many)
	case *types.Struct:
		n := int64(1)
		for i := range t.NumFields() {
			n = min(many, n*m.values(t.Field(i).Type(), depth+1))
		}
		return n
	}
	return many
}

func power(base, exp, most int64) int64 {
	n := int64(1)
	for ; exp > 0 && n < most && base > 1; exp-- {
		n = min(most, n*base)
	}
	return n
}

// enumValues returns the number of constants of an enumeration, or 0 if t is
// none: a named integer or string type with at least three constants, where
// the integers lie close together.
func (m *model) enumValues(t types.Type) int64 {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return 0
	}
	basic, ok := named.Underlying().(*types.Basic)
	if !ok || basic.Info()&(types.IsInteger|types.IsString) == 0 {
		return 0
	}
	if n, ok := m.memos.enums[named.Obj()]; ok {
		return n
	}
	var n, lo, hi int64
	scope := named.Obj().Pkg().Scope()
	for _, name := range scope.Names() {
		c, ok := scope.Lookup(name).(*types.Const)
		if !ok || !types.Identical(c.Type(), named) || isTestObject(m.pass, c) {
			continue
		}
		if basic.Info()&types.IsInteger != 0 {
			v, exact := constant.Int64Val(constant.ToInt(c.Val()))
			if !exact || v > 1<<32 || v < -1<<32 { // no small enumeration
				n = 0
				break
			}
			if n == 0 {
				lo, hi = v, v
			}
			lo, hi = min(lo, v), max(hi, v)
		}
		n++
	}
	if n < 3 || hi-lo > 4*n {
		n = 0
	}
	m.memos.enums[named.Obj()] = n
	return n
}

// FixedKeys reports whether all keys that op inserts stand in the source:
// constants, or indexes of a loop over a fixed number of rounds.
func (h *Holder) FixedKeys(op *Op) bool {
	if op.key == nil {
		return false
	}
	return h.m.fixedKey(op.key, 0)
}

func (m *model) fixedKey(v ssa.Value, depth int) bool {
	if depth > 6 {
		return false
	}
	if indexesArray(v) {
		return true
	}
	switch v := v.(type) {
	case *ssa.Const:
		return true
	case *ssa.Phi:
		if l := m.loopsOf(v.Parent())[v.Block()]; l != nil && l.header == v.Block() && isCounter(v, l) {
			return m.constantRounds(l)
		}
		for _, e := range v.Edges {
			if !m.fixedKey(e, depth+1) {
				return false
			}
		}
		return true
	case *ssa.BinOp:
		if k, ok := v.Y.(*ssa.Const); ok && (v.Op == token.REM || v.Op == token.AND) && k.Value != nil {
			n, exact := constant.Int64Val(constant.ToInt(k.Value))
			return exact && n <= SmallBound
		}
		return m.fixedKey(v.X, depth+1) && m.fixedKey(v.Y, depth+1)
	case *ssa.Call:
		callee := m.body(v.Call.StaticCallee())
		if callee == nil {
			return false
		}
		for _, r := range returnsOf(callee, 0) {
			if !m.fixedKey(r, depth+1) {
				return false
			}
		}
		return true
	case *ssa.Convert:
		return m.fixedKey(v.X, depth+1)
	case *ssa.ChangeType:
		return m.fixedKey(v.X, depth+1)
	case *ssa.UnOp: // an element of a literal that is ranged over
		if ia, ok := v.X.(*ssa.IndexAddr); ok && v.Op == token.MUL {
			return m.isLiteral(ia.X)
		}
	case *ssa.Extract:
		if next, ok := v.Tuple.(*ssa.Next); ok {
			if r, ok := next.Iter.(*ssa.Range); ok {
				return m.isLiteral(r.X)
			}
		}
	case *ssa.Parameter:
		callers := m.callers[v.Parent()]
		if len(callers) == 0 || m.callableOutside(v.Parent()) {
			return false
		}
		for _, c := range callers {
			i := paramIndex(v)
			if i >= len(c.args) || c.args[i] == nil || !m.fixedKey(c.args[i], depth+1) {
				return false
			}
		}
		return true
	}
	return false
}

// indexesArray reports whether v is also used as an index into a small array,
// and so cannot exceed its length.
func indexesArray(v ssa.Value) bool {
	refs := v.Referrers()
	if refs == nil {
		return false
	}
	for _, ref := range *refs {
		var x ssa.Value
		switch ref := ref.(type) {
		case *ssa.IndexAddr:
			if ref.Index == v {
				x = ref.X
			}
		case *ssa.Index:
			if ref.Index == v {
				x = ref.X
			}
		case *ssa.Convert:
			if indexesArray(ref) {
				return true
			}
		}
		if x == nil {
			continue
		}
		t := x.Type().Underlying()
		if p, ok := t.(*types.Pointer); ok {
			t = p.Elem().Underlying()
		}
		if a, ok := t.(*types.Array); ok && a.Len() <= SmallBound {
			return true
		}
	}
	return false
}

// A sizeTest is a comparison of the size of a holder, or of something that
// grows and shrinks with it, with a limit.
type sizeTest struct {
	limit int64 // -1 when it is not a constant
	above bool  // the block is reached when the size is above the limit
	pos   token.Pos
}

// sizeTestOf reads a condition as a test of the holder's size.
func (h *Holder) sizeTestOf(c condition, depth int) (sizeTest, bool) {
	switch cond := c.cond.(type) {
	case *ssa.BinOp:
		x, y, op := cond.X, cond.Y, cond.Op
		if isNil(x) || isNil(y) { // if err := c.check(); err != nil
			return h.sizeTestOfNil(c, depth)
		}
		if !h.isSize(x, 0) {
			if !h.isSize(y, 0) {
				return sizeTest{}, false
			}
			x, y, op = y, x, mirrored(op)
		}
		if h.excess(x, 0) { // len(m) - max, against 0
			return sizeTest{limit: -1, above: aboveBy(op) == c.truth, pos: cond.Pos()}, true
		}
		if h.m.ofEntry(h, y, 0) { // an age: the entry's number against the owner's
			return sizeTest{}, false
		}
		if call, ok := x.(*ssa.Call); ok && isBuiltin(&call.Call) && isLoopCounter(y) {
			return sizeTest{}, false // the loop itself: i < len(x)
		}
		t := sizeTest{limit: -1, pos: cond.Pos()}
		if k, ok := y.(*ssa.Const); ok && k.Value != nil {
			if v, exact := constant.Int64Val(constant.ToInt(k.Value)); exact {
				t.limit = v
			}
			if t.limit <= 1 { // empty or not: no limit
				return sizeTest{}, false
			}
		} else if h.m.optional(y) || h.m.optional(x) {
			return sizeTest{}, false
		}
		switch op {
		case token.GTR, token.GEQ, token.EQL:
			t.above = c.truth
		case token.LSS, token.LEQ, token.NEQ:
			t.above = !c.truth
		default:
			return sizeTest{}, false
		}
		return t, true
	case *ssa.Call: // if c.full()
		if depth > 1 {
			return sizeTest{}, false
		}
		callee := h.m.body(cond.Call.StaticCallee())
		if callee == nil {
			return sizeTest{}, false
		}
		for _, r := range returnsOf(callee, 0) {
			if t, ok := h.sizeTestOf(condition{cond: r, truth: c.truth}, depth+1); ok {
				return t, true
			}
		}
		return h.sizeTestAmong(h.m.returnConditions(cond, func(k *ssa.Const) bool {
			return k.Value != nil && k.Value.Kind() == constant.Bool && constant.BoolVal(k.Value) == c.truth
		}), depth)
	case *ssa.Phi: // a && b, a || b
		if depth > 1 {
			return sizeTest{}, false
		}
		for _, e := range cond.Edges {
			if t, ok := h.sizeTestOf(condition{cond: e, truth: c.truth}, depth+1); ok {
				return t, true
			}
		}
	}
	return sizeTest{}, false
}

// optional reports whether a limit can be switched off: somewhere it is
// compared with zero, or zero is given for it.
func (m *model) optional(limit ssa.Value) bool {
	switch v := limit.(type) {
	case *ssa.Convert:
		return m.optional(v.X)
	case *ssa.ChangeType:
		return m.optional(v.X)
	case *ssa.BinOp:
		return m.optional(v.X) || m.optional(v.Y)
	case *ssa.UnOp:
		return v.Op == token.MUL && m.memos.zeroTested[slotOf(v.X)]
	case *ssa.Parameter:
		for _, ref := range *v.Referrers() {
			if b, ok := ref.(*ssa.BinOp); ok && (isZero(b.X) || isZero(b.Y)) {
				return true
			}
		}
		for _, c := range m.callers[v.Parent()] {
			if i := paramIndex(v); i < len(c.args) && c.args[i] != nil {
				if isZero(c.args[i]) || slotLoad(c.args[i]) != nil && m.memos.zeroTested[slotLoad(c.args[i])] {
					return true
				}
			}
		}
	}
	return false
}

// slotLoad returns the field or package variable that v is the value of.
func slotLoad(v ssa.Value) *types.Var {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		return slotOf(load.X)
	}
	return nil
}

// isZero reports whether v is a constant number that is not positive.
func isZero(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && c.Value.Kind() == constant.Int && constant.Sign(c.Value) <= 0
}

// excess reports whether v is by how much the size is above a limit.
func (h *Holder) excess(v ssa.Value, depth int) bool {
	for _, v := range phiValues(v) {
		b, ok := v.(*ssa.BinOp)
		if !ok || b.Op != token.SUB {
			continue
		}
		if _, constant := b.Y.(*ssa.Const); !constant && h.isSize(b.X, depth+1) {
			return true
		}
	}
	return false
}

// aboveBy reports whether an excess for which the comparison holds is one.
func aboveBy(op token.Token) bool { return op == token.GTR || op == token.GEQ }

// sizeTestOfNil reads a test for nil of what a function of the package
// returned, as a test of the size that this function makes.
func (h *Holder) sizeTestOfNil(c condition, depth int) (sizeTest, bool) {
	x := nilTested(c)
	if x == nil || depth > 1 {
		return sizeTest{}, false
	}
	if e, ok := x.(*ssa.Extract); ok {
		x = e.Tuple
	}
	call, ok := x.(*ssa.Call)
	if !ok {
		return sizeTest{}, false
	}
	return h.sizeTestAmong(h.m.returnConditions(call, func(k *ssa.Const) bool { return k.IsNil() }), depth)
}

func (h *Holder) sizeTestAmong(cs []condition, depth int) (sizeTest, bool) {
	for _, c := range cs {
		if t, ok := h.sizeTestOf(c, depth+1); ok {
			return t, true
		}
	}
	return sizeTest{}, false
}

func mirrored(op token.Token) token.Token {
	switch op {
	case token.LSS:
		return token.GTR
	case token.LEQ:
		return token.GEQ
	case token.GTR:
		return token.LSS
	case token.GEQ:
		return token.LEQ
	}
	return op
}

// isSize reports whether v counts the entries of the holder, or of a sibling
// in the same owner that its inserts also change: len of a field, a field's
// Len method, a counter.
func (h *Holder) isSize(v ssa.Value, depth int) bool {
	if depth > 3 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok {
			return b.Name() == "len" && h.related(v.Call.Args[0])
		}
		callee := v.Call.StaticCallee()
		if callee == nil {
			return false
		}
		if body := h.m.body(callee); body != nil {
			for _, r := range returnsOf(body, 0) {
				if h.isSize(r, depth+1) {
					return true
				}
			}
			return false
		}
		switch callee.Name() {
		case "Len", "Size", "Count", "Load", "Add":
			return len(v.Call.Args) > 0 && h.related(v.Call.Args[0])
		}
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return false
		}
		b, ok := v.Type().Underlying().(*types.Basic)
		return ok && b.Info()&types.IsInteger != 0 && h.counts(v.X)
	case *ssa.Phi:
		return h.excess(v, depth)
	case *ssa.BinOp:
		return (v.Op == token.ADD || v.Op == token.SUB) && (h.isSize(v.X, depth+1) || h.isSize(v.Y, depth+1))
	case *ssa.Convert:
		return h.isSize(v.X, depth+1)
	case *ssa.ChangeType:
		return h.isSize(v.X, depth+1)
	}
	return false
}

// related reports whether v is the holder's map, or a collection of the same
// owner that a function which inserts into the holder uses too.
func (h *Holder) related(v ssa.Value) bool {
	for _, o := range h.m.localOrigins(v) {
		if o.kind != fromSlot {
			continue
		}
		if o.slot == h.Var && o.elems == h.Elems {
			return true
		}
		if o.elems == 0 && h.sibling(o.slot) {
			return true
		}
	}
	return false
}

// counts reports whether addr is a counter of the same owner that a function
// which inserts into the holder changes.
func (h *Holder) counts(addr ssa.Value) bool {
	s := slotOf(addr)
	if s == nil || !h.sameOwner(s) {
		return false
	}
	up, down := false, false
	for _, st := range h.m.stores[s] {
		if b, ok := st.Val.(*ssa.BinOp); ok {
			up = up || b.Op == token.ADD && h.insertsNear(st.Parent())
			down = down || b.Op == token.SUB
		}
	}
	return up && down // a number that only goes up is a sequence
}

func (h *Holder) sameOwner(s *types.Var) bool {
	if s.IsField() != h.Var.IsField() {
		return false
	}
	return !s.IsField() || h.m.ownerOf(s) == h.m.ownerOf(h.Var)
}

// sibling reports whether a field of the same owner grows where the holder
// does.
func (h *Holder) sibling(s *types.Var) bool {
	if !h.sameOwner(s) {
		return false
	}
	for _, fn := range h.m.memos.users[s] {
		if h.insertsNear(fn) && growsIn(s, fn) {
			return true
		}
	}
	return false
}

// growsIn reports whether fn adds to what a field holds: it appends, inserts,
// counts up, sends, or calls a method that by its name adds.
func growsIn(s *types.Var, fn *ssa.Function) bool {
	is := func(v ssa.Value) bool { return slotOf(v) == s || slotLoad(v) == s }
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Store:
				if slotOf(instr.Addr) != s {
					continue
				}
				switch v := instr.Val.(type) {
				case *ssa.Call:
					if isBuiltin(&v.Call) {
						return true
					}
				case *ssa.BinOp:
					if v.Op == token.ADD {
						return true
					}
				}
			case *ssa.MapUpdate:
				if is(instr.Map) {
					return true
				}
			case *ssa.Send:
				if is(instr.Chan) {
					return true
				}
			case ssa.CallInstruction:
				c := instr.Common()
				if len(c.Args) == 0 || isBuiltin(c) {
					continue
				}
				recv := c.Args[0]
				if c.IsInvoke() {
					recv = c.Value
				}
				if is(recv) && addsByName(calleeName(c)) {
					return true
				}
			}
		}
	}
	return false
}

func addsByName(name string) bool {
	lower := strings.ToLower(name)
	for _, verb := range []string{"push", "add", "insert", "append", "put", "enqueue", "inc", "set", "store", "offer"} {
		if strings.HasPrefix(lower, verb) {
			return true
		}
	}
	return false
}

// insertsNear reports whether fn inserts into the holder, or calls what
// does.
func (h *Holder) insertsNear(fn *ssa.Function) bool {
	d := declared(fn)
	for _, op := range h.Ops {
		if op.Kind != Insert {
			continue
		}
		for _, site := range h.m.sitesAbove(op) {
			if declared(site.Parent()) == d {
				return true
			}
		}
	}
	return false
}

// InsertLimit returns the limit that is kept around an insert: a test of the
// size before it, in its function or at every call that leads to it, or a
// removal beside it when the size is above the limit.
func (h *Holder) InsertLimit(op *Op) (Bound, bool) {
	fn, block := op.Fn, op.instr.Block()
	if b, ok := h.limitAt(block); ok {
		return b, true
	}
	for _, up := range op.origin.ups {
		fn, block = up.in, up.site.Block()
		if b, ok := h.limitAt(block); ok {
			return b, true
		}
	}
	if b, ok := h.limitInCallers(fn, 0); ok {
		return b, true
	}
	return h.evictionLimit(op)
}

// limitAt returns the limit that the tests on the way to a block put on the
// size. An alternative to being below the limit is that the key is there.
func (h *Holder) limitAt(b *ssa.BasicBlock) (Bound, bool) {
	for _, c := range conditions(b) {
		if t, ok := h.sizeTestOf(c, 0); ok && !t.above {
			return Bound{Limit: t.limit, Pos: t.pos, Why: "no insert above a limit"}, true
		}
	}
	for _, alts := range alternatives(b) {
		var bound Bound
		all, limited := true, false
		for _, c := range alts {
			if t, ok := h.sizeTestOf(c, 0); ok && !t.above {
				bound, limited = Bound{Limit: t.limit, Pos: t.pos, Why: "no insert above a limit"}, true
			} else if !h.present(c) {
				all = false
			}
		}
		if all && limited {
			return bound, true
		}
	}
	return Bound{}, false
}

// present reports whether a condition says that a key is in the holder.
func (h *Holder) present(c condition) bool {
	e, ok := c.cond.(*ssa.Extract)
	if !ok || e.Index != 1 {
		return false
	}
	l, ok := e.Tuple.(*ssa.Lookup)
	return ok && c.truth && h.m.isHolder(h, l.X)
}

func (h *Holder) limitInCallers(fn *ssa.Function, depth int) (Bound, bool) {
	callers := h.m.callers[fn]
	if depth > 3 || len(callers) == 0 || h.m.callableOutside(fn) {
		return Bound{}, false
	}
	var bound Bound
	for _, c := range callers {
		b, ok := h.limitAt(c.site.Block())
		if !ok {
			if b, ok = h.limitInCallers(c.in, depth+1); !ok {
				return Bound{}, false
			}
		}
		if bound.Why == "" || b.Limit < 0 || b.Limit > bound.Limit && bound.Limit >= 0 {
			bound = b
		}
	}
	return bound, true
}

// evictionLimit returns the limit above which the function that inserts, or
// one that it calls or that calls it, removes entries.
func (h *Holder) evictionLimit(op *Op) (Bound, bool) {
	near := make(map[*ssa.Function]bool)
	for _, site := range h.m.sitesAbove(op) {
		near[site.Parent()] = true
	}
	for _, r := range h.Ops {
		if r.Kind != Remove && r.Kind != Empty {
			continue
		}
		for _, site := range h.m.sitesAbove(r) {
			if !near[site.Parent()] {
				continue
			}
			for _, c := range conditions(site.Block()) {
				if t, ok := h.sizeTestOf(c, 0); ok && t.above {
					return Bound{Limit: t.limit, Pos: t.pos, Why: "entries are removed above a limit"}, true
				}
			}
		}
	}
	return Bound{}, false
}

// Updates reports whether an insert only changes entries that are there: its
// key was just found in the holder, or comes from a range over it.
func (h *Holder) Updates(op *Op) bool {
	if op.key == nil {
		return false
	}
	if e, ok := op.key.(*ssa.Extract); ok && e.Index == 1 {
		if next, ok := e.Tuple.(*ssa.Next); ok {
			if r, ok := next.Iter.(*ssa.Range); ok && h.m.isHolder(h, r.X) {
				return true
			}
		}
	}
	for _, c := range conditions(op.instr.Block()) {
		if h.present(c) && sameAccess(c.cond.(*ssa.Extract).Tuple.(*ssa.Lookup).Index, op.key) {
			return true
		}
	}
	return false
}

// Trims reports whether a sweep removes only what is above a limit: every
// removal needs a test that the size is above it, and nothing else decides.
func (s *Sweep) Trims(h *Holder) (Bound, bool) {
	for i, st := range s.steps {
		for _, c := range conditions(st.instr.Block()) {
			if t, ok := h.sizeTestOf(c, 0); ok {
				if t.above {
					return Bound{Limit: t.limit, Pos: t.pos, Why: "the sweep trims to a limit"}, true
				}
				continue
			}
			if i == 0 && decides(c) {
				return Bound{}, false
			}
		}
	}
	return s.trimsBudget(h.m)
}

// trimsBudget reports whether the loop goes on as long as something that
// each removal makes smaller is above a limit: for size > max { evict() }.
func (s *Sweep) trimsBudget(m *model) (Bound, bool) {
	if s.loop == nil {
		return Bound{}, false
	}
	head := s.loop.header
	branch, ok := head.Instrs[len(head.Instrs)-1].(*ssa.If)
	if !ok {
		return Bound{}, false
	}
	cmp, ok := branch.Cond.(*ssa.BinOp)
	if !ok {
		return Bound{}, false
	}
	switch cmp.Op {
	case token.GTR, token.GEQ, token.LSS, token.LEQ:
	default:
		return Bound{}, false
	}
	if isZero(cmp.X) || isZero(cmp.Y) {
		return Bound{}, false
	}
	if s.shrinks(m, cmp.X) || s.shrinks(m, cmp.Y) {
		return Bound{Limit: -1, Pos: cmp.Pos(), Why: "the sweep trims to a limit"}, true
	}
	return Bound{}, false
}

// shrinks reports whether the loop subtracts from a variable.
func (s *Sweep) shrinks(m *model, v ssa.Value) bool {
	less := func(v ssa.Value) bool {
		b, ok := v.(*ssa.BinOp)
		if !ok || b.Op != token.SUB {
			return false
		}
		_, step := b.Y.(*ssa.Const) // a countdown of rounds
		return !step
	}
	switch v := v.(type) {
	case *ssa.Phi:
		for _, e := range v.Edges {
			if less(e) {
				return true
			}
		}
	case *ssa.UnOp:
		if f := slotOf(v.X); f != nil && v.Op == token.MUL {
			for _, st := range m.stores[f] {
				if less(st.Val) {
					return true
				}
			}
		}
	case *ssa.BinOp:
		return s.shrinks(m, v.X) || s.shrinks(m, v.Y)
	case *ssa.Convert:
		return s.shrinks(m, v.X)
	}
	return false
}

// decides reports whether a condition chooses between entries: not the
// loop's own "more?", a test for nil or a look-up's ok.
func decides(c condition) bool {
	switch cond := c.cond.(type) {
	case *ssa.Extract:
		return false
	case *ssa.BinOp:
		if isNil(cond.X) || isNil(cond.Y) {
			return false
		}
		if isLoopCounter(cond.X) || isLoopCounter(cond.Y) {
			return false
		}
	}
	return true
}

func isLoopCounter(v ssa.Value) bool {
	if b, ok := v.(*ssa.BinOp); ok && b.Op == token.ADD {
		v = b.X
	}
	phi, ok := v.(*ssa.Phi)
	if !ok {
		return false
	}
	for _, e := range phi.Edges {
		if b, ok := e.(*ssa.BinOp); ok && b.X == phi {
			if _, ok := b.Y.(*ssa.Const); ok {
				return true
			}
		}
	}
	return false
}
