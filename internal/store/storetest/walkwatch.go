package storetest

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// watched is a lobby that tells a witness what was committed.
type watched struct {
	LiveStore
	witness *witness
}

// happening is one thing that a transaction did with a chat.
type happening struct {
	chat      chat.GUID
	after     *chat.Running // nil when the chat was forgotten
	added     []chat.Entry
	deadline  time.Time
	forgotten bool
}

// witness gathers what transactions did, in the order of each chat's entries.
type witness struct {
	mu     sync.Mutex
	sights []happening
	routed bool // some transaction had the floor
}

// Live implements chat.Lobby. A transaction may be tried several times.
func (w watched) Live(ctx context.Context, site chat.SiteID, fn func(context.Context, chat.LiveTx) error) error {
	var tx *watchedTx
	err := w.LiveStore.Live(ctx, site, func(ctx context.Context, inner chat.LiveTx) error {
		tx = &watchedTx{LiveTx: inner}
		return fn(ctx, tx)
	})
	if err == nil {
		w.witness.see(tx.floor, tx.sights...)
	}
	return err
}

// Talk implements chat.Talks.
func (w watched) Talk(ctx context.Context, t *chat.Talk) error {
	var sights []happening
	own := *t
	own.Rule = func(r *chat.Running, earlier *chat.Entry) ([]chat.Entry, bool, error) {
		added, changed, err := t.Rule(r, earlier)
		if sights = nil; err == nil && changed {
			sights = []happening{{chat: t.Chat, after: r.Clone(), added: slices.Clone(added), deadline: r.Deadline(t.Terms)}}
		}
		return added, changed, err
	}
	err := w.LiveStore.Talk(ctx, &own)
	if err == nil {
		w.witness.see(false, sights...)
	}
	return err
}

func (w *witness) see(floor bool, sights ...happening) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sights = append(w.sights, sights...)
	w.routed = w.routed || floor
}

// take gives what was seen since it was called last.
func (w *witness) take() (sights []happening, routed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	sights, routed = w.sights, w.routed
	w.sights, w.routed = nil, false
	slices.SortStableFunc(sights, func(a, b happening) int {
		return cmp.Or(cmp.Compare(a.last(), b.last()), cmp.Compare(len(b.added), len(a.added))) // what came to this entry is first
	})
	return sights, routed
}

func (s happening) last() int64 {
	if s.forgotten {
		return 1 << 62
	}
	return s.after.LastSeq
}

type watchedTx struct {
	chat.LiveTx
	sights []happening
	floor  bool
}

// Floor implements chat.LiveTx.
func (t *watchedTx) Floor(ctx context.Context) (*chat.Floor, error) {
	t.floor = true
	return t.LiveTx.Floor(ctx)
}

// Save implements chat.LiveTx.
func (t *watchedTx) Save(ctx context.Context, r *chat.Running, deadline time.Time, entries []chat.Entry) error {
	t.sights = append(t.sights, happening{chat: r.Chat.GUID, after: r.Clone(), added: slices.Clone(entries), deadline: deadline})
	return t.LiveTx.Save(ctx, r, deadline, entries)
}

// Forget implements chat.LiveTx.
func (t *watchedTx) Forget(ctx context.Context, guid chat.GUID) error {
	t.sights = append(t.sights, happening{chat: guid, forgotten: true})
	return t.LiveTx.Forget(ctx, guid)
}
