package bus

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// PollEvery is how often Polled looks at the event log of a site that has
// followers.
const PollEvery = time.Second

// Polled is a bus whose followers also hear of changes that nobody has told the bus:
// of a node whose news was lost, or of another command on the same database. For
// each site with followers, however many, it asks for the last event's number once
// in PollEvery. With WithParts, listeners hear in the same way of running chats that
// have changed: one question for all of them, however many they are.
type Polled struct {
	chat.Bus
	last func(context.Context, chat.SiteID) (int64, error)
	log  *slog.Logger

	mu    sync.Mutex
	sites map[chat.SiteID]*watch
	local *Local

	parts     func(context.Context) ([]chat.Part, error)
	listening watch          // of all listeners
	told      map[part]int64 // versions that were spread and have not shown
}

// watch is the look-out for one site, kept as long as it has followers.
type watch struct {
	followers int
	stop      context.CancelFunc
}

// NewPolled adds polling to a bus. last gives the number of a site's last event.
func NewPolled(inner chat.Bus, last func(context.Context, chat.SiteID) (int64, error), log *slog.Logger) *Polled {
	return &Polled{Bus: inner, last: last, log: log, sites: map[chat.SiteID]*watch{}, local: NewLocal()}
}

// Follow implements chat.Bus.
func (b *Polled) Follow(ctx context.Context, site chat.SiteID) <-chan struct{} {
	ch := b.local.Follow(ctx, site)
	b.mu.Lock()
	defer b.mu.Unlock()
	w := b.sites[site]
	if w == nil {
		watching, stop := context.WithCancel(context.Background())
		w = &watch{stop: stop}
		b.sites[site] = w
		go b.watch(watching, site, b.Bus.Follow(watching, site))
	}
	w.followers++
	context.AfterFunc(ctx, func() { b.leave(site, w) })
	return ch
}

func (b *Polled) leave(site chat.SiteID, w *watch) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if w.followers--; w.followers == 0 {
		w.stop()
		delete(b.sites, site)
	}
}

// watch passes the site's news on, and looks for growth that was no news.
func (b *Polled) watch(ctx context.Context, site chat.SiteID, news <-chan struct{}) {
	tick := time.NewTicker(PollEvery)
	defer tick.Stop()
	seen, failing := int64(-1), false
	for {
		select {
		case <-ctx.Done():
			return
		case _, open := <-news:
			if !open {
				return
			}
			b.local.Publish(ctx, site)
		case <-tick.C:
			n, err := b.last(ctx, site)
			if err != nil && !failing && ctx.Err() == nil {
				b.log.Warn("looking for changes of a site", "site", int64(site), "error", err)
			}
			if failing = err != nil; !failing && n != seen {
				seen = n
				b.local.Publish(ctx, site)
			}
		}
	}
}
