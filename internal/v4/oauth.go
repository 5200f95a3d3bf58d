package v4

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
)

// SignIn hands out tokens; see auth.Authenticator. Its errors are of
// KindUnauthenticated, KindLimited or KindInvalid, or carry a word of RFC 6749.
type SignIn interface {
	SecondFactors
	Consents

	// SignIn is the grant of a password.
	SignIn(ctx context.Context, try auth.SignIn) (auth.Tokens, error)
	// ClientCredentials is the grant to a program that acts by itself.
	ClientCredentials(ctx context.Context, login auth.ClientLogin, asked chat.Permissions) (auth.Tokens, error)
	// ExchangeCode is the grant to a program that an agent consented to.
	ExchangeCode(ctx context.Context, login auth.ClientLogin, code, verifier, redirect string) (auth.Tokens, error)
	// ExchangeRefresh renews tokens.
	ExchangeRefresh(ctx context.Context, login auth.ClientLogin, token string, asked chat.Permissions) (auth.Tokens, error)
	// SignInOpenID begins the sign-in of an agent whom an identity provider has shown.
	SignInOpenID(ctx context.Context, site chat.SiteID, agent chat.GUID, try auth.SignIn) (auth.Tokens, error)
	// OnlySite is the one site of the server; 0 when it has several, or none.
	OnlySite(ctx context.Context) (chat.SiteID, error)
	// Renew hands out an access token for a browser's session.
	Renew(ctx context.Context, session string, asked chat.Permissions) (auth.Tokens, error)
	// Confirm asks an agent for its password once more; KindDenied for a wrong one.
	Confirm(ctx context.Context, actor chat.Actor, password, address string) error
	// Forget has what is known of an agent's tokens looked up again.
	Forget(site chat.SiteID, agent chat.GUID)
	// Revoke ends a token.
	Revoke(ctx context.Context, login auth.ClientLogin, token string) error
}

// oauthRoutes are there where somebody can sign in.
func (s *server) oauthRoutes() []route {
	if s.SignIn == nil {
		return nil
	}
	return []route{
		{post, "/oauth/token", anyone, jsonBody, false, inOAuth(s.token)},
		{post, "/oauth/revoke", anyone, jsonBody, false, inOAuth(s.revoke)},
		{get, "/oauth/authorize", anyone, noBody, false, s.askConsent},
		{post, "/oauth/authorize", anyone, jsonBody, false, s.consent},
	}
}

// inOAuth gives errors the words that clients of OAuth look for (RFC 6749 §5.2),
// beside what every error of this API has.
func inOAuth(h handler) handler {
	return func(r *http.Request, actor chat.Actor) (answer, error) {
		a, err := h(r, actor)
		if err == nil {
			return a, nil
		}
		p := *problemOf(err)
		var known *auth.GrantError
		var second *auth.SecondStepError
		switch {
		case errors.As(err, &second):
			p = *asksSecond(second)
		case errors.As(err, &known):
			p.word = known.Word
		case p.word == "parameter_required":
			p.word = "invalid_request"
		case p.status == http.StatusUnauthorized:
			p.word = "invalid_grant"
		}
		p.described, p.cause = true, err
		if p.status == http.StatusUnauthorized && r.Header.Get("Authorization") == "" {
			// Whoever has not tried Basic is not asked for it: a browser would open a dialog of its own.
			p.header = p.header.Clone()
			p.header.Set("Www-Authenticate", bearerChallenge)
		}
		return a, &p
	}
}

// form reads a form-encoded body, in which nothing stands twice.
func form(r *http.Request) (url.Values, error) {
	if err := r.ParseForm(); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return nil, err
		}
		return nil, chat.Invalid("the body is not form-encoded")
	}
	for name, values := range r.PostForm {
		if len(values) > 1 {
			return nil, chat.Invalid("%s: it is there twice", clip(name))
		}
	}
	return r.PostForm, nil
}

// token answers POST /oauth/token (wire.md §2). Parameters come form-encoded.
func (s *server) token(r *http.Request, _ chat.Actor) (answer, error) {
	f, err := form(r)
	if err != nil {
		return answer{}, err
	}
	browser, err := inBrowser(r, f)
	if err != nil {
		return answer{}, err
	}
	t, recovery, err := s.grant(r, f, browser)
	if err != nil {
		return answer{}, err
	}
	a, err := tokenAnswer(t, recovery)
	if t.Session != "" {
		a.header = http.Header{"Set-Cookie": {sessionCookie(isPlain(r), t.Session, auth.SessionLife).String()}}
	}
	return a, err
}

func (s *server) grant(r *http.Request, f url.Values, browser bool) (t auth.Tokens, recovery []string, err error) {
	asked, err := scopeOf(f.Get("scope"))
	if err != nil {
		return auth.Tokens{}, nil, err
	}
	switch grant := f.Get("grant_type"); {
	case grant == "password":
		t, err = s.passwordGrant(r, f, asked, browser)
	case grant == "mfa":
		return s.secondGrant(r, f, asked, browser)
	case grant == "refresh_token" && browser:
		t, err = s.SignIn.Renew(r.Context(), sessionOf(r), asked)
	case browser:
		err = chat.Invalid("session: only the grants password, mfa and refresh_token have one in a cookie")
	default:
		t, err = s.clientGrant(r, f, asked)
	}
	return t, nil, err
}

// clientGrant is a grant to a program.
func (s *server) clientGrant(r *http.Request, f url.Values, asked chat.Permissions) (auth.Tokens, error) {
	need := func(names ...string) error {
		for _, name := range names {
			if f.Get(name) == "" {
				return errRequired(name)
			}
		}
		return nil
	}
	switch grant := f.Get("grant_type"); grant {
	case "client_credentials":
		return s.SignIn.ClientCredentials(r.Context(), clientLogin(r, f), asked)
	case "authorization_code":
		if err := need("code", "code_verifier", "redirect_uri"); err != nil {
			return auth.Tokens{}, err
		}
		return s.SignIn.ExchangeCode(r.Context(), clientLogin(r, f), f.Get("code"), f.Get("code_verifier"), f.Get("redirect_uri"))
	case "refresh_token":
		if err := need("refresh_token"); err != nil {
			return auth.Tokens{}, err
		}
		return s.SignIn.ExchangeRefresh(r.Context(), clientLogin(r, f), f.Get("refresh_token"), asked)
	case "":
		return auth.Tokens{}, errRequired("grant_type")
	default:
		return auth.Tokens{}, &problem{
			status: http.StatusBadRequest, word: "unsupported_grant_type",
			message: fmt.Sprintf("grant_type: there is no grant %q", clip(grant)),
		}
	}
}

// scopeOf reads permissions that are separated by spaces; 0 for none.
func scopeOf(text string) (chat.Permissions, error) {
	may, err := permissionsOf(strings.Fields(text))
	if err != nil {
		return 0, &problem{status: http.StatusBadRequest, word: "invalid_scope", message: "scope: " + err.Error()}
	}
	return may, nil
}

// clientLogin is how a client says which one it is: by Basic, whose parts are
// form-encoded in turn, or in the body (RFC 6749 §2.3.1).
func clientLogin(r *http.Request, f url.Values) auth.ClientLogin {
	id, secret, ok := r.BasicAuth()
	if !ok {
		return auth.ClientLogin{ID: f.Get("client_id"), Secret: f.Get("client_secret"), Address: addressOf(r)}
	}
	if plain, err := url.QueryUnescape(id); err == nil {
		id = plain
	}
	if plain, err := url.QueryUnescape(secret); err == nil {
		secret = plain
	}
	return auth.ClientLogin{ID: id, Secret: secret, Address: addressOf(r)}
}

func (s *server) passwordGrant(r *http.Request, f url.Values, asked chat.Permissions, browser bool) (auth.Tokens, error) {
	try := auth.SignIn{
		Email: f.Get("email"), Password: f.Get("password"), Address: addressOf(r), UserAgent: r.UserAgent(), Browser: browser, May: asked,
	}
	if try.Email == "" {
		try.Email = f.Get("username")
	}
	switch {
	case try.Email == "":
		return auth.Tokens{}, errRequired("email")
	case try.Password == "":
		return auth.Tokens{}, errRequired("password")
	}
	if text := r.Form.Get("siteId"); text != "" {
		site, err := chat.ParseSiteID(text)
		if err != nil {
			return auth.Tokens{}, err
		}
		try.Site = site
	}
	return s.SignIn.SignIn(r.Context(), try)
}

func tokenAnswer(t auth.Tokens, recovery []string) (answer, error) {
	body, err := json.Marshal(struct {
		AccessToken  string `json:"access_token"`
		TokenType    string `json:"token_type"`
		ExpiresIn    int    `json:"expires_in"` // seconds, rounded down
		RefreshToken string `json:"refresh_token,omitempty"`
		Scope        string `json:"scope"`

		RecoveryCodes []string `json:"recovery_codes,omitempty"`
	}{t.Access, "bearer", int(t.Life/time.Second) - 1, t.Refresh, t.May.String(), recovery})
	if err != nil {
		return answer{}, fmt.Errorf("encode a token: %w", err)
	}
	return answered(body), nil
}

// revoke answers POST /oauth/revoke (RFC 7009).
func (s *server) revoke(r *http.Request, _ chat.Actor) (answer, error) {
	f, err := form(r)
	if err != nil {
		return answer{}, err
	}
	browser, err := inBrowser(r, f)
	if err != nil {
		return answer{}, err
	}
	if browser {
		gone := http.Header{"Set-Cookie": {sessionCookie(isPlain(r), "", -1).String()}}
		return answer{status: http.StatusOK, header: gone}, s.SignIn.Revoke(r.Context(), auth.ClientLogin{}, sessionOf(r))
	}
	if f.Get("token") == "" {
		return answer{}, errRequired("token")
	}
	return answer{status: http.StatusOK}, s.SignIn.Revoke(r.Context(), clientLogin(r, f), f.Get("token"))
}

// addressOf is the caller's address without a port.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
