package live_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/live"
)

// window is what a campaign shows.
type window struct {
	Site        int64
	Campaign    *struct{ ID, Name string }
	Language    string
	Texts       map[string]map[string]string
	Open        bool
	Departments []struct {
		ID, Name string
		Open     bool
	}
	Forms             struct{ PreChat, PostChat, Offline []question }
	Challenge         int64
	Transcripts       bool
	Files, TypedText  bool
	Button            live.Button
	Type, Code        string
	Message           string
	Look              json.RawMessage
	status            int
	allowed, caching  string
	contentType, vary string
}

type question struct {
	ID, Name, Type           string
	Required, Hidden, System bool
	Options                  []string
}

// show asks what a campaign shows, from a page of an origin.
func (w *world) show(t *testing.T, query, origin string) (s window) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.server.URL+live.CampaignPath+"?"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	if origin != "" {
		req.Header.Set("Origin", origin)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body, &s); err != nil {
		t.Fatalf("%d %s: %v", res.StatusCode, body, err)
	}
	h := res.Header
	s.status, s.allowed, s.caching, s.contentType, s.vary = res.StatusCode, h.Get("Access-Control-Allow-Origin"), h.Get("Cache-Control"), h.Get("Content-Type"), h.Get("Vary")
	return s
}

// manage changes a resource as managers do, so that it is told on the world's bus.
func (w *world) manage(t *testing.T, fn func(context.Context, *chat.Service, chat.Actor) error) {
	t.Helper()
	service := chat.NewService(w.db, nil, w.bus, time.Now)
	if err := fn(t.Context(), service, w.tokens["ada"]); err != nil {
		t.Fatal(err)
	}
}

func (w *world) put(t *testing.T, r chat.Resource) {
	t.Helper()
	w.manage(t, func(ctx context.Context, s *chat.Service, a chat.Actor) error { return s.AddResource(ctx, a, r) })
}

// eventually waits until something is so.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !so(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it never came to be that %s", what)
		}
	}
}

// quick is how often tests look at who is there.
const quick = 10 * time.Millisecond

func quickNews(o *live.Options, _ *chat.Terms) { o.Limits.News = quick }

func TestACampaignShowsItsLookTextsAndForms(t *testing.T) {
	t.Parallel()
	w := newWorld(t, quickNews)
	text := &chat.FormField{ID: uuid.New(), Name: "Name", IsSystem: true, IsRequired: true}
	box := &chat.FormField{ID: uuid.New(), Name: "Size", Type: chat.RadioBoxField, Options: []chat.FieldOption{{Name: "S", Order: 1}, {Name: "XL", Order: 2}}}
	secret := &chat.FormField{ID: uuid.New(), Name: "Card", IsPCI: true}
	for _, f := range []chat.Resource{text, box, secret} {
		w.put(t, f)
	}
	c := &chat.Campaign{
		ID: uuid.New(), Name: "Shop", Language: "nl", Challenge: 7, Texts: []chat.Wording{{Language: "nl", Texts: []chat.OwnText{{Key: "button.online", Text: "Vragen?"}}}},
		Look:     chat.Look{Color: "#123456", Position: chat.OnTheLeft, Theme: chat.DarkTheme, IsSilent: true},
		PreChat:  []chat.AskedField{{FieldID: text.ID, Order: 1}, {FieldID: secret.ID, Order: 2}, {FieldID: box.ID, Order: 3, IsHidden: true, IsRequired: true}},
		PostChat: []chat.AskedField{{FieldID: box.ID, IsRequired: true}},
	}
	w.put(t, c)
	s := w.show(t, fmt.Sprintf("site=%d&campaign=%s", site, c.ID), "https://shop.example")
	if s.status != http.StatusOK || s.allowed != "https://shop.example" || s.caching != "no-store" || s.vary != "Origin" || s.contentType != "application/json; charset=utf-8" {
		t.Errorf("%+v", s)
	}
	if s.Campaign == nil || s.Campaign.ID != c.ID.String() || s.Campaign.Name != "Shop" || s.Language != "nl" || s.Challenge != 7 || s.Transcripts || !s.Files || s.Texts["nl"]["button.online"] != "Vragen?" {
		t.Errorf("%+v", s)
	}
	if want := `{"color":"#123456","position":"left","theme":"dark","offsetX":0,"offsetY":0,"sound":false}`; string(s.Look) != want {
		t.Errorf("the look is %s, want %s", s.Look, want)
	}
	pre := s.Forms.PreChat
	if len(pre) != 2 || !pre[0].System || !pre[0].Required || pre[0].Type != "text" || len(pre[0].Options) != 0 ||
		!pre[1].Hidden || pre[1].Required || pre[1].Type != "radioBox" || strings.Join(pre[1].Options, ",") != "S,XL" {
		t.Errorf("the pre-chat form is %+v", pre)
	}
	if len(s.Forms.PostChat) != 1 || !s.Forms.PostChat[0].Required || s.Forms.Offline == nil || len(s.Forms.Offline) != 0 {
		t.Errorf("the forms are %+v", s.Forms)
	}
	if first := w.show(t, fmt.Sprintf("site=%d", site), ""); first.Campaign == nil || first.Campaign.ID != c.ID.String() {
		t.Errorf("the site's first campaign is %+v", first)
	}
}

func TestASiteWithoutCampaignsShowsTheUsualThings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	res, err := http.Get(w.server.URL + live.CampaignPath + fmt.Sprintf("?site=%d", site))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, _ := io.ReadAll(res.Body)
	want := `{"site":10000,"campaign":null,"language":"en","look":{"color":"#2b6cb0","position":"right","theme":"auto","offsetX":20,"offsetY":20,"sound":true},"texts":{},"open":false,"departments":[],"forms":{"preChat":[],"postChat":[],"offline":[]},"challenge":0,"transcripts":false,"files":true,"button":["",""]}`
	if string(body) != want {
		t.Errorf("got  %s\nwant %s", body, want)
	}
}

func TestWhatIsNotThereIsNotShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for query, want := range map[string]int{
		"": 400, "site=x": 400, "site=10000&campaign=x": 400, "site=10001": 404,
		fmt.Sprintf("site=10000&campaign=%s", uuid.New()): 404, "site=10000": 200,
	} {
		if s := w.show(t, query, ""); s.status != want || (want != 200 && (s.Type != "error" || s.Message == "")) {
			t.Errorf("%q: %+v", query, s)
		}
	}
}

func TestOnlyPagesOfAllowedOriginsAreShownACampaign(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := &chat.Campaign{ID: uuid.New(), Name: "Shop", AllowedOrigins: []string{"https://shop.example"}}
	w.put(t, c)
	query := fmt.Sprintf("site=%d&campaign=%s", site, c.ID)
	for origin, want := range map[string]int{"": 200, "https://shop.example": 200, w.server.URL: 200, "https://evil.example": 403, "http://shop.example": 403, "null": 403} {
		s := w.show(t, query, origin)
		if s.status != want || (want == 403 && (s.Code != "denied" || !strings.Contains(s.Message, origin))) {
			t.Errorf("%q: %+v", origin, s)
		}
	}
	w.manage(t, func(ctx context.Context, s *chat.Service, a chat.Actor) error {
		_, err := s.ChangeResource(ctx, a, chat.Campaigns, c.ID, func(r chat.Resource) error {
			if c, ok := r.(*chat.Campaign); ok {
				c.AllowedOrigins = nil
			}
			return nil
		})
		return err
	})
	if s := w.show(t, query, "https://evil.example"); s.status != 200 {
		t.Errorf("after the list was emptied: %+v", s)
	}
}

func TestWhatIsOpenFollowsWhoIsThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, quickNews)
	sales, help, hidden := &chat.Department{Name: "Sales"}, &chat.Department{Name: "Help"}, &chat.Department{Name: "Back office", NotInLiveChat: true}
	sales.AgentIDs = []chat.GUID{w.tokens["ada"].Agent}
	for _, d := range []chat.Resource{sales, help, hidden} {
		w.put(t, d)
	}
	is := func(want string) func() bool {
		return func() bool {
			s := w.show(t, fmt.Sprintf("site=%d", site), "")
			got := fmt.Sprint(s.Open)
			for _, d := range s.Departments {
				got += fmt.Sprintf(" %s:%v", d.Name, d.Open)
			}
			return got == want
		}
	}
	eventually(t, "all is closed", is("false Help:false Sales:false"))
	ada := w.online(t, "ada")
	eventually(t, "sales is open", is("true Help:false Sales:true"))
	w.manage(t, func(ctx context.Context, s *chat.Service, a chat.Actor) error {
		_, err := s.ChangeResource(ctx, a, chat.Departments, help.ID, func(r chat.Resource) error {
			if d, ok := r.(*chat.Department); ok {
				d.Overflow.To = sales.ID
			}
			return nil
		})
		return err
	})
	eventually(t, "help overflows to sales", is("true Help:true Sales:true"))
	ada.do("status", "status", chat.AgentAway)
	eventually(t, "all is closed again", is("false Help:false Sales:false"))
	bot := &chat.Bot{ID: uuid.New(), Name: "Bot", WebhookURL: "https://bots.example.com", Secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
	w.put(t, bot)
	w.put(t, &chat.Campaign{Name: "Shop", BotID: bot.ID})
	eventually(t, "the bot takes all", is("true Help:true Sales:true"))
}

func TestAnAddressAsksForCampaignsOnlySoOften(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *live.Options, _ *chat.Terms) { o.Limits.FrontRate = 0.3 }) // three at once
	ask := func(address string) int {
		rec, req := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, live.CampaignPath+"?site=10000", nil)
		req.RemoteAddr = address
		w.room.ServeHTTP(rec, req)
		return rec.Code
	}
	for range 3 {
		if got := ask("192.0.2.1:1000"); got != 200 {
			t.Fatalf("%d", got)
		}
	}
	if got := ask("192.0.2.1:1000"); got != 429 {
		t.Errorf("the fourth time: %d", got)
	}
	if got := ask("192.0.2.2:1000"); got != 200 {
		t.Errorf("another address: %d", got)
	}
	for range 20 {
		if got := ask("127.0.0.1:1000"); got != 200 {
			t.Fatalf("this machine: %d", got)
		}
	}
}

// faulty is a lobby whose collections cannot be read while it is broken.
type faulty struct {
	chat.Lobby
	broken atomic.Bool
}

func (f *faulty) Resources(ctx context.Context, at chat.SiteID, of chat.Collection) ([]chat.Resource, error) {
	if f.broken.Load() {
		return nil, errors.New("the disk is on fire")
	}
	return f.Lobby.Resources(ctx, at, of)
}

// What was read once is shown while nothing can be read, and nobody is put out.
func TestADatabaseThatIsGoneEndsNothingThatGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := &chat.Campaign{ID: uuid.New(), Name: "Before"}
	w.put(t, c)
	lobby := &faulty{Lobby: w.db}
	open := func() *world {
		other := *w
		other.desk = chat.NewDesk(lobby, w.bus, w.terms, time.Now, uuid.New)
		other.room = live.New(live.Options{Auth: w.tokens, Now: time.Now, Desk: other.desk, Limits: live.Limits{News: quick}})
		other.server = httptest.NewServer(other.room)
		t.Cleanup(func() {
			other.room.Close()
			other.server.Close()
		})
		return &other
	}
	node := open()
	v, _ := node.visitor(t, "")
	v.watched()
	name := func(w *world) string {
		if s := w.show(t, fmt.Sprintf("site=%d", site), ""); s.Campaign != nil {
			return s.Campaign.Name
		}
		return ""
	}
	if got := name(node); got != "Before" {
		t.Fatalf("at first: %q", got)
	}
	lobby.broken.Store(true)
	w.manage(t, func(ctx context.Context, s *chat.Service, a chat.Actor) error {
		_, err := s.ChangeResource(ctx, a, chat.Campaigns, c.ID, func(r chat.Resource) error {
			if c, ok := r.(*chat.Campaign); ok {
				c.Name = "After"
			}
			return nil
		})
		return err
	})
	if got := name(node); got != "Before" {
		t.Errorf("while nothing can be read: %q", got)
	}
	if s := open().show(t, fmt.Sprintf("site=%d", site), ""); s.status != http.StatusInternalServerError || strings.Contains(s.Message, "fire") {
		t.Errorf("a node that has read nothing: %+v", s)
	}
	v.send(map[string]any{"type": "ping"})
	v.expectType("pong")
	lobby.broken.Store(false)
	eventually(t, "the new name is shown", func() bool { return name(node) == "After" })
}
