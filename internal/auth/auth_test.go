package auth_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
)

const (
	site     = chat.SiteID(10000)
	email    = "ada@example.com"
	password = "correct horse battery"
)

// world is a store with one site, its key, and a clock that can be set.
type world struct {
	store  *chattest.Store
	auth   *auth.Authenticator
	apiKey string
	now    time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{store: chattest.NewStore(), now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	w.auth = auth.New(w.store, func() time.Time { return w.now })
	w.apiKey = w.addSite(t, site)
	return w
}

func (w *world) addSite(t *testing.T, id chat.SiteID) string {
	t.Helper()
	key, err := auth.CreateSite(t.Context(), w.store, auth.NewSite{
		Site: id, Agent: chat.GUID{byte(id), 7}, Email: email, Password: password,
	}, w.now)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (w *world) signIn(t *testing.T, mail, pass string) (string, error) {
	t.Helper()
	tokens, err := w.auth.SignIn(t.Context(), auth.SignIn{Email: mail, Password: pass, Site: site, Address: "192.0.2.1"})
	return tokens.Access, err
}

func (w *world) call(t *testing.T, target string, prepare func(*http.Request)) (chat.Actor, error) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	prepare(r)
	return w.auth.Authenticate(t.Context(), r)
}

func bearer(token string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
}

func basic(user, key string) func(*http.Request) {
	return func(r *http.Request) { r.SetBasicAuth(user, key) }
}

func TestCredentialsAreTakenAsTheWireSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, err := w.signIn(t, "ADA@example.com", password)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		target  string
		prepare func(*http.Request)
	}{
		"access token":                {"/", bearer(token)},
		"API key as a bearer token":   {"/", bearer(w.apiKey)},
		"scheme in any case":          {"/", func(r *http.Request) { r.Header.Set("Authorization", "bearer "+token) }},
		"basic with site in query":    {"/?siteId=10000", basic(email, w.apiKey)},
		"query name in any case":      {"/?SITEID=10000", basic(email, w.apiKey)},
		"basic, e-mail in any case":   {"/?siteId=10000", basic("Ada@Example.com", w.apiKey)},
		"basic with site in header":   {"/", func(r *http.Request) { basic(email, w.apiKey)(r); r.Header.Set("X-Api-SiteId", "10000") }},
		"basic, the key names a site": {"/", basic(email, w.apiKey)},
	} {
		actor, err := w.call(t, c.target, c.prepare)
		if err != nil || actor.Site != site || actor.May != chat.AllPermissions {
			t.Errorf("%s: %+v, %v", name, actor, err)
		}
	}
}

func TestCredentialsAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, err := w.signIn(t, email, password)
	if err != nil {
		t.Fatal(err)
	}
	other := w.addSite(t, 1)
	unknown, _ := auth.NewSecret(chat.APIKey)
	for name, c := range map[string]struct {
		target  string
		prepare func(*http.Request)
		want    chat.ErrorKind
	}{
		"none":                     {"/", func(*http.Request) {}, chat.KindUnauthenticated},
		"another scheme":           {"/", func(r *http.Request) { r.Header.Set("Authorization", "Digest x") }, chat.KindUnauthenticated},
		"basic that is not base64": {"/", func(r *http.Request) { r.Header.Set("Authorization", "Basic §") }, chat.KindUnauthenticated},
		"an empty token":           {"/", bearer(""), chat.KindUnauthenticated},
		"an unknown key":           {"/", bearer(unknown), chat.KindUnauthenticated},
		"a mistyped key":           {"/", bearer(w.apiKey[:len(w.apiKey)-1] + "~"), chat.KindUnauthenticated},
		"a password instead":       {"/", basic(email, password), chat.KindUnauthenticated},
		"a token in basic":         {"/", basic(email, token), chat.KindUnauthenticated},
		"another e-mail":           {"/", basic("eve@example.com", w.apiKey), chat.KindUnauthenticated},
		"another site in query":    {"/?siteId=1", bearer(w.apiKey), chat.KindDenied},
		"another site's key":       {"/?siteId=10000", basic(email, other), chat.KindDenied},
		"a site that is no number": {"/?siteId=abc", bearer(w.apiKey), chat.KindInvalid},
		"two sites in one call":    {"/?siteId=10000", func(r *http.Request) { bearer(w.apiKey)(r); r.Header.Set(auth.SiteHeader, "1") }, chat.KindInvalid},
	} {
		if actor, err := w.call(t, c.target, c.prepare); err == nil || chat.KindOf(err) != c.want || actor.Site != 0 || actor.May != 0 {
			t.Errorf("%s: %+v, kind %d: %v", name, actor, chat.KindOf(err), err)
		}
	}
}

func TestATokenExpires(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, err := w.signIn(t, email, password)
	if err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(auth.TokenLife - time.Second)
	if _, err := w.call(t, "/", bearer(token)); err != nil {
		t.Errorf("a second before its time: %v", err)
	}
	w.now = w.now.Add(time.Second)
	if _, err := w.call(t, "/", bearer(token)); chat.KindOf(err) != chat.KindUnauthenticated {
		t.Errorf("after its time: %v", err)
	}
}

func TestAKeyMayDoWhatBothItAndItsAccountMay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	secret, hash := auth.NewSecret(chat.APIKey)
	err := w.store.AddKey(t.Context(), chat.Key{Hash: hash, Kind: chat.APIKey, Site: site, Agent: chat.GUID{byte(site % 256), 7}, May: chat.ReadChats})
	if err != nil {
		t.Fatal(err)
	}
	actor, err := w.call(t, "/", bearer(secret))
	if err != nil {
		t.Fatal(err)
	}
	if err := actor.Require(chat.ReadChats); err != nil {
		t.Error(err)
	}
	if err := actor.Require(chat.ReadChats | chat.DeleteChats); chat.KindOf(err) != chat.KindDenied || !strings.Contains(err.Error(), "chats:delete") {
		t.Errorf("deleting with a key for reading: %v", err)
	}
}

func TestSigningInRefusesWrongEmailPasswordAndSiteAlike(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, try := range []auth.SignIn{
		{Email: email, Password: "wrong", Site: site, Address: "a"},
		{Email: "nobody@example.com", Password: password, Site: site, Address: "b"},
		{Email: email, Password: password, Site: 77, Address: "c"},
		{Email: email, Password: strings.Repeat("x", auth.MaxPassword+1), Site: site, Address: "d"},
		{Email: email, Site: site, Address: "e"},
	} {
		token, err := w.auth.SignIn(t.Context(), try)
		if token != (auth.Tokens{}) || chat.KindOf(err) != chat.KindUnauthenticated || err.Error() != "the credentials are not valid" {
			t.Errorf("%+v: %q, %v", try, token, err)
		}
	}
}

func TestAnEmailOnTwoSitesNeedsTheSite(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.addSite(t, 1)
	if _, err := w.auth.SignIn(t.Context(), auth.SignIn{Email: email, Password: password}); chat.KindOf(err) != chat.KindInvalid {
		t.Errorf("without a site: %v", err)
	}
	if _, err := w.signIn(t, email, password); err != nil {
		t.Errorf("with the site: %v", err)
	}
}

func TestGuessingPasswordsIsSlowedDownByAddressAndByAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	try := func(address, mail string) error {
		_, err := w.auth.SignIn(t.Context(), auth.SignIn{Email: mail, Password: "wrong", Address: address})
		return err
	}
	for i := range 5 {
		if err := try("192.0.2.1", string(rune('a'+i))+"@example.com"); chat.KindOf(err) != chat.KindUnauthenticated {
			t.Fatalf("attempt %d: %v", i, err)
		}
	}
	err := try("192.0.2.1", "z@example.com")
	var advice interface{ RetryAfter() time.Duration }
	if chat.KindOf(err) != chat.KindLimited || !errors.As(err, &advice) || advice.RetryAfter() != time.Minute {
		t.Errorf("sixth attempt of an address: %v, %v", err, advice)
	}
	for i := range 10 {
		if err := try(string(rune('a'+i)), "victim@example.com"); chat.KindOf(err) != chat.KindUnauthenticated {
			t.Fatalf("attempt %d on an account: %v", i, err)
		}
	}
	if err := try("elsewhere", "VICTIM@example.com"); chat.KindOf(err) != chat.KindLimited {
		t.Errorf("eleventh attempt on an account: %v", err)
	}
	w.now = w.now.Add(time.Minute)
	if err := try("192.0.2.1", "z@example.com"); chat.KindOf(err) != chat.KindUnauthenticated {
		t.Errorf("a minute later: %v", err)
	}
}

func TestASiteIsCreatedOnceAndOnlyWithASoundAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, c := range map[string]struct {
		site auth.NewSite
		want chat.ErrorKind
	}{
		"an existing site": {auth.NewSite{Site: site, Email: email, Password: password}, chat.KindConflict},
		"a short password": {auth.NewSite{Site: 5, Email: email, Password: "short"}, chat.KindInvalid},
		"a long password":  {auth.NewSite{Site: 5, Email: email, Password: strings.Repeat("x", 257)}, chat.KindInvalid},
		"a bad e-mail":     {auth.NewSite{Site: 5, Email: "Ada <ada@example.com>", Password: password}, chat.KindInvalid},
		"no e-mail":        {auth.NewSite{Site: 5, Password: password}, chat.KindInvalid},
	} {
		if key, err := auth.CreateSite(t.Context(), w.store, c.site, w.now); key != "" || chat.KindOf(err) != c.want {
			t.Errorf("%s: %q, %v", name, key, err)
		}
	}
}

// lost is an accounts store whose database is gone.
type lost struct{ chat.Accounts }

var errLost = errors.New("connection refused")

func (lost) KeyByHash(context.Context, [32]byte) (chat.Key, chat.Account, error) {
	return chat.Key{}, chat.Account{}, errLost
}

func TestALostDatabaseIsNotTakenForAWrongKey(t *testing.T) {
	t.Parallel()
	secret, _ := auth.NewSecret(chat.APIKey)
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	bearer(secret)(r)
	if _, err := auth.New(lost{}, time.Now).Authenticate(t.Context(), r); !errors.Is(err, errLost) || chat.KindOf(err) != chat.KindInternal {
		t.Errorf("got %v", err)
	}
}

func TestPasswordHashesAreSaltedAndInPHCFormat(t *testing.T) {
	t.Parallel()
	one, err := auth.HashPassword(password)
	two, err2 := auth.HashPassword(password)
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	if one == two || !strings.HasPrefix(one, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hashes %s and %s", one, two)
	}
}

// revocable is an accounts store whose keys can be taken away.
type revocable struct {
	chat.Accounts
	revoked bool
	asked   int
}

func (r *revocable) KeyByHash(ctx context.Context, hash [32]byte) (chat.Key, chat.Account, error) {
	r.asked++
	if r.revoked {
		return chat.Key{}, chat.Account{}, chat.NotFound("there is no such key")
	}
	return r.Accounts.KeyByHash(ctx, hash)
}

func TestAKeyThatIsTakenAwayEndsWithinTheRevocationTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	accounts := &revocable{Accounts: w.store}
	w.auth = auth.New(accounts, func() time.Time { return w.now })
	call := func() error {
		_, err := w.call(t, "/", bearer(w.apiKey))
		return err
	}
	for range 3 {
		if err := call(); err != nil {
			t.Fatal(err)
		}
	}
	if accounts.asked != 1 {
		t.Errorf("the store was asked %d times in one moment", accounts.asked)
	}
	accounts.revoked = true
	w.now = w.now.Add(auth.Revocation)
	if err := call(); chat.KindOf(err) != chat.KindUnauthenticated {
		t.Errorf("after the revocation time: %v", err)
	}
}
