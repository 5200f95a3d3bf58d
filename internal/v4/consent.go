package v4

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
)

// Consents is how agents let programs act in their place; see auth.Authenticator.
type Consents interface {
	// Client finds a program; errors of an unknown one are of KindUnauthenticated.
	Client(ctx context.Context, id string) (chat.SiteID, *chat.OAuthClient, error)
	// Authorize turns the consent of an agent with a password into a code.
	Authorize(ctx context.Context, c auth.Consent) (code string, err error)
	// ShowAgent begins to know a browser as an agent's, for one request.
	ShowAgent(ctx context.Context, site chat.SiteID, agent chat.GUID, client *chat.OAuthClient, of auth.Request) (secret string, err error)
	// Shown is whom a browser is known as; KindUnauthenticated for nobody.
	Shown(ctx context.Context, secret string, client *chat.OAuthClient, of auth.Request) (chat.Account, error)
	// AuthorizeShown turns the consent of that agent into a code, once.
	AuthorizeShown(ctx context.Context, secret string, of auth.Request, agent chat.GUID, c auth.Consent) (code string, err error)
	// Unshow has a browser known as nobody any more.
	Unshow(ctx context.Context, secret string) error
}

// authorization is a program's request to act for an agent (RFC 6749 §4.1.1 with
// RFC 7636).
type authorization struct {
	site      chat.SiteID
	client    *chat.OAuthClient
	redirect  string
	state     string
	challenge string
	may       chat.Permissions
}

// authorizationOf reads a request. An error with a back is to be told to the
// program, any other to the person, since nobody knows where it would be sent to.
func (s *server) authorizationOf(ctx context.Context, p url.Values) (a authorization, back string, err error) {
	for name, values := range p {
		if len(values) > 1 {
			return a, "", chat.Invalid("%s: it is there twice", clip(name))
		}
	}
	if a.site, a.client, err = s.SignIn.Client(ctx, p.Get("client_id")); err != nil {
		return a, "", err
	}
	a.redirect, a.state, a.challenge = p.Get("redirect_uri"), p.Get("state"), p.Get("code_challenge")
	if !slices.Contains(a.client.RedirectURIs, a.redirect) {
		return a, "", chat.Invalid("redirect_uri: it is none of those that the client is registered with")
	}
	const challengeChars = 43 // a SHA-256 in base64
	asked, scopeErr := scopeOf(p.Get("scope"))
	switch {
	case p.Get("response_type") != "code":
		return a, "unsupported_response_type", nil
	case p.Get("code_challenge_method") != "S256" || len(a.challenge) != challengeChars:
		return a, "invalid_request", nil
	case scopeErr != nil || asked&^a.client.May != 0:
		return a, "invalid_scope", nil
	}
	if a.may = asked; asked == 0 {
		a.may = a.client.May
	}
	return a, "", nil
}

// sendBack answers the program by way of the browser.
func (a authorization) sendBack(name, value string) (answer, error) {
	to, err := url.Parse(a.redirect)
	if err != nil {
		return answer{}, fmt.Errorf("read a registered address: %w", err)
	}
	query := to.Query()
	query.Set(name, value)
	if a.state != "" {
		query.Set("state", a.state)
	}
	to.RawQuery = query.Encode()
	return answer{status: http.StatusSeeOther, header: http.Header{"Location": {to.String()}, "Referrer-Policy": {"no-referrer"}}}, nil
}

// members are those of the request as the page sends them again.
func (a authorization) members() []hidden {
	return []hidden{
		{"response_type", "code"},
		{"client_id", a.client.ID.String()},
		{"redirect_uri", a.redirect},
		{"state", a.state},
		{"scope", a.may.String()},
		{"code_challenge", a.challenge},
		{"code_challenge_method", "S256"},
	}
}

// query is the request as its address has it, in the same order always.
func (a authorization) query() string {
	q := url.Values{}
	for _, m := range a.members() {
		q.Set(m.Name, m.Value)
	}
	return q.Encode()
}

// request is what a browser is known as somebody's for.
func (a authorization) request() auth.Request { return sha256.Sum256([]byte(a.query())) }

// given is the consent that a request of a browser gives.
func (a authorization) given(r *http.Request) auth.Consent {
	return auth.Consent{
		SignIn: auth.SignIn{Site: a.site, Address: addressOf(r), UserAgent: r.UserAgent(), May: a.may},
		Client: a.client, Redirect: a.redirect, Challenge: a.challenge,
	}
}

// askConsent shows the page on which an agent signs in and consents, or whoever an identity
// provider has shown just now consents alone.
func (s *server) askConsent(r *http.Request, _ chat.Actor) (answer, error) {
	a, back, err := s.authorizationOf(r.Context(), r.URL.Query())
	switch {
	case err != nil:
		return refusalPage(err)
	case back != "":
		return a.sendBack("error", back)
	}
	account, known, err := s.shownTo(r, a)
	switch {
	case err != nil:
		return answer{}, err
	case known:
		return shownPage(a, account)
	default:
		return s.signInPage(r, a, "", http.StatusOK, nil)
	}
}

// consent takes what was entered on the page. A form on another site cannot post it:
// browsers tell where a request comes from.
func (s *server) consent(r *http.Request, _ chat.Actor) (answer, error) {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return refusalPage(chat.Denied("the form comes from another site"))
	}
	f, err := form(r)
	if err != nil {
		return refusalPage(err)
	}
	a, back, err := s.authorizationOf(r.Context(), f)
	switch {
	case err != nil:
		return refusalPage(err)
	case back != "":
		return a.sendBack("error", back)
	case f.Get("provider") != "":
		return s.leadToProvider(r, a, f.Get("provider"))
	case f.Get("agent") != "":
		return s.consentShown(r, a, f)
	case f.Get("decision") != "allow":
		return a.sendBack("error", "access_denied")
	}
	c := a.given(r)
	c.Email, c.Password, c.Code = f.Get("email"), f.Get("password"), f.Get("otp")
	code, err := s.SignIn.Authorize(r.Context(), c)
	return s.consented(r, a, f.Get("email"), code, err)
}

// consented leads back to the program with its code, or asks again.
func (s *server) consented(r *http.Request, a authorization, email, code string, err error) (answer, error) {
	p := problemOf(err)
	switch {
	case err == nil:
		return a.sendBack("code", code)
	case p.status == http.StatusUnauthorized, p.status == http.StatusForbidden:
		return s.signInPage(r, a, email, http.StatusForbidden, p)
	case p.status == http.StatusTooManyRequests:
		return s.signInPage(r, a, email, p.status, p)
	case p.status == http.StatusBadRequest:
		return a.sendBack("error", "access_denied") // the agent may do nothing of it
	default:
		return answer{}, err
	}
}

// ways are those in which agents of a site sign in.
type ways struct {
	open []*chat.IdentityProvider
	only bool // there is no other, such as passwords
}

// signInPage asks an agent to sign in and to consent, again after a problem.
func (s *server) signInPage(r *http.Request, a authorization, email string, status int, problem *problem) (answer, error) {
	open, only, err := s.Service.OpenProviders(r.Context(), a.site)
	if err != nil {
		return answer{}, err
	}
	if s.OpenID == nil {
		open = nil
	}
	return consentPage(a, ways{open, only}, email, status, problem)
}
