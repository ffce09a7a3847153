package render

import (
	"net/url"
	"path/filepath"
	"strings"
)

// inRoot returns a file's name relative to root, with slashes. It reports
// false for a file that is not below root.
func inRoot(root, name string) (string, bool) {
	if !filepath.IsAbs(name) {
		return filepath.ToSlash(name), filepath.IsLocal(name)
	}
	rel, err := filepath.Rel(root, name)
	if err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

// relativeURI turns a relative path with slashes into a URI.
func relativeURI(name string) string {
	segments := strings.Split(name, "/")
	for i, s := range segments {
		// A colon would make the first segment a scheme.
		segments[i] = strings.ReplaceAll(url.PathEscape(s), ":", "%3A")
	}
	return strings.Join(segments, "/")
}

// fileURI turns an absolute path with slashes into a URI: /a/b, C:/a/b, or
// //host/share/a.
func fileURI(name string) string {
	if host, ok := strings.CutPrefix(name, "//"); ok {
		return "file://" + strings.TrimPrefix(relativeURI(host), "/")
	}
	if len(name) >= 2 && name[1] == ':' {
		return "file:///" + name[:2] + relativeURI(name[2:])
	}
	return "file://" + relativeURI(name)
}
