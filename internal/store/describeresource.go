package store

import "github.com/parleychat/parley/internal/chat"

// The members of what only resources and offline messages have (describe.go).

func describeAskedField(c *coder, m *chat.AskedField) {
	c.guid(&m.FieldID)
	c.bool(&m.IsRequired)
	c.bool(&m.IsHidden)
	c.int(&m.Order)
}

// describeShown has what a campaign shows on a page, and to which.
func describeShown(c *coder, m *chat.Campaign) {
	c.text(&m.Look.Color)
	enum(c, &m.Look.Position)
	enum(c, &m.Look.Theme)
	c.int(&m.Look.OffsetX)
	c.int(&m.Look.OffsetY)
	c.bool(&m.Look.IsSilent)
	list(c, &m.Texts, func(c *coder, w *chat.Wording) {
		c.text(&w.Language)
		list(c, &w.Texts, func(c *coder, t *chat.OwnText) {
			c.text(&t.Key)
			c.text(&t.Text)
		})
	})
	list(c, &m.AllowedOrigins, (*coder).text)
	c.int(&m.Challenge)
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
	if c.version >= 3 {
		c.bool(&m.IsDisabled)
		c.text(&m.WebhookURL)
		c.text(&m.Secret)
		c.text(&m.Former)
	}
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
	if c.version >= 8 {
		c.bool(&m.IsDisabled)
		c.text(&m.Secret)
		c.text(&m.Former)
		c.time(&m.FailingSince)
		enum(c, &m.Closed)
	}
}

// describeIssuedKey leaves out what stands in access_key.
func describeIssuedKey(c *coder, m *chat.IssuedKey) {
	c.guid(&m.ID)
	c.text(&m.Name)
	c.text(&m.Prefix)
}

func describeClient(c *coder, m *chat.OAuthClient) {
	c.guid(&m.ID)
	c.text(&m.Name)
	list(c, &m.RedirectURIs, (*coder).text)
	enum(c, &m.May)
	c.guid(&m.AgentID)
	c.bool(&m.IsPublic)
	c.time(&m.Created)
	c.text(&m.Prefix)
	for i := range m.Hash {
		c.byte(&m.Hash[i])
	}
}

func describeOfflineMessage(c *coder, m *chat.OfflineMessage) {
	c.int(&m.ID)
	c.guid(&m.GUID)
	c.guid(&m.SessionID)
	c.time(&m.CreatedTime)
	c.text(&m.Name)
	c.text(&m.Email)
	c.text(&m.Phone)
	c.text(&m.Company)
	c.guid(&m.DepartmentID)
	c.guid(&m.SkillID)
	c.guid(&m.AgentID)
	c.int(&m.TicketID)
	c.text(&m.Subject)
	c.text(&m.Message)
	c.int(&m.AttachmentID)
	c.text(&m.AttachmentName)
	c.text(&m.PageTitle)
	c.text(&m.PageURL)
	enum(c, &m.Source)
	c.guid(&m.AutoInvitationID)
	c.guid(&m.CampaignID)
	c.guid(&m.VisitorID)
	c.guid(&m.ContactIdentityID)
	if c.version >= 3 {
		list(c, &m.Fields, describeFieldResult)
		c.text(&m.Digest)
	}
}

// describeIdentityKey keeps the shared secret: without it no signature can be checked.
func describeIdentityKey(c *coder, m *chat.IdentityKey) {
	c.guid(&m.ID)
	c.text(&m.Name)
	enum(c, &m.Algorithm)
	c.text(&m.PublicKey)
	c.time(&m.Created)
	c.text(&m.Shared)
}

func describeBan(c *coder, m *chat.Ban) {
	c.guid(&m.ID)
	c.guid(&m.VisitorID)
	c.text(&m.Address)
	c.time(&m.Until)
	c.text(&m.Comment)
	c.guid(&m.By)
	c.time(&m.Created)
}

func describeCanned(c *coder, m *chat.CannedMessage) {
	c.guid(&m.ID)
	c.text(&m.Shortcut)
	c.text(&m.Text)
	c.text(&m.Category)
	enum(c, &m.SharedWith)
	c.guid(&m.DepartmentID)
	c.guid(&m.AgentID)
	c.time(&m.Created)
}

func describeSavedSearch(c *coder, m *chat.SavedSearch) {
	c.guid(&m.ID)
	c.text(&m.Name)
	c.text(&m.Search)
	c.bool(&m.GivenUp)
	enum(c, &m.SharedWith)
	c.guid(&m.AgentID)
	c.time(&m.Created)
}

// describeIdentityProvider keeps the client's secret: the server shows it to the provider.
func describeIdentityProvider(c *coder, m *chat.IdentityProvider) {
	c.guid(&m.ID)
	c.text(&m.Name)
	c.text(&m.Issuer)
	c.text(&m.ClientID)
	c.text(&m.ClientSecret)
	list(c, &m.Scopes, (*coder).text)
	list(c, &m.Domains, (*coder).text)
	c.bool(&m.TrustsEmail)
	c.bool(&m.IsDisabled)
	c.bool(&m.MakesAgents)
	enum(c, &m.Role)
	list(c, &m.DepartmentIDs, (*coder).guid)
}
