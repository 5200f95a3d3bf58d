package storetest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// end leaves everybody alone, connected or not, until nothing is left to be done. Some
// leave the pages, the others' nodes die.
func (w *walk) end(ctx context.Context) error {
	for c := w.closing(); c.run != nil && w.pick(2) == 0; c = w.closing() {
		if err := w.do(ctx, w.desks[0], c); err != nil {
			return err
		}
	}
	w.steps, w.posts = append(w.steps, "all do nothing any more"), nil
	t := w.terms
	longest := 3 * (t.WaitAtMost + t.IdleAtMost + t.KeepEnded + t.AgentGrace + t.AcceptWithin + t.VisitAfter)
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
		if len(w.visits) == 0 && !slices.ContainsFunc(w.lives, func(l *life) bool { return !l.forgotten }) {
			return w.nothingLeft(ctx)
		}
	}
	for _, l := range w.lives {
		if !l.forgotten {
			return fmt.Errorf("chat %s is stuck: it is still %s", l.guid, l.last.State)
		}
	}
	return fmt.Errorf("%d visits are stuck", len(w.visits))
}

// nothingLeft holds the end of a walk to what must be left: the records.
func (w *walk) nothingLeft(ctx context.Context) error {
	for _, g := range w.guests {
		left, err := w.desk2().RunningOf(ctx, w.site, g.visitor)
		if err != nil || len(left) > 0 {
			return fmt.Errorf("a visitor has %d chats, which are forgotten: %w", len(left), err)
		}
	}
	for _, c := range w.commands {
		l := w.life(c.ack.Chat)
		if l == nil || c.ack.Seq > int64(len(l.log)) || l.log[c.ack.Seq-1].Client != c.client {
			return fmt.Errorf("%q was acknowledged as %d, and is not there", c.what, c.ack.Seq)
		}
	}
	if err := w.nothingDue(ctx); err != nil {
		return err
	}
	if err := w.messagesAgree(ctx); err != nil {
		return err
	}
	events, err := w.store.Events(ctx, w.site, 0, 10000)
	if err != nil {
		return err
	}
	stored := 0
	for _, e := range events {
		if e.Kind == chat.ChatStored {
			stored++
		}
	}
	if stored != len(w.lives) {
		return fmt.Errorf("%d records of %d chats were stored", stored, len(w.lives))
	}
	return nil
}

// nothingDue looks for what is to happen still, ever, when all has ended: nothing but
// that agents who are connected still leave.
func (w *walk) nothingDue(ctx context.Context) error {
	d, ever := ownDue{w.all.nodes[0], w.site}, w.clock().Add(365*24*time.Hour)
	chats, err := d.Due(ctx, ever, ever, ever, 100)
	if err != nil {
		return err
	}
	turns, err := d.DueTurns(ctx, ever, 100)
	if err != nil {
		return err
	}
	visits, err := d.DueVisits(ctx, ever, ever, 100)
	if err != nil {
		return err
	}
	chats = slices.DeleteFunc(chats, func(c chat.DueChat) bool { return c.Chat == chat.GUID{} })
	if n := len(chats) + len(turns) + len(visits); n > 0 {
		return fmt.Errorf("%d things are due after the end: %v %v %v", n, chats, turns, visits)
	}
	return nil
}
