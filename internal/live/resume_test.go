package live_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/live"
)

// gapless tells what is wrong with the numbers of entries that a client was sent, of
// n in all.
func gapless(seen []frame, n int64) error {
	for i, f := range seen {
		if f.Seq != int64(i+1) {
			return fmt.Errorf("entry %d has the number %d", i+1, f.Seq)
		}
	}
	if int64(len(seen)) != n {
		return fmt.Errorf("%d entries of %d", len(seen), n)
	}
	return nil
}

// TestGaplessSeesGaps is the control of the tests below.
func TestGaplessSeesGaps(t *testing.T) {
	t.Parallel()
	if err := gapless([]frame{{Seq: 1}, {Seq: 2}}, 2); err != nil {
		t.Error(err)
	}
	for _, seen := range [][]frame{{{Seq: 2}}, {{Seq: 1}, {Seq: 3}}, {{Seq: 1}, {Seq: 1}}, {{Seq: 2}, {Seq: 1}}, {{Seq: 1}}} {
		if gapless(seen, 2) == nil {
			t.Errorf("nothing was seen in %v", seen)
		}
	}
}

// positions says where a client is.
func positions(chatID string, seq int64) []map[string]any {
	return []map[string]any{{"chat": chatID, "seq": seq}}
}

func TestAClientThatIsCutOffAtAnyFrameGetsTheRest(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, over transport) {
		w := newWorld(t, func(o *live.Options, _ *chat.Terms) { o.Limits.PerVisitor = 1000 }).by(over)
		v, a, secret := w.accepted(t)
		last := int64(0)
		for i := range 12 {
			last = a.do("post", "text", fmt.Sprint("line ", i)).Seq
		}
		last = a.do("note", "text", "for us").Seq
		for cut := 0; ; cut++ {
			first, welcome := w.visitor(t, secret)
			first.chat = v.chat
			whole := false
			for range cut {
				f, err := first.receive()
				if err != nil {
					t.Fatal(err)
				}
				whole = whole || f.Type == "state"
			}
			_ = first.conn.CloseNow()
			if cut%3 == 0 { // something happens meanwhile
				last = a.do("post", "text", fmt.Sprint("meanwhile ", cut)).Seq
			}
			second, _ := w.visitor(t, secret, "epoch", welcome.Epoch, "positions", positions(v.chat, int64(len(first.seen))))
			second.expect("the last entry", func(f frame) bool { return f.Type == "state" && f.Seq == last })
			if err := gapless(append(first.seen, second.seen...), last); err != nil {
				t.Fatalf("cut after %d frames: %v", cut, err)
			}
			_ = second.conn.CloseNow()
			if whole {
				break
			}
		}
	})
}

func TestAPlaceThatTheServerDoesNotKnowBeginsAnew(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, over transport) {
		w := newWorld(t, func(o *live.Options, _ *chat.Terms) { o.Limits.PerVisitor = 1000 }).by(over)
		v, a, secret := w.accepted(t)
		last := a.do("post", "text", "good day").Seq
		_, welcome := w.visitor(t, secret)
		for name, hello := range map[string][]any{
			"another epoch":    {"epoch", "00000000-0000-0000-0000-000000000001", "positions", positions(v.chat, 2)},
			"after the last":   {"epoch", welcome.Epoch, "positions", positions(v.chat, last+1)},
			"before the first": {"epoch", welcome.Epoch, "positions", positions(v.chat, -5)},
		} {
			c, _ := w.visitor(t, secret, hello...)
			c.expectType("resync")
			c.expectState("active")
			if err := gapless(c.seen, last); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		c, _ := w.visitor(t, secret, "epoch", welcome.Epoch, "positions", positions("00000000-0000-0000-0000-000000000001", 7))
		if f := c.expectType("gone"); !strings.HasSuffix(f.Chat, "1") {
			t.Errorf("%+v", f)
		}
	})
}

func TestAChatGoesOnAfterARestart(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, over transport) {
		w := newWorld(t).by(over)
		v, a, secret := w.accepted(t)
		v.do("post", "text", "before")
		a.expectText("before")
		_, _ = v.conn.CloseNow(), a.conn.CloseNow()
		w.close(t)
		w.open(t)
		a = w.agent(t, "ada", "positions", positions(v.chat, 1))
		a.chat = v.chat
		back, _ := w.visitor(t, secret)
		back.chat = v.chat
		back.do("post", "text", "after")
		a.expectText("after")
		a.do("end")
		if got := strings.Join(texts(w.record(t, v.chat)), "\n"); !strings.Contains(got, "visitor: before\nvisitor: after\n") {
			t.Errorf("the record:\n%s", got)
		}
	})
}

// narrow connects a visitor whose side of the connection holds little.
func (w *world) narrow(t *testing.T, secret string) *client {
	t.Helper()
	dialer := &net.Dialer{}
	transport := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dialer.DialContext(ctx, network, address)
		if tcp, ok := conn.(*net.TCPConn); ok {
			err = tcp.SetReadBuffer(256 << 10)
		}
		return conn, err
	}}
	conn, _, err := websocket.Dial(t.Context(), w.server.URL+live.Path, &websocket.DialOptions{ //nolint:bodyclose // Dial closes it
		Subprotocols: []string{live.Protocol}, HTTPClient: &http.Client{Transport: transport},
	})
	if err != nil {
		t.Fatal(err)
	}
	conn.SetReadLimit(1 << 20)
	t.Cleanup(func() { _ = conn.CloseNow() })
	c := &client{t: t, conn: conn}
	c.send(map[string]any{"type": "hello", "role": "visitor", "site": site, "secret": secret})
	return c
}

// TestASlowReaderIsDroppedAndLosesNothing has a visitor who reads nothing while an
// agent writes more than any buffer holds. The agent is not held up; the visitor is
// dropped, comes back, and gets all of it.
func TestASlowReaderIsDroppedAndLosesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *live.Options, _ *chat.Terms) { o.Limits.Write = time.Second })
	v, a, secret := w.accepted(t)
	_ = v.conn.CloseNow()
	for w.connected(t, v.chat) {
		a.do("post", "text", "are you there?")
	}
	slow := w.narrow(t, secret)
	slow.expectType("welcome")
	slow.chat = v.chat
	long := strings.Repeat("😀", chat.MaxText)
	last := int64(0)
	const many = 400 // of 32 kB each
	for range many {
		last = a.do("post", "text", long).Seq
	}
	for w.connected(t, v.chat) { // its time runs out while it is being written to
		last = a.do("post", "text", "still there?").Seq
	}
	dropped := false
	for !dropped {
		_, err := slow.receive()
		dropped = err != nil
		if int64(len(slow.seen)) == last {
			t.Fatal("the slow reader got everything at once")
		}
	}
	if err := gapless(slow.seen, int64(len(slow.seen))); err != nil {
		t.Error(err)
	}
	back, _ := w.visitor(t, secret, "epoch", w.epoch(t), "positions", positions(v.chat, int64(len(slow.seen))))
	back.expect("the last entry", func(f frame) bool { return f.Type == "state" && f.Seq == last })
	if err := gapless(append(slow.seen, back.seen...), last); err != nil {
		t.Error(err)
	}
	t.Logf("dropped after %d of %d entries", len(slow.seen), last)
}

// connected reports whether the visitor of a chat is taken to be.
func (w *world) connected(t *testing.T, guid string) bool {
	t.Helper()
	id, err := chat.ParseGUID(guid)
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.db.Running(t.Context(), site, id)
	if err != nil {
		t.Fatal(err)
	}
	return time.Now().Before(r.SeenUntil)
}

func (w *world) epoch(t *testing.T) string {
	t.Helper()
	epoch, err := w.desk.Epoch(t.Context(), site)
	if err != nil {
		t.Fatal(err)
	}
	return epoch.String()
}

func TestAnEndedChatStaysWithAVisitorWhoIsStillThere(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, over transport) {
		w := newWorld(t, func(_ *live.Options, terms *chat.Terms) { terms.KeepEnded = time.Nanosecond }).by(over)
		v, welcome := w.visitor(t, "")
		v.look("https://example.com/")
		a := w.online(t, "ada")
		a.send(map[string]any{"type": "visitors", "on": true})
		a.expectVisitor("on a page", func(s shownVisitor) bool { return s.Pages == 1 })
		v.request("Vi")
		a.chat = v.chat
		a.expectState("offered")
		a.do("accept")
		last := v.do("end").Seq + 1 // that the visitor left, and the end
		a.expectState("ended")
		if err := w.desk.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		if f := a.expectType("gone"); f.Chat != v.chat {
			t.Errorf("the agent was told of chat %s", f.Chat)
		}
		back, _ := w.visitor(t, welcome.Secret)
		back.chat = v.chat
		back.expectState("ended")
		if err := gapless(back.seen, last); err != nil {
			t.Error(err)
		}
		back.do("survey", "rating", 5)
	})
}
