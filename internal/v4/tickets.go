package v4

import (
	"context"
	"net/http"

	"github.com/parleychat/parley/internal/chat"
)

// ticketMembers lists the members of a ticket (wire.md §9).
func ticketMembers(s shape, t *chat.Ticket) {
	s.integer("id", &t.ID)
	s.text("subject", &t.Subject)
	s.text("status", &t.Status)
	s.instant("createdTime", &t.Created, exact)
	items(s, "messages", &t.Messages, func(s shape, m *chat.TicketMessage) {
		s.integer("id", &m.ID)
		s.instant("time", &m.Time, exact)
		s.text("author", &m.Author)
		s.text("text", &m.Text)
	})
}

// tickets are the operations on tickets (wire.md §9).
func (s *server) tickets() []route {
	return collection[int64, chat.Ticket]{
		path: "/livechat/tickets", members: ticketMembers, id: integerID("ticket"), needs: []string{"subject"},
		reading: read, adding: change, changing: read | change, removing: change,
		pages: pageOf, list: s.Service.Tickets, read: s.Service.Ticket,
		add: func(ctx context.Context, actor chat.Actor, t *chat.Ticket) (*chat.Ticket, error) {
			return s.Service.AddTicket(ctx, actor, *t)
		},
		change: func(ctx context.Context, actor chat.Actor, id int64, body *node) (*chat.Ticket, error) {
			change, err := changeOf(readerOf(body), id)
			if err != nil {
				return nil, err
			}
			return s.Service.ChangeTicket(ctx, actor, id, change)
		},
		remove: s.Service.DeleteTicket,
	}.routes()
}

// changeOf reads the subject and the status where the body has them. Messages with
// an id are there already and stay as they are, others are appended.
func changeOf(body *reader, id int64) (change chat.TicketChange, err error) {
	t := chat.Ticket{ID: id}
	if ticketMembers(body, &t); body.err != nil {
		return change, body.err
	}
	if t.ID != id {
		return change, chat.Invalid("id: %d is not the id in the address", t.ID)
	}
	if body.has("subject") {
		change.Subject = &t.Subject
	}
	if body.has("status") {
		change.Status = &t.Status
	}
	for _, m := range t.Messages {
		if m.ID == 0 {
			change.Add = append(change.Add, m)
		}
	}
	return change, nil
}

// attach appends a chat's transcript to a ticket (chat-api.txt, Attach to Ticket;
// the sample's datetimeFormat is dateTimeFormat in another letter case).
func (s *server) attach(r *http.Request, actor chat.Actor) (answer, error) {
	ref, err := chat.ParseRef(r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	body, err := objectOf(r)
	if err != nil {
		return answer{}, err
	}
	ticket, err := body.requiredInteger("targetId")
	if err != nil {
		return answer{}, err
	}
	var times chat.TimeFormat
	body.integer("utcOffset", &times.UTCOffset)
	body.text("dateTimeFormat", &times.Layout)
	if body.err != nil {
		return answer{}, body.err
	}
	return answer{status: http.StatusOK}, s.Service.Attach(r.Context(), actor, ref, ticket, times)
}
