package live_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/bus"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/live"
)

// shownVisitor is a visitor as agents are shown one.
type shownVisitor struct {
	ID, Name, Chat, Browser, Country string

	Status int
	Pages  int64
	Page   struct{ URL string }
	In     struct {
		State string
		Agent struct{ Name string }
	}
}

// keep stores resources of the site.
func (w *world) keep(t *testing.T, all ...chat.Resource) {
	t.Helper()
	err := w.db.Update(t.Context(), site, func(ctx context.Context, tx chat.Tx) error {
		for _, r := range all {
			if err := tx.PutResource(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// look tells a page.
func (c *client) look(url string, members ...any) {
	c.t.Helper()
	f := map[string]any{"type": "visit", "page": map[string]any{"title": "Page", "url": url}, "language": "fr", "timeZone": "-60"}
	add(f, members)
	c.send(f)
}

// expectVisitor waits until an agent is shown a visitor of whom something is true.
func (c *client) expectVisitor(what string, is func(shownVisitor) bool) (found shownVisitor) {
	c.t.Helper()
	c.expect("a visitor "+what, func(f frame) bool {
		for _, v := range f.Changed {
			if is(v) {
				found = v
				return true
			}
		}
		return false
	})
	return found
}

func (c *client) expectInvitation(state string) frame {
	c.t.Helper()
	return c.expect("an invitation that is "+state, func(f frame) bool { return f.Type == "invitation" && f.State == state })
}

// second is another node on the same database, which hears nothing of the first.
func (w *world) second(t *testing.T) *world {
	t.Helper()
	return w.another(t, bus.NewLocal(), live.Options{})
}

// another is a node on the same database.
func (w *world) another(t *testing.T, news chat.Bus, o live.Options) *world {
	t.Helper()
	return w.node(t, w.db, news, o)
}

// node is a node that keeps its chats in a lobby.
func (w *world) node(t *testing.T, lobby chat.Lobby, news chat.Bus, o live.Options) *world {
	t.Helper()
	other := *w
	other.bus, other.desk = news, chat.NewDesk(lobby, news, w.terms, time.Now, uuid.New)
	o.Auth, o.Now, o.Desk = w.tokens, time.Now, other.desk
	other.room = live.New(o)
	other.server = httptest.NewServer(other.room)
	t.Cleanup(func() {
		other.room.Close()
		other.server.Close()
	})
	return &other
}

func TestAnAgentSeesAVisitorAndInvites(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.keep(t, &chat.CustomVariable{ID: uuid.New(), Name: "Plan"}, &chat.CustomVariable{ID: uuid.New(), Name: "Seats", Type: chat.IntegerVariable},
		&chat.Segment{ID: uuid.New(), Name: "Gold", Conditions: chat.Conditions{All: []chat.Condition{{Name: "customVariable.plan", Operator: "is", Values: []string{"gold"}}}}})
	a := w.online(t, "ada")
	a.send(map[string]any{"type": "visitors", "on": true})
	v, welcome := w.visitor(t, "")
	v.look("https://example.com/a", "referrer", "https://www.bing.com/search?q=shoes")
	v.look("https://example.com/b", "variables", []map[string]any{{"name": "plan", "value": "gold"}, {"name": "Seats", "value": "many"}})
	if f := v.expectType("error"); f.Code != "invalid" {
		t.Errorf("a variable of another type: %+v", f)
	}
	seen := a.expectVisitor("on the second page", func(v shownVisitor) bool { return v.Pages == 2 && v.Status == int(chat.VisitorInSite) })
	if seen.Page.URL != "https://example.com/b" {
		t.Errorf("seen: %+v", seen)
	}
	asked := a.do("invite", "visitor", seen.ID, "text", "May I help?")
	shown := v.expectInvitation("open")
	if shown.ID != asked.Invitation || shown.Message != "May I help?" || shown.Agent == nil || shown.Agent.Name != "Ada" {
		t.Errorf("shown: %+v", shown)
	}
	a.expectVisitor("who is invited", func(v shownVisitor) bool { return v.Status == int(chat.VisitorManuallyInvited) })
	if f := a.try("invite", "visitor", seen.ID, "text", "Again"); f.Code != "conflict" {
		t.Errorf("a second invitation: %+v", f)
	}
	v.chat = v.do("request", "name", "Vi", "invitation", shown.ID).Chat
	v.expectInvitation("over")
	a.chat = v.chat
	a.expectState("offered")
	a.expectInvitation("accepted")
	a.do("accept")
	chatting := a.expectVisitor("who chats", func(v shownVisitor) bool { return v.Status == int(chat.VisitorChatting) && v.Chat == a.chat })
	if chatting.In.State != "active" || chatting.In.Agent.Name != "Ada" {
		t.Errorf("the chat stands so: %+v", chatting.In)
	}
	a.do("end")
	record := w.record(t, v.chat)
	if record.Source != chat.FromManualInvitation || len(record.SegmentResults) != 1 || len(record.FieldResults) != 1 || record.FieldResults[0].Value != "gold" {
		t.Errorf("the record: %v %v %+v", record.Source, record.SegmentResults, record.FieldResults)
	}
	_, related, err := w.db.Chat(t.Context(), site, chat.ByGUID(record.GUID), chat.IncludeSession)
	if err != nil {
		t.Fatal(err)
	}
	s := related.Sessions[record.SessionID]
	if s == nil || s.LandingPageURL != "https://example.com/a" || s.Keywords != "shoes" || s.Language != "fr" || s.TimeZone != "-60" || s.VisitorID.String() != seen.ID || s.Browser == "" {
		t.Errorf("the session: %+v", s)
	}
	if err := v.conn.CloseNow(); err != nil {
		t.Fatal(err)
	}
	a.expect("the visitor gone", func(f frame) bool { return len(f.Gone) == 1 && f.Gone[0] == seen.ID })
	v, _ = w.visitor(t, welcome.Secret)
	v.look("https://example.com/b", "again", true)
	a.expectVisitor("who came back", func(v shownVisitor) bool { return v.ID == seen.ID && v.Pages == 2 })
}

func TestAnAutomaticInvitationComesByItselfOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := &chat.Campaign{ID: uuid.New(), Name: "Of pages that name none"}
	w.keep(t, first, &chat.AutoInvitation{ID: uuid.New(), Name: "Slow", Message: "May we help?", CampaignID: first.ID, Conditions: chat.Conditions{All: []chat.Condition{
		{Name: "timeOnPage", Operator: "isNotLessThan", Values: []string{"1"}}, {Name: "requestingPageURL", Operator: "contains", Values: []string{"/till"}},
	}}})
	v, _ := w.visitor(t, "")
	v.look("https://example.com/shop")
	v.look("https://example.com/till")
	w.online(t, "ada") // nobody was there before
	shown := v.expectInvitation("open")
	if shown.Message != "May we help?" || shown.Agent != nil {
		t.Errorf("shown: %+v", shown)
	}
	v.do("decline", "invitation", shown.ID)
	v.expectInvitation("over")
	v.look("https://example.com/till")
	v.chat = v.do("request", "name", "Vi").Chat // nothing else comes before
	if got := w.runningSource(t, v.chat); got != chat.FromChatButton {
		t.Errorf("the source is %v", got)
	}
	for _, f := range v.kept {
		if f.Type == "invitation" {
			t.Errorf("shown again: %+v", f)
		}
	}
	other, _ := w.visitor(t, "")
	other.look("https://example.com/till")
	other.chat = other.do("request", "name", "Wu", "invitation", other.expectInvitation("open").ID).Chat
	if got := w.runningSource(t, other.chat); got != chat.FromAutoInvitation {
		t.Errorf("the source is %v", got)
	}
}

func (w *world) runningSource(t *testing.T, guid string) chat.Source {
	t.Helper()
	id, err := chat.ParseGUID(guid)
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.db.Running(t.Context(), site, id)
	if err != nil {
		t.Fatal(err)
	}
	return r.Chat.Source
}

func TestNodesSeeAndInviteEachOthersVisitorsWithoutABus(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other := w.second(t)
	a := other.online(t, "ada")
	a.send(map[string]any{"type": "visitors", "on": true})
	v, welcome := w.visitor(t, "")
	v.look("https://example.com/a")
	seen := a.expectVisitor("of the other node", func(v shownVisitor) bool { return v.Status == int(chat.VisitorInSite) })
	a.do("invite", "visitor", seen.ID, "text", "May I help?")
	shown := v.expectInvitation("open")

	tab, _ := other.visitor(t, welcome.Secret) // another tab, at the other node, where the visitor is now
	tab.look("https://example.com/b")
	a.expectVisitor("with two pages", func(v shownVisitor) bool { return v.ID == seen.ID && v.Pages == 2 })
	if err := tab.conn.CloseNow(); err != nil {
		t.Fatal(err)
	}
	a.expectVisitor("back in the first tab", func(v shownVisitor) bool { return v.ID == seen.ID && v.Pages == 2 })

	v.do("decline", "invitation", shown.ID)
	a.expectInvitation("declined")
}

func TestAnAgentWhoMayNotSeeAChatIsNotShownItsVisitor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	bob := w.tokens["bob"]
	bob.Role = chat.RoleAgent // of no department
	w.tokens["bob"] = bob
	a := w.online(t, "ada")
	b := w.agent(t, "bob")
	for _, c := range []*client{a, b} {
		c.send(map[string]any{"type": "visitors", "on": true})
	}
	v, _ := w.visitor(t, "")
	v.look("https://example.com/a")
	seen := b.expectVisitor("without a chat", func(v shownVisitor) bool { return v.Pages == 1 })
	v.request("Vi")
	a.chat = v.chat
	a.expectState("offered")
	a.do("accept")
	a.expectVisitor("who chats", func(v shownVisitor) bool { return v.ID == seen.ID && v.Status == int(chat.VisitorChatting) })
	b.expect("the visitor gone", func(f frame) bool { return len(f.Gone) == 1 && f.Gone[0] == seen.ID })
	b.send(map[string]any{"type": "visitors", "on": false})
	if f := b.try("invite", "visitor", seen.ID, "text", "hello"); f.Code != "conflict" {
		t.Errorf("an invitation by who is not online: %+v", f)
	}
}

// atlas knows one address.
type atlas struct{ netip.Addr }

func (a atlas) Where(address netip.Addr) (chat.Whereabouts, error) {
	if address == a.Addr {
		return chat.Whereabouts{Country: "NL", Region: "North Holland", City: "The Hague"}, nil
	}
	return chat.Whereabouts{}, errors.New("no such page")
}

// TestConditionsKnowWhereAVisitorIs when somebody knows it of the address.
func TestConditionsKnowWhereAVisitorIs(t *testing.T) {
	t.Parallel()
	for name, known := range map[string]string{"known": "127.0.0.1", "not known": "192.0.2.1"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(o *live.Options, _ *chat.Terms) { o.Places = atlas{netip.MustParseAddr(known)} })
			in := func(field, value string) chat.Conditions {
				return chat.Conditions{All: []chat.Condition{{Name: field, Operator: "is", Values: []string{value}}}}
			}
			w.keep(t,
				&chat.Segment{ID: uuid.New(), Name: "country", Conditions: in("country", "NL")},
				&chat.Segment{ID: uuid.New(), Name: "region", Conditions: in("region", "North Holland")},
				&chat.Segment{ID: uuid.New(), Name: "city", Conditions: in("city", "The Hague")},
				&chat.Segment{ID: uuid.New(), Name: "elsewhere", Conditions: in("country", "BE")})
			a := w.online(t, "ada")
			a.send(map[string]any{"type": "visitors", "on": true})
			v, _ := w.visitor(t, "")
			v.look("https://shop.example/")
			shown := a.expectVisitor("on a page", func(shownVisitor) bool { return true })
			v.request("Vi")
			v.do("end")
			want, segments := "", 0
			if name == "known" {
				want, segments = "NL", 3
			}
			if got := w.record(t, v.chat).SegmentResults; shown.Country != want || len(got) != segments {
				t.Errorf("country %q, segments %v", shown.Country, got)
			}
		})
	}
}
