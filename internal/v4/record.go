package v4

import (
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// EncodeChat appends the JSON of a chat as the API answers it, with what include
// asks for. related may be nil.
func EncodeChat(dst []byte, c *chat.Chat, related *chat.Related, include chat.Include) []byte {
	if related == nil {
		related = &chat.Related{}
	}
	w := writer{buf: append(dst, '{')}
	w.chatMembers(c, related, include, nil)
	w.end('}')
	return w.done()
}

// chatMembers writes those of a chat's members that are selected.
func (w *writer) chatMembers(c *chat.Chat, related *chat.Related, include chat.Include, only selection) {
	if only == nil {
		chatMembers(w, c, related, include)
	} else {
		chatMembers(&selecting{writer: w, only: only}, c, related, include)
	}
}

// DecodeChat reads one chat in the shape that the API answers, with the nouns it
// brings along. What differs between exports is taken as it comes (wire.md §1);
// what the record lacks and the rest of it tells is computed (wire.md §6). An
// error is of KindInvalid and names the member.
func DecodeChat(raw []byte) (*chat.Chat, *chat.Related, error) {
	doc, err := parse(string(raw))
	if err != nil {
		return nil, nil, err
	}
	return decodeChat(&doc)
}

// decodeChat is DecodeChat for what is taken apart already.
func decodeChat(doc *node) (*chat.Chat, *chat.Related, error) {
	if doc.kind != object {
		return nil, nil, chat.Invalid("a chat is an object, not %s", doc.kind)
	}
	c, related := &chat.Chat{PreChat: chat.PreChat{TicketID: chat.NoTicket}}, &chat.Related{}
	r := readerOf(doc)
	chatMembers(r, c, related, everything)
	if r.err != nil {
		return nil, nil, r.err
	}
	if err := complete(r, c, related); err != nil {
		return nil, nil, err
	}
	return c, related, nil
}

// complete checks what a chat cannot be without and computes what it can.
func complete(r *reader, c *chat.Chat, related *chat.Related) error {
	switch {
	case c.GUID == (chat.GUID{}):
		return chat.Invalid("guid: it is missing, and without it the object is no chat")
	case r.has("id") && c.ID <= 0:
		return chat.Invalid("id: %d is not the id of a chat: it is a positive integer", c.ID)
	case c.RequestedTime.IsZero() && c.StartTime.IsZero():
		return chat.Invalid("requestedTime: it is missing, and so is startTime")
	case c.RequestedTime.IsZero():
		c.RequestedTime = c.StartTime
	case c.StartTime.IsZero():
		c.StartTime = c.RequestedTime
	}
	if c.EndTime.IsZero() {
		c.EndTime = lastSign(c)
	}
	if c.Wrapup != nil && c.Wrapup.CategoriesName == "" {
		c.Wrapup.CategoriesName = c.ChosenNames(related.CategoryOptions)
	}
	told := c.Figures
	c.Derive()
	for _, f := range figures {
		if r.has(f.name) {
			f.set(&c.Figures, &told)
		}
	}
	return r.err
}

// figures are the members that Derive computes; what a record says of them wins.
var figures = []struct {
	name string
	set  func(f, told *chat.Figures)
}{
	{"avgResponseTime", func(f, told *chat.Figures) { f.AvgResponseTime = told.AvgResponseTime }},
	{"visitorMessagesCount", func(f, told *chat.Figures) { f.VisitorMessages = told.VisitorMessages }},
	{"agentMessagesCount", func(f, told *chat.Figures) { f.AgentMessages = told.AgentMessages }},
	{"lastMessageSentBy", func(f, told *chat.Figures) { f.LastMessageBy = told.LastMessageBy }},
	{"duration", func(f, told *chat.Figures) { f.Duration = told.Duration }},
	{"waitingTime", func(f, told *chat.Figures) { f.WaitingTime = told.WaitingTime }},
	{"botDuration", func(f, told *chat.Figures) { f.BotDuration = told.BotDuration }},
	{"agentDuration", func(f, told *chat.Figures) { f.AgentDuration = told.AgentDuration }},
}

// lastSign is the latest that is known of a chat whose end is not.
func lastSign(c *chat.Chat) (latest time.Time) {
	latest = c.StartTime
	for i := range c.Messages {
		if t := c.Messages[i].Time; t.After(latest) {
			latest = t
		}
	}
	return latest
}
