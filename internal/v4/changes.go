package v4

import (
	"context"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// feed is what a reader of the log asks for.
type feed struct {
	chat.ChangesQuery
	latest bool // begin at the end of the log
	wait   time.Duration
	stream bool // events as they come, rather than one page
}

// changes answers a part of the site's log, waits for it if asked to, or streams it
// (docs/api.md, Changes).
func (s *server) changes(r *http.Request, actor chat.Actor) (answer, error) {
	f, err := decodeFeed(r)
	if err != nil {
		return answer{}, err
	}
	if f.latest {
		if f.Since, err = s.Service.Position(r.Context(), actor); err != nil {
			return answer{}, err
		}
	}
	if f.stream {
		return s.streamChanges(r, actor, f.ChangesQuery)
	}
	if f.wait > 0 {
		if actor, err = s.await(r, actor, f.Since, f.wait); err != nil {
			return answer{}, err
		}
	}
	page, err := s.Service.Changes(r.Context(), actor, f.ChangesQuery)
	if err != nil {
		return answer{}, err
	}
	return answered(encodeChanges(page, f.Include)), nil
}

func decodeFeed(r *http.Request) (f feed, err error) {
	p, err := parametersOf(r)
	if err != nil {
		return f, err
	}
	f.Include = includeOf(p)
	for _, name := range splitNames(p["include"]) {
		f.Records = f.Records || sameName(name, "chat")
	}
	f.stream = r.Method == http.MethodGet && accepts(r, eventStream)
	since := p.one("since")
	if resumed := r.Header.Get("Last-Event-ID"); f.stream && resumed != "" {
		since = resumed
	}
	if f.latest = sameName(since, "latest"); !f.latest && since != "" {
		if f.Since, err = strconv.ParseInt(since, 10, 64); err != nil || f.Since < 0 {
			return f, chat.Invalid("since: %q is not a position: it is 0, the position of an earlier answer, or latest", clip(since))
		}
	}
	if f.Limit, err = wholeNumber(p, "limit"); err != nil {
		return f, err
	}
	seconds, err := wholeNumber(p, "wait")
	if err != nil || seconds < 0 {
		return f, chat.Invalid("wait: %q is not a number of seconds", clip(p.one("wait")))
	}
	f.wait = time.Duration(min(seconds, int64(chat.MaxWait/time.Second))) * time.Second
	return f, nil
}

// await waits for the log to go on, as one of a limited number of calls, and until
// the server ends at the latest. Who was allowed to begin waiting need not be allowed
// to see what came of it: the actor is looked at again.
func (s *server) await(r *http.Request, actor chat.Actor, since int64, wait time.Duration) (chat.Actor, error) {
	leave, err := s.waiting.join(actor)
	if err != nil {
		return actor, err
	}
	defer leave()
	return s.awaitChange(r, actor, since, wait)
}

func (s *server) awaitChange(r *http.Request, actor chat.Actor, since int64, wait time.Duration) (chat.Actor, error) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(s.Ending, cancel)()
	if err := s.Service.AwaitChange(ctx, actor, since, wait); err != nil && s.Ending.Err() == nil {
		return actor, err
	}
	return s.Auth.Authenticate(r.Context(), r)
}

// accepts reports whether a request asks for a type of answer by its name.
func accepts(r *http.Request, kind string) bool {
	for _, line := range r.Header.Values("Accept") {
		for item := range strings.SplitSeq(line, ",") {
			name, _, _ := strings.Cut(item, ";")
			if sameName(strings.TrimSpace(name), kind) {
				return true
			}
		}
	}
	return false
}

func encodeChanges(page *chat.Changes, include chat.Include) []byte {
	w := writer{buf: []byte{'{'}}
	w.list("changes", len(page.Events))
	for i := range page.Events {
		w.change(&page.Events[i], page, include)
	}
	w.end(']')
	w.integer("position", &page.Position)
	w.flag("hasMore", &page.More)
	w.end('}')
	return w.done()
}

// change writes an event, with the chat as it is now if it was asked for and is
// still there.
func (w *writer) change(e *chat.Event, page *chat.Changes, include chat.Include) {
	w.object("", true)
	eventMembers(w, e)
	if c := page.Chats[e.Chat.ID]; c != nil && e.Kind != chat.ChatDeleted {
		w.object("chat", true)
		w.chatMembers(c, &page.Related, include, nil)
		w.end('}')
	}
	w.end('}')
}

func eventMembers(s shape, e *chat.Event) {
	s.integer("n", &e.N)
	s.text("kind", (*string)(&e.Kind))
	s.instant("time", &e.Time, exact)
	s.integer("chatId", &e.Chat.ID)
	s.guid("chatGuid", &e.Chat.GUID)
}

// How a stream lives.
const (
	eventStream = "text/event-stream"
	beatEvery   = 15 * time.Second // a comment, so that a dead connection is noticed
)

// streamChanges answers server-sent events: one for each change, with its number as
// the id, so that a client that reconnects goes on where it was.
func (s *server) streamChanges(r *http.Request, actor chat.Actor, q chat.ChangesQuery) (answer, error) {
	leave, err := s.waiting.join(actor)
	if err != nil {
		return answer{}, err
	}
	first, err := s.Service.Changes(r.Context(), actor, q)
	if err != nil {
		leave()
		return answer{}, err
	}
	return answer{
		status: http.StatusOK,
		header: http.Header{"Content-Type": {eventStream}, "X-Accel-Buffering": {"no"}},
		pieces: func(yield func([]byte, error) bool) {
			defer leave()
			s.follow(r, actor, q, first)(yield)
		},
	}, nil
}

// follow gives the parts of the log as pieces of a stream, until the caller is not
// allowed to see more, the server ends, or something fails.
func (s *server) follow(r *http.Request, actor chat.Actor, q chat.ChangesQuery, page *chat.Changes) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		var err error
		for err == nil && s.Ending.Err() == nil {
			if !yield(encodeEvents(page, q), nil) {
				return
			}
			q.Since = page.Position
			if !page.More {
				actor, err = s.awaitChange(r, actor, q.Since, beatEvery)
			}
			if err == nil {
				page, err = s.Service.Changes(r.Context(), actor, q)
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// encodeEvents writes a part of the log as server-sent events. The position comes
// last, since events that are not shown count too; without events it is the beat.
func encodeEvents(page *chat.Changes, q chat.ChangesQuery) []byte {
	var w writer
	for i := range page.Events {
		e := &page.Events[i]
		w.buf = append(strconv.AppendInt(append(w.buf, "id: "...), e.N, 10), "\ndata: "...)
		w.change(e, page, q.Include)
		w.buf = append(w.done(), "\n\n"...)
	}
	if n := len(page.Events); n == 0 || page.Events[n-1].N != page.Position {
		w.buf = append(strconv.AppendInt(append(w.buf, ": beat\nid: "...), page.Position, 10), "\n\n"...)
	}
	return w.buf
}
