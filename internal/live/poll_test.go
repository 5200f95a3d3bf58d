package live_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/bus"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/live"
)

// deaf is a bus on which all that concerns live chat is lost.
type deaf struct{ *bus.Local }

func (deaf) Whisper(context.Context, chat.SiteID, chat.GUID, []byte) {}

func (deaf) Spread(context.Context, chat.SiteID, chat.GUID, *chat.Advance) {}

// counted counts what is read.
type counted struct {
	chat.Lobby
	parts, others atomic.Int64
}

func (c *counted) Parts(ctx context.Context) ([]chat.Part, error) {
	c.parts.Add(1)
	return c.Lobby.Parts(ctx)
}

func (c *counted) Running(ctx context.Context, site chat.SiteID, guid chat.GUID) (*chat.Running, error) {
	c.others.Add(1)
	return c.Lobby.Running(ctx, site, guid)
}

func (c *counted) RunningOf(ctx context.Context, site chat.SiteID, who chat.GUID) ([]*chat.Running, error) {
	c.others.Add(1)
	return c.Lobby.RunningOf(ctx, site, who)
}

func (c *counted) Entries(ctx context.Context, site chat.SiteID, guid chat.GUID, after int64, limit int) ([]chat.Entry, error) {
	c.others.Add(1)
	return c.Lobby.Entries(ctx, site, guid, after, limit)
}

func (c *counted) Floor(ctx context.Context, site chat.SiteID) (*chat.Floor, error) {
	c.others.Add(1)
	return c.Lobby.Floor(ctx, site)
}

// unread are the options of a node whose clients are not read, and answer no ping.
func unread(t *testing.T) live.Options {
	t.Helper()
	return live.Options{
		Log:    slog.New(slog.NewTextHandler(t.Output(), nil)),
		Limits: live.Limits{VisitorRate: 1e6, VisitorBurst: 1e6, AgentRate: 1e6, AgentBurst: 1e6, Ping: time.Hour},
	}
}

// TestNewsComesThoughTheBusIsCut has a visitor and an agent on two nodes that cannot
// tell each other anything.
func TestNewsComesThoughTheBusIsCut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cut := func() chat.Bus {
		return bus.NewPolled(deaf{bus.NewLocal()}, w.db.LastEvent, slog.New(slog.DiscardHandler)).WithParts(w.db.Parts)
	}
	here, there := w.another(t, cut(), unread(t)), w.another(t, cut(), unread(t))
	a := there.online(t, "ada")
	v, _ := here.visitor(t, "")
	v.request("Vi")
	a.chat = v.chat
	a.expectState("offered")
	a.do("accept")
	v.expectState("active")
	v.do("post", "text", "hello")
	a.expectText("hello")
	last := a.do("post", "text", "good day").Seq
	v.expectText("good day")
	v.send(map[string]any{"type": "read", "chat": v.chat, "seq": last})
	a.expect("the mark", func(f frame) bool { return f.Type == "state" && f.ReadByVisitor == last })
	a.do("end")
	v.expectState("ended")
	if err := gapless(v.seen, v.seen[len(v.seen)-1].Seq); err != nil {
		t.Error(err)
	}
}

// TestIdleSessionsReadNothing counts what many visitors who wait cost: one look at all
// chats for each interval, as one of them does.
func TestIdleSessionsReadNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lobby := &counted{Lobby: w.db}
	news := bus.NewPolled(bus.NewLocal(), w.db.LastEvent, slog.New(slog.DiscardHandler)).WithParts(lobby.Parts)
	node := w.node(t, lobby, news, unread(t))
	a := node.agent(t, "ada")
	a.do("status", "status", chat.AgentOnline, "max", 1)
	const many = 30
	for i := range many {
		v, _ := node.visitor(t, "")
		v.request(fmt.Sprint("Vi ", i))
		v.expectState("queued")
	}
	looks := func(n int64) { // waits until all chats have been looked at so many times more
		t.Helper()
		from, late := lobby.parts.Load(), time.After(patience)
		for lobby.parts.Load() < from+n {
			select {
			case <-late:
				t.Fatal("nobody looks")
			case <-time.After(10 * time.Millisecond):
			}
		}
	}
	const most = 10
	var since time.Time
	for tries := 1; ; tries++ { // until what has happened is told to all
		before := lobby.others.Load()
		since = time.Now()
		looks(3)
		n := lobby.others.Load() - before
		if n == 0 {
			break
		}
		if tries == most {
			t.Fatalf("%d idle sessions read %d times in %v", many, n, time.Since(since))
		}
	}
	if took := time.Since(since); took < 2*bus.PollEvery {
		t.Errorf("all chats were looked at 3 times in %v", took)
	}
}

// TestALineIsReadByNobody counts what messages between a visitor, an agent and one who
// watches read from the store: they come with the news.
func TestALineIsReadByNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lobby := &counted{Lobby: w.db}
	node := w.node(t, lobby, bus.NewLocal(), unread(t))
	v, a, _ := node.accepted(t)
	b := node.agent(t, "bob")
	b.chat = v.chat
	b.do("watch")
	v.do("post", "text", "first")
	for _, c := range []*client{a, b, v} {
		c.expectText("first")
	}
	before := lobby.others.Load()
	const lines = 20
	for i := range lines {
		v.do("post", "text", fmt.Sprint("line ", i))
		a.do("note", "text", fmt.Sprint("note ", i))
	}
	for _, c := range []*client{a, b} {
		c.expectText(fmt.Sprint("note ", lines-1))
	}
	v.do("post", "text", "last")
	v.expectText("last")
	if n := lobby.others.Load() - before; n > 0 {
		t.Errorf("%d messages to 3 clients were read %d times", 2*lines+1, n)
	}
	for _, c := range []*client{a, b, v} {
		if err := gapless(c.seen, c.seen[len(c.seen)-1].Seq); err != nil {
			t.Error(err)
		}
	}
}
