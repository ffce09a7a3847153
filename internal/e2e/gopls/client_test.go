package gopls

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// A server is a gopls that serves one module over its standard input and
// output, as an editor starts it.
type server struct {
	t   *testing.T
	dir string
	cmd *exec.Cmd
	in  io.WriteCloser

	settings map[string]any
	log      func(sent bool, msg message) // may be nil
	logging  sync.Mutex

	mu        sync.Mutex
	pending   map[int]chan message
	published map[string]published // by the file's path in dir
	changed   chan struct{}        // closed at the next publishDiagnostics
	lastID    int
	done      chan struct{} // closed when the server says no more
}

type message struct {
	JSONRPC string          `json:"jsonrpc,omitempty"`
	ID      json.RawMessage `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   json.RawMessage `json:"error,omitempty"`
}

type (
	position struct{ Line, Character int } // from 0, in UTF-16 units
	span     struct{ Start, End position }
	location struct {
		URI   string
		Range span
	}
	diagnostic struct {
		Range              span
		Severity           int
		Code               any
		CodeDescription    struct{ Href string }
		Source             string
		Message            string
		Tags               []int
		RelatedInformation []struct {
			Location location
			Message  string
		}
		raw json.RawMessage
	}
	published struct {
		URI         string
		Version     int
		Diagnostics []json.RawMessage
	}
	textEdit struct {
		Range   span
		NewText string
	}
	codeAction struct {
		Title       string
		Kind        string
		IsPreferred bool
		Edit        struct {
			DocumentChanges []struct {
				TextDocument struct{ URI string }
				Edits        []textEdit
			}
		}
		Data json.RawMessage
	}
)

// start starts a gopls on the module in dir and initializes it.
func start(t *testing.T, gopls build, dir string, settings map[string]any, log func(bool, message)) *server {
	t.Helper()
	s := &server{
		t: t, dir: dir, settings: settings, log: log,
		pending: map[int]chan message{}, published: map[string]published{},
		changed: make(chan struct{}), done: make(chan struct{}),
	}
	s.cmd = exec.Command(gopls.path)
	s.cmd.Dir = dir
	s.cmd.Env = gopls.environ(t)
	s.cmd.Stderr = os.Stderr
	var err error
	if s.in, err = s.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go s.read(bufio.NewReader(out))
	t.Cleanup(s.stop)

	s.call("initialize", map[string]any{
		"processId":             os.Getpid(),
		"rootUri":               uri(dir),
		"workspaceFolders":      []any{map[string]any{"uri": uri(dir), "name": filepath.Base(dir)}},
		"initializationOptions": settings,
		"capabilities": map[string]any{
			"workspace": map[string]any{"configuration": true, "workspaceEdit": map[string]any{"documentChanges": true}},
			"textDocument": map[string]any{
				"publishDiagnostics": map[string]any{"relatedInformation": true, "codeDescriptionSupport": true, "versionSupport": true},
				"codeAction": map[string]any{
					"codeActionLiteralSupport": map[string]any{"codeActionKind": map[string]any{"valueSet": []string{"quickfix"}}},
				},
			},
		},
	}, nil)
	s.notify("initialized", map[string]any{})
	return s
}

// stop ends the session, as the protocol has it.
func (s *server) stop() {
	if s.cmd.ProcessState != nil {
		return
	}
	select {
	case <-s.done:
	default:
		s.call("shutdown", nil, nil)
		s.notify("exit", nil)
	}
	_ = s.in.Close() // it may have ended by itself
	if err := s.cmd.Wait(); err != nil {
		s.t.Errorf("gopls: %v", err)
	}
}

// read takes what the server says.
func (s *server) read(r *bufio.Reader) {
	defer close(s.done)
	for {
		length := 0
		for {
			line, err := r.ReadString('\n')
			if err != nil {
				return
			}
			line = strings.TrimSpace(line)
			if line == "" {
				break
			}
			if n, ok := strings.CutPrefix(line, "Content-Length: "); ok {
				length, _ = strconv.Atoi(n)
			}
		}
		body := make([]byte, length)
		if _, err := io.ReadFull(r, body); err != nil {
			return
		}
		var msg message
		if err := json.Unmarshal(body, &msg); err != nil {
			s.t.Errorf("%v in %s", err, body)
			return
		}
		s.take(msg)
	}
}

func (s *server) take(msg message) {
	switch {
	case msg.Method == "": // an answer
		id, _ := strconv.Atoi(string(msg.ID))
		s.mu.Lock()
		answer := s.pending[id]
		delete(s.pending, id)
		s.mu.Unlock()
		if answer != nil {
			answer <- msg
		}
	case msg.Method == "textDocument/publishDiagnostics":
		var p published
		if err := json.Unmarshal(msg.Params, &p); err != nil {
			s.t.Errorf("%v in %s", err, msg.Params)
			return
		}
		s.note(false, msg) // before anybody who waits for it goes on
		s.mu.Lock()
		s.published[s.rel(p.URI)] = p
		close(s.changed)
		s.changed = make(chan struct{})
		s.mu.Unlock()
	case msg.ID != nil: // a question
		answer := message{JSONRPC: "2.0", ID: msg.ID, Result: json.RawMessage("null")}
		if msg.Method == "workspace/configuration" {
			var p struct{ Items []any }
			if err := json.Unmarshal(msg.Params, &p); err != nil {
				s.t.Errorf("%s: %v", msg.Method, err)
			}
			result := slices.Repeat([]any{s.settings}, len(p.Items))
			answer.Result, _ = json.Marshal(result)
		}
		s.send(answer)
	}
}

// note hands a message to the log, one at a time.
func (s *server) note(sent bool, msg message) {
	if s.log != nil {
		s.logging.Lock()
		defer s.logging.Unlock()
		s.log(sent, msg)
	}
}

func (s *server) send(msg message) {
	data, err := json.Marshal(msg)
	if err != nil {
		s.t.Error(err)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := fmt.Fprintf(s.in, "Content-Length: %d\r\n\r\n%s", len(data), data); err != nil {
		s.t.Error(err)
	}
}

func (s *server) notify(method string, params any) {
	data, err := json.Marshal(params)
	if err != nil {
		s.t.Fatal(err)
	}
	msg := message{JSONRPC: "2.0", Method: method, Params: data}
	s.note(true, msg)
	s.send(msg)
}

// call asks the server and decodes its answer into result, which may be nil.
func (s *server) call(method string, params, result any) {
	s.t.Helper()
	data, err := json.Marshal(params)
	if err != nil {
		s.t.Fatal(err)
	}
	answer := make(chan message, 1)
	s.mu.Lock()
	s.lastID++
	id := s.lastID
	s.pending[id] = answer
	s.mu.Unlock()
	msg := message{JSONRPC: "2.0", ID: json.RawMessage(strconv.Itoa(id)), Method: method, Params: data}
	s.note(true, msg)
	s.send(msg)
	select {
	case msg = <-answer:
	case <-s.done:
		s.t.Fatalf("gopls ended before it answered %s", method)
	case <-time.After(patience):
		s.t.Fatalf("gopls does not answer %s", method)
	}
	if msg.Error != nil {
		s.t.Fatalf("%s: %s", method, msg.Error)
	}
	s.note(false, msg)
	if result != nil {
		if err := json.Unmarshal(msg.Result, result); err != nil {
			s.t.Fatalf("%s: %v in %s", method, err, msg.Result)
		}
	}
}

// open opens a file of the module.
func (s *server) open(file string) string {
	s.t.Helper()
	text := readFile(s.t, filepath.Join(s.dir, file))
	s.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": s.uri(file), "languageId": "go", "version": 1, "text": text,
	}})
	return text
}

// change replaces the text of an open file.
func (s *server) change(file string, version int, text string) {
	s.notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": s.uri(file), "version": version},
		"contentChanges": []any{map[string]any{"text": text}},
	})
}

// await waits until what was published for a version of a file satisfies ok,
// and returns it.
func (s *server) await(file string, version int, ok func([]diagnostic) bool) []diagnostic {
	s.t.Helper()
	timeout := time.After(patience)
	for {
		s.mu.Lock()
		p, changed := s.published[file], s.changed
		s.mu.Unlock()
		var all []diagnostic
		for _, raw := range p.Diagnostics {
			d := diagnostic{raw: raw}
			if err := json.Unmarshal(raw, &d); err != nil {
				s.t.Fatalf("%v in %s", err, raw)
			}
			all = append(all, d)
		}
		if p.Version == version && ok(all) {
			slices.SortFunc(all, func(a, b diagnostic) int {
				return cmp.Or(a.Range.Start.Line-b.Range.Start.Line, a.Range.Start.Character-b.Range.Start.Character)
			})
			return all
		}
		select {
		case <-changed:
		case <-s.done:
			s.t.Fatal("gopls ended")
		case <-timeout:
			s.t.Fatalf("gopls does not publish what is awaited for version %d of %s; the last is %s", version, file, p.Diagnostics)
		}
	}
}

// actions asks for the quick fixes of a diagnostic.
func (s *server) actions(file string, d diagnostic) (actions []codeAction) {
	s.t.Helper()
	s.call("textDocument/codeAction", map[string]any{
		"textDocument": map[string]any{"uri": s.uri(file)},
		"range":        lowerSpan(d.Range),
		"context":      map[string]any{"diagnostics": []json.RawMessage{d.raw}, "only": []string{"quickfix"}},
	}, &actions)
	return actions
}

func lowerSpan(r span) map[string]any {
	at := func(p position) map[string]any { return map[string]any{"line": p.Line, "character": p.Character} }
	return map[string]any{"start": at(r.Start), "end": at(r.End)}
}

// apply returns text with the edits of an action to one file.
func (s *server) apply(file, text string, action codeAction) string {
	s.t.Helper()
	if n := len(action.Edit.DocumentChanges); n != 1 || s.rel(action.Edit.DocumentChanges[0].TextDocument.URI) != file {
		s.t.Fatalf("%q edits %d files, want %s only", action.Title, n, file)
	}
	edits := action.Edit.DocumentChanges[0].Edits
	slices.SortStableFunc(edits, func(a, b textEdit) int {
		return cmp.Or(b.Range.Start.Line-a.Range.Start.Line, b.Range.Start.Character-a.Range.Start.Character)
	})
	for _, e := range edits {
		text = text[:offset(text, e.Range.Start)] + e.NewText + text[offset(text, e.Range.End):]
	}
	return text
}

// offset returns where a position lies in a text, in bytes.
func offset(text string, p position) int {
	at := 0
	for range p.Line {
		at += strings.IndexByte(text[at:], '\n') + 1
	}
	for units := p.Character; units > 0; {
		r, size := utf8.DecodeRuneInString(text[at:])
		at += size
		units -= utf16.RuneLen(r)
	}
	return at
}

func uri(path string) string {
	path = filepath.ToSlash(path)
	if runtime.GOOS == "windows" {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

func (s *server) uri(file string) string { return uri(filepath.Join(s.dir, filepath.FromSlash(file))) }

// rel is the inverse of uri.
func (s *server) rel(u string) string {
	return strings.TrimPrefix(strings.TrimPrefix(u, uri(s.dir)), "/")
}
