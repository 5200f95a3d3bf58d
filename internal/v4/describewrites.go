package v4

import (
	"net/http"
	"strings"

	"github.com/parleychat/parley/internal/openapi"
)

// collectionAbout is a collection whose nouns can be listed, read, created, changed and
// deleted.
type collectionAbout struct {
	path, tag string
	one, many string // what it is called in summaries
	id        string // the same in the names of generated functions
	noun      string
	required  []string // members that a new one cannot do without
	onPut     []string // the same when it is changed; nil for none
	text      string
	paged     bool
	held      bool // others may need it, and keep it from being deleted
	example   func() ([]byte, error)
	takes     string // an example of what is posted
}

// abouts tells about the five operations.
func (r collectionAbout) abouts() []about {
	noun := openapi.RefTo(r.noun)
	listQuery := []string{"siteId"}
	if r.paged {
		listQuery = []string{"pageIndex", "pageSize", "siteId"}
	}
	onPut := r.onPut
	if onPut == nil {
		onPut = []string{}
	}
	example := []example{{name: "body", value: r.takes}}
	var onDelete []int
	if r.held {
		onDelete = []int{http.StatusConflict}
	}
	return []about{
		{
			route: "GET " + r.path, id: "list" + plural(r.id), tag: r.tag, summary: "List " + r.many, text: r.text, query: listQuery,
			gives: []given{{status: http.StatusOK, schema: openapi.ListOf(noun), example: listed(r.example)}},
		},
		{
			route: "POST " + r.path, id: "create" + r.id, tag: r.tag, summary: "Create " + r.one, query: []string{"siteId"},
			takes: &carried{schema: noun, asked: r.required, examples: example},
			gives: []given{{status: http.StatusCreated, schema: noun, example: r.example}}, errors: []int{http.StatusConflict},
		},
		{
			route: "GET " + r.path + "/{id}", id: "read" + r.id, tag: r.tag, summary: "Read " + r.one, query: []string{"siteId"},
			gives: []given{{status: http.StatusOK, schema: noun, example: r.example}},
		},
		{
			route: "PUT " + r.path + "/{id}", id: "change" + r.id, tag: r.tag, summary: "Change " + r.one, query: []string{"siteId"},
			takes: &carried{schema: noun, asked: onPut, examples: example},
			gives: []given{{status: http.StatusOK, schema: noun, example: r.example}}, errors: []int{http.StatusConflict},
		},
		{
			route: "DELETE " + r.path + "/{id}", id: "delete" + r.id, tag: r.tag, summary: "Delete " + r.one, query: []string{"siteId"},
			gives: []given{{status: http.StatusNoContent, text: "It is gone."}}, errors: onDelete,
		},
	}
}

func aboutWrapUp() []about {
	wrapup := openapi.RefTo("ChatWrapup")
	done := []given{{status: http.StatusOK, text: "It is done."}}
	chosen := &carried{schema: oneOrMore(choiceSchema()), examples: []example{{"one", "", `{"categoryOptionId": "3fa85f64-5717-4562-b3fc-2c963f66afa6"}`}}}
	all := []about{
		{
			route: "PUT /livechat/chats/{id}/chatWrapup", id: "putWrapup", tag: tagWrapUp, summary: "Write a chat's wrap-up",
			text: "Sets the comment; the caller becomes agentId.", query: []string{"siteId"},
			takes: &carried{schema: wrapupSchema("comment"), examples: []example{{"comment", "", `{"comment": "Sent new boots."}`}}},
			gives: []given{{status: http.StatusOK, schema: wrapup}},
		},
		{
			route: "POST /livechat/chatWrapups", id: "createWrapup", tag: tagWrapUp, summary: "Write the wrap-up of the chat that the body names",
			query: []string{"siteId"},
			takes: &carried{schema: wrapupSchema("chatId", "comment"), examples: []example{{"comment", "", `{"chatId": 4875, "comment": "Sent new boots."}`}}},
			gives: []given{{status: http.StatusCreated, schema: wrapup}}, errors: []int{http.StatusNotFound},
		},
		{
			route: "POST /livechat/chatFieldResults", id: "enterFieldResults", tag: tagWrapUp, summary: "Enter results of the wrap-up form",
			text: "One result or a list of them, by chat and field; all or nothing.", query: []string{"siteId"},
			takes: &carried{schema: oneOrMore(entrySchema()), examples: []example{{"list", "", `[{"formType": "wrapUp", "fieldId": "d983d5c6-15cc-4ad1-ba2a-12e77b337566", "fieldName": "Temporary field", "value": "yes", "chatId": 11}]`}}},
			gives: done, errors: []int{http.StatusNotFound},
		},
		{
			route: "POST /livechat/chats/{id}/chatWrapupCategories", id: "chooseCategories", tag: tagWrapUp, summary: "Choose the wrap-up categories of a chat",
			text: "One option or a list of them, in the place of what was chosen before; an empty list chooses none.", query: []string{"siteId"},
			takes: chosen, gives: done,
		},
		{
			route: "POST /livechat/chatWrapupCategories", id: "chooseCategoriesOf", tag: tagWrapUp, summary: "Choose the wrap-up categories of the chat that the body names",
			query: []string{"siteId"},
			takes: &carried{schema: oneOrMore(choiceSchema()), examples: []example{{"one", "", `{"chatId": 4875, "categoryOptionId": "3fa85f64-5717-4562-b3fc-2c963f66afa6"}`}}},
			gives: done, errors: []int{http.StatusNotFound},
		},
		{
			route: "GET /livechat/chatWrapupCategories", id: "listChosenCategories", tag: tagWrapUp, summary: "List what was chosen for all chats",
			text: "One page in a bare array, by id.", query: []string{"pageIndex", "pageSize", "siteId"},
			gives: []given{{status: http.StatusOK, schema: openapi.ListOf(openapi.RefTo("ChosenCategory")), example: listed(exampleOf(chosenMembers, exampleChosen))}},
		},
		{
			route: "GET /livechat/chatWrapupCategories/{id}", id: "readChosenCategory", tag: tagWrapUp, summary: "Read one of what was chosen", query: []string{"siteId"},
			gives: []given{{status: http.StatusOK, schema: openapi.RefTo("ChosenCategory"), example: exampleOf(chosenMembers, exampleChosen)}},
		},
	}
	return append(all, collectionAbout{
		path: "/livechat/wrapupCategories", tag: tagWrapUp, one: "a wrap-up category", many: "the wrap-up categories",
		id: "WrapupCategory", noun: "WrapupCategory", required: []string{"name"}, onPut: []string{"name"},
		text: "In their order, with their options.", example: exampleOf(categoryNounMembers, exampleCategory),
		takes: `{"name": "Topic", "isRequired": true, "options": [{"name": "Boots", "groupName": "Shoes"}]}`,
	}.abouts()...)
}

const (
	exampleChosen   = `{"chatId": 4875, "categoryOptionId": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "id": 1}`
	exampleCategory = `{"id": "9549c2c8-23dc-4dab-87ff-5a0790a4301b", "name": "Topic", "isRequired": true, "options": [{"id": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "name": "Boots", "groupName": "Shoes", "order": 1}]}`
	exampleTicket   = `{"id": 2858, "subject": "New boots", "status": "open", "createdTime": "2026-01-05T09:00:00Z", "messages": [{"id": 1, "time": "2026-01-05T09:00:00Z", "author": "Ann", "text": "Please send size 9."}]}`
)

func aboutTickets() []about {
	return collectionAbout{
		path: "/livechat/tickets", tag: tagTickets, one: "a ticket", many: "tickets", id: "Ticket", noun: "Ticket",
		required: []string{"subject"}, paged: true, text: "One page in a bare array, by id.",
		example: exampleOf(ticketMembers, exampleTicket),
		takes:   `{"subject": "New boots", "messages": [{"author": "Ann", "text": "Please send size 9."}]}`,
	}.abouts()
}

func aboutServer() []about {
	status := func(id, summary, word string, errors ...int) about {
		return about{
			id: id, tag: tagServer, summary: summary, errors: errors,
			gives: []given{{status: http.StatusOK, schema: &openapi.Schema{
				Type: "object", Required: []string{"status"}, Properties: openapi.Members[*openapi.Schema]{{Name: "status", Value: openapi.OneOf(word)}},
			}}},
		}
	}
	alive, ready := status("alive", "Whether the server runs", "alive"), status("ready", "Whether the server can answer calls", "ready", http.StatusServiceUnavailable)
	alive.route, ready.route = "GET /healthz", "GET /readyz"
	return []about{
		{
			route: "GET /livechathistory/historycache/refresh", id: "refresh", tag: tagServer, summary: "Nothing: searches are never stale",
			gives: []given{{status: http.StatusOK, text: "There is nothing to refresh."}},
		},
		alive, ready,
		{
			route: "GET /openapi.json", id: "description", tag: tagServer, summary: "This description",
			gives: []given{{status: http.StatusOK, schema: &openapi.Schema{Type: "object"}}},
		},
		{
			route: "GET /docs", id: "page", tag: tagServer, summary: "This description as a page",
			gives: []given{{status: http.StatusOK, schema: openapi.Text(), media: "text/html"}},
		},
	}
}

// oneOrMore is a body that is an object or a list of such.
func oneOrMore(s *openapi.Schema) *openapi.Schema {
	return &openapi.Schema{AnyOf: []*openapi.Schema{s, openapi.ListOf(s)}}
}

// chatRefSchema is a member that names a chat.
func chatRefSchema() *openapi.Schema {
	return &openapi.Schema{AnyOf: []*openapi.Schema{openapi.Integer(), openapi.Text()}, Description: "The integer id of the chat, or its guid. Where an address names a chat too, it must be the same."}
}

func choiceSchema() *openapi.Schema {
	return &openapi.Schema{
		Type: "object", Required: []string{"categoryOptionId"},
		Properties: openapi.Members[*openapi.Schema]{
			{Name: "chatId", Value: chatRefSchema()},
			{Name: "categoryOptionId", Value: guidSchema().Described("An option of a wrap-up category.")},
		},
	}
}

func wrapupSchema(required ...string) *openapi.Schema {
	return &openapi.Schema{
		Type: "object", Required: required,
		Properties: openapi.Members[*openapi.Schema]{
			{Name: "chatId", Value: chatRefSchema()},
			{Name: "comment", Value: openapi.Text()},
		},
	}
}

func entrySchema() *openapi.Schema {
	return &openapi.Schema{
		Type: "object", Required: []string{"chatId", "fieldId", "value"},
		Properties: openapi.Members[*openapi.Schema]{
			{Name: "chatId", Value: chatRefSchema()},
			{Name: "fieldId", Value: guidSchema()},
			{Name: "fieldName", Value: openapi.Text()},
			{Name: "formType", Value: openapi.OneOf("wrapUp").Described("Only results of the wrap-up form can be entered.")},
			{Name: "value", Value: &openapi.Schema{AnyOf: []*openapi.Schema{openapi.Text(), openapi.ListOf(openapi.Text())}, Description: "What was entered; a list of texts for a checkbox list."}},
		},
	}
}

// plural is the name of several, as far as the nouns of the API go.
func plural(noun string) string {
	switch {
	case strings.HasSuffix(noun, "ry"):
		return strings.TrimSuffix(noun, "y") + "ies"
	case strings.HasSuffix(noun, "ch"):
		return noun + "es"
	default:
		return noun + "s"
	}
}
