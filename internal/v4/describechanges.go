package v4

import (
	"net/http"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/openapi"
)

func aboutChanges() []about {
	return []about{{
		route: "GET /livechat/chats:Changes", id: "readChanges", tag: tagChats, summary: "Follow what happens to chats",
		text: "The site's event log in the order of its commits, from a position on. Start with `since=0`, or with `since=latest`, and go on with the `position` of each answer. " +
			"Numbers can be missing, since deleting a chat removes its earlier events; nothing is ever added at or below a position that was answered. " +
			"With `Accept: text/event-stream` the same comes as server-sent events that do not end: `id` is the number of the event, and `Last-Event-ID` resumes after it. " +
			"A position that is ahead of the log is a 409: the log was restored from a backup, and is to be read from 0 again.",
		query:  []string{"since", "limit", "wait", "includeChat", "siteId"},
		gives:  []given{{status: http.StatusOK, text: "A part of the log.", schema: openapi.RefTo("Changes"), example: exampleChanges}},
		errors: []int{http.StatusConflict},
	}}
}

// changesParameters are the parameters of the change feed.
func changesParameters() openapi.Members[*openapi.Parameter] {
	include := openapi.ListOf(openapi.OneOf(append([]string{"chat"}, includeNames()...)...))
	return openapi.Members[*openapi.Parameter]{
		{Name: "since", Value: &openapi.Parameter{Name: "since", In: "query", Description: "The position to go on from, or `latest` for the end of the log.", Schema: &openapi.Schema{Type: "string", Default: "0"}}},
		{Name: "limit", Value: &openapi.Parameter{Name: "limit", In: "query", Description: "How many events at most. What is out of the bounds is brought into them.", Schema: &openapi.Schema{Type: "integer", Minimum: new(int64(1)), Maximum: new(int64(chat.MaxChanges)), Default: chat.DefaultChanges}}},
		{Name: "wait", Value: &openapi.Parameter{Name: "wait", In: "query", Description: "How many seconds to wait for an event when there is none yet.", Schema: &openapi.Schema{Type: "integer", Minimum: new(int64(0)), Maximum: new(int64(chat.MaxWait.Seconds())), Default: 0}}},
		{Name: "includeChat", Value: &openapi.Parameter{Name: "include", In: "query", Description: "`chat` brings the chats as they are now, the other values what is to come along with them: repeated, or comma-separated.", Schema: include, Style: "form", Explode: new(false)}},
	}
}

func changesSchema() *openapi.Schema {
	return &openapi.Schema{
		Type: "object", Description: "A part of the log.", Required: []string{"changes", "position", "hasMore"},
		Properties: openapi.Members[*openapi.Schema]{
			{Name: "changes", Value: openapi.ListOf(openapi.RefTo("Change"))},
			{Name: "position", Value: openapi.Integer().Described("Where to go on.")},
			{Name: "hasMore", Value: openapi.Bool().Described("There is more already.")},
		},
	}
}

func changeSchema() *openapi.Schema {
	return &openapi.Schema{
		Type: "object", Description: "An event of a site's log.", Required: []string{"n", "kind", "time", "chatId", "chatGuid"},
		Properties: openapi.Members[*openapi.Schema]{
			{Name: "n", Value: openapi.Integer().Described("Its number on the site.")},
			{Name: "kind", Value: openapi.Text().Described("What happened, such as `chat.stored`, `chat.changed`, `chat.deleted`; others may be added. After `chat.deleted` nothing else is left of the chat.")},
			{Name: "time", Value: &openapi.Schema{Type: "string", Format: "date-time"}},
			{Name: "chatId", Value: openapi.Integer()},
			{Name: "chatGuid", Value: guidSchema()},
			{Name: "chat", Value: openapi.RefTo("Chat").Described("The chat as it is now, if it was asked for and is still there.")},
		},
	}
}

func exampleChanges() ([]byte, error) {
	at := time.Date(2026, 1, 31, 9, 30, 0, 0, time.UTC)
	page := &chat.Changes{Position: 18, Events: []chat.Event{
		{N: 17, Kind: chat.ChatStored, Time: at, Chat: chat.Ref{ID: 4875, GUID: chat.GUID{0x2e, 0xfc}}},
		{N: 18, Kind: chat.ChatDeleted, Time: at, Chat: chat.Ref{ID: 4870, GUID: chat.GUID{0x51, 0x0a}}},
	}}
	return encodeChanges(page, 0), nil
}
