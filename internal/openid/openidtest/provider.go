// Package openidtest is an identity provider on loopback, for tests of what signs in by
// one. It does as a good one does, unless it is told to do otherwise.
package openidtest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// The client that the provider knows.
const (
	ClientID     = "parley"
	ClientSecret = "a secret of the client"
)

// Provider signs in whoever comes as the user that it has at the moment.
type Provider struct {
	// URL is the issuer.
	URL string
	// Key signs, under the name KeyID.
	Key *rsa.PrivateKey

	t   testing.TB
	now func() time.Time

	mu    sync.Mutex
	user  map[string]any
	bad   Deviation
	codes map[string]url.Values // what was asked for
	calls map[string]int        // by path
}

// KeyID names the key that signs.
const KeyID = "the key"

// Deviation is what a provider does otherwise than a good one; nil members change nothing.
type Deviation struct {
	Document func(map[string]any)                   // what it says of itself
	Claims   func(map[string]any)                   // what an ID token says
	Sign     func(map[string]any) string            // how it is signed
	Token    func(map[string]any)                   // what the token endpoint answers
	Back     func(url.Values)                       // what the browser is sent back with
	Serve    func(http.ResponseWriter, string) bool // answers a path itself
}

// New starts a provider, whose clock is now, until the test ends.
func New(t testing.TB, now func() time.Time) *Provider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &Provider{t: t, Key: key, now: now, codes: map[string]url.Values{}, calls: map[string]int{}}
	s := httptest.NewServer(p)
	t.Cleanup(s.Close)
	p.URL = s.URL
	p.Is(map[string]any{"sub": "248289761001", "name": "Ada", "email": "ada@example.com", "email_verified": true})
	return p
}

// Is has the provider sign in another user, of these claims.
func (p *Provider) Is(user map[string]any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.user = user
}

// Deviate has the provider do something otherwise from now on.
func (p *Provider) Deviate(d Deviation) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bad = d
}

// Calls is how often a path was asked for.
func (p *Provider) Calls(path string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.calls[path]
}

// ServeHTTP is the provider.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls[r.URL.Path]++
	if p.bad.Serve != nil && p.bad.Serve(w, r.URL.Path) {
		return
	}
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		p.document(w)
	case "/keys":
		p.answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.Key.Public(), KeyID: KeyID, Algorithm: "RS256", Use: "sig"}}})
	case "/authorize":
		p.authorize(w, r)
	case "/token":
		p.token(w, r)
	case "/userinfo":
		p.answer(w, p.user)
	default:
		http.NotFound(w, r)
	}
}

func (p *Provider) answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		p.t.Error(err)
	}
}

func (p *Provider) document(w http.ResponseWriter) {
	d := map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
		"userinfo_endpoint": p.URL + "/userinfo", "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{"RS256"}, "code_challenge_methods_supported": []string{"S256"},
	}
	if p.bad.Document != nil {
		p.bad.Document(d)
	}
	p.answer(w, d)
}

// authorize signs the user in at once.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query()
	code := rand.Text()
	p.codes[code] = asked
	back := url.Values{"code": {code}, "state": {asked.Get("state")}}
	if p.bad.Back != nil {
		p.bad.Back(back)
	}
	http.Redirect(w, r, asked.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
}

// token exchanges a code, once, for whom it was made for.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, basic := r.BasicAuth()
	if !basic {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	} else if plain, err := url.QueryUnescape(secret); err == nil {
		secret = plain
	}
	asked, known := p.codes[r.PostFormValue("code")]
	delete(p.codes, r.PostFormValue("code"))
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	switch {
	case id != ClientID || secret != ClientSecret:
		p.refuse(w, http.StatusUnauthorized, "invalid_client")
	case !known, asked.Get("redirect_uri") != r.PostFormValue("redirect_uri"), asked.Get("code_challenge_method") != "S256",
		asked.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]):
		p.refuse(w, http.StatusBadRequest, "invalid_grant")
	default:
		p.grant(w, asked)
	}
}

// Asked is what a browser asked for when it was given a code.
func (p *Provider) Asked(code, name string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.codes[code].Get(name)
}

// Grant answers at the token endpoint whatever was brought there, in a Deviation's Serve.
func (p *Provider) Grant(w http.ResponseWriter, nonce string) {
	p.grant(w, url.Values{"client_id": {ClientID}, "nonce": {nonce}})
}

func (p *Provider) refuse(w http.ResponseWriter, status int, word string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	p.answer(w, map[string]string{"error": word})
}

func (p *Provider) grant(w http.ResponseWriter, asked url.Values) {
	now := p.now()
	claims := map[string]any{
		"iss": p.URL, "aud": asked.Get("client_id"), "nonce": asked.Get("nonce"), "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(),
	}
	maps.Copy(claims, p.user)
	if p.bad.Claims != nil {
		p.bad.Claims(claims)
	}
	sign := p.bad.Sign
	if sign == nil {
		sign = func(c map[string]any) string { return Sign(p.t, jose.RS256, p.Key, KeyID, c) }
	}
	answer := map[string]any{"access_token": "for the user's data", "token_type": "Bearer", "expires_in": 300, "id_token": sign(claims)}
	if p.bad.Token != nil {
		p.bad.Token(answer)
	}
	p.answer(w, answer)
}

// Sign makes a token of claims.
func Sign(t testing.TB, by jose.SignatureAlgorithm, key any, kid string, claims map[string]any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: by, Key: key}, (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", kid))
	if err != nil {
		t.Error(err)
		return ""
	}
	token, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		t.Error(err)
	}
	return token
}

// Visit goes where a browser is sent to, and gives what it is sent back with: to where,
// and the parameters.
func (p *Provider) Visit(t testing.TB, to string) (back *url.URL) {
	t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, to, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if back, err = response.Location(); err != nil {
		t.Fatal(err)
	}
	return back
}
