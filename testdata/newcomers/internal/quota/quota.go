// Package quota is used by one command, which never ends.
package quota

import "time"

type Table struct {
	used map[string]use // want: reported: the app of a command keeps it
}

type use struct {
	n     int
	until time.Time
}

func NewTable() *Table { return &Table{used: map[string]use{}} }

func (t *Table) Take(id string) bool {
	u := t.used[id]
	if u.n >= 100 {
		return false
	}
	u.n++
	u.until = time.Now().Add(time.Hour)
	t.used[id] = u
	return true
}

func (t *Table) Sweep() {
	for id, u := range t.used {
		if time.Now().After(u.until) {
			delete(t.used, id)
		}
	}
}
