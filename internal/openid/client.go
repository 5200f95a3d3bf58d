package openid

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/parleychat/parley/internal/chat"
)

// Options is what a client needs.
type Options struct {
	// HTTP is what providers are called with: it decides which addresses may be called,
	// follows no redirects, and bounds the time and the size of answers.
	HTTP *http.Client
	// Now is the clock.
	Now func() time.Time
}

// Client asks providers. It is safe for concurrent use.
type Client struct {
	http *http.Client
	now  func() time.Time

	mu    sync.Mutex
	known map[string]discovered // by issuer
}

// New makes a client.
func New(o Options) *Client {
	return &Client{http: o.HTTP, now: o.Now, known: map[string]discovered{}}
}

// How long what an issuer says of itself is good for, and how long it is not asked again
// after it has failed: whoever begins to sign in has it asked, whoever that is.
const (
	knownFor   = 10 * time.Minute
	failureFor = 5 * time.Second
	maxKnown   = 1000
)

// discovered is what an issuer says of itself.
type discovered struct {
	at       time.Time
	provider *oidc.Provider
	document document
	err      error
}

func (d discovered) fresh(now time.Time) bool {
	if d.err != nil {
		return now.Sub(d.at) < failureFor
	}
	return now.Sub(d.at) < knownFor
}

// document has what the library does not look at.
type document struct {
	Issuer        string   `json:"issuer"`
	Authorization string   `json:"authorization_endpoint"`
	Token         string   `json:"token_endpoint"`
	Keys          string   `json:"jwks_uri"`
	UserInfo      string   `json:"userinfo_endpoint"`
	Algorithms    []string `json:"id_token_signing_alg_values_supported"`
	Responses     []string `json:"response_types_supported"`
	Challenges    []string `json:"code_challenge_methods_supported"`
	ClientAuth    []string `json:"token_endpoint_auth_methods_supported"`
	SaysIssuer    bool     `json:"authorization_response_iss_parameter_supported"`
}

// check refuses a document that nobody could sign in by.
func (d document) check(issuer string) error {
	for _, e := range []struct{ name, address string }{
		{"authorization_endpoint", d.Authorization},
		{"token_endpoint", d.Token},
		{"jwks_uri", d.Keys},
	} {
		u, err := url.Parse(e.address)
		plain := strings.HasPrefix(issuer, "http://") && err == nil && u.Scheme == "http"
		if err != nil || u.Host == "" || (u.Scheme != "https" && !plain) {
			return fmt.Errorf("its %s is %q, which is no address beginning with https://", e.name, clip(e.address))
		}
	}
	if len(d.Responses) > 0 && !slices.Contains(d.Responses, "code") {
		return fmt.Errorf("it does not know the code flow (response_types_supported: %s)", clip(strings.Join(d.Responses, ", ")))
	}
	if len(d.Challenges) > 0 && !slices.Contains(d.Challenges, "S256") {
		return fmt.Errorf("it does not know PKCE with S256 (code_challenge_methods_supported: %s)", clip(strings.Join(d.Challenges, ", ")))
	}
	return nil
}

// discover asks an issuer about itself, unless that is known.
func (c *Client) discover(ctx context.Context, issuer string) (discovered, error) {
	c.mu.Lock()
	d, ok := c.known[issuer]
	c.mu.Unlock()
	if ok && d.fresh(c.now()) {
		return d, d.err
	}
	d = c.ask(ctx, issuer)
	if ctx.Err() != nil {
		return d, d.err // the caller has gone, which tells nothing of the issuer
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.known) >= maxKnown {
		clear(c.known)
	}
	c.known[issuer] = d
	return d, d.err
}

func (c *Client) ask(ctx context.Context, issuer string) discovered {
	d := discovered{at: c.now()}
	if d.provider, d.err = oidc.NewProvider(oidc.ClientContext(ctx, c.http), issuer); d.err != nil {
		d.err = fmt.Errorf("ask %s about itself: %w", issuer, d.err)
		return d
	}
	if d.err = d.provider.Claims(&d.document); d.err == nil {
		d.err = d.document.check(issuer)
	}
	if d.err != nil {
		d.err = fmt.Errorf("read what %s says of itself: %w", issuer, d.err)
	}
	return d
}

// config is how a sign-in is asked for.
func (d discovered) config(p *chat.IdentityProvider, t Flow) *oauth2.Config {
	scopes := []string{oidc.ScopeOpenID, "email", "profile"}
	for _, more := range p.Scopes {
		if !slices.Contains(scopes, more) {
			scopes = append(scopes, more)
		}
	}
	endpoint := d.provider.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInHeader
	if len(d.document.ClientAuth) > 0 && !slices.Contains(d.document.ClientAuth, "client_secret_basic") {
		endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: endpoint, RedirectURL: t.redirect(),
		Scopes: scopes,
	}
}

// Begin gives the address that a browser is sent to, and the flow that it has to keep
// until it is back. origin is that of the page; purpose is for whom the browser comes back
// to, of at most MaxPurpose bytes (KindInvalid). What is wrong with the provider is no
// chat.Error.
func (c *Client) Begin(ctx context.Context, p *chat.IdentityProvider, origin, purpose string) (to string, flow Flow, err error) {
	if err := CheckOrigin(origin); err != nil {
		return "", flow, err
	}
	if len(purpose) > MaxPurpose {
		return "", flow, chat.Invalid("what is asked for has %d bytes, which is more than a browser keeps while it is at an identity provider: at most %d", len(purpose), MaxPurpose)
	}
	d, err := c.discover(ctx, p.Issuer)
	if err != nil {
		return "", flow, err
	}
	t := newFlow(p.ID, origin, purpose, c.now())
	return d.config(p, t).AuthCodeURL(t.state(), oidc.Nonce(t.nonce()), oauth2.S256ChallengeOption(t.verifier())), t, nil
}

// clip keeps what others say short enough for a message.
func clip(s string) string {
	const most = 200
	s = strings.ToValidUTF8(s, "")
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}
