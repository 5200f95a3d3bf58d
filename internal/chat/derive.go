package chat

import (
	"slices"
	"time"
)

// Derive computes the figures that follow from the chat's times, parts and
// transcript (wire.md §6). CannedMessages is left as it is.
func (c *Chat) Derive() {
	c.VisitorMessages = c.count(VisitorAddText) + c.count(VisitorSendFile)
	c.AgentMessages = c.count(AgentSendText)
	c.AvgResponseTime = c.avgResponse()
	c.LastMessageBy = c.lastMessageBy()
	c.WaitingTime = c.waiting()
	if c.Status != Normal {
		c.BotDuration = c.withBots()
		c.Duration, c.AgentDuration = c.BotDuration, 0
		return
	}
	c.Duration = span(c.StartTime, c.EndTime)
	c.AgentDuration = span(c.agentsFrom(), c.EndTime)
	if c.BotDuration = c.withBots(); c.BotDuration == 0 { // nobody knows how long the chat waited between them
		c.BotDuration = max(c.Duration-c.AgentDuration, 0)
	}
}

func (c *Chat) count(a Action) (n int64) {
	for i := range c.Messages {
		if c.Messages[i].Action == a {
			n++
		}
	}
	return n
}

// avgResponse is the mean time, in seconds, from the first unanswered message of
// the visitor to the agent's next text; 0 when no agent answered.
func (c *Chat) avgResponse() float64 {
	var asked time.Time
	var total time.Duration
	var answers int
	for i := range c.Messages {
		switch m := &c.Messages[i]; m.Action {
		case VisitorAddText, VisitorSendFile:
			if asked.IsZero() {
				asked = m.Time
			}
		case AgentSendText:
			if !asked.IsZero() {
				total += max(m.Time.Sub(asked), 0)
				answers++
				asked = time.Time{}
			}
		}
	}
	if answers == 0 {
		return 0
	}
	return total.Seconds() / float64(answers)
}

// lastMessageBy is the sender of the last text message, the system when nobody
// wrote. Notes and files are no text messages.
func (c *Chat) lastMessageBy() Sender {
	for _, m := range slices.Backward(c.Messages) {
		switch m.Action {
		case VisitorAddText:
			return ByVisitor
		case AgentSendText:
			return ByAgent
		case ChatBotSendText:
			return ByChatBot
		}
	}
	return BySystem
}

// waiting is the time from the request until the chat was accepted or, when it
// never was, given up.
func (c *Chat) waiting() time.Duration {
	if c.Status != Normal {
		return span(c.RequestedTime, c.EndTime)
	}
	return span(c.RequestedTime, c.StartTime)
}

// withBots is how long bots held the chat, as far as its parts tell.
func (c *Chat) withBots() (d time.Duration) {
	for i := range c.Agents {
		if a := &c.Agents[i]; a.BotID != (GUID{}) {
			d += span(a.StartTime, a.EndTime)
		}
	}
	return d
}

// agentsFrom is when agents took the chat over: at once when no bot was in it,
// at an agent's first entry when a bot handed it on, never when it did not.
func (c *Chat) agentsFrom() time.Time {
	switch c.Type {
	case AgentOnly:
		return c.StartTime
	case FromBotToAgent:
		for i := range c.Agents {
			if a := &c.Agents[i]; a.BotID == (GUID{}) && !a.StartTime.IsZero() {
				return a.StartTime
			}
		}
		for i := range c.Messages {
			if m := &c.Messages[i]; m.Action == AgentAcceptChat {
				return m.Time
			}
		}
	}
	return c.EndTime
}

// span is the time between two instants in whole seconds: zero at least, and
// when one of them is not known.
func span(from, to time.Time) time.Duration {
	if from.IsZero() || to.IsZero() {
		return 0
	}
	return max(to.Sub(from), 0).Truncate(time.Second)
}
