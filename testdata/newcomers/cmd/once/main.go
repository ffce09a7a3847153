// Command once loops a fixed number of times and ends.
package main

import (
	"fmt"

	"example.test/newcomers/source"
)

func main() {
	count := make(map[string]int) // want: silent: main ends
	for range 1000 {
		count[source.Next()[:3]]++
	}
	for id, n := range count {
		if n == 1 {
			delete(count, id)
		}
	}
	fmt.Println(count)
}
