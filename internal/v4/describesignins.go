package v4

import (
	"net/http"

	"github.com/parleychat/parley/internal/openapi"
)

// aboutSignIns tells about sign-ins, one's own and those of others.
func aboutSignIns() []about {
	list := []given{{status: http.StatusOK, schema: openapi.ListOf(openapi.RefTo("SignIn")), example: listed(exampleOf(signInMembers, exampleSignIn))}}
	gone := []given{{status: http.StatusNoContent, text: "Their tokens are refused from now on, by other nodes within a second; live chat ends within 5 seconds."}}
	const own = "For agents who have signed in themselves, not for API keys and programs."
	return []about{
		{
			route: "GET /global/me", id: "readMe", tag: tagSignIn, summary: "Who makes the call", query: []string{"siteId"},
			text:  "`scopes` is what this call's credentials may do; `signInId` the sign-in that they come from, if the agent itself has signed in.",
			gives: []given{{status: http.StatusOK, schema: openapi.RefTo("Me")}},
		},
		{
			route: "GET /global/me/signIns", id: "listOwnSignIns", tag: tagSignIn, summary: "List one's own sign-ins", text: own + " The latest comes first.",
			query: []string{"siteId"}, gives: list,
		},
		{
			route: "DELETE /global/me/signIns", id: "endOwnSignIns", tag: tagSignIn, summary: "End one's other sign-ins", text: own,
			query: []string{"siteId"}, gives: gone,
		},
		{
			route: "DELETE /global/me/signIns/{signIn}", id: "endOwnSignIn", tag: tagSignIn, summary: "End one of one's own sign-ins", text: own,
			query: []string{"siteId"}, gives: gone,
		},
		{
			route: "PUT /global/me/password", id: "changePassword", tag: tagSignIn, summary: "Change one's own password",
			text:  own + " It ends one's other sign-ins. A wrong `password` is a 403; attempts are counted as those to sign in.",
			query: []string{"siteId"}, takes: &carried{schema: passwordSchema()},
			gives: []given{{status: http.StatusNoContent, text: "It is changed."}},
		},
		{
			route: "GET /global/agents/{id}/signIns", id: "listSignIns", tag: tagSignIn, summary: "List the sign-ins of an agent",
			query: []string{"siteId"}, gives: list,
		},
		{
			route: "DELETE /global/agents/{id}/signIns", id: "endSignIns", tag: tagSignIn, summary: "End the sign-ins of an agent",
			text:  "One's own goes on, if it is one's own that are ended.",
			query: []string{"siteId"}, gives: gone,
		},
		{
			route: "DELETE /global/agents/{id}/signIns/{signIn}", id: "endSignIn", tag: tagSignIn, summary: "End a sign-in of an agent",
			query: []string{"siteId"}, gives: gone,
		},
	}
}

func passwordSchema() *openapi.Schema {
	return &openapi.Schema{
		Type: "object", Required: []string{"password", "newPassword"},
		Properties: openapi.Members[*openapi.Schema]{
			{Name: "password", Value: openapi.Text().Described("The one so far.")},
			{Name: "newPassword", Value: openapi.Text().Described("12 to 256 bytes.")},
		},
	}
}

const exampleSignIn = `{"id": "f384c2b4-b4da-4fe6-a2db-83f4d2850b20", "method": "password", "address": "203.0.113.7", "userAgent": "Mozilla/5.0", "created": "2026-11-29T08:00:00Z", "lastUsed": "2026-11-29T09:30:00Z", "expires": "2026-11-29T10:30:00Z", "isCurrent": true}`
