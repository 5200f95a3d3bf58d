// Package bus carries news between sessions: chat.Bus within one process.
package bus

import (
	"context"
	"sync"

	"github.com/parleychat/parley/internal/chat"
)

// Local is a chat.Bus for a single node.
type Local struct {
	mu        sync.Mutex
	followers map[chat.SiteID]map[chan struct{}]struct{}
}

var _ chat.Bus = (*Local)(nil)

// NewLocal makes a bus without followers.
func NewLocal() *Local {
	return &Local{followers: map[chat.SiteID]map[chan struct{}]struct{}{}}
}

// Publish implements chat.Bus.
func (b *Local) Publish(_ context.Context, site chat.SiteID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for ch := range b.followers[site] {
		select {
		case ch <- struct{}{}:
		default: // it has news waiting already
		}
	}
}

// Follow implements chat.Bus.
func (b *Local) Follow(ctx context.Context, site chat.SiteID) <-chan struct{} {
	ch := make(chan struct{}, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.followers[site] == nil {
		b.followers[site] = map[chan struct{}]struct{}{}
	}
	b.followers[site][ch] = struct{}{}
	context.AfterFunc(ctx, func() { b.leave(site, ch) })
	return ch
}

func (b *Local) leave(site chat.SiteID, ch chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.followers[site], ch)
	if len(b.followers[site]) == 0 {
		delete(b.followers, site)
	}
	close(ch)
}
