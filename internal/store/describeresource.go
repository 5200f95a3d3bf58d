package store

import "github.com/parleychat/parley/internal/chat"

// The members of what only resources have (describe.go).

func describeAskedField(c *coder, m *chat.AskedField) {
	c.guid(&m.FieldID)
	c.bool(&m.IsRequired)
	c.bool(&m.IsHidden)
	c.int(&m.Order)
}

func describeFormField(c *coder, m *chat.FormField) {
	c.guid(&m.ID)
	c.text(&m.Name)
	enum(c, &m.Type)
	c.bool(&m.IsSystem)
	c.bool(&m.IsRequired)
	c.bool(&m.IsPCI)
	list(c, &m.Options, func(c *coder, m *chat.FieldOption) {
		c.text(&m.Name)
		c.int(&m.Order)
	})
}

func describeConditions(c *coder, m *chat.Conditions) {
	enum(c, &m.Met)
	c.text(&m.Logic)
	list(c, &m.All, func(c *coder, m *chat.Condition) {
		c.text(&m.Name)
		c.text(&m.Operator)
		list(c, &m.Values, (*coder).text)
	})
}

func describeBot(c *coder, m *chat.Bot) {
	c.guid(&m.ID)
	c.text(&m.Name)
	c.text(&m.Description)
	describeExtra(c, &m.Extra)
}

func describeCustomVariable(c *coder, m *chat.CustomVariable) {
	c.guid(&m.ID)
	c.text(&m.Name)
	c.text(&m.Value)
	c.text(&m.Hyperlink)
	enum(c, &m.Type)
}

func describeWebhook(c *coder, m *chat.Webhook) {
	c.guid(&m.ID)
	enum(c, &m.Event)
	c.text(&m.TargetURL)
}
