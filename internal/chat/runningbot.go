package chat

import (
	"fmt"
	"time"
)

// Turn is when it is a bot's turn in its chat, and what it has been told. A turn is
// open from a visitor's message, or the request, until its answer is stored; at most
// one is open.
type Turn struct {
	N     int64 // of the open turn or the last one, from 1
	After int64 // the bot has been told the entries up to this one, and has answered
	UpTo  int64 // the last entry that the open turn tells; 0 until it is told first
	Heard int64 // the last message of the visitor
	Tries int64 // how often the open turn was told
	Begun time.Time
	// Due is when the open turn is to be told, again if nothing comes of what is under
	// way; zero when none is open.
	Due time.Time
}

// What becomes of a turn that is not answered.
const (
	turnTries   = 3
	turnBackoff = time.Second // after the first try; three times as long after each
)

// Lease is how long nobody else tells a turn that is being told.
func (t Terms) lease() time.Duration { return t.BotWithin + t.BotWithin/3 }

// patience is how long a turn may be open at most, whatever becomes of its tries.
func (t Terms) patience() time.Duration { return 4 * t.BotWithin }

// BotAnswer is what a bot does in its turn: it writes, then perhaps parts with the
// chat.
type BotAnswer struct {
	Texts []string
	Then  BotMove
	// Department and Skill are where the chat is handed over to; zero for where the
	// visitor asked to be.
	Department GUID
	Skill      GUID
}

// BotMove is how a bot's turn ends.
type BotMove uint8

// The moves of bots.
const (
	BotStays BotMove = iota
	BotHandsOver
	BotEnds
)

// MaxBotTexts is how many texts a bot writes in one turn.
const MaxBotTexts = 10

// RequestBot begins a chat that a bot holds, and opens its first turn.
func RequestBot(wanted Chat, bot Person, now time.Time, seenUntil time.Time) (*Running, []Entry) {
	r, entries := Request(wanted, now, seenUntil)
	c := r.Chat
	c.Type, c.BotID, c.StartTime = ChatBotOnly, bot.ID, now
	c.Bots = []ChatbotMap{{ID: 1, BotID: bot.ID}}
	c.Agents = []ChatAgent{{ID: 1, BotID: bot.ID, StartTime: now}}
	r.State, r.Bot, r.Spoke = AtBot, bot, now
	r.openTurn(now)
	return r, entries
}

// openTurn opens a turn unless one is open. What comes while one is being told is told
// in the next one.
func (r *Running) openTurn(now time.Time) {
	if r.Turn.Due.IsZero() {
		r.Turn.N, r.Turn.UpTo, r.Turn.Tries = r.Turn.N+1, 0, 0
		r.Turn.Begun, r.Turn.Due = now, now
	}
}

// Tell claims the open turn for one who tells it now: nobody else does before the
// lease is over. What is told does not change from try to try. It reports whether the
// turn is to be told at all.
func (r *Running) Tell(t Terms, now time.Time) bool {
	turn := &r.Turn
	if r.State != AtBot || turn.Due.IsZero() || now.Before(turn.Due) {
		return false
	}
	turn.Tries++
	turn.Due = now.Add(t.lease())
	if turn.UpTo == 0 {
		turn.UpTo = r.LastSeq
	}
	return true
}

// Awaits reports whether a turn is open still.
func (r *Running) Awaits(turn int64) bool {
	return r.State == AtBot && r.Turn.N == turn && !r.Turn.Due.IsZero()
}

// TryAgain has a turn that failed told again after a while.
func (r *Running) TryAgain(now time.Time) {
	wait := turnBackoff
	for range r.Turn.Tries - 1 {
		wait *= 3
	}
	r.Turn.Due = now.Add(wait)
}

// GiveBack has a turn told by somebody else, as if it had not been told.
func (r *Running) GiveBack(now time.Time) { r.Turn.Tries, r.Turn.Due = r.Turn.Tries-1, now }

// Exhausted reports whether a turn has been told as often as it may be.
func (r *Running) Exhausted() bool { return r.Turn.Tries >= turnTries }

// BotWrites takes a message of the bot that holds the chat.
func (r *Running) BotWrites(text string, now time.Time) ([]Entry, error) {
	if err := r.may(DoBotWrite); err != nil {
		return nil, err
	}
	return r.write(EntryText, r.Bot.ID, ChatBotSendText, ByChatBot, r.Bot.Name, text, now)
}

// BotHandsOver has the chat wait for an agent.
func (r *Running) BotHandsOver(now time.Time) ([]Entry, error) {
	return r.leaveBot(DoBotHandOver, r.Bot.ID, now)
}

// BotFails takes the chat from a bot that does not answer.
func (r *Running) BotFails(now time.Time) ([]Entry, error) {
	return r.leaveBot(DoBotFail, GUID{}, now)
}

// AskHuman takes the chat from the bot for a visitor who wants an agent.
func (r *Running) AskHuman(now time.Time) ([]Entry, error) {
	return r.leaveBot(DoAskHuman, r.Chat.VisitorID, now)
}

func (r *Running) leaveBot(c Command, by GUID, now time.Time) ([]Entry, error) {
	if err := r.may(c); err != nil {
		return nil, err
	}
	e := r.handedOver(by, now)
	r.State, r.QueuedAt = Queued, now
	return r.add(e), nil
}

// handedOver ends the bot's part in favour of agents.
func (r *Running) handedOver(by GUID, now time.Time) Entry {
	r.releaseBot(now)
	r.Chat.Type = FromBotToAgent
	return Entry{Kind: EntryHandedOver, By: by, Line: said(BotHandOver, BySystem, "The chat is handed over from "+r.Bot.Name+" to an agent.", now)}
}

// releaseBot ends the part of the bot that holds the chat.
func (r *Running) releaseBot(now time.Time) {
	r.endPart(now)
	r.Turn.Due = time.Time{}
}

// BotEnds ends the chat in the bot's name.
func (r *Running) BotEnds(now time.Time) ([]Entry, error) {
	if err := r.may(DoBotEnd); err != nil {
		return nil, err
	}
	return r.end(Missed, now, Entry{Kind: EntryLeft, By: r.Bot.ID, Line: said(BotEndChat, ByChatBot, r.Bot.Name+" has left the chat.", now)}), nil
}

// BotAnswers takes the answer to the open turn, and opens the next one when the
// visitor has written meanwhile. Its entries are stamped, so that an answer can be
// stored once only. An answer that cannot be taken leaves the chat as it was.
func (r *Running) BotAnswers(a BotAnswer, now time.Time) ([]Entry, error) {
	if !r.Awaits(r.Turn.N) {
		return nil, Conflict("the bot has no turn")
	}
	if len(a.Texts) > MaxBotTexts {
		return nil, Invalid("a bot writes at most %d texts in a turn, and here %d", MaxBotTexts, len(a.Texts))
	}
	next := r.Clone()
	entries, err := next.botAnswers(a, now)
	if err != nil {
		return nil, err
	}
	for i := range entries {
		entries[i].Stamp = Stamp{Sender: r.Bot.ID, Client: fmt.Sprintf("turn-%011d-%02d", r.Turn.N, i)}
	}
	*r = *next
	return entries, nil
}

func (r *Running) botAnswers(a BotAnswer, now time.Time) (entries []Entry, err error) {
	for _, text := range a.Texts {
		wrote, err := r.BotWrites(text, now)
		if err != nil {
			return nil, err
		}
		entries = append(entries, wrote...)
	}
	r.Turn.After, r.Turn.Due = r.Turn.UpTo, time.Time{}
	var left []Entry
	switch a.Then {
	case BotHandsOver:
		left, err = r.BotHandsOver(now)
	case BotEnds:
		left, err = r.BotEnds(now)
	case BotStays:
		if r.Turn.Heard > r.Turn.After {
			r.openTurn(now)
		}
	default:
		err = Invalid("there is no such move of a bot")
	}
	return append(entries, left...), err
}

// TakeOver gives a bot's chat to an agent.
func (r *Running) TakeOver(agent Person, now time.Time) ([]Entry, error) {
	if err := r.may(DoTakeOver); err != nil {
		return nil, err
	}
	e := r.handedOver(agent.ID, now)
	return r.add(e, r.hold(agent, AgentAcceptChat, now)), nil
}

// Unattended gives up a chat that came from its bot when nobody is there.
func (r *Running) Unattended(now time.Time) ([]Entry, error) {
	if err := r.may(DoUnattended); err != nil {
		return nil, err
	}
	return r.end(Missed, now), nil
}
