package render

import (
	"bytes"
	"fmt"
	"io"

	"github.com/maplint/maplint/internal/driver"
)

// The colours of a terminal.
const (
	bold   = "\x1b[1m"
	faint  = "\x1b[2m"
	yellow = "\x1b[1;33m"
	plain  = "\x1b[0m"
)

// Text writes findings as file:line:col: message (check), with [fixable] before
// the check if there is a fix, with the places they refer to indented below, and the
// source line with its range underlined if there is a Source.
func Text(w io.Writer, findings []driver.Finding, opt Options) error {
	var b bytes.Buffer
	paint := func(color, s string) string {
		if !opt.Color {
			return s
		}
		return color + s + plain
	}
	src := newSources(opt.Source)
	for _, f := range findings {
		check := "(" + f.Check + ")"
		if len(f.Fixes) > 0 {
			check = "[fixable] " + check
		}
		fmt.Fprintf(&b, "%s %s %s\n", paint(bold, ShortPos(opt.Dir, f.Pos).String()+":"), f.Message, paint(faint, check))
		if line, under, ok := snippet(src, f.Pos, f.End); ok {
			fmt.Fprintf(&b, "\t%s\n\t%s\n", line, paint(yellow, under))
		}
		for _, r := range f.Related {
			fmt.Fprintf(&b, "\t%s %s\n", paint(bold, ShortPos(opt.Dir, r.Pos).String()+":"), r.Message)
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}
