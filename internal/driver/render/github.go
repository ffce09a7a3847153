package render

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/driver"
)

// GitHub writes findings as workflow commands, which GitHub Actions shows as
// annotations of the lines. Findings of low confidence are notices.
func GitHub(w io.Writer, findings []driver.Finding, opt Options) error {
	var b bytes.Buffer
	for _, f := range findings {
		command := "warning"
		if f.Confidence == check.Low.String() {
			command = "notice"
		}
		name, ok := inRoot(opt.root(), f.Pos.Filename)
		if !ok {
			name = f.Pos.Filename
		}
		fmt.Fprintf(&b, "::%s file=%s,line=%d", command, escapeProperty(name), f.Pos.Line)
		switch {
		case f.End.Line > f.Pos.Line: // columns are for ranges in one line only
			fmt.Fprintf(&b, ",endLine=%d", f.End.Line)
		case f.End.Line == f.Pos.Line:
			fmt.Fprintf(&b, ",endLine=%d,col=%d,endColumn=%d", f.End.Line, f.Pos.Column, f.End.Column)
		default:
			fmt.Fprintf(&b, ",col=%d", f.Pos.Column)
		}
		message := f.Message
		for _, r := range f.Related {
			message += fmt.Sprintf("\n%s: %s", ShortPos(opt.Dir, r.Pos), r.Message)
		}
		fmt.Fprintf(&b, ",title=%s::%s\n", escapeProperty("maplint "+f.Check), escapeData(message))
	}
	_, err := w.Write(b.Bytes())
	return err
}

// The escapes of workflow commands.
var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func escapeData(s string) string     { return dataEscapes.Replace(s) }
func escapeProperty(s string) string { return propertyEscapes.Replace(s) }
