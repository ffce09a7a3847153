// Package tenants keeps a table of tenants, and lets others make their own.
package tenants

import (
	"sync"
	"time"
)

type Tenant struct {
	mu     sync.Mutex
	Name   string
	tokens map[string]time.Time // want: reported: NewTenant is exported, whatever the table does
	used   time.Time
}

func NewTenant(name string) *Tenant {
	return &Tenant{Name: name, tokens: map[string]time.Time{}, used: time.Now()}
}

func (t *Tenant) Issue(token string) {
	t.mu.Lock()
	t.tokens[token] = time.Now()
	t.mu.Unlock()
}

func (t *Tenant) Expire(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for tok, at := range t.tokens {
		if time.Since(at) > d {
			delete(t.tokens, tok)
		}
	}
}

type Table struct {
	mu sync.Mutex
	m  map[string]*Tenant // want: reported: idle tenants are deleted in a loop
	tx map[string]*tx     // want: reported: old transactions are deleted in a loop
}

// tx is a transaction of a tenant.
type tx struct {
	writes map[string]string // want: silent: the table drops each transaction again
	begun  time.Time
}

func NewTable() *Table { return &Table{m: map[string]*Tenant{}, tx: map[string]*tx{}} }

func (t *Table) Get(name string) *Tenant {
	t.mu.Lock()
	defer t.mu.Unlock()
	tn := t.m[name]
	if tn == nil {
		tn = NewTenant(name)
		t.m[name] = tn
	}
	tn.used = time.Now()
	return tn
}

func (t *Table) Evict() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for name, tn := range t.m {
		if time.Since(tn.used) > time.Hour {
			delete(t.m, name)
		}
	}
	for id, x := range t.tx {
		if time.Since(x.begun) > time.Minute {
			delete(t.tx, id)
		}
	}
}

func (t *Table) Begin(id string) {
	t.mu.Lock()
	t.tx[id] = &tx{writes: map[string]string{}, begun: time.Now()}
	t.mu.Unlock()
}

func (t *Table) Write(id, k, v string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tx[id].writes[k] = v
}

func (t *Table) Undo(id string, keys []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, k := range keys {
		delete(t.tx[id].writes, k)
	}
}

func (t *Table) Commit(id string) map[string]string {
	t.mu.Lock()
	defer t.mu.Unlock()
	x := t.tx[id]
	delete(t.tx, id)
	return x.writes
}
