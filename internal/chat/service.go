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

// Chat reads one chat of the actor's site. A chat of another site is answered
// exactly like an unknown one: ErrChatNotFound.
func (s *Service) Chat(ctx context.Context, actor Actor, ref Ref, include Include) (*Chat, *Related, error) {
	if err := actor.Require(ReadChats); err != nil {
		return nil, nil, err
	}
	return s.readChat(ctx, actor, ref, include)
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
// brought into bounds first; a page past the end is empty.
func (s *Service) Search(ctx context.Context, actor Actor, q Query) (*Page, error) {
	if err := actor.Require(ReadChats); err != nil {
		return nil, err
	}
	q = q.normal(actor.Sees())
	if d, ok := FieldNamed(q.Sort.By); !ok || !d.Sortable {
		return nil, Invalid("chats cannot be sorted by %q", clip(q.Sort.By))
	}
	return s.store.Search(ctx, actor.Site, q)
}
