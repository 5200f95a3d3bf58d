package chattest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// Store is a chat.Store and chat.Accounts in memory, safe for concurrent use.
type Store struct {
	mu     sync.Mutex
	sites  map[chat.SiteID]*site
	doomed []chat.SiteFile
	nodes  map[chat.GUID]time.Time // until when they are alive
}

var (
	_ chat.Store    = (*Store)(nil)
	_ chat.Accounts = (*Store)(nil)
)

// site is what one site owns. Values in it are never changed in place, so that
// a shallow copy is a snapshot.
type site struct {
	noun    chat.Site
	chats   map[chat.GUID]*chat.Chat
	related chat.Related
	events  []chat.Event
	lastID  int64
	lastN   int64

	lastPart   chat.PartIDs
	resources  resources
	tickets    map[int64]chat.Ticket
	attached   map[attachment]int // the number of the message
	lastTicket int64

	accounts    map[chat.GUID]chat.Account
	keys        map[[32]byte]chat.Key
	signIns     map[chat.GUID]*chat.SignIn
	factors     map[chat.GUID]chat.SecondFactor
	openIDs     []chat.OpenIDBinding
	receipts    map[[32]byte]chat.Receipt
	offline     map[int64]chat.OfflineMessage
	lastOffline int64
	live        livingRoom
	log         auditLog
}

// NewStore makes an empty store.
func NewStore() *Store {
	return &Store{sites: map[chat.SiteID]*site{}, nodes: map[chat.GUID]time.Time{}}
}

// Chat implements chat.Store.
func (s *Store) Chat(_ context.Context, id chat.SiteID, ref chat.Ref, include chat.Include) (*chat.Chat, *chat.Related, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.sites[id]
	if !ok {
		return nil, nil, chat.ErrChatNotFound
	}
	c, ok := at.find(ref)
	if !ok {
		return nil, nil, chat.ErrChatNotFound
	}
	var related chat.Related
	at.include(&related, c, include)
	return clone(c), &related, nil
}

// Aggregate implements chat.Store.
func (s *Store) Aggregate(_ context.Context, id chat.SiteID, a chat.Aggregation) (*chat.Aggregate, error) {
	if err := a.Check(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	cells := chat.NewCells(a)
	at, ok := s.sites[id]
	if !ok {
		return cells.Aggregate(), nil
	}
	for _, c := range at.matching(chat.Query{GivenUp: a.GivenUp, Where: a.Where, Sort: chat.NewestFirst}) {
		if err := cells.Add(chat.Record{Chat: c, Related: &at.related}); err != nil {
			return nil, err
		}
	}
	return cells.Aggregate(), nil
}

// Search implements chat.Store.
func (s *Store) Search(_ context.Context, id chat.SiteID, q chat.Query) (*chat.Page, error) {
	if q.Sort.By == "" {
		q.Sort.By = chat.FieldRequestedTime.Name
	}
	if d, ok := chat.FieldNamed(q.Sort.By); !ok || !d.Sortable {
		return nil, chat.Invalid("chats cannot be sorted by %q", q.Sort.By)
	}
	if q.After != nil && !q.Sort.Has(*q.After) {
		return nil, chat.Invalid("the place to go on after is none of chats sorted by %s", q.Sort.By)
	}
	if name, ok := undeclared(q.Where); ok {
		return nil, chat.Invalid("chats cannot be searched by %q", name)
	}
	for _, f := range q.Facets {
		if d, ok := chat.FieldNamed(f.Name); !ok || !d.Counted {
			return nil, chat.Invalid("chats cannot be counted by %q", f.Name)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	page := &chat.Page{Number: q.Page, Size: q.Size}
	at, ok := s.sites[id]
	if !ok {
		return page, nil
	}
	found := at.matching(q)
	page.Total = int64(len(found))
	tally := chat.NewTally(q.Facets)
	for _, c := range found {
		tally.Add(chat.Record{Chat: c, Related: &at.related})
	}
	page.Facets = tally.Facets()
	for _, c := range cut(page, q, found) {
		page.Chats = append(page.Chats, clone(c))
		at.include(&page.Related, c, q.Include)
	}
	if q.Explain {
		page.Plan = &chat.Plan{By: chat.ByDocuments, Conditions: filter.Show(q.Where), Candidates: int64(len(at.chats)), Documents: int64(len(at.chats))}
	}
	return page, nil
}

// cut gives those of the chats found that are on the page, and notes on it where
// the next one begins.
func cut(page *chat.Page, q chat.Query, found []*chat.Chat) []*chat.Chat {
	if q.After == nil {
		first := min(q.Offset(), page.Total)
		return found[first:min(first+q.Size, page.Total)]
	}
	for len(found) > 0 && q.Sort.Compare(q.Sort.PlaceOf(found[0]), *q.After) <= 0 {
		found = found[1:]
	}
	if int64(len(found)) <= q.Size || q.Size == 0 {
		return found[:min(int64(len(found)), q.Size)]
	}
	found = found[:q.Size]
	page.Next = new(q.Sort.PlaceOf(found[len(found)-1]))
	return found
}

// undeclared finds a field that chats do not have.
func undeclared(e filter.Expr) (name string, found bool) {
	for f := range filter.Fields(e) {
		if _, ok := chat.FieldNamed(f.Name); !ok {
			return f.Name, true
		}
	}
	return "", false
}

func (at *site) matching(q chat.Query) []*chat.Chat {
	var found []*chat.Chat
	for _, c := range at.chats {
		if c.GivenUp() == q.GivenUp && filter.Match(q.Where, chat.Record{Chat: c, Related: &at.related}) {
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b *chat.Chat) int { return q.Sort.Compare(q.Sort.PlaceOf(a), q.Sort.PlaceOf(b)) })
	return found
}

// Events implements chat.Store.
func (s *Store) Events(_ context.Context, id chat.SiteID, after int64, limit int) ([]chat.Event, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.sites[id]
	if !ok {
		return nil, nil
	}
	first, _ := slices.BinarySearchFunc(at.events, after+1, func(e chat.Event, n int64) int { return int(e.N - n) })
	return slices.Clone(at.events[first:min(first+limit, len(at.events))]), nil
}

// LastEvent implements chat.Store.
func (s *Store) LastEvent(_ context.Context, id chat.SiteID) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.sites[id]; ok {
		return at.lastN, nil
	}
	return 0, nil
}

// Chats implements chat.Store.
func (s *Store) Chats(_ context.Context, id chat.SiteID, ids []int64, include chat.Include) ([]*chat.Chat, *chat.Related, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []*chat.Chat
	related := &chat.Related{}
	for _, n := range ids {
		if at, ok := s.sites[id]; ok {
			if c, ok := at.find(chat.ByID(n)); ok {
				found = append(found, clone(c))
				at.include(related, c, include)
			}
		}
	}
	return found, related, nil
}

// Judge implements chat.Store.
func (s *Store) Judge(_ context.Context, id chat.SiteID, q chat.Query, ids []int64) (chat.Judged, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var held []int64
	if at, ok := s.sites[id]; ok {
		for _, c := range at.matching(q) {
			if slices.Contains(ids, c.ID) {
				held = append(held, c.ID)
			}
		}
	}
	slices.SortFunc(held, func(a, b int64) int { return slices.Index(ids, a) - slices.Index(ids, b) })
	return chat.Judged{IDs: held}, nil
}

// Sorted implements chat.Store.
func (s *Store) Sorted(_ context.Context, id chat.SiteID, by chat.Sort, ids []int64) ([]chat.Place, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var places []chat.Place
	for _, n := range ids {
		if at, ok := s.sites[id]; ok {
			if c, ok := at.find(chat.ByID(n)); ok {
				places = append(places, by.PlaceOf(c))
			}
		}
	}
	slices.SortFunc(places, by.Compare)
	return places, nil
}

// Update implements chat.Store.
func (s *Store) Update(ctx context.Context, id chat.SiteID, fn func(context.Context, chat.Tx) error) error {
	return s.update(ctx, id, func(work *tx) error { return fn(ctx, work) })
}

// update runs fn on a copy of a site, which takes the site's place if it succeeds.
func (s *Store) update(ctx context.Context, id chat.SiteID, fn func(*tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	at, ok := s.sites[id]
	if !ok {
		return chat.NotFound("there is no site %d", id)
	}
	work := tx{site: *at}
	work.chats = maps.Clone(at.chats)
	work.tickets = maps.Clone(at.tickets)
	work.attached = maps.Clone(at.attached)
	work.accounts = maps.Clone(at.accounts)
	work.keys = maps.Clone(at.keys)
	work.receipts = maps.Clone(at.receipts)
	work.live = at.live.clone()
	work.related = chat.Related{}
	work.related.Merge(&at.related)
	if err := fn(&work); err != nil {
		return err
	}
	if work.failed != nil {
		return fmt.Errorf("an error was passed over: %w", work.failed)
	}
	*at = work.site
	for _, key := range work.doomed {
		if f := (chat.SiteFile{Site: id, Key: key}); !slices.Contains(s.doomed, f) {
			s.doomed = append(s.doomed, f)
		}
	}
	return nil
}

// DoomedFiles implements chat.Store.
func (s *Store) DoomedFiles(_ context.Context, limit int) ([]chat.SiteFile, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.doomed[:min(limit, len(s.doomed))]), nil
}

// FilesGone implements chat.Store.
func (s *Store) FilesGone(_ context.Context, files []chat.SiteFile) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.doomed = slices.DeleteFunc(s.doomed, func(f chat.SiteFile) bool { return slices.Contains(files, f) })
	return nil
}
