package chat

import (
	"container/list"
	"context"
	"sync"
	"time"
)

// SearchLimits are how many searches run at once. The others wait in order.
type SearchLimits struct {
	PerSite, PerNode int           // 0 for any number
	Wait             time.Duration // how long a search waits for its turn
}

// gate lets searches in, as many as may run at once. Those that wait for the same
// site's turn come in the order of their arrival; one site's crowd holds up no other
// site beyond the node's limit.
type gate struct {
	limits SearchLimits

	mu      sync.Mutex
	running int
	sites   map[SiteID]int // running
	waiting list.List      // of *turn, the oldest first
}

// turn is a search that waits.
type turn struct {
	site SiteID
	come chan struct{} // closed once it is in
}

func newGate(limits SearchLimits) *gate {
	return &gate{limits: limits, sites: map[SiteID]int{}}
}

// enter waits until a search may run; leave must then be called once. It is
// KindLimited when its turn does not come in time, and ctx's error when ctx ends. A
// nil gate is open.
func (g *gate) enter(ctx context.Context, site SiteID) error {
	if g == nil {
		return nil
	}
	g.mu.Lock()
	if g.room(site) {
		g.admit(site)
		g.mu.Unlock()
		return nil
	}
	t := &turn{site, make(chan struct{})}
	at := g.waiting.PushBack(t)
	g.mu.Unlock()

	timer := time.NewTimer(g.limits.Wait)
	defer timer.Stop()
	var err error
	select {
	case <-t.come:
		return nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-timer.C:
		err = Limited("too many searches run at the moment: try again later")
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	select {
	case <-t.come: // in the meantime
		return nil
	default:
		g.waiting.Remove(at)
		return err
	}
}

// leave makes room for the oldest of those that may run now.
func (g *gate) leave(site SiteID) {
	if g == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.running--
	if g.sites[site]--; g.sites[site] == 0 {
		delete(g.sites, site)
	}
	for at := g.waiting.Front(); at != nil; at = at.Next() {
		if t, ok := at.Value.(*turn); ok && g.room(t.site) {
			g.admit(t.site)
			g.waiting.Remove(at)
			close(t.come)
			return
		}
	}
}

func (g *gate) room(site SiteID) bool {
	return (g.limits.PerNode <= 0 || g.running < g.limits.PerNode) && (g.limits.PerSite <= 0 || g.sites[site] < g.limits.PerSite)
}

func (g *gate) admit(site SiteID) {
	g.running++
	g.sites[site]++
}
