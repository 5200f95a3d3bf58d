package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/live"
)

// liveFrame is any frame of the server.
type liveFrame struct {
	Type, ID, Code, Message, Secret, Chat, State, Text, Sender string

	Seq int64
	For *struct{ Role string }
}

// liveClient is a connection of a visitor or an agent.
type liveClient struct {
	conn  *websocket.Conn
	sent  int
	heard []string // texts of bots, among all that has come
}

// connect connects and says hello, over the very address of the API.
func connect(ctx context.Context, base string, hello map[string]any) (*liveClient, liveFrame, error) {
	conn, _, err := websocket.Dial(ctx, base+live.Path, &websocket.DialOptions{Subprotocols: []string{live.Protocol}}) //nolint:bodyclose // Dial closes it
	if err != nil {
		return nil, liveFrame{}, err
	}
	conn.SetReadLimit(1 << 20)
	c := &liveClient{conn: conn}
	hello["type"] = "hello"
	if err := c.send(ctx, hello); err != nil {
		return nil, liveFrame{}, err
	}
	f, err := c.until(ctx, func(f liveFrame) bool { return f.Type == "welcome" })
	return c, f, err
}

func (c *liveClient) send(ctx context.Context, f map[string]any) error {
	data, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return c.conn.Write(ctx, websocket.MessageText, data)
}

// until waits for a frame.
func (c *liveClient) until(ctx context.Context, is func(liveFrame) bool) (f liveFrame, err error) {
	ctx, done := context.WithTimeout(ctx, 20*time.Second)
	defer done()
	for {
		_, data, err := c.conn.Read(ctx)
		if err != nil {
			return f, err
		}
		f = liveFrame{}
		if err := json.Unmarshal(data, &f); err != nil {
			return f, err
		}
		if f.Sender == "chatBot" {
			c.heard = append(c.heard, f.Text)
		}
		if is(f) {
			return f, nil
		}
	}
}

// errRefused is the answer to a command that was not obeyed.
var errRefused = errors.New("refused")

// do sends a command and waits for its acknowledgement.
func (c *liveClient) do(ctx context.Context, f map[string]any) (liveFrame, error) {
	if f["id"] == nil {
		c.sent++
		f["id"] = fmt.Sprintf("%p-client-id-%08d", c, c.sent)
	}
	if err := c.send(ctx, f); err != nil {
		return liveFrame{}, err
	}
	answer, err := c.until(ctx, func(a liveFrame) bool { return a.ID == f["id"] && (a.Type == "ack" || a.Type == "error") })
	if err == nil && answer.Type == "error" {
		err = fmt.Errorf("%w: %s: %s", errRefused, answer.Code, answer.Message)
	}
	return answer, err
}

// opened connects an agent and a visitor whose chat the agent has accepted.
func opened(t *testing.T, base string, site newSite) (agent, visitor *liveClient, chatID string) {
	t.Helper()
	ctx := t.Context()
	fine := func(_ liveFrame, err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	agent, _, err := connect(ctx, base, map[string]any{"role": "agent", "token": site.APIKey})
	fine(liveFrame{}, err)
	fine(agent.do(ctx, map[string]any{"type": "status", "status": "Online", "max": 3}))
	t.Cleanup(func() { _ = agent.conn.CloseNow() })
	visitor, welcome, err := connect(ctx, base, map[string]any{"role": "visitor", "site": site.SiteID})
	fine(welcome, err)
	t.Cleanup(func() { _ = visitor.conn.CloseNow() })
	ack, err := visitor.do(ctx, map[string]any{"type": "request", "name": "Vi", "email": "vi@example.com"})
	fine(ack, err)
	fine(agent.until(ctx, func(f liveFrame) bool { return f.Type == "state" && f.Chat == ack.Chat && f.State == "offered" }))
	fine(agent.do(ctx, map[string]any{"type": "accept", "chat": ack.Chat}))
	return agent, visitor, ack.Chat
}

// recordOf reads a chat through the Chat API.
func recordOf(t *testing.T, base string, site newSite, guid string) (status string, texts []string) {
	t.Helper()
	var record struct {
		Status   string
		Messages []struct{ ChatAction, Message string }
	}
	readAt(t, base+"/v4/livechat/chats/"+guid, site, &record)
	for _, m := range record.Messages {
		texts = append(texts, m.ChatAction+" "+m.Message)
	}
	return record.Status, texts
}

func TestALiveChatBecomesARecordOfTheAPI(t *testing.T) {
	t.Parallel()
	for name, db := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := initSite(t, db)
			base := start(t, "-database", db)
			agent, visitor, guid := opened(t, base, site)
			for _, step := range []struct {
				who     *liveClient
				command map[string]any
			}{
				{visitor, map[string]any{"type": "post", "chat": guid, "text": "hello"}},
				{agent, map[string]any{"type": "post", "chat": guid, "text": "good day"}},
				{agent, map[string]any{"type": "note", "chat": guid, "text": "knows us"}},
				{agent, map[string]any{"type": "end", "chat": guid}},
			} {
				if _, err := step.who.do(t.Context(), step.command); err != nil {
					t.Fatalf("%v: %v", step.command, err)
				}
			}
			if _, err := visitor.until(t.Context(), func(f liveFrame) bool { return f.Type == "state" && f.State == "ended" }); err != nil {
				t.Fatal(err)
			}
			status, texts := recordOf(t, base, site, guid)
			want := []string{
				"agentAcceptChat Agent ada@example.com has joined the chat.", "visitorAddTextMessage hello", "agentSendText good day",
				"agentSendNoteText knows us", "agentEndChat Agent ada@example.com has left the chat.", "systemEndChat The chat is ended.",
			}
			if diff := cmp.Diff(want, texts); diff != "" || status != "normal" {
				t.Errorf("%s (-want +got):\n%s", status, diff)
			}
		})
	}
}

// node is a server in a process of its own.
type node struct {
	cmd  *exec.Cmd
	base string
}

// startNode starts a server that can be killed.
func startNode(t *testing.T, db, files string, flags ...string) *node {
	t.Helper()
	args := []string{"serve", "-listen", "127.0.0.1:0", "-database", db, "-files", files, "-index", files + "-index"}
	return startCommand(t, parley(t, append(args, flags...)...))
}

// startCommand starts a server by its command and waits until it listens.
func startCommand(t *testing.T, cmd *exec.Cmd) *node {
	t.Helper()
	logs, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	n := &node{cmd: cmd}
	t.Cleanup(n.kill)
	// One that hangs is made to tell where.
	hung := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Signal(syscall.SIGQUIT) })
	defer hung.Stop()
	lines, said := bufio.NewScanner(logs), []string(nil)
	for lines.Scan() {
		said = append(said, lines.Text())
		var line struct{ Msg, Address string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "listening" {
			n.base = "http://" + line.Address
			go io.Copy(io.Discard, logs) //nolint:errcheck // ends with the process
			return n
		}
	}
	t.Fatalf("the server never listened: %v; it said\n%s", lines.Err(), strings.Join(said, "\n"))
	return nil
}

func (n *node) kill() {
	_ = n.cmd.Process.Kill() // it may have ended
	_ = n.cmd.Wait()
}
