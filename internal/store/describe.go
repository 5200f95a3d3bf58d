package store

import "github.com/parleychat/parley/internal/chat"

// The members of each noun, in the order in which a document has them. A member
// that comes later goes to the end of its noun, behind a look at c.version.

func describeChat(c *coder, m *chat.Chat) {
	c.int(&m.ID)
	c.guid(&m.GUID)
	enum(c, &m.Status)
	enum(c, &m.Source)
	enum(c, &m.Type)
	c.time(&m.RequestedTime)
	c.time(&m.StartTime)
	c.time(&m.EndTime)
	describePointers(c, m)
	c.text(&m.PageTitle)
	c.text(&m.PageURL)
	describePreChat(c, &m.PreChat)
	c.bool(&m.IsQueued)
	c.bool(&m.AudioChatHappened)
	c.bool(&m.VideoChatHappened)
	describeFigures(c, &m.Figures)
	describeParts(c, m)
	describeExtra(c, &m.Extra)
}

func describePointers(c *coder, m *chat.Chat) {
	c.guid(&m.SessionID)
	c.guid(&m.VisitorID)
	c.guid(&m.ContactIdentityID)
	c.guid(&m.CampaignID)
	c.guid(&m.DepartmentID)
	c.guid(&m.SkillID)
	c.guid(&m.AutoInvitationID)
	c.guid(&m.BotID)
	c.int(&m.OfflineMessageID)
}

func describePreChat(c *coder, m *chat.PreChat) {
	c.text(&m.Name)
	c.text(&m.Email)
	c.text(&m.Phone)
	c.text(&m.Company)
	c.text(&m.ProductService)
	enum(c, &m.SocialMedia)
	c.text(&m.SocialProfile)
	c.int(&m.TicketID)
}

func describeFigures(c *coder, m *chat.Figures) {
	c.int(&m.VisitorMessages)
	c.int(&m.AgentMessages)
	c.int(&m.CannedMessages)
	c.float(&m.AvgResponseTime)
	enum(c, &m.LastMessageBy)
	c.seconds(&m.Duration)
	c.seconds(&m.AgentDuration)
	c.seconds(&m.BotDuration)
	c.seconds(&m.WaitingTime)
}

func describeParts(c *coder, m *chat.Chat) {
	list(c, &m.Messages, describeMessage)
	list(c, &m.Agents, describeChatAgent)
	list(c, &m.Bots, describeChatbotMap)
	list(c, &m.FieldResults, describeFieldResult)
	optional(c, &m.Wrapup, describeWrapup)
	list(c, &m.Categories, describeWrapupCategory)
	optional(c, &m.Survey, describeSurvey)
	list(c, &m.SegmentResults, describeSegmentResult)
	list(c, &m.Attachments, describeAttachment)
	list(c, &m.TransferLog, describeTransferLog)
	optional(c, &m.Sentiment, describeSentiment)
}

func describeMessage(c *coder, m *chat.Message) {
	c.text((*string)(&m.Action))
	c.text(&m.Text)
	enum(c, &m.Sender)
	c.text(&m.SenderName)
	c.time(&m.Time)
	c.text(&m.Translated)
	c.text(&m.Attachment)
	describeExtra(c, &m.Extra)
}

func describeChatAgent(c *coder, m *chat.ChatAgent) {
	c.int(&m.ID)
	c.guid(&m.AgentID)
	c.guid(&m.BotID)
	c.time(&m.StartTime)
	c.time(&m.EndTime)
	c.seconds(&m.Duration)
	describeExtra(c, &m.Extra)
}

func describeChatbotMap(c *coder, m *chat.ChatbotMap) {
	c.int(&m.ID)
	c.guid(&m.BotID)
	describeExtra(c, &m.Extra)
}

func describeFieldResult(c *coder, m *chat.FieldResult) {
	c.int(&m.ID)
	enum(c, &m.FormType)
	c.guid(&m.FieldID)
	c.text(&m.FieldName)
	c.text(&m.Value)
	c.text(&m.URL)
	describeExtra(c, &m.Extra)
}

func describeWrapup(c *coder, m *chat.Wrapup) {
	c.guid(&m.AgentID)
	c.text(&m.Comment)
	c.bool(&m.IsAutoSubmitted)
	c.time(&m.LastUpdated)
	c.text(&m.CategoriesName)
	describeExtra(c, &m.Extra)
}

func describeWrapupCategory(c *coder, m *chat.WrapupCategory) {
	c.int(&m.ID)
	c.guid(&m.OptionID)
	describeExtra(c, &m.Extra)
}

func describeSurvey(c *coder, m *chat.PostChatSurvey) {
	optional(c, &m.Rating, (*coder).int)
	c.text(&m.Comment)
	c.time(&m.Time)
	describeExtra(c, &m.Extra)
}

func describeSegmentResult(c *coder, m *chat.SegmentResult) {
	c.int(&m.ID)
	c.guid(&m.SegmentID)
	describeExtra(c, &m.Extra)
}

func describeAttachment(c *coder, m *chat.Attachment) {
	c.int(&m.ID)
	c.text(&m.Name)
	c.text(&m.FileKey)
	c.text(&m.URL)
	c.int(&m.Size)
	c.text(&m.ContentType)
	c.bool(&m.IsNote)
	describeExtra(c, &m.Extra)
}

func describeTransferLog(c *coder, m *chat.TransferLog) {
	c.int(&m.ID)
	c.int(&m.Type)
	c.guid(&m.FromDepartment)
	c.guid(&m.ToDepartment)
	c.guid(&m.FromAgent)
	c.guid(&m.ToAgent)
	c.time(&m.Time)
	describeExtra(c, &m.Extra)
}

func describeSentiment(c *coder, m *chat.SentimentRecord) {
	c.int(&m.VeryNegative)
	c.int(&m.Negative)
	describeExtra(c, &m.Extra)
}

func describeExtra(c *coder, m *chat.Extra) {
	list(c, (*[]chat.Member)(m), func(c *coder, m *chat.Member) {
		c.text(&m.Name)
		c.text(&m.Raw)
	})
}

func describeSession(c *coder, m *chat.Session) {
	c.guid(&m.ID)
	c.guid(&m.VisitorID)
	c.guid(&m.ContactIdentityID)
	describeOrigin(c, m)
}

// describeOrigin is what a session has beside guids.
func describeOrigin(c *coder, m *chat.Session) {
	c.text(&m.IP)
	c.text(&m.ReferrerURL)
	c.guid(&m.SearchEngineID)
	c.text(&m.Keywords)
	c.text(&m.LandingPageURL)
	c.text(&m.LandingPageTitle)
	c.time(&m.StartTime)
	c.text(&m.Browser)
	c.text(&m.OperatingSystem)
	c.text(&m.ScreenResolution)
	c.text(&m.Language)
	c.text(&m.TimeZone)
	describeExtra(c, &m.Extra)
}

func describeVisitor(c *coder, m *chat.Visitor) {
	c.guid(&m.ID)
	c.text(&m.Name)
	c.text(&m.Email)
	c.text(&m.Phone)
	c.text(&m.Company)
	c.text(&m.SSOUserID)
	describeExtra(c, &m.Extra)
}

func describeContactIdentity(c *coder, m *chat.ContactIdentity) {
	c.guid(&m.ID)
	c.text(&m.Name)
	describeExtra(c, &m.Extra)
}

func describeCampaign(c *coder, m *chat.Campaign) {
	c.guid(&m.ID)
	c.text(&m.Name)
	c.text(&m.Description)
	c.text(&m.Language)
	describeExtra(c, &m.Extra)
	if c.version < 2 {
		return
	}
	for _, form := range []*[]chat.AskedField{&m.PreChat, &m.PostChat, &m.Wrapup, &m.OfflineMessage} {
		list(c, form, describeAskedField)
	}
	if c.version >= 3 {
		c.guid(&m.BotID)
	}
	if c.version >= 5 {
		describeShown(c, m)
	}
}

// describeDepartment leaves out the agents, who have rows of their own.
func describeDepartment(c *coder, m *chat.Department) {
	c.guid(&m.ID)
	c.text(&m.Name)
	c.text(&m.Description)
	describeExtra(c, &m.Extra)
	if c.version >= 2 {
		c.bool(&m.NotInLiveChat)
	}
	if c.version >= 3 {
		describeOverflow(c, &m.Overflow)
		c.int(&m.QueueLimit)
	}
}

func describeSkill(c *coder, m *chat.Skill) {
	c.guid(&m.ID)
	c.text(&m.Name)
	c.text(&m.Description)
	describeExtra(c, &m.Extra)
}

func describeAutoInvitation(c *coder, m *chat.AutoInvitation) {
	c.guid(&m.ID)
	c.text(&m.Name)
	describeExtra(c, &m.Extra)
	if c.version >= 2 {
		c.guid(&m.CampaignID)
		c.bool(&m.IsDisabled)
		c.int(&m.Order)
		c.text(&m.Message)
		describeConditions(c, &m.Conditions)
	}
}

func describeSegment(c *coder, m *chat.Segment) {
	c.guid(&m.ID)
	c.text(&m.Name)
	describeExtra(c, &m.Extra)
	if c.version >= 2 {
		c.text(&m.Description)
		describeConditions(c, &m.Conditions)
	}
}

func describeCategoryOption(c *coder, m *chat.CategoryOption) {
	c.guid(&m.ID)
	c.text(&m.Name)
	c.text(&m.GroupName)
	c.int(&m.Order)
	describeExtra(c, &m.Extra)
}

// describeTicket leaves out the messages, which have rows of their own.
func describeTicket(c *coder, m *chat.Ticket) {
	c.int(&m.ID)
	c.text(&m.Subject)
	c.text(&m.Status)
	c.time(&m.Created)
}

func describeTicketMessage(c *coder, m *chat.TicketMessage) {
	c.int(&m.ID)
	c.time(&m.Time)
	c.text(&m.Author)
	c.text(&m.Text)
}

// describeCategory leaves out the options, which have rows of their own.
func describeCategory(c *coder, m *chat.Category) {
	c.guid(&m.ID)
	c.text(&m.Name)
	c.bool(&m.IsRequired)
	c.int(&m.Order)
}

// describeAgent leaves out what the agent belongs to, which has rows of its own.
func describeAgent(c *coder, m *chat.Agent) {
	c.guid(&m.ID)
	c.text(&m.DisplayName)
	c.text(&m.Email)
	describeExtra(c, &m.Extra)
	if c.version >= 2 {
		c.text(&m.FirstName)
		c.text(&m.LastName)
		c.bool(&m.IsInactive)
	}
	if c.version >= 7 {
		c.text(&m.Avatar)
	}
}
