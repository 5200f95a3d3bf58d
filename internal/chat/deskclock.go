package chat

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Tick does what is due by now: offers that run out, waits that are over, visitors
// and agents who are gone, chats that are to be forgotten. Several nodes may do so at
// a time: each thing is done once. It goes on after an error, and returns the first.
func (d *Desk) Tick(ctx context.Context) error {
	const most = 200 // at a time; the rest comes with the next tick
	now := d.now()
	due, err := d.lobby.Due(ctx, now, now.Add(-d.terms.VisitorGrace), now.Add(-d.terms.AgentGrace), most)
	if err != nil {
		return err
	}
	var errs []error
	for _, item := range due {
		if ctx.Err() != nil {
			break
		}
		if item.Agent != (GUID{}) {
			err = d.loseAgent(ctx, item.Site, item.Agent)
		} else {
			err = d.expire(ctx, item.Site, item.Chat)
		}
		if err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(append(errs, d.seeToVisits(ctx))...)
}

// expire does what is due with a chat, if it still is.
func (d *Desk) expire(ctx context.Context, site SiteID, guid GUID) error {
	err := d.act(ctx, site, true, func(ctx context.Context, w *work) error {
		r, err := w.lock(ctx, guid)
		switch {
		case KindOf(err) == KindNotFound:
			return nil // another node was faster
		case err != nil:
			return err
		case r.Forgettable(d.terms, w.now):
			return w.seeOff(ctx, r)
		case r.State == Ended:
			return nil // another node was faster
		}
		_, err = w.change(ctx, r, func(r *Running) ([]Entry, error) { return w.expire(ctx, r) }, Stamp{})
		return err
	})
	if err != nil {
		return fmt.Errorf("see to chat %s, which is due: %w", guid, err)
	}
	return nil
}

// seeOff forgets an ended chat, unless it is the last one of a visitor whose visit goes
// on: what was said stays before them until they leave, or begin another chat.
func (w *work) seeOff(ctx context.Context, r *Running) error {
	shown, err := w.stillShown(ctx, r)
	if err != nil {
		return err
	}
	parties := r.Parties()
	if !shown || !r.Linger(w.terms, w.now) {
		return w.Forget(ctx, r.Chat.GUID)
	}
	w.touch(parties...) // its agents take no part in it any more
	return w.save(ctx, r, nil)
}

func (w *work) stillShown(ctx context.Context, r *Running) (bool, error) {
	chats, err := w.OfVisitor(ctx, r.Chat.VisitorID)
	if err != nil {
		return false, err
	}
	later := func(other *Running) bool { return other.Chat.RequestedTime.After(r.Chat.RequestedTime) }
	if slices.ContainsFunc(chats, later) {
		return false, nil
	}
	visit, err := w.visit(ctx, r.Chat.VisitorID)
	return visit != nil && !visit.Over(w.terms, w.now), err
}

// loseAgent takes the chats from an agent who has been gone for too long.
func (d *Desk) loseAgent(ctx context.Context, site SiteID, agent GUID) error {
	err := d.act(ctx, site, true, func(ctx context.Context, w *work) error {
		s := w.floor.Seat(agent)
		if s == nil || s.SeenUntil.IsZero() || s.SeenUntil.After(w.now.Add(-d.terms.AgentGrace)) {
			return nil // came back, or another node was faster
		}
		s.SeenUntil = time.Time{}
		if err := w.saveSeat(ctx, s); err != nil {
			return err
		}
		held, err := w.Held(ctx, agent)
		if err != nil {
			return err
		}
		for _, r := range held {
			if _, err := w.change(ctx, r, func(r *Running) ([]Entry, error) { return r.Lose(agent, w.now) }, Stamp{}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("take the chats from agent %s, who is gone: %w", agent, err)
	}
	return nil
}
