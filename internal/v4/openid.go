package v4

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/openid"
)

// OpenID asks identity providers; see openid.Client. Its errors that are no chat.Error say
// that a provider does not answer as it should.
type OpenID interface {
	// Begin gives where a browser is sent to, and what it keeps until it is back; purpose is
	// for whoever ends the flow.
	Begin(ctx context.Context, p *chat.IdentityProvider, origin, purpose string) (to string, flow openid.Flow, err error)
	// Finish tells whom the provider has shown.
	Finish(ctx context.Context, p *chat.IdentityProvider, t openid.Flow, back url.Values) (chat.OpenIDUser, error)
	// Check says what is wrong with an issuer; KindInvalid.
	Check(ctx context.Context, issuer string) error
}

// consolePath is where a sign-in leads to that began in the console, and to nowhere else.
const consolePath = "/console/"

var errNoProvider = chat.NotFound("there is no such way to sign in")

// openIDRoutes are how a browser signs in by an identity provider
// (docs/decisions/029-openid.md).
func (s *server) openIDRoutes() []route {
	if s.SignIn == nil {
		return nil
	}
	return []route{
		{get, "/oauth/providers", anyone, noBody, false, s.openProviders},
		{post, "/oauth/openid", anyone, jsonBody, false, inOAuth(s.beginOpenID)},
		{get, "/oauth/openid/callback", anyone, noBody, false, s.endOpenID},
		{post, "/global/identityProviders:Check", settings, jsonBody, false, s.checkProvider},
	}
}

// openProviders lists how agents of a site can sign in: of the one that is named, or of
// the only one. Whether a site is there is told by its providers alone.
func (s *server) openProviders(r *http.Request, _ chat.Actor) (answer, error) {
	p, err := parametersOf(r)
	if err != nil {
		return answer{}, err
	}
	var site chat.SiteID
	if text := p.one("siteid"); text != "" {
		site, err = chat.ParseSiteID(text)
	} else {
		site, err = s.SignIn.OnlySite(r.Context())
	}
	if err != nil {
		return answer{}, err
	}
	var ways struct {
		Providers []openProvider `json:"providers"`
		Only      bool           `json:"requireOpenId"`
	}
	open, only, err := s.Service.OpenProviders(r.Context(), site)
	if err != nil {
		return answer{}, err
	}
	ways.Only, ways.Providers = only, make([]openProvider, len(open))
	for i, p := range open {
		ways.Providers[i] = openProvider{p.ID, p.Name}
	}
	return jsonAnswer(ways)
}

// openProvider is what is told of a provider to who has not signed in.
type openProvider struct {
	ID   chat.GUID `json:"id"`
	Name string    `json:"name"`
}

// beginOpenID answers a page of ours with the address that it is to lead the browser to.
func (s *server) beginOpenID(r *http.Request, _ chat.Actor) (answer, error) {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return answer{}, chat.Denied("pages of another origin begin no sign-in here")
	}
	f, err := form(r)
	if err != nil {
		return answer{}, err
	}
	if f.Get("provider") == "" {
		return answer{}, errRequired("provider")
	}
	id, err := chat.ParseGUID(f.Get("provider"))
	if err != nil {
		return answer{}, err
	}
	_, p, err := s.providerToSignIn(r.Context(), id)
	if err != nil {
		return answer{}, err
	}
	to, flow, err := s.OpenID.Begin(r.Context(), p, r.Header.Get("Origin"), "")
	if err != nil {
		return answer{}, ofProvider(p, err)
	}
	a, err := jsonAnswer(struct {
		URL string `json:"url"`
	}{to})
	a.header = http.Header{"Set-Cookie": {consoleFlowJar.cookie(isPlain(r), flow.String(), openid.FlowLife).String()}}
	return a, err
}

func (s *server) providerToSignIn(ctx context.Context, id chat.GUID) (chat.SiteID, *chat.IdentityProvider, error) {
	if s.OpenID == nil {
		return 0, nil, errNoProvider
	}
	return s.Service.OpenProvider(ctx, id)
}

// ofProvider tells a provider that does not answer from a refusal.
func ofProvider(p *chat.IdentityProvider, err error) error {
	var known *chat.Error
	if errors.As(err, &known) || errors.Is(err, context.Canceled) {
		return err
	}
	return &problem{
		status: http.StatusServiceUnavailable, word: "provider_unreachable", cause: err,
		message: p.Name + " does not answer as it should: try again later, or sign in another way",
	}
}

// flowOf is what the browser has kept, in the place that its purpose has. Over https, a cookie
// that somebody else on the network could have set does not count.
func flowOf(r *http.Request) (openid.Flow, error) {
	for _, plain := range []bool{false, true} {
		for _, j := range []jar{consoleFlowJar, consentFlowJar} {
			c, err := r.Cookie(j.name(plain))
			if err != nil {
				continue
			}
			t, err := openid.ReadFlow(c.Value)
			if err == nil && strings.HasPrefix(t.Origin, "http://") == plain && jarOf(t) == j && t.Began(r.URL.Query().Get("state")) {
				return t, nil
			}
		}
	}
	return openid.Flow{}, chat.Denied("this browser has not begun to sign in so, or too long ago")
}

// jarOf is where a flow is kept.
func jarOf(t openid.Flow) jar {
	if t.Purpose == "" {
		return consoleFlowJar
	}
	return consentFlowJar
}

// endOpenID is where providers send browsers back to. Whatever comes of it, the flow is
// used up in this browser.
func (s *server) endOpenID(r *http.Request, _ chat.Actor) (answer, error) {
	t, err := flowOf(r)
	if err != nil {
		return s.openIDPage(err, consolePath)
	}
	end, began := s.endInConsole, consolePath
	if t.Purpose != "" {
		end, began = s.endInConsent, consentPath+"?"+t.Purpose
	}
	a, err := end(r, t)
	if err != nil {
		a, err = s.openIDPage(err, began)
	}
	if err == nil {
		a.header.Add("Set-Cookie", jarOf(t).cookie(strings.HasPrefix(t.Origin, "http://"), "", -1).String())
	}
	return a, err
}

// endInConsole gives the browser a session, and leads it to the console.
func (s *server) endInConsole(r *http.Request, t openid.Flow) (answer, error) {
	site, p, err := s.providerToSignIn(r.Context(), t.Provider)
	if err != nil {
		return answer{}, err
	}
	agent, err := s.agentShown(r, t, site, p)
	if err != nil {
		return answer{}, err
	}
	tokens, err := s.SignIn.SignInOpenID(r.Context(), site, agent, auth.SignIn{Address: addressOf(r), UserAgent: r.UserAgent(), Browser: true})
	if err != nil {
		return answer{}, err
	}
	a := answer{status: http.StatusSeeOther, header: http.Header{"Location": {consolePath}, "Referrer-Policy": {"no-referrer"}}}
	a.header.Add("Set-Cookie", sessionCookie(strings.HasPrefix(t.Origin, "http://"), tokens.Session, auth.SessionLife).String())
	return a, nil
}

// openIDPage tells a person why it has not become a sign-in, and leads to where it began. Why
// a provider does not answer is told to the log.
func (s *server) openIDPage(err error, began string) (answer, error) {
	p := problemOf(err)
	if p.status == http.StatusInternalServerError || p.status == statusGone {
		return answer{}, err
	}
	s.warnOfProvider(p)
	return page(pageData{Title: "Signing in did not work", Problem: p.message, Back: began}, p.status, "", "")
}

// warnOfProvider tells the log what a problem comes from.
func (s *server) warnOfProvider(p *problem) {
	if p.cause != nil {
		s.Log.Warn("signing in by an identity provider", "error", p.cause)
	}
}
