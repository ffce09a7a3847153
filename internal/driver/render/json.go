package render

import (
	"bytes"
	"encoding/json"
	"go/token"
	"io"
	"math"

	"github.com/maplint/maplint/internal/driver"
)

// jsonFinding is one line of JSON. docs/output.md promises its fields: they
// may be joined by others, but none goes or changes its meaning.
type jsonFinding struct {
	Check         string        `json:"check"`
	Package       string        `json:"package"`
	Holder        string        `json:"holder"`
	Confidence    string        `json:"confidence"`
	Fingerprint   string        `json:"fingerprint"`
	Position      jsonPosition  `json:"position"`
	End           *jsonPosition `json:"end,omitempty"`
	Message       string        `json:"message"`
	BytesPerEntry *jsonBytes    `json:"bytesPerEntry,omitempty"`
	Keeps         *jsonKeeps    `json:"keeps,omitempty"`
	Related       []jsonRelated `json:"related"`
	Fixes         []jsonFix     `json:"fixes"`
	URL           string        `json:"url"`
}

type jsonPosition struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

type jsonBytes struct {
	Min float64 `json:"min"`
	Max float64 `json:"max"`
}

// jsonKeeps is what heap profiles or processes show the map to keep.
type jsonKeeps struct {
	Bytes      int64 `json:"bytes"`
	Entries    int64 `json:"entries"`
	OtherBytes int64 `json:"otherBytes"`
	InUse      int64 `json:"inUseBytes"`
	Profiles   int   `json:"profiles"`
	Of         int   `json:"ofProfiles"`

	// Of several profiles only.
	History []int64 `json:"bytesByProfile,omitempty"`

	// Of a process only.
	EntriesNow *int64 `json:"entriesNow,omitempty"`
	Wasted     *int64 `json:"wastedBytes,omitempty"`
	Maps       *int   `json:"maps,omitempty"`
}

func newKeeps(k *driver.Keeps) *jsonKeeps {
	out := &jsonKeeps{Bytes: k.Bytes, Entries: k.Entries, OtherBytes: k.Besides, InUse: k.InUse, Profiles: k.Profiles, Of: k.Of, History: k.History}
	if k.Live != nil {
		out.EntriesNow, out.Wasted, out.Maps = &k.Live.Entries, &k.Live.Wasted, &k.Live.Maps
	}
	return out
}

type jsonRelated struct {
	Position jsonPosition  `json:"position"`
	End      *jsonPosition `json:"end,omitempty"`
	Message  string        `json:"message"`
}

type jsonFix struct {
	Message string     `json:"message"`
	Edits   []jsonEdit `json:"edits"`
}

type jsonEdit struct {
	File  string `json:"file"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	New   string `json:"new"`
}

// JSON writes findings as JSON Lines: one object for each, on a line of its
// own.
func JSON(w io.Writer, findings []driver.Finding, opt Options) error {
	position := func(pos token.Position) jsonPosition {
		return jsonPosition{ShortPath(opt.Dir, pos.Filename), pos.Line, pos.Column}
	}
	end := func(pos token.Position) *jsonPosition {
		if !pos.IsValid() {
			return nil
		}
		p := position(pos)
		return &p
	}

	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	fingerprints := Fingerprints(findings, opt)
	for i, f := range findings {
		out := jsonFinding{
			Check:       f.Check,
			Package:     f.Package,
			Holder:      f.Holder,
			Confidence:  f.Confidence,
			Fingerprint: fingerprints[i],
			Position:    position(f.Pos),
			End:         end(f.End),
			Message:     f.Message,
			Related:     []jsonRelated{},
			Fixes:       []jsonFix{},
			URL:         f.URL,
		}
		if f.MaxBytes > 0 {
			out.BytesPerEntry = &jsonBytes{oneDecimal(f.MinBytes), oneDecimal(f.MaxBytes)}
		}
		if k := f.Keeps; k != nil {
			out.Keeps = newKeeps(k)
		}
		for _, r := range f.Related {
			out.Related = append(out.Related, jsonRelated{position(r.Pos), end(r.End), r.Message})
		}
		for _, fix := range f.Fixes {
			o := jsonFix{fix.Message, []jsonEdit{}}
			for _, e := range fix.Edits {
				o.Edits = append(o.Edits, jsonEdit{ShortPath(opt.Dir, e.File), e.Start.Offset, e.End.Offset, e.New})
			}
			out.Fixes = append(out.Fixes, o)
		}
		if err := enc.Encode(out); err != nil {
			return err
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

// oneDecimal rounds bytes for people: layouts aren't known any better.
func oneDecimal(x float64) float64 { return math.Round(x*10) / 10 }
