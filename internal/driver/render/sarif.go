package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/token"
	"io"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"

	"golang.org/x/tools/go/analysis"
	"honnef.co/go/tools/sarif"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/driver"
)

// schema is where the published schema of SARIF 2.1.0 is.
const schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// informationURI is where maplint is described.
const informationURI = "https://github.com/maplint/maplint"

// directives describes the findings that the driver itself makes.
var directives = &analysis.Analyzer{
	Name: driver.DirectiveCheck,
	Doc: driver.DirectiveCheck + `: find comments that silence no finding

A comment such as //lint:ignore maplint or //nolint:maplint silences
findings on its line or below it, or, at the declaration of a map, all about
that map. This one silences nothing, or lacks the reason that lint:ignore
needs. Remove it, or say why it is there:

	//lint:ignore maplint there are never more than ten tenants
`,
	URL: informationURI + "#silence-a-finding",
}

// SARIF writes a report as a SARIF 2.1.0 log with one run. version is
// maplint's own: v1.2.3, or anything for a build that is no release. checks
// are those that ran, whether they have found something or not.
func SARIF(w io.Writer, report *driver.Report, checks []*analysis.Analyzer, version string, opt Options) error {
	r := &sarifWriter{opt: opt, src: newSources(opt.Source), rules: make(map[string]int)}
	run := sarifRun{
		Tool: sarifTool{Driver: sarifComponent{
			ToolComponent: sarif.ToolComponent{
				Name:            "maplint",
				Version:         version,
				SemanticVersion: semanticVersion(version),
				InformationURI:  informationURI,
			},
			Rules: []sarifRule{},
		}},
		Invocations: []sarifInvocation{{
			Invocation:    sarif.Invocation{ExecutionSuccessful: len(report.Errors) == 0},
			Notifications: []sarifNotification{},
		}},
		ColumnKind: "utf16CodeUnits",
		Bases: map[string]sarifBase{
			srcRoot: {sarif.Message{Text: "The root of the repository, or the working directory where there is none."}},
		},
		Results: []sarifResult{},
	}
	for i, check := range append(slices.Clone(checks), directives) {
		r.rules[check.Name] = i
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, newRule(check))
	}
	ids := Fingerprints(report.Findings, opt)
	for i, f := range report.Findings {
		run.Results = append(run.Results, r.result(f, ids[i]))
	}
	for _, e := range report.Errors {
		run.Invocations[0].Notifications = append(run.Invocations[0].Notifications, r.notification(e))
	}

	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	if err := enc.Encode(sarifLog{Schema: schema, Version: sarif.Version, Runs: []sarifRun{run}}); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// A sarifWriter turns findings into results.
type sarifWriter struct {
	opt   Options
	src   *sources
	rules map[string]int // by name
}

// result turns a finding into a result.
func (r *sarifWriter) result(f driver.Finding, fingerprint string) sarifResult {
	rule, ok := r.rules[f.Check]
	if !ok {
		rule = -1
	}
	level := sarif.Warning
	switch f.Confidence {
	case check.Measured.String():
		level = sarif.Error
	case check.Low.String():
		level = sarif.Note
	}
	out := sarifResult{
		Result: sarif.Result{
			RuleID:       f.Check,
			Kind:         sarif.Fail,
			Level:        level,
			Message:      sarif.Message{Text: linked(f)},
			Locations:    []sarif.Location{r.location(f.Pos, f.End)},
			Suppressions: []sarif.Suppression{},
		},
		RuleIndex: rule,
		PartialFingerprints: map[string]string{
			"maplint/v1": fingerprint,
		},
		Properties: sarifProperties{
			Package:    f.Package,
			Holder:     f.Holder,
			Confidence: f.Confidence,
			MinBytes:   oneDecimal(f.MinBytes),
			MaxBytes:   oneDecimal(f.MaxBytes),
		},
	}
	rank := rankOf(f)
	out.Rank = &rank
	if f.Keeps != nil {
		out.Properties.Keeps = newKeeps(f.Keeps)
	}
	if hash := r.src.file(f.Pos.Filename).lineHash(f.Pos.Line); hash != "" {
		out.PartialFingerprints["primaryLocationLineHash"] = hash
	}
	for i, related := range f.Related {
		l := r.location(related.Pos, related.End)
		l.ID = i + 1
		l.Message = &sarif.Message{Text: related.Message}
		out.RelatedLocations = append(out.RelatedLocations, l)
	}
	for _, fix := range f.Fixes {
		if len(fix.Edits) > 0 {
			out.Fixes = append(out.Fixes, r.fix(fix))
		}
	}
	return out
}

// The ranks of findings that nobody has measured: below those that were.
const (
	lowRank     = 10
	defaultRank = 40
)

// rankOf is what SARIF calls the priority of a result, from 0 to 100. A
// measured map has at least 50, and more by its share of the program's memory:
// 75 for half of it.
func rankOf(f driver.Finding) float64 {
	k := f.Keeps
	switch {
	case f.Confidence == check.Low.String():
		return lowRank
	case k == nil || k.InUse <= 0:
		return defaultRank
	}
	bytes := k.Bytes
	if k.Live != nil {
		bytes = k.Live.Wasted
	}
	share := min(1, float64(bytes)/float64(k.InUse))
	return math.Round(10*(50+50*share)) / 10
}

// linked returns the message of a finding with a link to each place that it
// refers to, since GitHub shows no others.
func linked(f driver.Finding) string {
	escape := strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`)
	text := f.Message
	for i, related := range f.Related {
		text += fmt.Sprintf(". [%s](%d)", escape.Replace(related.Message), i+1)
	}
	return text
}

func (r *sarifWriter) fix(fix driver.Fix) sarifFix {
	out := sarifFix{Description: sarif.Message{Text: fix.Message}}
	for _, e := range fix.Edits {
		artifact := r.artifact(e.File)
		i := 0
		for i < len(out.Changes) && out.Changes[i].Artifact != artifact {
			i++
		}
		if i == len(out.Changes) {
			out.Changes = append(out.Changes, sarifChange{Artifact: artifact})
		}
		out.Changes[i].Replacements = append(out.Changes[i].Replacements, sarifReplacement{
			Deleted: sarifBytes{
				Region:     r.region(e.Start, e.End),
				ByteOffset: e.Start.Offset,
				ByteLength: e.End.Offset - e.Start.Offset,
			},
			Inserted: sarif.ArtifactContent{Text: e.New},
		})
	}
	return out
}

func (r *sarifWriter) notification(e *driver.Error) sarifNotification {
	n := sarifNotification{Level: sarif.Error, Message: sarif.Message{Text: e.Msg}}
	if e.Pos.Filename != "" {
		n.Locations = []sarif.Location{r.location(e.Pos, token.Position{})}
	}
	return n
}

func (r *sarifWriter) location(pos, end token.Position) sarif.Location {
	return sarif.Location{PhysicalLocation: sarif.PhysicalLocation{
		ArtifactLocation: r.artifact(pos.Filename),
		Region:           r.region(pos, end),
	}}
}

// artifact names a file: relative to the root if it is below, else by an
// absolute URI.
func (r *sarifWriter) artifact(name string) sarif.ArtifactLocation { return artifact(r.opt, name) }

func artifact(opt Options, name string) sarif.ArtifactLocation {
	if rel, ok := inRoot(opt.root(), name); ok {
		return sarif.ArtifactLocation{URI: relativeURI(rel), URIBaseID: srcRoot}
	}
	return sarif.ArtifactLocation{URI: fileURI(filepath.ToSlash(name))}
}

// region returns a range. GitHub wants all four of its numbers: where no end
// is known the range goes to the end of the line.
func (r *sarifWriter) region(pos, end token.Position) sarif.Region {
	pos.Line, pos.Column = max(pos.Line, 1), max(pos.Column, 1) // an error can be about a whole file
	if end.Filename != pos.Filename || end.Line < pos.Line || end.Line == pos.Line && end.Column < pos.Column {
		end = pos
		if line, ok := r.src.line(pos); ok {
			end.Column = len(line) + 1
		}
	}
	return sarif.Region{
		StartLine: pos.Line, StartColumn: r.column(pos),
		EndLine: end.Line, EndColumn: r.column(end),
	}
}

// column turns a column in bytes into one in UTF-16 units. They are the same
// in a line of ASCII, which is the best guess for a file that can't be read.
func (r *sarifWriter) column(pos token.Position) int {
	line, ok := r.src.line(pos)
	if !ok {
		return pos.Column
	}
	return len(utf16.Encode([]rune(string(line[:pos.Column-1])))) + 1
}

// semanticVersion returns a version without its v, or nothing for one that
// is no release: (devel).
func semanticVersion(version string) string {
	if !regexp.MustCompile(`^v\d+\.\d+\.\d+`).MatchString(version) {
		return ""
	}
	return version[1:]
}
