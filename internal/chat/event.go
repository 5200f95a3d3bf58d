package chat

import "time"

// EventKind is what happened to a chat.
type EventKind string

// The kinds of event.
const (
	ChatStored  EventKind = "chat.stored"  // the record came into being
	ChatChanged EventKind = "chat.changed" // the record was replaced by a fuller one
	ChatDeleted EventKind = "chat.deleted" // nothing of it is left but this event

	TicketChanged    EventKind = "chat.ticketChanged"    // it names another ticket, or none
	ChatAttached     EventKind = "chat.attached"         // its transcript went into a ticket, which it names
	ChatWrappedUp    EventKind = "chat.wrappedUp"        // an agent wrote the wrap-up
	ResultsEntered   EventKind = "chat.resultsEntered"   // an agent filled in fields of the wrap-up
	CategoriesChosen EventKind = "chat.categoriesChosen" // an agent chose the categories of the wrap-up
	ChatRated        EventKind = "chat.rated"            // the visitor filled in the survey
)

// Replaces reports whether an event of this kind leaves a record in the place of
// an earlier one.
func (k EventKind) Replaces() bool {
	switch k {
	case ChatChanged, TicketChanged, ChatAttached, ChatWrappedUp, ResultsEntered, CategoriesChosen, ChatRated:
		return true
	default:
		return false
	}
}

// Event is an entry of a site's log. N counts the site's events in the order of
// their commits. Deleting a chat removes its earlier events and leaves one of
// kind ChatDeleted.
type Event struct {
	N    int64
	Kind EventKind
	Time time.Time
	Chat Ref // both id and guid are set
}

// Change is an event together with the record that it leaves behind; a change
// without an event cannot be expressed. Chat is the whole record, for
// ChatDeleted the one to remove.
type Change struct {
	Kind EventKind
	Time time.Time
	Chat *Chat
}
