// Large has a heap with many maps, and prints how long its work takes.
package main

import (
	"fmt"
	"os"
	"strconv"
	"syscall"
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
		start := cpu()
		work(200_000)
		fmt.Println((cpu() - start) / 200_000)
	}
}

// cpu returns the processor time of this process in nanoseconds, which other
// processes on a busy machine are no part of.
func cpu() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}
