package store

import "github.com/parleychat/parley/internal/chat"

// describeRunning leaves out what stands in columns.
func describeRunning(c *coder, m *chat.Running) {
	if c.reading {
		m.Chat = &chat.Chat{}
	}
	describeChat(c, m.Chat)
	describeSession(c, &m.Session)
	describePerson(c, &m.Holder)
	describePerson(c, &m.Offer.To)
	c.time(&m.Offer.Until)
	c.guid(&m.Prefer)
	list(c, &m.Asked, (*coder).guid)
	list(c, &m.Refused, (*coder).guid)
	list(c, &m.Beside, func(c *coder, b *chat.Beside) {
		describePerson(c, &b.Agent)
		c.bool(&b.Joined)
	})
	c.time(&m.Spoke)
	c.time(&m.QueuedAt)
	c.bool(&m.InFront)
	c.int(&m.ReadByVisitor)
	c.int(&m.ReadByAgent)
	if c.version >= 3 {
		describePerson(c, &m.Bot)
		describeTurn(c, &m.Turn)
		describeWaiting(c, m)
	}
	if c.version >= 6 {
		c.time(&m.ShownUntil)
	}
	if c.version >= 9 {
		describeChosenTicket(c, &m.Ticket)
	}
}

func describeTurn(c *coder, m *chat.Turn) {
	for _, n := range []*int64{&m.N, &m.After, &m.UpTo, &m.Heard, &m.Tries} {
		c.int(n)
	}
	c.time(&m.Begun)
	c.time(&m.Due)
}

func describePerson(c *coder, m *chat.Person) {
	c.guid(&m.ID)
	c.text(&m.Name)
	if c.version >= 7 {
		c.text(&m.Avatar)
	}
}

// describeEntry leaves out the number and the client's id, which stand in columns.
func describeEntry(c *coder, m *chat.Entry) {
	c.text((*string)(&m.Kind))
	c.guid(&m.By)
	c.guid(&m.Sender)
	describeMessage(c, &m.Line)
	digest := string(m.Digest[:])
	c.text(&digest)
	if copy(m.Digest[:], digest) != len(m.Digest) {
		c.fail()
	}
	if c.version >= 7 {
		c.text(&m.Avatar)
	}
	if c.version >= 9 && m.Kind.TellsOfTicket() {
		describeTicketChoice(c, &m.Ticket)
	}
}

func describeTicketChoice(c *coder, m *chat.TicketChoice) {
	c.int(&m.ID)
	c.text(&m.Subject)
}

func describeChosenTicket(c *coder, m *chat.ChosenTicket) {
	describeTicketChoice(c, &m.TicketChoice)
	c.guid(&m.By)
	c.int(&m.Times.UTCOffset)
	c.text(&m.Times.Layout)
}

// describeWaiting has how a chat waits for a department.
func describeWaiting(c *coder, m *chat.Running) {
	describeOverflow(c, &m.Overflow)
	c.time(&m.WaitsSince)
	c.bool(&m.Overdue)
	list(c, &m.Tried, (*coder).guid)
	c.bool(&m.Prompted)
	c.text(&m.SSOUserID)
}

func describeOverflow(c *coder, m *chat.Overflow) {
	c.guid(&m.To)
	c.bool(&m.ToMessage)
	c.int(&m.After)
}
