package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/maplint/maplint/analyzer"
	"github.com/maplint/maplint/internal/driver"
)

// isVetCall reports whether the go command calls maplint as a vet tool.
func isVetCall(args []string) bool {
	if len(args) == 0 {
		return false
	}
	return args[0] == "-V=full" || args[0] == "-flags" || strings.HasSuffix(args[len(args)-1], ".cfg")
}

// vet serves the go command. It does not return.
func vet(args []string) {
	if skip, err := skipVet(args); err != nil {
		fmt.Fprintln(os.Stderr, "maplint:", err)
		os.Exit(exitFindings)
	} else if skip {
		os.Exit(exitClean)
	}
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintln(os.Stderr, "maplint:", vetFailure(p))
			os.Exit(exitFindings) // as for any failure of a vet tool
		}
	}()
	if last := len(os.Args) - 1; strings.HasSuffix(os.Args[last], ".cfg") {
		config, err := withTypes(os.Args[last])
		if err != nil {
			fmt.Fprintln(os.Stderr, "maplint:", vetFailure(err))
			os.Exit(exitFindings)
		}
		os.Args[last] = config // unitchecker reads them
	}
	for _, a := range analyzer.Checks() {
		// The names with the check's before them are unitchecker's.
		a.Flags.VisitAll(func(f *flag.Flag) { addShared(flag.CommandLine, f) })
	}
	unitchecker.Main(analyzer.Checks()...)
}

// skipVet answers for a package that need not even be parsed: one that the go
// command only wants facts of, a dependency, since there are none; and one
// whose text shows that there is nothing to find, if it is enough to print
// nothing. It reports false where there is more to do.
func skipVet(args []string) (bool, error) {
	config := args[len(args)-1]
	if !strings.HasSuffix(config, ".cfg") {
		return false, nil
	}
	var cfg unitchecker.Config
	data, err := os.ReadFile(config)
	if err != nil || json.Unmarshal(data, &cfg) != nil || cfg.VetxOutput == "" {
		return false, nil //nolint:nilerr // what is wrong with a configuration, unitchecker tells
	}
	isFormat := func(arg string) bool {
		name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		return name == "json" || name == "fix" || name == "diff"
	}
	if !cfg.VetxOnly && (len(cfg.GoFiles) == 0 || slices.ContainsFunc(args, isFormat) || slices.ContainsFunc(cfg.GoFiles, isRelevant)) {
		return false, nil
	}
	return true, os.WriteFile(cfg.VetxOutput, nil, 0o666)
}

// isRelevant reports whether the checks can have anything to say of a file.
func isRelevant(name string) bool {
	src, err := os.ReadFile(name)
	return err != nil || analyzer.Relevant(string(src))
}

// vetFailure explains a panic in one line. The one that users see is that of
// the reader of export data, which knows only formats older than its own.
func vetFailure(p any) string {
	text, _, _ := strings.Cut(fmt.Sprint(p), "\n")
	if strings.Contains(text, "export data") {
		return fmt.Sprintf("built with %s, the go command is newer: rebuild maplint with it (%s)", runtime.Version(), text)
	}
	return fmt.Sprintf("internal error: %s (please report this at %s)", text, driver.Bugs)
}
