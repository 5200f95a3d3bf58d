package v4

import (
	"net/http"
	"strings"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/openapi"
)

// The groups of operations.
const (
	tagChats    = "Chats"
	tagGivenUp  = "Missed and refused chats"
	tagWrapUp   = "Wrap-up"
	tagTickets  = "Tickets"
	tagOffline  = "Offline messages"
	tagSettings = "Settings"
	tagSignIn   = "Signing in"
	tagServer   = "Server"
)

var apiTags = []openapi.Tag{
	{Name: tagChats, Description: "Records of conversations that have ended."},
	{Name: tagGivenUp, Description: "Chats that never came about: missed, refused or switched to a message, with no bot's part."},
	{Name: tagWrapUp, Description: "What an agent notes down after a chat, and the categories to choose from."},
	{Name: tagTickets, Description: "What a chat is attached to when it needs more work."},
	{Name: tagOffline, Description: "What visitors left when nobody was there."},
	{Name: tagSettings, Description: "What chats point to, and what managers keep for a site."},
	{Name: tagSignIn, Description: "Access tokens, and the sign-ins that they come from."},
	{Name: tagServer, Description: "The server itself."},
}

// abouts tells about every route, in the order of the description.
func abouts() []about {
	var all []about
	for _, group := range [][]about{aboutChats(), aboutChanges(), aboutGivenUp(), aboutWrapUp(), aboutTickets(), aboutOffline(), aboutPresence(), aboutResources(), aboutDeliveries(), aboutAvatars(), aboutSignIn(), aboutSignIns(), aboutSecondFactors(), aboutOpenID(), aboutAudit(), aboutServer()} {
		all = append(all, group...)
	}
	return all
}

// describedNouns are the nouns that answers have, with those inside of them.
func describedNouns() []describedNoun {
	answered := described("Chat", wholeChat)
	answered.least = lookAt(func(s shape, c *chat.Chat) {
		c.ID = 1 // whatever is answered has been stored
		chatMembers(s, c, &chat.Related{}, 0)
	}, false)
	return []describedNoun{
		answered,
		described("ChosenCategory", chosenMembers),
		described("WrapupCategory", categoryNounMembers),
		described("Ticket", ticketMembers),
		described("OfflineMessage", offlineMembers),
		described("AgentWork", agentWorkMembers),
		described("Visiting", visitingMembers),
		described("Campaign", campaignMembers),
		described("Field", formFieldMembers),
		described("Segment", segmentNounMembers),
		described("AutoInvitation", autoInvitationMembers),
		described("CustomVariable", customVariableMembers),
		described("Bot", botMembers),
		described("Webhook", webhookMembers),
		described("Delivery", deliveryMembers),
		described("Department", departmentMembers),
		described("Skill", skillMembers),
		described("Agent", agentMembers),
		described("APIKey", keyMembers),
		described("OAuthClient", clientMembers),
		described("IdentityKey", identityKeyMembers),
		described("IdentityProvider", providerMembers),
		described("OpenIDBinding", openIDMembers),
		described("Ban", banMembers),
		described("CannedMessage", cannedMembers),
		described("SavedSearch", savedSearchMembers),
		described("SignIn", signInMembers),
		described("Me", meMembers),
		described("Site", siteMembers),
		described("AuditLog", auditLogMembers),
	}
}

const includesText = "With `include` the chat brings along what belongs to it. An included object is there only when it is asked for; chatWrapupCategory also brings chatWrapup."

func aboutChats() []about {
	batch := &carried{schema: openapi.RefTo("ChatRefs"), examples: []example{{"ids", "integer ids and guids", `[3867, "2efc01b2-b7c1-40a9-b049-b0db9fbc4dbc"]`}}}
	gone := []given{{status: http.StatusNoContent, text: "They are gone, with all that belonged to them."}}
	return []about{
		{
			route: "POST /livechat/chats:Search", id: "searchChats", tag: tagChats, summary: "Search chats",
			text:   searchText(),
			query:  []string{"include", "pageIndex", "pageSize", "sortBy", "sortOrder", "siteId"},
			takes:  searchBodyDoc(),
			gives:  []given{{status: http.StatusOK, text: "A page of chats, newest first unless sorted otherwise.", schema: openapi.RefTo("ChatPage"), example: examplePage}},
			errors: []int{http.StatusUnprocessableEntity},
		},
		{
			route: "POST /livechat/chats:Aggregate", id: "aggregateChats", tag: tagChats, summary: "Figures about chats",
			text:   "Counts the chats that a search with the same filters finds, and measures them, in groups: a report without reading the chats. A chat with several values of a field is in the groups of all of them.",
			query:  []string{"siteId"},
			takes:  aggregationBodyDoc(),
			gives:  []given{{status: http.StatusOK, text: "The groups, in the order of their keys.", schema: openapi.RefTo("Aggregate")}},
			errors: []int{http.StatusUnprocessableEntity},
		},
		{
			route: "GET /livechat/chats/{id}", id: "readChat", tag: tagChats, summary: "Read a chat",
			text: includesText, query: []string{"include", "fields", "siteId"},
			gives: []given{{status: http.StatusOK, schema: openapi.RefTo("ChatOrPart"), example: exampleChat}},
		},
		{
			route: "GET /livechat/chats/{id}/attachments/{key}", id: "readAttachment", tag: tagChats, summary: "Read a file of a chat",
			text:  "`key` is the `fileKey` of an attachment. The `url` of one that was sent in live chat leads here. What was imported has no content.",
			query: []string{"siteId"},
			gives: []given{{status: http.StatusOK, text: "The file, to be saved.", schema: &openapi.Schema{Type: "string"}, media: "application/octet-stream"}},
		},
		{
			route: "PUT /livechat/chats/{id}", id: "setTicket", tag: tagChats, summary: "Change a chat's ticket",
			text:  "Changes `preChatTicketId` and nothing else; -1 means none. Whether there is such a ticket is not looked at: it may be one of another system. Answers the chat as reading it does.",
			query: []string{"include", "siteId"},
			takes: &carried{schema: ticketOfChat(), examples: []example{{"ticket", "", `{"preChatTicketId": 2234}`}}},
			gives: []given{{status: http.StatusOK, schema: openapi.RefTo("Chat"), example: exampleChat}},
		},
		{
			route: "DELETE /livechat/chats/{id}", id: "deleteChat", tag: tagChats, summary: "Delete a chat",
			text:  "Deletes the chat with its messages, field results, wrap-up, categories, agents, survey, attachments and their files.",
			query: []string{"siteId"}, gives: gone,
		},
		{
			route: "DELETE /livechat/chats", id: "deleteChats", tag: tagChats, summary: "Delete several chats",
			text:  "At most " + counted(chat.MaxBatch) + " in a call, all in one transaction.",
			query: []string{"siteId"}, takes: batch, gives: gone,
		},
		{
			route: "POST /livechat/chats:BatchDelete", id: "batchDeleteChats", tag: tagChats, summary: "Delete several chats, for clients whose DELETE has no body",
			query: []string{"siteId"}, takes: batch, gives: gone,
		},
		{
			route: "POST /livechat/chats/{id}:AttachToTicket", id: "attachToTicket", tag: tagTickets, summary: "Attach a chat to a ticket",
			text:  "Appends the transcript to the ticket and notes the ticket in the chat. Attaching twice appends once.",
			query: []string{"siteId"},
			takes: &carried{schema: attachSchema(), examples: []example{{"attach", "times of UTC+7", `{"targetId": 2858, "utcOffset": -420, "dateTimeFormat": "YYYY/MM/DD HH:mm:ss"}`}}},
			gives: []given{{status: http.StatusOK, text: "It is attached."}},
		},
	}
}

func aboutGivenUp() []about {
	gone := []given{{status: http.StatusNoContent, text: "They are gone, with all that belonged to them."}}
	return []about{
		{
			route: "POST /livechat/missedAndRefusedChats:Search", id: "searchMissedAndRefusedChats", tag: tagGivenUp, summary: "Search missed and refused chats",
			text:   "As searching chats, among the chats that never came about. No chat is in neither search.",
			query:  []string{"include", "pageIndex", "pageSize", "sortBy", "sortOrder", "siteId"},
			takes:  searchBodyDoc(),
			gives:  []given{{status: http.StatusOK, schema: openapi.RefTo("ChatPage")}},
			errors: []int{http.StatusUnprocessableEntity},
		},
		{
			route: "POST /livechat/missedAndRefusedChats:Aggregate", id: "aggregateMissedAndRefusedChats", tag: tagGivenUp, summary: "Figures about missed and refused chats",
			text:   "As those about chats.",
			query:  []string{"siteId"},
			takes:  aggregationBodyDoc(),
			gives:  []given{{status: http.StatusOK, schema: openapi.RefTo("Aggregate")}},
			errors: []int{http.StatusUnprocessableEntity},
		},
		{
			route: "DELETE /livechat/missedAndRefusedChats/{id}", id: "deleteMissedOrRefusedChat", tag: tagGivenUp, summary: "Delete a missed or refused chat",
			query: []string{"siteId"}, gives: gone,
		},
		{
			route: "DELETE /livechat/missedAndRefusedChats", id: "deleteMissedAndRefusedChats", tag: tagGivenUp, summary: "Delete several missed and refused chats",
			query: []string{"siteId"}, takes: &carried{schema: openapi.RefTo("ChatRefs"), examples: []example{{"ids", "", `[3868]`}}}, gives: gone,
		},
	}
}

func searchText() string {
	return strings.Join([]string{
		"Filters are joined by `conditionMetType`, all of them unless it says otherwise. Parameters of the query that are named like a filter mean `is`, and must hold beside the body's.",
		"The answer's list always has each chat's session. " + includesText,
		"Any name that is not in the table names a field of a form: the value then is a list of FormFieldValue. What was entered in a secure form is never searched.",
		filterTables(),
	}, "\n\n")
}

func searchBodyDoc() *carried {
	return &carried{schema: openapi.RefTo("Search"), optional: true, examples: []example{
		{"month", "the chats of a month that speak of a refund", `{"filters": [{"name": "requestedTime", "operator": "is", "value": ["2026-01-01T00:00:00+08:00", "2026-02-01T00:00:00+08:00"]}, {"name": "keywords", "operator": "is", "value": ["refund"]}]}`},
		{"expression", "long chats, or those with a bad rating", `{"filters": [{"name": "duration", "operator": "isMoreThan", "value": [1800]}, {"name": "postChatSurvey.ratingGrade", "operator": "is", "value": [1, 2]}, {"name": "transferred", "operator": "is", "value": [true]}], "logicalExpression": "(1 or 2) and not 3"}`},
		{"additions", "members, counts and passages of interest", `{"fields": ["id", "requestedTime"], "facets": ["departmentId"], "highlight": true, "filters": [{"name": "keywords", "operator": "is", "value": ["refund"]}]}`},
		{"form", "by a field of the pre-chat form", `{"filters": [{"name": "preChatFormField", "operator": "contains", "value": [{"fieldId": "2ac8739a-c2ae-4924-9a7d-8ac31faf147f", "value": ["123456"]}]}]}`},
	}}
}

func attachSchema() *openapi.Schema {
	return &openapi.Schema{
		Type: "object", Required: []string{"targetId"},
		Properties: openapi.Members[*openapi.Schema]{
			{Name: "targetId", Value: openapi.Integer().Described("The ticket.")},
			{Name: "utcOffset", Value: &openapi.Schema{Type: "integer", Minimum: new(int64(-840)), Maximum: new(int64(840)), Default: 0, Description: "Minutes to UTC as JavaScript counts them: -420 is UTC+7."}},
			{Name: "dateTimeFormat", Value: &openapi.Schema{Type: "string", MaxLength: 100, Default: "YYYY-MM-DD HH:mm:ss", Description: "How times are written: YYYY YY MM M DD D HH H hh h mm m ss s A a; other text is kept."}},
		},
	}
}

func ticketOfChat() *openapi.Schema {
	return &openapi.Schema{
		Type: "object", Required: []string{"preChatTicketId"},
		Properties: openapi.Members[*openapi.Schema]{{Name: "preChatTicketId", Value: openapi.Integer()}},
	}
}
