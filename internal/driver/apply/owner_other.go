//go:build !unix

package apply

import (
	"io/fs"
	"os"
)

// errReadOnlyFS is none: such systems say that there is no permission.
const errReadOnlyFS = noError("")

type noError string

func (e noError) Error() string { return string(e) }

// keepOwner does nothing: a new file has the owner of its directory.
func keepOwner(*os.File, fs.FileInfo) {}
