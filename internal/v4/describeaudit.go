package v4

import (
	"net/http"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/openapi"
)

func aboutAudit() []about {
	return []about{{
		route: "GET /global/auditLog", id: "readAuditLog", tag: tagSettings, summary: "Read who did what",
		text: "The last entry comes first. Go on with `before` and the `n` of the last entry that was answered, for as long as `hasMore` is true. " +
			"Each entry's `hash` follows from that of the one before it and from all that it says: whoever notes `last` and `hash` elsewhere can tell later whether anything up to there was changed (`parley audit verify`).",
		query: []string{"auditFrom", "auditTo", "auditAgent", "auditAction", "auditCollection", "auditTarget", "auditChat", "auditTicket", "auditBefore", "auditLimit", "siteId"},
		gives: []given{{status: http.StatusOK, text: "A part of the log.", schema: openapi.RefTo("AuditLog"), example: exampleOf(auditLogMembers, exampleAudit)}},
	}}
}

// auditParameters are those of the audit log.
func auditParameters() openapi.Members[*openapi.Parameter] {
	param := func(key, name, text string, s *openapi.Schema) openapi.Member[*openapi.Parameter] {
		return openapi.Member[*openapi.Parameter]{Name: key, Value: &openapi.Parameter{Name: name, In: "query", Description: text, Schema: s}}
	}
	instant, guid := &openapi.Schema{Type: "string", Format: "date-time"}, guidSchema()
	number := &openapi.Schema{Type: "integer", Minimum: new(int64(1))}
	return openapi.Members[*openapi.Parameter]{
		param("auditFrom", "from", "Entries of this time and later.", instant),
		param("auditTo", "to", "Entries before this time.", instant),
		param("auditAgent", "agentId", "Entries of what this agent did.", guid),
		param("auditAction", "action", "Entries of one kind of deed.", openapi.OneOf(auditActions()...)),
		param("auditCollection", "collection", "Entries about one type of thing.", openapi.OneOf(chat.AuditNames()...)),
		param("auditTarget", "targetId", "Entries about one thing, such as an agent.", guid),
		param("auditChat", "chatId", "Entries about one chat, by its number; not beside `ticketId`.", number),
		param("auditTicket", "ticketId", "Entries about one ticket, by its number.", number),
		param("auditBefore", "before", "Entries of smaller numbers.", &openapi.Schema{Type: "integer", Minimum: new(int64(0))}),
		param("auditLimit", "limit", "How many at most. What is out of the bounds is brought into them.", &openapi.Schema{Type: "integer", Minimum: new(int64(1)), Maximum: new(int64(chat.MaxAudit)), Default: chat.DefaultAudit}),
	}
}

const exampleAudit = `{"entries": [{
	"n": 4711, "time": "2026-01-31T09:30:00Z", "action": "resource.changed", "agentId": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "agentName": "Ada",
	"signInId": "9b2d7f0e-6c1a-4a53-8a2e-0d4f6f0f5b11", "address": "192.0.2.7", "collection": "departments", "targetId": "5f8a6d0c-1b7e-4f0a-9a52-3c8f1e2d4b6a", "name": "Sales",
	"changes": [{"member": "description", "before": "\"\"", "after": "\"Orders and offers\""}],
	"hash": "0f343b0931126a20f133d67c2b018a3b5b1f5d0c8d1f0c2b7a6f0d7f3f8f2c11"}],
	"first": 1, "last": 4711, "hasMore": true, "hash": "0f343b0931126a20f133d67c2b018a3b5b1f5d0c8d1f0c2b7a6f0d7f3f8f2c11"}`
