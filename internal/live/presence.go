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

// presence is who is connected to this node.
type presence struct {
	desk *chat.Desk
	now  func() time.Time

	mu    sync.Mutex
	sites map[chat.SiteID]map[chat.GUID]int
}

func newPresence(desk *chat.Desk, now func() time.Time) *presence {
	return &presence{desk: desk, now: now, sites: map[chat.SiteID]map[chat.GUID]int{}}
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

// seen notes that somebody is connected.
func (p *presence) seen(ctx context.Context, site chat.SiteID, who ...chat.GUID) error {
	return p.desk.Seen(ctx, site, who, p.now().Add(seenFor))
}

// gone notes that somebody is not connected any more.
func (p *presence) gone(ctx context.Context, site chat.SiteID, who chat.GUID) error {
	return p.desk.Seen(ctx, site, []chat.GUID{who}, p.now())
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
		for site, who := range p.all() {
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
