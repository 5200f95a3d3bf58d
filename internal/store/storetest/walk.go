package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// Walks takes live chat through its life at random, and holds it to its rules after
// each step: visitors, agents and a supervisor do what they like, connections come and
// go, nodes stall and act at once, time passes, and the bus loses everything. Then all
// are left alone until every chat has ended and is forgotten.
type Walks struct {
	suite *suite
	nodes []LiveStore
	taken map[string]bool // transitions
	fates map[fate]bool   // of invitations
}

// NewWalks walks on one empty store, of which each node has a handle.
func NewWalks(nodes []LiveStore) *Walks {
	return &Walks{suite: &suite{store: nodes[0], accounts: nodes[0]}, nodes: nodes, taken: map[string]bool{}, fates: map[fate]bool{}}
}

// RunWalks walks on a store so often and, to be complete, until every transition of
// chat.Transitions has been taken, and invitations have come to every end.
func RunWalks(t *testing.T, nodes []LiveStore, often int, complete bool) {
	t.Helper()
	w := NewWalks(nodes)
	n := 0
	for ; n < often || (complete && len(w.Untaken()) > 0 && n < 5*often); n++ {
		if err := w.Walk(t, rand.New(rand.NewPCG(uint64(n), 20)).IntN); err != nil {
			t.Fatalf("walk %d: %v", n, err)
		}
	}
	t.Logf("%d walks", n)
	for _, missed := range w.Untaken() {
		if complete {
			t.Errorf("no walk takes the transition %s: let one of the deeds (walkdeeds.go) lead to it", missed)
		}
	}
}

// Untaken are the transitions, of chats and of invitations, that no walk has taken yet.
func (w *Walks) Untaken() (missed []string) {
	for _, t := range chat.Transitions() {
		if !w.taken[fmt.Sprint(t)] {
			missed = append(missed, fmt.Sprint(t))
		}
	}
	for _, f := range fates() {
		if !w.fates[f] {
			missed = append(missed, f.String())
		}
	}
	return missed
}

// Walk takes one walk, in which pick chooses among n possibilities, and tells what was
// wrong and how it came about.
func (w *Walks) Walk(t *testing.T, pick func(n int) int) error {
	t.Helper()
	const steps = 120
	one := w.begin(t, pick)
	err := one.stroll(t.Context(), steps)
	if err == nil {
		err = one.end(t.Context())
	}
	if err != nil {
		return fmt.Errorf("%w\nafter these steps:\n\t%s", err, strings.Join(one.steps, "\n\t"))
	}
	return nil
}

// walk is one of them.
type walk struct {
	*office
	all     *Walks
	pick    func(n int) int
	witness *witness
	steps   []string

	guests   []*guest
	agents   []*colleague
	lives    []*life
	visits   map[chat.GUID]*chat.Visit // by visitor
	visited  map[chat.GUID]*chat.Visit // before the last step
	messages map[string]bool           // that were left, by the id of the command

	departments []*chat.Department
	campaign    chat.GUID // whose chats begin with a bot
	greetings   []*chat.AutoInvitation
	tickets     []int64
	posts       []*post
	closed      bool // all agents were sent away
	commands    []obeyed
	holding     map[chat.GUID]int // chats of each agent after the last step
}

// guest is a visitor, who may be connected.
type guest struct {
	secret  [32]byte
	visitor chat.GUID // once it is known
	there   atomic.Bool
	looks   *post       // at whose page; nil for none
	invited []chat.GUID // by these invitations
}

// colleague is an agent or the supervisor.
type colleague struct {
	chat.Actor
	name  string
	there bool
}

// life is what the walk knows of one chat.
type life struct {
	guid      chat.GUID
	last      *chat.Running
	log       []chat.Entry
	forgotten bool
	recorded  bool // the record was compared
	waited    bool // was seen to wait for an agent
	admitted  bool // has come to wait for one, and it was not looked yet whether anybody is there
}

// obeyed is a command that was acknowledged.
type obeyed struct {
	command
	ack chat.Ack
}

// seenFor is how long somebody is taken to be connected.
const seenFor = 45 * time.Second

// begin makes a site with its people. In some walks agents have more time to accept
// than their connections may be gone.
func (w *Walks) begin(t *testing.T, pick func(int) int) *walk {
	t.Helper()
	one := &walk{all: w, pick: pick, witness: &witness{}, holding: map[chat.GUID]int{}, visits: map[chat.GUID]*chat.Visit{}, messages: map[string]bool{}}
	nodes := make([]LiveStore, len(w.nodes))
	for i, n := range w.nodes {
		nodes[i] = watched{n, one.witness}
	}
	terms := chat.DefaultTerms
	terms.QueueLimit, terms.MaxChats = 3, 2
	if pick(2) == 0 {
		terms.AcceptWithin = 2 * terms.AgentGrace
	}
	if pick(2) == 0 {
		terms.ShowEnded = 3 * terms.KeepEnded / 2
	}
	one.office = newOfficeWith(t, w.suite, nodes, terms)
	for _, name := range []string{"Ada", "Bob", "Sam"} {
		a := one.agent(t, name, 1+pick(2))
		if name != "Sam" { // the supervisor
			a.Role = chat.RoleAgent
		}
		one.agents = append(one.agents, &colleague{Actor: a, name: name, there: true})
	}
	one.furnish(t)
	for range 4 {
		g := &guest{}
		id := one.guid()
		copy(g.secret[:], id[:])
		one.guests = append(one.guests, g)
	}
	one.witness.take()
	return one
}

// furnish gives the site its departments, from which chats overflow, a bot and automatic
// invitations.
func (w *walk) furnish(t *testing.T) {
	t.Helper()
	department := func(name string, of ...int) *chat.Department {
		d := &chat.Department{ID: w.guid(), Name: name}
		for _, i := range of {
			a := w.agents[i]
			d.AgentIDs, a.Departments = append(d.AgentIDs, a.Agent), append(a.Departments, d.ID)
		}
		w.departments = append(w.departments, d)
		return d
	}
	sales, support, letters := department("Sales", 0, 2), department("Support", 1), department("Letters", 0)
	support.Overflow = chat.Overflow{To: sales.ID, After: 30}
	letters.Overflow, letters.QueueLimit = chat.Overflow{ToMessage: true, After: 20}, 1
	sales.Overflow = []chat.Overflow{{}, {To: letters.ID}, {To: support.ID, After: 40}, {ToMessage: true}}[w.pick(4)]
	_, w.campaign = w.newBot(t, "Robbie")
	for _, name := range []string{"Hello", "Still there?"} {
		w.greetings = append(w.greetings, &chat.AutoInvitation{ID: w.guid(), Name: name, Message: name, Order: int64(len(w.greetings))})
	}
	for range 2 {
		w.tickets = append(w.tickets, w.ticket(t, w.site, chat.Ticket{Subject: "One"}))
	}
	for range w.desks {
		w.posts = append(w.posts, &post{w.guid()})
	}
	w.putResources(t, w.site, sales, support, letters, w.greetings[0], w.greetings[1])
	if err := w.alive(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// stroll takes steps.
func (w *walk) stroll(ctx context.Context, steps int) error {
	var often []deed
	for _, d := range deeds {
		for range d.often {
			often = append(often, d)
		}
	}
	for range steps {
		d := often[w.pick(len(often))]
		if c := d.plan(w); c.run != nil {
			if err := w.step(ctx, d, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// step does one thing on one node, or two at once on two.
func (w *walk) step(ctx context.Context, d deed, c command) error {
	does := d.does
	node := w.pick(len(w.desks))
	w.steps = append(w.steps, fmt.Sprintf("%s %s on node %d", w.clock().Format(time.TimeOnly), c.what, node))
	other, beside := w.clash(d)
	var errs [2]error
	var both sync.WaitGroup
	both.Go(func() { errs[0] = w.do(ctx, w.desks[node], c) })
	if other.run != nil {
		does = append(slices.Clone(does), beside.does...)
		w.steps = append(w.steps, "         and at once "+other.what)
		both.Go(func() { errs[1] = w.do(ctx, w.desks[(node+1)%len(w.desks)], other) })
	}
	both.Wait()
	return errors.Join(errs[0], errs[1], w.look(ctx, does, d.must))
}

// clash sometimes chooses a command to be given at the same time.
func (w *walk) clash(first deed) (command, deed) {
	if !first.clashes || w.pick(4) > 0 {
		return command{}, deed{}
	}
	for range 5 {
		if d := deeds[w.pick(len(deeds))]; d.clashes {
			if c := d.plan(w); c.run != nil {
				return c, d
			}
		}
	}
	return command{}, deed{}
}

// do gives a command. It may be refused, but nothing may fail.
func (w *walk) do(ctx context.Context, d *chat.Desk, c command) error {
	ack, err := c.run(ctx, d)
	if chat.KindOf(err) == chat.KindInternal && err != nil {
		return fmt.Errorf("%s: %w", c.what, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		return nil
	}
	if c.client != "" {
		w.commands = append(w.commands, obeyed{c, ack})
	}
	return nil
}

// pass lets time go by. The nodes go on noting who is connected, unless they stall.
func (w *walk) pass(ctx context.Context, d time.Duration, stalled bool) error {
	w.office.pass(d)
	if stalled {
		return nil
	}
	return w.renew(ctx)
}

// renew notes that those who are connected are.
func (w *walk) renew(ctx context.Context) error {
	if err := w.alive(ctx); err != nil {
		return err
	}
	return w.desks[0].Renew(ctx, w.site, w.connected(), w.clock().Add(seenFor))
}

func (w *walk) connected() (who []chat.GUID) {
	for _, g := range w.guests {
		if g.there.Load() && g.visitor != (chat.GUID{}) {
			who = append(who, g.visitor)
		}
	}
	for _, a := range w.agents {
		if a.there {
			who = append(who, a.Agent)
		}
	}
	return who
}
