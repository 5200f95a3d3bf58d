package storetest

import (
	"context"
	"fmt"
	"slices"

	"github.com/parleychat/parley/internal/chat"
)

// ticketDeeds are what is done with the tickets that running chats are to be attached to.
var ticketDeeds = []deed{
	{often: 4, does: []chat.Command{chat.DoChooseTicket}, clashes: true, plan: (*walk).choosing},
	{often: 2, does: []chat.Command{chat.DoDropTicket}, clashes: true, plan: ofAgent("takes the ticket back", toBeAttached, func(ctx context.Context, d *chat.Desk, o chat.AgentOrder, _ *walk) (chat.Ack, error) {
		return d.DropTicket(ctx, o)
	})},
	{often: 2, clashes: true, plan: (*walk).discarding},
}

func seeing(r *chat.Running, agent chat.GUID) bool { return anybody(r, agent) && r.Shows(agent) }

func toBeAttached(r *chat.Running, agent chat.GUID) bool {
	return seeing(r, agent) && r.Ticket != chat.ChosenTicket{}
}

// choosing takes a new ticket, or one that there is or was.
func (w *walk) choosing() command {
	to := chat.TicketChoice{Subject: "Boots"}
	if w.pick(3) > 0 {
		to = chat.TicketChoice{ID: w.tickets[w.pick(len(w.tickets))]}
	}
	return ofAgent(fmt.Sprintf("chooses the ticket %v", to), seeing, func(ctx context.Context, d *chat.Desk, o chat.AgentOrder, _ *walk) (chat.Ack, error) {
		return d.ChooseTicket(ctx, o, to, chat.TimeFormat{})
	})(w)
}

// discarding deletes a ticket, mostly one that a chat is to be attached to, and has another
// one in its place.
func (w *walk) discarding() command {
	i := w.pick(len(w.tickets))
	if l := some(w, w.lives, func(l *life) bool { return l.last.State != chat.Ended && l.last.Ticket.ID != 0 }); l != nil && w.pick(4) > 0 {
		i = max(0, slices.Index(w.tickets, l.last.Ticket.ID)) // which may be deleted already
	}
	id := w.tickets[i]
	return unacked(fmt.Sprintf("ticket %d is deleted", id), func(ctx context.Context, _ *chat.Desk) error {
		return w.store.Update(ctx, w.site, func(ctx context.Context, tx chat.Tx) error {
			if err := w.store.DeleteTicket(ctx, w.site, tx, id); err != nil {
				return err
			}
			fresh, err := w.store.AddTicket(ctx, w.site, tx, chat.Ticket{Subject: "Another"})
			w.mu.Lock()
			defer w.mu.Unlock()
			w.tickets[i] = fresh // if this fails there is none, which is refused
			return err
		})
	})
}

// ticketAgrees holds the record of a chat to what its entries tell of tickets, and the
// ticket, while there is one, to the record.
func (w *walk) ticketAgrees(ctx context.Context, log []chat.Entry, record *chat.Chat) error {
	var chosen chat.TicketChoice
	for i := range log {
		switch log[i].Kind {
		case chat.EntryTicketChosen:
			chosen = log[i].Ticket
		case chat.EntryTicketDropped, chat.EntryTicketMissed:
			if log[i].Ticket != chosen {
				return fmt.Errorf("entry %d tells of the ticket %v, want %v", log[i].Seq, log[i].Ticket, chosen)
			}
			chosen = chat.TicketChoice{}
		}
	}
	id, none := record.PreChat.TicketID, chosen == chat.TicketChoice{}
	if none != (id == chat.NoTicket) || chosen.ID != 0 && chosen.ID != id {
		return fmt.Errorf("the record has ticket %d, and its entries tell of %v", id, chosen)
	}
	if none {
		return nil
	}
	ticket, err := w.store.Ticket(ctx, w.site, id)
	if chat.KindOf(err) == chat.KindNotFound && err != nil {
		return nil // deleted since
	}
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(ticket.Messages, func(m chat.TicketMessage) bool { return m.Chat == record.GUID }) {
		return fmt.Errorf("ticket %d has no transcript of the chat", id)
	}
	return nil
}
