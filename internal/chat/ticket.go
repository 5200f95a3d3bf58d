package chat

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/filter"
)

// Tickets keeps what chats are attached to. The store is one; another ticket system
// can stand in by Service.WithTickets and Desk.WithTickets. Tickets in the store that within is a
// transaction of take part in it. Others must bear that the transaction fails later,
// or runs again.
type Tickets interface {
	// Tickets lists up to limit tickets of a site by id, after the first offset.
	Tickets(ctx context.Context, site SiteID, offset, limit int64) ([]Ticket, error)

	// Ticket reads a ticket with its messages in order; ErrTicketNotFound when the
	// site has none of this id.
	Ticket(ctx context.Context, site SiteID, id int64) (*Ticket, error)

	// AddTicket stores a ticket and gives it the site's next id, which is returned;
	// ids are never given again. An id that comes along is kept when it is above all
	// before it, and is a KindConflict otherwise. Messages are numbered from 1.
	AddTicket(ctx context.Context, site SiteID, within Tx, ticket Ticket) (int64, error)

	// ChangeTicket changes a ticket; ErrTicketNotFound.
	ChangeTicket(ctx context.Context, site SiteID, within Tx, id int64, change TicketChange) error

	// DeleteTicket removes a ticket with its messages; ErrTicketNotFound.
	DeleteTicket(ctx context.Context, site SiteID, within Tx, id int64) error

	// Attach appends the transcript of a chat to a ticket, unless it is there
	// already, and tells whether it was not; ErrTicketNotFound.
	Attach(ctx context.Context, site SiteID, within Tx, ticket int64, from GUID, transcript TicketMessage) (added bool, err error)

	// Redact puts RedactedTranscript into the place of the transcripts of chats that
	// are being deleted, which are then no transcripts any more: should such a chat
	// come back, it can be attached again. It takes part in within as Attach does.
	Redact(ctx context.Context, site SiteID, within Tx, chats []GUID) error
}

// RedactedTranscript is what a ticket says where the transcript of a deleted chat
// was.
const RedactedTranscript = "The transcript was deleted with its chat."

// ErrTicketNotFound answers an unknown ticket and a ticket of another site alike.
var ErrTicketNotFound = NotFound("there is no such ticket")

// TicketChange is what can change about a ticket. What was said stays.
type TicketChange struct {
	Subject *string // nil leaves the subject as it is
	Status  *string // nil leaves the status as it is
	Add     []TicketMessage
}

// NewTicket is the status of a ticket that comes without one.
const NewTicket = "open"

// Tickets lists the tickets of the actor's site by id, a page at a time. The page,
// counted from 0, and its size are brought into the bounds of a search's.
func (s *Service) Tickets(ctx context.Context, actor Actor, page, size int64) ([]Ticket, error) {
	if err := actor.Require(ReadChats); err != nil {
		return nil, err
	}
	q := Query{Page: page, Size: size}.normal(nil)
	tickets, err := s.tickets.Tickets(ctx, actor.Site, q.Page*q.Size, q.Size)
	if err != nil {
		return nil, err
	}
	return tickets, s.hideTranscripts(ctx, actor, tickets)
}

// Ticket reads one ticket; ErrTicketNotFound. It has no transcripts of chats that the
// actor does not see.
func (s *Service) Ticket(ctx context.Context, actor Actor, id int64) (*Ticket, error) {
	if err := actor.Require(ReadChats); err != nil {
		return nil, err
	}
	return s.readTicket(ctx, actor, id)
}

func (s *Service) readTicket(ctx context.Context, actor Actor, id int64) (*Ticket, error) {
	t, err := s.tickets.Ticket(ctx, actor.Site, id)
	if err != nil {
		return nil, err
	}
	one := []Ticket{*t}
	return &one[0], s.hideTranscripts(ctx, actor, one)
}

// hideTranscripts takes the transcripts of chats that the actor does not see, and of
// those that are deleted, out of tickets.
func (s *Service) hideTranscripts(ctx context.Context, actor Actor, tickets []Ticket) error {
	if actor.Sees() == nil {
		return nil
	}
	var from []filter.Value
	for _, t := range tickets {
		for _, m := range t.Messages {
			if m.Chat != (GUID{}) {
				from = append(from, filter.GUIDValue(m.Chat))
			}
		}
	}
	seen := map[GUID]bool{{}: true}
	for some := range slices.Chunk(from, MaxPageSize) {
		for _, givenUp := range []bool{false, true} {
			q := Query{GivenUp: givenUp, Where: filter.OneOf{Field: fieldGUID, Values: some}, Size: MaxPageSize, Sort: NewestFirst}
			page, err := s.store.Search(ctx, actor.Site, q.normal(actor.Sees()))
			if err != nil {
				return fmt.Errorf("look which transcripts may be shown: %w", err)
			}
			for _, c := range page.Chats {
				seen[c.GUID] = true
			}
		}
	}
	for i := range tickets {
		tickets[i].Messages = slices.DeleteFunc(slices.Clone(tickets[i].Messages), func(m TicketMessage) bool { return !seen[m.Chat] })
	}
	return nil
}

// AddTicket stores a ticket. It is open, and created now, as are its messages, where
// it does not say otherwise.
func (s *Service) AddTicket(ctx context.Context, actor Actor, ticket Ticket) (*Ticket, error) {
	if err := actor.Require(WriteChats); err != nil {
		return nil, err
	}
	switch {
	case ticket.ID < 0 || ticket.ID > maxPartID:
		return nil, Invalid("%d is not the id of a ticket: it is a positive integer up to 2^53", ticket.ID)
	case ticket.Subject == "":
		return nil, Invalid("a ticket has a subject")
	case ticket.Status == "":
		ticket.Status = NewTicket
	}
	if ticket.Created.IsZero() {
		ticket.Created = s.now()
	}
	ticket.Messages = s.said(ticket.Messages)
	for i := range ticket.Messages {
		ticket.Messages[i].ID = int64(i + 1)
	}
	fresh := ticket
	err := s.update(ctx, actor, func(ctx context.Context, tx Tx) (err error) {
		ticket.ID, err = s.tickets.AddTicket(ctx, actor.Site, tx, fresh)
		return err
	})
	return &ticket, err
}

// said gives messages their time, in a copy.
func (s *Service) said(messages []TicketMessage) []TicketMessage {
	timed := append([]TicketMessage(nil), messages...)
	for i := range timed {
		if timed[i].Time.IsZero() {
			timed[i].Time = s.now()
		}
	}
	return timed
}

// ChangeTicket changes a ticket and reads it; ErrTicketNotFound.
func (s *Service) ChangeTicket(ctx context.Context, actor Actor, id int64, change TicketChange) (*Ticket, error) {
	if err := actor.Require(ReadChats | WriteChats); err != nil {
		return nil, err
	}
	if change.Subject != nil && *change.Subject == "" {
		return nil, Invalid("a ticket has a subject")
	}
	change.Add = s.said(change.Add)
	err := s.update(ctx, actor, func(ctx context.Context, tx Tx) error {
		return s.tickets.ChangeTicket(ctx, actor.Site, tx, id, change)
	})
	if err != nil {
		return nil, err
	}
	return s.readTicket(ctx, actor, id)
}

// DeleteTicket removes a ticket; ErrTicketNotFound. Chats that are attached to it
// keep its id.
func (s *Service) DeleteTicket(ctx context.Context, actor Actor, id int64) error {
	if err := actor.Require(WriteChats); err != nil {
		return err
	}
	return s.update(ctx, actor, func(ctx context.Context, tx Tx) error {
		if err := s.tickets.DeleteTicket(ctx, actor.Site, tx, id); err != nil {
			return err
		}
		return audit(ctx, tx, actor, s.now(), AuditEntry{Action: TicketDeleted, Count: 1, IDs: []int64{id}})
	})
}

// Attach appends the transcript of a chat to a ticket, once however often it is
// asked, and notes the ticket in the chat, in one transaction. ErrTicketNotFound
// and ErrChatNotFound leave both as they are.
func (s *Service) Attach(ctx context.Context, actor Actor, ref Ref, ticket int64, times TimeFormat) error {
	if err := actor.Require(WriteChats); err != nil {
		return err
	}
	if ticket <= 0 {
		return Invalid("%d is not the id of a ticket: it is a positive integer", ticket)
	}
	if err := times.check(); err != nil {
		return err
	}
	return s.changeChat(ctx, actor, []Ref{ref}, func(ctx context.Context, tx Tx, c *Chat) ([]Change, error) {
		now := s.now()
		added, err := s.tickets.Attach(ctx, actor.Site, tx, ticket, c.GUID, c.attached(times, now))
		if err != nil || (!added && c.PreChat.TicketID == ticket) {
			return nil, err
		}
		return c.Attach(ticket, now), nil
	})
}

// attached is the transcript of the chat as a ticket has it.
func (c *Chat) attached(times TimeFormat, now time.Time) TicketMessage {
	return TicketMessage{Time: now, Author: BySystem.String(), Text: c.Transcript(times)}
}

// Attach notes that the transcript of the chat is in a ticket.
func (c *Chat) Attach(ticket int64, now time.Time) []Change {
	c.PreChat.TicketID = ticket
	return []Change{{Kind: ChatAttached, Time: now, Chat: c}}
}

// Transcript is the chat as a text, a line for each message: "[time] sender: text".
// Notes, which the visitor never saw, are in it and marked, since tickets are for
// agents. Further lines of a message are indented, so that none can pass for a
// message of its own.
func (c *Chat) Transcript(times TimeFormat) string {
	var b strings.Builder
	b.WriteString("Chat " + strconv.FormatInt(c.ID, 10) + ", " + times.Render(c.RequestedTime))
	for i := range c.Messages {
		m := &c.Messages[i]
		b.WriteString("\n[" + times.Render(m.Time) + "] " + oneLine(m.senderLabel()))
		if m.Action == AgentSendNote || m.Action == AgentSendNoteFile {
			b.WriteString(" (note)")
		}
		b.WriteString(": " + indented(m.Text))
		if m.Attachment != "" {
			b.WriteString(" <" + oneLine(m.Attachment) + ">")
		}
	}
	return b.String()
}

// senderLabel is the sender's name, or what kind of sender it is.
func (m *Message) senderLabel() string {
	if m.SenderName != "" {
		return m.SenderName
	}
	return m.Sender.String()
}

var (
	lineEnds = strings.NewReplacer("\r\n", "\n    ", "\n", "\n    ", "\r", "\n    ", "\u2028", "\n    ", "\u2029", "\n    ", "\u0085", "\n    ")
	noLines  = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\u2028", " ", "\u2029", " ", "\u0085", " ")
)

func indented(s string) string { return lineEnds.Replace(s) }

func oneLine(s string) string { return noLines.Replace(s) }

// Change takes over a change but for the messages, which are numbered by whoever
// keeps them.
func (t *Ticket) Change(change TicketChange) {
	if change.Subject != nil {
		t.Subject = *change.Subject
	}
	if change.Status != nil {
		t.Status = *change.Status
	}
}
