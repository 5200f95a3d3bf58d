package chat_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
)

var boots = chat.TicketChoice{ID: 7}

// ticketSteps are those of a walk that are about what the chat is attached to.
func ticketSteps(who chat.Person, now time.Time) []step {
	return []step{
		{chat.DoChooseTicket, func(r *chat.Running) ([]chat.Entry, error) {
			return r.ChooseTicket(chat.ChosenTicket{TicketChoice: boots, By: who.ID}, now)
		}},
		{chat.DoDropTicket, func(r *chat.Running) ([]chat.Entry, error) { return r.DropTicket(who.ID, now) }},
		{chat.DoMissTicket, func(r *chat.Running) ([]chat.Entry, error) { return r.MissTicket(now) }},
	}
}

func TestAVisitorIsNotShownWhatTheChatIsAttachedTo(t *testing.T) {
	t.Parallel()
	for _, kind := range []chat.EntryKind{chat.EntryTicketChosen, chat.EntryTicketDropped, chat.EntryTicketMissed} {
		e := chat.Entry{Seq: 3, Kind: kind, By: agents[0].ID, Ticket: boots, Line: chat.Message{Text: "secret"}}
		if diff := cmp.Diff(chat.Entry{Seq: 3, Kind: chat.EntryWithheld}, e.ForVisitor()); diff != "" {
			t.Errorf("%s: %s", kind, diff)
		}
	}
}

// desks is another ticket system that has ticket 4711, and makes 4712.
type desks struct {
	system
	got map[int64]string
}

func (d *desks) Ticket(context.Context, chat.SiteID, int64) (*chat.Ticket, error) {
	return &chat.Ticket{ID: 4711}, nil
}

func (d *desks) ChangeTicket(context.Context, chat.SiteID, chat.Tx, int64, chat.TicketChange) error {
	return nil
}

func (d *desks) AddTicket(_ context.Context, _ chat.SiteID, _ chat.Tx, t chat.Ticket) (int64, error) {
	d.got[4712] = t.Subject
	return 4712, nil
}

func (d *desks) Attach(_ context.Context, _ chat.SiteID, _ chat.Tx, id int64, _ chat.GUID, m chat.TicketMessage) (bool, error) {
	d.got[id] += m.Text
	return true, nil
}

func TestAnotherTicketSystemCanStandInInLiveChat(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other := &desks{got: map[int64]string{}}
	desk := chat.NewDesk(w.store, &chattest.Bus{}, terms, func() time.Time { return at(0) }, uuid.New).WithTickets(other)
	online(t, desk, w.ada)
	for id, to := range map[int64]chat.TicketChoice{4711: {ID: 4711}, 4712: {Subject: "Laces"}} {
		ack, _, err := desk.Request(t.Context(), w.ada.Site, chat.Wanted{Client: uuid.NewString(), Secret: uuidSecret(), SeenUntil: at(3600)})
		if err != nil {
			t.Fatal(err)
		}
		order := func() chat.AgentOrder {
			return chat.AgentOrder{Actor: w.ada, Chat: ack.Chat, Client: uuid.NewString()}
		}
		if _, err := desk.Accept(t.Context(), order()); err != nil {
			t.Fatal(err)
		}
		if _, err := desk.ChooseTicket(t.Context(), order(), to, chat.TimeFormat{}); err != nil {
			t.Fatal(err)
		}
		if _, err := desk.EndByAgent(t.Context(), order()); err != nil {
			t.Fatal(err)
		}
		c, _, err := w.Chat(t.Context(), w.ada, chat.ByGUID(ack.Chat), 0)
		if err != nil || c.PreChat.TicketID != id || !strings.Contains(other.got[id], "The chat is ended.") || !strings.HasPrefix(other.got[id], to.Subject) {
			t.Errorf("the chat has ticket %d, %v, and the system got %v", c.PreChat.TicketID, err, other.got)
		}
	}
}

func online(t *testing.T, desk *chat.Desk, a chat.Actor) {
	t.Helper()
	if _, err := desk.Sit(t.Context(), a, at(3600)); err != nil {
		t.Fatal(err)
	}
	if _, err := desk.SetStatus(t.Context(), a, chat.AgentOnline, 5); err != nil {
		t.Fatal(err)
	}
}

// uuidSecret is a secret of a new visitor.
func uuidSecret() (secret [32]byte) {
	id := uuid.New()
	copy(secret[:], id[:])
	return secret
}
