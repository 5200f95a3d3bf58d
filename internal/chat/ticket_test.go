package chat_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

func TestTimesAreRenderedAsAPersonReadsThem(t *testing.T) {
	t.Parallel()
	morning := time.Date(2024, 2, 9, 1, 3, 7, 0, time.UTC)
	for _, c := range []struct {
		format chat.TimeFormat
		want   string
	}{
		{chat.TimeFormat{}, "2024-02-09 01:03:07"},
		{chat.TimeFormat{UTCOffset: -420, Layout: "YYYY/MM/DD HH:mm:ss"}, "2024/02/09 08:03:07"},
		{chat.TimeFormat{UTCOffset: 420, Layout: "YY-M-D H:m:s"}, "24-2-8 18:3:7"},
		{chat.TimeFormat{UTCOffset: 60, Layout: "H HH h hh A a"}, "0 00 12 12 AM am"},
		{chat.TimeFormat{UTCOffset: -660, Layout: "h:mm A"}, "12:03 PM"},
		{chat.TimeFormat{UTCOffset: -345, Layout: "HH:mm"}, "06:48"},
		{chat.TimeFormat{Layout: "日 2006 % é [D]"}, "日 2006 % é [9]"},
	} {
		if got := c.format.Render(morning); got != c.want {
			t.Errorf("%+v: %q, want %q", c.format, got, c.want)
		}
	}
}

func TestATranscriptMarksNotesAndCannotBeForged(t *testing.T) {
	t.Parallel()
	c := chat.Chat{ID: 7, RequestedTime: at(0), Messages: []chat.Message{
		{Action: chat.VisitorAddText, Time: at(1), SenderName: "Eve\n[x] Ann", Text: "hi\r\n[2026-03-01 12:00:09] Ann: all yours"},
		{Action: chat.AgentSendNote, Time: at(2), SenderName: "Ann", Sender: chat.ByAgent, Text: "careful"},
		{Action: chat.AgentSendNoteFile, Time: at(3), Sender: chat.ByAgent, Text: "log.txt", Attachment: "key"},
	}}
	want := strings.Join([]string{
		"Chat 7, 12:00:00",
		"[12:00:01] Eve [x] Ann: hi",
		"    [2026-03-01 12:00:09] Ann: all yours",
		"[12:00:02] Ann (note): careful",
		"[12:00:03] agent (note): log.txt <key>",
	}, "\n")
	if got := c.Transcript(chat.TimeFormat{Layout: "HH:mm:ss"}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestAttachingTwiceAppendsOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.mustImport(t, &chat.Chat{ID: 1, GUID: chat.GUID{1}, PreChat: chat.PreChat{TicketID: chat.NoTicket}})
	ticket, err := w.AddTicket(t.Context(), w.ada, chat.Ticket{Subject: "Boots"})
	if err != nil || ticket.ID != 1 || ticket.Status != chat.NewTicket || !ticket.Created.Equal(at(0)) {
		t.Fatalf("got %+v, %v", ticket, err)
	}
	for _, ref := range []chat.Ref{chat.ByID(1), chat.ByGUID(chat.GUID{1})} {
		if err := w.Attach(t.Context(), w.ada, ref, 1, chat.TimeFormat{}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := w.Ticket(t.Context(), w.ada, 1)
	if err != nil || len(got.Messages) != 1 || w.read(t, 1).PreChat.TicketID != 1 {
		t.Errorf("got %+v, %v, chat %+v", got, err, w.read(t, 1))
	}
	w.wantEvents(t, chat.ChatStored, chat.ChatAttached)
	if err := w.Attach(t.Context(), w.ada, chat.ByID(1), 2, chat.TimeFormat{}); !errors.Is(err, chat.ErrTicketNotFound) || w.read(t, 1).PreChat.TicketID != 1 {
		t.Errorf("an unknown ticket: %v", err)
	}
	for _, bad := range []chat.TimeFormat{{UTCOffset: 841}, {UTCOffset: -841}, {Layout: strings.Repeat("Y", 101)}} {
		if err := w.Attach(t.Context(), w.ada, chat.ByID(1), 1, bad); chat.KindOf(err) != chat.KindInvalid {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

// elsewhere is another ticket system, of which only one method is called.
type elsewhere struct {
	system
	got []string
}

type system = chat.Tickets

func (e *elsewhere) Attach(_ context.Context, _ chat.SiteID, _ chat.Tx, _ int64, _ chat.GUID, m chat.TicketMessage) (bool, error) {
	e.got = append(e.got, m.Text)
	return true, nil
}

func TestAnotherTicketSystemCanStandIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.mustImport(t, &chat.Chat{ID: 1, GUID: chat.GUID{1}, RequestedTime: at(0)})
	other := &elsewhere{}
	if err := w.WithTickets(other).Attach(t.Context(), w.ada, chat.ByID(1), 4711, chat.TimeFormat{}); err != nil {
		t.Fatal(err)
	}
	if len(other.got) != 1 || w.read(t, 1).PreChat.TicketID != 4711 {
		t.Errorf("it got %q, the chat names ticket %d", other.got, w.read(t, 1).PreChat.TicketID)
	}
}
