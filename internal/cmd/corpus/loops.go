package main

import (
	"bytes"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"
)

// loops are the loops in the files that people wrote, by name of the file, as
// the syntax has them: what the model makes of the code does not decide which
// places are looked at for silence.
type loops struct {
	mu     sync.Mutex
	byFile map[string][]span
}

// A span is a range of bytes of a file.
type span struct{ start, end int }

// at reports whether a position is in a file that people wrote, and in a loop
// there.
func (l *loops) at(posn token.Position) (byHand, inLoop bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	spans, byHand := l.byFile[posn.Filename]
	return byHand, slices.ContainsFunc(spans, func(s span) bool { return s.start <= posn.Offset && posn.Offset < s.end })
}

// add finds the loops of a package.
func (l *loops) add(pass *analysis.Pass) {
	for _, f := range pass.Files {
		tf := pass.Fset.File(f.FileStart)
		if ast.IsGenerated(f) || strings.HasSuffix(tf.Name(), "_test.go") {
			continue
		}
		var spans []span
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				// A loop that is written as a call.
				fn := typeutil.StaticCallee(pass.TypesInfo, n)
				if fn == nil || fn.FullName() != "maps.DeleteFunc" {
					return true
				}
			case *ast.ForStmt, *ast.RangeStmt:
			default:
				return true
			}
			spans = append(spans, span{tf.Offset(n.Pos()), tf.Offset(n.End())})
			return true
		})
		l.mu.Lock()
		l.byFile[tf.Name()] = spans
		l.mu.Unlock()
	}
}

// callback returns an analyzer that does nothing but call f.
func callback(name string, f func(*analysis.Pass)) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: name,
		Doc:  "call a function of this command",
		Run: func(pass *analysis.Pass) (any, error) {
			f(pass)
			return nil, nil
		},
	}
}

var generatedLine = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.\r?$`)

// generated reports whether the text of a file says that it was generated,
// before its package clause.
func generated(src []byte) bool {
	head := src
	if i := bytes.Index(src, []byte("\npackage ")); i >= 0 {
		head = src[:i+1]
	}
	return generatedLine.Match(head)
}
