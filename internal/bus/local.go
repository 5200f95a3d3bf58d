// Package bus carries news between sessions: chat.Bus within one process (Local)
// and between several (NATS), and one that also looks at the event log itself
// (Polled).
package bus

import (
	"context"
	"sync"

	"github.com/parleychat/parley/internal/chat"
)

// Local is a chat.Bus for a single node.
type Local struct {
	followers channels[chat.SiteID, struct{}]
	listeners channels[ear, []byte]
}

// ear is whom a note is for.
type ear struct {
	site chat.SiteID
	who  chat.GUID
}

var _ chat.Bus = (*Local)(nil)

// NewLocal makes a bus without followers and listeners.
func NewLocal() *Local {
	return &Local{followers: newChannels[chat.SiteID, struct{}](), listeners: newChannels[ear, []byte]()}
}

// Close ends nothing: followers and listeners leave when their contexts end.
func (b *Local) Close() error { return nil }

// Publish implements chat.Bus.
func (b *Local) Publish(_ context.Context, site chat.SiteID) {
	b.followers.offer(site, struct{}{})
}

// Follow implements chat.Bus.
func (b *Local) Follow(ctx context.Context, site chat.SiteID) <-chan struct{} {
	return b.followers.join(ctx, site, 1) // one that has news waiting needs no more
}

// Whisper implements chat.Bus.
func (b *Local) Whisper(_ context.Context, site chat.SiteID, who chat.GUID, note []byte) {
	b.listeners.offer(ear{site, who}, note)
}

// Listen implements chat.Bus.
func (b *Local) Listen(ctx context.Context, site chat.SiteID, who chat.GUID) <-chan []byte {
	return b.listeners.join(ctx, ear{site, who}, chat.UnreadNotes)
}

// wake tells everybody that there may be news.
func (b *Local) wake() {
	b.followers.offerAll(struct{}{})
	b.listeners.offerAll(nil)
}

// channels are those who wait for news of a key.
type channels[K comparable, V any] struct {
	mu    *sync.Mutex
	byKey map[K]map[chan V]struct{}
}

func newChannels[K comparable, V any]() channels[K, V] {
	return channels[K, V]{mu: &sync.Mutex{}, byKey: map[K]map[chan V]struct{}{}}
}

// offer gives a value to all who wait for the key and have room for it.
func (c channels[K, V]) offer(key K, value V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	offer(c.byKey[key], value)
}

// offerAll gives a value to all who have room for it.
func (c channels[K, V]) offerAll(value V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, waiting := range c.byKey {
		offer(waiting, value)
	}
}

func offer[V any](waiting map[chan V]struct{}, value V) {
	for ch := range waiting {
		select {
		case ch <- value:
		default:
		}
	}
}

// join adds a channel with some room until ctx ends.
func (c channels[K, V]) join(ctx context.Context, key K, room int) <-chan V {
	ch := make(chan V, room)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byKey[key] == nil {
		c.byKey[key] = map[chan V]struct{}{}
	}
	c.byKey[key][ch] = struct{}{}
	context.AfterFunc(ctx, func() { c.leave(key, ch) })
	return ch
}

func (c channels[K, V]) leave(key K, ch chan V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.byKey[key], ch)
	if len(c.byKey[key]) == 0 {
		delete(c.byKey, key)
	}
	close(ch)
}
