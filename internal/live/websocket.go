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
// are, since they were made for all who get them; each Write of a connection is whole,
// so that they never mix with what the library answers.
type webSocket struct {
	conn   net.Conn
	raw    syscall.RawConn // nil where a write is more than one to the system
	frames *websocket.Conn
	turn   sync.Mutex    // to write; the connection has one too, which cannot be tried
	takes  time.Duration // how long a frame may take, on its way out or in
	until  time.Time     // the deadline of writing
	first  time.Time     // that of the first frame; zero once it has come
	alive  atomic.Bool   // something came since the last ping
	pings  atomic.Int32  // of the client, since our last one
	broken atomic.Bool   // a frame was sent in part
	said   bool          // a close frame was sent; under turn
	dead   bool          // the library cannot read on
	once   sync.Once
}

const (
	readBuffer = 512      // bytes that each connection keeps to read into
	sendBuffer = 64 << 10 // bytes that the kernel takes for a client that does not read
	lingers    = 2 * time.Second
	maxPings   = 100 // of a client, between two of ours
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

// pong answers a ping of the client.
func (s *webSocket) pong(data string) error {
	s.alive.Store(true)
	if s.pings.Add(1) > maxPings {
		return errFlood
	}
	s.turn.Lock()
	defer s.turn.Unlock()
	_ = s.conn.SetWriteDeadline(time.Now().Add(s.takes))
	_, err := s.conn.Write(framed(opPong, []byte(data)))
	return err
}

// hurry gives a write some time from now on. The deadline is moved on now and then only:
// each time costs a system call's worth.
func (s *webSocket) hurry() {
	if now := time.Now(); s.until.Sub(now) < s.takes {
		s.until = now.Add(s.takes + s.takes/2)
		_ = s.conn.SetWriteDeadline(s.until)
	}
}

func (s *webSocket) try(f frame) (left frame, err error) {
	if s.raw == nil || !s.turn.TryLock() {
		return f, nil
	}
	defer s.turn.Unlock()
	s.hurry()
	n := 0
	err = s.raw.Write(func(fd uintptr) bool {
		n = writeSome(fd, f)
		return true
	})
	s.broken.Store(n > 0 && n < len(f))
	return f[n:], err
}

func (s *webSocket) write(frames []frame) error {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.hurry()
	var err error
	if len(frames) == 1 {
		_, err = s.conn.Write(frames[0])
	} else {
		_, err = pack(frames).WriteTo(s.conn)
	}
	if timedOut(err) {
		err = errSlow
	}
	s.broken.Store(err != nil)
	return err
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

func (s *webSocket) heard() bool { return s.alive.Load() }

func (s *webSocket) limit(bytes int64) { s.frames.SetReadLimit(bytes) }

func (s *webSocket) close(code int, reason string) {
	s.once.Do(func() {
		if code != 0 {
			_ = s.conn.SetWriteDeadline(time.Now().Add(time.Second))
			s.sayWhy(code, reason)
		}
		until := time.Now()
		if !s.broken.Load() {
			until = until.Add(lingers)
		}
		_ = s.conn.SetReadDeadline(until)
	})
}

// closed answers a close frame of the client, unless that answers ours: browsers take a
// second one for a fault.
func (s *webSocket) closed(code int, _ string) error {
	if code == websocket.CloseNoStatusReceived {
		code = websocket.CloseNormalClosure
	}
	_ = s.conn.SetWriteDeadline(time.Now().Add(time.Second))
	s.sayWhy(code, "")
	return nil
}

// sayWhy sends a close frame, once, and not within another frame.
func (s *webSocket) sayWhy(code int, reason string) {
	s.turn.Lock()
	defer s.turn.Unlock()
	if !s.broken.Load() && !s.said {
		s.said = true
		_, _ = s.conn.Write(framed(opClose, append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...))) // who does not listen any more need not know
	}
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
	if tcp, ok := s.conn.(*net.TCPConn); ok && s.broken.Load() {
		_ = tcp.SetLinger(0) // what was not taken is not kept for longer
	}
	_ = s.conn.Close()
}
