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

// byRouting is what each deed may lead to that changes who is free, and what follows from
// an end.
var byRouting = []chat.Command{chat.DoOffer, chat.DoDecline, chat.DoOverflow, chat.DoPrompt, chat.DoMissTicket}

// byClock is what happens when its time has come.
var byClock = []chat.Command{
	chat.DoPass, chat.DoWaitOver, chat.DoIdle, chat.DoVanish, chat.DoLose, chat.DoForget, chat.DoBotFail, chat.DoUnattended,
}

// deeds are all that can happen. What a new transition needs is added here.
var deeds = slices.Concat(chatDeeds, ticketDeeds, botDeeds, leftDeeds, visitDeeds)

// chatDeeds are what is done with chats, and what befalls those who take part.
var chatDeeds = []deed{
	{often: 6, does: []chat.Command{chat.DoRequest}, clashes: true, plan: (*walk).requesting},
	{often: 4, does: []chat.Command{chat.DoPost}, clashes: true, plan: ofVisitor("the visitor writes", anyChat, func(ctx context.Context, d *chat.Desk, o chat.VisitorOrder) (chat.Ack, error) {
		return d.PostByVisitor(ctx, o, "hello")
	})},
	{often: 1, does: []chat.Command{chat.DoEndByVisitor}, clashes: true, plan: ofVisitor("the visitor ends", anyChat, func(ctx context.Context, d *chat.Desk, o chat.VisitorOrder) (chat.Ack, error) {
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
	{often: 2, does: []chat.Command{chat.DoFile}, clashes: true, plan: ofVisitor("the visitor sends a file", anyChat, func(ctx context.Context, d *chat.Desk, o chat.VisitorOrder) (chat.Ack, error) {
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
	{often: 2, does: []chat.Command{chat.DoHandOver}, clashes: true, plan: (*walk).handingOver},
	{often: 4, does: []chat.Command{chat.DoJoin}, clashes: true, plan: ofAgent("joins", anybody, func(ctx context.Context, d *chat.Desk, o chat.AgentOrder, _ *walk) (chat.Ack, error) {
		return d.Join(ctx, o)
	})},
	{often: 2, does: []chat.Command{chat.DoWatch}, clashes: true, plan: unremembered(ofAgent("watches", anybody, func(ctx context.Context, d *chat.Desk, o chat.AgentOrder, _ *walk) (chat.Ack, error) {
		return d.Watch(ctx, o)
	}))},
	{often: 4, does: []chat.Command{chat.DoLeave}, clashes: true, plan: unremembered(ofAgent("leaves", beside, func(ctx context.Context, d *chat.Desk, o chat.AgentOrder, _ *walk) (chat.Ack, error) {
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
	{often: 2, does: byClock, plan: (*walk).dropping},
	{often: 3, plan: (*walk).returning},
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

// requesting has a visitor ask for a chat: anybody's, a department's or a bot's, some of
// those who were invited because of that.
func (w *walk) requesting() command {
	g := some(w, w.guests, func(*guest) bool { return true })
	wanted := w.wanted()
	wanted.SeenUntil = w.clock().Add(seenFor)
	if w.pick(2) == 0 {
		wanted.DepartmentID = some(w, w.departments, func(*chat.Department) bool { return true }).ID
	}
	if w.pick(3) == 0 {
		wanted.CampaignID = w.campaign
	}
	if who, invitation := w.invited(); who != nil && w.pick(2) == 0 {
		g, wanted.Invitation = who, invitation
	}
	wanted.Secret = g.secret
	return command{fmt.Sprintf("visitor %d requests a chat", w.number(g)), wanted.Client, func(ctx context.Context, d *chat.Desk) (chat.Ack, error) {
		ack, visitor, err := d.Request(ctx, w.site, wanted)
		if err != nil {
			return ack, err
		}
		g.there.Store(true)
		if err := w.recognise(g, visitor); err != nil {
			return ack, err
		}
		return ack, nil
	}}
}

// ofVisitor is for what visitors do: mostly in a chat that is such a one.
func ofVisitor(what string, such func(*chat.Running) bool, do func(context.Context, *chat.Desk, chat.VisitorOrder) (chat.Ack, error)) func(*walk) command {
	return func(w *walk) command {
		l := some(w, w.lives, func(l *life) bool { return !l.forgotten && l.last.State != chat.Ended && such(l.last) })
		if l == nil || w.pick(8) == 0 {
			l = w.known()
		}
		if l == nil {
			return command{}
		}
		o := chat.VisitorOrder{Site: w.site, Visitor: l.last.Chat.VisitorID, Chat: l.guid, Client: w.id()}
		return command{what + " in " + l.name(w), o.Client, func(ctx context.Context, d *chat.Desk) (chat.Ack, error) { return do(ctx, d, o) }}
	}
}

func anyChat(*chat.Running) bool { return true }

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
func anybody(r *chat.Running, _ chat.GUID) bool {
	return r.State == chat.Active || r.State == chat.AtBot
}

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

func (w *walk) handingOver() command {
	to := some(w, w.departments, func(*chat.Department) bool { return true })
	return ofAgent("hands over to "+to.Name, holding, func(ctx context.Context, d *chat.Desk, o chat.AgentOrder, _ *walk) (chat.Ack, error) {
		return d.HandOver(ctx, o, to.ID)
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

func (w *walk) setting() command {
	a := some(w, w.agents, func(*colleague) bool { return true })
	status := []string{chat.AgentOnline, chat.AgentOnline, chat.AgentOnline, chat.AgentOnline, chat.AgentAway, "Lunch"}[w.pick(6)]
	most := w.pick(4)
	return unacked(fmt.Sprintf("%s is %s for %d chats", a.name, status, most), func(ctx context.Context, d *chat.Desk) error {
		_, err := d.SetStatus(ctx, a.Actor, status, most)
		return err
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
