package gopls

import (
	_ "embed"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// drive plays the user of the editor.
//
//go:embed testdata/drive.lua
var drive string

// TestNeovimOff switches the check off in a Neovim before 0.8, which does not
// answer when gopls asks for settings.
func TestNeovimOff(t *testing.T) {
	nvim, err := exec.LookPath("nvim")
	if err != nil {
		t.Skip("no nvim: apt-get install neovim")
	}
	version, err := command(temp, nil, nvim, "--version")
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^NVIM v0\.[1-7]\.`).MatchString(version) {
		t.Skip("a newer Neovim")
	}
	manual := readFile(t, docs)
	at, end := block(t, manual, "neovim before 0.11")
	settings := manual[at:end]
	at, end = block(t, manual, "neovim before 0.8, off")
	off := strings.Replace(settings, "root_dir = root,", "root_dir = root,\n"+manual[at:end], 1)

	forEach(t, func(t *testing.T, gopls build) {
		for text, want := range map[string]string{settings: "1", off: "0"} {
			dir := writeFiles(t, store)
			out := filepath.Join(t.TempDir(), "out")
			config := writeFiles(t, map[string]string{
				"init.lua": strings.ReplaceAll(text, `"gopls-maplint"`, strconv.Quote(gopls.path)),
				"drive.lua": `vim.cmd("edit store.go")
vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end)
vim.fn.writefile({ tostring(#vim.diagnostic.get(0)) }, ` + strconv.Quote(out) + `)
vim.cmd("qa!")`,
			})
			cmd := exec.Command(nvim, "--headless", "--clean", "-u", filepath.Join(config, "init.lua"), "-S", filepath.Join(config, "drive.lua"))
			cmd.Dir = dir
			cmd.Env = append(gopls.environ(t), "XDG_STATE_HOME="+config, "XDG_DATA_HOME="+config, "XDG_CACHE_HOME="+config)
			said, err := cmd.CombinedOutput()
			if got := strings.TrimSpace(readFile(t, out)); err != nil || got != want {
				t.Errorf("%s diagnostics, want %s: %v\n%s\n%s", got, want, err, said, text)
			}
		}
	})
}

// TestNeovim opens a file in Neovim, with the settings of docs/editors.md,
// and applies a quick fix.
func TestNeovim(t *testing.T) {
	nvim, err := exec.LookPath("nvim")
	if err != nil {
		t.Skip("no nvim: apt-get install neovim")
	}
	version, err := command(temp, nil, nvim, "--version")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`^NVIM v0\.(\d+)`).FindStringSubmatch(version)
	if m == nil {
		t.Fatalf("nvim --version:\n%s", version)
	}
	name := "neovim 0.11"
	if minor, _ := strconv.Atoi(m[1]); minor < 11 {
		name = "neovim before 0.11"
	}
	manual := readFile(t, docs)
	at, end := block(t, manual, name)
	settings := manual[at:end]
	if !strings.Contains(settings, `"gopls-maplint"`) {
		t.Fatalf("the settings do not start gopls-maplint:\n%s", settings)
	}

	forEach(t, func(t *testing.T, gopls build) {
		dir := writeFiles(t, store)
		out := filepath.Join(t.TempDir(), "out.json")
		config := writeFiles(t, map[string]string{
			"init.lua":  strings.ReplaceAll(settings, `"gopls-maplint"`, strconv.Quote(gopls.path)),
			"drive.lua": strings.ReplaceAll(drive, "OUT", strconv.Quote(out)),
		})
		cmd := exec.Command(nvim, "--headless", "--clean", "-u", filepath.Join(config, "init.lua"), "-S", filepath.Join(config, "drive.lua"))
		cmd.Dir = dir
		cmd.Env = append(gopls.environ(t), "XDG_STATE_HOME="+config, "XDG_DATA_HOME="+config, "XDG_CACHE_HOME="+config)
		said, err := cmd.CombinedOutput()
		data, readErr := os.ReadFile(out)
		if err != nil || readErr != nil {
			t.Fatalf("%v, %v\n%s\n%s", err, readErr, said, data)
		}
		var seen struct {
			Found, Left   []struct{ Message, Source string }
			Titles        []string
			Before, After []string
		}
		if err := json.Unmarshal(data, &seen); err != nil {
			t.Fatalf("%v in %s", err, data)
		}
		if len(seen.Found) != 1 || seen.Found[0].Source != "mapshrink" || !strings.HasPrefix(seen.Found[0].Message, "map Store.sessions never shrinks: ") {
			t.Errorf("diagnostics %v", seen.Found)
		}
		if len(seen.Titles) != 1 || !strings.HasPrefix(seen.Titles[0], "Rebuild Store.sessions") {
			t.Errorf("quick fixes %q", seen.Titles)
		}
		if len(seen.Left) != 0 {
			t.Errorf("after the fix there are still %v", seen.Left)
		}
		fixed := readFile(t, filepath.Join(dir, "store.go"))
		if fixed == store["store.go"] {
			t.Error("the quick fix changed nothing")
		}
		compile(t, gopls, dir, fixed)

		if m[1] != "7" {
			return // the manual shows Debian 12, others look a little different
		}
		checkDoc(t, "neovim session", screen(seen.Before)+"\n:lua vim.lsp.buf.code_action()\n"+list(seen.Titles)+"\n"+screen(seen.After))
	})
}

// screen is a screen as text, without the lines below a file's end.
func screen(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		if line = strings.TrimRight(line, " "); line != "~" {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// list numbers titles as Neovim's menu does.
func list(titles []string) string {
	var b strings.Builder
	for i, title := range titles {
		b.WriteString(strconv.Itoa(i+1) + ": " + title + "\n")
	}
	return b.String()
}
