package store

import (
	"math"
	"strings"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// place is where the values of a declared field stand.
type place struct {
	column   string // of the table chat, or of page or many
	nullable bool   // NULL stands for "no value"
	small    bool   // narrower than the values that it is compared with

	// beside is the table that has the column in place of chat; there a chat may
	// have no row, which means the value that missing is in SQL.
	beside, missing string

	// many is what follows FROM in the sub-select of a field that can have several
	// values, or none; "x" is its table.
	many string
	noun chat.Include // of a field of a noun: what includes it
	// document fields have no column: what they say is in the document.
	document bool
	// sort is the column of chat that a field with many values is sorted by.
	sort string
}

// places has every declared field by its name. Scalar fields of chat are written
// through this table as well (chatRow), so that what is searched is what
// chat.Record says.
var places = map[string]place{
	"id":                       {column: "id"},
	"guid":                     {column: "guid"},
	"sessionId":                {column: "session", nullable: true},
	"visitorId":                {column: "visitor", nullable: true},
	"contactIdentityId":        {column: "contact_identity", nullable: true},
	"startTime":                {column: "started"},
	"endTime":                  {column: "ended"},
	"isQueued":                 {column: "is_queued", small: true},
	"ifAudioChatHappened":      {column: "audio", small: true},
	"ifVideoChatHappened":      {column: "video", small: true},
	"status":                   {column: "status", small: true},
	"requestingPageTitle":      {column: "title", beside: pageTable, missing: "''"},
	"requestingPageURL":        {column: "url", beside: pageTable, missing: "''"},
	"source":                   {column: "source", small: true},
	"autoInvitationId":         {column: "auto_invitation", nullable: true},
	"preChatSocialMediaSource": {column: "social_media", small: true},
	"preChatSocialProfileURL":  {column: "profile", beside: pageTable, missing: "''"},
	"preChatName":              {column: "name"},
	"preChatEmail":             {column: "email"},
	"preChatPhone":             {column: "phone"},
	"preChatCompany":           {column: "company"},
	"preChatProductService":    {column: "product"},
	"preChatTicketId":          {column: "ticket"},
	"offlineMessageId":         {column: "offline_message"},
	"departmentId":             {column: "department", nullable: true},
	"skillId":                  {column: "skill", nullable: true},
	"requestedTime":            {column: "requested"},
	"avgResponseTime":          {column: "avg_response"},
	"visitorMessagesCount":     {column: "visitor_messages"},
	"agentMessagesCount":       {column: "agent_messages"},
	"campaignId":               {column: "campaign", nullable: true},
	"waitingTime":              {column: "waiting"},
	"duration":                 {column: "duration"},
	"cannedMessageCount":       {column: "canned_messages"},
	"botDuration":              {column: "bot_duration"},
	"agentDuration":            {column: "agent_duration"},
	"lastMessageSentBy":        {column: "last_sender", small: true},
	"chatType":                 {column: "type", small: true},

	"postChatSurvey.ratingGrade":           {column: "rating", nullable: true, beside: reviewTable, missing: "NULL"},
	"postChatSurvey.ratingComment":         {column: "rating_comment", beside: reviewTable, missing: "''"},
	"chatWrapup.comment":                   {column: "wrapup_comment", beside: reviewTable, missing: "''"},
	"botSentimentRecord.veryNegativeCount": {column: "very_negative", beside: reviewTable, missing: "0"},
	"botSentimentRecord.negativeCount":     {column: "negative", beside: reviewTable, missing: "0"},
	"transferred":                          {column: "transferred", small: true, beside: reviewTable, missing: "0"},

	"agent":                        linkPlace(agentLink),
	"botId":                        botPlace(),
	"categoryOptionId":             linkPlace(categoryLink),
	"segmentId":                    linkPlace(segmentLink),
	"transferLog.fromDepartmentId": linkPlace(fromDepartmentLink),
	"transferLog.toDepartmentId":   linkPlace(toDepartmentLink),
	"transferLog.transferType":     {column: "type", many: "chat_transfer x WHERE x.site = c.site AND x.chat = c.id"},

	"preChatFormField":  formPlace(chat.PreChatForm),
	"postChatFormField": formPlace(chat.PostChatForm),
	"wrapupFormField":   formPlace(chat.WrapUpForm),
	"customVariable":    formPlace(chat.CustomVariableForm),
	"formField":         {column: "value", many: formRows},

	"campaign.name": {column: "name", many: "campaign x WHERE x.site = c.site AND x.id = c.campaign", noun: chat.IncludeCampaign},
	"ssoUserId":     {column: "sso", many: "visitor x WHERE x.site = c.site AND x.id = c.visitor", noun: chat.IncludeVisitor},

	"keywords": {document: true},
	"messages": {document: true},
}

// expression is the SQL for the field's value of the chat c.
func (p place) expression() string {
	switch {
	case p.many != "":
		return "x." + p.column
	case p.beside != "":
		return "coalesce((SELECT g." + p.column + " FROM " + p.beside + " g WHERE g.site = c.site AND g.chat = c.id), " + p.missing + ")"
	default:
		return "c." + p.column
	}
}

// stored is a declared field together with the column that its value is written to.
type stored struct {
	field filter.Field
	place
}

// The tables beside chat.
const (
	pageTable   = "chat_page"
	reviewTable = "chat_review"
)

// storedFields are the fields with a column of their own in chat, or in a table
// beside it, in a fixed order.
func storedFields(beside string) []stored {
	var fields []stored
	for _, d := range chat.Fields() {
		if p, ok := places[d.Name]; ok && p.many == "" && !p.document && p.beside == beside {
			fields = append(fields, stored{d.Field, p})
		}
	}
	return fields
}

var (
	chatFields   = storedFields("")
	pageFields   = storedFields(pageTable)
	reviewFields = storedFields(reviewTable)

	chatTarget     = target{table: "chat", columns: append([]string{"site", "given_up", "bot"}, columnNames(chatFields)...)}
	docTarget      = target{table: "chat_doc", columns: []string{"site", "chat", "doc"}}
	pageTarget     = target{table: pageTable, columns: append([]string{"site", "chat"}, columnNames(pageFields)...)}
	reviewTarget   = target{table: reviewTable, columns: append([]string{"site", "chat"}, columnNames(reviewFields)...)}
	linkTarget     = target{table: "chat_link", columns: []string{"site", "chat", "kind", "target"}}
	fieldTarget    = target{table: "chat_field", columns: []string{"site", "chat", "n", "form", "field", "name", "value", "number"}}
	transferTarget = target{table: "chat_transfer", columns: []string{"site", "chat", "type"}}
	chosenTarget   = target{table: "chat_category", columns: []string{"site", "id", "chat", "option"}, also: " ON CONFLICT DO NOTHING"}
	eventTable     = target{table: "event", columns: []string{"site", "n", "kind", "time", "chat_id", "chat_guid"}}
	doomTarget     = target{table: "doomed_file", columns: []string{"site", "key"}, also: " ON CONFLICT DO NOTHING"}
)

func columnNames(fields []stored) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.column
	}
	return names
}

// orReplace makes inserted rows replace those with the same key.
func (to target) orReplace(key ...string) target {
	sets := make([]string, 0, len(to.columns))
	for _, column := range to.columns {
		sets = append(sets, column+" = excluded."+column)
	}
	to.also = " ON CONFLICT (" + strings.Join(key, ", ") + ") DO UPDATE SET " + strings.Join(sets, ", ")
	return to
}

// chatRow is the row of a chat in the order of chatTarget.
func chatRow(site chat.SiteID, c *chat.Chat) []any {
	row := make([]any, 0, len(chatTarget.columns))
	row = append(row, int64(site), boolArg(c.GivenUp()), guidArg(c.BotID))
	return appendValues(row, c, chatFields)
}

// pageRow is the row of a chat in the order of pageTarget, nil when there is
// nothing to keep.
func pageRow(site chat.SiteID, c *chat.Chat) []any {
	if c.PageTitle == "" && c.PageURL == "" && c.PreChat.SocialProfile == "" {
		return nil
	}
	return appendValues([]any{int64(site), c.ID}, c, pageFields)
}

// reviewRow is the row of a chat in the order of reviewTarget, nil when there is
// nothing to keep.
func reviewRow(site chat.SiteID, c *chat.Chat) []any {
	if c.Survey == nil && c.Wrapup == nil && c.Sentiment == nil && !c.Transferred() {
		return nil
	}
	return appendValues([]any{int64(site), c.ID}, c, reviewFields)
}

func appendValues(row []any, c *chat.Chat, fields []stored) []any {
	record := chat.Record{Chat: c}
	for _, f := range fields {
		var arg any
		if values := record.Values(f.field); len(values) > 0 {
			arg = argument(values[0])
		}
		row = append(row, arg)
	}
	return row
}

// argument is a value as an argument of a statement.
func argument(v filter.Value) any {
	switch v.Kind() {
	case filter.Number:
		return v.Number()
	case filter.Text:
		return v.Text()
	case filter.GUID:
		return []byte(v.Text())
	default:
		return v.Int()
	}
}

func boolArg(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// orderly reports whether every database orders and equals the value as Go
// does. Only NaN is left out.
func orderly(v filter.Value) bool {
	return v.Kind() != filter.Number || !math.IsNaN(v.Number())
}
