// Large has a heap of 2 GiB with 100,000 maps, and counts what it does in each
// tenth of a second when it is told to.
package main

import (
	"fmt"
	"os"
	"strconv"
	"time"
)

type owner struct {
	name    string
	entries map[int]*[]byte
	payload []*node
}

type node struct {
	next *node
	data [48]byte
	name string
}

var owners []*owner

// work is what the program does for others: lookups and inserts in its maps.
func work(n int) int {
	done := 0
	for i := range n {
		o := owners[i*7919%len(owners)]
		o.entries[i%64] = nil
		delete(o.entries, i%64)
		done += len(o.entries)
	}
	return done
}

func main() {
	maps, _ := strconv.Atoi(os.Args[1])
	bytes, _ := strconv.Atoi(os.Args[2])
	each := bytes / maps
	for i := range maps {
		o := &owner{name: strconv.Itoa(i), entries: make(map[int]*[]byte)}
		for k := range 64 {
			o.entries[k+64] = nil
		}
		for k := range 63 {
			delete(o.entries, k+64)
		}
		// A third of the heap in small objects with pointers, the rest in
		// larger ones without.
		for n := 0; n < each/3; n += 96 {
			o.payload = append(o.payload, &node{name: o.name})
		}
		blob := make([]byte, each/2)
		o.entries[1000] = &blob
		owners = append(owners, o)
	}
	fmt.Println("ready")
	for {
		start, n := time.Now(), 0
		for time.Since(start) < 100*time.Millisecond {
			work(10_000)
			n += 10_000
		}
		fmt.Println(n)
	}
}
