package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
)

// command is something that can be done now, and again.
type command struct {
	what   string
	client string // the id; empty for what is not acknowledged, or not known when it comes again
	run    func(context.Context, *chat.Desk) (chat.Ack, error)
}

// deed is something that somebody may do in a walk.
type deed struct {
	often   int
	does    []chat.Command        // beside what routing does
	clashes bool                  // may be done while another one is
	must    bool                  // routing has to look at what has changed
	plan    func(w *walk) command // without run when there is nothing to do it with
}

// byRouting is what each deed may lead to that changes who is free.
var byRouting = []chat.Command{chat.DoOffer, chat.DoDecline}

// byClock is what happens when its time has come.
var byClock = []chat.Command{chat.DoPass, chat.DoWaitOver, chat.DoIdle, chat.DoVanish, chat.DoLose, chat.DoForget}

// deeds are all that can happen. What a new transition needs is added here.
var deeds = []deed{
	{often: 6, does: []chat.Command{chat.DoRequest}, clashes: true, plan: (*walk).requesting},
	{often: 4, does: []chat.Command{chat.DoPost}, clashes: true, plan: ofVisitor("the visitor writes", func(ctx context.Context, d *chat.Desk, o chat.VisitorOrder) (chat.Ack, error) {
		return d.PostByVisitor(ctx, o, "hello")
	})},
	{often: 1, does: []chat.Command{chat.DoEndByVisitor}, clashes: true, plan: ofVisitor("the visitor ends", func(ctx context.Context, d *chat.Desk, o chat.VisitorOrder) (chat.Ack, error) {
		return d.EndByVisitor(ctx, o)
	})},
	{often: 8, does: []chat.Command{chat.DoAccept}, clashes: true, plan: ofAgent("accepts", asked, func(ctx context.Context, d *chat.Desk, o chat.AgentOrder, _ *walk) (chat.Ack, error) {
		return d.Accept(ctx, o)
	})},
	{often: 3, does: []chat.Command{chat.DoRefuse}, clashes: true, plan: ofAgent("refuses", asked, func(ctx context.Context, d *chat.Desk, o chat.AgentOrder, _ *walk) (chat.Ack, error) {
		return d.Refuse(ctx, o)
	})},
	{often: 4, does: []chat.Command{chat.DoPost}, clashes: true, plan: ofAgent("writes", writing, func(ctx context.Context, d *chat.Desk, o chat.AgentOrder, _ *walk) (chat.Ack, error) {
		return d.PostByAgent(ctx, o, "good day")
	})},
	{often: 1, does: []chat.Command{chat.DoNote}, clashes: true, plan: ofAgent("notes", writing, func(ctx context.Context, d *chat.Desk, o chat.AgentOrder, _ *walk) (chat.Ack, error) {
		return d.Note(ctx, o, "knows us")
	})},
	{often: 2, does: []chat.Command{chat.DoFile}, clashes: true, plan: ofVisitor("the visitor sends a file", func(ctx context.Context, d *chat.Desk, o chat.VisitorOrder) (chat.Ack, error) {
		s, err := walkedFiles(d).SendByVisitor(ctx, o, upload("a.txt", "content"))
		return s.Ack, err
	})},
	{often: 1, does: []chat.Command{chat.DoFile}, clashes: true, plan: ofAgent("sends a file", writing, func(ctx context.Context, d *chat.Desk, o chat.AgentOrder, _ *walk) (chat.Ack, error) {
		s, err := walkedFiles(d).SendByAgent(ctx, o, upload("a.txt", "content"))
		return s.Ack, err
	})},
	{often: 1, does: []chat.Command{chat.DoNoteFile}, clashes: true, plan: ofAgent("notes a file", writing, func(ctx context.Context, d *chat.Desk, o chat.AgentOrder, _ *walk) (chat.Ack, error) {
		u := upload("a.txt", "content")
		u.ForNote = true
		s, err := walkedFiles(d).SendByAgent(ctx, o, u)
		return s.Ack, err
	})},
	{often: 5, does: []chat.Command{chat.DoTransfer}, clashes: true, plan: (*walk).transferring},
	{often: 2, does: []chat.Command{chat.DoHandOver}, clashes: true, plan: ofAgent("hands over", holding, func(ctx context.Context, d *chat.Desk, o chat.AgentOrder, w *walk) (chat.Ack, error) {
		return d.HandOver(ctx, o, w.sales)
	})},
	{often: 2, does: []chat.Command{chat.DoJoin}, clashes: true, plan: ofAgent("joins", anybody, func(ctx context.Context, d *chat.Desk, o chat.AgentOrder, _ *walk) (chat.Ack, error) {
		return d.Join(ctx, o)
	})},
	{often: 2, does: []chat.Command{chat.DoWatch}, clashes: true, plan: unremembered(ofAgent("watches", anybody, func(ctx context.Context, d *chat.Desk, o chat.AgentOrder, _ *walk) (chat.Ack, error) {
		return d.Watch(ctx, o)
	}))},
	{often: 2, does: []chat.Command{chat.DoLeave}, clashes: true, plan: unremembered(ofAgent("leaves", beside, func(ctx context.Context, d *chat.Desk, o chat.AgentOrder, _ *walk) (chat.Ack, error) {
		return d.Leave(ctx, o)
	}))},
	{often: 1, does: []chat.Command{chat.DoEndByAgent}, clashes: true, plan: ofAgent("ends", writing, func(ctx context.Context, d *chat.Desk, o chat.AgentOrder, _ *walk) (chat.Ack, error) {
		return d.EndByAgent(ctx, o)
	})},
	{often: 1, clashes: true, plan: (*walk).reading},
	{often: 1, clashes: true, plan: (*walk).rating},
	{often: 1, clashes: true, plan: (*walk).wrappingUp},
	{often: 2, plan: (*walk).repeating},
	{often: 1, does: []chat.Command{chat.DoPost}, plan: (*walk).misusing},
	{often: 2, plan: (*walk).setting},
	{often: 4, plan: (*walk).sitting},
	{often: 3, plan: (*walk).leaving},
	{often: 3, does: byClock, plan: (*walk).vanishing},
	{often: 2, plan: (*walk).returning},
	{often: 2, must: true, plan: (*walk).renewing},
	{often: 8, plan: (*walk).waiting},
	{often: 10, does: byClock, plan: (*walk).ticking},
}

// some picks one of a list for which something holds, nil when there is none.
func some[T any](w *walk, list []*T, holds func(*T) bool) *T {
	fits := slices.DeleteFunc(slices.Clone(list), func(e *T) bool { return !holds(e) })
	if len(fits) == 0 {
		return nil
	}
	return fits[w.pick(len(fits))]
}

// known picks a chat that is not forgotten, seldom one that has ended.
func (w *walk) known() *life {
	ended := w.pick(20) == 0
	return some(w, w.lives, func(l *life) bool { return !l.forgotten && (l.last.State == chat.Ended) == ended })
}

func (w *walk) requesting() command {
	g := some(w, w.guests, func(*guest) bool { return true })
	wanted := w.wanted()
	wanted.Secret, wanted.SeenUntil = g.secret, w.clock().Add(seenFor)
	if w.pick(3) == 0 {
		wanted.DepartmentID = w.sales
	}
	return command{fmt.Sprintf("visitor %d requests a chat", slices.Index(w.guests, g)), wanted.Client, func(ctx context.Context, d *chat.Desk) (chat.Ack, error) {
		ack, visitor, err := d.Request(ctx, w.site, wanted)
		if err == nil {
			w.mu.Lock()
			defer w.mu.Unlock()
			g.visitor, g.there = visitor, true
		}
		return ack, err
	}}
}

func ofVisitor(what string, do func(context.Context, *chat.Desk, chat.VisitorOrder) (chat.Ack, error)) func(*walk) command {
	return func(w *walk) command {
		l := w.known()
		if l == nil {
			return command{}
		}
		o := chat.VisitorOrder{Site: w.site, Visitor: l.last.Chat.VisitorID, Chat: l.guid, Client: w.id()}
		return command{what + " in " + l.name(w), o.Client, func(ctx context.Context, d *chat.Desk) (chat.Ack, error) { return do(ctx, d, o) }}
	}
}

// ofAgent is for what agents do: mostly those who may.
func ofAgent(what string, who func(*chat.Running, chat.GUID) bool, do func(context.Context, *chat.Desk, chat.AgentOrder, *walk) (chat.Ack, error)) func(*walk) command {
	return func(w *walk) command {
		l, a := w.fitting(who)
		if l == nil || w.pick(8) == 0 {
			l, a = w.known(), some(w, w.agents, func(*colleague) bool { return true })
		}
		if l == nil {
			return command{}
		}
		o := chat.AgentOrder{Actor: a.Actor, Chat: l.guid, Client: w.id()}
		return command{a.name + " " + what + " in " + l.name(w), o.Client, func(ctx context.Context, d *chat.Desk) (chat.Ack, error) { return do(ctx, d, o, w) }}
	}
}

// fitting picks a chat and one of those who may do something there, if there are any.
func (w *walk) fitting(who func(*chat.Running, chat.GUID) bool) (*life, *colleague) {
	l := some(w, w.lives, func(l *life) bool {
		return l.last.State != chat.Ended && slices.ContainsFunc(w.agents, func(a *colleague) bool { return who(l.last, a.Agent) })
	})
	if l == nil {
		return nil, nil
	}
	return l, some(w, w.agents, func(a *colleague) bool { return who(l.last, a.Agent) })
}

// unremembered is for commands that may leave no entry to be known by.
func unremembered(plan func(*walk) command) func(*walk) command {
	return func(w *walk) command {
		c := plan(w)
		c.client = ""
		return c
	}
}

func asked(r *chat.Running, agent chat.GUID) bool   { return r.Offer.To.ID == agent }
func holding(r *chat.Running, agent chat.GUID) bool { return r.Holder.ID == agent }
func writing(r *chat.Running, agent chat.GUID) bool { return r.Writes(agent) }
func anybody(r *chat.Running, _ chat.GUID) bool     { return r.State == chat.Active }
func beside(r *chat.Running, agent chat.GUID) bool {
	return slices.ContainsFunc(r.Beside, func(b chat.Beside) bool { return b.Agent.ID == agent })
}

// transferring mostly asks an agent who has nothing to do.
func (w *walk) transferring() command {
	idle := some(w, w.agents, func(a *colleague) bool { return a.there && w.holding[a.Agent] == 0 })
	if idle == nil || w.pick(4) == 0 {
		idle = some(w, w.agents, func(*colleague) bool { return true })
	}
	to := idle.Agent
	return ofAgent("transfers", holding, func(ctx context.Context, d *chat.Desk, o chat.AgentOrder, _ *walk) (chat.Ack, error) {
		return d.Transfer(ctx, o, to)
	})(w)
}

func (w *walk) reading() command {
	l := w.known()
	if l == nil {
		return command{}
	}
	who := []chat.GUID{l.last.Chat.VisitorID, l.last.Holder.ID}[w.pick(2)]
	return unacked("somebody reads "+l.name(w), func(ctx context.Context, d *chat.Desk) error {
		return d.Read(ctx, w.site, l.guid, who, l.last.LastSeq)
	})
}

func (w *walk) rating() command {
	l := some(w, w.lives, func(l *life) bool { return !l.forgotten && l.last.State == chat.Ended })
	if l == nil {
		return command{}
	}
	rating := int64(w.pick(6))
	return unacked("the visitor rates "+l.name(w), func(ctx context.Context, d *chat.Desk) error {
		return d.Rate(ctx, chat.VisitorOrder{Site: w.site, Visitor: l.last.Chat.VisitorID, Chat: l.guid}, chat.GivenSurvey{Rating: &rating, Comment: "fine"})
	})
}

// wrappingUp has the agent who holds a chat, or did at its end, wrap it up.
func (w *walk) wrappingUp() command {
	l := some(w, w.lives, func(l *life) bool {
		return !l.forgotten && l.last.Holder.ID != chat.GUID{} && (l.last.State == chat.Active || l.last.State == chat.Ended)
	})
	if l == nil {
		return command{}
	}
	a := some(w, w.agents, func(a *colleague) bool { return a.Agent == l.last.Holder.ID })
	comment := fmt.Sprint("sold ", w.pick(3))
	return unacked(a.name+" wraps up "+l.name(w), func(ctx context.Context, d *chat.Desk) error {
		return d.WrapUp(ctx, chat.AgentOrder{Actor: a.Actor, Chat: l.guid, Client: ""}, chat.GivenWrapup{Comment: comment})
	})
}

func unacked(what string, do func(context.Context, *chat.Desk) error) command {
	return command{what: what, run: func(ctx context.Context, d *chat.Desk) (chat.Ack, error) { return chat.Ack{}, do(ctx, d) }}
}

// errNotOnce tells that a command had another answer when it came again.
var errNotOnce = errors.New("a command that came again was not answered as before")

// repeating sends a command again whose chat is not forgotten.
func (w *walk) repeating() command {
	before := w.earlier()
	if before == nil {
		return command{}
	}
	return command{what: "again: " + before.what, run: func(ctx context.Context, d *chat.Desk) (chat.Ack, error) {
		if ack, err := before.run(ctx, d); err != nil || ack != before.ack {
			return ack, fmt.Errorf("%w: %v, then %v, %v", errNotOnce, before.ack, ack, err) //nolint:errorlint // its kind is to be lost
		}
		return chat.Ack{}, nil
	}}
}

// misusing gives the id of a command to another one.
func (w *walk) misusing() command {
	before := w.earlier()
	if before == nil {
		return command{}
	}
	l := w.life(before.ack.Chat)
	o := chat.VisitorOrder{Site: w.site, Visitor: l.last.Chat.VisitorID, Chat: l.guid, Client: before.client}
	return unacked("with the id of another command, the visitor writes in "+l.name(w), func(ctx context.Context, d *chat.Desk) error {
		const text = "something else"
		_, err := d.PostByVisitor(ctx, o, text)
		known := slices.ContainsFunc(l.log, func(e chat.Entry) bool { return e.Sender == o.Visitor && e.Client == o.Client && e.Line.Text != text })
		if known && !errors.Is(err, chat.ErrIDTaken) {
			return fmt.Errorf("%w: it was given to another command, and %v", errNotOnce, err) //nolint:errorlint // as above
		}
		return nil
	})
}

func (w *walk) earlier() *obeyed {
	var fits []*obeyed
	for i := range w.commands {
		if l := w.life(w.commands[i].ack.Chat); l != nil && !l.forgotten {
			fits = append(fits, &w.commands[i])
		}
	}
	return some(w, fits, func(*obeyed) bool { return true })
}

func (w *walk) setting() command {
	a := some(w, w.agents, func(*colleague) bool { return true })
	status := []string{chat.AgentOnline, chat.AgentOnline, chat.AgentOnline, chat.AgentOnline, chat.AgentAway, "Lunch"}[w.pick(6)]
	most := w.pick(4)
	return unacked(fmt.Sprintf("%s is %s for %d chats", a.name, status, most), func(ctx context.Context, d *chat.Desk) error {
		_, err := d.SetStatus(ctx, a.Actor, status, most)
		return err
	})
}

// sitting has an agent connect.
func (w *walk) sitting() command {
	a := some(w, w.agents, func(*colleague) bool { return true })
	return unacked(a.name+" connects", func(ctx context.Context, d *chat.Desk) error {
		_, err := d.Sit(ctx, a.Actor, w.clock().Add(seenFor))
		a.there = true
		return err
	})
}

// leaving has somebody's last connection end.
func (w *walk) leaving() command {
	if g := some(w, w.guests, func(g *guest) bool { return g.there }); g != nil && w.pick(3) == 0 {
		return unacked(fmt.Sprintf("visitor %d is cut off", slices.Index(w.guests, g)), func(ctx context.Context, d *chat.Desk) error {
			g.there = false
			return d.Seen(ctx, w.site, []chat.GUID{g.visitor}, w.clock())
		})
	}
	isAsked := func(a *colleague) bool {
		return a.there && slices.ContainsFunc(w.lives, func(l *life) bool { return asked(l.last, a.Agent) })
	}
	a := some(w, w.agents, isAsked)
	if a == nil || w.pick(4) == 0 {
		a = some(w, w.agents, func(a *colleague) bool { return a.there })
	}
	if a == nil {
		return command{}
	}
	return unacked(a.name+" is cut off", func(ctx context.Context, d *chat.Desk) error {
		a.there = false
		return d.Seen(ctx, w.site, []chat.GUID{a.Agent}, w.clock())
	})
}

// vanishing has an agent who is asked go for as long as it takes to be noticed.
func (w *walk) vanishing() command {
	l := some(w, w.lives, func(l *life) bool { return l.last.Offer.To.ID != chat.GUID{} })
	if l == nil {
		return command{}
	}
	a := some(w, w.agents, func(a *colleague) bool { return asked(l.last, a.Agent) })
	return unacked(a.name+", who is asked, is cut off for a minute", func(ctx context.Context, d *chat.Desk) error {
		a.there = false
		if err := d.Seen(ctx, w.site, []chat.GUID{a.Agent}, w.clock()); err != nil {
			return err
		}
		return errors.Join(w.pass(ctx, w.terms.AgentGrace, false), d.Tick(ctx))
	})
}

// returning has a visitor connect again.
func (w *walk) returning() command {
	g := some(w, w.guests, func(g *guest) bool { return !g.there && g.visitor != chat.GUID{} })
	if g == nil {
		return command{}
	}
	return unacked(fmt.Sprintf("visitor %d comes back", slices.Index(w.guests, g)), func(ctx context.Context, d *chat.Desk) error {
		g.there = true
		return d.Seen(ctx, w.site, []chat.GUID{g.visitor}, w.clock().Add(seenFor))
	})
}

func (w *walk) renewing() command {
	return unacked("who is connected is noted", func(ctx context.Context, d *chat.Desk) error {
		return d.Renew(ctx, w.site, w.connected(), w.clock().Add(seenFor))
	})
}

func (w *walk) waiting() command {
	times := []time.Duration{time.Second, 7 * time.Second, 31 * time.Second, 61 * time.Second, 61 * time.Second, 61 * time.Second, 11 * time.Minute, 16 * time.Minute}
	d, stalled := times[min(w.pick(len(times)), w.pick(len(times)))], w.pick(4) == 0
	what := fmt.Sprintf("%s pass", d)
	if stalled {
		what += ", and the nodes stall"
	}
	return unacked(what, func(ctx context.Context, _ *chat.Desk) error { return w.pass(ctx, d, stalled) })
}

// ticking does what is due, often on all nodes at once.
func (w *walk) ticking() command {
	if w.pick(2) == 0 {
		return unacked("what is due is done", func(ctx context.Context, d *chat.Desk) error { return d.Tick(ctx) })
	}
	return unacked("what is due is done by all nodes", func(ctx context.Context, _ *chat.Desk) error {
		errs := make([]error, len(w.desks))
		var all sync.WaitGroup
		for i, d := range w.desks {
			all.Go(func() { errs[i] = d.Tick(ctx) })
		}
		all.Wait()
		return errors.Join(errs...)
	})
}

// walkedFiles is a desk for files that nobody reads.
func walkedFiles(d *chat.Desk) *chat.FileDesk {
	return chat.NewFileDesk(d, nil, &chattest.Files{}, anything{})
}
