package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
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
}

// NewWalks walks on one empty store, of which each node has a handle.
func NewWalks(nodes []LiveStore) *Walks {
	return &Walks{suite: &suite{store: nodes[0], accounts: nodes[0]}, nodes: nodes, taken: map[string]bool{}}
}

// RunWalks walks on a store so often and, to be complete, until every transition of
// chat.Transitions has been taken.
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
	for _, tr := range w.Untaken() {
		if complete {
			t.Errorf("no walk takes the transition %v: let one of the deeds (walkdeeds.go) lead to it", tr)
		}
	}
}

// unwalked are the commands that no deed leads to yet, beside those to chats that are
// with a bot. The walk of internal/chat takes them, on one chat without a desk.
var unwalked = []chat.Command{chat.DoOverflow, chat.DoPrompt, chat.DoSwitch, chat.DoUnattended}

// Untaken are the transitions that no walk has taken yet, and should have.
func (w *Walks) Untaken() []chat.Transition {
	return slices.DeleteFunc(chat.Transitions(), func(t chat.Transition) bool {
		return w.taken[fmt.Sprint(t)] || slices.Contains(unwalked, t.Command) || t.From == chat.AtBot || t.To == chat.AtBot
	})
}

// Walk takes one walk, in which pick chooses among n possibilities, and tells what was
// wrong and how it came about.
func (w *Walks) Walk(t *testing.T, pick func(n int) int) error {
	t.Helper()
	const steps = 80
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
	sales    chat.GUID // a department, of some agents
	lives    []*life
	commands []obeyed
	holding  map[chat.GUID]int // chats of each agent after the last step
}

// guest is a visitor, who may be connected.
type guest struct {
	secret  [32]byte
	visitor chat.GUID
	there   bool
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
	one := &walk{all: w, pick: pick, witness: &witness{}, holding: map[chat.GUID]int{}}
	nodes := make([]LiveStore, len(w.nodes))
	for i, n := range w.nodes {
		nodes[i] = watched{n, one.witness}
	}
	terms := chat.DefaultTerms
	terms.QueueLimit, terms.MaxChats = 3, 2
	if pick(2) == 0 {
		terms.AcceptWithin = 2 * terms.AgentGrace
	}
	one.office = newOfficeWith(t, w.suite, nodes, terms)
	for _, name := range []string{"Ada", "Bob", "Sam"} {
		a := one.agent(t, name, 1+pick(2))
		if name != "Sam" { // the supervisor
			a.Role = chat.RoleAgent
		}
		one.agents = append(one.agents, &colleague{Actor: a, name: name, there: true})
	}
	sales := &chat.Department{ID: one.guid(), Name: "Sales", AgentIDs: []chat.GUID{one.agents[0].Agent, one.agents[2].Agent}}
	one.sales = sales.ID
	one.update(t, one.site, func(ctx context.Context, tx chat.Tx) error { return tx.PutResource(ctx, sales) })
	for range 4 {
		g := &guest{}
		id := one.guid()
		copy(g.secret[:], id[:])
		one.guests = append(one.guests, g)
	}
	one.witness.take()
	return one
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
	return w.desks[0].Renew(ctx, w.site, w.connected(), w.clock().Add(seenFor))
}

func (w *walk) connected() (who []chat.GUID) {
	for _, g := range w.guests {
		if g.there && g.visitor != (chat.GUID{}) {
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

// end leaves everybody alone, connected or not, until nothing is left to be done.
func (w *walk) end(ctx context.Context) error {
	w.steps = append(w.steps, "all do nothing any more")
	t := w.terms
	longest := 3 * (t.WaitAtMost + t.IdleAtMost + t.KeepEnded + t.AgentGrace + t.AcceptWithin)
	for began := w.clock(); w.clock().Before(began.Add(longest)); {
		if err := w.pass(ctx, t.AcceptWithin, false); err != nil {
			return err
		}
		for _, d := range w.desks {
			if err := d.Tick(ctx); err != nil {
				return err
			}
			if err := w.look(ctx, byClock, false); err != nil {
				return err
			}
		}
		if !slices.ContainsFunc(w.lives, func(l *life) bool { return !l.forgotten }) {
			return w.nothingLeft(ctx)
		}
	}
	for _, l := range w.lives {
		if !l.forgotten {
			return fmt.Errorf("chat %s is stuck: it is still %s", l.guid, l.last.State)
		}
	}
	return nil
}
