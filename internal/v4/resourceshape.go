package v4

import (
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// The enumerations of resources.
var (
	fieldTypes    = enumOf(chat.ParseFieldType)
	metTypes      = enumOf(chat.ParseMetType)
	variableTypes = enumOf(chat.ParseVariableType)
	sharings      = enumOf(chat.ParseSharing)
	positions     = enumOf(chat.ParsePosition)
	themes        = enumOf(chat.ParseTheme)

	identityAlgorithms = enumOf(chat.ParseIdentityAlgorithm)
)

// includedCampaignMembers lists what an include shows; what the forms ask is at the
// campaign's own address.
func includedCampaignMembers(s shape, n *chat.Campaign) {
	s.guid("id", &n.ID)
	s.text("name", &n.Name)
	s.text("description", &n.Description)
	s.text("language", &n.Language)
	rest(s, &n.Extra, campaignMembers)
}

func campaignMembers(s shape, n *chat.Campaign) {
	s.guid("id", &n.ID)
	s.text("name", &n.Name)
	s.text("description", &n.Description)
	s.text("language", &n.Language)
	items(s, "preChatFields", &n.PreChat, askedFieldMembers)
	items(s, "postChatFields", &n.PostChat, askedFieldMembers)
	items(s, "wrapupFields", &n.Wrapup, askedFieldMembers)
	items(s, "offlineMessageFields", &n.OfflineMessage, askedFieldMembers)
	if s.reading() || n.BotID != (chat.GUID{}) {
		s.guid("botId", &n.BotID)
	}
	lookMembers(s, &n.Look)
	wordings(s, "texts", &n.Texts)
	texts(s, "allowedOrigins", &n.AllowedOrigins)
	s.integer("requireChallenge", &n.Challenge)
	rest(s, &n.Extra, campaignMembers)
}

// lookMembers walks a look; one that was never set has the usual values.
func lookMembers(s shape, l *chat.Look) {
	filled := l.Filled()
	if s.reading() {
		defer func() { *l = filled }()
	}
	if !s.object("look", true) {
		return
	}
	s.text("color", &filled.Color)
	s.enum("position", (*uint8)(&filled.Position), positions)
	s.enum("theme", (*uint8)(&filled.Theme), themes)
	s.integer("offsetX", &filled.OffsetX)
	s.integer("offsetY", &filled.OffsetY)
	opposite(s, "sound", &filled.IsSilent)
	s.end('}')
}

func askedFieldMembers(s shape, f *chat.AskedField) {
	s.guid("fieldId", &f.FieldID)
	s.flag("isRequired", &f.IsRequired)
	opposite(s, "isVisible", &f.IsHidden)
	s.integer("order", &f.Order)
}

func formFieldMembers(s shape, n *chat.FormField) {
	s.guid("id", &n.ID)
	s.text("name", &n.Name)
	s.enum("type", (*uint8)(&n.Type), fieldTypes)
	s.flag("isSystem", &n.IsSystem)
	s.flag("isRequired", &n.IsRequired)
	s.flag("isPci", &n.IsPCI)
	items(s, "options", &n.Options, func(s shape, o *chat.FieldOption) {
		s.text("name", &o.Name)
		s.integer("order", &o.Order)
	})
}

// includedDepartmentMembers lists what an include shows; who is in a department is at
// its own address.
func includedDepartmentMembers(s shape, n *chat.Department) {
	s.guid("id", &n.ID)
	s.text("name", &n.Name)
	s.text("description", &n.Description)
	opposite(s, "isAvailableInLiveChat", &n.NotInLiveChat)
	rest(s, &n.Extra, departmentMembers)
}

func departmentMembers(s shape, n *chat.Department) {
	s.guid("id", &n.ID)
	s.text("name", &n.Name)
	s.text("description", &n.Description)
	opposite(s, "isAvailableInLiveChat", &n.NotInLiveChat)
	guids(s, "agentIds", &n.AgentIDs)
	s.guid("overflowDepartmentId", &n.Overflow.To)
	s.flag("overflowToOfflineMessage", &n.Overflow.ToMessage)
	s.integer("overflowAfter", &n.Overflow.After)
	s.integer("queueLimit", &n.QueueLimit)
	rest(s, &n.Extra, departmentMembers)
}

func skillMembers(s shape, n *chat.Skill) {
	s.guid("id", &n.ID)
	s.text("name", &n.Name)
	s.text("description", &n.Description)
	rest(s, &n.Extra, skillMembers)
}

// includedAgentMembers lists what the agents of a chat show (wire.md §5).
func includedAgentMembers(s shape, n *chat.Agent) {
	s.guid("id", &n.ID)
	s.text("displayName", &n.DisplayName)
	s.text("email", &n.Email)
	rest(s, &n.Extra, includedAgentMembers)
}

// agentMembers keeps no unknown members that come in: among them could be a secret,
// and all that is kept is shown.
func agentMembers(s shape, n *chat.Agent) {
	s.guid("id", &n.ID)
	s.text("email", &n.Email)
	s.text("displayName", &n.DisplayName)
	s.text("firstName", &n.FirstName)
	s.text("lastName", &n.LastName)
	roleMembers(s, n)
	opposite(s, "isActive", &n.IsInactive)
	guids(s, "departmentIds", &n.DepartmentIDs)
	guids(s, "skillIds", &n.SkillIDs)
	avatar := n.Avatar // what is read is not taken over
	s.text("avatar", &avatar)
	if !s.reading() {
		rest(s, &n.Extra, agentMembers)
	}
}

// includedSegmentMembers lists what the segments of a chat show (wire.md §5).
func includedSegmentMembers(s shape, n *chat.Segment) {
	s.guid("id", &n.ID)
	s.text("name", &n.Name)
	rest(s, &n.Extra, includedSegmentMembers)
}

func segmentNounMembers(s shape, n *chat.Segment) {
	s.guid("id", &n.ID)
	s.text("name", &n.Name)
	s.text("description", &n.Description)
	conditionsMembers(s, &n.Conditions)
	rest(s, &n.Extra, segmentNounMembers)
}

func autoInvitationMembers(s shape, n *chat.AutoInvitation) {
	s.guid("id", &n.ID)
	s.text("name", &n.Name)
	s.guid("campaignId", &n.CampaignID)
	opposite(s, "isEnabled", &n.IsDisabled)
	s.integer("order", &n.Order)
	s.text("message", &n.Message)
	conditionsMembers(s, &n.Conditions)
	rest(s, &n.Extra, autoInvitationMembers)
}

// conditionsMembers lists which visitors are meant, in the words of a search.
func conditionsMembers(s shape, c *chat.Conditions) {
	s.enum("conditionMetType", (*uint8)(&c.Met), metTypes)
	s.text("logicalExpression", &c.Logic)
	items(s, "conditions", &c.All, func(s shape, one *chat.Condition) {
		s.text("name", &one.Name)
		s.text("operator", &one.Operator)
		texts(s, "value", &one.Values)
	})
}

func customVariableMembers(s shape, n *chat.CustomVariable) {
	s.guid("id", &n.ID)
	s.text("name", &n.Name)
	s.text("value", &n.Value)
	s.text("hyperlink", &n.Hyperlink)
	s.enum("type", (*uint8)(&n.Type), variableTypes)
}

// banMembers lists the members of a ban, of which some say who is banned and some tell
// how it came about.
func banMembers(s shape, b *chat.Ban) {
	s.guid("id", &b.ID)
	if s.reading() || b.VisitorID != (chat.GUID{}) {
		s.guid("visitorId", &b.VisitorID)
	}
	if s.reading() || b.Address != "" {
		s.text("address", &b.Address)
	}
	if s.reading() || !b.Until.IsZero() {
		s.instant("until", &b.Until, exact)
	}
	s.text("comment", &b.Comment)
	by, created := b.By, b.Created // what is read is not taken over
	s.guid("agentId", &by)
	s.instant("created", &created, exact)
}

// categoryNounMembers lists the members of a wrap-up category.
func categoryNounMembers(s shape, c *chat.Category) {
	s.guid("id", &c.ID)
	s.text("name", &c.Name)
	s.flag("isRequired", &c.IsRequired)
	s.integer("order", &c.Order)
	items(s, "options", &c.Options, func(s shape, o *chat.CategoryOption) {
		s.guid("id", &o.ID)
		s.text("name", &o.Name)
		s.text("groupName", &o.GroupName)
		s.integer("order", &o.Order)
	})
}

func cannedMembers(s shape, m *chat.CannedMessage) {
	s.guid("id", &m.ID)
	s.text("shortcut", &m.Shortcut)
	s.text("text", &m.Text)
	s.text("category", &m.Category)
	s.enum("sharedWith", (*uint8)(&m.SharedWith), sharings)
	s.guid("departmentId", &m.DepartmentID)
	keptMembers(s, m.AgentID, m.Created)
}

func savedSearchMembers(s shape, n *chat.SavedSearch) {
	s.guid("id", &n.ID)
	s.text("name", &n.Name)
	s.raw("search", &n.Search)
	s.flag("isMissedAndRefused", &n.GivenUp)
	s.enum("sharedWith", (*uint8)(&n.SharedWith), sharings)
	keptMembers(s, n.AgentID, n.Created)
}

// keptMembers tell who has made something, and when; what is read is not taken over.
func keptMembers(s shape, agent chat.GUID, created time.Time) {
	s.guid("agentId", &agent)
	s.instant("created", &created, exact)
}

// checkSavedSearch refuses a search that cannot be understood.
func checkSavedSearch(n *chat.SavedSearch) error {
	if _, err := askedBy(parameters{}, []byte(n.Search), 0, n.GivenUp); err != nil {
		return chat.Invalid("search: %s", err)
	}
	return nil
}
