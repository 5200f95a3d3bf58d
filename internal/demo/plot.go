package demo

import (
	"math"

	"github.com/parleychat/parley/internal/chat"
)

// plot is one of the ways in which a chat goes.
type plot struct {
	share  int // of a thousand chats
	status chat.Status
	kind   chat.Type
	play   func(*scene)
}

// plots are the ways, with shares that add up to 1000; in 80 nobody accepts.
var plots = []plot{
	{680, chat.Normal, chat.AgentOnly, (*scene).withAgent},
	{120, chat.Normal, chat.FromBotToAgent, (*scene).withBotThenAgent},
	{90, chat.Normal, chat.ChatBotOnly, (*scene).withBot},
	{10, chat.Normal, chat.ChatBot, (*scene).withBot},
	{20, chat.Normal, chat.TaskBotOnly, (*scene).withBot},
	{40, chat.Missed, chat.AgentOnly, (*scene).inVain},
	{15, chat.Refused, chat.AgentOnly, (*scene).inVain},
	{15, chat.SwitchedToMessage, chat.AgentOnly, (*scene).inVain},
	{10, chat.SwitchedToMessage, chat.FromBotToOfflineForm, (*scene).withBotInVain},
}

func (m *maker) plot() plot {
	at := m.IntN(1000)
	for _, p := range plots {
		if at -= p.share; at < 0 {
			return p
		}
	}
	return plots[0]
}

// play lets the chat run from request to end.
func (s *scene) play(p plot) {
	s.chat.Status, s.chat.Type = p.status, p.kind
	p.play(s)
	s.chat.EndTime = s.now
}

// lines is how many messages a chat gets: most about ten, a few up to sixty.
func (m *maker) lines() int {
	return min(max(int(math.Exp(2.05+0.75*m.NormFloat64())), 1), 60)
}

func (s *scene) withAgent() {
	s.chat.IsQueued = s.chance(0.3)
	if s.chat.IsQueued {
		s.pass(15, 400)
	} else {
		s.pass(1, 15)
	}
	s.chat.StartTime = s.now
	s.agentJoins()
	lines := max(s.lines()-3, 0)
	if lines > 4 && s.chance(0.06) {
		s.talk(lines / 2)
		s.transfer()
		lines -= lines / 2
	}
	s.talk(lines)
	s.finish()
}

func (s *scene) withBot() {
	s.botJoins()
	s.talk(max(s.lines()-2, 1))
	s.finish()
}

func (s *scene) withBotThenAgent() {
	s.botJoins()
	lines := max(s.lines()-3, 2)
	s.talk(lines / 2)
	s.leave()
	s.pass(3, 120)
	s.agentJoins()
	s.talk(lines - lines/2)
	s.finish()
}

// inVain is a request that no one accepts.
func (s *scene) inVain() {
	s.chat.IsQueued = s.chance(0.5)
	s.pass(2, 8)
	s.say(systemOffersForm, chat.BySystem, "If you do not want to wait, please click here to leave us a message.")
	for s.chance(0.3) {
		s.pass(5, 60)
		s.ask()
	}
	s.giveUp()
}

// withBotInVain is a bot's chat whose visitor asks for an agent when none is there.
func (s *scene) withBotInVain() {
	s.botJoins()
	s.talk(max(s.lines()/2, 1))
	s.pass(2, 20)
	s.leave()
	s.giveUp()
}

func (s *scene) giveUp() {
	s.mention()
	s.pass(10, 500)
	if s.chat.Status == chat.SwitchedToMessage {
		s.chat.OfflineMessageID = s.partID + 99
	}
}

// transferWithinSite is made up: the API documents the integers of transfers
// between sites only (wire.md §4).
const transferWithinSite = 1

// transfer hands the chat from one agent to another one, and at times to another
// department.
func (s *scene) transfer() {
	from, fromDepartment := s.agent, s.chat.DepartmentID
	if s.chance(0.5) {
		s.chat.DepartmentID = pick(s.dice, s.site.departments).ID
	}
	s.pass(3, 30)
	s.say(agentTransfers, chat.BySystem, "Agent "+from.DisplayName+" has transferred the chat.")
	s.leave()
	handedOver := s.second()
	s.pass(3, 60)
	s.agentJoins()
	s.chat.TransferLog = append(s.chat.TransferLog, chat.TransferLog{
		ID: s.nextID(), Type: transferWithinSite, FromDepartment: fromDepartment, ToDepartment: s.chat.DepartmentID,
		FromAgent: from.ID, ToAgent: s.agent.ID, Time: handedOver,
	})
}
