package live

import (
	"context"
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

// node is this process, as the others know it.
type node struct {
	id   chat.GUID
	desk *chat.Desk
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
	desk *chat.Desk
	node *node
	now  func() time.Time

	mu    sync.Mutex
	sites map[chat.SiteID]map[chat.GUID]int
}

func newPresence(desk *chat.Desk, at *node, now func() time.Time) *presence {
	return &presence{desk: desk, node: at, now: now, sites: map[chat.SiteID]map[chat.GUID]int{}}
}

// enter counts a connection of somebody, unless they have the most already.
func (p *presence) enter(site chat.SiteID, who chat.GUID, most int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.sites[site] == nil {
		p.sites[site] = map[chat.GUID]int{}
	}
	if p.sites[site][who] >= most {
		return false
	}
	p.sites[site][who]++
	return true
}

// exit takes a connection off, and tells whether it was the last one here.
func (p *presence) exit(site chat.SiteID, who chat.GUID) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sites[site][who]--
	if p.sites[site][who] > 0 {
		return false
	}
	delete(p.sites[site], who)
	return true
}

// seen notes that somebody is connected. The node is alive before that, so that another
// one, where they leave, knows.
func (p *presence) seen(ctx context.Context, site chat.SiteID, who chat.GUID) error {
	if err := p.node.renew(ctx); err != nil {
		return err
	}
	return p.desk.Connect(ctx, site, who, p.node.id, p.now().Add(seenFor))
}

// gone notes that somebody is not connected to this node any more. Who has come back
// meanwhile is.
func (p *presence) gone(ctx context.Context, site chat.SiteID, who chat.GUID) error {
	if err := p.desk.Disconnect(ctx, site, who, p.node.id); err != nil || !p.here(site, who) {
		return err
	}
	return p.seen(ctx, site, who)
}

func (p *presence) here(site chat.SiteID, who chat.GUID) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sites[site][who] > 0
}

// renew renews the notes until ctx ends.
func (p *presence) renew(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(renewEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		all := p.all()
		if len(all) > 0 {
			if err := p.node.renew(ctx); err != nil && ctx.Err() == nil {
				log.Error("noting that the node is alive", "error", err)
			}
		}
		for site, who := range all {
			if err := p.desk.Renew(ctx, site, who, p.now().Add(seenFor)); err != nil && ctx.Err() == nil {
				log.Error("noting who is connected", "site", site, "error", err)
			}
		}
	}
}

func (p *presence) all() map[chat.SiteID][]chat.GUID {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := map[chat.SiteID][]chat.GUID{}
	for site, people := range p.sites {
		for who := range people {
			all[site] = append(all[site], who)
		}
		slices.SortFunc(all[site], func(a, b chat.GUID) int { return slices.Compare(a[:], b[:]) })
	}
	return all
}
