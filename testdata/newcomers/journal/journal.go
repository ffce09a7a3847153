// Package journal opens files with named results and a deferred function.
package journal

import (
	"fmt"
	"os"
	"sync"
)

type Journal struct {
	mu      sync.Mutex
	f       *os.File
	offsets map[string]int64 // want: reported: Open returns the journal by a named result
	dirty   map[string]bool  // want: reported: a loop of Sync deletes what is written
}

func Open(path string) (j *Journal, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("journal: open %s: %w", path, err)
			j = nil
		}
	}()
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	j = &Journal{f: f, offsets: map[string]int64{}, dirty: map[string]bool{}}
	return j, nil
}

func (j *Journal) Append(key string, data []byte) (err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	off, err := j.f.Seek(0, 2)
	if err != nil {
		return err
	}
	if _, err = j.f.Write(data); err != nil {
		return err
	}
	j.offsets[key] = off
	j.dirty[key] = true
	return nil
}

func (j *Journal) Sync() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.f.Sync(); err != nil {
		return err
	}
	for k := range j.dirty {
		delete(j.dirty, k)
	}
	return nil
}

// Compact forgets what lies before off.
func (j *Journal) Compact(off int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for k, o := range j.offsets {
		if o < off {
			delete(j.offsets, k)
		}
	}
}
