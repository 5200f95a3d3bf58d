package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/client"
	"github.com/parleychat/parley/internal/hook"
)

// deadlyHook is a webhook's endpoint. In the midst of the first thing of each kind that it is
// told, the server is killed, and what was told is lost on the way.
type deadlyHook struct {
	kill func()

	mu    sync.Mutex
	seen  map[string]bool
	calls []toldOnce
	lost  []toldOnce
	wrong []error
}

func (h *deadlyHook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = hook.Verify(r.Header, []string{botSecret}, body, time.Now())
	}
	fact := ""
	if err == nil {
		fact, err = factIn(body)
	}
	kind, _, _ := strings.Cut(fact, " ")
	told := toldOnce{r.Header.Get(hook.IDHeader), fact}
	h.mu.Lock()
	isFirst := err == nil && !h.seen[kind]
	h.seen[kind] = true
	switch {
	case err != nil:
		h.wrong = append(h.wrong, err)
	case isFirst:
		h.lost = append(h.lost, told)
	default:
		h.calls = append(h.calls, told)
	}
	h.mu.Unlock()
	if isFirst {
		h.kill()
	}
	w.WriteHeader(http.StatusNoContent)
}

// everyday is a site on which all happens that webhooks are told of, over and over, on a
// server that is killed meanwhile.
type everyday struct {
	*conversation
	server *mortal
	hook   *deadlyHook
	hooks  []string
	kills  chan chan<- struct{}
	killed int

	statuses []string // that were set, as facts
	set      []string // of these acknowledged
}

const longAgo = "of long ago"

func newEveryday(t *testing.T, db string) *everyday {
	t.Helper()
	e := &everyday{kills: make(chan chan<- struct{})}
	e.hook = &deadlyHook{kill: e.kill, seen: map[string]bool{}}
	e.conversation = &conversation{t: t, site: initSite(t, db), ids: map[string]string{}, keys: map[string]string{}}
	e.server = newMortal(t, db, "-hook-networks", "127.0.0.0/8")
	e.base = e.server.node.base
	e.admin = client.NewAPI(e.base, e.site.APIKey, nil)
	address := httptest.NewServer(e.hook)
	t.Cleanup(address.Close)
	e.ids["ada"], e.keys["ada"] = e.idOfAda(), e.site.APIKey
	for _, name := range []string{"Bob", "Cas"} {
		e.hire(name, nil)
	}
	e.make("global/departments", "support", object{"name": "Support", "agentIds": []string{e.ids["ada"]}})
	bot := httptest.NewServer(echoBot([]string{botSecret}, time.Now))
	t.Cleanup(bot.Close)
	e.make("livechat/bots", "bot", object{"name": "Echo", "webhookUrl": bot.URL, "secret": botSecret})
	e.make("livechat/campaigns", "campaign", object{"name": "Shop", "botId": e.ids["bot"]})
	for event := range kinds {
		e.make("livechat/webhooks", event, object{"event": event, "targetUrl": address.URL, "secret": botSecret})
		e.hooks = append(e.hooks, e.ids[event])
	}
	return e
}

// kill has the server killed and started again, and returns once it is.
func (e *everyday) kill() {
	done := make(chan struct{})
	select {
	case e.kills <- done:
		<-done
	case <-e.t.Context().Done():
	}
}

// lives has the server killed as it is asked for, until what goes on meanwhile has ended;
// between two lives something can happen to the database.
func (e *everyday) lives(meanwhile func(context.Context) error, between func()) {
	e.t.Helper()
	ctx, done := context.WithTimeout(e.t.Context(), 4*patience)
	defer done()
	ended := make(chan error, 1)
	go func() { ended <- meanwhile(ctx) }()
	for {
		select {
		case killed := <-e.kills:
			e.server.node.kill()
			between()
			e.server.start()
			e.killed++
			close(killed)
		case err := <-ended:
			if err != nil {
				e.t.Fatal(err)
			}
			return
		}
	}
}

// quickly is how clients come back.
var quickly = client.Options{BackOff: func(int) time.Duration { return 100 * time.Millisecond }}

// shaken does something while the server may be killed at any moment of it.
func (e *everyday) shaken(is bool, do func() error) error {
	if !is {
		return do()
	}
	var beside sync.WaitGroup
	beside.Go(func() {
		time.Sleep(rand.N(20 * time.Millisecond))
		e.kill()
	})
	defer beside.Wait()
	return do()
}

// days lets each thing happen that webhooks are told of, so many times; in each round the
// server is killed in the midst of another step.
func (e *everyday) days(rounds int) func(context.Context) error {
	return func(ctx context.Context) (err error) {
		agents := map[string]*client.Agent{}
		for _, who := range []string{"ada", "bob", "cas"} {
			if agents[who], err = client.ConnectAgent(ctx, e.base, e.keys[who], quickly); err != nil {
				return err
			}
			defer agents[who].Close()
		}
		for who, status := range map[string]string{"ada": client.Online, "bob": client.Online, "cas": "Away"} {
			if err := e.sets(ctx, who, agents[who], status); err != nil {
				return err
			}
		}
		for n := range rounds {
			d := &day{e, ctx, n, agents, nil, ""}
			for i, step := range []func() error{d.status, d.request, d.take, d.transfer, d.end, d.wrapUp, d.giveUp, d.bot, d.leave, d.store} {
				if err := e.shaken(i == (n*3)%10, step); err != nil {
					return fmt.Errorf("round %d, step %d: %w", n, i, err)
				}
			}
		}
		return untilQuiet(ctx, e.admin, e.hooks)
	}
}

// sets has an agent set a status.
func (e *everyday) sets(ctx context.Context, who string, a *client.Agent, status string) error {
	event := map[string]string{client.Online: "online", "Offline": "logout"}[status]
	if event == "" {
		event = "away"
	}
	fact := event + " " + e.ids[who] + " " + status
	e.statuses = append(e.statuses, fact)
	if err := a.SetStatus(ctx, status, 100); err != nil {
		return err
	}
	e.set = append(e.set, fact)
	return nil
}

// wrongs holds what was told to the record.
func (e *everyday) wrongs() []string {
	e.t.Helper()
	must, err := recorded(e.t.Context(), e.admin, longAgo)
	e.fine(err)
	may := slices.Clone(e.statuses)
	for _, who := range []string{"ada", "bob", "cas"} { // who is gone for long
		may = append(may, "logout "+e.ids[who]+" Offline")
	}
	e.hook.mu.Lock()
	defer e.hook.mu.Unlock()
	for _, err := range e.hook.wrong {
		e.t.Error(err)
	}
	return against(append(must, e.set...), may, e.hook.lost, e.hook.calls)
}

// TestAKilledServerTellsOfEveryKindAllTheSame kills the server in the midst of the first
// delivery of each kind, which is lost, and while each thing happens of which webhooks are
// told.
func TestAKilledServerTellsOfEveryKindAllTheSame(t *testing.T) {
	t.Parallel()
	for name, db := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEveryday(t, db)
			e.lives(e.days(max(2, *serverKills/2)), func() {})
			for _, wrong := range e.wrongs() {
				t.Error(wrong)
			}
			for event, words := range kinds {
				if !slices.ContainsFunc(words, func(word string) bool { return e.hook.seen[word] }) {
					t.Errorf("%s never happened", event)
				}
			}
			if e.killed < len(kinds) {
				t.Errorf("the server was killed %d times", e.killed)
			}
			t.Logf("%d kills, %d calls", e.killed, len(e.hook.calls))
		})
	}
}

// TestACourierThatForgetsItsQueueIsCaught is the control of the test above: what is queued
// goes with the server's life, as if it were kept in memory.
func TestACourierThatForgetsItsQueueIsCaught(t *testing.T) {
	t.Parallel()
	db := "sqlite:" + t.TempDir() + "/parley.db"
	e := newEveryday(t, db)
	e.lives(e.days(2), func() { e.fine(forget(t.Context(), strings.TrimPrefix(db, "sqlite:"))) })
	wrong := e.wrongs()
	for _, words := range kinds {
		if !slices.ContainsFunc(wrong, func(w string) bool {
			kind, _, _ := strings.Cut(w, " ")
			return slices.Contains(words, kind) && strings.HasSuffix(w, "was not told")
		}) {
			t.Errorf("nothing of %v was found untold, of %q", words, wrong)
		}
	}
}

// day is one round of what happens.
type day struct {
	*everyday
	ctx    context.Context //nolint:containedctx // of the round
	n      int
	agents map[string]*client.Agent
	v      *client.Visitor
	guid   string
}

func (d *day) says(what string) string { return fmt.Sprintf("%s %d", what, d.n) }

func (d *day) status() error { return d.sets(d.ctx, "cas", d.agents["cas"], d.says("Lunch")) }

// comes connects another visitor, who asks for a chat.
func (d *day) comes(r client.Request) (*client.Visitor, string, error) {
	v, err := client.ConnectVisitor(d.ctx, d.base, int64(d.site.SiteID), "", quickly)
	if err != nil {
		return nil, "", err
	}
	d.t.Cleanup(func() { _ = v.Close() })
	ack, err := v.Request(d.ctx, r)
	return v, ack.Chat, err
}

func (d *day) request() (err error) {
	d.v, d.guid, err = d.comes(client.Request{Name: d.says("Vi"), Department: d.ids["support"]})
	return err
}

// takes has an agent take the chat once it is offered, however often it is.
func (d *day) takes(who string) error {
	for {
		e, err := d.agents[who].Next(d.ctx)
		if err != nil {
			return fmt.Errorf("wait for an offer to %s: %w", who, err)
		}
		s, ok := e.(client.ChatState)
		if !ok || s.Chat != d.guid || s.ForAgent == nil || s.ForAgent.Role != client.RoleOffered {
			continue
		}
		if _, err := d.agents[who].Accept(d.ctx, d.guid); !client.IsRefused(err) {
			return err
		}
	}
}

func (d *day) take() error {
	if err := d.takes("ada"); err != nil {
		return err
	}
	_, err := d.v.Post(d.ctx, d.guid, d.says("hello"))
	return err
}

func (d *day) transfer() error {
	if _, err := d.agents["ada"].TransferToAgent(d.ctx, d.guid, d.ids["bob"]); err != nil {
		return err
	}
	return d.takes("bob")
}

// end ends the chat, every other time with a wrap-up that was given before.
func (d *day) end() error {
	if d.n%2 == 0 {
		if err := d.agents["bob"].WrapUp(d.ctx, d.guid, client.Wrapup{Comment: d.says("early")}); err != nil {
			return err
		}
	}
	_, err := d.v.End(d.ctx, d.guid)
	return err
}

func (d *day) wrapUp() error {
	if d.n%2 == 0 {
		return nil
	}
	return d.agents["bob"].WrapUp(d.ctx, d.guid, client.Wrapup{Comment: d.says("late")})
}

// giveUp has a visitor leave who has waited in vain.
func (d *day) giveUp() error {
	v, guid, err := d.comes(client.Request{Name: d.says("Una"), Department: d.ids["support"]})
	if err == nil {
		_, err = v.End(d.ctx, guid)
	}
	return err
}

// bot has a visitor talk to a bot alone.
func (d *day) bot() error {
	v, guid, err := d.comes(client.Request{Name: d.says("Wim"), Campaign: d.ids["campaign"]})
	if err == nil {
		_, err = v.End(d.ctx, guid)
	}
	return err
}

func (d *day) leave() error {
	v, err := client.ConnectVisitor(d.ctx, d.base, int64(d.site.SiteID), "", quickly)
	if err != nil {
		return err
	}
	d.t.Cleanup(func() { _ = v.Close() })
	return v.LeaveMessage(d.ctx, client.OfflineMessage{Request: client.Request{Name: "Kate"}, Message: d.says("left")})
}

// store has a program store a message of now and one of long ago. Whether one was stored
// whose answer was lost is told by its guid.
func (d *day) store() error {
	for what, noun := range map[string]object{"stored": {}, longAgo: {"createdTime": "2020-01-01T00:00:00Z"}} {
		noun["message"], noun["guid"] = d.says(what), uuid.NewSHA1(uuid.NameSpaceURL, []byte(d.says(what)))
		for {
			err := d.admin.Do(d.ctx, http.MethodPost, "livechat/offlineMessages", nil, noun, nil)
			if err == nil || client.IsStatus(err, http.StatusConflict) {
				break
			}
			if d.ctx.Err() != nil {
				return err
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
	return nil
}
