package v4

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/auth"
)

const ownOrigin = "https://chat.example.com"

var (
	cookieSignIn = with(passwordForm, "session", "cookie")
	cookieRenew  = url.Values{"grant_type": {"refresh_token"}, "session": {"cookie"}}
)

// cookieOf is the cookie that an answer sets.
func cookieOf(t *testing.T, rec *httptest.ResponseRecorder) *http.Cookie {
	t.Helper()
	cookies := rec.Result().Cookies()
	if rec.Code != http.StatusOK || len(cookies) != 1 {
		t.Fatalf("%d %s sets %v", rec.Code, rec.Body, cookies)
	}
	return cookies[0]
}

// accessOf is the access token of an answer, and how long it is good for.
func accessOf(t *testing.T, rec *httptest.ResponseRecorder) (token string, life int) {
	t.Helper()
	var got struct {
		AccessToken  string `json:"access_token"`
		RefreshToken string `json:"refresh_token"`
		ExpiresIn    int    `json:"expires_in"`
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil || rec.Code != http.StatusOK || got.AccessToken == "" || got.RefreshToken != "" {
		t.Fatalf("%d %s %v", rec.Code, rec.Body, err)
	}
	return got.AccessToken, got.ExpiresIn
}

func TestAPageOfOurOwnKeepsItsSessionWhereNoScriptReadsIt(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	rec := in.send(cookieSignIn, "Origin", ownOrigin)
	c := cookieOf(t, rec)
	if c.Name != "__Host-parley" || !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 12*60*60 {
		t.Errorf("%+v", c)
	}
	token, life := accessOf(t, rec)
	if !in.works(token) || life != 899 || in.works(c.Value) || strings.Contains(rec.Body.String(), c.Value) {
		t.Errorf("the token, for %d s, or the session is not as it should be: %s", life, rec.Body)
	}
	in.now = in.now.Add(auth.BrowserTokenLife)
	if in.works(token) {
		t.Error("a token of a browser lives on")
	}
	// Two tabs, or one whose answer got lost, bring the same cookie.
	for range 2 {
		again, _ := accessOf(t, in.send(cookieRenew, "Origin", ownOrigin, "Cookie", c.Name+"="+c.Value))
		if ids, current := in.own(t, again); len(ids) != 1 || current != ids[0] {
			t.Errorf("another sign-in: %v", ids)
		}
	}
}

func TestASessionEndsWhenItIsNotUsedAndAfterADaysWork(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	begin := func() (renew func() int) {
		c := cookieOf(t, in.send(cookieSignIn, "Origin", ownOrigin))
		return func() int { return in.send(cookieRenew, "Origin", ownOrigin, "Cookie", c.Name+"="+c.Value).Code }
	}
	renew := begin()
	in.now = in.now.Add(auth.SessionIdle - time.Second)
	if got := renew(); got != 200 {
		t.Errorf("used within the hour: %d", got)
	}
	in.now = in.now.Add(auth.SessionIdle)
	if got := renew(); got != 401 {
		t.Errorf("not used for an hour: %d", got)
	}
	renew = begin()
	for range 12*2 - 1 {
		in.now = in.now.Add(30 * time.Minute)
		if got := renew(); got != 200 {
			t.Fatalf("in the course of the day: %d", got)
		}
	}
	in.now = in.now.Add(30 * time.Minute)
	if got := renew(); got != 401 {
		t.Errorf("after 12 hours: %d", got)
	}
}

func TestPagesOfOthersGetNothingOfASession(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	c := cookieOf(t, in.send(cookieSignIn, "Origin", ownOrigin))
	cookie := c.Name + "=" + c.Value
	for name, header := range map[string][]string{
		"another site":           {"Origin", "https://evil.example", "Cookie", cookie},
		"another site, fetching": {"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site", "Cookie", cookie},
		"a sibling":              {"Origin", "https://www.example.com", "Sec-Fetch-Site", "same-site", "Cookie", cookie},
		"another port":           {"Origin", "https://chat.example.com:8443", "Cookie", cookie},
	} {
		for _, form := range []url.Values{cookieSignIn, cookieRenew} {
			if rec := in.send(form, header...); rec.Code != 403 || rec.Header().Get("Set-Cookie") != "" {
				t.Errorf("%s, %s: %d %s", name, form.Get("grant_type"), rec.Code, rec.Body)
			}
		}
		if rec := in.sendTo("/oauth/revoke", url.Values{"session": {"cookie"}}, header...); rec.Code != 403 {
			t.Errorf("%s signs out: %d", name, rec.Code)
		}
	}
	if rec := in.send(cookieRenew, "Origin", ownOrigin, "Cookie", cookie); rec.Code != 200 {
		t.Errorf("the session does not go on: %d %s", rec.Code, rec.Body)
	}
}

func TestASessionIsTakenByItsRightCookieOnly(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	c := cookieOf(t, in.send(cookieSignIn, "Origin", ownOrigin))
	_, tokens := in.post(t, "/oauth/token", passwordForm)
	for name, header := range map[string][]string{
		"none":                                 {"Origin", ownOrigin},
		"one that the network could have made": {"Origin", ownOrigin, "Cookie", "parley=" + c.Value},
		"a refresh token in it":                {"Origin", ownOrigin, "Cookie", c.Name + "=" + tokens.text("refresh_token")},
		"an API key in it":                     {"Origin", ownOrigin, "Cookie", c.Name + "=" + in.key},
		"nonsense":                             {"Origin", ownOrigin, "Cookie", c.Name + "=x"},
	} {
		if rec := in.send(cookieRenew, header...); rec.Code != 401 || !strings.Contains(rec.Body.String(), `"error":"invalid_grant"`) {
			t.Errorf("%s: %d %s", name, rec.Code, rec.Body)
		}
	}
	for name, form := range map[string]url.Values{
		"another kind of session":       with(passwordForm, "session", "storage"),
		"a code for a cookie":           {"grant_type": {"authorization_code"}, "session": {"cookie"}},
		"the session as a token":        {"grant_type": {"refresh_token"}, "refresh_token": {c.Value}},
		"client credentials, in cookie": {"grant_type": {"client_credentials"}, "session": {"cookie"}},
	} {
		if rec := in.send(form, "Origin", ownOrigin); rec.Code != 400 {
			t.Errorf("%s: %d %s", name, rec.Code, rec.Body)
		}
	}
}

func TestWithoutHTTPSTheCookieHasAnotherName(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	r := httptest.NewRequest("POST", "http://127.0.0.1:8080/oauth/token", strings.NewReader(cookieSignIn.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "http://127.0.0.1:8080")
	rec := httptest.NewRecorder()
	in.ServeHTTP(rec, r)
	if c := cookieOf(t, rec); c.Name != "parley" || c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode {
		t.Errorf("%+v", c)
	}
}

func TestSigningOutEndsTheSessionAndItsTokens(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	rec := in.send(cookieSignIn, "Origin", ownOrigin)
	c := cookieOf(t, rec)
	token, _ := accessOf(t, rec)
	rec = in.sendTo("/oauth/revoke", url.Values{"session": {"cookie"}}, "Origin", ownOrigin, "Cookie", c.Name+"="+c.Value)
	if gone := cookieOf(t, rec); gone.Name != c.Name || gone.Value != "" || gone.MaxAge >= 0 {
		t.Errorf("%+v", gone)
	}
	if rec := in.send(cookieRenew, "Origin", ownOrigin, "Cookie", c.Name+"="+c.Value); rec.Code != 401 || in.works(token) {
		t.Errorf("it goes on: %d", rec.Code)
	}
	if rec := in.sendTo("/oauth/revoke", url.Values{"session": {"cookie"}}, "Origin", ownOrigin); rec.Code != 200 {
		t.Errorf("a second time: %d %s", rec.Code, rec.Body)
	}
}
