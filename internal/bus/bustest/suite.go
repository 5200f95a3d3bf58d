// Package bustest is the contract of chat.Bus as a suite.
package bustest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// Run holds a bus to every promise of chat.Bus. open makes a bus of its own for
// each case.
func Run(t *testing.T, open func() chat.Bus) {
	t.Helper()
	for name, check := range map[string]func(*testing.T, chat.Bus){
		"news reaches every follower of the site":         reachesEveryFollower,
		"news of one site does not reach another":         staysOnItsSite,
		"publishing never waits for followers":            neverWaits,
		"news published while one looks away is kept":     isKept,
		"the channel closes when the follower's ctx ends": closes,
		"followers come and go during publishing":         toleratesTraffic,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, open())
		})
	}
}

func reachesEveryFollower(t *testing.T, b chat.Bus) {
	first, second := b.Follow(t.Context(), 1), b.Follow(t.Context(), 1)
	b.Publish(t.Context(), 1)
	expectNews(t, first)
	expectNews(t, second)
}

func staysOnItsSite(t *testing.T, b chat.Bus) {
	one, two := b.Follow(t.Context(), 1), b.Follow(t.Context(), 2)
	b.Publish(t.Context(), 1)
	expectNews(t, one)
	expectNone(t, two)
	b.Publish(t.Context(), 2)
	expectNews(t, two)
	expectNone(t, one)
}

func neverWaits(t *testing.T, b chat.Bus) {
	silent := b.Follow(t.Context(), 1)
	for range 1000 {
		b.Publish(t.Context(), 1)
	}
	expectNews(t, silent)
}

func isKept(t *testing.T, b chat.Bus) {
	ch := b.Follow(t.Context(), 1)
	b.Publish(t.Context(), 1)
	expectNews(t, ch)
	b.Publish(t.Context(), 1)
	expectNews(t, ch)
}

func closes(t *testing.T, b chat.Bus) {
	ctx, cancel := context.WithCancel(t.Context())
	ch := b.Follow(ctx, 1)
	cancel()
	select {
	case _, open := <-ch:
		if open {
			t.Error("news instead of a closed channel")
		}
	case <-time.After(patience):
		t.Error("the channel stays open")
	}
	b.Publish(t.Context(), 1)
}

func toleratesTraffic(t *testing.T, b chat.Bus) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				ctx, cancel := context.WithCancel(t.Context())
				ch := b.Follow(ctx, 1)
				b.Publish(ctx, 1)
				<-ch
				cancel()
			}
		})
	}
	wg.Wait()
}

func expectNone(t *testing.T, ch <-chan struct{}) {
	t.Helper()
	select {
	case <-ch:
		t.Error("news of another site")
	default:
	}
}

const patience = 10 * time.Second // before a test calls something lost

func expectNews(t *testing.T, ch <-chan struct{}) {
	t.Helper()
	select {
	case _, open := <-ch:
		if !open {
			t.Error("the channel is closed")
		}
	case <-time.After(patience):
		t.Error("no news")
	}
}
