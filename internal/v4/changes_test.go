package v4

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// wireChanges is an answer of the change feed.
type wireChanges struct {
	Changes  []wireChange
	Position int64
	HasMore  bool
}

type wireChange struct {
	N        int64
	Kind     string
	Time     time.Time
	ChatID   int64 `json:"chatId"`
	ChatGUID string
	Chat     *struct {
		ID         int64
		Department *struct{ Name string }
	}
}

func changesOf(t *testing.T, rec *httptest.ResponseRecorder) (page wireChanges) {
	t.Helper()
	if err := json.Unmarshal(rec.Body.Bytes(), &page); err != nil || rec.Code != 200 {
		t.Fatalf("%d %s: %v", rec.Code, rec.Body, err)
	}
	return page
}

// add stores a new chat.
func (w *world) add(t *testing.T, n int) {
	t.Helper()
	guid := chat.GUID{0: 0xfe, 14: byte(n >> 8), 15: byte(n)}
	if _, err := w.service.Import(t.Context(), w.actor, []*chat.Chat{{GUID: guid, RequestedTime: noon}}, nil); err != nil {
		t.Error(err)
	}
}

func TestChangesArePagedFromAPosition(t *testing.T) {
	t.Parallel()
	w := withChats(t)
	all := changesOf(t, w.ask("GET", "/v4/livechat/chats:changes?limit=500", ""))
	if len(all.Changes) < 10 || all.HasMore || all.Position != int64(len(all.Changes)) {
		t.Fatalf("%+v", all)
	}
	first := all.Changes[0]
	if first.N != 1 || first.Kind != "chat.stored" || !first.Time.Equal(noon) || first.ChatID == 0 || len(first.ChatGUID) != 36 || first.Chat != nil {
		t.Errorf("%+v", first)
	}
	page := changesOf(t, w.ask("GET", "/v4/livechat/chats:Changes?SINCE=3&limit=2&include=department,Chat", ""))
	if len(page.Changes) != 2 || !page.HasMore || page.Position != 5 || page.Changes[0].N != 4 || page.Changes[1].Chat == nil || page.Changes[1].Chat.ID != page.Changes[1].ChatID {
		t.Errorf("%+v", page)
	}
	if latest := changesOf(t, w.ask("GET", "/v4/livechat/chats:Changes?since=latest", "")); len(latest.Changes) != 0 || latest.Position != all.Position {
		t.Errorf("%+v", latest)
	}
}

func TestADeletionIsATombstone(t *testing.T) {
	t.Parallel()
	w := withChats(t)
	since := changesOf(t, w.ask("GET", "/livechat/chats:Changes?since=latest", "")).Position
	if rec := w.ask("DELETE", "/livechat/chats/4875", ""); rec.Code != 204 {
		t.Fatal(rec.Code)
	}
	page := changesOf(t, w.ask("GET", fmt.Sprintf("/livechat/chats:Changes?include=chat&since=%d", since), ""))
	if len(page.Changes) != 1 || page.Changes[0].Kind != "chat.deleted" || page.Changes[0].ChatID != 4875 || page.Changes[0].Chat != nil {
		t.Errorf("%+v", page)
	}
	for _, c := range changesOf(t, w.ask("GET", "/livechat/chats:Changes?limit=500", "")).Changes {
		if c.ChatID == 4875 && c.Kind != "chat.deleted" {
			t.Errorf("left of a deleted chat: %+v", c)
		}
	}
}

func TestChangesAreRefusedWithAReason(t *testing.T) {
	t.Parallel()
	w := withChats(t)
	faulty(t, w.ask("GET", "/livechat/chats:Changes?since=x", ""), 400, `since: "x" is not a position`)
	faulty(t, w.ask("GET", "/livechat/chats:Changes?since=-1", ""), 400, "since")
	faulty(t, w.ask("GET", "/livechat/chats:Changes?limit=x", ""), 400, "limit")
	faulty(t, w.ask("GET", "/livechat/chats:Changes?wait=-1", ""), 400, "wait")
	faulty(t, w.ask("GET", "/livechat/chats:Changes?wait=soon", ""), 400, "wait")
	faulty(t, w.ask("GET", "/livechat/chats:Changes?since=999999", ""), 409, "restored from a backup")
	faulty(t, w.askAs("", "GET", "/livechat/chats:Changes", ""), 401, "")
	faulty(t, w.ask("POST", "/livechat/chats:Changes", ""), 405, "only GET, HEAD")
	if theirs := changesOf(t, w.askAs(w.stranger, "GET", "/livechat/chats:Changes", "")); len(theirs.Changes) > 0 || theirs.Position != 0 {
		t.Errorf("another site's changes: %+v", theirs)
	}
}

// listening serves a world, with deadlines that a long call would not survive.
func listening(t *testing.T, w *world) string {
	t.Helper()
	h, ok := w.Handler.(held)
	if !ok {
		t.Fatal("the handler is not held against the description")
	}
	s := httptest.NewUnstartedServer(h.Handler) // held itself waits for an answer's end
	s.Config.ReadTimeout, s.Config.WriteTimeout = deadline, deadline
	s.Start()
	t.Cleanup(s.Close)
	return s.URL
}

const deadline = 300 * time.Millisecond

// stream is an open stream of server-sent events.
type stream struct {
	*http.Response
	lines *bufio.Scanner
}

func (w *world) stream(t *testing.T, base, target, lastID string) stream {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+target, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+w.key)
	r.Header.Set("Accept", "text/html, text/Event-Stream;q=0.9")
	if lastID != "" {
		r.Header.Set("Last-Event-ID", lastID)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return stream{res, bufio.NewScanner(res.Body)}
}

// next reads an event, false when the stream has ended.
func (s stream) next(t *testing.T) (id int64, data wireChange, ok bool) {
	t.Helper()
	for s.lines.Scan() {
		name, value, _ := strings.Cut(s.lines.Text(), ": ")
		var err error
		switch {
		case name == "id":
			id, err = strconv.ParseInt(value, 10, 64)
		case name == "data":
			err = json.Unmarshal([]byte(value), &data)
		case s.lines.Text() == "" && id > 0:
			return id, data, true
		}
		if err != nil {
			t.Fatalf("%v in %q", err, s.lines.Text())
		}
	}
	return 0, data, false
}

func TestAStreamGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	w := withChats(t)
	base := listening(t, w)
	first := w.stream(t, base, "/livechat/chats:Changes?limit=3&include=chat", "")
	if first.StatusCode != 200 || first.Header.Get("Content-Type") != "text/event-stream" || first.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v", first.StatusCode, first.Header)
	}
	for want := int64(1); want <= 5; want++ {
		if id, e, ok := first.next(t); !ok || id != want || e.N != want || e.Chat == nil {
			t.Fatalf("event %d: %d %+v %v", want, id, e, ok)
		}
	}
	_ = first.Body.Close()
	second := w.stream(t, base, "/livechat/chats:Changes?since=1", "5")
	if id, _, ok := second.next(t); !ok || id != 6 {
		t.Errorf("resumed with %d %v", id, ok)
	}
}

func TestAStreamOutlivesTheDeadlinesOfOtherCalls(t *testing.T) {
	t.Parallel()
	w := withChats(t)
	s := w.stream(t, listening(t, w), "/livechat/chats:Changes?since=latest", "")
	if _, _, ok := s.next(t); !ok { // the position
		t.Fatal("nothing came")
	}
	began := time.Now()
	for n := 1; time.Since(began) < 3*deadline; n++ {
		w.add(t, n)
		if _, e, ok := s.next(t); !ok || e.Kind != "chat.stored" {
			t.Fatalf("after %v: %+v %v", time.Since(began), e, ok)
		}
	}
}

// TestAPlainAnswerDoesNotOutliveThem is the control of the test above.
func TestAPlainAnswerDoesNotOutliveThem(t *testing.T) {
	t.Parallel()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for {
			if _, err := fmt.Fprint(w, "x"); err != nil {
				return
			}
			if http.NewResponseController(w).Flush() != nil {
				return
			}
		}
	}))
	s.Config.ReadTimeout, s.Config.WriteTimeout = deadline, deadline
	s.Start()
	defer s.Close()
	res, err := http.Get(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	began := time.Now()
	for buf := make([]byte, 1<<16); ; {
		if _, err := res.Body.Read(buf); err != nil {
			return
		}
		if time.Since(began) > 30*deadline {
			t.Fatal("it outlived them: the other test shows nothing")
		}
	}
}

func TestAStreamEndsWithTheKeyAndTheServer(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(refuse, stop func()){
		"key":    func(refuse, _ func()) { refuse() },
		"server": func(_, stop func()) { stop() },
	} {
		ending, stop := context.WithCancel(t.Context())
		refused := make(chan struct{})
		w := withChats(t, func(o *Options) {
			o.Ending = ending
			o.Auth = revocable{o.Auth, refused}
		})
		base := listening(t, w)
		s := w.stream(t, base, "/livechat/chats:Changes?since=latest", "")
		s.next(t)
		end(func() { close(refused) }, stop)
		if name == "key" {
			w.add(t, 1)
		}
		if _, e, ok := s.next(t); ok {
			t.Errorf("%s: the stream went on with %+v", name, e)
		}
		stop()
	}
}

// revocable refuses everybody once refused is closed.
type revocable struct {
	Authenticator
	refused chan struct{}
}

func (a revocable) Authenticate(ctx context.Context, r *http.Request) (chat.Actor, error) {
	select {
	case <-a.refused:
		return chat.Actor{}, chat.Unauthenticated("the key was taken away")
	default:
		return a.Authenticator.Authenticate(ctx, r)
	}
}

func TestALongPollIsAnsweredByTheChange(t *testing.T) {
	t.Parallel()
	ending, stop := context.WithCancel(t.Context())
	defer stop()
	w := withChats(t, func(o *Options) { o.Ending = ending })
	since := changesOf(t, w.ask("GET", "/livechat/chats:Changes?since=latest", "")).Position
	target := fmt.Sprintf("/livechat/chats:Changes?wait=20&since=%d", since)
	answered := make(chan *httptest.ResponseRecorder)
	go func() { answered <- w.ask("GET", target, "") }()
	w.add(t, 1)
	page := changesOf(t, <-answered)
	if len(page.Changes) != 1 || page.Position != since+1 {
		t.Errorf("%+v", page)
	}
	target = fmt.Sprintf("/livechat/chats:Changes?wait=20&since=%d", since+1)
	go func() { answered <- w.ask("GET", target, "") }()
	stop()
	if page := changesOf(t, <-answered); len(page.Changes) != 0 || page.Position != since+1 {
		t.Errorf("when the server ends: %+v", page)
	}
}

func TestFewMayWaitAtATime(t *testing.T) {
	t.Parallel()
	w := withChats(t)
	base := listening(t, w)
	streams := make([]stream, waitingAgent)
	for i := range streams {
		streams[i] = w.stream(t, base, "/livechat/chats:Changes?since=latest", "")
		streams[i].next(t)
	}
	faulty(t, w.ask("GET", "/livechat/chats:Changes?wait=20&since=12", ""), 429, "32 calls waiting")
	if more := w.stream(t, base, "/livechat/chats:Changes", ""); more.StatusCode != 429 || more.Header.Get("Retry-After") == "" {
		t.Errorf("one stream more: %d", more.StatusCode)
	}
	if rec := w.ask("GET", "/livechat/chats:Changes", ""); rec.Code != 200 {
		t.Errorf("a call that does not wait: %d", rec.Code)
	}
}

func TestWhoWaitsIsCounted(t *testing.T) {
	t.Parallel()
	w := newWaiting()
	var leave []func()
	join := func(site chat.SiteID, agent byte) error {
		l, err := w.join(chat.Actor{Site: site, Agent: chat.GUID{agent}})
		if err == nil {
			leave = append(leave, l)
		}
		return err
	}
	for i := range waitingSite {
		if err := join(1, byte(i/waitingAgent)); err != nil {
			t.Fatal(err)
		}
	}
	if err := join(1, 255); chat.KindOf(err) != chat.KindLimited || !strings.Contains(err.Error(), "site") {
		t.Errorf("one more of the site: %v", err)
	}
	for i := range waitingNode - waitingSite {
		if err := join(chat.SiteID(2+i/waitingAgent), 1); err != nil {
			t.Fatal(err)
		}
	}
	if err := join(99999, 1); chat.KindOf(err) != chat.KindLimited || !strings.Contains(err.Error(), "server") {
		t.Errorf("one more of all: %v", err)
	}
	for _, l := range leave {
		l()
	}
	if w.all != 0 || len(w.agent) != 0 || len(w.site) != 0 {
		t.Errorf("left over: %+v", w)
	}
}

func TestAPositionIsSentEvenWhenNothingIsShown(t *testing.T) {
	t.Parallel()
	if got := string(encodeEvents(&chat.Changes{Position: 7}, chat.ChangesQuery{})); got != ": beat\nid: 7\n\n" {
		t.Errorf("%q", got)
	}
}
