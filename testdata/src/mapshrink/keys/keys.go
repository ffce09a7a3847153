package keys

import (
	"time"
)

// Unbounded, near miss: bool keys.
type Lamp struct {
	at map[bool]time.Time // verdict: silent unbounded (its keys have 2 values at most)
}

func NewLamp() *Lamp { return &Lamp{at: make(map[bool]time.Time)} }

func (x *Lamp) Mark(k bool) { x.at[k] = time.Now() }

func (x *Lamp) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k)
		}
	}
}

// Unbounded, near miss: uint8 keys.
type Pins struct {
	at map[uint8]time.Time // verdict: silent unbounded (its keys have 256 values at most)
}

func NewPins() *Pins { return &Pins{at: make(map[uint8]time.Time)} }

func (x *Pins) Mark(k uint8) { x.at[k] = time.Now() }

func (x *Pins) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k)
		}
	}
}

// Unbounded, near miss: arrays of one byte.
type Opcodes struct {
	at map[[1]byte]time.Time // verdict: silent unbounded (its keys have 256 values at most)
}

func NewOpcodes() *Opcodes { return &Opcodes{at: make(map[[1]byte]time.Time)} }

func (x *Opcodes) Mark(k [1]byte) { x.at[k] = time.Now() }

func (x *Opcodes) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k)
		}
	}
}

// Unbounded, near miss: a named int8 without constants.
type octave int8

type Octaves struct {
	at map[octave]time.Time // verdict: silent unbounded (its keys have 256 values at most)
}

func NewOctaves() *Octaves { return &Octaves{at: make(map[octave]time.Time)} }

func (x *Octaves) Mark(k octave) { x.at[k] = time.Now() }

func (x *Octaves) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k)
		}
	}
}

// Unbounded, near miss: a small enumeration.
type Stage int

const (
	Fetch Stage = iota
	Check
	Store
)

type Stages struct {
	at map[Stage]time.Time // verdict: silent unbounded (its keys have 3 values at most)
}

func NewStages() *Stages { return &Stages{at: make(map[Stage]time.Time)} }

func (x *Stages) Mark(k Stage) { x.at[k] = time.Now() }

func (x *Stages) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k)
		}
	}
}

// Unbounded, near miss: an enumeration that starts at one.
type Tier uint32

const (
	Bronze Tier = iota + 1
	Silver
	Gold
	numTiers
)

type Tiers struct {
	at map[Tier]time.Time // verdict: silent unbounded (its keys have 4 values at most)
}

func NewTiers() *Tiers { return &Tiers{at: make(map[Tier]time.Time)} }

func (x *Tiers) Mark(k Tier) { x.at[k] = time.Now() }

func (x *Tiers) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k)
		}
	}
}

// Unbounded, near miss: a small enumeration of strings.
type Region string

const (
	North Region = "north"
	South Region = "south"
	East  Region = "east"
	West  Region = "west"
)

type Regions struct {
	at map[Region]time.Time // verdict: silent unbounded (its keys have 4 values at most)
}

func NewRegions() *Regions { return &Regions{at: make(map[Region]time.Time)} }

func (x *Regions) Mark(k Region) { x.at[k] = time.Now() }

func (x *Regions) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k)
		}
	}
}

// Unbounded, near miss: another package's enumeration.
type Weekly struct {
	at map[time.Weekday]time.Time // verdict: silent unbounded (its keys have 7 values at most)
}

func NewWeekly() *Weekly { return &Weekly{at: make(map[time.Weekday]time.Time)} }

func (x *Weekly) Mark(k time.Weekday) { x.at[k] = time.Now() }

func (x *Weekly) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k)
		}
	}
}

// Unbounded, near miss: the months of the year.
type Monthly struct {
	at map[time.Month]time.Time // verdict: silent unbounded (its keys have 12 values at most)
}

func NewMonthly() *Monthly { return &Monthly{at: make(map[time.Month]time.Time)} }

func (x *Monthly) Mark(k time.Month) { x.at[k] = time.Now() }

func (x *Monthly) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k)
		}
	}
}

// Unbounded, near miss: a struct of a few small fields.
type colour uint8

const (
	red colour = iota
	green
	blue
)

type cellKey struct {
	c   colour
	set bool
}

type Cells struct {
	at map[cellKey]time.Time // verdict: silent unbounded (its keys have 6 values at most)
}

func NewCells() *Cells { return &Cells{at: make(map[cellKey]time.Time)} }

func (x *Cells) Mark(k cellKey) { x.at[k] = time.Now() }

func (x *Cells) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k)
		}
	}
}

// Unbounded, case: a struct with one large field.
type peerKey struct {
	inbound bool
	id      uint64
}

type Peers struct {
	at map[peerKey]time.Time // verdict: reported
}

func NewPeers() *Peers { return &Peers{at: make(map[peerKey]time.Time)} }

func (x *Peers) Mark(k peerKey) { x.at[k] = time.Now() }

func (x *Peers) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k) // want `Peers\.at`
		}
	}
}

// Unbounded, case: uint16 keys, more than a thousand.
type Ports struct {
	at map[uint16]time.Time // verdict: reported
}

func NewPorts() *Ports { return &Ports{at: make(map[uint16]time.Time)} }

func (x *Ports) Mark(k uint16) { x.at[k] = time.Now() }

func (x *Ports) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k) // want `Ports\.at`
		}
	}
}

// Unbounded, case: runes.
type Glyphs struct {
	at map[rune]time.Time // verdict: reported
}

func NewGlyphs() *Glyphs { return &Glyphs{at: make(map[rune]time.Time)} }

func (x *Glyphs) Mark(k rune) { x.at[k] = time.Now() }

func (x *Glyphs) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k) // want `Glyphs\.at`
		}
	}
}

// Unbounded, case: arrays of two bytes.
type Prefixes struct {
	at map[[2]byte]time.Time // verdict: reported
}

func NewPrefixes() *Prefixes { return &Prefixes{at: make(map[[2]byte]time.Time)} }

func (x *Prefixes) Mark(k [2]byte) { x.at[k] = time.Now() }

func (x *Prefixes) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k) // want `Prefixes\.at`
		}
	}
}

// Unbounded, case: hashes.
type Blocks struct {
	at map[[32]byte]time.Time // verdict: reported
}

func NewBlocks() *Blocks { return &Blocks{at: make(map[[32]byte]time.Time)} }

func (x *Blocks) Mark(k [32]byte) { x.at[k] = time.Now() }

func (x *Blocks) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k) // want `Blocks\.at`
		}
	}
}

// Unbounded, case: keys of any type.
type Anything struct {
	at map[any]time.Time // verdict: reported
}

func NewAnything() *Anything { return &Anything{at: make(map[any]time.Time)} }

func (x *Anything) Mark(k any) { x.at[k] = time.Now() }

func (x *Anything) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k) // want `Anything\.at`
		}
	}
}

// Unbounded, case: a type of IDs with one named value.
type NodeID uint64

const NoNode NodeID = 0

type Nodes struct {
	at map[NodeID]time.Time // verdict: reported
}

func NewNodes() *Nodes { return &Nodes{at: make(map[NodeID]time.Time)} }

func (x *Nodes) Mark(k NodeID) { x.at[k] = time.Now() }

func (x *Nodes) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k) // want `Nodes\.at`
		}
	}
}

// Unbounded, case: a type of numbers with a few named ones far apart.
type Epoch uint64

const (
	Genesis  Epoch = 0
	ForkA    Epoch = 194_048
	ForkB    Epoch = 269_568
	FarAhead Epoch = 1<<64 - 1
)

type Epochs struct {
	at map[Epoch]time.Time // verdict: reported
}

func NewEpochs() *Epochs { return &Epochs{at: make(map[Epoch]time.Time)} }

func (x *Epochs) Mark(k Epoch) { x.at[k] = time.Now() }

func (x *Epochs) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k) // want `Epochs\.at`
		}
	}
}

// Unbounded, case: a type of IDs with the ends of its range named.
type SlotID uint32

const (
	MinSlot SlotID = 0
	MaxSlot SlotID = 1<<32 - 1
)

type Slots struct {
	at map[SlotID]time.Time // verdict: reported
}

func NewSlots() *Slots { return &Slots{at: make(map[SlotID]time.Time)} }

func (x *Slots) Mark(k SlotID) { x.at[k] = time.Now() }

func (x *Slots) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k) // want `Slots\.at`
		}
	}
}

// Unbounded, case: keys of a type parameter.
type Strings struct {
	at map[string]time.Time // verdict: reported
}

func NewStrings() *Strings { return &Strings{at: make(map[string]time.Time)} }

func (x *Strings) Mark(k string) { x.at[k] = time.Now() }

func (x *Strings) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k) // want `Strings\.at`
		}
	}
}

// Unbounded, near miss: keys from a literal that is ranged over.
type Gauges struct {
	at map[string]time.Time // verdict: silent unbounded (all keys stand in the source)
}

func NewGauges() *Gauges { return &Gauges{at: map[string]time.Time{}} }

func (g *Gauges) Sample() {
	for _, name := range []string{"cpu", "mem", "disk"} {
		g.at[name] = time.Now()
	}
}

func (g *Gauges) Forget(cutoff time.Time) {
	for k, at := range g.at {
		if at.Before(cutoff) {
			delete(g.at, k)
		}
	}
}

// Unbounded, near miss: all callers of the unexported method give constants.
type Timers struct {
	at map[string]time.Time // verdict: silent unbounded (all keys stand in the source)
}

func NewTimers() *Timers { return &Timers{at: map[string]time.Time{}} }

func (g *Timers) arm(name string) { g.at[name] = time.Now() }

func (g *Timers) Election() { g.arm("election") }
func (g *Timers) Beat()     { g.arm("beat") }

func (g *Timers) Fire(cutoff time.Time) {
	for k, at := range g.at {
		if at.Before(cutoff) {
			delete(g.at, k)
		}
	}
}

// Unbounded, case: one caller of it gives a name of its own caller.
type Alarms struct {
	at map[string]time.Time // verdict: reported
}

func NewAlarms() *Alarms { return &Alarms{at: map[string]time.Time{}} }

func (g *Alarms) arm(name string) { g.at[name] = time.Now() }

func (g *Alarms) Election()          { g.arm("election") }
func (g *Alarms) Custom(name string) { g.arm(name) }

func (g *Alarms) Fire(cutoff time.Time) {
	for k, at := range g.at {
		if at.Before(cutoff) {
			delete(g.at, k) // want `Alarms\.at`
		}
	}
}

// Unbounded, near miss: keys are the indexes of a fixed array.
type Board struct {
	lanes [12]int64
	at    map[int]time.Time // verdict: silent unbounded (all keys stand in the source)
}

func NewBoard() *Board { return &Board{at: map[int]time.Time{}} }

func (b *Board) Scan() {
	for i := range b.lanes {
		if b.lanes[i] > 0 {
			b.at[i] = time.Now()
		}
	}
}

func (b *Board) Forget(cutoff time.Time) {
	for k, at := range b.at {
		if at.Before(cutoff) {
			delete(b.at, k)
		}
	}
}

// Unbounded, case: indexes of a slice can be any number.
type Rows struct {
	lanes []int64
	at    map[int]time.Time // verdict: reported
}

func NewRows(n int) *Rows { return &Rows{lanes: make([]int64, n), at: map[int]time.Time{}} }

func (b *Rows) Scan() {
	for i := range b.lanes {
		if b.lanes[i] > 0 {
			b.at[i] = time.Now()
		}
	}
}

func (b *Rows) Forget(cutoff time.Time) {
	for k, at := range b.at {
		if at.Before(cutoff) {
			delete(b.at, k) // want `Rows\.at`
		}
	}
}
