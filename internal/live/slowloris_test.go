package live_test

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/live"
)

// upgraded is a WebSocket on which no frame has been sent.
func (w *world) upgraded(t *testing.T) *raw {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(patience))
	r := &raw{conn, bufio.NewReader(conn)}
	r.write(t, []byte("GET "+live.Path+" HTTP/1.1\r\nHost: parley\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: "+live.Protocol+"\r\n\r\n"))
	answer, err := http.ReadResponse(r.in, nil)
	if err != nil || answer.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("%v, %v", answer, err)
	}
	_ = answer.Body.Close()
	return r
}

const (
	drip  = 20 * time.Millisecond // between two bytes
	brief = 300 * time.Millisecond
)

// drips sends byte after byte until the connection is closed, or all is sent and kept.
func (r *raw) drips(data []byte) {
	for i := range data {
		if _, err := r.conn.Write(data[i : i+1]); err != nil {
			return
		}
		time.Sleep(drip)
	}
}

// end waits for the close frame, and gives its code; 0 for a connection that ends without.
func (r *raw) end() int {
	for {
		var head [2]byte
		if _, err := io.ReadFull(r.in, head[:]); err != nil {
			return 0
		}
		size := int64(head[1])
		if size == 126 {
			var long [2]byte
			if _, err := io.ReadFull(r.in, long[:]); err != nil {
				return 0
			}
			size = int64(binary.BigEndian.Uint16(long[:]))
		}
		data := make([]byte, size)
		if _, err := io.ReadFull(r.in, data); err != nil {
			return 0
		}
		if head[0]&0xf == 8 && size >= 2 {
			return int(binary.BigEndian.Uint16(data))
		}
	}
}

// TestWhoSendsByteByByteIsDroppedAndCostsNobodyElseAnything has many who are never done,
// each in one part of what a client sends, while two others talk.
func TestWhoSendsByteByByteIsDroppedAndCostsNobodyElseAnything(t *testing.T) {
	t.Parallel()
	hello := masked(0x81, `{"type":"hello","role":"visitor","site":10000}`)
	long := masked(0x81, `{"type":"post","text":"`+strings.Repeat("x", 2000)+`"}`)
	for name, c := range map[string]struct {
		change func(*live.Limits)
		begin  func(*testing.T, *world) *raw
		send   []byte
	}{
		"the first frame":   {func(l *live.Limits) { l.Authenticate = brief }, func(t *testing.T, w *world) *raw { return w.upgraded(t) }, hello},
		"a later frame":     {func(l *live.Limits) { l.Write = brief }, func(t *testing.T, w *world) *raw { return w.raw(t) }, long},
		"a frame's header":  {func(l *live.Limits) { l.Ping, l.Pong = 2*brief, brief }, func(t *testing.T, w *world) *raw { return w.raw(t) }, long[:1]},
		"a message's parts": {func(l *live.Limits) { l.Write = brief }, func(t *testing.T, w *world) *raw { return w.raw(t) }, parts(2000)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const many = 20
			w := newWorld(t, func(o *live.Options, _ *chat.Terms) { c.change(&o.Limits) })
			v, a, _ := w.accepted(t)
			var all sync.WaitGroup
			closed := make(chan int, many)
			for range many {
				slow := c.begin(t, w)
				all.Go(func() { slow.drips(c.send) })
				all.Go(func() { closed <- slow.end() })
			}
			for n, left := 0, many; left > 0; n++ {
				text := fmt.Sprint("line ", n)
				v.do("post", "text", text)
				a.expectText(text)
				select {
				case code := <-closed:
					left--
					if code != 1008 {
						t.Errorf("closed with %d", code)
					}
				case <-time.After(drip):
				}
			}
			all.Wait()
			if err := gapless(a.seen, a.seen[len(a.seen)-1].Seq); err != nil {
				t.Error(err)
			}
		})
	}
}

// parts are the fragments of a message that does not end.
func parts(n int) []byte {
	all := masked(0x01, `{"type":"post","text":"`)
	for range n {
		all = append(all, masked(0x00, "x")...)
	}
	return all
}

// TestWhoIsSlowAndDoneInTimeIsServed is the control: what comes byte by byte is taken.
func TestWhoIsSlowAndDoneInTimeIsServed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slow := w.upgraded(t)
	slow.drips(masked(0x81, `{"type":"hello","role":"visitor","site":10000}`))
	if op, data := slow.frame(t); op != 1 || !strings.Contains(data, "welcome") {
		t.Fatalf("%d %s", op, data)
	}
	slow.drips(masked(0x81, `{"type":"ping"}`))
	if op, data := slow.frame(t); op != 1 || !strings.Contains(data, "pong") {
		t.Errorf("%d %s", op, data)
	}
}
