package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/parleychat/parley/internal/chat"
)

var (
	ticketTarget        = target{table: "ticket", columns: []string{"site", "id", "doc"}}
	ticketMessageTarget = target{table: "ticket_message", columns: []string{"site", "ticket", "id", "chat", "doc"}}
)

// Tickets implements chat.Tickets.
func (s *Store) Tickets(ctx context.Context, site chat.SiteID, offset, limit int64) ([]chat.Ticket, error) {
	return s.readTickets(ctx, site, sqlTickets, int64(site), max(limit, 0), max(offset, 0))
}

// Ticket implements chat.Tickets.
func (s *Store) Ticket(ctx context.Context, site chat.SiteID, id int64) (*chat.Ticket, error) {
	found, err := s.readTickets(ctx, site, sqlTicket, int64(site), id)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, chat.ErrTicketNotFound
	}
	return &found[0], nil
}

// readTickets reads the tickets that a statement finds, with their messages.
func (s *Store) readTickets(ctx context.Context, site chat.SiteID, text string, args ...any) (tickets []chat.Ticket, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		at := map[int64]int{}
		var ids []any
		err := c.query(ctx, func(rows *sql.Rows) error {
			var doc sql.RawBytes
			if err := rows.Scan(&doc); err != nil {
				return err
			}
			t, err := decode(s.codec, doc, describeTicket)
			if err == nil {
				at[t.ID] = len(tickets)
				ids, tickets = append(ids, t.ID), append(tickets, *t)
			}
			return err
		}, text, args...)
		if err != nil {
			return err
		}
		return c.queryIn(ctx, func(rows *sql.Rows) error {
			var ticket int64
			var doc sql.RawBytes
			if err := rows.Scan(&ticket, &doc); err != nil {
				return err
			}
			m, err := decode(s.codec, doc, describeTicketMessage)
			if err == nil {
				t := &tickets[at[ticket]]
				t.Messages = append(t.Messages, *m)
			}
			return err
		}, sqlTicketMessages, site, ids)
	})
	if err != nil {
		return nil, fmt.Errorf("read tickets of site %d: %w", site, err)
	}
	return tickets, nil
}

// AddTicket implements chat.Tickets.
func (s *Store) AddTicket(ctx context.Context, site chat.SiteID, ticket chat.Ticket) (id int64, err error) {
	err = s.changeTicket(ctx, site, func(ctx context.Context, t *tx) error {
		known := false
		err := t.conn.query(ctx, func(rows *sql.Rows) error {
			known = true
			return rows.Scan(&id)
		}, sqlNumberTicket, ticket.ID, int64(site))
		switch {
		case err != nil:
			return err
		case !known:
			return chat.NotFound("there is no site %d", site)
		case ticket.ID != 0 && id != ticket.ID:
			return chat.Conflict("the id of a new ticket is above %d", id-1)
		}
		fresh := ticket
		fresh.ID = id
		doc, err := encode(s.codec, &fresh, describeTicket)
		if err != nil {
			return err
		}
		if err := t.conn.insert(ctx, ticketTarget, [][]any{{int64(site), id, doc}}); err != nil {
			return err
		}
		return t.append(ctx, id, nil, ticket.Messages)
	})
	if err != nil {
		return 0, fmt.Errorf("add a ticket: %w", err)
	}
	return id, nil
}

// changeTicket runs fn in a transaction.
func (s *Store) changeTicket(ctx context.Context, site chat.SiteID, fn func(context.Context, *tx) error) error {
	return s.writes.transact(ctx, func(ctx context.Context, c *conn) error {
		return fn(ctx, &tx{conn: c, store: s, site: site})
	})
}

// ChangeTicket implements chat.Tickets.
func (s *Store) ChangeTicket(ctx context.Context, site chat.SiteID, id int64, change chat.TicketChange) error {
	err := s.changeTicket(ctx, site, func(ctx context.Context, t *tx) error {
		ticket, err := t.lockTicket(ctx, id)
		if err != nil {
			return err
		}
		ticket.Change(change)
		doc, err := encode(s.codec, ticket, describeTicket)
		if err != nil {
			return err
		}
		if err := t.conn.insert(ctx, ticketTarget.orReplace("site", "id"), [][]any{{int64(site), id, doc}}); err != nil {
			return err
		}
		return t.append(ctx, id, nil, change.Add)
	})
	if err != nil {
		return fmt.Errorf("change ticket %d: %w", id, err)
	}
	return nil
}

// DeleteTicket implements chat.Tickets.
func (s *Store) DeleteTicket(ctx context.Context, site chat.SiteID, id int64) error {
	err := s.changeTicket(ctx, site, func(ctx context.Context, t *tx) error {
		if _, err := t.lockTicket(ctx, id); err != nil {
			return err
		}
		if err := t.conn.deleteIn(ctx, site, "ticket_message", "ticket", []any{id}); err != nil {
			return err
		}
		t.conn.erased = true
		return t.conn.deleteIn(ctx, site, "ticket", "id", []any{id})
	})
	if err != nil {
		return fmt.Errorf("delete ticket %d: %w", id, err)
	}
	return nil
}

// Attach implements chat.Tickets.
func (s *Store) Attach(ctx context.Context, site chat.SiteID, within chat.Tx, ticket int64, from chat.GUID, transcript chat.TicketMessage) (bool, error) {
	t, ok := within.(*tx)
	if !ok || t.store != s || t.site != site {
		return false, errors.New("attach to a ticket: the transaction is of another store or site")
	}
	if _, err := t.lockTicket(ctx, ticket); err != nil {
		return false, fmt.Errorf("attach to ticket %d: %w", ticket, err)
	}
	there, err := t.conn.has(ctx, sqlAttached, int64(site), ticket, from[:])
	if err != nil || there {
		return false, err
	}
	return true, t.append(ctx, ticket, from[:], []chat.TicketMessage{transcript})
}

// lockTicket reads a ticket without its messages and keeps others from changing it.
func (t *tx) lockTicket(ctx context.Context, id int64) (found *chat.Ticket, err error) {
	err = t.conn.query(ctx, func(rows *sql.Rows) error {
		var doc sql.RawBytes
		if err := rows.Scan(&doc); err != nil {
			return err
		}
		found, err = decode(t.store.codec, doc, describeTicket)
		return err
	}, sqlTicket+t.store.dialect.lock, int64(t.site), id)
	if err == nil && found == nil {
		err = chat.ErrTicketNotFound
	}
	return found, err
}

// append adds messages to a ticket that is locked, or new.
func (t *tx) append(ctx context.Context, ticket int64, from any, messages []chat.TicketMessage) error {
	var last int64
	err := t.conn.query(ctx, func(rows *sql.Rows) error { return rows.Scan(&last) }, sqlLastTicketMessage, int64(t.site), ticket)
	if err != nil {
		return fmt.Errorf("number a ticket's messages: %w", err)
	}
	rows := make([][]any, len(messages))
	for i, m := range messages {
		last++
		m.ID = last
		doc, err := encode(t.store.codec, &m, describeTicketMessage)
		if err != nil {
			return err
		}
		rows[i] = []any{int64(t.site), ticket, m.ID, from, doc}
	}
	return t.conn.insert(ctx, ticketMessageTarget, rows)
}
