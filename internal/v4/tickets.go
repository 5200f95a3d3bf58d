package v4

import (
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

// tickets lists a page of the tickets, in a bare array.
func (s *server) tickets(r *http.Request, actor chat.Actor) (answer, error) {
	return answerPage(r, ticketMembers, func(page, size int64) ([]chat.Ticket, error) {
		return s.Service.Tickets(r.Context(), actor, page, size)
	})
}

func (s *server) ticket(r *http.Request, actor chat.Actor) (answer, error) {
	id, err := ticketID(r)
	if err != nil {
		return answer{}, err
	}
	t, err := s.Service.Ticket(r.Context(), actor, id)
	if err != nil {
		return answer{}, err
	}
	return answered(encode(t, ticketMembers)), nil
}

func (s *server) postTicket(r *http.Request, actor chat.Actor) (answer, error) {
	body, err := objectOf(r)
	if err != nil {
		return answer{}, err
	}
	if !body.has("subject") {
		return answer{}, errRequired("subject")
	}
	var t chat.Ticket
	if ticketMembers(body, &t); body.err != nil {
		return answer{}, body.err
	}
	added, err := s.Service.AddTicket(r.Context(), actor, t)
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusCreated, body: encode(added, ticketMembers)}, nil
}

// putTicket changes the subject and the status where the body has them. Messages
// with an id are there already and stay as they are, others are appended.
func (s *server) putTicket(r *http.Request, actor chat.Actor) (answer, error) {
	id, err := ticketID(r)
	if err != nil {
		return answer{}, err
	}
	body, err := objectOf(r)
	if err != nil {
		return answer{}, err
	}
	change, err := changeOf(body, id)
	if err != nil {
		return answer{}, err
	}
	t, err := s.Service.ChangeTicket(r.Context(), actor, id, change)
	if err != nil {
		return answer{}, err
	}
	return answered(encode(t, ticketMembers)), nil
}

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

func (s *server) deleteTicket(r *http.Request, actor chat.Actor) (answer, error) {
	id, err := ticketID(r)
	if err != nil {
		return answer{}, err
	}
	return noContent, s.Service.DeleteTicket(r.Context(), actor, id)
}

func ticketID(r *http.Request) (int64, error) {
	id, ok := parseInteger(r.PathValue("id"))
	if !ok || id <= 0 {
		return 0, chat.Invalid("%q is not the id of a ticket: it is a positive integer", clip(r.PathValue("id")))
	}
	return id, nil
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
