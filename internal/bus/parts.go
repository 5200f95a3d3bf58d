package bus

import (
	"context"
	"sync"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// WithParts has listeners hear of running chats that have changed, if nobody tells.
// parts lists who takes part in them.
func (b *Polled) WithParts(parts func(context.Context) ([]chat.Part, error)) *Polled {
	b.parts = parts
	return b
}

// Listen implements chat.Bus.
func (b *Polled) Listen(ctx context.Context, site chat.SiteID, who chat.GUID, l chat.Listener) (leave func()) {
	leaveInner := b.Bus.Listen(ctx, site, who, l)
	if b.parts == nil {
		return leaveInner
	}
	leaveOwn := b.local.Listen(ctx, site, who, l)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.listening.followers++; b.listening.followers == 1 {
		listening, stop := context.WithCancel(context.WithoutCancel(ctx))
		b.listening.stop = stop
		go b.compare(listening)
	}
	return sync.OnceFunc(func() {
		leaveInner()
		leaveOwn()
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.listening.followers--; b.listening.followers == 0 {
			b.listening.stop()
			b.told = nil
		}
	})
}

// Spread implements chat.Bus. Those who listen here need not be woken for the same thing;
// while nobody does, nothing is remembered, since nobody would forget it.
func (b *Polled) Spread(ctx context.Context, site chat.SiteID, who chat.GUID, a *chat.Advance) {
	b.Bus.Spread(ctx, site, who, a)
	if b.parts == nil {
		return
	}
	key := part{ear{site, who}, a.Chat.Chat.GUID}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.listening.followers == 0 {
		return
	}
	if b.told == nil {
		b.told = map[part]int64{}
	}
	b.told[key] = max(b.told[key], a.Chat.Version)
}

// heard forgets what was told and has shown, and reports of whom it was.
func (b *Polled) heard(now map[part]standing) map[part]bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	heard := map[part]bool{}
	for p, version := range b.told {
		is, there := now[p]
		if heard[p] = there && version == is.version; version <= is.version || !there {
			delete(b.told, p)
		}
	}
	return heard
}

// compare wakes those whose chats are others than a moment ago, until ctx ends.
func (b *Polled) compare(ctx context.Context) {
	tick := time.NewTicker(PollEvery)
	defer tick.Stop()
	var before map[part]standing
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		parts, err := b.parts(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			b.log.Warn("looking for changes of running chats", "error", err)
		}
		if failing = err != nil; failing {
			continue
		}
		now := standingOf(parts)
		for e := range changed(before, now, b.heard(now)) {
			b.local.Whisper(ctx, e.site, e.who, nil)
		}
		before = now
	}
}

// part is who takes part in which chat; standing how the chat stands.
type (
	part struct {
		ear
		chat chat.GUID
	}
	standing struct {
		version int64
		waits   bool
	}
)

func standingOf(parts []chat.Part) map[part]standing {
	all := make(map[part]standing, len(parts))
	for _, p := range parts {
		all[part{ear{p.Site, p.Who}, p.Chat}] = standing{p.Version, p.State == chat.Queued}
	}
	return all
}

// changed are those of whose chats one is new, gone, or another version of which they have
// not heard; and where the queue of a site has changed all who wait there, since their
// places may be others.
func changed(before, now map[part]standing, heard map[part]bool) map[ear]struct{} {
	who, queues := map[ear]struct{}{}, map[chat.SiteID]bool{}
	note := func(p part, was, is standing) {
		if was != is {
			if !heard[p] {
				who[p.ear] = struct{}{}
			}
			queues[p.site] = queues[p.site] || was.waits || is.waits
		}
	}
	for p, is := range now {
		note(p, before[p], is)
	}
	for p, was := range before {
		note(p, was, now[p])
	}
	for p, is := range now {
		if is.waits && queues[p.site] {
			who[p.ear] = struct{}{}
		}
	}
	return who
}
