package chat_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
)

// at is a moment of the test's day, in seconds.
func at(seconds float64) time.Time {
	return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(seconds * float64(time.Second)))
}

func said(action chat.Action, seconds float64) chat.Message {
	return chat.Message{Action: action, Time: at(seconds)}
}

func TestFiguresFollowFromTheRecord(t *testing.T) {
	t.Parallel()
	bot, agent := chat.GUID{1}, chat.GUID{2}
	for name, c := range map[string]struct {
		chat chat.Chat
		want chat.Figures
	}{
		"nobody wrote": {
			chat.Chat{RequestedTime: at(0), StartTime: at(1.9), EndTime: at(62)},
			chat.Figures{LastMessageBy: chat.BySystem, WaitingTime: time.Second, Duration: time.Minute, AgentDuration: time.Minute},
		},
		"notes and files of agents do not count": {
			chat.Chat{Messages: []chat.Message{said(chat.AgentSendText, 1), said("agentSendNoteText", 2), said("agentSendFile", 3)}},
			chat.Figures{AgentMessages: 1, LastMessageBy: chat.ByAgent},
		},
		"response times count from the first unanswered message": {
			chat.Chat{Messages: []chat.Message{
				said(chat.AgentSendText, 0), // answers nothing
				said(chat.VisitorAddText, 10), said(chat.VisitorAddText, 12), said("agentSendNoteText", 13), said(chat.AgentSendText, 15),
				said(chat.AgentSendText, 19),
				said(chat.VisitorSendFile, 20), said(chat.AgentSendText, 22),
				said(chat.VisitorAddText, 30), // unanswered
			}},
			chat.Figures{VisitorMessages: 4, AgentMessages: 4, AvgResponseTime: 3.5, LastMessageBy: chat.ByVisitor},
		},
		"a missed chat has waited until it was given up": {
			chat.Chat{Status: chat.Missed, RequestedTime: at(0), StartTime: at(0), EndTime: at(2797.75)},
			chat.Figures{LastMessageBy: chat.BySystem, WaitingTime: 2797 * time.Second},
		},
		"a missed chat keeps the time it had with a bot": {
			chat.Chat{
				Status: chat.Missed, Type: chat.FromBotToAgent, RequestedTime: at(0), StartTime: at(0), EndTime: at(100),
				Agents: []chat.ChatAgent{{BotID: bot, StartTime: at(0), EndTime: at(40)}},
			},
			chat.Figures{LastMessageBy: chat.BySystem, WaitingTime: 100 * time.Second, Duration: 40 * time.Second, BotDuration: 40 * time.Second},
		},
		"a bot's chat is all the bot's": {
			chat.Chat{Type: chat.ChatBotOnly, StartTime: at(0), EndTime: at(30), Messages: []chat.Message{said(chat.ChatBotSendText, 1)}},
			chat.Figures{LastMessageBy: chat.ByChatBot, Duration: 30 * time.Second, BotDuration: 30 * time.Second},
		},
		"a chat handed over is split where the agent came in": {
			chat.Chat{Type: chat.FromBotToAgent, StartTime: at(0), EndTime: at(30), Agents: []chat.ChatAgent{{BotID: bot, StartTime: at(0)}, {AgentID: agent, StartTime: at(12)}}},
			chat.Figures{LastMessageBy: chat.BySystem, Duration: 30 * time.Second, BotDuration: 12 * time.Second, AgentDuration: 18 * time.Second},
		},
		"and what it waited between the two is nobody's": {
			chat.Chat{Type: chat.FromBotToAgent, StartTime: at(0), EndTime: at(30), Agents: []chat.ChatAgent{{BotID: bot, StartTime: at(0), EndTime: at(5)}, {AgentID: agent, StartTime: at(12)}}},
			chat.Figures{LastMessageBy: chat.BySystem, Duration: 30 * time.Second, BotDuration: 5 * time.Second, AgentDuration: 18 * time.Second},
		},
		"or where the transcript says so": {
			chat.Chat{Type: chat.FromBotToAgent, StartTime: at(0), EndTime: at(30), Messages: []chat.Message{said(chat.AgentAcceptChat, 20)}},
			chat.Figures{LastMessageBy: chat.BySystem, Duration: 30 * time.Second, BotDuration: 20 * time.Second, AgentDuration: 10 * time.Second},
		},
		"clocks that disagree give no negative times": {
			chat.Chat{RequestedTime: at(5), StartTime: at(4), EndTime: at(3), Messages: []chat.Message{said(chat.VisitorAddText, 3), said(chat.AgentSendText, 2)}},
			chat.Figures{VisitorMessages: 1, AgentMessages: 1, LastMessageBy: chat.ByAgent},
		},
	} {
		c.chat.CannedMessages, c.want.CannedMessages = 7, 7
		c.chat.Derive()
		if diff := cmp.Diff(c.want, c.chat.Figures); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestEveryChatIsInExactlyOneOfTheTwoSearches(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status   chat.Status
		duration time.Duration
		givenUp  bool
	}{
		{chat.Normal, 0, false},
		{chat.Normal, time.Second, false},
		{chat.Missed, 0, true},
		{chat.Missed, time.Second, false},
		{chat.Refused, 0, true},
		{chat.SwitchedToMessage, 0, true},
		{chat.SwitchedToMessage, time.Minute, false},
	} {
		got := (&chat.Chat{Status: c.status, Figures: chat.Figures{Duration: c.duration}}).GivenUp()
		if got != c.givenUp {
			t.Errorf("%v of %v: GivenUp is %v", c.status, c.duration, got)
		}
	}
}

func TestEnumsReadTheirWordsAndIntegers(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"fromBottoOfflineMessage", "FROMBOTTOOFFLINEMESSAGE", "4"} {
		if got, err := chat.ParseType(s); err != nil || got != chat.FromBotToOfflineForm || got.String() != "fromBottoOfflineMessage" {
			t.Errorf("ParseType(%q) = %v, %v", s, got, err)
		}
	}
	if got, err := chat.ParseType("32"); err != nil || got != chat.TaskBotOnly {
		t.Errorf("ParseType(32) = %v, %v", got, err)
	}
	for _, s := range []string{"", "5", "-1", "257", "normal "} {
		if got, err := chat.ParseStatus(s); chat.KindOf(err) != chat.KindInvalid {
			t.Errorf("ParseStatus(%q) = %v, %v", s, got, err)
		}
	}
}
