package live_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/live"
)

// at has a world's clients come from an address.
func (w *world) at(t *testing.T, address string) *world {
	t.Helper()
	other := *w
	other.server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		r.RemoteAddr = netip.AddrPortFrom(netip.MustParseAddr(address), 4711).String()
		w.room.ServeHTTP(rw, r)
	}))
	t.Cleanup(other.server.Close)
	return &other
}

// bans lists what the site's managers find.
func (w *world) bans(t *testing.T) (all []*chat.Ban) {
	t.Helper()
	w.manage(t, func(ctx context.Context, s *chat.Service, a chat.Actor) error {
		list, err := s.Resources(ctx, a, chat.Bans, 0, 0)
		for _, r := range list {
			if b, is := r.(*chat.Ban); is {
				all = append(all, b)
			}
		}
		return err
	})
	return all
}

// refused expects that a visitor is not let in.
func (w *world) refused(t *testing.T, secret string) {
	t.Helper()
	c := w.dial(t)
	c.send(map[string]any{"type": "hello", "role": "visitor", "site": site, "secret": secret})
	c.expectBanned()
}

// expectBanned waits for the end of the connection, and looks for the reason.
func (c *client) expectBanned() {
	c.t.Helper()
	for {
		_, err := c.receive()
		if err == nil {
			continue
		}
		var end websocket.CloseError
		if !errors.As(err, &end) || end.Code != websocket.StatusPolicyViolation || end.Reason != "you cannot chat here" {
			c.t.Errorf("closed with %v", err)
		}
		return
	}
}

func TestAVisitorWhoIsBannedIsPutOutAndStaysOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t, quickNews)
	node := w.another(t, w.bus, live.Options{Limits: live.Limits{News: quick}})
	v, a, secret := w.accepted(t)
	far, _ := node.visitor(t, secret)
	other, welcome := w.visitor(t, "")
	w.put(t, &chat.Ban{VisitorID: w.visitorOf(t, v.chat)})
	v.expectBanned()
	far.expectBanned()
	a.expectState("ended")
	w.refused(t, secret)
	node.refused(t, secret)
	other.request("Another visitor")
	if _, again := w.visitor(t, welcome.Secret); again.You == "" {
		t.Error("another visitor is not known")
	}
	w.manage(t, func(ctx context.Context, s *chat.Service, a chat.Actor) error {
		return s.DeleteResource(ctx, a, chat.Bans, w.bans(t)[0].ID)
	})
	w.visitor(t, secret)
}

// visitorOf is whose chat it is.
func (w *world) visitorOf(t *testing.T, guid string) chat.GUID {
	t.Helper()
	r, err := w.db.Running(t.Context(), site, uuid.MustParse(guid))
	if err != nil {
		t.Fatal(err)
	}
	return r.Chat.VisitorID
}

func TestAVisitorWhoHasOnlyLookedCanBeBanned(t *testing.T) {
	t.Parallel()
	w := newWorld(t, quickNews)
	a := w.agent(t, "ada")
	a.send(map[string]any{"type": "visitors", "on": true})
	v, welcome := w.visitor(t, "")
	v.look("https://shop.example")
	seen := a.expectVisitor("who has come", func(shownVisitor) bool { return true })
	w.put(t, &chat.Ban{VisitorID: uuid.MustParse(seen.ID)})
	v.expectBanned()
	w.refused(t, welcome.Secret)
}

func TestABanOfANetworkKeepsItsAddressesOut(t *testing.T) {
	t.Parallel()
	proxy := netip.MustParseAddr("203.0.113.200")
	w := newWorld(t, quickNews, func(o *live.Options, _ *chat.Terms) { o.Exempt = func(a netip.Addr) bool { return a == proxy } })
	inside, six, outside := w.at(t, "203.0.113.9"), w.at(t, "2001:db8:1::7"), w.at(t, "203.0.114.9")
	a := w.online(t, "ada")
	v, _ := inside.visitor(t, "")
	v.request("Vi")
	a.chat = v.chat
	a.expectState("offered")
	sixth, _ := six.visitor(t, "")
	w.put(t, &chat.Ban{Address: "203.0.113.0/24"})
	w.put(t, &chat.Ban{Address: "2001:db8::/32"})
	v.expectBanned()
	sixth.expectBanned()
	eventually(t, "the chat has ended", func() bool {
		r, err := w.db.Running(t.Context(), site, uuid.MustParse(v.chat))
		return err == nil && r.State == chat.Ended
	})
	inside.refused(t, "")
	six.refused(t, "")
	if s := inside.show(t, "site=10000", ""); s.status != http.StatusForbidden || s.Code != "denied" {
		t.Errorf("the campaign: %+v", s)
	}
	for name, free := range map[string]*world{"outside": outside, "a proxy": w.at(t, proxy.String()), "this machine": w} {
		if s := free.show(t, "site=10000", ""); s.status != http.StatusOK {
			t.Errorf("the campaign from %s: %+v", name, s)
		}
		free.visitor(t, "")
	}
	w.at(t, "203.0.113.9").agent(t, "ada") // bans are for visitors
}

func TestABanEndsAtItsTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t, quickNews)
	w.put(t, &chat.Ban{Address: "203.0.113.9", Until: time.Now().Add(-time.Second)})
	w.at(t, "203.0.113.9").visitor(t, "")
	w.put(t, &chat.Ban{Address: "203.0.113.9", Until: time.Now().Add(time.Hour)})
	w.at(t, "203.0.113.9").refused(t, "")
}

func TestAnAgentBansTheVisitorOfItsChat(t *testing.T) {
	t.Parallel()
	w := newWorld(t, quickNews)
	v, a, secret := w.accepted(t)
	visitor := w.visitorOf(t, v.chat)
	bob := w.online(t, "bob")
	bob.chat = v.chat
	if f := bob.try("ban"); f.Code != "denied" {
		t.Errorf("who does not hold the chat: %+v", f)
	}
	bob.chat = ""
	if f := bob.try("ban", "visitor", visitor); f.Code != "notFound" {
		t.Errorf("who does not hold a chat of the visitor: %+v", f)
	}
	if f := a.try("ban", "hours", -1); f.Code != "invalid" {
		t.Errorf("%+v", f)
	}
	id := newID()
	a.chat = ""
	for range 2 {
		if f := a.try("ban", "id", id, "visitor", visitor, "hours", 24, "reason", "Insults"); f.Type != "ack" || f.Chat != v.chat {
			t.Fatalf("%+v", f)
		}
	}
	if f := a.try("ban", "id", id, "visitor", visitor, "hours", 25, "reason", "Insults"); f.Code != "conflict" {
		t.Errorf("another content: %+v", f)
	}
	v.expectBanned()
	w.refused(t, secret)
	bans := w.bans(t)
	if len(bans) != 1 || bans[0].VisitorID != visitor || bans[0].By != w.tokens["ada"].Agent || bans[0].Comment != "Insults" || time.Until(bans[0].Until).Round(time.Hour) != 24*time.Hour {
		t.Errorf("%+v", bans)
	}
	if c := w.record(t, v.chat); c.Status != chat.Normal {
		t.Errorf("the chat came out as %v", c.Status)
	}
}

func TestFilesAreForPagesAndVisitorsThatAreAdmitted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, quickNews)
	w.online(t, "ada")
	shop := &chat.Campaign{ID: uuid.New(), Name: "Shop", AllowedOrigins: []string{"https://shop.example"}}
	w.put(t, shop)
	v, welcome := w.visitor(t, "")
	v.chat = v.do("request", "name", "Vi", "campaign", shop.ID).Chat
	c := w.counter(t, func(o *live.FileOptions) { o.Room = w.room })
	from := func(origin, method, path string) int {
		r := c.request(method, path, welcome.Secret, strings.NewReader("Hello"))
		r.Header.Set("Origin", origin)
		answer, _ := c.do(r)
		return answer.StatusCode
	}
	post := func(origin string) int {
		return from(origin, http.MethodPost, live.FilesPath+"?"+form(v.chat, "hello.txt").Encode())
	}
	key := c.send(welcome.Secret, form(v.chat, "hello.txt"), strings.NewReader("Hello")).File.Key
	get := func(origin string) int {
		return from(origin, http.MethodGet, live.FilesPath+"/"+key+"?site="+fmt.Sprint(site))
	}
	for origin, want := range map[string]int{"https://shop.example": 200, c.URL: 200, "https://evil.example": 403} {
		if got := post(origin); got != want {
			t.Errorf("sent from %s: %d", origin, got)
		}
		if got := get(origin); got != want {
			t.Errorf("opened from %s: %d", origin, got)
		}
	}
	w.put(t, &chat.Ban{VisitorID: w.visitorOf(t, v.chat)})
	if got := get(c.URL); got != http.StatusForbidden {
		t.Errorf("opened by who is banned: %d", got)
	}
}
