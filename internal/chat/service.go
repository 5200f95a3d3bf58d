package chat

import (
	"context"
	"time"
)

// Service is what can be done with chats, for every transport alike.
type Service struct {
	store Store
	files Files
	bus   Bus
	now   func() time.Time

	tickets Tickets
	index   Index // nil: the store answers all searches
}

// NewService joins the heart to its surroundings; now is the clock.
func NewService(store Store, files Files, bus Bus, now func() time.Time) *Service {
	return &Service{store: store, files: files, bus: bus, now: now, tickets: store}
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

// Chat reads one chat of the actor's site. A chat of another site is answered
// exactly like an unknown one: ErrChatNotFound.
func (s *Service) Chat(ctx context.Context, actor Actor, ref Ref, include Include) (*Chat, *Related, error) {
	if err := actor.Require(ReadChats); err != nil {
		return nil, nil, err
	}
	return s.store.Chat(ctx, actor.Site, ref, include)
}

// Search answers one page of the actor's site. The page's number and size are
// brought into bounds first; a page past the end is empty.
func (s *Service) Search(ctx context.Context, actor Actor, q Query) (*Page, error) {
	if err := actor.Require(ReadChats); err != nil {
		return nil, err
	}
	q = q.normal()
	if d, ok := FieldNamed(q.Sort.By); !ok || !d.Sortable {
		return nil, Invalid("chats cannot be sorted by %q", clip(q.Sort.By))
	}
	if s.index != nil {
		if page, err := s.searchIndex(ctx, actor.Site, q); page != nil || err != nil {
			return page, err
		}
	}
	return s.store.Search(ctx, actor.Site, q)
}

// searchIndex answers from the index, with no page when the index leaves the query
// to the store. A chat that is gone by the time it is read is left out.
func (s *Service) searchIndex(ctx context.Context, site SiteID, q Query) (*Page, error) {
	found, err := s.index.Find(ctx, site, q)
	if err != nil || found == nil {
		return nil, err
	}
	chats, related, err := s.store.Chats(ctx, site, found.IDs, q.Include)
	if err != nil {
		return nil, err
	}
	return &Page{Total: found.Total, Number: q.Page, Size: q.Size, Chats: chats, Related: *related}, nil
}
