package live

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
)

// TestALineIsDeliveredByAWriteAndNothingElse counts what a line costs for one more who
// hears of it: no goroutine, no look at the store (the room has none), and what the
// standard library takes to write without waiting. It counts for the whole process, so
// that it cannot run beside others.
func TestALineIsDeliveredByAWriteAndNothingElse(t *testing.T) { //nolint:paralleltest // as said
	const lines, most = 100, 2
	s, guid, received := listening(t)
	all := make([]*chat.Advance, lines+1)
	size := 0
	for i := range all {
		all[i] = lineTo(s.who, guid, int64(i+1))
		size += len(linesOf(all[i])[0].visitor) // encoded once for all
	}
	next := 0
	allocs := testing.AllocsPerRun(lines, func() {
		s.Advance(all[next])
		next++
	})
	if s.out.busy || allocs > most {
		t.Errorf("a line takes %v allocations, or a goroutine: %v", allocs, s.out.busy)
	}
	received(size)
}

// TestWhatAConnectionDoesNotTakeAtOnceFollows has lines come that are more than the
// system keeps for a client that does not read yet.
func TestWhatAConnectionDoesNotTakeAtOnceFollows(t *testing.T) {
	t.Parallel()
	s, guid, received := listening(t)
	const lines = 40 // of 32 kB, less than would be looked for in the store
	var want []byte
	waited := false
	for n := range int64(lines) {
		a := lineTo(s.who, guid, n+1)
		a.Added[0].Line.Text = strings.Repeat(string(rune('a'+n%26)), 32<<10)
		want = append(want, linesOf(a)[0].visitor...)
		s.Advance(a)
		s.out.mu.Lock()
		waited = waited || s.out.busy
		s.out.mu.Unlock()
	}
	if !waited {
		t.Error("the system took all of it")
	}
	if got := received(len(want)); !bytes.Equal(got, want) {
		t.Error("what has come is not what was sent, in order")
	}
	s.room.sessions.Wait()
}

func lineTo(visitor, guid chat.GUID, n int64) *chat.Advance {
	r := &chat.Running{Chat: &chat.Chat{GUID: guid, VisitorID: visitor}, State: chat.Active, LastSeq: n, Version: n}
	e := chat.Entry{Seq: n, Kind: chat.EntryText, Line: chat.Message{Action: chat.AgentSendText, Text: "hello", Time: time.Unix(n, 0)}}
	return &chat.Advance{Chat: r, Added: []chat.Entry{e}, Talk: true}
}

// listening makes a session of a visitor with a chat, on a connection of the system.
// received waits for so many bytes at its other end.
func listening(t *testing.T) (s *session, guid chat.GUID, received func(size int) []byte) {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	far, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	near, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = near.Close(), far.Close() })
	guid = uuid.New()
	s = &session{
		room: &Room{Options: Options{Limits: DefaultLimits}}, socket: newWebSocket(near, time.Minute),
		who: uuid.New(), places: map[chat.GUID]*place{guid: {}},
	}
	return s, guid, func(size int) []byte {
		got := make([]byte, size)
		if _, err := io.ReadFull(far, got); err != nil {
			t.Error(err)
		}
		return got
	}
}
