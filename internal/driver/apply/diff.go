package apply

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

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
		end := "\n"
		if strings.Contains(name, " ") {
			end = "\t\n" // a name with a space ends at a tab
		}
		patch = fmt.Appendf(patch, "--- a/%s%s+++ b/%s%s", name, end, name, end)
		patch = append(patch, unified(f.Old, f.New)...)
	}
	return patch, problems
}
