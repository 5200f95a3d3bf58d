package chat

import "slices"

// Command is something that can happen to a running chat.
type Command string

// The commands, by visitors, by agents and by the clock.
const (
	DoRequest      Command = "request"
	DoOffer        Command = "offer" // by routing
	DoAccept       Command = "accept"
	DoRefuse       Command = "refuse"
	DoPost         Command = "post"
	DoNote         Command = "note"
	DoFile         Command = "file"
	DoNoteFile     Command = "file for agents"
	DoTransfer     Command = "transfer to an agent"
	DoHandOver     Command = "transfer to a department"
	DoJoin         Command = "join"
	DoWatch        Command = "watch"
	DoLeave        Command = "leave" // of who stands beside
	DoEndByVisitor Command = "end by the visitor"
	DoEndByAgent   Command = "end by an agent"
	DoPass         Command = "offer runs out"
	DoWaitOver     Command = "wait is over"
	DoIdle         Command = "nobody writes"
	DoVanish       Command = "visitor is gone"
	DoLose         Command = "agent is gone"
	DoDecline      Command = "all refuse"
	DoOverflow     Command = "overflow to a department"
	DoPrompt       Command = "overflow to a message"
	DoSwitch       Command = "message instead"
	DoForget       Command = "time to forget"

	DoBotWrite    Command = "bot writes"
	DoBotHandOver Command = "bot hands over"
	DoBotEnd      Command = "bot ends"
	DoBotFail     Command = "bot does not answer"
	DoAskHuman    Command = "visitor asks for an agent"
	DoTakeOver    Command = "agent takes over"
	DoUnattended  Command = "nobody is there"

	DoChooseTicket Command = "choose a ticket"
	DoDropTicket   Command = "take the ticket back"
	DoMissTicket   Command = "the ticket is gone"

	DoBan Command = "ban" // ends a chat as DoEndByAgent does
)

// Transition says what a command does to a chat in a state: where it may lead and
// which entries it adds, in order. Commands that no transition names are refused.
type Transition struct {
	From    State // 0: there is no chat yet
	Command Command
	To      State // 0: nothing is left but the record
	Adds    []EntryKind
}

// Transitions is the whole life of a running chat.
func Transitions() []Transition {
	ends := []EntryKind{EntryEnded}
	visitorEnds := []EntryKind{EntryVisitorLeft, EntryEnded}
	switched := []EntryKind{EntrySwitched, EntryEnded}
	handsOver := []EntryKind{EntryHandedOver}
	return []Transition{
		{0, DoRequest, Queued, []EntryKind{EntryRequested}},
		{0, DoRequest, AtBot, []EntryKind{EntryRequested}},

		{AtBot, DoPost, AtBot, []EntryKind{EntryText}},
		{AtBot, DoBotWrite, AtBot, []EntryKind{EntryText}},
		{AtBot, DoBotHandOver, Queued, handsOver},
		{AtBot, DoBotEnd, Ended, []EntryKind{EntryLeft, EntryEnded}},
		{AtBot, DoBotFail, Queued, handsOver},
		{AtBot, DoAskHuman, Queued, handsOver},
		{AtBot, DoTakeOver, Active, []EntryKind{EntryHandedOver, EntryAccepted}},
		{AtBot, DoNote, AtBot, []EntryKind{EntryNote}},
		{AtBot, DoFile, AtBot, []EntryKind{EntryFile}},
		{AtBot, DoNoteFile, AtBot, []EntryKind{EntryNoteFile}},
		{AtBot, DoChooseTicket, AtBot, []EntryKind{EntryTicketChosen}},
		{AtBot, DoDropTicket, AtBot, []EntryKind{EntryTicketDropped}},
		{AtBot, DoJoin, AtBot, []EntryKind{EntryJoined}},
		{AtBot, DoWatch, AtBot, nil},
		{AtBot, DoLeave, AtBot, []EntryKind{EntryLeft}},
		{AtBot, DoEndByVisitor, Ended, visitorEnds},
		{AtBot, DoVanish, Ended, visitorEnds},
		{AtBot, DoIdle, Ended, ends},
		{AtBot, DoSwitch, Ended, switched},

		{Queued, DoOffer, Offered, []EntryKind{EntryOffered}},
		{Queued, DoPost, Queued, []EntryKind{EntryText}},
		{Queued, DoFile, Queued, []EntryKind{EntryFile}},
		{Queued, DoEndByVisitor, Ended, visitorEnds},
		{Queued, DoVanish, Ended, visitorEnds},
		{Queued, DoWaitOver, Ended, ends},
		{Queued, DoDecline, Ended, ends},
		{Queued, DoOverflow, Queued, []EntryKind{EntryTransferred}},
		{Queued, DoPrompt, Queued, []EntryKind{EntryPrompted}},
		{Queued, DoSwitch, Ended, switched},
		{Queued, DoUnattended, Ended, ends},

		{Offered, DoAccept, Active, []EntryKind{EntryAccepted}},
		{Offered, DoRefuse, Queued, []EntryKind{EntryRefused}},
		{Offered, DoPass, Queued, []EntryKind{EntryPassed}},
		{Offered, DoLose, Queued, []EntryKind{EntryPassed}},
		{Offered, DoPost, Offered, []EntryKind{EntryText}},
		{Offered, DoFile, Offered, []EntryKind{EntryFile}},
		{Offered, DoEndByVisitor, Ended, visitorEnds},
		{Offered, DoVanish, Ended, visitorEnds},
		{Offered, DoSwitch, Ended, switched},

		{Active, DoPost, Active, []EntryKind{EntryText}},
		{Active, DoNote, Active, []EntryKind{EntryNote}},
		{Active, DoFile, Active, []EntryKind{EntryFile}},
		{Active, DoNoteFile, Active, []EntryKind{EntryNoteFile}},
		{Active, DoChooseTicket, Active, []EntryKind{EntryTicketChosen}},
		{Active, DoDropTicket, Active, []EntryKind{EntryTicketDropped}},
		{Active, DoTransfer, Active, []EntryKind{EntryOffered}},
		{Active, DoAccept, Active, []EntryKind{EntryTransferred, EntryAccepted}},
		{Active, DoRefuse, Active, []EntryKind{EntryRefused}},
		{Active, DoPass, Active, []EntryKind{EntryPassed}},
		{Active, DoHandOver, Queued, []EntryKind{EntryTransferred}},
		{Active, DoLose, Queued, []EntryKind{EntryLeft}},
		{Active, DoLose, Active, []EntryKind{EntryPassed}}, // the one who was asked
		{Active, DoJoin, Active, []EntryKind{EntryJoined}},
		{Active, DoWatch, Active, nil},
		{Active, DoLeave, Active, []EntryKind{EntryLeft}},
		{Active, DoEndByVisitor, Ended, visitorEnds},
		{Active, DoVanish, Ended, visitorEnds},
		{Active, DoEndByAgent, Ended, []EntryKind{EntryLeft, EntryEnded}},
		{Active, DoIdle, Ended, ends},

		{Ended, DoMissTicket, Ended, []EntryKind{EntryTicketMissed}},
		{Ended, DoForget, 0, nil},
	}
}

// may refuses a command that the chat's state does not know.
func (r *Running) may(c Command) error {
	known := slices.ContainsFunc(Transitions(), func(t Transition) bool { return t.From == r.State && t.Command == c })
	if !known {
		return Conflict("the chat is %s: no %s now", r.State, c)
	}
	return nil
}
