package live

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"net"
	"runtime"
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
	s, guid, far := listening(t, time.Minute)
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
	received(t, far, size)
}

// TestWhatAConnectionDoesNotTakeAtOnceFollows has lines come that are more than the
// system keeps for a client that does not read yet.
func TestWhatAConnectionDoesNotTakeAtOnceFollows(t *testing.T) {
	t.Parallel()
	s, guid, far := listening(t, time.Minute)
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
	if got := received(t, far, len(want)); !bytes.Equal(got, want) {
		t.Error("what has come is not what was sent, in order")
	}
	s.room.sessions.Wait()
}

func lineTo(visitor, guid chat.GUID, n int64) *chat.Advance {
	r := &chat.Running{Chat: &chat.Chat{GUID: guid, VisitorID: visitor}, State: chat.Active, LastSeq: n, Version: n}
	e := chat.Entry{Seq: n, Kind: chat.EntryText, Line: chat.Message{Action: chat.AgentSendText, Text: "hello", Time: time.Unix(n, 0)}}
	return &chat.Advance{Chat: r, Added: []chat.Entry{e}, Talk: true}
}

// TestWhoWasTooSlowIsToldSo has a client read nothing until it is dropped, then all: what
// has come is whole frames, of which the last one says why.
func TestWhoWasTooSlowIsToldSo(t *testing.T) {
	t.Parallel()
	s, guid, far := listening(t, 50*time.Millisecond)
	for n := int64(1); !s.out.over(); n++ {
		a := lineTo(s.who, guid, n)
		a.Added[0].Line.Text = strings.Repeat("x", 16<<10)
		s.Advance(a)
		s.room.sessions.Wait()
	}
	socket, ok := s.socket.(*webSocket)
	if !ok || !socket.slow.Load() || socket.broken.Load() {
		t.Fatalf("it could not be told: %+v", s.socket)
	}
	socket.dead = true // the library has no part in it
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		socket.drain()
	}()
	defer func() { <-ended }()
	defer far.Close()
	in := bufio.NewReader(far)
	for lines := 0; ; lines++ {
		op, data := frameOf(t, in)
		if op == opText && json.Valid(data) {
			continue
		}
		if op != opClose || binary.BigEndian.Uint16(data) != closeSlow || lines == 0 {
			t.Errorf("after %d lines %x: %.20q", lines, op, data)
		}
		return
	}
}

// TestAPongWaitsForTheEndOfAFrame has a client ping while a frame has been sent in part.
func TestAPongWaitsForTheEndOfAFrame(t *testing.T) {
	t.Parallel()
	s, _, far := listening(t, time.Minute)
	socket, ok := s.socket.(*webSocket)
	if !ok {
		t.Fatalf("the socket is a %T", s.socket)
	}
	long := framed(opText, bytes.Repeat([]byte("x"), 8<<20))
	left := socket.try(long)
	if n := len(left); n == 0 || n == len(long) {
		t.Fatalf("of %d bytes %d are left", len(long), n)
	}
	if err := socket.pong("1"); err != nil {
		t.Error(err)
	}
	written := make(chan error, 1)
	go func() { written <- socket.write([]frame{left}) }()
	if got := received(t, far, len(long)); !bytes.Equal(got, long) {
		t.Error("something has come within the frame")
	}
	if op, data := frameOf(t, far); op != opPong || string(data) != "1" {
		t.Errorf("behind the frame: %x %q", op, data)
	}
	if err := <-written; err != nil {
		t.Error(err)
	}
}

// TestAPingNeedsNoAnswerWhileAFrameIsOnItsWay has one that was sent before a frame that
// the client does not take, so that it is the frame's time that counts.
func TestAPingNeedsNoAnswerWhileAFrameIsOnItsWay(t *testing.T) {
	t.Parallel()
	s, _, far := listening(t, time.Minute)
	if err := s.socket.ping(); err != nil {
		t.Fatal(err)
	}
	if s.socket.heard() {
		t.Error("a client that has not answered was heard")
	}
	long := framed(opText, bytes.Repeat([]byte("x"), 8<<20))
	written := make(chan error, 1)
	go func() { written <- s.socket.write([]frame{long}) }()
	for !s.socket.heard() {
		runtime.Gosched()
	}
	received(t, far, 2+len(long))
	if err := <-written; err != nil {
		t.Error(err)
	}
	if s.socket.heard() {
		t.Error("a frame was taken for an answer")
	}
}

// frameOf reads a frame of the server.
func frameOf(t *testing.T, r io.Reader) (op byte, payload []byte) {
	t.Helper()
	var head [10]byte
	read := func(n int) []byte {
		if _, err := io.ReadFull(r, head[:n]); err != nil {
			t.Fatal(err)
		}
		return head[:n]
	}
	op, size := read(2)[0], uint64(head[1])
	switch size {
	case 126:
		size = uint64(binary.BigEndian.Uint16(read(2)))
	case 127:
		size = binary.BigEndian.Uint64(read(8))
	}
	payload = make([]byte, size)
	if _, err := io.ReadFull(r, payload); err != nil {
		t.Fatal(err)
	}
	return op, payload
}

// listening makes a session of a visitor with a chat, on a connection of the system, and
// gives its other end. A frame is to be taken within a time.
func listening(t *testing.T, takes time.Duration) (s *session, guid chat.GUID, far net.Conn) {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	far, err = (&net.Dialer{}).DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	near, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = near.Close(), far.Close() })
	const patience = 20 * time.Second
	_ = far.SetReadDeadline(time.Now().Add(patience))
	guid = uuid.New()
	s = &session{
		room: &Room{Options: Options{Limits: DefaultLimits}}, socket: newWebSocket(near, takes),
		who: uuid.New(), places: map[chat.GUID]*place{guid: {}},
	}
	return s, guid, far
}

// received waits for so many bytes.
func received(t *testing.T, far net.Conn, size int) []byte {
	t.Helper()
	got := make([]byte, size)
	if _, err := io.ReadFull(far, got); err != nil {
		t.Error(err)
	}
	return got
}
