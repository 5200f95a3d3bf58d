package v4

import (
	"net/http"
	"strings"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/openapi"
)

const exampleOffline = `{"id": 12, "guid": "d1620a92-92b8-43c4-90b9-61e2b0038f28", "createdTime": "2026-01-05T21:07:00Z", "name": "Kate", "email": "kate@example.com", "departmentId": "ae3f7d6f-6f85-4091-ad86-3ebf8d305c15", "subject": "Boots", "message": "Do you have them in size 9?", "source": "chatButton"}`

func aboutOffline() []about {
	const path = "/livechat/offlineMessages"
	noun := openapi.RefTo("OfflineMessage")
	shown := exampleOf(offlineMembers, exampleOffline)
	one := []given{{status: http.StatusOK, schema: noun, example: shown}}
	batch := &carried{schema: openapi.RefTo("ChatRefs"), examples: []example{{"ids", "integer ids and guids", `[12, "d1620a92-92b8-43c4-90b9-61e2b0038f28"]`}}}
	gone := []given{{status: http.StatusNoContent, text: "They are gone."}}
	return []about{
		{
			route: "POST " + path + ":Search", id: "searchOfflineMessages", tag: tagOffline, summary: "Search offline messages",
			text:   offlineSearchText(),
			query:  []string{"pageIndex", "pageSize", "sortOrder", "siteId"},
			takes:  &carried{schema: offlineSearchSchema(), optional: true, examples: []example{{"words", "of a department, that speak of boots", `{"filters": [{"name": "departmentId", "operator": "is", "value": ["ae3f7d6f-6f85-4091-ad86-3ebf8d305c15"]}, {"name": "keywords", "operator": "is", "value": ["boots"]}]}`}}},
			gives:  []given{{status: http.StatusOK, text: "A page of offline messages, newest first unless sorted otherwise.", schema: openapi.RefTo("OfflineMessagePage")}},
			errors: []int{http.StatusUnprocessableEntity},
		},
		{
			route: "GET " + path, id: "listOfflineMessages", tag: tagOffline, summary: "List offline messages", text: "One page in a bare array, by id.",
			query: []string{"pageIndex", "pageSize", "siteId"}, gives: []given{{status: http.StatusOK, schema: openapi.ListOf(noun), example: listed(shown)}},
		},
		{
			route: "POST " + path, id: "createOfflineMessage", tag: tagOffline, summary: "Store an offline message",
			text: "It is of now unless it has a createdTime; webhooks of `offlineMessageIsSubmitted` are told of one without. An id or guid that it has is kept if it is free.", query: []string{"siteId"},
			takes: &carried{schema: noun, asked: []string{"message"}, examples: []example{{name: "body", value: `{"name": "Kate", "email": "kate@example.com", "message": "Do you have them in size 9?"}`}}},
			gives: []given{{status: http.StatusCreated, schema: noun, example: shown}}, errors: []int{http.StatusConflict},
		},
		{
			route: "GET " + path + "/{id}", id: "readOfflineMessage", tag: tagOffline, summary: "Read an offline message", query: []string{"siteId"}, gives: one,
		},
		{
			route: "DELETE " + path + "/{id}", id: "deleteOfflineMessage", tag: tagOffline, summary: "Delete an offline message", query: []string{"siteId"}, gives: gone,
		},
		{
			route: "DELETE " + path, id: "deleteOfflineMessages", tag: tagOffline, summary: "Delete several offline messages",
			query: []string{"siteId"}, takes: batch, gives: gone,
		},
		{
			route: "POST " + path + ":BatchDelete", id: "batchDeleteOfflineMessages", tag: tagOffline, summary: "Delete several offline messages, for clients whose DELETE has no body",
			query: []string{"siteId"}, takes: batch, gives: gone,
		},
	}
}

// offlineSearchText names what offline messages can be searched by.
func offlineSearchText() string {
	var filters []string
	for _, d := range chat.OfflineFields() {
		filters = append(filters, "`"+d.Name+"` ("+d.Kind.String()+")")
	}
	return "Filters, their operators and how they are joined are those of a search of chats; `sortBy` is any member of an offline message. Filters: " +
		strings.Join(filters, ", ") + ". `keywords` looks into name, email, phone, company, subject and message."
}

// offlineSearchSchema is the body of a search of chats without its additions.
func offlineSearchSchema() *openapi.Schema {
	s := *searchSchema()
	s.Properties = nil
	for _, p := range searchSchema().Properties {
		switch p.Name {
		case "filters", "conditionMetType", "logicalExpression":
			s.Properties = s.Properties.With(p.Name, p.Value)
		default: // an addition of the search of chats
		}
	}
	return &s
}

func aboutPresence() []about {
	work, visiting := openapi.RefTo("AgentWork"), openapi.RefTo("Visiting")
	const text = "What live chat knows at the moment. A server without it truthfully says that every agent is offline and that no visitor is there."
	pages := []string{"pageIndex", "pageSize", "siteId"}
	return []about{
		{
			route: "GET /livechat/agents", id: "listAgentsAtWork", tag: tagSettings, summary: "List what the agents do at the moment", text: text, query: pages,
			gives: []given{{status: http.StatusOK, schema: openapi.ListOf(work)}},
		},
		{
			route: "GET /livechat/agents/{id}", id: "readAgentAtWork", tag: tagSettings, summary: "Read what an agent does at the moment", query: []string{"siteId"},
			gives: []given{{status: http.StatusOK, schema: work}},
		},
		{
			route: "GET /livechat/visitors", id: "listVisitors", tag: tagSettings, summary: "List the visitors online", text: text, query: pages,
			gives: []given{{status: http.StatusOK, schema: openapi.ListOf(visiting)}},
		},
	}
}
