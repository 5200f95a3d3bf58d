package v4

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// answer is what a handler gives back.
type answer struct {
	status int
	body   []byte // JSON, empty for none
	header http.Header
	lent   bool // the body is in a buffer of the server's, to be given back

	// pieces is the body of an answer that has no end yet; an error ends it. It is
	// walked once, and always.
	pieces iter.Seq2[[]byte, error]
}

// answered is 200 with a body.
func answered(body []byte) answer { return answer{status: http.StatusOK, body: body} }

// noContent answers 204.
var noContent = answer{status: http.StatusNoContent}

// handler is one operation: decode, one call of the service, encode. It writes
// nothing itself, so that no answer is ever half an answer and half an error.
type handler func(r *http.Request, actor chat.Actor) (answer, error)

// edge is all that surrounds a handler, for every route alike: who is calling and
// whether they may, the size of the body, panics, the error's answer, the headers
// and the log.
func (s *server) edge(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		actor, a, err := s.call(rt, w, r)
		if err != nil {
			p := problemOf(err)
			a = answer{status: p.status, body: p.body(), header: p.header}
		}
		if a.pieces != nil {
			if err = flow(w, a); err != nil {
				a.status = problemOf(err).status // for the log
			}
		} else {
			write(w, a)
		}
		if a.lent {
			s.takeBack(a.body)
		}
		s.log(rt, r, actor, a, err, time.Since(start))
	})
}

// call authenticates, authorizes and handles, in this order.
func (s *server) call(rt route, w http.ResponseWriter, r *http.Request) (actor chat.Actor, a answer, err error) {
	defer recovered(&err)
	if !rt.probe {
		if err = s.Limits.Address(addressOf(r)); err != nil {
			return actor, a, err
		}
	}
	if rt.need != anyone {
		if actor, err = s.Auth.Authenticate(r.Context(), r); err != nil {
			return actor, a, err
		}
		if err = s.count(w, actor); err != nil {
			return actor, a, err
		}
		if err = actor.Require(rt.need); err != nil {
			return actor, a, err
		}
	}
	if r.ContentLength > rt.body {
		return actor, a, errTooLarge(rt.body)
	}
	r.Body = http.MaxBytesReader(w, r.Body, rt.body)
	if key, is := onceKey(rt, r); is {
		a, err = s.once(rt, r, actor, key)
	} else {
		a, err = rt.handle(r, actor)
	}
	return actor, a, err
}

// count counts a call, and tells how many more there may be.
func (s *server) count(w http.ResponseWriter, actor chat.Actor) error {
	left, counted, err := s.Limits.Caller(actor)
	if counted {
		h := w.Header()
		h.Set("RateLimit-Limit", strconv.Itoa(left.Limit))
		h.Set("RateLimit-Remaining", strconv.Itoa(left.Remaining))
		h.Set("RateLimit-Reset", strconv.Itoa(int((left.Reset+time.Second-1)/time.Second)))
	}
	return err
}

// recovered, deferred, makes an error of a panic.
func recovered(err *error) {
	if reason := recover(); reason != nil {
		*err = fmt.Errorf("panic: %v\n%s", reason, debug.Stack())
	}
}

// head sets the headers that every answer has.
func head(w http.ResponseWriter, a answer) http.Header {
	h := w.Header()
	for name, values := range a.header {
		h[name] = values
	}
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	if h.Get("Referrer-Policy") == "" {
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	}
	return h
}

// write sends an answer. A client that cannot be written to has gone, which is
// no error of ours.
func write(w http.ResponseWriter, a answer) {
	h := head(w, a)
	if a.status != http.StatusNoContent {
		h.Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	if len(a.body) > 0 && h.Get("Content-Type") == "" {
		h.Set("Content-Type", "application/json; charset=utf-8")
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

// pieceTimeout is how long a client may take for one piece of a stream.
const pieceTimeout = 30 * time.Second

// flow sends an answer in pieces, as they come. The server's deadlines are for
// answers that end: here each piece has one of its own. A client that has gone or
// does not keep up ends the stream, which is no error of ours.
func flow(w http.ResponseWriter, a answer) (err error) {
	defer recovered(&err)
	out := http.NewResponseController(w)
	_ = out.SetReadDeadline(time.Time{}) // the request has been read; nobody else sets deadlines here
	head(w, a)
	w.WriteHeader(a.status)
	for piece, err := range a.pieces {
		if err != nil {
			return err
		}
		_ = out.SetWriteDeadline(time.Now().Add(pieceTimeout))
		if _, err := w.Write(piece); err != nil { //nolint:gosec // no page: its type is set, and browsers are told not to guess
			return nil
		}
		if err := out.Flush(); err != nil {
			return nil
		}
	}
	return nil
}

// log writes one line a call. The texts of chats, secrets and the query string,
// which may hold either, never get there; an error's cause does when it is ours.
func (s *server) log(rt route, r *http.Request, actor chat.Actor, a answer, err error, took time.Duration) {
	level, attrs := slog.LevelInfo, []slog.Attr{
		slog.String("method", r.Method), slog.String("route", rt.pattern),
		slog.Int("status", a.status), slog.Float64("ms", float64(took.Microseconds())/1000),
	}
	if actor.Site != 0 {
		attrs = append(attrs, slog.Int64("site", int64(actor.Site)))
	}
	switch {
	case a.status == http.StatusInternalServerError || a.status == http.StatusServiceUnavailable:
		level = slog.LevelError
		attrs = append(attrs, slog.Any("error", err))
	case err == nil && rt.probe:
		level = slog.LevelDebug
	}
	s.Log.LogAttrs(context.WithoutCancel(r.Context()), level, "call", attrs...)
}

// maxKept is the largest buffer that is kept for another answer.
const maxKept = 4 << 20

// lend gives an empty buffer: pages are large, and making room for each anew is a
// good part of what a search costs.
func (s *server) lend() []byte {
	if b, ok := s.buffers.Get().(*[]byte); ok {
		return (*b)[:0]
	}
	return make([]byte, 0, 256<<10)
}

func (s *server) takeBack(b []byte) {
	if cap(b) <= maxKept {
		s.buffers.Put(&b)
	}
}
