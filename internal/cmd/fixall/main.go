// Command fixall proves the fixes on real code: it applies the first fix of
// each finding in memory, and checks that the packages still compile, that
// gofmt and some checks of go vet find nothing new, that the findings are
// gone, and that nothing is left to do in a further run. It writes no file.
//
//	cd some/module && go run github.com/maplint/maplint/internal/cmd/fixall ./...
//
// It ends with status 1 where a fix does not do what it should.
package main

import (
	"flag"
	"fmt"
	"os"

	"golang.org/x/tools/go/packages"
)

func main() {
	dir := flag.String("C", ".", "the directory to run in")
	diff := flag.Bool("v", false, "print each fixed region")
	flag.Parse()
	patterns := flag.Args()
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	sum, err := run(&packages.Config{Dir: *dir}, patterns...)
	if err != nil {
		fmt.Fprintln(os.Stderr, "fixall:", err)
		os.Exit(2)
	}
	for _, line := range sum.lines {
		if *diff || line.wrong {
			fmt.Println(line.text)
		}
	}
	fmt.Printf("%d packages, %d findings, %d with a fix, %d fixed, %d wrong\n", sum.packages, sum.findings, sum.fixable, sum.fixed, sum.wrong)
	if sum.wrong > 0 {
		os.Exit(1)
	}
}
