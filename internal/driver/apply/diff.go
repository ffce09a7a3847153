package apply

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/maplint/maplint/internal/driver"
)

// Diff returns the changes as a unified diff for git apply and patch -p1, run
// in dir. Those refuse files outside of dir, which become errors.
func Diff(dir string, files []*File) (patch []byte, problems []*driver.Error) {
	for _, f := range files {
		rel, err := filepath.Rel(dir, f.Name)
		if err != nil || !filepath.IsLocal(rel) {
			problems = append(problems, problem(f, errors.New("the file is not in the current directory, and a patch can't name it: run maplint where the file is below")))
			continue
		}
		name := filepath.ToSlash(rel)
		text := diff.Diff("a/"+name, f.Old, "b/"+name, f.New)
		// A line of its own before the names is for readers only. With a
		// space in it a name ends at a tab.
		if _, after, ok := bytes.Cut(text, []byte("\n")); ok {
			text = after
		}
		if strings.Contains(name, " ") {
			for _, line := range []string{"--- a/" + name, "+++ b/" + name} {
				text = bytes.Replace(text, []byte(line+"\n"), []byte(line+"\t\n"), 1)
			}
		}
		patch = append(patch, text...)
	}
	return patch, problems
}
