package live_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/live"
)

// texts are the lines of a transcript, as "sender: text".
func texts(c *chat.Chat) (lines []string) {
	for i := range c.Messages {
		lines = append(lines, c.Messages[i].Sender.String()+": "+c.Messages[i].Text)
	}
	return lines
}

func TestTwoVisitorsTalkToTwoAgents(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, over transport) {
		w := newWorld(t).by(over)
		agents := map[string]*client{"ada": w.online(t, "ada"), "bob": w.online(t, "bob")}
		vi, _ := w.visitor(t, "")
		wu, _ := w.visitor(t, "")
		vi.request("Vi")
		wu.request("Wu")
		held := map[string]*client{}
		for _, a := range agents { // each has the least to do once
			a.chat = a.expect("an offer", func(f frame) bool { return f.Type == "state" && f.State == "offered" }).Chat
			a.do("accept")
			held[a.chat] = a
		}
		if len(held) != 2 {
			t.Fatalf("the chats were offered to %d agents", len(held))
		}
		for _, v := range []*client{vi, wu} {
			v.expectState("active")
			a := held[v.chat]
			v.do("post", "text", "hello")
			a.expectText("hello")
			a.do("post", "text", "good day")
			a.do("note", "text", "knows us")
			v.expectText("good day")
		}
		from, to := held[vi.chat], held[wu.chat]
		toID := map[bool]chat.GUID{true: w.tokens["ada"].Agent, false: w.tokens["bob"].Agent}[to == agents["ada"]]
		from.chat = vi.chat
		from.do("transfer", "agent", toID.String())
		to.chat = vi.chat
		to.expect("the offer", func(f frame) bool {
			return f.Type == "state" && f.Chat == vi.chat && f.For != nil && f.For.Role == "offered"
		})
		to.do("accept")
		vi.expect("the other agent", func(f frame) bool { return f.Type == "state" && f.Agent != nil && f.Agent.ID == toID.String() })
		to.do("post", "text", "I take over")
		vi.expectText("I take over")
		to.do("end")
		vi.expectState("ended")
		if f := vi.try("survey", "rating", 4, "comment", "fine"); f.Type != "ack" {
			t.Error(f)
		}
		wu.do("end")
		held[wu.chat].chat = wu.chat
		held[wu.chat].expectState("ended")

		first, second := w.record(t, vi.chat), w.record(t, wu.chat)
		joined := func(id chat.GUID) string {
			return "system: Agent " + map[bool]string{true: "Ada", false: "Bob"}[id == w.tokens["ada"].Agent] + " has joined the chat."
		}
		want := []string{
			joined(first.Agents[0].AgentID), "visitor: hello", "agent: good day", "agent: knows us",
			strings.Replace(joined(first.Agents[0].AgentID), "joined", "transferred", 1), joined(toID),
			"agent: I take over", strings.Replace(strings.Replace(joined(toID), "joined", "left", 1), "system", "agent", 1), "system: The chat is ended.",
		}
		if diff := cmp.Diff(want, texts(first)); diff != "" {
			t.Errorf("the record is not the conversation (-want +got):\n%s", diff)
		}
		want = []string{joined(toID), "visitor: hello", "agent: good day", "agent: knows us", "visitor: The visitor has left the chat.", "system: The chat is ended."}
		if diff := cmp.Diff(want, texts(second)); diff != "" {
			t.Errorf("the record is not the conversation (-want +got):\n%s", diff)
		}
		if first.Survey == nil || *first.Survey.Rating != 4 || first.Status != chat.Normal || len(first.TransferLog) != 1 {
			t.Errorf("%+v", first)
		}
		for _, f := range vi.seen {
			if f.Text == "knows us" || (f.Kind == "withheld" && (f.By != "" || f.Action != "")) {
				t.Errorf("the visitor saw %+v", f)
			}
		}
	})
}

func TestTypingAndReadingAreTold(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, over transport) {
		w := newWorld(t).by(over)
		v, a, _ := w.accepted(t)
		v.send(map[string]any{"type": "typing", "chat": v.chat, "on": true})
		if f := a.expectType("typing"); !f.On || f.Chat != v.chat {
			t.Errorf("%+v", f)
		}
		seq := a.do("post", "text", "good day").Seq
		v.expectText("good day")
		v.send(map[string]any{"type": "read", "chat": v.chat, "seq": seq})
		a.expect("the mark", func(f frame) bool { return f.Type == "state" && f.ReadByVisitor == seq })
	})
}

func TestAVisitorWaitsAtAPlace(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, over transport) {
		w := newWorld(t).by(over)
		a := w.agent(t, "ada")
		v, _ := w.visitor(t, "")
		if f := v.try("request", "name", "Vi"); f.Code != "nobodyThere" {
			t.Errorf("%+v", f)
		}
		a.do("status", "status", chat.AgentOnline, "max", 1)
		v.request("Vi")
		a.chat = v.chat
		a.expectState("offered")
		next, _ := w.visitor(t, "")
		next.request("Wu")
		if f := next.expectState("queued"); f.Position != 1 {
			t.Errorf("%+v", f)
		}
		a.do("accept")
		a.do("end")
		a.expect("the next chat", func(f frame) bool { return f.Type == "state" && f.State == "offered" && f.Chat == next.chat })
	})
}

func TestPagesOfEntries(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, over transport) {
		w := newWorld(t).by(over)
		v, a, _ := w.accepted(t)
		for i := range 150 {
			v.do("post", "text", fmt.Sprint("line ", i))
		}
		f := a.try("page", "after", 0)
		if len(f.Entries) != 100 || !f.More || f.Entries[0].Seq != 1 {
			t.Errorf("%d entries, more: %v", len(f.Entries), f.More)
		}
		f = a.try("page", "after", 100)
		if len(f.Entries) != 53 || f.More || f.Entries[0].Seq != 101 {
			t.Errorf("%d entries, more: %v", len(f.Entries), f.More)
		}
	})
}

func TestARepeatedIDGetsTheSameAcknowledgement(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, over transport) {
		w := newWorld(t).by(over)
		v, a, secret := w.accepted(t)
		id := newID()
		first := v.do("post", "id", id, "text", "hello")
		_ = v.conn.CloseNow()
		again, _ := w.visitor(t, secret)
		again.chat = v.chat
		if f := again.do("post", "id", id, "text", "hello"); f.Seq != first.Seq {
			t.Errorf("got the number %d, then %d", first.Seq, f.Seq)
		}
		if f := again.try("post", "id", id, "text", "goodbye"); f.Code != "conflict" {
			t.Errorf("%+v", f)
		}
		a.do("end")
		if f := again.do("post", "id", id, "text", "hello"); f.Seq != first.Seq {
			t.Errorf("got the number %d, after the end %d", first.Seq, f.Seq)
		}
		if n := strings.Count(strings.Join(texts(w.record(t, v.chat)), "\n"), "hello"); n != 1 {
			t.Errorf("the record has the message %d times", n)
		}
	})
}

func TestWhoMayNotIsTurnedAway(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, over transport) {
		w := newWorld(t, func(o *live.Options, _ *chat.Terms) { o.Limits.PerAgent = 1 }).by(over)
		for hello, code := range map[string]websocket.StatusCode{
			`{"type":"hello","role":"agent","token":"nobody"}`:                   1008,
			`{"type":"hello","role":"agent","token":"reader"}`:                   1008,
			`{"type":"hello","role":"agent"}`:                                    1008,
			`{"type":"hello","role":"visitor"}`:                                  1008,
			`{"type":"hello","role":"visitor","site":10000,"secret":"pv_guess"}`: 1008,
			`{"type":"hello","role":"visitor","site":77}`:                        1008,
			`{"type":"hello","role":"admin","site":10000}`:                       1008,
			`{"type":"post"}`: 1008,
			`{"type":7}`:      1008,
			`[]`:              1008,
			`{`:               1008,
			"\"\xff\"":        1008,
			`{"type":"hello","role":"visitor","site":10000,"name":"` + strings.Repeat("x", 17<<10) + `"}`: 1009,
		} {
			c := w.dial(t)
			c.write(hello)
			c.expectClose(code)
		}
		w.agent(t, "ada")
		c := w.dial(t)
		c.write(`{"type":"hello","role":"agent","token":"ada"}`)
		c.expectClose(1013)
	})
}

func TestAChatOfAnotherVisitorIsUnknown(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, over transport) {
		w := newWorld(t).by(over)
		v, _, _ := w.accepted(t)
		stranger, _ := w.visitor(t, "")
		other, _ := w.visitor(t, "")
		other.request("Wu") // is known, the stranger is not
		for _, c := range []*client{stranger, other} {
			for _, chatID := range []string{v.chat, "00000000-0000-0000-0000-000000000001"} {
				for _, kind := range []string{"post", "end", "survey", "page", "typing", "read"} {
					f := map[string]any{"type": kind, "id": newID(), "chat": chatID, "text": "hello", "seq": 1}
					c.send(f)
					if kind == "read" {
						continue // answered by an error or, where it changes nothing, by nothing
					}
					if got := c.expectType("error"); got.Code != "notFound" {
						t.Errorf("%s: %+v", kind, got)
					}
				}
			}
		}
	})
}

func TestOriginsAreCompared(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *live.Options, _ *chat.Terms) { o.Origins = []string{"https://shop.example"} })
	for _, c := range []struct {
		origin, cookie string
		fine           bool
	}{
		{"https://shop.example", "", true},
		{"https://shop.example", "a=b", true},
		{"https://shop.example.evil.example", "", false},
		{"http://shop.example", "", false},
		{"null", "", false},
		{"", "", true},
		{"", "a=b", false},
	} {
		header := http.Header{}
		if c.origin != "" {
			header.Set("Origin", c.origin)
		}
		if c.cookie != "" {
			header.Set("Cookie", c.cookie)
		}
		conn, _, err := websocket.Dial(t.Context(), w.server.URL+live.Path, &websocket.DialOptions{Subprotocols: []string{live.Protocol}, HTTPHeader: header}) //nolint:bodyclose // Dial closes it
		if (err == nil) != c.fine {
			t.Errorf("%+v: %v", c, err)
		}
		if conn != nil {
			_ = conn.CloseNow()
		}
	}
	conn, _, err := websocket.Dial(t.Context(), w.server.URL+live.Path, nil) //nolint:bodyclose // Dial closes it
	if err == nil {
		t.Error("connected without the subprotocol")
		_ = conn.CloseNow()
	}
}

func TestASilentClientIsDropped(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *live.Options, _ *chat.Terms) { o.Limits.Authenticate = 50 * time.Millisecond })
	w.dial(t).expectClose(1008)
}

func TestAFloodIsSlowedAndEnded(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, over transport) {
		w := newWorld(t, func(o *live.Options, _ *chat.Terms) { o.Limits.VisitorRate, o.Limits.VisitorBurst = 1, 3 }).by(over)
		v, _ := w.visitor(t, "")
		for range 3 {
			v.send(map[string]any{"type": "ping"})
		}
		v.send(map[string]any{"type": "ping", "id": "late"})
		if f := v.expectType("error"); f.Code != "limited" || f.ID != "late" {
			t.Errorf("%+v", f)
		}
		for range 100 {
			v.send(map[string]any{"type": "ping"})
		}
		v.expectClose(1008)
	})
}

func TestARestartIsAnnounced(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, over transport) {
		w := newWorld(t).by(over)
		v, a, _ := w.accepted(t)
		_ = a.conn.CloseNow()
		closed := make(chan struct{})
		go func() {
			w.room.Close()
			close(closed)
		}()
		v.expectClose(1012)
		<-closed
	})
}
