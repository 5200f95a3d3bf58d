package index

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// fakeSource is a log and its chats in memory. What chats say follows from their
// numbers and the source's name.
type fakeSource struct {
	mu     sync.Mutex
	name   string
	last   int64
	nextID int64
	chats  map[int64]*chat.Chat
	events []chat.Event
	kept   *fakeSource
}

func newFakeSource() *fakeSource { return &fakeSource{name: "first", chats: map[int64]*chat.Chat{}} }

func (s *fakeSource) store(tb testing.TB, n int) {
	tb.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for range n {
		s.nextID++
		c := &chat.Chat{
			ID: s.nextID, GUID: chat.GUID{byte(s.nextID), s.name[0]}, RequestedTime: time.Unix(s.nextID*7%40, 0),
			Status: chat.Status(s.nextID % 3), PreChat: chat.PreChat{Name: fmt.Sprintf("%s %d", s.name, s.nextID)},
			Messages: []chat.Message{{Text: fmt.Sprintf("hello from %s number %d", s.name, s.nextID)}},
		}
		s.chats[c.ID] = c
		s.log(chat.ChatStored, c)
	}
}

func (s *fakeSource) log(kind chat.EventKind, c *chat.Chat) {
	s.last++
	s.events = append(s.events, chat.Event{N: s.last, Kind: kind, Time: time.Unix(s.last, 0), Chat: chat.Ref{ID: c.ID, GUID: c.GUID}})
}

// remove deletes the n oldest chats.
func (s *fakeSource) remove(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range slices.Sorted(maps.Keys(s.chats))[:n] {
		c := s.chats[id]
		delete(s.chats, id)
		s.events = slices.DeleteFunc(s.events, func(e chat.Event) bool { return e.Chat.ID == id })
		s.log(chat.ChatDeleted, c)
	}
}

// keep makes a backup, which backup gives and restore goes back to.
func (s *fakeSource) keep() { s.kept = s.copy() }

func (s *fakeSource) copy() *fakeSource {
	return &fakeSource{name: s.name, last: s.last, nextID: s.nextID, chats: maps.Clone(s.chats), events: slices.Clone(s.events)}
}

func (s *fakeSource) backup() *fakeSource { return s.kept.copy() }

func (s *fakeSource) restore() {
	s.last, s.nextID, s.chats, s.events = s.kept.last, s.kept.nextID, s.kept.chats, s.kept.events
}

func (s *fakeSource) LastEvent(context.Context, chat.SiteID) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last, nil
}

func (s *fakeSource) Events(_ context.Context, _ chat.SiteID, after int64, limit int) ([]chat.Event, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	events := slices.DeleteFunc(slices.Clone(s.events), func(e chat.Event) bool { return e.N <= after })
	return events[:min(limit, len(events))], nil
}

func (s *fakeSource) Chats(_ context.Context, _ chat.SiteID, ids []int64, _ chat.Include) (found []*chat.Chat, _ *chat.Related, _ error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		if c, ok := s.chats[id]; ok {
			found = append(found, c)
		}
	}
	return found, &chat.Related{}, nil
}

func (s *fakeSource) Judge(_ context.Context, _ chat.SiteID, q chat.Query, ids []int64) (judged chat.Judged, _ error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		if c, ok := s.chats[id]; ok && filter.Match(q.Where, chat.Record{Chat: c}) {
			judged.IDs = append(judged.IDs, id)
		}
	}
	return judged, nil
}

func (s *fakeSource) Sorted(context.Context, chat.SiteID, chat.Sort, []int64) ([]chat.Place, error) {
	return nil, errors.New("nothing is sorted here")
}
