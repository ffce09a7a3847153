package goplsbuild

import (
	"debug/buildinfo"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// outputFile returns the path of the file to write, and finds out before the
// minutes of the build whether that can be.
func outputFile(name, exe string) (string, error) {
	if name == "" {
		name = "gopls" + exe
	}
	path, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // a link stays one
	}
	fi, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist) && os.IsPathSeparator(name[len(name)-1]):
		return "", fmt.Errorf("%s names a directory: name a file by -o", name)
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		return "", err
	case fi.IsDir():
		return "", fmt.Errorf("%s is a directory: name a file by -o", path)
	case !fi.Mode().IsRegular():
		return "", fmt.Errorf("%s is not a regular file: name another by -o", path)
	case fi.Size() > 0:
		if _, err := buildinfo.ReadFile(path); err != nil {
			return "", fmt.Errorf("%s exists and is no Go program: name another file by -o, or remove it", path)
		}
	}
	probe, err := os.CreateTemp(filepath.Dir(path), ".gopls-*")
	if err != nil {
		return "", fmt.Errorf("can't write %s: %w", path, errors.Unwrap(err))
	}
	return path, errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// install puts a program in its place at once: whoever starts it meanwhile
// gets the old one or the new one.
func install(built, path string) (err error) {
	in, err := os.Open(built)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".gopls-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("can't write %s: %w", path, err), os.Remove(temp.Name()))
		}
	}()
	_, err = io.Copy(temp, in)
	// As the go command made it, by the umask.
	if err := errors.Join(err, temp.Close(), os.Chmod(temp.Name(), info.Mode().Perm())); err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}
