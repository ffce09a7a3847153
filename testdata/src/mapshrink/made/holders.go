// Package holders has holder forms whose verdict is wrong today.
package made

// A struct type that is defined by another one has the same fields.
type base struct {
	jobs map[string]int64 // verdict: reported
}

type Spool base

func NewSpool() *Spool { return &Spool{jobs: make(map[string]int64)} }

func (s *Spool) Add(job string, at int64) { s.jobs[job] = at }

func (s *Spool) Trim(before int64) {
	for job, at := range s.jobs {
		if at < before {
			delete(s.jobs, job) // want `jobs never shrinks`
		}
	}
}
