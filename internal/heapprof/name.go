package heapprof

import (
	"net/url"
	"strings"
)

// FuncName brings the name of a function, as the runtime has it, into a form
// that can be compared with one from source: import path, type and name with
// dots between, as in example.com/store.Cache.Put. Left out are the type
// arguments of instances, whether the receiver is a pointer, the folder of a
// vendored package, and what comes after a function that a literal is part
// of; closure tells of the last. pkg is the import path, main for a program's
// own package.
func FuncName(name string) (normal, pkg string, closure bool) {
	name = withoutArguments(name)
	if i := strings.LastIndex(name, "/vendor/"); i >= 0 {
		name = name[i+len("/vendor/"):]
	}
	slash := strings.LastIndexByte(name, '/') + 1
	pkg, rest, ok := strings.Cut(name[slash:], ".")
	if !ok {
		return name, "", false
	}
	// The linker writes a dot in the last part of a path as %2e; some stores
	// of profiles write it as it was.
	if path, err := url.PathUnescape(name[:slash] + pkg); err == nil {
		pkg = path
	} else {
		pkg = name[:slash] + pkg
	}
	rest = strings.TrimSuffix(rest, "-fm")
	rest = receivers.Replace(rest)
	if rest == "glob." || strings.HasPrefix(rest, "glob..") {
		return pkg + ".init", pkg, true // of a package variable, before Go 1.21
	}
	parts := strings.Split(rest, ".")
	for i, part := range parts {
		if i == 1 && parts[0] == "init" && isNumber(part) {
			continue // one of several initializers
		}
		if i > 0 && madeUp(part) || i == 0 && strings.Contains(part, "-range") {
			closure = true
			if j := strings.Index(part, "-range"); j > 0 {
				parts[i] = part[:j]
				i++
			}
			parts = parts[:i]
			break
		}
	}
	if parts[0] == "init" {
		return pkg + ".init", pkg, closure
	}
	return pkg + "." + strings.Join(parts, "."), pkg, closure
}

var receivers = strings.NewReplacer("(*", "", "(", "", ")", "")

// madeUp reports whether the compiler made a part of a name: func1, gowrap1,
// deferwrap1, Put-range1, and the bare number of a literal in a literal.
func madeUp(part string) bool {
	for _, prefix := range []string{"func", "gowrap", "deferwrap", ""} {
		if n, ok := strings.CutPrefix(part, prefix); ok && isNumber(n) {
			return true
		}
	}
	return strings.Contains(part, "-range")
}

func isNumber(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// withoutArguments drops what stands in brackets, brackets included.
func withoutArguments(name string) string {
	if strings.IndexByte(name, '[') < 0 {
		return name
	}
	var b strings.Builder
	depth := 0
	for i := range len(name) {
		switch c := name[i]; {
		case c == '[':
			depth++
		case c == ']' && depth > 0:
			depth--
		case depth == 0:
			b.WriteByte(c)
		}
	}
	return b.String()
}
