package v4

import (
	"github.com/parleychat/parley/internal/chat"
)

// The members of a chat's parts (wire.md §5). Each names its chat by the integer
// id, whatever stood there when it was imported.

func chatAgentMembers(c *chat.Chat, rel *chat.Related) func(shape, *chat.ChatAgent) {
	return func(s shape, a *chat.ChatAgent) {
		s.integer("id", &a.ID)
		s.echo("chatId", c.ID)
		s.guid("agentId", &a.AgentID)
		if s.reading() || a.BotID != (chat.GUID{}) {
			// Clients skip rows that have this member at all (wire.md §5).
			s.guid("botId", &a.BotID)
		}
		s.instant("startTime", &a.StartTime, exact)
		s.instant("endTime", &a.EndTime, exact)
		s.span("duration", &a.Duration)
		named(s, "agent", &a.AgentID, &rel.Agents, agents)
		rest(s, &a.Extra, chatAgentMembers(c, rel))
	}
}

func wrapupMembers(c *chat.Chat, rel *chat.Related) func(shape, *chat.Wrapup) {
	return func(s shape, w *chat.Wrapup) {
		s.echo("chatId", c.ID)
		s.guid("agentId", &w.AgentID)
		s.text("comment", &w.Comment)
		s.flag("isAutoSubmitted", &w.IsAutoSubmitted)
		s.instant("lastUpdatedTime", &w.LastUpdated, exact)
		if s.reading() || w.CategoriesName != "" {
			s.text("categoriesName", &w.CategoriesName)
		} else {
			s.text("categoriesName", new(c.ChosenNames(rel.CategoryOptions)))
		}
		rest(s, &w.Extra, wrapupMembers(c, rel))
	}
}

func categoryMembers(c *chat.Chat, rel *chat.Related) func(shape, *chat.WrapupCategory) {
	return func(s shape, w *chat.WrapupCategory) {
		s.integer("id", &w.ID)
		s.echo("chatId", c.ID)
		s.guid("categoryOptionId", &w.OptionID)
		named(s, "categoryOption", &w.OptionID, &rel.CategoryOptions, categoryOptions)
		rest(s, &w.Extra, categoryMembers(c, rel))
	}
}

func surveyMembers(c *chat.Chat) func(shape, *chat.PostChatSurvey) {
	return func(s shape, p *chat.PostChatSurvey) {
		s.echo("chatId", c.ID)
		s.optional("ratingGrade", &p.Rating)
		s.text("ratingComment", &p.Comment)
		s.instant("ratingTime", &p.Time, exact)
		rest(s, &p.Extra, surveyMembers(c))
	}
}

func segmentMembers(c *chat.Chat, rel *chat.Related) func(shape, *chat.SegmentResult) {
	return func(s shape, r *chat.SegmentResult) {
		s.integer("id", &r.ID)
		s.echo("chatId", c.ID)
		s.guid("segmentId", &r.SegmentID)
		named(s, "segment", &r.SegmentID, &rel.Segments, segments)
		rest(s, &r.Extra, segmentMembers(c, rel))
	}
}

func fieldResultMembers(c *chat.Chat) func(shape, *chat.FieldResult) {
	return func(s shape, f *chat.FieldResult) {
		s.integer("id", &f.ID)
		s.echo("chatId", c.ID)
		s.enum("formType", (*uint8)(&f.FormType), formTypes)
		s.guid("fieldId", &f.FieldID)
		s.text("fieldName", &f.FieldName)
		s.text("value", &f.Value)
		s.text("url", &f.URL)
		rest(s, &f.Extra, fieldResultMembers(c))
	}
}

func attachmentMembers(c *chat.Chat) func(shape, *chat.Attachment) {
	return func(s shape, a *chat.Attachment) {
		s.integer("id", &a.ID)
		s.echo("chatId", c.ID)
		s.text("name", &a.Name)
		s.text("fileKey", &a.FileKey)
		s.text("url", &a.URL)
		s.integer("size", &a.Size)
		s.text("contentType", &a.ContentType)
		s.flag("isNote", &a.IsNote)
		rest(s, &a.Extra, attachmentMembers(c))
	}
}

func botMapMembers(c *chat.Chat) func(shape, *chat.ChatbotMap) {
	return func(s shape, m *chat.ChatbotMap) {
		s.integer("id", &m.ID)
		s.echo("chatId", c.ID)
		s.guid("botId", &m.BotID)
		rest(s, &m.Extra, botMapMembers(c))
	}
}

func transferMembers(c *chat.Chat) func(shape, *chat.TransferLog) {
	return func(s shape, t *chat.TransferLog) {
		s.integer("id", &t.ID)
		s.echo("chatId", c.ID)
		s.integer("transferType", &t.Type)
		s.guid("fromDepartmentId", &t.FromDepartment)
		s.guid("toDepartmentId", &t.ToDepartment)
		s.guid("fromAgentId", &t.FromAgent)
		s.guid("toAgentId", &t.ToAgent)
		s.instant("time", &t.Time, exact)
		rest(s, &t.Extra, transferMembers(c))
	}
}

func sentimentMembers(s shape, r *chat.SentimentRecord) {
	s.integer("veryNegativeCount", &r.VeryNegative)
	s.integer("negativeCount", &r.Negative)
	rest(s, &r.Extra, sentimentMembers)
}
