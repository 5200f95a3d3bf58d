package chat

// EntryKind is what an entry of a running chat's log tells.
type EntryKind string

// The kinds of entry.
const (
	EntryRequested   EntryKind = "requested"
	EntryOffered     EntryKind = "offered"  // an agent is asked to take the chat
	EntryPassed      EntryKind = "passed"   // and did not answer in time
	EntryRefused     EntryKind = "refused"  // or would not
	EntryAccepted    EntryKind = "accepted" // or holds it now
	EntryText        EntryKind = "text"
	EntryNote        EntryKind = "note" // for agents
	EntryFile        EntryKind = "file"
	EntryNoteFile    EntryKind = "noteFile" // for agents
	EntryTransferred EntryKind = "transferred"
	EntryHandedOver  EntryKind = "handedOver" // from its bot to agents
	EntryJoined      EntryKind = "joined"     // an agent stands beside the one who holds it
	EntryLeft        EntryKind = "left"       // an agent or bot does no longer take part
	EntryVisitorLeft EntryKind = "visitorLeft"
	EntryPrompted    EntryKind = "prompted" // the visitor is asked to leave a message
	EntrySwitched    EntryKind = "switched" // and has left one
	EntryEnded       EntryKind = "ended"
	// What a chat is attached to when it ends; all for agents.
	EntryTicketChosen  EntryKind = "ticketChosen"
	EntryTicketDropped EntryKind = "ticketDropped" // is taken back
	EntryTicketMissed  EntryKind = "ticketMissed"  // was deleted before the end
	EntryWithheld      EntryKind = "withheld"      // what a visitor gets in the place of an entry for agents
)

// Entry is one step of a running chat. What it leaves in the transcript is its
// line; an entry without an action leaves nothing.
type Entry struct {
	Seq  int64
	Kind EntryKind
	By   GUID // the visitor, agent or bot that took the step; nobody when none did
	Line Message
	Stamp

	// Avatar is that of the agent who has come to the chat by this step.
	Avatar string

	// Ticket is what was chosen, taken back or missed by this step.
	Ticket TicketChoice

	// File is the file that the line names. The store does not keep it: the chat has it.
	File *Attachment
}

// Stamp tells a command from others, so that it is obeyed once: who sent it, the id
// that the client gave it, and the digest of what it says.
type Stamp struct {
	Sender GUID
	Client string
	Digest [32]byte
}

// TellsOfTicket reports whether entries of this kind have a Ticket.
func (k EntryKind) TellsOfTicket() bool {
	return k == EntryTicketChosen || k == EntryTicketDropped || k == EntryTicketMissed
}

// ForAgents reports whether the visitor is not to see the entry.
func (e *Entry) ForAgents() bool {
	switch e.Kind {
	case EntryOffered, EntryPassed, EntryRefused, EntryNote, EntryNoteFile:
		return true
	default:
		return e.Kind.TellsOfTicket()
	}
}

// ForVisitor is the entry as the visitor may see it: in the place of what is for
// agents stands its number alone, so that the visitor's log has no gaps either.
func (e Entry) ForVisitor() Entry {
	if e.ForAgents() {
		return Entry{Seq: e.Seq, Kind: EntryWithheld}
	}
	return e
}

// add gives the entries the chat's next numbers.
func (r *Running) add(entries ...Entry) []Entry {
	for i := range entries {
		r.LastSeq++
		entries[i].Seq = r.LastSeq
	}
	return entries
}
