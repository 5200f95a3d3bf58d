package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/hook"
)

const botSecret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"

// withBot stores a bot at an address, and gives the campaign whose chats begin with
// it.
func withBot(t *testing.T, base string, site newSite, address string) (campaign string) {
	t.Helper()
	bot, err := post(t.Context(), base, site, "bots", map[string]any{"name": "Echo", "webhookUrl": address, "secret": botSecret})
	if err != nil {
		t.Fatal(err)
	}
	made, err := post(t.Context(), base, site, "campaigns", map[string]any{"name": "Shop", "botId": bot})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// post adds a resource and gives its id.
func post(ctx context.Context, base string, site newSite, collection string, noun map[string]any) (id string, err error) {
	body, err := json.Marshal(noun)
	if err != nil {
		return "", err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/v4/livechat/"+collection, strings.NewReader(string(body)))
	if err != nil {
		return "", err
	}
	request.Header.Set("Authorization", "Bearer "+site.APIKey)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var made struct{ ID string }
	answer, err := io.ReadAll(response.Body)
	if err == nil {
		err = json.Unmarshal(answer, &made)
	}
	if err == nil && response.StatusCode != http.StatusCreated {
		err = fmt.Errorf("%d %s", response.StatusCode, answer)
	}
	return made.ID, err
}

// atBot is a visitor whose chat has begun with a bot.
func atBot(t *testing.T, base string, site newSite, campaign string) (visitor *liveClient, guid, secret string) {
	t.Helper()
	visitor, welcome, err := connect(t.Context(), base, map[string]any{"role": "visitor", "site": site.SiteID})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = visitor.conn.CloseNow() })
	ack, err := visitor.do(t.Context(), map[string]any{"type": "request", "campaign": campaign, "name": "Vi"})
	if err != nil {
		t.Fatal(err)
	}
	visitor.hears(t, "Hello! I say everything back. Say human for a person, or bye.")
	return visitor, ack.Chat, welcome.Secret
}

// hears waits for a text of the bot, which may have come before an acknowledgement.
func (c *liveClient) hears(t *testing.T, text string) {
	t.Helper()
	for !slices.Contains(c.heard, text) {
		if _, err := c.until(t.Context(), func(f liveFrame) bool { return f.Sender == "chatBot" }); err != nil {
			t.Fatalf("the bot never said %q, but %q: %v", text, c.heard, err)
		}
	}
}

func (c *liveClient) posts(t *testing.T, guid, text string) {
	t.Helper()
	if _, err := c.do(t.Context(), map[string]any{"type": "post", "chat": guid, "text": text}); err != nil {
		t.Fatal(err)
	}
}

func TestAVisitorTalksToABotAndThenToAPerson(t *testing.T) {
	t.Parallel()
	bot := httptest.NewServer(echoBot([]string{botSecret}, time.Now))
	t.Cleanup(bot.Close)
	for name, db := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := initSite(t, db)
			base := start(t, "-database", db, "-hook-networks", "127.0.0.0/8")
			campaign := withBot(t, base, site, bot.URL)

			visitor, guid, _ := atBot(t, base, site, campaign)
			visitor.posts(t, guid, "hi")
			visitor.hears(t, "hi")
			if _, err := visitor.do(t.Context(), map[string]any{"type": "human", "chat": guid}); !errors.Is(err, errRefused) || !strings.Contains(err.Error(), "nobodyThere") {
				t.Errorf("asked for a person when none is there: %v", err)
			}
			visitor.posts(t, guid, "bye")
			if _, err := visitor.until(t.Context(), func(f liveFrame) bool { return f.Type == "state" && f.State == "ended" }); err != nil {
				t.Fatal(err)
			}
			status, texts := recordOf(t, base, site, guid)
			want := []string{
				"chatBotSendText Hello! I say everything back. Say human for a person, or bye.", "visitorAddTextMessage hi", "chatBotSendText hi",
				"visitorAddTextMessage bye", "chatBotSendText Bye!", "chatBotEndChat Echo has left the chat.", "systemEndChat The chat is ended.",
			}
			if diff := cmp.Diff(want, texts); diff != "" || status != "normal" {
				t.Errorf("%s (-want +got):\n%s", status, diff)
			}

			agent, _, err := connect(t.Context(), base, map[string]any{"role": "agent", "token": site.APIKey})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = agent.conn.CloseNow() })
			if _, err := agent.do(t.Context(), map[string]any{"type": "status", "status": "Online", "max": 3}); err != nil {
				t.Fatal(err)
			}
			visitor, guid, _ = atBot(t, base, site, campaign)
			visitor.posts(t, guid, "human")
			if _, err := agent.until(t.Context(), func(f liveFrame) bool { return f.Type == "state" && f.Chat == guid && f.State == "offered" }); err != nil {
				t.Fatal(err)
			}
			if _, err := agent.do(t.Context(), map[string]any{"type": "accept", "chat": guid}); err != nil {
				t.Fatal(err)
			}
			taken, guid, _ := atBot(t, base, site, campaign)
			if _, err := agent.do(t.Context(), map[string]any{"type": "takeOver", "chat": guid}); err != nil {
				t.Fatal(err)
			}
			if _, err := taken.until(t.Context(), func(f liveFrame) bool { return f.Type == "state" && f.State == "active" }); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// trap is a bot whose turns can be stopped in their midst.
type trap struct {
	http.Handler
	mu     sync.Mutex
	before func() // what happens once, before the next answer
	after  func() // or when it has been sent
	turns  int
}

func (b *trap) set(before, after func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.before, b.after = before, after
}

func (b *trap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	before, after := b.before, b.after
	b.before, b.after = nil, nil
	b.turns++
	b.mu.Unlock()
	if before != nil {
		before()
	}
	answer := httptest.NewRecorder()
	b.Handler.ServeHTTP(answer, r)
	w.Header().Set("Content-Length", strconv.Itoa(answer.Body.Len())) // so that it is whole once it is sent
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
	if after != nil {
		_ = http.NewResponseController(w).Flush()
		after()
	}
}

// TestAKilledServerHasEachMessageAnsweredOnce kills the server while its bot has a
// turn: before the bot has answered, when it has just done so, and when the visitor's
// message has just been acknowledged.
func TestAKilledServerHasEachMessageAnsweredOnce(t *testing.T) {
	t.Parallel()
	bot := &trap{Handler: echoBot([]string{botSecret}, time.Now)}
	address := httptest.NewServer(bot)
	t.Cleanup(address.Close)
	dir := t.TempDir()
	db, files := "sqlite:"+filepath.Join(dir, "parley.db"), filepath.Join(dir, "files")
	site := initSite(t, db)
	flags := []string{"-hook-networks", "127.0.0.0/8", "-bot-within", "3s"}
	server := startNode(t, db, files, flags...)
	visitor, guid, secret := atBot(t, server.base, site, withBot(t, server.base, site, address.URL))
	var lines []string
	for round := range 6 {
		killed := make(chan struct{})
		kill := func() { server.kill(); close(killed) }
		switch round % 3 {
		case 0:
			bot.set(kill, nil)
		case 1:
			bot.set(nil, kill)
		}
		line := fmt.Sprint("line-", round)
		lines = append(lines, line)
		command := map[string]any{"type": "post", "chat": guid, "id": "client-id-of-" + line, "text": line}
		_, err := visitor.do(t.Context(), command)
		if errors.Is(err, errRefused) {
			t.Fatal(err)
		}
		if round%3 == 2 {
			kill()
		}
		<-killed
		server = startNode(t, db, files, flags...)
		if visitor, _, err = connect(t.Context(), server.base, map[string]any{"role": "visitor", "site": site.SiteID, "secret": secret}); err != nil {
			t.Fatal(err)
		}
		if _, err := visitor.do(t.Context(), command); err != nil { // its acknowledgement may have been lost
			t.Fatal(err)
		}
		visitor.hears(t, line)
	}
	visitor.posts(t, guid, "bye")
	visitor.hears(t, "Bye!")
	_, texts := recordOf(t, server.base, site, guid)
	for _, wrong := range answeredOnce(lines, texts) {
		t.Error(wrong)
	}
	bot.mu.Lock()
	defer bot.mu.Unlock()
	t.Logf("%d messages in 7 lives of the server, %d calls of the bot", len(lines), bot.turns)
	if bot.turns <= len(lines)+2 {
		t.Error("no turn was told again: no server was killed in the midst of one")
	}
}

// answeredOnce holds a record to what a visitor wrote and an echo says to it.
func answeredOnce(lines, record []string) (wrong []string) {
	for _, by := range []string{"visitorAddTextMessage ", "chatBotSendText "} {
		var said []string
		for _, line := range record {
			if text, ok := strings.CutPrefix(line, by); ok && strings.HasPrefix(text, "line-") {
				said = append(said, text)
			}
		}
		if !slices.Equal(said, lines) {
			wrong = append(wrong, fmt.Sprintf("%sis there for %v, want %v", by, said, lines))
		}
	}
	return wrong
}

// TestAnAnswerTooManyIsSeen is the control of the test above.
func TestAnAnswerTooManyIsSeen(t *testing.T) {
	t.Parallel()
	ask, answer := "visitorAddTextMessage line-0", "chatBotSendText line-0"
	if wrong := answeredOnce([]string{"line-0"}, []string{"chatBotSendText Hello", ask, answer, "systemEndChat x"}); len(wrong) > 0 {
		t.Error(wrong)
	}
	for _, record := range [][]string{{ask}, {ask, answer, answer}, {answer}, {ask, ask, answer}, {}} {
		if len(answeredOnce([]string{"line-0"}, record)) == 0 {
			t.Errorf("nothing was seen in %v", record)
		}
	}
}

func TestTheEchoBotListensToItsOwnServerOnly(t *testing.T) {
	t.Parallel()
	bot := httptest.NewServer(echoBot([]string{botSecret}, time.Now))
	t.Cleanup(bot.Close)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, bot.URL, strings.NewReader(`{"type":"turn","turn":1}`))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil || response.StatusCode != http.StatusUnauthorized {
		t.Errorf("an unsigned turn: %d, %v", response.StatusCode, err)
	}
}

func TestAnEchoNeverSaysTooMuchInATurn(t *testing.T) {
	t.Parallel()
	turn := &hook.Turn{Turn: 1}
	for n := range 30 {
		turn.Messages = append(turn.Messages, hook.Said{Seq: int64(n), From: "visitor", Text: "x"})
		if got := len(echo(turn).Actions); got > 10 {
			t.Errorf("%d actions for %d messages", got, n+1)
		}
	}
	turn.Messages[3].Text = " HUMAN "
	actions := echo(turn).Actions
	if last := actions[len(actions)-1]; last.Type != "handOver" || len(actions) != 6 {
		t.Errorf("asked for a person: %+v", actions)
	}
}
