package render

import (
	"cmp"
	"go/doc/comment"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/tools/go/analysis"
	"honnef.co/go/tools/sarif"
)

// srcRoot is the base of relative URIs: the customary name of a repository's
// root. It has no URI of its own, which would be another on each machine.
const srcRoot = "%SRCROOT%"

// The types below add to those of honnef.co/go/tools what they lack.

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool        sarifTool            `json:"tool"`
	Invocations []sarifInvocation    `json:"invocations"`
	Bases       map[string]sarifBase `json:"originalUriBaseIds"`
	ColumnKind  string               `json:"columnKind"`
	Results     []sarifResult        `json:"results"`
}

type sarifTool struct {
	Driver sarifComponent `json:"driver"`
}

type sarifComponent struct {
	sarif.ToolComponent
	Rules []sarifRule `json:"rules"`
}

type sarifRule struct {
	sarif.ReportingDescriptor
	FullDescription sarif.Message       `json:"fullDescription"`
	Properties      sarifRuleProperties `json:"properties"`
}

// sarifRuleProperties are those that GitHub sorts alerts by.
type sarifRuleProperties struct {
	Tags      []string `json:"tags"`
	Precision string   `json:"precision"`
	Severity  string   `json:"problem.severity"`
}

type sarifInvocation struct {
	sarif.Invocation
	Notifications []sarifNotification `json:"toolExecutionNotifications"`
}

type sarifNotification struct {
	Level     string           `json:"level"`
	Message   sarif.Message    `json:"message"`
	Locations []sarif.Location `json:"locations,omitempty"`
}

type sarifBase struct {
	Description sarif.Message `json:"description"`
}

type sarifResult struct {
	sarif.Result
	RuleIndex           int               `json:"ruleIndex"`
	Rank                *float64          `json:"rank,omitempty"`
	Fixes               []sarifFix        `json:"fixes,omitempty"`
	PartialFingerprints map[string]string `json:"partialFingerprints"`
	Properties          sarifProperties   `json:"properties"`
}

// sarifProperties are what -json has as fields of a finding.
type sarifProperties struct {
	Package    string  `json:"package"`
	Holder     string  `json:"holder,omitempty"`
	Confidence string  `json:"confidence"`
	MinBytes   float64 `json:"bytesPerEntryMin,omitzero"`
	MaxBytes   float64 `json:"bytesPerEntryMax,omitzero"`
	// Keeps is what a heap profile shows the map to keep.
	Keeps *jsonKeeps `json:"keeps,omitempty"`
}

type sarifFix struct {
	Description sarif.Message `json:"description"`
	Changes     []sarifChange `json:"artifactChanges"`
}

type sarifChange struct {
	Artifact     sarif.ArtifactLocation `json:"artifactLocation"`
	Replacements []sarifReplacement     `json:"replacements"`
}

type sarifReplacement struct {
	Deleted  sarifBytes            `json:"deletedRegion"`
	Inserted sarif.ArtifactContent `json:"insertedContent"`
}

// sarifBytes is a region in bytes as well: exact, whatever the encoding.
type sarifBytes struct {
	sarif.Region
	ByteOffset int `json:"byteOffset"`
	ByteLength int `json:"byteLength"`
}

// newRule describes a check by its documentation.
func newRule(check *analysis.Analyzer) sarifRule {
	title, text, _ := strings.Cut(strings.TrimSpace(check.Doc), "\n")
	title = strings.TrimPrefix(title, check.Name+": ")
	text = cmp.Or(strings.TrimSpace(text), title) // GitHub wants one
	doc := new(comment.Parser).Parse(text)
	markdown := comment.Printer{HeadingLevel: 2, HeadingID: func(*comment.Heading) string { return "" }}
	unwrap(doc.Content)
	return sarifRule{
		ReportingDescriptor: sarif.ReportingDescriptor{
			ID:               check.Name,
			ShortDescription: sarif.Message{Text: alertTitle(title)},
			Help: sarif.Message{
				Text:     text,
				Markdown: string(markdown.Markdown(doc)),
			},
			HelpURI:              check.URL,
			DefaultConfiguration: sarif.ReportingConfiguration{Enabled: true, Level: sarif.Warning},
		},
		FullDescription: sarif.Message{Text: cmp.Or(firstParagraph(doc), title)},
		Properties: sarifRuleProperties{
			Tags:      []string{"go", "memory"},
			Precision: "medium", // see docs/precision.md
			Severity:  "warning",
		},
	}
}

// alertTitle turns the first line of a documentation, which says what the
// check does (find maps that …), into what is wrong (Maps that …).
func alertTitle(title string) string {
	title = strings.TrimPrefix(title, "find ")
	r, n := utf8.DecodeRuneInString(title)
	return string(unicode.ToUpper(r)) + title[n:]
}

// firstParagraph returns the first paragraph of a documentation, up to the
// 1,000 characters that GitHub shows. It is empty if there is none.
func firstParagraph(doc *comment.Doc) string {
	const most = 1000
	for _, b := range doc.Content {
		if p, ok := b.(*comment.Paragraph); ok {
			text := string(new(comment.Printer).Text(&comment.Doc{Content: []comment.Block{p}}))
			text = strings.Join(strings.Fields(text), " ")
			for len(text) > most { // drop sentences from the end
				cut := strings.LastIndex(text[:most], ". ")
				if cut < 0 {
					return text[:strings.LastIndex(text[:most], " ")] + " …"
				}
				text = text[:cut+1]
			}
			return text
		}
	}
	return ""
}

// unwrap joins the lines of paragraphs: GitHub shows each line end of
// Markdown as one.
func unwrap(blocks []comment.Block) {
	for _, b := range blocks {
		switch b := b.(type) {
		case *comment.Paragraph:
			for i, t := range b.Text {
				if p, ok := t.(comment.Plain); ok {
					b.Text[i] = comment.Plain(strings.ReplaceAll(string(p), "\n", " "))
				}
			}
		case *comment.List:
			for _, item := range b.Items {
				unwrap(item.Content)
			}
		}
	}
}
