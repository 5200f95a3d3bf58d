package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/parleychat/parley/internal/chat"
)

var ticketCases = map[string]func(*testing.T, *bench){
	"tickets get the site's next ids, which are never given again": func(t *testing.T, b *bench) {
		wantSame(t, b.ticket(t, b.site, chat.Ticket{Subject: "a"}), int64(1))
		wantSame(t, b.ticket(t, b.site, chat.Ticket{ID: 1 << 40, Subject: "b"}), int64(1<<40))
		wantSame(t, b.ticket(t, b.site, chat.Ticket{Subject: "c"}), int64(1<<40+1))
		wantSame(t, b.ticket(t, b.other, chat.Ticket{Subject: "d"}), int64(1))
		if err := b.store.DeleteTicket(t.Context(), b.site, 1<<40+1); err != nil {
			t.Fatal(err)
		}
		_, err := b.store.AddTicket(t.Context(), b.site, chat.Ticket{ID: 1<<40 + 1, Subject: "e"})
		wantKind(t, err, chat.KindConflict)
		wantSame(t, b.ticket(t, b.site, chat.Ticket{Subject: "f"}), int64(1<<40+2))
		_, err = b.store.AddTicket(t.Context(), 1, chat.Ticket{Subject: "g"})
		wantKind(t, err, chat.KindNotFound)
	},
	"tickets come back, alone and in pages": func(t *testing.T, b *bench) {
		var want []chat.Ticket
		for range 3 {
			one := chat.Ticket{Subject: b.Text(), Status: b.Text(), Created: someTime, Messages: []chat.TicketMessage{{ID: 1, Time: someTime, Author: b.Text(), Text: b.Text()}, {ID: 2}}}
			one.ID = b.ticket(t, b.site, one)
			want = append(want, one)
		}
		got, err := b.store.Tickets(t.Context(), b.site, 1, 5)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, got, want[1:])
		wantSame(t, b.readTicket(t, want[0].ID), want[0])
		for _, none := range []struct{ offset, limit int64 }{{3, 5}, {0, 0}} {
			got, err := b.store.Tickets(t.Context(), b.site, none.offset, none.limit)
			if err != nil || len(got) != 0 {
				t.Errorf("%+v: got %+v, %v", none, got, err)
			}
		}
	},
	"a change leaves what it does not name, and appends": func(t *testing.T, b *bench) {
		id := b.ticket(t, b.site, chat.Ticket{Subject: "a", Status: "open", Messages: []chat.TicketMessage{{Text: "first"}}})
		closed := "closed"
		change := chat.TicketChange{Status: &closed, Add: []chat.TicketMessage{{Text: "second"}, {Text: "third"}}}
		if err := b.store.ChangeTicket(t.Context(), b.site, id, change); err != nil {
			t.Fatal(err)
		}
		wantSame(t, b.readTicket(t, id), chat.Ticket{
			ID: id, Subject: "a", Status: "closed",
			Messages: []chat.TicketMessage{{ID: 1, Text: "first"}, {ID: 2, Text: "second"}, {ID: 3, Text: "third"}},
		})
	},
	"a ticket of another site is unknown": func(t *testing.T, b *bench) {
		id := b.ticket(t, b.site, chat.Ticket{Subject: "a"})
		_, err := b.store.Ticket(t.Context(), b.other, id)
		wantKind(t, err, chat.KindNotFound)
		wantKind(t, b.store.ChangeTicket(t.Context(), b.other, id, chat.TicketChange{}), chat.KindNotFound)
		wantKind(t, b.store.DeleteTicket(t.Context(), b.other, id), chat.KindNotFound)
		wantSame(t, b.readTicket(t, id).Subject, "a")
	},
	"a transcript is appended once, however many try": func(t *testing.T, b *bench) {
		id := b.ticket(t, b.site, chat.Ticket{Subject: "a"})
		from, other := b.NewGUID(), b.NewGUID()
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				err := b.store.Update(t.Context(), b.site, func(ctx context.Context, tx chat.Tx) error {
					_, err := b.store.Attach(ctx, b.site, tx, id, from, chat.TicketMessage{Text: "transcript"})
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error {
			added, err := b.store.Attach(ctx, b.site, tx, id, other, chat.TicketMessage{Text: "another"})
			again, err2 := b.store.Attach(ctx, b.site, tx, id, other, chat.TicketMessage{Text: "another"})
			if !added || again {
				t.Errorf("added %v, then %v", added, again)
			}
			return errors.Join(err, err2)
		})
		wantSame(t, b.readTicket(t, id).Messages, []chat.TicketMessage{{ID: 1, Text: "transcript"}, {ID: 2, Text: "another"}})
	},
	"attaching takes part in the transaction": func(t *testing.T, b *bench) {
		id := b.ticket(t, b.site, chat.Ticket{Subject: "a"})
		err := b.store.Update(t.Context(), b.site, func(ctx context.Context, tx chat.Tx) error {
			_, err := b.store.Attach(ctx, b.site, tx, id, b.NewGUID(), chat.TicketMessage{Text: "lost"})
			return errors.Join(err, errOfFn)
		})
		if !errors.Is(err, errOfFn) {
			t.Fatal(err)
		}
		wantSame(t, len(b.readTicket(t, id).Messages), 0)
		err = b.store.Update(t.Context(), b.site, func(ctx context.Context, tx chat.Tx) error {
			_, err := b.store.Attach(ctx, b.site, tx, id+1, b.NewGUID(), chat.TicketMessage{})
			return err
		})
		wantKind(t, err, chat.KindNotFound)
	},
	"the transcripts of chats can be redacted, and attached anew": func(t *testing.T, b *bench) {
		id, second := b.ticket(t, b.site, chat.Ticket{Subject: "a", Messages: []chat.TicketMessage{{Text: "said"}}}), b.ticket(t, b.site, chat.Ticket{Subject: "b"})
		from, other := b.NewGUID(), b.NewGUID()
		attach := func(ticket int64, from chat.GUID) {
			b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error {
				_, err := b.store.Attach(ctx, b.site, tx, ticket, from, chat.TicketMessage{Author: "system", Text: "transcript"})
				return err
			})
		}
		attach(id, other)
		attach(id, from)
		attach(second, from)
		b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error {
			return b.store.Redact(ctx, b.site, tx, []chat.GUID{from, b.NewGUID()})
		})
		b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error { return b.store.Redact(ctx, b.site, tx, nil) })
		attach(second, from)
		wantSame(t, b.readTicket(t, id).Messages, []chat.TicketMessage{
			{ID: 1, Text: "said"}, {ID: 2, Author: "system", Text: "transcript"}, {ID: 3, Author: "system", Text: chat.RedactedTranscript},
		})
		wantSame(t, b.readTicket(t, second).Messages, []chat.TicketMessage{
			{ID: 1, Author: "system", Text: chat.RedactedTranscript}, {ID: 2, Author: "system", Text: "transcript"},
		})
	},
}

func (b *bench) ticket(t *testing.T, site chat.SiteID, ticket chat.Ticket) int64 {
	t.Helper()
	id, err := b.store.AddTicket(t.Context(), site, ticket)
	if err != nil {
		t.Fatalf("add a ticket: %v", err)
	}
	return id
}

func (b *bench) readTicket(t *testing.T, id int64) chat.Ticket {
	t.Helper()
	ticket, err := b.store.Ticket(t.Context(), b.site, id)
	if err != nil {
		t.Fatalf("read ticket %d: %v", id, err)
	}
	return *ticket
}
