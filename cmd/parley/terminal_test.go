package main

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleychat/parley/client"
)

// sitter is somebody at a terminal of their own.
type sitter struct {
	t     *testing.T
	cmd   *exec.Cmd
	in    io.WriteCloser
	lines chan string
}

func sitDown(t *testing.T, env string, args ...string) *sitter {
	t.Helper()
	p := &sitter{t: t, cmd: parley(t, args...), lines: make(chan string, 100)}
	p.cmd.Env = append(os.Environ(), env)
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stderr = p.cmd.Stdout
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			p.lines <- s.Text()
		}
	}()
	return p
}

func (p *sitter) write(line string) {
	p.t.Helper()
	if _, err := io.WriteString(p.in, line+"\n"); err != nil {
		p.t.Fatal(err)
	}
}

// reads waits until a line with the text is shown.
func (p *sitter) reads(text string) {
	p.t.Helper()
	var before []string
	for line := range p.lines {
		if strings.Contains(line, text) {
			return
		}
		before = append(before, line)
	}
	p.t.Fatalf("%q was never shown, only\n%s", text, strings.Join(before, "\n"))
}

// leaves waits for the end, and gives the exit code.
func (p *sitter) leaves() int {
	p.t.Helper()
	for range p.lines {
	}
	var exit *exec.ExitError
	if err := p.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	return p.cmd.ProcessState.ExitCode()
}

func TestTwoTalkFromTheirTerminals(t *testing.T) {
	t.Parallel()
	db := databases(t)["SQLite"]
	site := initSite(t, db)
	base := start(t, "-database", db)
	api := client.NewAPI(base, site.APIKey, nil)
	topic := map[string]any{"name": "Topic", "isRequired": true, "options": []map[string]any{{"name": "Boots"}}}
	if err := api.Do(t.Context(), http.MethodPost, "livechat/wrapupCategories", nil, topic, nil); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(t.TempDir(), "visitor")
	agent := sitDown(t, "PARLEY_KEY="+site.APIKey, "agent", "-server", base)
	agent.reads("You are Online")
	visitor := sitDown(t, "", "chat", "-server", base, "-name", "Vi", "-secret", secret)
	agent.reads("Vi  asks for a chat: /accept 1 or /refuse 1")
	agent.write("/accept")
	visitor.reads("has joined the chat")
	visitor.write("hello")
	agent.reads("[1] Vi: hello")
	agent.write("/note knows us")
	agent.reads("(note of")
	agent.write("good day\x1b[2J")
	visitor.reads(": good day[2J")
	order := filepath.Join(t.TempDir(), "order.txt")
	if err := os.WriteFile(order, []byte("one pair\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	visitor.write("/file " + order)
	visitor.reads("You have sent order.txt, 9 bytes")
	agent.reads("order.txt")
	agent.write("/file " + order + "x")
	agent.reads("no such file")
	visitor.write("/nonsense")
	visitor.reads("there is no command /nonsense")

	visitor.write("/quit")
	if code := visitor.leaves(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if info, err := os.Stat(secret); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	back := sitDown(t, "", "chat", "-server", base, "-secret", secret)
	back.reads("You are back in your chat")
	back.write("it is me again")
	agent.reads("[1] Vi: it is me again")
	agent.write("/end")
	agent.reads("It is record")
	agent.reads("[1] * It is to be wrapped up")
	agent.write("/wrapup")
	agent.reads("Topic (required): Boots")
	agent.write("/wrapup sold | Topic: Shoes")
	agent.reads(`Topic has no option "Shoes"`)
	agent.write("/wrapup sold")
	agent.reads(`the wrap-up category "Topic" is required`)
	agent.write("/wrapup sold one pair | topic: boots")
	agent.reads("The wrap-up is kept")
	back.reads("How was it?")
	back.write("4 fine")
	back.reads("Thank you")
	if code := back.leaves(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	agent.write("/quit")
	if code := agent.leaves(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestWhoCannotTalkIsToldWhy(t *testing.T) {
	t.Parallel()
	db := databases(t)["SQLite"]
	site := initSite(t, db)
	base := start(t, "-database", db)
	open := filepath.Join(t.TempDir(), "open")
	if err := os.WriteFile(open, []byte(`{}`), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		text string
		code int
	}{
		"nobody is there":     {[]string{"chat", "-server", base, "-secret", filepath.Join(t.TempDir(), "v")}, "nobodyThere", 4},
		"the key is wrong":    {[]string{"agent", "-server", base, "-key", site.APIKey + "x"}, "does not let the client in", 3},
		"the secret is open":  {[]string{"chat", "-server", base, "-secret", open}, "can be read by others", 1},
		"the address is none": {[]string{"chat", "-server", "localhost", "-secret", filepath.Join(t.TempDir(), "v")}, "does not begin with http", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := sitDown(t, "", c.args...)
			p.reads(c.text)
			if code := p.leaves(); code != c.code {
				t.Errorf("exit code %d", code)
			}
		})
	}
}
