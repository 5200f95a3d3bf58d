package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
)

// name is how the steps speak of a chat.
func (l *life) name(w *walk) string { return fmt.Sprintf("chat %d", slices.Index(w.lives, l)) }

func (w *walk) life(guid chat.GUID) *life {
	i := slices.IndexFunc(w.lives, func(l *life) bool { return l.guid == guid })
	if i < 0 {
		return nil
	}
	return w.lives[i]
}

// look holds everything to the rules after something was done that may lead to these
// commands.
func (w *walk) look(ctx context.Context, does []chat.Command, must bool) error {
	sights, visits, routed := w.witness.take()
	w.visited = maps.Clone(w.visits)
	for _, s := range visits {
		if err := w.judgeVisit(s); err != nil {
			return fmt.Errorf("visitor %s: %w", s.visitor, err)
		}
	}
	for _, s := range sights {
		if err := w.judge(s, append(slices.Clone(does), byRouting...)); err != nil {
			return err
		}
	}
	floor, err := w.desk2().Floor(ctx, w.site)
	if err != nil {
		return err
	}
	ticked := slices.Contains(does, chat.DoWaitOver)
	for _, l := range w.lives {
		if err := w.agree(ctx, l, ticked); err != nil {
			return fmt.Errorf("%s: %w", l.name(w), err)
		}
	}
	if err := w.goneAreRelieved(floor, ticked); err != nil {
		return err
	}
	if err := w.visitsAgree(ctx, visits, ticked); err != nil {
		return err
	}
	if ticked {
		if err := w.shownOnce(ctx); err != nil {
			return err
		}
	}
	return errors.Join(w.visitorsHaveOne(), w.agentsHaveNoMore(floor), w.somebodyComes(floor), w.nobodyWaitsForNothing(floor, routed, must))
}

// desk2 is the lobby that was not written to last, as often as not.
func (w *walk) desk2() chat.Lobby { return w.all.nodes[len(w.all.nodes)-1] }

// judge holds one thing that happened to a chat to the table, and takes note of it.
func (w *walk) judge(s happening, does []chat.Command) error {
	l := w.life(s.chat)
	if l == nil {
		l = &life{guid: s.chat, last: &chat.Running{Chat: &chat.Chat{}}}
		w.lives = append(w.lives, l)
	}
	if s.forgotten {
		l.forgotten = true
		return w.take(l, chat.Transition{From: l.last.State, Command: chat.DoForget}, does)
	}
	for i, e := range s.added {
		if want := int64(len(l.log) + i + 1); e.Seq != want {
			return fmt.Errorf("%s: entry %d follows %d", l.name(w), e.Seq, want-1)
		}
	}
	way, ok := w.way(l.last, s.after, l.last.State, s.added, does)
	if !ok {
		return fmt.Errorf("%s: no transition leads from %s to %s with %v by %v", l.name(w), l.last.State, s.after.State, kindsOf(s.added), does)
	}
	for _, t := range way {
		w.all.taken[fmt.Sprint(t)] = true
	}
	if err := w.lingers(l, s.after); err != nil {
		return fmt.Errorf("%s: %w", l.name(w), err)
	}
	begins := len(l.log) == 0
	l.last, l.log = s.after, append(l.log, s.added...)
	l.waited = l.waited || s.last && l.last.State == chat.Queued
	l.admitted = l.admitted || begins || slices.Contains(kindsOf(s.added), chat.EntryHandedOver)
	if begins {
		if err := w.cameOf(s.after); err != nil {
			return fmt.Errorf("%s: %w", l.name(w), err)
		}
	}
	return errors.Join(w.sound(l, s.deadline), l.goesOn(w))
}

func (w *walk) take(l *life, t chat.Transition, does []chat.Command) error {
	w.all.taken[fmt.Sprint(t)] = true
	if !slices.Contains(does, t.Command) || !slices.ContainsFunc(chat.Transitions(), func(o chat.Transition) bool { return cmp.Equal(o, t) }) {
		return fmt.Errorf("%s: %v is not to happen now", l.name(w), t)
	}
	return w.forgottenInTime(l)
}

func kindsOf(log []chat.Entry) (kinds []chat.EntryKind) {
	for _, e := range log {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

// way finds transitions that lead from one state to that of a chat now and add the
// entries, for which it is time.
func (w *walk) way(before, after *chat.Running, from chat.State, added []chat.Entry, does []chat.Command) ([]chat.Transition, bool) {
	if len(added) == 0 {
		return w.unseen(before, after), from == after.State
	}
	kinds := kindsOf(added)
	for _, t := range chat.Transitions() {
		n := len(t.Adds)
		if t.From != from || n == 0 || n > len(kinds) || !slices.Equal(t.Adds, kinds[:n]) || !slices.Contains(does, t.Command) {
			continue
		}
		if !w.timely(t, before, after) || !w.by(t.Command, &added[0], after) {
			continue
		}
		if rest, ok := w.way(before, after, t.To, added[n:], does); ok {
			return append([]chat.Transition{t}, rest...), true
		}
	}
	return nil, false
}

// by reports whether the one who took a step is one who may, where several commands add
// the same entries.
func (w *walk) by(c chat.Command, e *chat.Entry, r *chat.Running) bool {
	nobody, visitor, bot := chat.GUID{}, r.Chat.VisitorID, r.Bot.ID
	switch c {
	case chat.DoBotWrite, chat.DoBotHandOver, chat.DoBotEnd:
		return e.By == bot && bot != nobody
	case chat.DoPost, chat.DoTransfer, chat.DoHandOver:
		return e.By != bot && e.By != nobody
	case chat.DoTakeOver:
		return e.By != bot && e.By != nobody && e.By != visitor
	case chat.DoAskHuman:
		return e.By == visitor
	case chat.DoBotFail, chat.DoOverflow:
		return e.By == nobody
	default:
		return true
	}
}

// unseen is a transition that leaves no entry: an agent begins to watch.
func (w *walk) unseen(before, after *chat.Running) []chat.Transition {
	if len(after.Beside) <= len(before.Beside) {
		return nil
	}
	return []chat.Transition{{From: after.State, Command: chat.DoWatch, To: after.State}}
}

// timely reports whether a command that waits for its time may be obeyed now.
func (w *walk) timely(t chat.Transition, before, after *chat.Running) bool {
	now, terms := w.clock(), w.terms
	over := func(at time.Time, d time.Duration) bool { return !now.Before(at.Add(d)) }
	switch t.Command {
	case chat.DoPass:
		return over(before.Offer.Until, 0)
	case chat.DoLose:
		return !over(before.Offer.Until, 0) || t.Adds[0] != chat.EntryPassed
	case chat.DoWaitOver:
		return over(after.QueuedAt, terms.WaitAtMost) && after.Chat.Status != chat.Refused
	case chat.DoDecline:
		return after.Chat.Status == chat.Refused
	case chat.DoUnattended: // it has just come from its bot
		return before.State == chat.AtBot && after.Chat.Status == chat.Missed
	case chat.DoIdle:
		return over(before.Spoke, terms.IdleAtMost)
	case chat.DoVanish:
		return over(after.SeenUntil, terms.VisitorGrace) // noted without a look at the chat
	default:
		return true
	}
}

// sound holds a chat to what is true of its state.
func (w *walk) sound(l *life, deadline time.Time) error {
	r, none := l.last, chat.GUID{}
	held, offered := r.Holder.ID != none, r.Offer.To.ID != none
	wrong := ""
	switch t := w.terms; {
	case r.LastSeq != int64(len(l.log)):
		wrong = fmt.Sprintf("its last entry is %d, of %d", r.LastSeq, len(l.log))
	case r.State == chat.Queued && (held || offered), r.State == chat.Offered && (held || !offered), r.State == chat.Active && !held, r.State == chat.Ended && offered,
		r.State == chat.AtBot && (held || offered || r.Bot.ID == none):
		wrong = fmt.Sprintf("%s, held by %q and offered to %q", r.State, r.Holder.Name, r.Offer.To.Name)
	case held && r.Holder.ID == r.Offer.To.ID:
		wrong = "it is offered to who holds it"
	case r.State != chat.AtBot && !r.Turn.Due.IsZero():
		wrong = "its bot has a turn, and does not hold it"
	case r.State == chat.AtBot && r.Turn.Heard > r.Turn.After && r.Turn.Due.IsZero():
		wrong = fmt.Sprintf("its bot was told entry %d, heard %d, and has no turn", r.Turn.After, r.Turn.Heard)
	case deadline.IsZero() || deadline.After(w.clock().Add(max(t.WaitAtMost, t.IdleAtMost, t.KeepEnded, t.AcceptWithin))):
		wrong = fmt.Sprintf("its deadline is %v", deadline)
	}
	if wrong != "" {
		return fmt.Errorf("%s: %s", l.name(w), wrong)
	}
	return nil
}

// agree compares a chat with what another node reads of it and, when it has ended,
// with its record.
func (w *walk) agree(ctx context.Context, l *life, ticked bool) error {
	if l.recorded && l.forgotten {
		return nil
	}
	r, err := w.desk2().Running(ctx, w.site, l.guid)
	switch {
	case l.forgotten && chat.KindOf(err) != chat.KindNotFound:
		return fmt.Errorf("it is forgotten, and there: %w", err)
	case l.forgotten:
	case err != nil:
		return err
	case r.State != l.last.State || r.LastSeq != l.last.LastSeq || r.Holder != l.last.Holder || r.Offer.To != l.last.Offer.To || !slices.Equal(r.Beside, l.last.Beside),
		r.Turn != l.last.Turn, r.Ticket != l.last.Ticket, r.Prompted != l.last.Prompted, r.Overdue != l.last.Overdue, !slices.Equal(r.Tried, l.last.Tried):
		return fmt.Errorf("it reads as %s %d %v %v, want %s %d %v %v", r.State, r.LastSeq, r.Holder, r.Offer.To, l.last.State, l.last.LastSeq, l.last.Holder, l.last.Offer.To)
	case r.State == chat.Queued && !r.Chat.IsQueued:
		return errors.New("it waits, and does not say so")
	case ticked && w.overdue(r, l.log):
		return errors.New("it is due still, after what is due was done")
	}
	if l.last.State == chat.Ended && (!l.recorded || l.forgotten) {
		l.recorded = true
		return w.recordAgrees(ctx, l)
	}
	return nil
}

// overdue reports whether something should have happened to the chat by now.
func (w *walk) overdue(r *chat.Running, log []chat.Entry) bool {
	now, terms := w.clock(), w.terms
	over := func(at time.Time, d time.Duration) bool { return !now.Before(at.Add(d)) }
	if r.State == chat.Ended {
		return over(r.Chat.EndTime, terms.KeepEnded) && over(r.ShownUntil, 0)
	}
	return over(r.SeenUntil, terms.VisitorGrace) ||
		r.Offer.To.ID != chat.GUID{} && over(r.Offer.Until, 0) ||
		r.State == chat.Queued && over(r.QueuedAt, terms.WaitAtMost) && !w.cameBack(log) ||
		(r.State == chat.Active || r.State == chat.AtBot) && over(r.Spoke, terms.IdleAtMost) ||
		!r.Turn.Due.IsZero() && over(r.Turn.Begun, 4*terms.BotWithin) ||
		r.State == chat.Queued && w.overflows(r, over)
}

// cameBack reports whether a chat waits again since a moment ago: one that was with an agent
// who is found to be gone, and has waited for too long, ends when what is due is done again.
func (w *walk) cameBack(log []chat.Entry) bool {
	last := log[len(log)-1]
	return last.Kind == chat.EntryPassed && last.Line.Time.Equal(w.clock())
}

// goneAreRelieved reports agents who keep chats although they are gone for too long.
func (w *walk) goneAreRelieved(floor *chat.Floor, ticked bool) error {
	for _, s := range floor.Seats {
		if s.Ongoing > 0 && (s.SeenUntil.IsZero() || ticked && !w.clock().Before(s.SeenUntil.Add(w.terms.AgentGrace))) {
			return fmt.Errorf("%s was gone for too long, and has %d chats still", s.Agent.Name, s.Ongoing)
		}
	}
	return nil
}

func (w *walk) visitorsHaveOne() error {
	has := map[chat.GUID]*life{}
	for _, l := range w.lives {
		who := l.last.Chat.VisitorID
		if l.last.State == chat.Ended {
			continue
		}
		if other := has[who]; other != nil {
			return fmt.Errorf("a visitor has %s and %s", other.name(w), l.name(w))
		}
		has[who] = l
	}
	return nil
}

// agentsHaveNoMore counts what agents have to do. Nobody is given more than the most,
// or anything who is not there.
func (w *walk) agentsHaveNoMore(floor *chat.Floor) error {
	now := map[chat.GUID]int{}
	for _, l := range w.lives {
		if l.last.State != chat.Offered && l.last.State != chat.Active {
			continue
		}
		for _, who := range []chat.GUID{l.last.Holder.ID, l.last.Offer.To.ID} {
			if who != (chat.GUID{}) {
				now[who]++
			}
		}
	}
	before := w.holding
	w.holding = now
	for _, s := range floor.Seats {
		n := now[s.Agent.ID]
		switch {
		case s.Ongoing != n:
			return fmt.Errorf("%s has %d chats, and the floor says %d", s.Agent.Name, n, s.Ongoing)
		case n > before[s.Agent.ID] && n > s.Max:
			return fmt.Errorf("%s is given chat %d of at most %d", s.Agent.Name, n, s.Max)
		case n > before[s.Agent.ID] && !s.Present(w.clock()):
			return fmt.Errorf("%s is given a chat, and not there", s.Agent.Name)
		}
	}
	return nil
}

// somebodyComes looks for chats that were let wait although nobody is there who would
// take them, and the visitor was not asked for a message.
func (w *walk) somebodyComes(floor *chat.Floor) error {
	for _, l := range w.lives {
		came := l.admitted
		if l.admitted = false; !came || l.last.State != chat.Queued || l.last.Prompted {
			continue
		}
		if !floor.Staffed(l.last.Chat, w.clock()) {
			return fmt.Errorf("%s was let wait, and nobody is there", l.name(w))
		}
	}
	return nil
}

// nobodyWaitsForNothing looks for a chat that waits while somebody is free to take it
// who was not asked yet or, after routing, whose turn it is again: that others are gone
// is noticed when they have been for a while.
func (w *walk) nobodyWaitsForNothing(floor *chat.Floor, routed, must bool) error {
	if !routed && !must {
		return nil
	}
	for _, l := range w.lives {
		if l.last.State != chat.Queued {
			continue
		}
		var there, free []chat.GUID
		for _, s := range floor.Seats {
			if !s.Present(w.clock()) || !s.Serves(l.last.Chat) {
				continue
			}
			there = append(there, s.Agent.ID)
			if s.Ongoing < s.Max {
				free = append(free, s.Agent.ID)
			}
		}
		notAsked := func(who chat.GUID) bool { return !slices.Contains(l.last.Asked, who) }
		if slices.ContainsFunc(free, notAsked) || (routed && len(free) > 0 && !slices.ContainsFunc(there, notAsked)) {
			return fmt.Errorf("%s waits, and %d agents are free to take it", l.name(w), len(free))
		}
	}
	return nil
}
