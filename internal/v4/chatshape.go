package v4

import (
	"github.com/parleychat/parley/internal/chat"
)

// everything includes all there is.
const everything = ^chat.Include(0)

// chatMembers lists the members of a chat (chat-api.txt, Chat JSON Format) in the
// order of the samples. The table's members that no sample of an answer shows
// stand where samples/put-chat.json has them.
func chatMembers(s shape, c *chat.Chat, rel *chat.Related, include chat.Include) {
	if s.reading() || c.ID != 0 { // a record that was never stored has none
		s.integer("id", &c.ID)
	}
	s.guid("guid", &c.GUID)
	s.guid("sessionId", &c.SessionID)
	s.guid("visitorId", &c.VisitorID)
	s.guid("contactIdentityId", &c.ContactIdentityID)
	s.instant("startTime", &c.StartTime, exact)
	s.instant("endTime", &c.EndTime, exact)
	s.flag("isQueued", &c.IsQueued)
	s.flag("ifAudioChatHappened", &c.AudioChatHappened)
	s.flag("ifVideoChatHappened", &c.VideoChatHappened)
	s.enum("status", (*uint8)(&c.Status), statuses)
	s.text("requestingPageTitle", &c.PageTitle)
	s.text("requestingPageURL", &c.PageURL)
	preChatMembers(s, &c.PreChat)
	s.guid("departmentId", &c.DepartmentID)
	s.guid("skillId", &c.SkillID)
	s.instant("requestedTime", &c.RequestedTime, exact)
	s.integer("offlineMessageId", &c.OfflineMessageID)
	s.number("avgResponseTime", &c.AvgResponseTime)
	s.integer("visitorMessagesCount", &c.VisitorMessages)
	s.integer("agentMessagesCount", &c.AgentMessages)
	s.guid("campaignId", &c.CampaignID)
	s.enum("lastMessageSentBy", (*uint8)(&c.LastMessageBy), senders)
	s.span("duration", &c.Duration)
	s.enum("source", (*uint8)(&c.Source), sources)
	s.span("waitingTime", &c.WaitingTime)
	s.guid("autoInvitationId", &c.AutoInvitationID)
	s.integer("cannedMessageCount", &c.CannedMessages)
	s.span("botDuration", &c.BotDuration)
	s.span("agentDuration", &c.AgentDuration)
	s.guid("botId", &c.BotID)
	s.enum("chatType", (*uint8)(&c.Type), chatTypes)
	items(s, "messages", &c.Messages, messageMembers)
	if include != 0 {
		includedParts(s, c, rel, include)
		includedNouns(s, c, rel, include)
	}
	unnamedParts(s, c)
	rest(s, &c.Extra, wholeChat)
}

// wholeChat is chatMembers with everything, to list the names.
func wholeChat(s shape, c *chat.Chat) { chatMembers(s, c, &chat.Related{}, everything) }

func preChatMembers(s shape, p *chat.PreChat) {
	s.enum("preChatSocialMediaSource", (*uint8)(&p.SocialMedia), socialMedias)
	s.text("preChatSocialProfileURL", &p.SocialProfile)
	s.text("preChatName", &p.Name)
	s.text("preChatEmail", &p.Email)
	s.text("preChatProductService", &p.ProductService)
	s.text("preChatPhone", &p.Phone)
	s.text("preChatCompany", &p.Company)
	s.integer("preChatTicketId", &p.TicketID)
}

func messageMembers(s shape, m *chat.Message) {
	s.text("chatAction", (*string)(&m.Action))
	s.text("message", &m.Text)
	s.enum("senderType", (*uint8)(&m.Sender), senders)
	s.text("senderName", &m.SenderName)
	s.instant("time", &m.Time, wholeSecond)
	s.text("translatedMessage", &m.Translated)
	s.text("attachment", &m.Attachment)
	rest(s, &m.Extra, messageMembers)
}

// includedParts lists what belongs to the chat alone and comes with an include
// (wire.md §5); the session, which the samples show, stands first.
func includedParts(s shape, c *chat.Chat, rel *chat.Related, include chat.Include) {
	if include.Has(chat.IncludeSession) {
		pointed(s, "session", &c.SessionID, &rel.Sessions, sessions)
	}
	if include.Has(chat.IncludeChatAgent) {
		items(s, "chatAgents", &c.Agents, chatAgentMembers(c, rel))
	}
	if include.Has(chat.IncludeWrapup) {
		part(s, "chatWrapup", &c.Wrapup, wrapupMembers(c, rel))
	}
	if include.Has(chat.IncludeWrapupCategory) {
		items(s, "chatWrapupCategories", &c.Categories, categoryMembers(c, rel))
	}
	if include.Has(chat.IncludeSurvey) {
		part(s, "postChatSurvey", &c.Survey, surveyMembers(c))
	}
	if include.Has(chat.IncludeSegmentResult) {
		items(s, "chatSegmentResults", &c.SegmentResults, segmentMembers(c, rel))
	}
	if include.Has(chat.IncludeFieldResult) {
		items(s, "chatFieldResults", &c.FieldResults, fieldResultMembers(c))
	}
	if include.Has(chat.IncludeAttachment) {
		items(s, "chatAttachments", &c.Attachments, attachmentMembers(c))
	}
	if include.Has(chat.IncludeChatbotMap) {
		items(s, "chatChatbotMaps", &c.Bots, botMapMembers(c))
	}
}

// includedNouns lists what the chat points to.
func includedNouns(s shape, c *chat.Chat, rel *chat.Related, include chat.Include) {
	if include.Has(chat.IncludeAutoInvitation) {
		pointed(s, "autoInvitation", &c.AutoInvitationID, &rel.AutoInvitations, autoInvitations)
	}
	if include.Has(chat.IncludeCampaign) {
		pointed(s, "campaign", &c.CampaignID, &rel.Campaigns, campaigns)
	}
	if include.Has(chat.IncludeDepartment) {
		pointed(s, "department", &c.DepartmentID, &rel.Departments, departments)
	}
	if include.Has(chat.IncludeSkill) {
		pointed(s, "skill", &c.SkillID, &rel.Skills, skills)
	}
	if include.Has(chat.IncludeContactIdentity) {
		pointed(s, "contactIdentity", &c.ContactIdentityID, &rel.ContactIdentities, contactIdentities)
	}
	if include.Has(chat.IncludeVisitor) {
		pointed(s, "visitor", &c.VisitorID, &rel.Visitors, visitors)
	}
}

// unnamedParts lists the parts that can be searched by but that the specification
// has no include for. They are given back where an import brought them.
func unnamedParts(s shape, c *chat.Chat) {
	if s.reading() || len(c.TransferLog) > 0 {
		items(s, "transferLogs", &c.TransferLog, transferMembers(c))
	}
	if s.reading() || c.Sentiment != nil {
		part(s, "botSentimentRecord", &c.Sentiment, sentimentMembers)
	}
}
