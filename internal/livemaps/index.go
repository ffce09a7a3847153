package livemaps

import (
	"debug/dwarf"
	"encoding/binary"
	"fmt"
	"strings"
)

// Attributes of Go's DWARF: cmd/internal/dwarf/dwarf.go.
const (
	attrKind    dwarf.Attr = 0x2900 // DW_AT_go_kind: a reflect.Kind
	attrKey     dwarf.Attr = 0x2901 // DW_AT_go_key
	attrElem    dwarf.Attr = 0x2902 // DW_AT_go_elem
	attrRuntime dwarf.Attr = 0x2904 // DW_AT_go_runtime_type: offset from moduledata.types
	attrClosure dwarf.Attr = 0x2907 // DW_AT_go_closure_offset, since Go 1.23
)

const (
	langGo = 22   // DW_LANG_Go
	opAddr = 0x03 // DW_OP_addr
)

// An index finds what is looked up in DWARF: variables and functions by name
// or address, types by name or by their run-time type. Types are parsed when
// they are asked for.
type index struct {
	data    *dwarf.Data
	order   binary.ByteOrder
	vars    map[string]variable
	byName  map[string]dwarf.Offset // named types, and unnamed structs
	byRun   map[uint64]dwarf.Offset // by offset of the run-time type
	funcs   map[uint64]function     // by entry point
	structs []dwarf.Offset
	types   map[dwarf.Offset]*typ
	depth   int // of types that are being parsed within each other
}

type variable struct {
	addr uint64
	typ  dwarf.Offset
}

type function struct {
	name string
	at   dwarf.Offset
}

// newIndex reads the top level of all compilation units.
func newIndex(data *dwarf.Data) (*index, error) {
	x := &index{
		data:   data,
		vars:   make(map[string]variable),
		byName: make(map[string]dwarf.Offset),
		byRun:  make(map[uint64]dwarf.Offset),
		funcs:  make(map[uint64]function),
		types:  make(map[dwarf.Offset]*typ),
	}
	r := data.Reader()
	x.order = r.ByteOrder()
	for {
		e, err := r.Next()
		if err != nil {
			return nil, corrupt("DWARF: %v", err)
		}
		if e == nil {
			return x, nil
		}
		if e.Tag == dwarf.TagCompileUnit {
			if lang, ok := e.Val(dwarf.AttrLanguage).(int64); ok && lang != langGo {
				r.SkipChildren()
			}
			continue
		}
		x.add(e)
		if e.Children {
			r.SkipChildren()
		}
	}
}

func (x *index) add(e *dwarf.Entry) {
	name, _ := e.Val(dwarf.AttrName).(string)
	switch e.Tag {
	case dwarf.TagVariable:
		loc, _ := e.Val(dwarf.AttrLocation).([]byte)
		t, ok := e.Val(dwarf.AttrType).(dwarf.Offset)
		if ok && name != "" && len(loc) == 9 && loc[0] == opAddr {
			addr := x.order.Uint64(loc[1:])
			x.vars[name] = variable{addr: addr, typ: t}
		}
	case dwarf.TagSubprogram:
		if pc, ok := e.Val(dwarf.AttrLowpc).(uint64); ok {
			x.funcs[pc] = function{name: name, at: e.Offset}
		}
	case dwarf.TagStructType:
		if kind, _ := e.Val(attrKind).(int64); kind == kindStruct {
			x.structs = append(x.structs, e.Offset)
		}
		x.addType(name, e)
	case dwarf.TagTypedef, dwarf.TagPointerType, dwarf.TagArrayType, dwarf.TagBaseType, dwarf.TagSubroutineType:
		x.addType(name, e)
	}
}

// addType keeps the first type of a name: a typedef of the same name and the
// same type follows it.
func (x *index) addType(name string, e *dwarf.Entry) {
	if run, ok := e.Val(attrRuntime).(uint64); ok && run != 0 {
		x.byRun[run] = e.Offset
	}
	if e.Tag != dwarf.TagStructType || strings.HasPrefix(name, "noalg.") {
		return
	}
	if _, ok := x.byName[name]; !ok {
		x.byName[name] = e.Offset
	}
}

// named returns the struct type of that name, which the runtime has in every
// program.
func (x *index) named(name string) (*typ, error) {
	at, ok := x.byName[name]
	if !ok {
		return nil, fmt.Errorf("%w: no type %s", ErrVersion, name)
	}
	return x.typeAt(at), nil
}
