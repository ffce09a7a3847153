// Package ignored has findings that comments silence, each beside a near
// miss that is reported.
package ignored

import "time"

// All rules hold for each of these maps.
type Lines struct {
	above    map[string]int64 // verdict: reported
	behind   map[string]int64 // verdict: reported
	two      map[string]int64 // verdict: reported
	loop     map[string]int64 // verdict: reported
	nolint   map[string]int64 // verdict: reported
	around   map[string]int64 // verdict: reported
	before   map[string]int64 // verdict: reported
	other    map[string]int64 // verdict: reported
	reason   map[string]int64 // verdict: reported
	block    map[string]int64 // verdict: reported
	lists    map[string]int64 // verdict: reported
	sweeps   map[string]int64 // verdict: reported
	called   map[string]seen  // verdict: reported
	function map[string]int64 // verdict: reported
}

type seen struct{ at time.Time }

func (s *Lines) See(k string, at int64) {
	s.above[k], s.behind[k], s.two[k], s.loop[k] = at, at, at, at
	s.nolint[k], s.around[k], s.before[k], s.other[k] = at, at, at, at
	s.reason[k], s.block[k], s.lists[k], s.sweeps[k] = at, at, at, at
	s.called[k], s.function[k] = seen{time.Unix(at, 0)}, at
}

func (s *Lines) Above(before int64) {
	for k, at := range s.above {
		if at < before {
			//lint:ignore mapshrink clients are few
			delete(s.above, k)
		}
	}
}

func (s *Lines) Behind(before int64) {
	for k, at := range s.behind {
		if at < before {
			delete(s.behind, k) //lint:ignore mapshrink clients are few
		}
	}
}

// Near miss: a line between.
func (s *Lines) Two(before int64) {
	for k, at := range s.two {
		//lint:ignore mapshrink clients are few // problem: silences nothing
		if at < before {
			delete(s.two, k) // want `Lines.two`
		}
	}
}

// Near miss: the finding stands at the removal, not at its loop.
func (s *Lines) Loop(before int64) {
	//lint:ignore mapshrink clients are few // problem: silences nothing
	for k, at := range s.loop {
		if at < before {
			delete(s.loop, k) // want `Lines.loop`
		}
	}
}

func (s *Lines) Nolint(before int64) {
	for k, at := range s.nolint {
		if at < before {
			delete(s.nolint, k) //nolint:mapshrink // clients are few
		}
	}
}

// For golangci-lint the loop belongs to the comment above it, as in a nolint
// it does here.
func (s *Lines) Around(before int64) {
	//nolint:maplint // clients are few
	for k, at := range s.around {
		if at < before {
			delete(s.around, k)
		}
	}
}

// Near miss: the loop is not below the comment but beside it.
func (s *Lines) Before(before int64) {
	for k, at := range s.before { //nolint:maplint // problem: silences nothing
		if at < before {
			delete(s.before, k) // want `Lines.before`
		}
	}
}

// Near misses: other checks.
func (s *Lines) Other(before int64) {
	for k, at := range s.other {
		if at < before {
			//lint:ignore SA4006 clients are few
			delete(s.other, k) //nolint:errcheck // want `Lines.other`
		}
	}
}

// Near miss: no reason.
func (s *Lines) Reason(before int64) {
	for k, at := range s.reason {
		if at < before {
			//lint:ignore mapshrink
			delete(s.reason, k) // want `Lines.reason`
		}
	}
}

// Near miss: no directives.
func (s *Lines) Block(before int64) {
	for k, at := range s.block {
		if at < before {
			/*lint:ignore mapshrink clients are few*/
			// lint:ignore mapshrink clients are few
			delete(s.block, k) /* nolint:mapshrink */ // want `Lines.block`
		}
	}
	_ = `
//lint:file-ignore mapshrink in a string
`
}

func (s *Lines) Lists(before int64) {
	for k, at := range s.lists {
		if at < before {
			//lint:ignore SA1000,mapshrink clients are few
			delete(s.lists, k) //nolint:errcheck,maplint
		}
	}
}

// The one finding stands at the first sweep, and so must the comment.
func (s *Lines) Sweeps(before int64) {
	for k, at := range s.sweeps {
		if at < before {
			delete(s.sweeps, k) // want `Lines.sweeps`
		}
	}
	for k, at := range s.sweeps {
		if at > before {
			delete(s.sweeps, k) //nolint:mapshrink // problem: silences nothing
		}
	}
}

// The removal is reported, wherever its loop is.
func (s *Lines) Called(before time.Time) {
	for k, v := range s.called {
		if v.at.Before(before) {
			s.drop(k)
		}
	}
}

func (s *Lines) drop(k string) {
	delete(s.called, k) //lint:ignore mapshrink clients are few
}

// Function is silent as a whole.
//
//nolint:maplint // clients are few
func (s *Lines) Function(before int64) {
	for k, at := range s.function {
		if at < before {
			delete(s.function, k)
		}
	}
}

var shared = Lines{
	above: map[string]int64{},
}

func Shared() *Lines { return &shared }
