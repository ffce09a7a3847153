// Command golangci-lint is golangci-lint with maplint in it.
package main

import (
	"fmt"
	"os"
	"runtime"

	"github.com/golangci/golangci-lint/v2/pkg/commands"
	_ "github.com/maplint/maplint/plugin"
)

func main() {
	// With this version golangci-lint throws away what it has cached when
	// the program changes.
	info := commands.BuildInfo{Version: "(devel)", GoVersion: runtime.Version()}
	if err := commands.Execute(info); err != nil {
		fmt.Fprintln(os.Stderr, "golangci-lint:", err)
		os.Exit(3)
	}
}
