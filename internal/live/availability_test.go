package live_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/coder/websocket"
	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/live"
)

// watched asks what is open, and waits for the answer.
func (c *client) watched(members ...any) frame {
	c.t.Helper()
	f := map[string]any{"type": "availability", "on": true}
	add(f, members)
	c.send(f)
	return c.expectType("availability")
}

func (c *client) expectOpen(open bool, departments ...bool) {
	c.t.Helper()
	c.expect(fmt.Sprintf("availability %v %v", open, departments), func(f frame) bool {
		same := f.Type == "availability" && f.Open == open && len(f.Departments) == len(departments)
		for i := range f.Departments {
			same = same && f.Departments[i].Open == departments[i]
		}
		return same
	})
}

func TestVisitorsAreToldWhatIsOpenWheneverItChanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t, quickNews, func(_ *live.Options, t *chat.Terms) { t.QueueLimit = 1 })
	w.put(t, &chat.Department{Name: "Help"})
	sales := &chat.Department{Name: "Sales", AgentIDs: []chat.GUID{w.tokens["ada"].Agent}}
	w.put(t, sales)
	other := w.another(t, w.bus, live.Options{Limits: live.Limits{News: quick}})
	v, _ := w.visitor(t, "")
	far, _ := other.visitor(t, "")
	for _, c := range []*client{v, far} {
		if f := c.watched(); f.Open || len(f.Departments) != 2 {
			t.Fatalf("at first: %+v", f)
		}
	}
	expect := func(open bool, departments ...bool) {
		t.Helper()
		v.expectOpen(open, departments...)
		far.expectOpen(open, departments...)
	}
	ada := w.online(t, "ada")
	expect(true, false, true)
	ada.do("status", "status", chat.AgentOnline, "max", 1)
	first, _ := w.visitor(t, "")
	first.request("A")
	waits, _ := w.visitor(t, "")
	waits.request("B") // which fills the queue
	expect(false, false, false)
	waits.do("end")
	expect(true, false, true)
	w.manage(t, func(ctx context.Context, s *chat.Service, a chat.Actor) error {
		return s.DeleteResource(ctx, a, chat.Departments, sales.ID)
	})
	expect(true, false)
	_ = ada.conn.CloseNow()
	expect(false, false)
}

func TestVisitorsAreToldNoMoreWhenTheyDoNotWantTo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, quickNews)
	told, _ := w.visitor(t, "")
	deaf, _ := w.visitor(t, "")
	told.watched()
	deaf.watched()
	deaf.send(map[string]any{"type": "availability", "on": false})
	deaf.send(map[string]any{"type": "ping"})
	deaf.expectType("pong")
	w.online(t, "ada")
	told.expectOpen(true)
	deaf.send(map[string]any{"type": "ping"})
	if f := deaf.next("a pong"); f.Type != "pong" {
		t.Errorf("it was told %+v", f)
	}
}

func TestWhatIsOpenForACampaignThatIsNotThereIsNotTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v, _ := w.visitor(t, "")
	v.send(map[string]any{"type": "availability", "on": true, "campaign": uuid.New()})
	if f := v.expectType("error"); f.Code != "notFound" {
		t.Errorf("%+v", f)
	}
}

// from dials from a page of an origin.
func (w *world) from(origin string) *world {
	other := *w
	other.over = func(t *testing.T, url string) carrier {
		t.Helper()
		conn, _, err := websocket.Dial(t.Context(), url+live.Path, &websocket.DialOptions{Subprotocols: []string{live.Protocol}, HTTPHeader: http.Header{"Origin": {origin}}}) //nolint:bodyclose // Dial closes it
		if err != nil {
			t.Fatal(err)
		}
		conn.SetReadLimit(1 << 20)
		return conn
	}
	return &other
}

func TestPagesOfOtherOriginsCannotUseACampaign(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	shop := &chat.Campaign{ID: uuid.New(), Name: "Shop", AllowedOrigins: []string{"https://shop.example"}}
	open := &chat.Campaign{ID: uuid.New(), Name: "Open"}
	w.put(t, shop)
	w.put(t, open)
	w.online(t, "ada")
	commands := []map[string]any{
		{"type": "request", "id": newID(), "name": "Vi"},
		{"type": "offline", "id": newID(), "message": "Hello"},
		{"type": "availability", "on": true},
		{"type": "visit", "page": map[string]any{"url": "https://evil.example"}},
	}
	v, _ := w.from("https://evil.example").visitor(t, "")
	for _, c := range commands {
		c["campaign"] = shop.ID
		v.send(c)
		if f := v.expectType("error"); f.Code != "denied" {
			t.Errorf("%v: %+v", c, f)
		}
	}
	if f := v.try("request", "name", "Vi", "campaign", open.ID); f.Type != "ack" {
		t.Errorf("a campaign without a list: %+v", f)
	}
	for _, origin := range []string{"https://shop.example", w.server.URL} {
		v, _ := w.from(origin).visitor(t, "", "campaign", shop.ID)
		if f := v.try("request", "name", "Vi", "campaign", shop.ID); f.Type != "ack" {
			t.Errorf("%s: %+v", origin, f)
		}
	}
	evil := w.from("https://evil.example").dial(t)
	evil.send(map[string]any{"type": "hello", "role": "visitor", "site": site, "campaign": shop.ID})
	evil.expectClose(websocket.StatusPolicyViolation)
}
