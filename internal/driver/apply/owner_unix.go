//go:build unix

package apply

import (
	"io/fs"
	"os"
	"syscall"
)

const errReadOnlyFS = syscall.EROFS

// keepOwner gives a file the owner and group of another. Only root may give
// files away: for all others the owner is right already, and the group is
// where it can be.
func keepOwner(f *os.File, like fs.FileInfo) {
	if s, ok := like.Sys().(*syscall.Stat_t); ok {
		if f.Chown(int(s.Uid), int(s.Gid)) != nil {
			_ = f.Chown(-1, int(s.Gid))
		}
	}
}
