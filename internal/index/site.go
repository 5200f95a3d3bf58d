package index

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

const (
	// batchEvents is how many events are read and applied at a time.
	batchEvents = 1000
	// maxWait is how many events a search waits for. When more are missing, as after
	// an import, the store answers.
	maxWait = 4096
)

// site is the index of one site.
type site struct {
	id     chat.SiteID
	source chat.IndexSource
	folder string
	log    *slog.Logger
	clock  func() time.Time

	mu  sync.Mutex // of now
	now *snapshot

	applying sync.Mutex // held by who makes the next snapshot
	tending  sync.Mutex // held by who merges
	upkeep   upkeep

	keepFiles atomic.Bool   // the index is being closed: its files stay
	unkempt   chan struct{} // asks for tend
}

func openSite(id chat.SiteID, source chat.IndexSource, folder string, log *slog.Logger, clock func() time.Time) (*site, error) {
	s := &site{id: id, source: source, folder: folder, log: log, clock: clock, unkempt: make(chan struct{}, 1)}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the index: %w", err)
	}
	snap, err := readSnapshot(folder)
	if err == nil {
		err = s.verify(snap)
	}
	if err != nil {
		log.Warn("the index is made anew", "site", id, "reason", err)
		if err := errors.Join(snap.closeFiles(), wipeAll(folder)); err != nil {
			return nil, err
		}
		snap = &snapshot{}
	}
	s.publish(snap)
	return s, nil
}

var errOtherLog = errors.New("the event log is another one than the index was made from")

// verify is an error when the log is not the one that the snapshot was made from, as
// after a backup was restored.
func (s *site) verify(snap *snapshot) error {
	if snap.last == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	last, err := s.source.LastEvent(ctx, s.id)
	if err != nil {
		return err
	}
	events, err := s.source.Events(ctx, s.id, snap.last.N-1, 1)
	switch {
	case err != nil:
		return err
	case last < snap.at, len(events) > 0 && snap.last.contradicts(events[0]):
		return errOtherLog
	default:
		return nil
	}
}

// fresh gives a snapshot that has all events up to now, to be released; none when
// too many are missing.
func (s *site) fresh(ctx context.Context) (*snapshot, error) {
	last, err := s.source.LastEvent(ctx, s.id)
	if err != nil {
		return nil, err
	}
	snap := s.acquire()
	if snap.at >= last {
		return snap, nil
	}
	missing := last - snap.at
	s.release(snap)
	if missing > maxWait {
		return nil, nil
	}
	if err := s.catchUp(ctx, last); err != nil {
		return nil, err
	}
	return s.acquire(), nil
}

// catchUp applies the events up to a number.
func (s *site) catchUp(ctx context.Context, upTo int64) error {
	for {
		more, err := s.step(ctx, upTo)
		if err != nil || !more {
			return err
		}
	}
}

// step applies some events and reports whether there are more to apply.
func (s *site) step(ctx context.Context, upTo int64) (more bool, err error) {
	s.applying.Lock()
	defer s.applying.Unlock()
	from := s.now // nobody else changes it now
	if from.at >= upTo {
		return false, nil
	}
	events, err := s.source.Events(ctx, s.id, from.overlapping(), batchEvents)
	if err != nil {
		return false, err
	}
	if len(events) > 0 && from.last.contradicts(events[0]) {
		return false, errOtherLog
	}
	events = slices.DeleteFunc(events, func(e chat.Event) bool { return e.N <= from.at })
	next := &snapshot{position{upTo, from.last}, from.parts} // what is missing went with its chats
	if len(events) > 0 {
		if next, err = s.applied(ctx, from, events); err != nil {
			return false, err
		}
	}
	s.publish(next)
	s.notice(next)
	return next.at < upTo, nil
}

// overlapping is where to read on so that the last event that was seen comes again,
// if it is still there.
func (p position) overlapping() int64 {
	if p.last != nil && p.last.N == p.at {
		return p.at - 1
	}
	return p.at
}

// applied is the snapshot after some events: of each chat that they are about, the
// present record counts, whatever happened to it since.
func (s *site) applied(ctx context.Context, from *snapshot, events []chat.Event) (*snapshot, error) {
	seen := make(map[int64]bool, len(events))
	ids := make([]int64, 0, len(events))
	for _, e := range events {
		if !seen[e.Chat.ID] {
			seen[e.Chat.ID] = true
			ids = append(ids, e.Chat.ID)
		}
	}
	chats, _, err := s.source.Chats(ctx, s.id, ids, 0)
	if err != nil {
		return nil, err
	}
	var added *segment
	if len(chats) > 0 {
		added = build(analyseAll(chats))
		added.since = from.position
	}
	next := from.with(ids, added)
	newest := events[len(events)-1]
	next.position = position{newest.N, anchorOf(newest)}
	return next, nil
}

// analyseAll makes documents on all processors.
func analyseAll(chats []*chat.Chat) []*document {
	documents := make([]*document, len(chats))
	var at atomic.Int64
	work := func() {
		const some = 16
		for {
			from := int(at.Add(some)) - some
			if from >= len(chats) {
				return
			}
			for i := from; i < min(from+some, len(chats)); i++ {
				documents[i] = analyse(chats[i])
			}
		}
	}
	var others sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(chats)/64) {
		others.Go(work)
	}
	work()
	others.Wait()
	return documents
}

// reset throws the index away; it is made anew from the log.
func (s *site) reset(reason error) {
	s.tending.Lock()
	defer s.tending.Unlock()
	s.applying.Lock()
	defer s.applying.Unlock()
	s.log.Warn("the index is made anew", "site", s.id, "reason", reason)
	s.publish(&snapshot{})
	if err := writeManifest(s.folder, s.now); err != nil {
		s.log.Error("the index cannot be written", "site", s.id, "error", err)
	}
}
