package chat

import (
	"context"
	"slices"
	"time"

	"github.com/parleychat/parley/internal/filter"
)

// Service is what can be done with chats, for every transport alike.
type Service struct {
	store Store
	files Files
	bus   Bus
	now   func() time.Time

	tickets  Tickets
	presence Presence
	index    Index  // nil: the store answers all searches
	gate     *gate  // of searches; nil lets all in
	teller   Teller // nil tells nothing
	reads    *Gathering
}

// NewService joins the heart to its surroundings; now is the clock.
func NewService(store Store, files Files, bus Bus, now func() time.Time) *Service {
	return &Service{store: store, files: files, bus: bus, now: now, tickets: store, presence: Nobody{}, reads: NewGatheringOf(BulkReads)}
}

// WithTickets is the same service with tickets that are kept elsewhere than in the
// store.
func (s *Service) WithTickets(tickets Tickets) *Service {
	other := *s
	other.tickets = tickets
	return &other
}

// WithIndex is the same service with searches answered by an index, as far as it
// can.
func (s *Service) WithIndex(index Index) *Service {
	other := *s
	other.index = index
	return &other
}

// WithSearchLimits is the same service with a limit to how many searches run at
// once. One whose turn does not come in time is KindLimited.
func (s *Service) WithSearchLimits(limits SearchLimits) *Service {
	other := *s
	other.gate = newGate(limits)
	return &other
}

// Chat reads one chat of the actor's site. A chat of another site is answered
// exactly like an unknown one: ErrChatNotFound.
func (s *Service) Chat(ctx context.Context, actor Actor, ref Ref, include Include) (*Chat, *Related, error) {
	if err := actor.Require(ReadChats); err != nil {
		return nil, nil, err
	}
	c, related, err := s.readChat(ctx, actor, ref, include)
	if err == nil {
		s.noteRead(actor, 1, nil)
	}
	return c, related, err
}

// readChat reads a chat that the actor may know of; ErrChatNotFound otherwise.
func (s *Service) readChat(ctx context.Context, actor Actor, ref Ref, include Include) (*Chat, *Related, error) {
	c, related, err := s.store.Chat(ctx, actor.Site, ref, include)
	if err == nil && !actor.sees(c) {
		return nil, nil, ErrChatNotFound
	}
	return c, related, err
}

// Search answers one page of the actor's site. The page's number and size are
// brought into bounds first; a page past the end is empty. A page of a larger number
// than MaxOffset allows, if there is such a page, is refused. The first page of an export is
// given only once the audit log has the export.
func (s *Service) Search(ctx context.Context, actor Actor, q Query) (*Page, error) {
	if err := actor.Require(ReadChats); err != nil {
		return nil, err
	}
	asked := q
	q = q.normal(actor.Sees())
	if _, ok := q.Sort.field(); !ok {
		return nil, Invalid("chats cannot be sorted by %q", clip(q.Sort.By))
	}
	came := time.Now()
	if err := s.gate.enter(ctx, actor.Site); err != nil {
		return nil, err
	}
	defer s.gate.leave(actor.Site)
	waited := PlanStep{"waiting", time.Since(came)}
	page, err := s.search(ctx, actor.Site, q)
	if err != nil {
		return nil, err
	}
	if page.Plan != nil {
		page.Plan.Steps = slices.Insert(page.Plan.Steps, 0, waited)
	}
	if asked.Export && (asked.After == nil || asked.After.Beginning()) {
		if err := s.auditExport(ctx, actor, asked, page.Total); err != nil {
			return nil, err
		}
	}
	s.noteRead(actor, len(page.Chats), asked.told())
	return page, nil
}

// Aggregate answers figures about the chats that the actor may see. It waits for its
// turn as a search does.
func (s *Service) Aggregate(ctx context.Context, actor Actor, a Aggregation) (*Aggregate, error) {
	if err := actor.Require(ReadChats); err != nil {
		return nil, err
	}
	if err := a.Check(); err != nil {
		return nil, err
	}
	a.Where = filter.Normal(filter.And{orAll(a.Where), orAll(actor.Sees())})
	if err := s.gate.enter(ctx, actor.Site); err != nil {
		return nil, err
	}
	defer s.gate.leave(actor.Site)
	return s.store.Aggregate(ctx, actor.Site, a)
}

// search answers a page that may be too far off to be counted to.
func (s *Service) search(ctx context.Context, site SiteID, q Query) (*Page, error) {
	if q.After == nil && q.Offset() > MaxOffset {
		return s.searchFarOff(ctx, site, q)
	}
	return s.find(ctx, site, q)
}

// find answers from the index, or from the store what the index leaves to it. A
// chat that is gone by the time it is read is left out.
func (s *Service) find(ctx context.Context, site SiteID, q Query) (*Page, error) {
	var found *Found
	if s.index != nil {
		var err error
		if found, err = s.index.Find(ctx, site, q); err != nil {
			return nil, err
		}
	}
	if found == nil {
		return s.store.Search(ctx, site, q)
	}
	page := &Page{Total: found.Total, Number: q.Page, Size: q.Size, Next: found.Next, Facets: found.Facets, Plan: found.Plan}
	at := time.Now()
	chats, related, err := s.store.Chats(ctx, site, found.IDs, q.Include)
	if err != nil {
		return nil, err
	}
	page.Chats, page.Related = chats, *related
	page.Plan.Step("chats and nouns", at)
	return page, nil
}

// searchFarOff answers a page that is so far off that nobody reads through all
// before it.
func (s *Service) searchFarOff(ctx context.Context, site SiteID, q Query) (*Page, error) {
	number, size, offset := q.Page, q.Size, q.Offset()
	q.Page, q.Size = 0, 0
	page, err := s.find(ctx, site, q)
	if err != nil {
		return nil, err
	}
	if page.Total > offset {
		return nil, Invalid("pageIndex: the page has more than %d chats before it: go on with cursor instead", MaxOffset)
	}
	page.Number, page.Size = number, size
	return page, nil
}
