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
	last      bool // that the transaction did with the chat
}

// witness gathers what transactions did, in the order of each chat's entries.
type witness struct {
	mu     sync.Mutex
	sights []happening
	visits []visitSight
	n      int64 // of the last sight of a visit
	routed bool  // some transaction had the floor
}

// visitSight is one thing that a transaction did with a visit.
type visitSight struct {
	n       int64 // sights of one visit come in this order, since it was locked
	visitor chat.GUID
	after   *chat.Visit // nil when it was dropped
	came    []chat.GUID // the visitors whose chats it begins
}

// Live implements chat.Lobby. A transaction may be tried several times.
func (w watched) Live(ctx context.Context, site chat.SiteID, fn func(context.Context, chat.LiveTx) error) error {
	var tx *watchedTx
	err := w.LiveStore.Live(ctx, site, func(ctx context.Context, inner chat.LiveTx) error {
		tx = &watchedTx{LiveTx: inner, witness: w.witness}
		return fn(ctx, tx)
	})
	if err == nil {
		tx.conclude()
		w.witness.see(tx.floor, tx.visits, tx.sights...)
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
		w.witness.see(false, nil, sights...)
	}
	return err
}

func (w *witness) see(floor bool, visits []visitSight, sights ...happening) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sights, w.visits = append(w.sights, sights...), append(w.visits, visits...)
	w.routed = w.routed || floor
}

// take gives what was seen since it was called last.
func (w *witness) take() (sights []happening, visits []visitSight, routed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	sights, visits, routed = w.sights, w.visits, w.routed
	w.sights, w.visits, w.routed = nil, nil, false
	slices.SortStableFunc(sights, func(a, b happening) int {
		return cmp.Or(cmp.Compare(a.lastSeq(), b.lastSeq()), cmp.Compare(len(b.added), len(a.added)), cmp.Compare(a.version(), b.version())) // what came to this entry is first
	})
	slices.SortFunc(visits, func(a, b visitSight) int { return cmp.Compare(a.n, b.n) })
	return sights, visits, routed
}

func (s happening) lastSeq() int64 {
	if s.forgotten {
		return 1 << 62
	}
	return s.after.LastSeq
}

func (s happening) version() int64 {
	if s.forgotten {
		return 0
	}
	return s.after.Version
}

type watchedTx struct {
	chat.LiveTx
	witness *witness
	sights  []happening
	visits  []visitSight
	floor   bool
}

// conclude notes which sights of chats are the last ones, and at those of visits whose
// chats begin in the transaction.
func (t *watchedTx) conclude() {
	var came []chat.GUID
	seen := map[chat.GUID]bool{}
	for i := len(t.sights) - 1; i >= 0; i-- {
		s := &t.sights[i]
		s.last, seen[s.chat] = !seen[s.chat], true
		if len(s.added) > 0 && s.added[0].Kind == chat.EntryRequested {
			came = append(came, s.after.Chat.VisitorID)
		}
	}
	for i := range t.visits {
		t.visits[i].came = came
	}
}

func (t *watchedTx) seeVisit(visitor chat.GUID, after *chat.Visit) {
	t.witness.mu.Lock()
	defer t.witness.mu.Unlock()
	t.witness.n++
	t.visits = append(t.visits, visitSight{n: t.witness.n, visitor: visitor, after: after})
}

// SaveVisits implements chat.LiveTx.
func (t *watchedTx) SaveVisits(ctx context.Context, visits []*chat.Visit) error {
	for _, v := range visits {
		t.seeVisit(v.Visitor, v.Clone())
	}
	return t.LiveTx.SaveVisits(ctx, visits)
}

// DropVisits implements chat.LiveTx.
func (t *watchedTx) DropVisits(ctx context.Context, visitors []chat.GUID) error {
	for _, id := range visitors {
		t.seeVisit(id, nil)
	}
	return t.LiveTx.DropVisits(ctx, visitors)
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
