package live

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// Who is connected is noted for some time ahead and renewed, so that those of a node
// that ends without a word are taken to be gone soon.
const (
	seenFor    = 45 * time.Second
	renewEvery = 20 * time.Second
)

// notebook is what of a chat.Desk says who is connected.
type notebook interface {
	NodeAlive(ctx context.Context, node chat.GUID, until time.Time) error
	Connect(ctx context.Context, site chat.SiteID, who, node chat.GUID, until time.Time) error
	Disconnect(ctx context.Context, site chat.SiteID, who, node chat.GUID) error
	Renew(ctx context.Context, site chat.SiteID, who []chat.GUID, until time.Time) error
}

// node is this process, as the others know it.
type node struct {
	id   chat.GUID
	desk notebook
	now  func() time.Time

	mu    sync.Mutex
	alive time.Time // when it was said to be alive last
}

// renew says from time to time that the node is alive.
func (n *node) renew(ctx context.Context) error {
	now := n.now()
	if now.Sub(n.aliveSince()) < renewEvery/2 {
		return nil
	}
	if err := n.desk.NodeAlive(ctx, n.id, now.Add(seenFor)); err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.alive = now
	return nil
}

func (n *node) aliveSince() time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.alive
}

// end says that the node is not alive any more.
func (n *node) end(ctx context.Context) error {
	if n.aliveSince().IsZero() {
		return nil
	}
	return n.desk.NodeAlive(ctx, n.id, n.now())
}

// presence is who is connected to this node.
type presence struct {
	desk notebook
	node *node
	now  func() time.Time

	mu    sync.Mutex
	sites map[chat.SiteID]map[chat.GUID]*attendant
}

// attendant is somebody who is connected, or was a moment ago.
type attendant struct {
	connections int
	notes       int           // that are being made, or wait
	noting      chan struct{} // holds one while a note is made, so that the last is made by what is true then
}

func newPresence(desk notebook, at *node, now func() time.Time) *presence {
	return &presence{desk: desk, node: at, now: now, sites: map[chat.SiteID]map[chat.GUID]*attendant{}}
}

// enter counts a connection of somebody, unless they have the most already.
func (p *presence) enter(site chat.SiteID, who chat.GUID, most int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.attendant(site, who)
	if a.connections >= most {
		return false
	}
	a.connections++
	return true
}

// attendant finds somebody. p.mu is held.
func (p *presence) attendant(site chat.SiteID, who chat.GUID) *attendant {
	if p.sites[site] == nil {
		p.sites[site] = map[chat.GUID]*attendant{}
	}
	if p.sites[site][who] == nil {
		p.sites[site][who] = &attendant{noting: make(chan struct{}, 1)}
	}
	return p.sites[site][who]
}

// exit takes a connection off, and tells whether it was the last one here.
func (p *presence) exit(site chat.SiteID, who chat.GUID) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.attendant(site, who)
	a.connections--
	p.tidy(site, who, a)
	return a.connections == 0
}

// tidy forgets somebody of whom nothing is to be known any more. p.mu is held.
func (p *presence) tidy(site chat.SiteID, who chat.GUID, a *attendant) {
	if a.connections == 0 && a.notes == 0 {
		delete(p.sites[site], who)
	}
}

// note has one note about somebody made at a time, which is told whether they are
// connected then.
func (p *presence) note(ctx context.Context, site chat.SiteID, who chat.GUID, write func(here bool) error) error {
	p.mu.Lock()
	a := p.attendant(site, who)
	a.notes++
	p.mu.Unlock()
	defer p.noted(site, who, a)
	select {
	case a.noting <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-a.noting }()
	return write(p.here(site, who))
}

func (p *presence) noted(site chat.SiteID, who chat.GUID, a *attendant) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a.notes--
	p.tidy(site, who, a)
}

// seen notes that somebody is connected. The node is alive before that, so that another
// one, where they leave, knows.
func (p *presence) seen(ctx context.Context, site chat.SiteID, who chat.GUID) error {
	if err := p.node.renew(ctx); err != nil {
		return err
	}
	return p.note(ctx, site, who, func(bool) error {
		return p.desk.Connect(ctx, site, who, p.node.id, p.now().Add(seenFor))
	})
}

// gone notes that somebody is not connected to this node any more, unless they have come
// back meanwhile.
func (p *presence) gone(ctx context.Context, site chat.SiteID, who chat.GUID) error {
	return p.note(ctx, site, who, func(here bool) error {
		if here {
			return nil
		}
		return p.desk.Disconnect(ctx, site, who, p.node.id)
	})
}

// renew renews the notes until ctx ends.
func (p *presence) renew(ctx context.Context, log *slog.Logger) {
	repeat(ctx, renewEvery, func() {
		all := p.all()
		if len(all) > 0 {
			if err := p.node.renew(ctx); err != nil && ctx.Err() == nil {
				log.Error("noting that the node is alive", "error", err)
			}
		}
		for site, who := range all {
			if err := p.renewed(ctx, site, who); err != nil && ctx.Err() == nil {
				log.Error("noting who is connected", "site", site, "error", err)
			}
		}
	})
}

// renewed renews the notes about some of a site. The note that somebody has left
// meanwhile may have been made before: it is made again, even when there is to be no
// renewal any more.
func (p *presence) renewed(ctx context.Context, site chat.SiteID, who []chat.GUID) error {
	err := p.desk.Renew(ctx, site, who, p.now().Add(seenFor))
	for _, id := range who {
		if !p.here(site, id) {
			err = errors.Join(err, p.gone(context.WithoutCancel(ctx), site, id))
		}
	}
	return err
}

func (p *presence) here(site chat.SiteID, who chat.GUID) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.sites[site][who]
	return a != nil && a.connections > 0
}

func (p *presence) all() map[chat.SiteID][]chat.GUID {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := map[chat.SiteID][]chat.GUID{}
	for site, people := range p.sites {
		for who, a := range people {
			if a.connections > 0 {
				all[site] = append(all[site], who)
			}
		}
		slices.SortFunc(all[site], func(a, b chat.GUID) int { return slices.Compare(a[:], b[:]) })
	}
	return all
}
