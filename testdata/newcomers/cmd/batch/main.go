// Command batch works through its arguments and ends.
package main

import (
	"fmt"
	"os"
	"sync"
)

type todo struct {
	mu    sync.Mutex
	files map[string]int64 // want: silent: main ends when its arguments are done
}

func (t *todo) stat(file string, wg *sync.WaitGroup) {
	defer wg.Done()
	fi, err := os.Stat(file)
	if err != nil {
		return
	}
	t.mu.Lock()
	t.files[file] = fi.Size()
	t.mu.Unlock()
}

func main() {
	t := &todo{files: make(map[string]int64)}
	var wg sync.WaitGroup
	for _, a := range os.Args[1:] {
		wg.Add(1)
		go t.stat(a, &wg)
	}
	wg.Wait()

	for f, size := range t.files {
		if size == 0 {
			delete(t.files, f)
		}
	}
	fmt.Println(len(t.files), "files")
}
