package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
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
	if skipVet(args[len(args)-1]) {
		os.Exit(exitClean)
	}
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintln(os.Stderr, "maplint:", vetFailure(p))
			os.Exit(exitFindings) // as for any failure of a vet tool
		}
	}()
	for _, a := range analyzer.Checks() {
		// The names with the check's before them are unitchecker's.
		a.Flags.VisitAll(func(f *flag.Flag) {
			if flag.Lookup(f.Name) == nil {
				flag.Var(f.Value, f.Name, f.Usage)
			}
		})
	}
	unitchecker.Main(analyzer.Checks()...)
}

// skipVet answers for a package that the go command only wants facts of, a
// dependency: there are none, so that it need not even be parsed. It reports
// false where there is more to do.
func skipVet(config string) bool {
	if !strings.HasSuffix(config, ".cfg") {
		return false
	}
	data, err := os.ReadFile(config)
	if err != nil {
		return false
	}
	var cfg struct {
		VetxOnly   bool
		VetxOutput string
	}
	if json.Unmarshal(data, &cfg) != nil || !cfg.VetxOnly || cfg.VetxOutput == "" {
		return false
	}
	return os.WriteFile(cfg.VetxOutput, nil, 0o666) == nil
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
