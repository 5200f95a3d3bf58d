package chattest

import (
	"context"
	"maps"
	"slices"

	"github.com/parleychat/parley/internal/chat"
)

// attachment tells that a chat's transcript is in a ticket.
type attachment struct {
	ticket int64
	chat   chat.GUID
}

// Tickets implements chat.Tickets.
func (s *Store) Tickets(_ context.Context, id chat.SiteID, offset, limit int64) ([]chat.Ticket, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var tickets []chat.Ticket
	if at, ok := s.sites[id]; ok {
		ids := slices.Sorted(maps.Keys(at.tickets))
		first := min(offset, int64(len(ids)))
		for _, id := range ids[first:min(first+limit, int64(len(ids)))] {
			tickets = append(tickets, at.tickets[id])
		}
	}
	return tickets, nil
}

// Ticket implements chat.Tickets.
func (s *Store) Ticket(_ context.Context, id chat.SiteID, ticket int64) (*chat.Ticket, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.sites[id]; ok {
		if t, ok := at.tickets[ticket]; ok {
			return &t, nil
		}
	}
	return nil, chat.ErrTicketNotFound
}

// AddTicket implements chat.Tickets.
func (s *Store) AddTicket(_ context.Context, id chat.SiteID, ticket chat.Ticket) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.sites[id]
	switch {
	case !ok:
		return 0, chat.NotFound("there is no site %d", id)
	case ticket.ID == 0:
		ticket.ID = at.lastTicket + 1
	case ticket.ID <= at.lastTicket:
		return 0, chat.Conflict("the id of a new ticket is above %d", at.lastTicket)
	}
	at.lastTicket = ticket.ID
	said := ticket.Messages
	ticket.Messages = nil
	at.tickets[ticket.ID] = appended(ticket, said)
	return ticket.ID, nil
}

func appended(t chat.Ticket, messages []chat.TicketMessage) chat.Ticket {
	t.Messages = slices.Clip(t.Messages)
	for _, m := range messages {
		m.ID = int64(len(t.Messages) + 1)
		t.Messages = append(t.Messages, m)
	}
	return t
}

// ChangeTicket implements chat.Tickets.
func (s *Store) ChangeTicket(_ context.Context, id chat.SiteID, ticket int64, change chat.TicketChange) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.sites[id]; ok {
		if t, ok := at.tickets[ticket]; ok {
			t.Change(change)
			at.tickets[ticket] = appended(t, change.Add)
			return nil
		}
	}
	return chat.ErrTicketNotFound
}

// DeleteTicket implements chat.Tickets.
func (s *Store) DeleteTicket(_ context.Context, id chat.SiteID, ticket int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.sites[id]; ok {
		if _, ok := at.tickets[ticket]; ok {
			delete(at.tickets, ticket)
			return nil
		}
	}
	return chat.ErrTicketNotFound
}

// Redact implements chat.Tickets.
func (s *Store) Redact(_ context.Context, _ chat.SiteID, within chat.Tx, chats []chat.GUID) error {
	t, ok := within.(*tx)
	if !ok {
		return chat.Invalid("the transaction is of another store")
	}
	for at, n := range t.attached {
		if !slices.Contains(chats, at.chat) {
			continue
		}
		delete(t.attached, at)
		if noun, there := t.tickets[at.ticket]; there {
			noun.Messages = slices.Clone(noun.Messages)
			noun.Messages[n-1].Text = chat.RedactedTranscript
			t.tickets[at.ticket] = noun
		}
	}
	return nil
}

// Attach implements chat.Tickets.
func (s *Store) Attach(_ context.Context, _ chat.SiteID, within chat.Tx, ticket int64, from chat.GUID, transcript chat.TicketMessage) (bool, error) {
	t, ok := within.(*tx)
	if !ok {
		return false, chat.Invalid("the transaction is of another store")
	}
	noun, ok := t.tickets[ticket]
	if !ok {
		return false, chat.ErrTicketNotFound
	}
	if t.attached[attachment{ticket, from}] > 0 {
		return false, nil
	}
	noun = appended(noun, []chat.TicketMessage{transcript})
	t.tickets[ticket], t.attached[attachment{ticket, from}] = noun, len(noun.Messages)
	return true, nil
}
