package openid_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/openid"
	"github.com/parleychat/parley/internal/openid/openidtest"
)

const origin = "https://chat.example"

// world is a client and a provider with one clock.
type world struct {
	*openid.Client
	there *openidtest.Provider
	noun  *chat.IdentityProvider
	clock atomic.Int64
}

func (w *world) now() time.Time { return time.Unix(w.clock.Load(), 0) }

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{}
	w.clock.Store(time.Date(2026, 11, 29, 13, 0, 0, 0, time.UTC).Unix())
	w.there = openidtest.New(t, w.now)
	w.noun = &chat.IdentityProvider{
		ID: chat.GUID{1}, Name: "Staff", Issuer: w.there.URL, ClientID: openidtest.ClientID, ClientSecret: openidtest.ClientSecret,
	}
	w.Client = openid.New(openid.Options{HTTP: http.DefaultClient, Now: w.now})
	return w
}

// begin signs in at the provider, up to where it sends the browser back.
func (w *world) begin(t *testing.T) (openid.Flow, url.Values) {
	t.Helper()
	to, flow, err := w.Begin(t.Context(), w.noun, origin, "")
	if err != nil {
		t.Fatal(err)
	}
	back := w.there.Visit(t, to)
	if at := back.Scheme + "://" + back.Host + back.Path; at != origin+openid.Callback {
		t.Fatalf("sent back to %s", at)
	}
	return flow, back.Query()
}

func (w *world) signIn(t *testing.T) (chat.OpenIDUser, error) {
	t.Helper()
	flow, back := w.begin(t)
	return w.Finish(t.Context(), w.noun, flow, back)
}

func wantDenied(t *testing.T, err error, part string) {
	t.Helper()
	if err == nil || chat.KindOf(err) != chat.KindDenied || !strings.Contains(err.Error(), part) {
		t.Errorf("%v, not a refusal with %q", err, part)
	}
}

func TestAProviderShowsWhoSomebodyIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got, err := w.signIn(t)
	if err != nil {
		t.Fatal(err)
	}
	want := chat.OpenIDUser{Subject: "248289761001", Name: "Ada", Email: "ada@example.com", Verified: true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := w.signIn(t); err != nil || w.there.Calls("/.well-known/openid-configuration") != 1 || w.there.Calls("/keys") != 1 {
		t.Errorf("%v; asked about itself %d times, for keys %d times", err, w.there.Calls("/.well-known/openid-configuration"), w.there.Calls("/keys"))
	}
}

func TestTheBrowserIsSentWithStateNonceAndChallenge(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.noun.Scopes = []string{"groups", "email"}
	seen := map[string]bool{}
	for range 2 {
		to, flow, err := w.Begin(t.Context(), w.noun, origin, "")
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(to)
		if err != nil {
			t.Fatal(err)
		}
		q := u.Query()
		if q.Get("response_type") != "code" || q.Get("scope") != "openid email profile groups" || q.Get("code_challenge_method") != "S256" ||
			q.Get("redirect_uri") != origin+openid.Callback || q.Get("client_id") != openidtest.ClientID {
			t.Errorf("asks for %v", q)
		}
		for _, name := range []string{"state", "nonce", "code_challenge"} {
			if len(q.Get(name)) != 43 || seen[q.Get(name)] || strings.Contains(flow.String(), q.Get(name)) {
				t.Errorf("%s is %q", name, q.Get(name))
			}
			seen[q.Get(name)] = true
		}
		if strings.Contains(to, openidtest.ClientSecret) {
			t.Error("the secret is in the address")
		}
	}
}

// TestWhatAProviderSaysCountsOnlyIfItIsRight has each of the things that an ID token must
// fulfil broken. TestAProviderShowsWhoSomebodyIs is its control.
func TestWhatAProviderSaysCountsOnlyIfItIsRight(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	says := func(name string, value any) openidtest.Deviation {
		return openidtest.Deviation{Claims: func(c map[string]any) { c[name] = value }}
	}
	signed := func(sign func(map[string]any) string) openidtest.Deviation { return openidtest.Deviation{Sign: sign} }
	for name, c := range map[string]struct {
		bad  openidtest.Deviation
		part string
	}{
		"another nonce":     {says("nonce", "x"), "nonce"},
		"no nonce":          {says("nonce", ""), "nonce"},
		"another issuer":    {says("iss", "https://other.example"), "different provider"},
		"another audience":  {says("aud", "somebody else"), "audience"},
		"one of two":        {says("aud", []string{openidtest.ClientID, "other"}), "azp"},
		"another party":     {says("azp", "other"), "azp"},
		"expired":           {says("exp", w.now().Add(-time.Second).Unix()), "expired"},
		"not valid yet":     {says("nbf", w.now().Add(time.Hour).Unix()), "nbf"},
		"no expiry":         {openidtest.Deviation{Claims: func(c map[string]any) { delete(c, "exp") }}, "expired"},
		"a text for a name": {says("email", 7), "cannot be trusted"},
		"another key": {signed(func(c map[string]any) string {
			return openidtest.Sign(t, jose.RS256, other, openidtest.KeyID, c)
		}), "signature"},
		"an unknown key": {signed(func(c map[string]any) string {
			return openidtest.Sign(t, jose.RS256, other, "other", c)
		}), "signature"},
		"the client's secret as a key": {signed(func(c map[string]any) string {
			return openidtest.Sign(t, jose.HS256, []byte(openidtest.ClientSecret+"0123456789"), openidtest.KeyID, c)
		}), "malformed"},
		"another algorithm": {signed(func(c map[string]any) string {
			return openidtest.Sign(t, jose.PS256, w.there.Key, openidtest.KeyID, c)
		}), "malformed"},
		"no signature": {signed(func(c map[string]any) string {
			head := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`))
			_, rest, _ := strings.Cut(openidtest.Sign(t, jose.RS256, w.there.Key, openidtest.KeyID, c), ".")
			body, _, _ := strings.Cut(rest, ".")
			return head + "." + body + "."
		}), "malformed"},
		"no token": {openidtest.Deviation{Token: func(a map[string]any) { delete(a, "id_token") }}, "no ID token"},
	} {
		w.there.Deviate(c.bad)
		_, err := w.signIn(t)
		if err == nil || chat.KindOf(err) != chat.KindDenied || !strings.Contains(err.Error(), c.part) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.there.Deviate(openidtest.Deviation{})
	if _, err := w.signIn(t); err != nil {
		t.Errorf("a good one after them: %v", err)
	}
}

func TestAProviderThatNamesItselfInEveryAnswerMustDoSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.there.Deviate(openidtest.Deviation{Document: func(d map[string]any) { d["authorization_response_iss_parameter_supported"] = true }})
	_, err := w.signIn(t)
	wantDenied(t, err, "not from Staff")
	w.there.Deviate(openidtest.Deviation{Back: func(v url.Values) { v.Set("iss", w.there.URL) }})
	if _, err := w.signIn(t); err != nil {
		t.Error(err)
	}
}

func TestAnAddressThatIsNotInTheTokenIsAskedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	thin := func(c map[string]any) { delete(c, "email"); delete(c, "email_verified") }
	w.there.Deviate(openidtest.Deviation{Claims: thin})
	w.there.Is(map[string]any{"sub": "7", "email": "bob@example.com", "email_verified": "true"})
	got, err := w.signIn(t)
	if want := (chat.OpenIDUser{Subject: "7", Email: "bob@example.com", Verified: true}); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	w.there.Deviate(openidtest.Deviation{Claims: func(c map[string]any) { thin(c); c["sub"] = "8" }})
	_, err = w.signIn(t)
	wantDenied(t, err, "somebody else")
}

func TestWhetherAnAddressIsVerifiedIsReadAsProvidersWriteIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, c := range []struct {
		said             any
		verified, denied bool
	}{{true, true, false}, {"true", true, false}, {false, false, true}, {"false", false, true}, {nil, false, false}} {
		w.there.Is(map[string]any{"sub": "7", "email": "bob@example.com", "email_verified": c.said})
		got, err := w.signIn(t)
		if err != nil || got.Verified != c.verified || got.Denied != c.denied {
			t.Errorf("%v: %+v, %v", c.said, got, err)
		}
	}
	w.there.Is(map[string]any{"sub": "7", "email": "bob@example.com", "email_verified": 1})
	_, err := w.signIn(t)
	wantDenied(t, err, "email_verified")
}

func TestTheSecretIsShownAsTheProviderWantsIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.there.Deviate(openidtest.Deviation{Document: func(d map[string]any) {
		d["token_endpoint_auth_methods_supported"] = []string{"client_secret_post"}
	}})
	if _, err := w.signIn(t); err != nil {
		t.Error(err)
	}
	w.noun.ClientSecret = "wrong"
	_, err := w.signIn(t)
	wantDenied(t, err, "invalid_client")
}

func TestAProviderThatDoesNotAnswerIsNoRefusal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	flow, back := w.begin(t)
	down := func(w http.ResponseWriter, path string) bool {
		http.Error(w, "down", http.StatusBadGateway)
		return true
	}
	w.there.Deviate(openidtest.Deviation{Serve: down})
	var known *chat.Error
	if _, err := w.Finish(t.Context(), w.noun, flow, back); err == nil || errors.As(err, &known) {
		t.Errorf("at the end: %v", err)
	}
	w.clock.Add(3600)
	for range 3 {
		if _, _, err := w.Begin(t.Context(), w.noun, origin, ""); err == nil || errors.As(err, &known) {
			t.Errorf("at the beginning: %v", err)
		}
	}
	if n := w.there.Calls("/.well-known/openid-configuration"); n != 2 {
		t.Errorf("while it is down it was asked %d times", n-1)
	}
	w.there.Deviate(openidtest.Deviation{})
	w.clock.Add(6)
	if _, err := w.signIn(t); err != nil {
		t.Errorf("when it is back: %v", err)
	}
}

func TestACheckSaysWhatIsWrongWithAnIssuer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.Check(t.Context(), w.there.URL); err != nil {
		t.Errorf("a good one: %v", err)
	}
	document := func(name string, value any) openidtest.Deviation {
		return openidtest.Deviation{Document: func(d map[string]any) { d[name] = value }}
	}
	answers := func(path, text string) openidtest.Deviation {
		return openidtest.Deviation{Serve: func(w http.ResponseWriter, at string) bool {
			if strings.HasPrefix(at, path) {
				_, _ = w.Write([]byte(text))
			}
			return strings.HasPrefix(at, path)
		}}
	}
	for name, c := range map[string]struct {
		bad  openidtest.Deviation
		part string
	}{
		"another name":     {document("issuer", "https://other.example"), `calls itself "https://other.example"`},
		"no token address": {document("token_endpoint", nil), "token_endpoint"},
		"a script":         {document("authorization_endpoint", "javascript:alert(1)"), "authorization_endpoint"},
		"no code flow":     {document("response_types_supported", []string{"id_token"}), "code flow"},
		"no PKCE":          {document("code_challenge_methods_supported", []string{"plain"}), "PKCE"},
		"a page":           {answers("/.well-known", "<html>"), "decode"},
		"no keys":          {answers("/keys", `{"keys":[]}`), "no public key"},
		"keys of no use":   {answers("/keys", `<html>`), "cannot be read"},
	} {
		w.there.Deviate(c.bad)
		if err := w.Check(t.Context(), w.there.URL); err == nil || chat.KindOf(err) != chat.KindInvalid || !strings.Contains(err.Error(), c.part) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for issuer, part := range map[string]string{
		"":                       "beginning with https://",
		"ftp://x.example":        "beginning with https://",
		w.there.URL + "?x=1":     "before /.well-known",
		w.there.URL + "/nowhere": "404",
		"http://127.0.0.1:1":     "refused",
	} {
		if err := w.Check(t.Context(), issuer); err == nil || chat.KindOf(err) != chat.KindInvalid || !strings.Contains(err.Error(), part) {
			t.Errorf("%q: %v", issuer, err)
		}
	}
}

// broken fails every call.
type broken struct{ err error }

func (b broken) RoundTrip(*http.Request) (*http.Response, error) { return nil, b.err }

func TestACheckTellsWhyNobodyIsReached(t *testing.T) {
	t.Parallel()
	for part, err := range map[string]error{
		"there is no host login.example": &net.DNSError{Err: "no such host", Name: "login.example", IsNotFound: true},
		"does not answer in time":        os.ErrDeadlineExceeded,
		"must not be called":             errors.New("this address must not be called: 10.0.0.1 is not public"),
	} {
		c := openid.New(openid.Options{HTTP: &http.Client{Transport: broken{err}}, Now: time.Now})
		if err := c.Check(t.Context(), "https://login.example"); err == nil || chat.KindOf(err) != chat.KindInvalid || !strings.Contains(err.Error(), part) {
			t.Errorf("%v, without %q", err, part)
		}
	}
}
