package live

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Where networks that let no WebSocket through are served: frames of the server are
// events of the answer to one request, each frame of the client is a request.
const (
	StreamPath = Path + "/stream"
	SendPath   = Path + "/send"

	// SessionHeader has the token of the stream that a frame belongs to.
	SessionHeader = "Parley-Session"
)

// silentFor is how long a client of a stream may send nothing: what the stream carries
// to it may end at a proxy.
const silentFor = time.Minute

// stream is a socket made of server-sent events and requests.
type stream struct {
	token  string
	left   <-chan struct{} // closed when the client has gone
	takes  time.Duration   // how long events may take
	most   atomic.Int64    // bytes of a frame
	last   atomic.Int64    // when something was sent, in nanoseconds
	frames chan []byte
	over   chan struct{} // closed by close
	once   sync.Once

	mu     sync.Mutex // of the answer
	w      http.ResponseWriter
	answer *http.ResponseController // nil once the request has ended
}

// stream serves a request that carries a hello, until its session ends.
func (r *Room) stream(w http.ResponseWriter, req *http.Request) (goesOn bool) {
	answer := http.NewResponseController(w)
	_ = answer.SetReadDeadline(time.Now().Add(r.Limits.Authenticate)) // a writer without deadlines has none to fear
	data, err := io.ReadAll(http.MaxBytesReader(w, req.Body, r.Limits.VisitorFrame))
	if err != nil {
		refuseBody(w, err)
		return false
	}
	_ = answer.SetReadDeadline(time.Time{}) // else the server would take the client to have gone
	s := &stream{
		token: rand.Text(), left: req.Context().Done(), takes: r.Limits.Write, w: w, answer: answer,
		frames: make(chan []byte, 1), over: make(chan struct{}),
	}
	s.frames <- data
	s.last.Store(time.Now().UnixNano())
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no") // nginx would wait for more
	s.most.Store(r.Limits.VisitorFrame)
	r.streams.Store(s.token, s)
	defer r.streams.Delete(s.token)
	if s.event("session", map[string]string{"token": s.token}) != nil {
		return false
	}
	r.greet(req, s).read()
	return false
}

// send takes a frame of a client of a stream.
func (r *Room) send(w http.ResponseWriter, req *http.Request) {
	found, _ := r.streams.Load(req.Header.Get(SessionHeader))
	s, ok := found.(*stream)
	if !ok {
		http.Error(w, "there is no such session: begin a new one", http.StatusNotFound)
		return
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, req.Body, s.most.Load()))
	if err != nil {
		refuseBody(w, err)
		return
	}
	select {
	case s.frames <- data:
		w.WriteHeader(http.StatusNoContent)
	case <-s.over:
		http.Error(w, "the session has ended: begin a new one", http.StatusNotFound)
	case <-req.Context().Done():
	}
}

func refuseBody(w http.ResponseWriter, err error) {
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		http.Error(w, fmt.Sprintf("a frame has at most %d bytes", tooLarge.Limit), http.StatusRequestEntityTooLarge)
		return
	}
	http.Error(w, "the frame did not come to its end", http.StatusBadRequest)
}

func (s *stream) read() ([]byte, error) {
	select {
	case data := <-s.frames:
		s.last.Store(time.Now().UnixNano())
		return data, nil
	case <-s.over:
		return nil, io.EOF
	case <-s.left:
		return nil, io.EOF
	}
}

func (s *stream) write(frames []frame) error {
	var b bytes.Buffer
	for _, f := range frames {
		b.WriteString("data: ")
		b.Write(f.payload())
		b.WriteString("\n\n")
	}
	return s.put(b.Bytes())
}

// try leaves all of it: what carries the answer may wait.
func (s *stream) try(f frame) (left frame) { return f }

// ping keeps proxies from taking the stream for dead.
func (s *stream) ping() error { return s.put([]byte(":\n\n")) }

func (s *stream) heard() bool { return time.Since(time.Unix(0, s.last.Load())) < silentFor }

func (s *stream) limit(most int64) { s.most.Store(most) }

func (s *stream) close(code int, reason string) {
	s.once.Do(func() {
		if code != 0 {
			_ = s.event("close", map[string]any{"code": code, "reason": reason}) // who does not listen any more need not know
		}
		close(s.over)
	})
}

func (s *stream) drain() {
	s.close(0, "")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = nil
}

// event sends an event that is no frame.
func (s *stream) event(name string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode an event: %w", err)
	}
	return s.put([]byte("event: " + name + "\ndata: " + string(data) + "\n\n"))
}

// put writes events, which must be taken in some time.
func (s *stream) put(events []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.answer == nil {
		return io.ErrClosedPipe
	}
	_ = s.answer.SetWriteDeadline(time.Now().Add(s.takes)) // as above
	_, err := s.w.Write(events)
	if err == nil {
		err = s.answer.Flush()
	}
	if timedOut(err) {
		err = errSlow
	}
	return err
}

// preflight answers a browser that asks whether a page of another origin may send.
func preflight(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", http.MethodPost)
	h.Set("Access-Control-Allow-Headers", "Content-Type, "+SessionHeader)
	h.Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}

// allow tells a browser that a page of the request's origin, which was admitted, may
// read the answer.
func allow(h http.Header, req *http.Request) {
	h.Add("Vary", "Origin")
	if origin := req.Header.Get("Origin"); origin != "" {
		h.Set("Access-Control-Allow-Origin", origin)
	}
}
