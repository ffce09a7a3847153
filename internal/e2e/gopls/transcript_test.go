package gopls

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestTranscript writes down the session that docs/editors.md shows.
func TestTranscript(t *testing.T) {
	forEach(t, func(t *testing.T, gopls build) {
		var messages []string
		dir := writeFiles(t, store)
		s := start(t, gopls, dir, nil, func(sent bool, msg message) {
			switch msg.Method {
			case "initialize", "initialized", "shutdown", "exit":
				return
			case "textDocument/publishDiagnostics":
				// gopls also publishes what it knows before the analyzers have run.
				none := bytes.Contains(msg.Params, []byte(`"diagnostics":[]`))
				if fixed := bytes.Contains(msg.Params, []byte(`"version":2`)); none != fixed {
					return
				}
			}
			if text := entry(t, dir, sent, msg); !slices.Contains(messages, text) && text != "" {
				messages = append(messages, text)
			}
		})
		text := s.open("store.go")
		d := s.await("store.go", 1, func(all []diagnostic) bool { return len(from("mapshrink", all)) > 0 })[0]
		fixed := s.apply("store.go", text, s.actions("store.go", d)[0])
		s.change("store.go", 2, fixed)
		s.await("store.go", 2, func(all []diagnostic) bool { return len(all) == 0 })
		s.stop()
		checkDoc(t, "sample", store["store.go"])
		checkDoc(t, "lsp", strings.Join(messages, "\n"))
	})
}

// entry is a message as the manual has it, or "": texts of whole files are
// left out, and a range is START-END, each as line:character.
func entry(t *testing.T, dir string, sent bool, msg message) string {
	t.Helper()
	data, head := msg.Params, msg.Method
	if head == "" {
		data, head = msg.Result, "the answer"
	}
	var body any
	if err := json.Unmarshal(data, &body); err != nil {
		t.Error(err)
	}
	if body = short(body); body == nil || reflect.ValueOf(body).Len() == 0 {
		return ""
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(body); err != nil {
		t.Error(err)
	}
	arrow := "<-- "
	if sent {
		arrow = "--> "
	}
	return arrow + head + "\n" + strings.ReplaceAll(b.String(), uri(dir), "file:///home/you/store")
}

// short returns a message without what is long.
func short(body any) any {
	switch body := body.(type) {
	case map[string]any:
		if line, ok := body["line"]; ok {
			return fmt.Sprintf("%v:%v", line, body["character"])
		}
		if start, ok := body["start"]; ok {
			return fmt.Sprintf("%v-%v", short(start), short(body["end"]))
		}
		// An action and a question repeat what has been published.
		_, isAction := body["edit"]
		_, isContext := body["only"]
		for key, value := range body {
			switch {
			case key == "text", key == "diagnostics" && (isAction || isContext):
				body[key] = "…"
			case key == "capabilities", key == "serverInfo":
				delete(body, key)
			default:
				body[key] = short(value)
			}
		}
	case []any:
		for i := range body {
			body[i] = short(body[i])
		}
	}
	return body
}
