package v4

import (
	"crypto/sha256"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/openid"
)

// consentPath is the page of consent. A sign-in that began there leads back to it, with the
// same request of the same program, and to nowhere else.
const consentPath = "/v4/oauth/authorize"

// leadToProvider leads the browser from the page of consent to an identity provider, by a page:
// a redirect would be the answer to a form, which the page's policy keeps here whatever comes
// behind it, and providers have more hosts than the one that is known of them.
func (s *server) leadToProvider(r *http.Request, a authorization, provider string) (answer, error) {
	p, to, flow, err := s.beginConsent(r, a, provider)
	if err != nil {
		problem := problemOf(err)
		if problem.status == http.StatusInternalServerError || problem.status == statusGone {
			return answer{}, err
		}
		s.warnOfProvider(problem)
		return s.signInPage(r, a, "", problem.status, problem)
	}
	page, err := page(pageData{Title: "Sign in with " + p.Name, Onward: to, To: p.Name}, http.StatusOK, "", "")
	if err == nil {
		page.header.Add("Set-Cookie", consentFlowJar.cookie(isPlain(r), flow.String(), openid.FlowLife).String())
	}
	return page, err
}

// beginConsent begins a sign-in whose purpose is one request of a program.
func (s *server) beginConsent(r *http.Request, a authorization, provider string) (p *chat.IdentityProvider, to string, flow openid.Flow, err error) {
	id, err := chat.ParseGUID(provider)
	if err != nil {
		return nil, "", flow, err
	}
	if p, err = s.providerOf(r, a.site, id); err != nil {
		return nil, "", flow, err
	}
	to, flow, err = s.OpenID.Begin(r.Context(), p, r.Header.Get("Origin"), a.query())
	if err != nil {
		return nil, "", flow, ofProvider(p, err)
	}
	return p, to, flow, nil
}

// providerOf is a provider of the program's own site: one of another says nothing of its agents.
func (s *server) providerOf(r *http.Request, site chat.SiteID, id chat.GUID) (*chat.IdentityProvider, error) {
	of, p, err := s.providerToSignIn(r.Context(), id)
	if err == nil && of != site {
		err = errNoProvider
	}
	return p, err
}

// endInConsent leads the browser, now known as the agent's for this request alone, back to the
// page of consent. Nothing is allowed by that.
func (s *server) endInConsent(r *http.Request, t openid.Flow) (answer, error) {
	asked, err := url.ParseQuery(t.Purpose)
	if err != nil {
		return answer{}, chat.Denied("this browser has not begun to sign in so")
	}
	a, back, err := s.authorizationOf(r.Context(), asked)
	switch {
	case err != nil:
		return refusalPage(err)
	case back != "":
		return a.sendBack("error", back) // the program may ask for less by now
	}
	p, err := s.providerOf(r, a.site, t.Provider)
	if err != nil {
		return answer{}, err
	}
	agent, err := s.agentShown(r, t, a.site, p)
	if err != nil {
		return answer{}, err
	}
	secret, err := s.SignIn.ShowAgent(r.Context(), a.site, agent, a.client, a.request())
	if err != nil {
		return answer{}, err
	}
	to := answer{status: http.StatusSeeOther, header: http.Header{"Location": {consentPath + "?" + a.query()}, "Referrer-Policy": {"no-referrer"}}}
	to.header.Add("Set-Cookie", shownJar.cookie(strings.HasPrefix(t.Origin, "http://"), secret, auth.ShownLife).String())
	return to, nil
}

// shownTo is whom the browser is known as that asks for the page. Requests for pages do not
// tell whether they came over https; consentShown looks again, and they do then.
func (s *server) shownTo(r *http.Request, a authorization) (account chat.Account, known bool, err error) {
	for _, plain := range []bool{false, true} {
		c, none := r.Cookie(shownJar.name(plain))
		if none != nil {
			continue
		}
		account, err = s.SignIn.Shown(r.Context(), c.Value, a.client, a.request())
		if err == nil || chat.KindOf(err) != chat.KindUnauthenticated {
			return account, err == nil, err
		}
	}
	return account, false, nil
}

// consentShown takes what the agent has decided whom the page has named.
func (s *server) consentShown(r *http.Request, a authorization, f url.Values) (to answer, err error) {
	agent, err := chat.ParseGUID(f.Get("agent"))
	if err != nil {
		return refusalPage(err)
	}
	secret := ""
	if c, err := r.Cookie(shownJar.name(isPlain(r))); err == nil {
		secret = c.Value
	}
	switch f.Get("decision") {
	case "allow":
		code, refused := s.SignIn.AuthorizeShown(r.Context(), secret, a.request(), agent, a.given(r))
		to, err = s.consented(r, a, "", code, refused)
	case "again":
		to, err = s.unshown(r, secret, answer{status: http.StatusSeeOther, header: http.Header{"Location": {consentPath + "?" + a.query()}}}, nil)
	default:
		back, failed := a.sendBack("error", "access_denied")
		to, err = s.unshown(r, secret, back, failed)
	}
	if err == nil && to.status == http.StatusSeeOther {
		to.header.Add("Set-Cookie", shownJar.cookie(isPlain(r), "", -1).String())
	}
	return to, err
}

// unshown gives an answer once the browser is known as nobody any more.
func (s *server) unshown(r *http.Request, secret string, then answer, failed error) (answer, error) {
	err := s.SignIn.Unshow(r.Context(), secret)
	if failed == nil && err != nil && chat.KindOf(err) != chat.KindUnauthenticated {
		failed = err
	}
	return then, failed
}

// agentShown is the agent whom a provider shows at the end of a flow.
func (s *server) agentShown(r *http.Request, t openid.Flow, site chat.SiteID, p *chat.IdentityProvider) (chat.GUID, error) {
	user, err := s.OpenID.Finish(r.Context(), p, t, r.URL.Query())
	if err != nil {
		return chat.GUID{}, ofProvider(p, err)
	}
	return s.Service.AgentByOpenID(r.Context(), chat.OpenIDSignIn{
		Site: site, Provider: p, User: user, Address: addressOf(r), Once: sha256.Sum256([]byte("openid " + t.String())),
	})
}

// jar is a cookie that a browser keeps while it is led from one page of ours to another. It is
// sent along when a provider's page leads here, which a cookie of a session is not.
type jar struct{ secure, plain string }

var (
	consoleFlowJar = jar{"__Host-parley-openid", "parley-openid"}   // a flow that ends in the console
	consentFlowJar = jar{"__Host-parley-consent", "parley-consent"} // one that ends in a consent
	shownJar       = jar{"__Host-parley-shown", "parley-shown"}     // see auth.Authenticator's ShowAgent
)

// name is that of the cookie of a page that came without https, or of any other.
func (j jar) name(plain bool) string {
	if plain {
		return j.plain
	}
	return j.secure
}

// cookie carries something for some time; for less than none it takes it away.
func (j jar) cookie(plain bool, value string, life time.Duration) *http.Cookie {
	c := sessionCookie(plain, value, life) //nolint:gosec // Secure is left out only where the page came without https
	c.SameSite, c.Name = http.SameSiteLaxMode, j.name(plain)
	return c
}
