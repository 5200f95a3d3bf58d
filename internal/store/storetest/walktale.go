package storetest

import (
	"slices"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// tale is what the entries of a chat tell of its record.
type tale struct {
	Type                      chat.Type
	Status                    chat.Status
	Requested, Started, Ended time.Time
	Queued                    bool // an agent had it before, and it waited again
	Message                   bool // was left instead
	Lines                     []chat.Action
	Agents                    []chat.ChatAgent
	Transfers                 []chat.TransferLog
	Figures                   chat.Figures

	bot      chat.GUID // that it began with
	holder   chat.GUID
	waits    time.Time // since it waits for an agent
	accepted time.Time // by the first agent
	asked    time.Time // the first message of the visitor that nobody has answered
	answers  []time.Duration
	either   bool // refused at the last moment, or missed
}

// tell computes a tale from the entries alone, and the bot that the chat began with. It
// knows the specification's words (wire.md §6), and none of the rules' code.
func tell(log []chat.Entry, bot chat.GUID, terms chat.Terms) tale {
	visitor := log[0].By
	s := begun(bot, log[0].Line.Time)
	for i, e := range log {
		if e.Line.Action != "" {
			s.Lines = append(s.Lines, e.Line.Action)
		}
		switch at := e.Line.Time; e.Kind {
		case chat.EntryAccepted:
			s.accept(e.By, at)
		case chat.EntryTransferred:
			s.transfer(e, log[i+1:])
		case chat.EntryHandedOver:
			s.release(at)
			s.Type, s.waits = chat.FromBotToAgent, at
		case chat.EntryLeft:
			if e.By == s.holder {
				s.release(at)
				s.Queued = s.Queued || log[i+1].Kind != chat.EntryEnded
			}
		case chat.EntryText:
			s.write(e.By, visitor, at)
		case chat.EntryFile:
			s.sendFile(e.By == visitor, at)
		case chat.EntrySwitched:
			s.Message = true
		case chat.EntryEnded:
			s.Ended = at
			s.release(at)
		}
	}
	s.conclude(log, terms)
	return s
}

// begun is the tale of a chat of which nothing is known but who holds it at first.
func begun(bot chat.GUID, at time.Time) tale {
	s := tale{Type: chat.AgentOnly, Status: chat.Missed, Requested: at, waits: at, bot: bot}
	s.Figures.LastMessageBy = chat.BySystem
	if bot != (chat.GUID{}) {
		s.Type, s.Started, s.holder = chat.ChatBotOnly, at, bot
		s.Agents = []chat.ChatAgent{{ID: 1, BotID: bot, StartTime: at}}
	}
	return s
}

func (s *tale) accept(by chat.GUID, at time.Time) {
	if s.accepted.IsZero() {
		s.accepted, s.Status = at, chat.Normal
	}
	if s.Started.IsZero() {
		s.Started = at
	}
	s.holder = by
	s.Agents = append(s.Agents, chat.ChatAgent{ID: int64(len(s.Agents) + 1), AgentID: by, StartTime: at})
}

// transfer is to the agent who accepts at once, or to a department, for which the chat
// waits. One that overflows waits before and after.
func (s *tale) transfer(e chat.Entry, after []chat.Entry) {
	t := chat.TransferLog{ID: int64(len(s.Transfers) + 1), Type: 1, FromAgent: e.By, Time: e.Line.Time}
	switch e.Line.Action {
	case chat.AgentTransferChat:
		s.release(e.Line.Time)
		t.ToAgent = after[0].By
	case chat.AgentTransferToDepartment:
		s.release(e.Line.Time)
		s.Queued = true
	}
	s.Transfers = append(s.Transfers, t)
}

func (s *tale) release(at time.Time) {
	if s.holder != (chat.GUID{}) {
		a := &s.Agents[len(s.Agents)-1]
		a.EndTime, a.Duration = at, at.Sub(a.StartTime).Truncate(time.Second)
	}
	s.holder = chat.GUID{}
}

// sendFile counts a file of the visitor as a message, which asks for an answer; one of
// an agent is neither a message nor an answer.
func (s *tale) sendFile(byVisitor bool, at time.Time) {
	if !byVisitor {
		return
	}
	s.Figures.VisitorMessages++
	if s.asked.IsZero() {
		s.asked = at
	}
}

// write counts a message. What a bot writes is no answer of an agent.
func (s *tale) write(by, visitor chat.GUID, at time.Time) {
	switch by {
	case visitor:
		s.Figures.VisitorMessages++
		s.Figures.LastMessageBy = chat.ByVisitor
		if s.asked.IsZero() {
			s.asked = at
		}
	case s.bot:
		s.Figures.LastMessageBy = chat.ByChatBot
	default:
		s.Figures.AgentMessages++
		s.Figures.LastMessageBy = chat.ByAgent
		if !s.asked.IsZero() {
			s.answers, s.asked = append(s.answers, at.Sub(s.asked)), time.Time{}
		}
	}
}

// conclude computes what the whole tells.
func (s *tale) conclude(log []chat.Entry, terms chat.Terms) {
	if s.accepted.IsZero() {
		s.concludeUnheld(log, terms)
	}
	if s.Status != chat.Normal {
		s.Started = s.Requested
	}
	s.measure()
	var total time.Duration
	for _, a := range s.answers {
		total += a
	}
	if len(s.answers) > 0 {
		s.Figures.AvgResponseTime = total.Seconds() / float64(len(s.answers))
	}
	*s = tale{
		Type: s.Type, Status: s.Status, Requested: s.Requested, Started: s.Started, Ended: s.Ended, Queued: s.Queued, Message: s.Message,
		Lines: s.Lines, Agents: s.Agents, Transfers: s.Transfers, Figures: s.Figures, either: s.either,
	}
}

// concludeUnheld finds what became of a chat that no agent ever held.
func (s *tale) concludeUnheld(log []chat.Entry, terms chat.Terms) {
	last := chat.EntryRequested
	if log[len(log)-1].Kind == chat.EntryTicketMissed {
		log = log[:len(log)-1]
	}
	if len(log) > 1 {
		last = log[len(log)-2].Kind
	}
	over := s.Ended.Sub(s.waits) >= terms.WaitAtMost
	switch {
	case s.Message:
		s.Status = chat.SwitchedToMessage
		if s.Type != chat.AgentOnly {
			s.Type = chat.FromBotToOfflineForm
		}
	case s.Type == chat.ChatBotOnly:
		s.Status = chat.Normal
	case last == chat.EntryVisitorLeft, last == chat.EntryHandedOver, over:
	default:
		s.Status = chat.Refused // nothing else ends it before the wait is over
	}
	s.either = over && slices.Contains(kindsOf(log), chat.EntryRefused) && s.Status != chat.SwitchedToMessage && s.Type != chat.ChatBotOnly
}

// measure computes the times. A bot's part is the first one.
func (s *tale) measure() {
	f := &s.Figures
	var withBot time.Duration
	if s.bot != (chat.GUID{}) {
		withBot = s.Agents[0].Duration
	}
	if s.Status != chat.Normal {
		f.WaitingTime = s.Ended.Sub(s.Requested).Truncate(time.Second)
		f.Duration, f.BotDuration = withBot, withBot
		return
	}
	f.WaitingTime = s.Started.Sub(s.Requested).Truncate(time.Second)
	f.Duration = s.Ended.Sub(s.Started).Truncate(time.Second)
	if !s.accepted.IsZero() {
		f.AgentDuration = s.Ended.Sub(s.accepted).Truncate(time.Second)
	}
	if f.BotDuration = withBot; withBot == 0 { // of the bot's part nothing is known then
		f.BotDuration = max(f.Duration-f.AgentDuration, 0)
	}
}
