package v4

import (
	"net/http"

	"github.com/parleychat/parley/internal/openapi"
)

// aboutSecondFactors tells about signing in by more than a password, and the site that may
// demand it.
func aboutSecondFactors() []about {
	site, own := openapi.RefTo("Site"), "For agents who have signed in themselves."
	made := []given{{status: http.StatusOK, text: "What an authenticator app (TOTP, RFC 6238) needs to know.", schema: setUpSchema()}}
	told := []given{{status: http.StatusOK, text: "Codes for when the app is lost, each good once, told this once.", schema: recoverySchema()}}
	password := &carried{schema: textSchema("password")}
	return []about{
		{
			route: "POST /oauth/secondFactor", id: "setUpAtSignIn", tag: tagSignIn, summary: "Set a second factor up where signing in needs one",
			text:  "For the `mfa_token` of `mfa_setup_required`. The grant `mfa` with a code of it confirms it.",
			takes: &carried{schema: textSchema("mfa_token"), media: mediaForm}, gives: made,
			errors: []int{http.StatusUnauthorized, http.StatusConflict},
		},
		{
			route: "POST /global/me/secondFactor", id: "setUpSecondFactor", tag: tagSignIn, summary: "Set a second factor up",
			text: own + " It is asked for once a code of it confirms it.", query: []string{"siteId"}, takes: password, gives: made, errors: []int{http.StatusConflict},
		},
		{
			route: "PUT /global/me/secondFactor", id: "confirmSecondFactor", tag: tagSignIn, summary: "Confirm a second factor by its code", text: own,
			query: []string{"siteId"}, takes: &carried{schema: textSchema("code")}, gives: told, errors: []int{http.StatusConflict},
		},
		{
			route: "POST /global/me/secondFactor:Remove", id: "removeSecondFactor", tag: tagSignIn, summary: "Remove one's second factor", text: own + " 409 where the site demands one.",
			query: []string{"siteId"}, takes: password, gives: []given{{status: http.StatusNoContent, text: "The password is enough again."}}, errors: []int{http.StatusConflict},
		},
		{
			route: "POST /global/me/secondFactor:RenewCodes", id: "renewRecoveryCodes", tag: tagSignIn, summary: "Get other recovery codes", text: own + " Those from before end.",
			query: []string{"siteId"}, takes: password, gives: told, errors: []int{http.StatusConflict},
		},
		{
			route: "DELETE /global/agents/{id}/secondFactor", id: "dropSecondFactor", tag: tagSignIn, summary: "Take an agent's second factor away",
			text:  "For who has lost it, and the recovery codes.",
			query: []string{"siteId"}, gives: []given{{status: http.StatusNoContent, text: "The password is enough, or another second factor is to be set up."}},
		},
		{
			route: "GET /global/site", id: "readSite", tag: tagSettings, summary: "Read the site", query: []string{"siteId"},
			gives: []given{{status: http.StatusOK, schema: site}},
		},
		{
			route: "PUT /global/site", id: "changeSite", tag: tagSettings, summary: "Change the site", query: []string{"siteId"},
			text:  "`requireSecondFactor` demands one of all who sign in with a password from then on; who has none sets one up when signing in. `requireOpenId` lets agents sign in by an identity provider only; who demands it has signed in so, and one provider is enabled. `showTypedText` shows agents what visitors are typing before it is sent, of which the widget tells them. `showGuide` has the console show administrators how to begin.",
			takes: &carried{schema: site, asked: []string{}, examples: []example{{"body", "", `{"requireSecondFactor": true}`}}},
			gives: []given{{status: http.StatusOK, schema: site}}, errors: []int{http.StatusConflict},
		},
	}
}

func textSchema(name string) *openapi.Schema {
	return &openapi.Schema{Type: "object", Required: []string{name}, Properties: openapi.Members[*openapi.Schema]{{Name: name, Value: openapi.Text()}}}
}

func setUpSchema() *openapi.Schema {
	return &openapi.Schema{
		Type: "object", Required: []string{"secret", "uri"},
		Properties: openapi.Members[*openapi.Schema]{
			{Name: "secret", Value: openapi.Text().Described("In base32, for who types it.")},
			{Name: "uri", Value: openapi.Text().Described("`otpauth://…`, for who scans it.")},
		},
	}
}

func recoverySchema() *openapi.Schema {
	return &openapi.Schema{
		Type: "object", Required: []string{"recoveryCodes"},
		Properties: openapi.Members[*openapi.Schema]{{Name: "recoveryCodes", Value: openapi.ListOf(openapi.Text())}},
	}
}

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
