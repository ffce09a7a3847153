package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
)

// A repository is one that the suite ran over, in results, and one of the
// corpus, in testdata/corpus/repositories.jsonl.
type repository struct {
	Repo   string `json:"repo"` // owner/name
	Commit string `json:"commit"`
	// Field is what kind of software it is, Date that of the commit. HeldOut
	// tells that no rule is tuned on it. Results have none of the three.
	Field   string `json:"field,omitempty"`
	Date    string `json:"date,omitempty"`
	HeldOut bool   `json:"held_out,omitempty"`
	// Lines are those of the module's Go files, without tests, generated
	// files, and vendor, testdata and hidden directories.
	Lines int `json:"lines"`
	// Packages is the number that were checked.
	Packages int `json:"packages,omitempty"`
	// Errors tell what could not be checked.
	Errors []string `json:"errors,omitempty"`
}

// A place is a line of a file, whose name is relative to the repository and
// has slashes.
type place struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// A record is what the suite says of one map from which entries are removed
// by files that people wrote.
type record struct {
	Repo    string `json:"repo"`
	Commit  string `json:"commit"`
	Package string `json:"package"`
	// place is where a finding is reported; else the first removal.
	place
	Holder string `json:"holder"`
	// Confidence is default, low, silent or unknown.
	Confidence string `json:"confidence"`
	// Decided names the rule or the reason that decided; empty for findings of
	// default confidence. Why is the same in words.
	Decided string `json:"decided,omitempty"`
	Why     string `json:"why"`
	Message string `json:"message,omitempty"`
	// Removals are the places that remove entries in files that people wrote,
	// Loops those of them that do it in a loop: by the syntax, or by what the
	// model knows of calls.
	Removals []place `json:"removals,omitempty"`
	Loops    []place `json:"loops,omitempty"`
}

// reported reports whether the record is a finding.
func (r *record) reported() bool { return r.Confidence == "default" || r.Confidence == "low" }

func compareRecords(a, b *record) int {
	return cmp.Or(
		cmp.Compare(a.Repo, b.Repo),
		cmp.Compare(a.Package, b.Package),
		cmp.Compare(a.Holder, b.Holder),
		cmp.Compare(a.File, b.File),
		cmp.Compare(a.Line, b.Line),
	)
}

// results are the lines of one run.
type results struct {
	repos   []*repository
	records []*record
}

// findings returns the records that are reported, without what only the
// comparison needs.
func (r *results) findings() []*record {
	var out []*record
	for _, rec := range r.records {
		if rec.reported() {
			short := *rec
			short.Removals, short.Loops = nil, nil
			out = append(out, &short)
		}
	}
	return out
}

// readResults reads what corpus run has written, or several such files one
// after the other. The error names the file and the line.
func readResults(name string) (*results, error) {
	res := new(results)
	err := eachLine(name, func(line []byte) error {
		var kind struct{ Holder *string }
		if err := json.Unmarshal(line, &kind); err != nil {
			return err
		}
		if kind.Holder == nil {
			r := new(repository)
			res.repos = append(res.repos, r)
			return strict(line, r)
		}
		r := new(record)
		res.records = append(res.records, r)
		return strict(line, r)
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(res.repos, func(a, b *repository) int { return cmp.Compare(a.Repo, b.Repo) })
	slices.SortStableFunc(res.records, compareRecords)
	return res, nil
}

// readRepositories reads testdata/corpus/repositories.jsonl.
func readRepositories(name string) (map[string]*repository, error) {
	out := make(map[string]*repository)
	err := eachLine(name, func(line []byte) error {
		r := new(repository)
		if err := strict(line, r); err != nil {
			return err
		}
		if r.Repo == "" || r.Commit == "" || out[r.Repo] != nil {
			return fmt.Errorf("%q has no name or commit, or is there twice", r.Repo)
		}
		out[r.Repo] = r
		return nil
	})
	return out, err
}

// eachLine calls f with each line of a file that is not empty.
func eachLine(name string, f func(line []byte) error) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	sc := bufio.NewScanner(file)
	sc.Buffer(nil, 16<<20)
	for n := 1; sc.Scan(); n++ {
		if line := bytes.TrimSpace(sc.Bytes()); len(line) > 0 {
			if err := f(line); err != nil {
				return fmt.Errorf("%s:%d: %w", name, n, err)
			}
		}
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// strict decodes a line that must have no other fields than v.
func strict(line []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if d.More() {
		return fmt.Errorf("more than one value in the line")
	}
	return nil
}

// writeLines writes each element as a line of JSON.
func writeLines[T any](w io.Writer, list []T) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, v := range list {
		if err := enc.Encode(v); err != nil {
			return err
		}
	}
	return nil
}

func dirOf(p place) string { return path.Dir(p.File) }
