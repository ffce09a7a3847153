// Command words counts frequent words.
package main

import (
	"bufio"
	"fmt"
	"os"

	"example.test/newcomers/internal/scan"
)

func main() {
	s := scan.NewScanner()
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		s.Line(in.Text())
	}
	s.DropRare(3)
	fmt.Println(s.Len())
}
