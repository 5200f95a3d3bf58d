package chat

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxTicketSubject is how many characters the subject of a ticket that is chosen in live
// chat has at most.
const MaxTicketSubject = 200

// TicketChoice names a ticket: one that there is, or a new one.
type TicketChoice struct {
	ID      int64  // 0 for a new one
	Subject string // of a new one
}

// ChosenTicket is what a running chat is attached to when it ends; the zero value is
// nothing. Of a chat that has ended it is what the record is attached to, with its id.
type ChosenTicket struct {
	TicketChoice
	By    GUID       // the agent who chose it
	Times TimeFormat // of the transcript
}

// checked is the choice as it is kept, if it names one ticket: KindInvalid.
func (t TicketChoice) checked() (TicketChoice, error) {
	t.Subject = strings.TrimSpace(t.Subject)
	switch n := utf8.RuneCountInString(t.Subject); {
	case t.ID < 0 || t.ID > maxPartID:
		return t, Invalid("%d is not the id of a ticket: it is a positive integer up to 2^53", t.ID)
	case (t.ID == 0) == (n == 0):
		return t, Invalid("a ticket is chosen by its id, or a new one by its subject")
	case n > MaxTicketSubject:
		return t, Invalid("the subject of a ticket has at most %d characters, and this one %d", MaxTicketSubject, n)
	}
	return t, nil
}

// ChooseTicket notes what the chat is attached to when it ends, in the place of an
// earlier choice.
func (r *Running) ChooseTicket(chosen ChosenTicket, now time.Time) ([]Entry, error) {
	if err := r.may(DoChooseTicket); err != nil {
		return nil, err
	}
	if !r.Shows(chosen.By) {
		return nil, errNotInChat
	}
	r.Ticket = chosen
	return r.add(Entry{Kind: EntryTicketChosen, By: chosen.By, Ticket: chosen.TicketChoice, Line: Message{Time: now}}), nil
}

// DropTicket takes back what the chat was to be attached to, whoever chose it.
func (r *Running) DropTicket(agent GUID, now time.Time) ([]Entry, error) {
	if err := r.may(DoDropTicket); err != nil {
		return nil, err
	}
	switch {
	case !r.Shows(agent):
		return nil, errNotInChat
	case r.Ticket == ChosenTicket{}:
		return nil, Conflict("no ticket is chosen for the chat")
	}
	e := Entry{Kind: EntryTicketDropped, By: agent, Ticket: r.Ticket.TicketChoice, Line: Message{Time: now}}
	r.Ticket = ChosenTicket{}
	return r.add(e), nil
}

// MissTicket tells that the chosen ticket was no more when the chat ended: in a note,
// so that whoever reads the record is told as well.
func (r *Running) MissTicket(now time.Time) ([]Entry, error) {
	if err := r.may(DoMissTicket); err != nil {
		return nil, err
	}
	if r.Ticket.ID == 0 {
		return nil, Conflict("no ticket that there was is chosen for the chat")
	}
	text := fmt.Sprintf("The chat was to be attached to ticket %d, which is no more.", r.Ticket.ID)
	e := Entry{Kind: EntryTicketMissed, Ticket: r.Ticket.TicketChoice, Line: said(AgentSendNote, BySystem, text, now)}
	r.Ticket = ChosenTicket{}
	return r.add(e), nil
}
