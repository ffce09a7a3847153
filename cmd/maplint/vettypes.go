package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/tools/go/analysis/unitchecker"
	"golang.org/x/tools/go/gcexportdata"
)

// Since v0.51 unitchecker takes the types of imported packages from what the
// tool itself has written about them, not from export data of the compiler
// (golang/go#79454). The go commands of today, 1.26 and 1.27, are not made for
// that: they pass on nothing of a package that has findings, and then no
// package that imports it can be checked. It would also mean to type-check all
// dependencies, though the go command has compiled them already.
//
// So the types still come from the compiler: they are written in the format
// that unitchecker reads, and the configuration names those files instead.

// withTypes returns the name of a configuration that says the same as config
// and has the types of what the package imports. The files lie where the go
// command keeps those of the package, and are removed by it.
func withTypes(config string) (string, error) {
	data, err := os.ReadFile(config)
	if err != nil {
		return "", err
	}
	var cfg unitchecker.Config
	if json.Unmarshal(data, &cfg) != nil || cfg.VetxOutput == "" {
		return config, nil //nolint:nilerr // what is wrong with a configuration, unitchecker tells
	}
	dir := filepath.Join(filepath.Dir(config), "maplint")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", err
	}
	cfg.PackageVetx = make(map[string]string)
	fset := token.NewFileSet()
	compiled := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(cfg.PackageFile[path]) })
	for _, path := range cfg.ImportMap {
		if cfg.PackageFile[path] == "" {
			continue
		}
		pkg, err := compiled.Import(path)
		if err != nil {
			return "", fmt.Errorf("could not import %s: %w", path, err)
		}
		name := filepath.Join(dir, strconv.Itoa(len(cfg.PackageVetx))+".vetx")
		if err := writeVetx(name, fset, pkg); err != nil {
			return "", fmt.Errorf("could not import %s: %w", path, err)
		}
		cfg.PackageVetx[path] = name
	}
	if data, err = json.Marshal(cfg); err != nil {
		return "", err
	}
	config = filepath.Join(dir, "vet.cfg")
	return config, os.WriteFile(config, data, 0o666)
}

// writeVetx writes the types of a package, and no facts, as unitchecker reads
// them: a word, the length of both, and both.
func writeVetx(name string, fset *token.FileSet, pkg *types.Package) error {
	var buf bytes.Buffer
	if err := gcexportdata.Write(&buf, fset, pkg); err != nil {
		return err
	}
	types := buf.Bytes()[1:] // without the letter that names the format
	data := []byte("vetx")
	data = binary.LittleEndian.AppendUint32(data, uint32(len(types)))
	data = binary.LittleEndian.AppendUint32(data, 0)
	return os.WriteFile(name, append(data, types...), 0o666)
}
