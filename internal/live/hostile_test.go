package live_test

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/live"
)

// raw is a connection whose client keeps to no rule.
type raw struct {
	conn net.Conn
	in   *bufio.Reader
}

// raw connects, with the first frame sent and welcomed.
func (w *world) raw(t *testing.T) *raw {
	t.Helper()
	r := w.upgraded(t)
	r.write(t, masked(0x81, `{"type":"hello","role":"visitor","site":10000}`))
	if op, data := r.frame(t); op != 1 || !strings.Contains(data, "welcome") {
		t.Fatalf("%d %s", op, data)
	}
	return r
}

func (r *raw) write(t *testing.T, data []byte) {
	t.Helper()
	if _, err := r.conn.Write(data); err != nil {
		t.Fatal(err)
	}
}

// masked is a frame of a client, with a mask that changes nothing.
func masked(first byte, payload string) []byte {
	head := []byte{first, 0x80 | byte(len(payload))}
	if len(payload) > 125 {
		head = binary.BigEndian.AppendUint16([]byte{first, 0x80 | 126}, uint16(len(payload)))
	}
	return append(append(head, 0, 0, 0, 0), payload...)
}

// frame reads a frame of the server.
func (r *raw) frame(t *testing.T) (op byte, payload string) {
	t.Helper()
	var head [2]byte
	if _, err := io.ReadFull(r.in, head[:]); err != nil {
		t.Fatal(err)
	}
	n := int(head[1])
	if n == 126 {
		var long [2]byte
		if _, err := io.ReadFull(r.in, long[:]); err != nil {
			t.Fatal(err)
		}
		n = int(binary.BigEndian.Uint16(long[:]))
	}
	data := make([]byte, n)
	if _, err := io.ReadFull(r.in, data); err != nil {
		t.Fatal(err)
	}
	return head[0] & 0xf, string(data)
}

// closed waits for the close frame, and gives its code.
func (r *raw) closed(t *testing.T) int {
	t.Helper()
	for {
		if op, data := r.frame(t); op == 8 && len(data) >= 2 {
			return int(binary.BigEndian.Uint16([]byte(data)))
		}
	}
}

// TestWhoBreaksTheProtocolIsClosedAndNobodyElseNotices has clients do what none may,
// while a visitor and an agent talk on.
func TestWhoBreaksTheProtocolIsClosedAndNobodyElseNotices(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *live.Options, _ *chat.Terms) { o.Limits.Write = 2 * time.Second })
	v, a, _ := w.accepted(t)
	long := strings.Repeat("x", 1<<14)
	for name, c := range map[string]struct {
		sends []byte
		code  int
	}{
		"bad UTF-8":                         {masked(0x81, "{\"type\":\"ping\",\"x\":\"\xff\"}"), 1008},
		"a wrong type":                      {masked(0x81, `{"type":["ping"]}`), 1008},
		"a binary frame":                    {masked(0x82, `{"type":"ping"}`), 1008},
		"a gigabyte announced":              {[]byte{0x81, 0x80 | 127, 0, 0, 0, 0, 1 << 6, 0, 0, 0, 0, 0, 0, 0}, 1009},
		"a negative length":                 {[]byte{0x81, 0x80 | 127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0}, 0},
		"fragments of more than a frame":    {append(masked(0x01, long), masked(0x80, long)...), 1009},
		"a continuation of nothing":         {masked(0x80, "x"), 1002},
		"a frame within another's parts":    {append(masked(0x01, "x"), masked(0x81, "y")...), 1002},
		"no mask":                           {[]byte{0x81, 2, '{', '}'}, 1002},
		"a large ping":                      {masked(0x89, strings.Repeat("x", 126)), 1002},
		"a ping in parts":                   {masked(0x09, "x"), 1002},
		"bits that mean nothing":            {masked(0xf1, "x"), 1002},
		"a kind of frame that there is not": {masked(0x83, "x"), 1002},
		"a flood of pings":                  {[]byte(strings.Repeat(string(masked(0x89, "x")), 200)), 1008},
		"a frame that does not end":         {masked(0x81, `{"type":"ping"}`)[:12], 1008},
		"parts that do not end":             {append(masked(0x01, "{"), masked(0x00, "")...), 1008},
	} {
		r := w.raw(t)
		r.write(t, c.sends)
		if c.code == 0 { // whatever it is called, it ends
			_, _ = io.Copy(io.Discard, r.in)
		} else if got := r.closed(t); got != c.code {
			t.Errorf("%s: closed with %d, want %d", name, got, c.code)
		}
		v.do("post", "text", "during "+name)
		a.expectText("during " + name)
	}
	if err := gapless(a.seen, a.seen[len(a.seen)-1].Seq); err != nil {
		t.Error(err)
	}
}

// TestAClientThatGivesNoSignOfLifeIsClosed has one that is connected and answers no
// ping, as when its network is gone, beside one that does.
func TestAClientThatGivesNoSignOfLifeIsClosed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *live.Options, _ *chat.Terms) { o.Limits.Ping, o.Limits.Pong = time.Second, 500*time.Millisecond })
	lively, _ := w.visitor(t, "")
	silent := w.raw(t)
	closed := make(chan int, 1)
	go func() { closed <- silent.closed(t) }()
	for { // reading answers pings
		lively.send(map[string]any{"type": "ping"})
		lively.expectType("pong")
		select {
		case code := <-closed:
			if code != 1008 {
				t.Errorf("closed with %d", code)
			}
			return
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// TestManyWhoReadNothingHoldUpNobody has visitors who take nothing of what an agent
// writes, and a pair beside them that does not notice.
func TestManyWhoReadNothingHoldUpNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *live.Options, _ *chat.Terms) { o.Limits.Write = time.Second })
	v, a, _ := w.accepted(t)
	b := w.agent(t, "bob")
	b.do("status", "status", chat.AgentOnline, "max", 100)
	a.do("status", "status", chat.AgentAway)
	const many = 10
	var slow []*client
	for i := range many {
		first, welcome := w.visitor(t, "")
		first.request(fmt.Sprint("Slow ", i))
		b.chat = first.chat
		b.expect("an offer", func(f frame) bool { return f.Type == "state" && f.State == "offered" && f.Chat == first.chat })
		b.do("accept")
		_ = first.conn.CloseNow()
		s := w.narrow(t, welcome.Secret)
		s.chat = first.chat
		slow = append(slow, s)
	}
	long := strings.Repeat("😀", chat.MaxText)
	const lines = 40 // of 32 kB to each: more than what is on the way holds
	for i := range lines {
		for _, s := range slow {
			b.do("post", "chat", s.chat, "text", long)
		}
		v.do("post", "text", fmt.Sprint("line ", i))
		a.expectText(fmt.Sprint("line ", i))
	}
	for _, s := range slow {
		for dropped := false; !dropped; {
			_, err := s.receive()
			dropped = err != nil
			if len(s.seen) > lines {
				break // took it all after all
			}
		}
		if err := gapless(s.seen, int64(len(s.seen))); err != nil {
			t.Error(err)
		}
	}
}
