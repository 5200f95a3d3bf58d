package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/parleychat/parley/internal/chat"
)

// visitDeeds are what visitors do on the pages, and invitations.
var visitDeeds = []deed{
	{often: 4, clashes: true, plan: (*walk).looking},
	{often: 1, clashes: true, plan: (*walk).closing},
	{often: 1, plan: (*walk).dying},
	{often: 3, clashes: true, plan: (*walk).inviting},
	{often: 3, clashes: true, plan: (*walk).greeting},
	{often: 2, clashes: true, plan: (*walk).declining},
	{often: 1, plan: (*walk).answeringLate},
}

// post is a node that visitors are connected to.
type post struct{ node chat.GUID }

// alive notes that the nodes are.
func (w *walk) alive(ctx context.Context) error {
	for _, p := range w.posts {
		if err := w.desks[0].NodeAlive(ctx, p.node, w.clock().Add(seenFor)); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) number(g *guest) int { return slices.Index(w.guests, g) }

// recognise notes who a guest is, who is the same visitor always.
func (w *walk) recognise(g *guest, visitor chat.GUID) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case g.visitor == chat.GUID{}:
		g.visitor = visitor
	case g.visitor != visitor:
		return fmt.Errorf("visitor %s is %s now", g.visitor, visitor)
	}
	return nil
}

// looking has a visitor look at a page.
func (w *walk) looking() command {
	g, p := some(w, w.guests, func(*guest) bool { return true }), some(w, w.posts, func(*post) bool { return true })
	seen := chat.Sighting{
		At: w.clock(), Node: p.node, Page: chat.PageView{Title: "Shoes", URL: "https://example.com/shoes"}, Doing: chat.VisitorInSite,
		Session: chat.Session{IP: "192.0.2.1", Browser: "Firefox 140"},
	}
	if w.pick(4) == 0 {
		seen.Campaign = w.campaign
	}
	g.looks = p
	return unacked(fmt.Sprintf("visitor %d looks at a page", w.number(g)), func(ctx context.Context, d *chat.Desk) error {
		visitor, err := d.VisitorOf(ctx, w.site, g.secret)
		if err != nil {
			return err
		}
		if _, err := d.Visit(ctx, w.site, visitor, &seen); err != nil {
			return err
		}
		return errors.Join(w.keep(ctx, d, visitor, seen), w.recognise(g, visitor))
	})
}

func (w *walk) keep(ctx context.Context, d *chat.Desk, visitor chat.GUID, seen chat.Sighting) error {
	_, err := d.KeepVisits(ctx, w.site, map[chat.GUID][]chat.Sighting{visitor: {seen}})
	return err
}

// looker picks a visitor who is on a page.
func (w *walk) looker() *guest {
	return some(w, w.guests, func(g *guest) bool { return g.looks != nil && g.visitor != chat.GUID{} })
}

// closing has a visitor leave the pages.
func (w *walk) closing() command {
	g := w.looker()
	if g == nil {
		return command{}
	}
	left := chat.Sighting{At: w.clock(), Node: g.looks.node, Left: true}
	g.looks = nil
	return unacked(fmt.Sprintf("visitor %d leaves the pages", w.number(g)), func(ctx context.Context, d *chat.Desk) error {
		return w.keep(ctx, d, g.visitor, left)
	})
}

// dying has a node end with all who look at pages there, and another one begin.
func (w *walk) dying() command {
	p := some(w, w.posts, func(*post) bool { return true })
	return unacked("a node dies, and its visitors with it", func(ctx context.Context, d *chat.Desk) error {
		for _, g := range w.guests {
			if g.looks == p {
				g.looks = nil
			}
		}
		err := d.NodeAlive(ctx, p.node, w.clock())
		p.node = w.guid()
		return errors.Join(err, w.alive(ctx))
	})
}

// inviting has an agent invite a visitor, twice.
func (w *walk) inviting() command {
	g, a := w.looker(), some(w, w.agents, func(*colleague) bool { return true })
	if g == nil {
		return command{}
	}
	client := w.id()
	return unacked(fmt.Sprintf("%s invites visitor %d", a.name, w.number(g)), func(ctx context.Context, d *chat.Desk) error {
		i, err := d.InviteByAgent(ctx, a.Actor, g.visitor, client, "come in")
		if err != nil {
			return err
		}
		again, err := d.InviteByAgent(ctx, a.Actor, g.visitor, client, "come in")
		if err != nil || again.ID != i.ID {
			return fmt.Errorf("%w: %s, then %s, %v", errNotOnce, i.ID, again.ID, err) //nolint:errorlint // its kind is to be lost
		}
		return nil
	})
}

// greeting shows a visitor one of the automatic invitations.
func (w *walk) greeting() command {
	g := w.looker()
	if g == nil {
		return command{}
	}
	a := w.greetings[w.pick(len(w.greetings))]
	return unacked(fmt.Sprintf("visitor %d is to be shown %q", w.number(g), a.Name), func(ctx context.Context, d *chat.Desk) error {
		_, err := d.InviteByRule(ctx, w.site, g.visitor, a)
		return err
	})
}

// invited picks a visitor who was invited, and the invitation.
func (w *walk) invited() (*guest, chat.GUID) {
	g := some(w, w.guests, func(g *guest) bool { return w.invitation(g) != chat.GUID{} })
	if g == nil {
		return nil, chat.GUID{}
	}
	return g, w.invitation(g)
}

func (w *walk) invitation(g *guest) chat.GUID {
	if v := w.visits[g.visitor]; v != nil {
		return v.Invitation.ID
	}
	return chat.GUID{}
}

func (w *walk) declining() command {
	g, invitation := w.invited()
	if g == nil {
		return command{}
	}
	return unacked(fmt.Sprintf("visitor %d declines", w.number(g)), func(ctx context.Context, d *chat.Desk) error {
		return d.Decline(ctx, w.site, g.visitor, invitation)
	})
}

// answeringLate has a visitor answer an invitation that is not the last one.
func (w *walk) answeringLate() command {
	g := some(w, w.guests, func(g *guest) bool { return len(g.invited) > 0 && g.invited[0] != w.invitation(g) })
	if g == nil {
		return command{}
	}
	wanted := w.wanted()
	wanted.Secret, wanted.Invitation, wanted.SeenUntil = g.secret, g.invited[0], w.clock().Add(seenFor)
	return unacked(fmt.Sprintf("visitor %d answers an old invitation", w.number(g)), func(ctx context.Context, d *chat.Desk) error {
		_, _, accepts := d.Request(ctx, w.site, wanted)
		declines := d.Decline(ctx, w.site, g.visitor, g.invited[0])
		if accepts == nil || chat.KindOf(declines) != chat.KindNotFound {
			return fmt.Errorf("an invitation is not the last one: accepted, %w; declined, %w", accepts, declines)
		}
		return nil
	})
}
