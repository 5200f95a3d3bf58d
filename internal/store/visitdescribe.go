package store

import "github.com/parleychat/parley/internal/chat"

func describeVisit(c *coder, m *chat.Visit) {
	c.guid(&m.Visitor)
	describeSession(c, &m.Session)
	describeVisitor(c, &m.Known)
	c.text(&m.Where.Country)
	c.text(&m.Where.Region)
	c.text(&m.Where.City)
	c.guid(&m.Campaign)
	list(c, &m.Pages, func(c *coder, p *chat.PageView) {
		c.text(&p.Title)
		c.text(&p.URL)
		c.time(&p.Since)
	})
	c.int(&m.Views)
	c.int(&m.Times)
	c.int(&m.Chats)
	list(c, &m.Variables, describeFieldResult)
	enum(c, &m.Doing)
	list(c, &m.Shown, (*coder).guid)
	describeInvitation(c, &m.Invitation)
	c.guid(&m.Node)
	c.time(&m.LeftAt)
}

func describeInvitation(c *coder, m *chat.Invitation) {
	c.guid(&m.ID)
	c.guid(&m.Auto)
	describePerson(c, &m.Agent)
	c.text(&m.Client)
	c.text(&m.Text)
	c.time(&m.Until)
	enum(c, &m.State)
}
