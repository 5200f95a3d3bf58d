package demo

import (
	"strings"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// Actions that the heart has no rule for (wire.md §8).
const (
	agentEnds        chat.Action = "agentEndChat"
	agentNotes       chat.Action = "agentSendNoteText"
	agentSendsFile   chat.Action = "agentSendFile"
	agentTransfers   chat.Action = "agentTransferChat"
	systemEnds       chat.Action = "systemEndChat"
	systemOffersForm chat.Action = "systemPromoteOfflineMesage"
	visitorEnds      chat.Action = "visitorEndChat"
)

// pause is a time between lo and hi seconds, exact to 100 ns.
func (d *dice) pause(lo, hi int) time.Duration {
	seconds := float64(lo) + d.Float64()*float64(hi-lo)
	return time.Duration(seconds * float64(time.Second)).Truncate(100 * time.Nanosecond)
}

// pass lets time go by.
func (s *scene) pass(lo, hi int) { s.now = s.now.Add(s.pause(lo, hi)) }

// second is the time as messages carry it (wire.md §3).
func (s *scene) second() time.Time { return s.now.Round(time.Second) }

// say adds a line to the transcript.
func (s *scene) say(a chat.Action, by chat.Sender, text string) *chat.Message {
	s.chat.Messages = append(s.chat.Messages, chat.Message{Action: a, Text: text, Sender: by, Time: s.second()})
	return &s.chat.Messages[len(s.chat.Messages)-1]
}

func (s *scene) agentJoins() {
	s.agent = skewed(s.dice, s.site.agents)
	s.enter(chat.ChatAgent{AgentID: s.agent.ID})
	s.say(chat.AgentAcceptChat, chat.BySystem, "Agent "+s.agent.DisplayName+" has joined the chat.")
	chat.Keep(&s.related.Agents, s.agent.ID, s.agent)
}

func (s *scene) botJoins() {
	s.bot = skewed(s.dice, s.site.bots)
	s.chat.BotID = s.bot.ID
	s.chat.Bots = append(s.chat.Bots, chat.ChatbotMap{ID: s.nextID(), BotID: s.bot.ID})
	s.enter(chat.ChatAgent{BotID: s.bot.ID})
	s.say(chat.ChatBotSendText, chat.ByChatBot, s.person.language.bot[0]).SenderName = s.bot.Name
}

func (s *scene) enter(a chat.ChatAgent) {
	a.ID, a.StartTime = s.nextID(), s.now
	s.chat.Agents = append(s.chat.Agents, a)
}

// leave ends the part of whoever holds the chat.
func (s *scene) leave() {
	a := &s.chat.Agents[len(s.chat.Agents)-1]
	a.EndTime = s.now
	a.Duration = a.EndTime.Sub(a.StartTime).Truncate(time.Second)
	s.agent, s.bot = nil, nil
}

// talk adds lines of the visitor and of whoever holds the chat.
func (s *scene) talk(lines int) {
	visitorsTurn := s.agent == nil || s.chance(0.7)
	for range lines {
		switch {
		case visitorsTurn:
			s.pass(4, 90)
			s.ask()
		case s.agent != nil:
			s.pass(3, 75)
			s.answer()
		default:
			s.pass(1, 2)
			s.say(chat.ChatBotSendText, chat.ByChatBot, s.phrase(s.person.language.bot)).SenderName = s.bot.Name
		}
		if s.chance(0.75) {
			visitorsTurn = !visitorsTurn
		}
	}
}

// ask adds a line of the visitor: first what it is about.
func (s *scene) ask() {
	if s.chance(0.012) {
		s.sendFile(chat.VisitorSendFile, chat.ByVisitor, s.chat.PreChat.Name)
		return
	}
	from := s.person.language.visitor
	if !s.asked {
		s.asked, from = true, s.person.language.asks
	}
	text := s.phrase(from)
	if s.chance(0.2) {
		text = s.tell(text)
	}
	m := s.say(chat.VisitorAddText, chat.ByVisitor, text)
	m.SenderName = s.chat.PreChat.Name
	if s.agent != nil && s.person.language != s.site.languages[0] && s.chance(0.05) {
		m.Translated = s.phrase(s.site.languages[0].visitor)
	}
}

// answer adds a line of the agent, at times a note for colleagues or a file.
func (s *scene) answer() {
	l := s.person.language
	switch {
	case s.chance(0.03):
		s.say(agentNotes, chat.ByAgent, s.phrase(l.notes)).SenderName = s.agent.DisplayName
	case s.chance(0.01):
		s.sendFile(agentSendsFile, chat.ByAgent, s.agent.DisplayName)
	default:
		s.say(chat.AgentSendText, chat.ByAgent, s.phrase(l.agent)).SenderName = s.agent.DisplayName
	}
}

// finish lets the parties say good-bye.
func (s *scene) finish() {
	s.mention()
	if s.chance(0.6) {
		s.pass(2, 30)
		s.say(chat.VisitorAddText, chat.ByVisitor, s.phrase(s.person.language.thanks)).SenderName = s.chat.PreChat.Name
	}
	s.pass(2, 40)
	if s.agent != nil && s.chance(0.6) {
		s.say(agentEnds, chat.ByAgent, "Agent "+s.agent.DisplayName+" has left the chat.")
	} else {
		s.say(visitorEnds, chat.ByVisitor, "The visitor has left the chat.")
	}
	s.say(systemEnds, chat.BySystem, "The chat is ended.")
	s.leave()
}

// phrase chooses a phrase, common ones more often, and fills it in.
func (s *scene) phrase(from []string) string {
	phrase := skewed(s.dice, from)
	if strings.IndexByte(phrase, '{') < 0 {
		return phrase
	}
	s.text = s.text[:0]
	for {
		before, rest, more := strings.Cut(phrase, "{")
		s.text = append(s.text, before...)
		if !more {
			return string(s.text)
		}
		var name string
		name, phrase, _ = strings.Cut(rest, "}")
		s.text = append(s.text, s.subject(name)...)
	}
}

// subject is what stands for a name in braces. Mostly a chat keeps to its
// subject, at times another product or topic comes up.
func (s *scene) subject(name string) string {
	switch name {
	case "product":
		if s.chance(0.2) {
			return skewed(s.dice, s.site.products)
		}
		return s.product
	case "topic":
		if s.chance(0.4) {
			return skewed(s.dice, s.person.language.topics)
		}
		return s.topic
	case "order":
		return s.order
	default:
		return s.chat.PreChat.Name
	}
}
