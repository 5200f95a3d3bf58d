package chat

import (
	"context"
	"errors"
	"fmt"
)

// WithTickets is the same desk with tickets that are kept elsewhere than in the lobby.
func (d *Desk) WithTickets(tickets Tickets) *Desk {
	other := *d
	other.tickets = tickets
	return &other
}

// ChooseTicket has a chat attached, when it ends, to a ticket that there is
// (ErrTicketNotFound) or to a new one. The agent is one who may attach its record, and
// takes part in the chat. A later choice takes the place of an earlier one. A ticket that
// is deleted before the end leaves the record without one, and a note that says so.
func (d *Desk) ChooseTicket(ctx context.Context, a AgentOrder, to TicketChoice, times TimeFormat) (Ack, error) {
	if err := a.Actor.Require(ReadChats | WriteChats); err != nil {
		return Ack{}, err
	}
	to, err := to.checked()
	if err != nil {
		return Ack{}, err
	}
	if err := times.check(); err != nil {
		return Ack{}, err
	}
	missing := d.ticketIsThere(ctx, a.Actor.Site, to)
	if missing != nil && !errors.Is(missing, ErrTicketNotFound) {
		return Ack{}, missing
	}
	says := fmt.Sprintf("%d %q %d %q", to.ID, to.Subject, times.UTCOffset, times.Layout)
	return d.obeyAgent(ctx, a, DoChooseTicket, says, func(_ context.Context, w *work, r *Running) ([]Entry, error) {
		if missing != nil { // a command that was obeyed before does not come here
			return nil, missing
		}
		return r.ChooseTicket(ChosenTicket{TicketChoice: to, By: a.Actor.Agent, Times: times}, w.now)
	})
}

// ticketIsThere looks for a ticket, unless it is to be a new one.
func (d *Desk) ticketIsThere(ctx context.Context, site SiteID, to TicketChoice) error {
	if to.ID == 0 {
		return nil
	}
	_, err := d.tickets.Ticket(ctx, site, to.ID)
	return err
}

// DropTicket takes back what a chat was to be attached to.
func (d *Desk) DropTicket(ctx context.Context, a AgentOrder) (Ack, error) {
	return d.obeyAgent(ctx, a, DoDropTicket, "", func(_ context.Context, w *work, r *Running) ([]Entry, error) {
		return r.DropTicket(a.Actor.Agent, w.now)
	})
}

// end stores the record of a chat that has just ended, attached to the ticket that was
// chosen, and gives what was added to the log.
func (w *work) end(ctx context.Context, r *Running, added []Entry) ([]Entry, error) {
	missed, err := w.takeTicket(ctx, r)
	if err != nil {
		return nil, err
	}
	added = append(added[:len(added):len(added)], missed...)
	return added, w.store(ctx, r, added)
}

// takeTicket makes the chosen ticket, or keeps others from changing it: before the record
// takes its number, as whoever attaches a record does, so that neither waits for the other.
func (w *work) takeTicket(ctx context.Context, r *Running) (missed []Entry, err error) {
	switch t := &r.Ticket; {
	case *t == ChosenTicket{}:
		return nil, nil
	case t.ID == 0:
		t.ID, err = w.tickets.AddTicket(ctx, w.site, w.Records(), Ticket{Subject: t.Subject, Status: NewTicket, Created: w.now})
	default:
		err = w.tickets.ChangeTicket(ctx, w.site, w.Records(), t.ID, TicketChange{})
	}
	if errors.Is(err, ErrTicketNotFound) {
		return r.MissTicket(w.now)
	}
	if err != nil {
		return nil, fmt.Errorf("take the ticket chosen for chat %s: %w", r.Chat.GUID, err)
	}
	r.Chat.PreChat.TicketID = r.Ticket.ID
	return nil, nil
}

// attach appends the transcript of a record that was just stored to the chosen ticket.
func (w *work) attach(ctx context.Context, r *Running, record *Chat) error {
	if r.Ticket == (ChosenTicket{}) {
		return nil
	}
	_, err := w.tickets.Attach(ctx, w.site, w.Records(), r.Ticket.ID, record.GUID, record.attached(r.Ticket.Times, w.now))
	if err != nil {
		return fmt.Errorf("attach chat %s to its ticket: %w", record.GUID, err)
	}
	return nil
}

// store stores the record of a chat.
func (w *work) store(ctx context.Context, r *Running, added []Entry) error {
	log, err := w.Log(ctx, r.Chat.GUID)
	if err != nil {
		return err
	}
	if err := w.Records().Keep(ctx, r.People()); err != nil {
		return fmt.Errorf("keep the visitor of chat %s: %w", r.Chat.GUID, err)
	}
	record := r.Record(append(log, added...))
	if err := w.leftChat(ctx, record); err != nil {
		return err
	}
	if err := w.Records().Apply(ctx, []Change{{Kind: ChatStored, Time: w.now, Chat: record}}); err != nil {
		return fmt.Errorf("store the record of chat %s: %w", r.Chat.GUID, err)
	}
	r.Chat.ID, w.stored = record.ID, true
	if err := w.attach(ctx, r, record); err != nil {
		return err
	}
	if err := w.tellOfEnd(ctx, record, r.Session); err != nil {
		return err
	}
	if !r.Accepted() {
		return nil
	}
	if w.floor != nil {
		w.floor.Quicken(record.AgentDuration)
		if err := w.SavePace(ctx, w.floor.Pace); err != nil {
			return err
		}
	}
	return w.SaveLastAgent(ctx, r.Chat.VisitorID, r.Holder.ID)
}
