package load

import (
	"go/ast"
	"go/token"
	"strconv"
)

// declarations drops from a file what other packages can't see the types of:
// bodies of functions and, where a type is given, initial values of
// variables. The rest of the work of this file is to tell which imports the
// declarations still need: the others need not be loaded.
func declarations(f *ast.File) {
	decls := f.Decls[:0]
	for _, decl := range f.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Recv == nil && (decl.Name.Name == "init" || decl.Name.Name == "_") {
				continue
			}
			decl.Body = nil
		case *ast.GenDecl:
			if decl.Tok == token.VAR {
				for _, spec := range decl.Specs {
					if spec, ok := spec.(*ast.ValueSpec); ok && spec.Type != nil {
						spec.Values = nil
					}
				}
			}
		}
		decls = append(decls, decl)
	}
	f.Decls = decls
	f.Comments = nil
}

// usedNames returns the names that declarations can use to refer to imports.
func usedNames(f *ast.File) map[string]bool {
	used := make(map[string]bool)
	for _, decl := range f.Decls {
		ast.Inspect(decl, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				// Initial values of variables keep their literals, whose types
				// count but whose bodies don't.
				n.Body = &ast.BlockStmt{Lbrace: n.Body.Lbrace, Rbrace: n.Body.Rbrace}
			case *ast.SelectorExpr:
				if id, ok := n.X.(*ast.Ident); ok {
					used[id.Name] = true
				}
			}
			return true
		})
	}
	return used
}

// dropImports removes the imports that no declaration uses. nameOf gives the
// name of the package with an import path, or "" if it is not known.
func dropImports(f *ast.File, nameOf func(path string) string) {
	used := usedNames(f)
	keep := func(spec *ast.ImportSpec) bool {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return true
		}
		name := nameOf(path)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		return name == "" || name == "." || used[name]
	}
	decls := f.Decls[:0]
	for _, decl := range f.Decls {
		if gen, ok := decl.(*ast.GenDecl); ok && gen.Tok == token.IMPORT {
			specs := gen.Specs[:0]
			for _, spec := range gen.Specs {
				if spec, ok := spec.(*ast.ImportSpec); ok && keep(spec) {
					specs = append(specs, spec)
				}
			}
			gen.Specs = specs
			if len(specs) == 0 {
				continue
			}
		}
		decls = append(decls, decl)
	}
	f.Decls = decls
	imports := f.Imports[:0]
	for _, spec := range f.Imports {
		if keep(spec) {
			imports = append(imports, spec)
		}
	}
	f.Imports = imports
}
