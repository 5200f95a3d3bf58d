// Package bus carries news between sessions: chat.Bus within one process (Local)
// and between several (NATS), and one that also looks at the event log itself
// (Polled).
package bus

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/parleychat/parley/internal/chat"
)

// Local is a chat.Bus for a single node.
type Local struct {
	followers channels[chat.SiteID, struct{}]
	listeners listeners
}

// ear is whom a note is for.
type ear struct {
	site chat.SiteID
	who  chat.GUID
}

var _ chat.Bus = (*Local)(nil)

// NewLocal makes a bus without followers and listeners.
func NewLocal() *Local {
	return &Local{followers: newChannels[chat.SiteID, struct{}](), listeners: listeners{byEar: map[ear][]chat.Listener{}}}
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
	for _, l := range b.listeners.of(ear{site, who}) {
		l.Note(note)
	}
}

// Spread implements chat.Bus.
func (b *Local) Spread(_ context.Context, site chat.SiteID, who chat.GUID, a *chat.Advance) {
	for _, l := range b.listeners.of(ear{site, who}) {
		l.Advance(a)
	}
}

// Listen implements chat.Bus.
func (b *Local) Listen(_ context.Context, site chat.SiteID, who chat.GUID, l chat.Listener) (leave func()) {
	return b.listeners.join(ear{site, who}, l)
}

// wake tells everybody that there may be news.
func (b *Local) wake() {
	b.followers.offerAll(struct{}{})
	for _, l := range b.listeners.all() {
		l.Note(nil)
	}
}

// listeners are those who listen for somebody. Those of one ear are replaced, never
// changed, so that they can be told without the lock.
type listeners struct {
	mu    sync.Mutex
	byEar map[ear][]chat.Listener
}

func (ls *listeners) of(e ear) []chat.Listener {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	return ls.byEar[e]
}

func (ls *listeners) all() []chat.Listener {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	return slices.Concat(slices.Collect(maps.Values(ls.byEar))...)
}

func (ls *listeners) join(e ear, l chat.Listener) (leave func()) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	ls.byEar[e] = append(slices.Clip(ls.byEar[e]), l)
	return func() { ls.leave(e, l) }
}

func (ls *listeners) leave(e ear, l chat.Listener) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	rest := slices.DeleteFunc(slices.Clone(ls.byEar[e]), func(other chat.Listener) bool { return other == l })
	if len(rest) == 0 {
		delete(ls.byEar, e)
		return
	}
	ls.byEar[e] = rest
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
