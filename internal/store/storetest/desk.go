package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// RunDesk holds live chat on a store to its promises. open gives handles on one
// empty store, each as another node would have it.
func RunDesk(t *testing.T, open func(*testing.T) []LiveStore) {
	nodes := open(t)
	s := &suite{store: nodes[0], accounts: nodes[0]}
	for _, cases := range []map[string]func(*testing.T, *office){deskCases, botCases, deskVisitCases, overflowCases, admitCases, wrapupCases, banCases, mailCases, webhookCases, deliveryCases, deliveryLogCases, lingeringCases, chosenTicketCases, attachedHowever(ticketEnds)} {
		for name, test := range cases {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, newOffice(t, s, nodes))
			})
		}
	}
	t.Run("files", func(t *testing.T) {
		t.Parallel()
		runFileCases(t, open(t))
	})
}

// runFileCases runs the cases with files one after the other, on stores of their own: who
// sweeps files up sweeps up those of all sites, and the clocks of the cases differ.
func runFileCases(t *testing.T, nodes []LiveStore) {
	t.Helper()
	s := &suite{store: nodes[0], accounts: nodes[0]}
	for _, cases := range []map[string]func(*testing.T, *office){fileDeskCases, avatarCases} {
		for name, test := range cases {
			t.Run(name, func(t *testing.T) { test(t, newOffice(t, s, nodes)) })
		}
	}
}

// office is a site with agents and a clock that is set by hand.
type office struct {
	*bench
	nodes []LiveStore
	desks []*chat.Desk // one for each node
	lobby chat.Lobby
	terms chat.Terms

	mu  sync.Mutex
	now time.Time
	n   int // ids given to commands
}

func newOffice(t *testing.T, s *suite, nodes []LiveStore) *office {
	t.Helper()
	return newOfficeWith(t, s, nodes, chat.DefaultTerms)
}

func newOfficeWith(t *testing.T, s *suite, nodes []LiveStore, terms chat.Terms) *office {
	t.Helper()
	o := &office{bench: s.bench(t), nodes: nodes, lobby: nodes[0], terms: terms, now: someTime}
	for _, node := range nodes {
		o.desks = append(o.desks, chat.NewDesk(ownDue{node, o.site}, silence{}, o.terms, o.clock, o.guid))
	}
	return o
}

// ownDue keeps what is due of other cases, whose clocks differ, from a desk.
type ownDue struct {
	LiveStore
	site chat.SiteID
}

func (s ownDue) Due(ctx context.Context, now, visitorGone, agentGone time.Time, limit int) ([]chat.DueChat, error) {
	due, err := s.LiveStore.Due(ctx, now, visitorGone, agentGone, 100*limit)
	return slices.DeleteFunc(due, func(d chat.DueChat) bool { return d.Site != s.site }), err
}

func (s ownDue) DoomedFiles(ctx context.Context, limit int) ([]chat.SiteFile, error) {
	doomed, err := s.LiveStore.DoomedFiles(ctx, 100*limit)
	return slices.DeleteFunc(doomed, func(f chat.SiteFile) bool { return f.Site != s.site }), err
}

func (s ownDue) DueTurns(ctx context.Context, now time.Time, perBot int) ([]chat.DueTurn, error) {
	due, err := s.LiveStore.DueTurns(ctx, now, perBot)
	return slices.DeleteFunc(due, func(d chat.DueTurn) bool { return d.Site != s.site }), err
}

// silence is a bus that nobody hears.
type silence struct{}

func (silence) Publish(context.Context, chat.SiteID) {}

func (silence) Follow(context.Context, chat.SiteID) <-chan struct{} { return nil }

func (silence) Whisper(context.Context, chat.SiteID, chat.GUID, []byte) {}

func (silence) Spread(context.Context, chat.SiteID, chat.GUID, *chat.Advance) {}

func (silence) Listen(context.Context, chat.SiteID, chat.GUID, chat.Listener) (leave func()) {
	return func() {}
}

func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *office) guid() chat.GUID {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.NewGUID()
}

// pass lets time go by without anything that is due being done.
func (o *office) pass(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = o.now.Add(d)
}

// id is a new id for a command.
func (o *office) id() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.n++
	return fmt.Sprintf("command-%010d", o.n)
}

func (o *office) desk() *chat.Desk { return o.desks[0] }

// agent makes an agent who is online with places for some chats.
func (o *office) agent(t *testing.T, name string, places int) chat.Actor {
	t.Helper()
	noun := &chat.Agent{ID: o.guid(), DisplayName: name}
	o.update(t, o.site, func(ctx context.Context, tx chat.Tx) error {
		return tx.Keep(ctx, &chat.Related{Agents: map[chat.GUID]*chat.Agent{noun.ID: noun}})
	})
	actor := chat.Actor{Site: o.site, Agent: noun.ID, Role: chat.RoleSupervisor, May: chat.AllPermissions}
	if _, err := o.desk().Sit(t.Context(), actor, o.clock().Add(24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := o.desk().SetStatus(t.Context(), actor, chat.AgentOnline, places); err != nil {
		t.Fatal(err)
	}
	return actor
}

// wanted is a new visitor's request.
func (o *office) wanted() chat.Wanted {
	w := chat.Wanted{Client: o.id(), PreChat: chat.PreChat{Name: "Vi"}, SeenUntil: o.clock().Add(24 * time.Hour)}
	id := o.guid()
	copy(w.Secret[:], id[:])
	return w
}

// caller is a visitor with a chat.
type caller struct {
	o       *office
	visitor chat.GUID
	chat    chat.GUID
}

func (o *office) request(t *testing.T) caller {
	t.Helper()
	ack, visitor, err := o.desk().Request(t.Context(), o.site, o.wanted())
	if err != nil {
		t.Fatal(err)
	}
	return caller{o, visitor, ack.Chat}
}

func (c caller) order() chat.VisitorOrder {
	return chat.VisitorOrder{Site: c.o.site, Visitor: c.visitor, Chat: c.chat, Client: c.o.id()}
}

func (c caller) by(a chat.Actor) chat.AgentOrder {
	return chat.AgentOrder{Actor: a, Chat: c.chat, Client: c.o.id()}
}

func (c caller) running(t *testing.T) *chat.Running {
	t.Helper()
	r, err := c.o.lobby.Running(t.Context(), c.o.site, c.chat)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// record reads the record that the chat has become.
func (c caller) record(t *testing.T) *chat.Chat {
	t.Helper()
	record, _ := c.o.read(t, chat.ByGUID(c.chat), 0)
	return record
}

func (c caller) wantState(t *testing.T, want chat.State) *chat.Running {
	t.Helper()
	r := c.running(t)
	if r.State != want {
		t.Fatalf("the chat is %s, want %s", r.State, want)
	}
	return r
}

// done is for commands that must succeed.
func done(t *testing.T, ack chat.Ack, err error) chat.Ack {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return ack
}

// accepted begins a chat that the agent takes.
func (o *office) accepted(t *testing.T, a chat.Actor) caller {
	t.Helper()
	c := o.request(t)
	ack, err := o.desk().Accept(t.Context(), c.by(a))
	done(t, ack, err)
	return c
}

// tick does what is due of one chat's site: other cases' clocks differ.
func (o *office) tick(t *testing.T, d *chat.Desk) {
	t.Helper()
	if err := d.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func wantIs(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want %v", err, want)
	}
}

func lines(c *chat.Chat) (actions []chat.Action) {
	for i := range c.Messages {
		actions = append(actions, c.Messages[i].Action)
	}
	return actions
}
