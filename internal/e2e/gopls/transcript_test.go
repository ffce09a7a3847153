package gopls

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestTranscript writes down the session that docs/editors.md shows.
func TestTranscript(t *testing.T) {
	forEach(t, func(t *testing.T, gopls build) {
		var messages []string
		dir := writeFiles(t, store)
		s := start(t, gopls, dir, nil, func(sent bool, msg message) {
			// gopls publishes that nothing is known yet, too.
			if text := entry(t, dir, sent, msg); len(messages) == 0 || messages[len(messages)-1] != text {
				messages = append(messages, text)
			}
		})
		text := s.open("store.go")
		d := s.await("store.go", 1, func(all []diagnostic) bool { return len(from("mapshrink", all)) > 0 })[0]
		fixed := s.apply("store.go", text, s.actions("store.go", d)[0])
		s.change("store.go", 2, fixed)
		s.await("store.go", 2, func(all []diagnostic) bool { return len(all) == 0 })
		s.stop()
		checkDoc(t, "lsp", strings.Join(messages, "\n"))
	})
}

// entry is a message as the manual has it: texts of whole files and what is
// of no interest are left out.
func entry(t *testing.T, dir string, sent bool, msg message) string {
	t.Helper()
	var body any
	data := msg.Result
	if msg.Method != "" {
		data = msg.Params
	}
	if err := json.Unmarshal(data, &body); err != nil {
		t.Error(err)
	}
	text, err := json.MarshalIndent(short(body), "", "  ")
	if err != nil {
		t.Error(err)
	}
	head := "<-- " + msg.Method
	if sent {
		head = "--> " + msg.Method
	}
	return strings.TrimSpace(head) + "\n" + strings.ReplaceAll(string(text), uri(dir), "file:///home/you/store") + "\n"
}

// short returns a message without what is long or differs between machines.
func short(body any) any {
	switch body := body.(type) {
	case map[string]any:
		for key, value := range body {
			switch key {
			case "capabilities", "serverInfo", "processId", "workspaceFolders", "initializationOptions":
				delete(body, key)
			case "text":
				body[key] = "…"
			case "context":
				body[key] = map[string]any{"diagnostics": "…", "only": value.(map[string]any)["only"]}
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
