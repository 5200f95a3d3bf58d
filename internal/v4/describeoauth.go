package v4

import (
	"net/http"

	"github.com/parleychat/parley/internal/openapi"
)

// aboutSignIn tells about signing in.
func aboutSignIn() []about {
	html := func(status int, text string) given {
		return given{status: status, text: text, schema: openapi.Text(), media: "text/html"}
	}
	back := given{status: http.StatusSeeOther, text: "Back to the program, with `code` or `error`, and `state`."}
	return []about{
		{
			route: "POST /oauth/token", id: "signIn", tag: tagSignIn, summary: "Sign in for an access token",
			text:   "The grants `password` (`email` or `username`, `password`), `client_credentials`, `authorization_code` with PKCE (`code`, `code_verifier`, `redirect_uri`), and `refresh_token`. Clients say which one they are by Basic, or by `client_id` and `client_secret`. An access token is valid for 12 hours, a refresh token for 30 days and once: who brings it again ends all that came of the same sign-in.\n\nWith `session=cookie` a page of this server keeps no secret that scripts can read: `password` sets an HttpOnly cookie in the place of the refresh token, and `refresh_token` without one goes on by that cookie. Access tokens are then valid for 15 minutes; the session ends when it is not used for an hour, and after 12 hours. Pages of other origins are refused with 403.\n\nA 403 `mfa_required` asks for a second factor: the grant `mfa` with its `mfa_token` and, as `otp`, a code of the app or a recovery code. `mfa_setup_required` asks to set one up first (`POST oauth/secondFactor`); the answer to the code that confirms it has `recovery_codes`.",
			takes:  &carried{schema: signInSchema(), media: mediaForm},
			gives:  []given{{status: http.StatusOK, schema: openapi.RefTo("Token")}},
			errors: []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests},
		},
		{
			route: "POST /oauth/revoke", id: "revoke", tag: tagSignIn, summary: "End a token",
			text: "A refresh token is ended with all that came of the same sign-in, and with `session=cookie` that of the cookie, which is taken away. Ending what is not there succeeds.",
			takes: &carried{media: mediaForm, schema: &openapi.Schema{
				Type: "object", Properties: openapi.Members[*openapi.Schema]{{Name: "token", Value: openapi.Text()}, {Name: "session", Value: openapi.OneOf("cookie")}},
			}},
			gives:  []given{{status: http.StatusOK, text: "It is ended."}},
			errors: []int{http.StatusUnauthorized, http.StatusForbidden},
		},
		{
			route: "GET /oauth/authorize", id: "askConsent", tag: tagSignIn, summary: "The page on which an agent lets a program act for it",
			text:  "The parameters are those of RFC 6749 and RFC 7636: `response_type=code`, `client_id`, `redirect_uri`, `code_challenge`, `code_challenge_method=S256`, and if wanted `state` and `scope`. The agent signs in there with its password, or by an identity provider of the site, which leads it back to the page.",
			gives: []given{html(http.StatusOK, "The page."), back, html(http.StatusBadRequest, "The client is unknown, or the address is not one of its own.")},
		},
		{
			route: "POST /oauth/authorize", id: "consent", tag: tagSignIn, summary: "What the page sends",
			gives: []given{
				html(http.StatusOK, "A page that leads to the identity provider, with a cookie that the browser keeps until it is back."),
				{status: http.StatusSeeOther, text: "Back to the program, with `code` or `error`, and `state`; or to the page, for who wants to sign in as somebody else."},
				html(http.StatusBadRequest, "The client is unknown, or the address is not one of its own; or the request is too long for a sign-in by an identity provider."),
				html(http.StatusForbidden, "The e-mail or the password is wrong, it is not known any more who has signed in, or the form comes from another site."),
				html(http.StatusNotFound, "There is no such identity provider any more."),
				html(http.StatusTooManyRequests, "Too many attempts to sign in."),
				html(http.StatusServiceUnavailable, "The identity provider does not answer as it should."),
			},
			errors: []int{http.StatusRequestEntityTooLarge},
		},
	}
}

func signInSchema() *openapi.Schema {
	s := &openapi.Schema{Type: "object", Required: []string{"grant_type"}}
	s.Properties = openapi.Members[*openapi.Schema]{{Name: "grant_type", Value: openapi.OneOf("password", "client_credentials", "authorization_code", "refresh_token", "mfa")}}
	for _, name := range []string{"email", "username", "password", "code", "code_verifier", "redirect_uri", "refresh_token", "mfa_token", "otp", "client_id", "client_secret", "scope"} {
		s.Properties = s.Properties.With(name, openapi.Text())
	}
	s.Properties = s.Properties.With("session", openapi.OneOf("cookie"))
	s.Properties = s.Properties.With("siteId", openapi.Integer().Described("Where the address has accounts on several sites."))
	return s
}
