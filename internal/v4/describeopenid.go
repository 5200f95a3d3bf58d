package v4

import (
	"net/http"

	"github.com/parleychat/parley/internal/openapi"
)

// aboutOpenID tells about signing in by identity providers.
func aboutOpenID() []about {
	page := func(status int, text string) given {
		return given{status: status, text: text, schema: openapi.Text(), media: "text/html"}
	}
	return []about{
		{
			route: "GET /oauth/providers", id: "listWaysToSignIn", tag: tagSignIn, summary: "List how agents can sign in",
			text: "The identity providers of the site that `siteId` names, or of the only one. Of a site that there is not it tells the same as of one without providers. `requireOpenId` says that passwords do not count.", query: []string{"siteId"},
			gives: []given{{status: http.StatusOK, schema: waysSchema()}},
		},
		{
			route: "POST /oauth/openid", id: "beginOpenIdSignIn", tag: tagSignIn, summary: "Begin to sign in by an identity provider",
			text:  "For pages of this server. The page leads the browser to the `url` of the answer; the provider leads it back to `oauth/openid/callback` within 10 minutes.",
			takes: &carried{schema: textSchema("provider"), media: mediaForm},
			gives: []given{{status: http.StatusOK, text: "And a cookie, which the browser keeps until it is back.", schema: textSchema("url")}},
			errors: []int{
				http.StatusForbidden, http.StatusNotFound, http.StatusServiceUnavailable,
			},
		},
		{
			route: "GET /oauth/openid/callback", id: "endOpenIdSignIn", tag: tagSignIn, summary: "Where identity providers lead browsers back to",
			text: "The parameters are the provider's.",
			gives: []given{
				{status: http.StatusSeeOther, text: "To the console, with its session in a cookie; or to the page of `oauth/authorize` on which the sign-in began, which then knows the agent and asks for its consent."},
				page(http.StatusBadRequest, "The program that the sign-in is for is not known any more."),
				page(http.StatusForbidden, "Why it has not become a sign-in."),
				page(http.StatusNotFound, "The provider is not there any more."),
				page(http.StatusServiceUnavailable, "The provider does not answer as it should."),
			},
		},
		{
			route: "POST /global/identityProviders:Check", id: "checkIdentityProvider", tag: tagSettings, summary: "Try whether an issuer answers",
			text: "The server asks it about itself and for its keys, as a sign-in would. A 400 says in clear words what is wrong.", query: []string{"siteId"},
			takes: &carried{schema: textSchema("issuer")},
			gives: []given{{status: http.StatusNoContent, text: "It answers as it should."}}, errors: []int{http.StatusNotFound},
		},
		{
			route: "GET /global/agents/{id}/openIds", id: "listOpenIds", tag: tagSettings, summary: "List whom identity providers know an agent as", query: []string{"siteId"},
			gives: []given{{status: http.StatusOK, schema: openapi.ListOf(openapi.RefTo("OpenIDBinding")), example: listed(exampleOf(openIDMembers, exampleOpenID))}},
		},
		{
			route: "DELETE /global/agents/{id}/openIds", id: "dropOpenIds", tag: tagSettings, summary: "Forget whom identity providers know an agent as",
			text:  "It is bound anew, by its verified address, when it signs in next. Its sign-ins end.",
			query: []string{"siteId"}, gives: []given{{status: http.StatusNoContent, text: "It is forgotten."}},
		},
	}
}

func waysSchema() *openapi.Schema {
	provider := &openapi.Schema{
		Type: "object", Required: []string{"id", "name"},
		Properties: openapi.Members[*openapi.Schema]{{Name: "id", Value: openapi.Text()}, {Name: "name", Value: openapi.Text()}},
	}
	return &openapi.Schema{
		Type: "object", Required: []string{"providers", "requireOpenId"},
		Properties: openapi.Members[*openapi.Schema]{
			{Name: "providers", Value: openapi.ListOf(provider)},
			{Name: "requireOpenId", Value: &openapi.Schema{Type: "boolean"}},
		},
	}
}

const exampleOpenID = `{"issuer": "https://login.example.com/realms/staff", "subject": "248289761001", "created": "2026-11-29T08:00:00Z"}`
