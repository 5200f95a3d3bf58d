package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/parleychat/parley/internal/chat"
)

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
	if g := some(w, w.guests, func(g *guest) bool { return g.there.Load() }); g != nil && w.pick(3) == 0 {
		return unacked(fmt.Sprintf("visitor %d is cut off", w.number(g)), func(ctx context.Context, d *chat.Desk) error {
			g.there.Store(false)
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

// dropping has a visitor who waits go for as long as it takes to be noticed.
func (w *walk) dropping() command {
	l := some(w, w.lives, func(l *life) bool { return l.last.State == chat.Queued || l.last.State == chat.Offered })
	if l == nil {
		return command{}
	}
	g := some(w, w.guests, func(g *guest) bool { return g.visitor == l.last.Chat.VisitorID })
	return unacked(fmt.Sprintf("visitor %d, who waits, is cut off for a minute", w.number(g)), func(ctx context.Context, d *chat.Desk) error {
		g.there.Store(false)
		if err := d.Seen(ctx, w.site, []chat.GUID{g.visitor}, w.clock()); err != nil {
			return err
		}
		return errors.Join(w.pass(ctx, w.terms.VisitorGrace, false), d.Tick(ctx))
	})
}

// returning has a visitor connect again.
func (w *walk) returning() command {
	g := some(w, w.guests, func(g *guest) bool { return !g.there.Load() && g.visitor != chat.GUID{} })
	if g == nil {
		return command{}
	}
	return unacked(fmt.Sprintf("visitor %d comes back", w.number(g)), func(ctx context.Context, d *chat.Desk) error {
		g.there.Store(true)
		return d.Seen(ctx, w.site, []chat.GUID{g.visitor}, w.clock().Add(seenFor))
	})
}
