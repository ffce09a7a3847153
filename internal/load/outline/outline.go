// Package outline finds the declarations of a Go file, and the names that
// each of them uses, without parsing it.
//
// # Method
//
// A package needs of another only the declarations that it names, those
// that these name, and so on. An outline has, for each top-level
// declaration, the names it declares and all identifiers in it, function
// bodies aside: that is enough to follow names from declaration to
// declaration, and finding it takes a small part of the time of parsing and
// type-checking. Names are followed blindly: a parameter called config is
// taken as a use of a function config, which costs time and nothing else.
//
// Source that does not compile has an outline, too, if a strange one. Who
// uses outlines must parse what they select, and fall back to the whole
// source if that fails.
package outline

import "strings"

// A File is the outline of one source file.
type File struct {
	Src     string
	Package string
	Imports []Import
	Decls   []Decl
}

// An Import is one import of a file. Name is "" if the file gives none.
type Import struct{ Name, Path string }

// A Decl is a top-level declaration: a function, a method, or a whole group
// of constants, variables or types.
type Decl struct {
	// Names are what it declares, without blank names. For a method it is
	// the name of the receiver's type, and Method is set.
	Names  []string
	Method bool
	// Line is the number of the line that it begins in, from 1.
	Line int

	start, end int   // without the body of a function
	cuts       []cut // the insides of function literals
}

// A cut is a part of a source that is left out.
type cut struct{ start, end int }

// A Use is an identifier, or two with a period between them: a Qualifier
// that can be that of an import, and a Name.
type Use struct{ Qualifier, Name string }

// Of returns the outline of a file.
func Of(src string) *File {
	r := &reader{lexer: lexer{src: src}, file: &File{Src: src}}
	r.next()
	r.read()
	return r.file
}

// Uses returns all names that a file uses, those in function bodies
// included, and its imports.
func Uses(src string) ([]Import, []Use) {
	r := &reader{lexer: lexer{src: src}, file: &File{Src: src}, uses: newUses(), bodies: true}
	r.next()
	r.read()
	return r.file.Imports, r.uses.list
}

// Uses returns the names that a declaration uses outside of function bodies,
// without repetitions.
func (f *File) Uses(d *Decl) []Use {
	text := f.Text(d)
	r := &reader{lexer: lexer{src: text}, file: &File{Src: text}, uses: newUses()}
	r.next()
	r.read()
	return r.uses.list
}

// Text returns the source of a declaration without function bodies: those of
// functions and methods are left out, those of function literals empty.
func (f *File) Text(d *Decl) string {
	if len(d.cuts) == 0 {
		return f.Src[d.start:d.end]
	}
	var b strings.Builder
	pos := d.start
	for _, cut := range d.cuts {
		b.WriteString(f.Src[pos:cut.start])
		pos = cut.end
	}
	b.WriteString(f.Src[pos:d.end])
	return b.String()
}

// uses are names, without repetitions.
type uses struct {
	list []Use
	seen map[Use]bool
}

func newUses() *uses { return &uses{seen: make(map[Use]bool)} }

// A reader makes the outline of one file.
type reader struct {
	lexer
	file   *File
	bodies bool // look into function bodies

	decl *Decl
	uses *uses // nil when nobody asks for them
	line int   // the number of newlines before decl
	// The two tokens before the current one, for selectors and types.
	last, before string
	lastKind     tok
	again        bool // the next advance stays where it is
}

// advance goes to the next token and notes the current one as a use.
func (r *reader) advance() {
	if r.again {
		r.again = false
		return
	}
	if r.kind != tokNewline {
		r.before, r.last, r.lastKind = r.last, r.text(), r.kind
	}
	r.next()
}

// note adds the current token, an identifier, to the uses.
func (r *reader) note() {
	if r.uses == nil {
		return
	}
	use := Use{Name: r.text()}
	if r.lastKind == '.' && r.before != "." { // not after ...
		if r.before == "" || !isLetter(r.before[0]) {
			return // a selector on something that is no name
		}
		use.Qualifier = r.before
	}
	if !r.uses.seen[use] {
		r.uses.seen[use] = true
		r.uses.list = append(r.uses.list, use)
	}
}

// read reads the file, one declaration after the other.
func (r *reader) read() {
	for r.kind != tokEOF {
		if r.kind != tokIdent {
			r.advance()
			continue
		}
		switch r.text() {
		case "package":
			r.advance()
			r.file.Package = r.text()
			r.advance()
		case "import":
			r.imports()
		case "func":
			r.begin()
			r.function()
			r.end()
		case "const", "type", "var":
			r.begin()
			r.general()
			r.end()
		default:
			r.advance()
		}
	}
}

// begin begins a declaration at the current token.
func (r *reader) begin() {
	last := 0
	if r.decl != nil {
		last = r.decl.start
	}
	r.line += strings.Count(r.src[last:r.from], "\n")
	r.file.Decls = append(r.file.Decls, Decl{start: r.from, Line: r.line + 1})
	r.decl = &r.file.Decls[len(r.file.Decls)-1]
}

// end ends it before the current token, unless it ended with a body.
func (r *reader) end() {
	if r.decl.end == 0 {
		r.decl.end = r.from
	}
}

// imports reads an import declaration.
func (r *reader) imports() {
	r.advance()
	group := r.kind == '('
	name := ""
	for {
		switch r.kind {
		case tokIdent:
			name = r.text()
		case '.':
			name = "."
		case tokLiteral:
			if path := r.text(); len(path) >= 2 {
				r.file.Imports = append(r.file.Imports, Import{name, path[1 : len(path)-1]})
			}
			name = ""
		case tokEOF:
			return
		case ')':
			r.advance()
			return
		case tokNewline, ';':
			if !group {
				return
			}
		}
		r.advance()
	}
}

// function reads a function or method; the current token is func.
func (r *reader) function() {
	r.advance()
	if r.kind == '(' {
		r.decl.Method = true
		r.receiver()
	}
	if name := r.text(); r.kind == tokIdent {
		if !r.decl.Method && name != "_" && name != "init" {
			r.decl.Names = []string{name}
		}
		r.advance()
	}
	r.signature()
	if r.kind == '{' {
		r.body(false)
	}
}

// receiver reads a receiver and notes the name of its type: the last name
// that is not a type argument.
func (r *reader) receiver() {
	name, args := "", false
	for depth := 0; r.kind != tokEOF; r.advance() {
		switch r.kind {
		case '(':
			depth++
		case ')':
			depth--
		case '[':
			args = true
		case tokIdent:
			if !args {
				name = r.text()
			}
		}
		if depth == 0 {
			break
		}
	}
	r.advance()
	r.decl.Names = []string{name}
}

// signature reads type parameters, parameters and results, up to the body or
// the end of the statement.
func (r *reader) signature() {
	for depth := 0; r.kind != tokEOF; r.advance() {
		switch r.kind {
		case '(', '[':
			depth++
		case ')', ']':
			if depth == 0 {
				return // the end of what the function type stands in
			}
			depth--
		case '{':
			if depth == 0 && r.last != "interface" && r.last != "struct" {
				return
			}
			depth++
		case '}':
			if depth == 0 {
				return
			}
			depth--
		case ',', tokNewline, ';', '=', ':':
			if depth == 0 {
				return
			}
		case tokIdent:
			r.note()
		}
	}
}

// body reads a function body and cuts it out of the declaration: with its
// braces, or without those of a function literal.
func (r *reader) body(literal bool) {
	start := r.from
	for depth := 0; r.kind != tokEOF; r.advance() {
		switch r.kind {
		case '{':
			depth++
		case '}':
			depth--
		case tokIdent:
			if r.bodies {
				r.note()
			}
		}
		if depth == 0 {
			break
		}
	}
	if !literal {
		r.decl.end = start
	} else if start+1 < r.from {
		r.decl.cuts = append(r.decl.cuts, cut{start + 1, r.from})
	}
	r.advance()
}

// general reads a declaration of constants, variables or types, which may be
// a group.
func (r *reader) general() {
	isType := r.text() == "type"
	r.advance()
	depth, top := 0, 0
	if r.kind == '(' {
		depth, top = 1, 1
		r.advance()
	}
	// A specification declares the names it begins with.
	const (
		name  = iota // comes next
		comma        // can come next, and then a name
		rest
	)
	state := name
	for ; r.kind != tokEOF; r.advance() {
		switch r.kind {
		case tokNewline, ';':
			if depth == 0 {
				return
			}
			if depth == top {
				state = name
			}
			continue
		case tokIdent:
			switch {
			case state == name && !isType:
				state = comma
				r.declare()
				continue
			case state == name:
				state = rest
				r.declare()
				continue
			case r.text() == "func":
				r.literal()
				r.again = true // what follows the literal is yet to be seen
			default:
				r.note()
			}
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth < top {
				if top > 0 {
					r.advance()
				}
				return
			}
		}
		if r.kind == ',' && state == comma {
			state = name
		} else {
			state = rest
		}
	}
}

// declare adds the current token to the names that the declaration declares.
func (r *reader) declare() {
	if name := r.text(); name != "_" {
		r.decl.Names = append(r.decl.Names, name)
	}
}

// literal reads a function type or literal; the current token is func. After
// a bracket it is a type even if a brace follows: []func(){f, g}.
func (r *reader) literal() {
	element := r.last == "]"
	r.advance()
	r.signature()
	if r.kind == '{' && !element {
		r.body(true)
	}
}
