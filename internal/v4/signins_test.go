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

var passwordForm = url.Values{"grant_type": {"password"}, "email": {"ada@example.com"}, "password": {adaPassword}}

// with is a form with other values.
func with(form url.Values, pairs ...string) url.Values {
	f := url.Values{}
	for name, values := range form {
		f[name] = values
	}
	for i := 0; i < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	return f
}

// signedIn signs in with a password, and gives the access token.
func (in *signIns) signedIn(t *testing.T) string {
	t.Helper()
	in.now = in.now.Add(5 * time.Minute) // attempts are counted
	status, got := in.post(t, "/oauth/token", passwordForm)
	if status != http.StatusOK {
		t.Fatalf("%d %v", status, got)
	}
	return got.text("access_token")
}

// own lists the sign-ins that a token's agent sees as its own.
func (in *signIns) own(t *testing.T, token string) (ids []string, current string) {
	t.Helper()
	rec := in.askAs(token, "GET", "/global/me/signIns", "")
	var list []struct {
		ID, Method, Address string
		IsCurrent           bool
		Created, Expires    time.Time
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &list); err != nil || rec.Code != 200 {
		t.Fatalf("%d %s %v", rec.Code, rec.Body, err)
	}
	for _, l := range list {
		ids = append(ids, l.ID)
		if l.IsCurrent {
			current = l.ID
		}
		if l.Method != "password" || l.Address != "192.0.2.1" || l.Created.After(in.now) || !l.Expires.After(in.now) {
			t.Errorf("%+v", l)
		}
	}
	return ids, current
}

func TestAnAgentSeesItsOwnSignIns(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	one := in.signedIn(t)
	two := in.signedIn(t)
	ids, current := in.own(t, two)
	if len(ids) != 2 || ids[0] != current {
		t.Errorf("%v, of which %q asks", ids, current)
	}
	if _, older := in.own(t, one); older != ids[1] {
		t.Errorf("%q is not %q", older, ids[1])
	}
	rec := in.askAs(two, "GET", "/global/me", "")
	if rec.Code != 200 || !strings.Contains(rec.Body.String(), `"signInId":"`+current+`"`) || !strings.Contains(rec.Body.String(), `"email":"ada@example.com"`) ||
		!strings.Contains(rec.Body.String(), `"scopes":["chats:read","chats:write","chats:delete","settings"]`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	rec = in.ask("GET", "/global/me", "")
	if rec.Code != 200 || !strings.Contains(rec.Body.String(), `"signInId":"00000000-0000-0000-0000-000000000000"`) {
		t.Errorf("an API key: %d %s", rec.Code, rec.Body)
	}
	in.now = in.now.Add(auth.RefreshLife)
	if ids, _ := in.own(t, in.signedIn(t)); len(ids) != 1 {
		t.Errorf("sign-ins that are over are listed: %v", ids)
	}
}

func TestAnAgentEndsItsSignIns(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	one, two, three := in.signedIn(t), in.signedIn(t), in.signedIn(t)
	_, id := in.own(t, one)
	if rec := in.askAs(three, "DELETE", "/global/me/signIns/"+id, ""); rec.Code != 204 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	faulty(t, in.askAs(three, "DELETE", "/global/me/signIns/"+id, ""), 404, "no such sign-in")
	if in.works(one) || !in.works(two) || !in.works(three) {
		t.Error("another one than that which was named has ended")
	}
	if rec := in.askAs(three, "DELETE", "/global/me/signIns", ""); rec.Code != 204 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if in.works(two) || !in.works(three) || !in.works(in.key) {
		t.Error("not all the others have ended, or more than those")
	}
}

func TestANewPasswordEndsTheOtherSignIns(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	other, mine := in.signedIn(t), in.signedIn(t)
	change := func(token, before, after string) *httptest.ResponseRecorder {
		in.now = in.now.Add(5 * time.Minute)
		return in.askAs(token, "PUT", "/global/me/password", `{"password": "`+before+`", "newPassword": "`+after+`"}`)
	}
	const next = "another horse battery"
	faulty(t, change(mine, "wrong", next), 403, "not right")
	faulty(t, change(mine, adaPassword, "short"), 400, "12 to 256")
	faulty(t, change(mine, "", next), 400, "password")
	faulty(t, change(mine, adaPassword, ""), 400, "newPassword")
	faulty(t, change(in.key, adaPassword, next), 403, "signed in themselves")
	if !in.works(other) {
		t.Error("a refused change has ended a sign-in")
	}
	if rec := change(mine, adaPassword, next); rec.Code != 204 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if in.works(other) || !in.works(mine) || !in.works(in.key) {
		t.Error("the other sign-in goes on, or more than that has ended")
	}
	if status, got := in.post(t, "/oauth/token", passwordForm); status != 401 {
		t.Errorf("the old password: %d %v", status, got)
	}
	if status, got := in.post(t, "/oauth/token", with(passwordForm, "password", next)); status != 200 {
		t.Errorf("the new one: %d %v", status, got)
	}
}

// Guessing by way of the change of a password is slowed down as signing in is.
func TestGuessingAPasswordIsRefusedWithWhenToTryAgain(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	token := in.signedIn(t)
	in.now = in.now.Add(5 * time.Minute)
	for range 4 {
		in.post(t, "/oauth/token", with(passwordForm, "password", "wrong"))
	}
	if rec := in.askAs(token, "PUT", "/global/me/password", `{"password": "wrong", "newPassword": "another horse battery"}`); rec.Code != 403 {
		t.Errorf("the fifth attempt: %d %s", rec.Code, rec.Body)
	}
	for name, rec := range map[string]*httptest.ResponseRecorder{
		"signing in":          in.send(passwordForm),
		"changing a password": in.askAs(token, "PUT", "/global/me/password", `{"password": "wrong", "newPassword": "another horse battery"}`),
	} {
		if rec.Code != 429 || rec.Header().Get("Retry-After") != "60" {
			t.Errorf("%s: %d %v %s", name, rec.Code, rec.Header(), rec.Body)
		}
	}
}

func TestAdministratorsEndTheSignInsOfOthers(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	bob := textOf(t, in.created(t, in.key, "/global/agents", `{"email": "bob@example.com", "role": "agent", "password": "`+adaPassword+`"}`), "id")
	sign := func() string {
		in.now = in.now.Add(5 * time.Minute)
		_, got := in.post(t, "/oauth/token", with(passwordForm, "email", "bob@example.com"))
		return got.text("access_token")
	}
	one, two := sign(), sign()
	_, id := in.own(t, one)
	of := "/global/agents/" + bob + "/signIns"
	if rec := in.ask("GET", of, ""); rec.Code != 200 || strings.Count(rec.Body.String(), `"method"`) != 2 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	faulty(t, in.askAs(two, "GET", of, ""), 403, "settings")
	faulty(t, in.askAs(two, "DELETE", "/global/agents/01000000-0000-0000-0000-000000000000/signIns", ""), 403, "settings")
	faulty(t, in.ask("GET", "/global/agents/"+id+"/signIns", ""), 404, "no such agent")
	if rec := in.ask("DELETE", of+"/"+id, ""); rec.Code != 204 || in.works(one) || !in.works(two) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := in.ask("DELETE", of, ""); rec.Code != 204 || in.works(two) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}

// A key that may only manage settings is no way to administrators' sign-ins.
func TestWhoMayDoLessDoesNotEndSignIns(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	eve := textOf(t, in.created(t, in.key, "/global/agents", `{"email": "eve@example.com", "role": "admin"}`), "id")
	weak := textOf(t, in.created(t, in.key, "/global/apiKeys", `{"name": "weak", "agentId": "`+eve+`", "scopes": ["settings", "chats:read", "chats:write"]}`), "secret")
	ada := "/global/agents/01000000-0000-0000-0000-000000000000/signIns"
	faulty(t, in.askAs(weak, "GET", ada, ""), 403, "chats:delete")
	faulty(t, in.askAs(weak, "DELETE", ada, ""), 403, "chats:delete")
}

// send posts a form to the token's address, as a page of some origin if one is named.
func (in *signIns) send(form url.Values, header ...string) *httptest.ResponseRecorder {
	return in.sendTo("/oauth/token", form, header...)
}

func (in *signIns) sendTo(target string, form url.Values, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "https://chat.example.com"+target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("User-Agent", "Mozilla/5.0")
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	in.ServeHTTP(rec, r)
	return rec
}

// A browser opens a dialog of its own when Basic is asked for.
func TestWhoSignsInWithAFormIsNotAskedForBasic(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	wrong := with(passwordForm, "password", "not the password")
	if got := in.send(wrong); got.Code != http.StatusUnauthorized || strings.Contains(strings.Join(got.Header().Values("WWW-Authenticate"), " "), "Basic") {
		t.Errorf("%d, WWW-Authenticate %q", got.Code, got.Header().Values("WWW-Authenticate"))
	}
	client := url.Values{"grant_type": {"client_credentials"}}
	if got := in.send(client, "Authorization", "Basic Og=="); !strings.Contains(strings.Join(got.Header().Values("WWW-Authenticate"), " "), "Basic") {
		t.Errorf("a client that tried Basic: %d, WWW-Authenticate %q", got.Code, got.Header().Values("WWW-Authenticate"))
	}
}
