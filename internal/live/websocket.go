package live

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
)

// webSocket is a connection after its handshake. The library reads: masks, fragments
// and what clients must not do are its part. Frames to the client are written as they
// are, since they were made for all who get them.
type webSocket struct {
	conn   net.Conn
	raw    syscall.RawConn // nil where a write is more than one to the system
	frames *websocket.Conn
	takes  time.Duration // how long a frame may take, on its way out or in
	first  time.Time     // the deadline of the first frame; zero once it has come
	alive  atomic.Bool   // something came since the last ping
	pings  atomic.Int32  // of the client, since our last one
	broken atomic.Bool   // a frame was sent in part
	slow   atomic.Bool   // one was not taken in time
	dead   bool          // the library cannot read on
	once   sync.Once

	turn  sync.Mutex // to write; the connection has one too, which cannot be tried
	until time.Time  // the deadline of writing
	rest  frame      // of the frame that was sent in part, which nothing may come before
	owed  frame      // a pong that is to come after it
	said  bool       // a close frame was sent, which nothing may come after
}

const (
	readBuffer = 512      // bytes that each connection keeps to read into
	sendBuffer = 64 << 10 // bytes that the kernel takes for a client that does not read
	maxPings   = 100      // of a client, between two of ours
)

// upgrader keeps no buffers for writing: frames come with theirs.
var upgrader = websocket.Upgrader{
	ReadBufferSize: readBuffer, WriteBufferPool: noBuffers{}, WriteBufferSize: readBuffer,
	Subprotocols: []string{Protocol},
	CheckOrigin:  func(*http.Request) bool { return true }, // the room has looked at it
}

// noBuffers is a pool for a library that writes nothing but control frames, which need
// none.
type noBuffers struct{}

// Get gives none.
func (noBuffers) Get() any { return nil }

// Put keeps none.
func (noBuffers) Put(any) {}

// accept makes a WebSocket out of a request, whose first frame is to come within
// first; when it cannot it has answered.
func accept(w http.ResponseWriter, r *http.Request, first, takes time.Duration) (*webSocket, error) {
	frames, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return nil, err
	}
	s := newWebSocket(frames.NetConn(), takes)
	s.frames = frames
	s.first = time.Now().Add(first)
	_ = s.conn.SetReadDeadline(s.first) // a closed connection shows at the read
	frames.SetPingHandler(s.pong)
	frames.SetCloseHandler(s.closed)
	frames.SetPongHandler(func(string) error {
		s.alive.Store(true)
		return nil
	})
	return s, nil
}

// newWebSocket is a connection that is written to only, until it has frames.
func newWebSocket(conn net.Conn, takes time.Duration) *webSocket {
	s := &webSocket{conn: conn, takes: takes}
	s.alive.Store(true)
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(sendBuffer) // else as much as the system has
		s.raw, _ = tcp.SyscallConn()       // fails on what is no connection
	}
	return s
}

func (s *webSocket) read() ([]byte, error) {
	kind, r, err := s.frames.NextReader()
	if err != nil {
		return nil, s.failed(err)
	}
	s.alive.Store(true)
	if kind != websocket.TextMessage {
		return nil, errBinary
	}
	if until := time.Now().Add(s.takes); s.first.IsZero() || until.Before(s.first) {
		_ = s.conn.SetReadDeadline(until) // a frame that has begun comes to its end
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, s.failed(err)
	}
	s.first = time.Time{}
	_ = s.conn.SetReadDeadline(s.first)
	return data, nil
}

// failed notes that the library can read nothing more.
func (s *webSocket) failed(err error) error {
	s.dead = true
	if errors.Is(err, websocket.ErrReadLimit) {
		return errTooBig
	}
	return err
}

// pong answers a ping of the client. While a frame is sent in part, only the last one is.
func (s *webSocket) pong(data string) error {
	s.alive.Store(true)
	if s.pings.Add(1) > maxPings {
		return errFlood
	}
	s.turn.Lock()
	defer s.turn.Unlock()
	f := framed(opPong, []byte(data))
	if len(s.rest) > 0 {
		s.owed = f
		return nil
	}
	s.hurry()
	return s.put([]frame{f})
}

// hurry gives a write some time from now on. The deadline is moved on now and then only:
// each time costs a system call's worth.
func (s *webSocket) hurry() {
	if now := time.Now(); s.until.Sub(now) < s.takes {
		s.until = now.Add(s.takes + s.takes/2)
		_ = s.conn.SetWriteDeadline(s.until)
	}
}

func (s *webSocket) try(f frame) (left frame) {
	if s.raw == nil || !s.turn.TryLock() {
		return f
	}
	defer s.turn.Unlock()
	if s.said {
		return f
	}
	s.hurry()
	n := 0
	_ = s.raw.Write(func(fd uintptr) bool { // whoever writes what is left finds out what is wrong
		n = writeSome(fd, f)
		return true
	})
	if n > 0 {
		s.begun(f[n:])
	}
	return f[n:]
}

func (s *webSocket) write(frames []frame) error {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.hurry()
	if s.owed != nil {
		frames, s.owed = append(frames, s.owed), nil
	}
	return s.put(frames)
}

// put sends frames, of which the first one is the rest, where there is one, and keeps
// what is the rest then.
func (s *webSocket) put(frames []frame) error {
	if s.said {
		return net.ErrClosed
	}
	n, err := send(s.conn, frames)
	if n > 0 {
		s.begun(restOf(frames, n))
	}
	if timedOut(err) {
		s.slow.Store(true)
		err = errSlow
	}
	return err
}

func send(w io.Writer, frames []frame) (bytes int64, err error) {
	if len(frames) == 1 {
		n, err := w.Write(frames[0])
		return int64(n), err
	}
	return pack(frames).WriteTo(w)
}

// restOf is what is left of the frame that was begun last when so many bytes were sent.
func restOf(frames []frame, sent int64) frame {
	for _, f := range frames {
		size := int64(len(f))
		switch {
		case sent == 0:
			return nil
		case sent < size:
			return f[sent:]
		}
		sent -= size
	}
	return nil
}

// begun keeps what is left of a frame.
func (s *webSocket) begun(rest frame) {
	s.rest = rest
	s.broken.Store(len(rest) > 0)
}

func timedOut(err error) bool {
	var e net.Error
	return errors.As(err, &e) && e.Timeout()
}

func pack(frames []frame) *net.Buffers {
	all := make(net.Buffers, len(frames))
	for i, f := range frames {
		all[i] = f
	}
	return &all
}

func (s *webSocket) ping() error {
	s.alive.Store(false)
	s.pings.Store(0)
	return s.write([]frame{{opPing, 0}})
}

// heard leaves a client that something is being written to, and that may have had no ping,
// to the deadline of that.
func (s *webSocket) heard() bool {
	if s.alive.Load() || !s.turn.TryLock() {
		return true
	}
	s.turn.Unlock()
	return false
}

func (s *webSocket) limit(bytes int64) { s.frames.SetReadLimit(bytes) }

func (s *webSocket) close(code int, reason string) {
	s.once.Do(func() {
		if code != 0 {
			s.sayWhy(code, reason)
		}
		_ = s.conn.SetReadDeadline(time.Now().Add(s.lingers()))
	})
}

// lingers is how long a client may take to read why it was closed.
func (s *webSocket) lingers() time.Duration {
	const usual, slow = 2 * time.Second, 10 * time.Second
	switch {
	case s.broken.Load():
		return 0
	case s.slow.Load():
		return slow
	default:
		return usual
	}
}

// closed answers a close frame of the client, unless that answers ours: browsers take a
// second one for a fault.
func (s *webSocket) closed(code int, _ string) error {
	if code == websocket.CloseNoStatusReceived {
		code = websocket.CloseNormalClosure
	}
	s.sayWhy(code, "")
	return nil
}

// sayWhy sends a close frame, once, behind what is left of a frame that was sent in part.
// A client that does not read leaves no room for that, so that there has to be more.
func (s *webSocket) sayWhy(code int, reason string) {
	const within = time.Second
	_ = s.conn.SetWriteDeadline(time.Now().Add(within)) // of whoever writes still
	s.turn.Lock()
	defer s.turn.Unlock()
	var last []frame
	if len(s.rest) > 0 {
		last = append(last, s.rest)
	}
	last = append(last, framed(opClose, append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...)))
	if tcp, ok := s.conn.(*net.TCPConn); ok && s.slow.Load() {
		_ = tcp.SetWriteBuffer(2*sendBuffer + len(s.rest)) // more than was asked for is taken already
	}
	_ = s.conn.SetWriteDeadline(time.Now().Add(within))
	_ = s.put(last) // who does not listen any more need not know
	s.said = true
}

func (s *webSocket) drain() {
	s.close(0, "")
	for !s.dead {
		if _, _, err := s.frames.NextReader(); err != nil {
			s.dead = true
			if !errors.As(err, new(*websocket.CloseError)) {
				break
			}
			_ = s.conn.Close()
			return
		}
	}
	const most = 1 << 20 // bytes
	_, _ = io.CopyN(io.Discard, s.conn, most)
	if tcp, ok := s.conn.(*net.TCPConn); ok && (s.broken.Load() || s.slow.Load()) {
		_ = tcp.SetLinger(0) // what was not taken is not kept for longer
	}
	_ = s.conn.Close()
}
