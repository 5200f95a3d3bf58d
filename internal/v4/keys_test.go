package v4

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
)

// created sends a POST that must succeed, and gives what it answers.
func (w *world) created(t *testing.T, key, target, body string) map[string]any {
	t.Helper()
	rec := w.askAs(key, "POST", target, body)
	var made map[string]any
	if err := json.Unmarshal(rec.Body.Bytes(), &made); err != nil || rec.Code != 201 {
		t.Fatalf("%s %s: %d %s", target, body, rec.Code, rec.Body)
	}
	return made
}

// textOf is a member that must be a text.
func textOf(t *testing.T, of map[string]any, name string) string {
	t.Helper()
	s, ok := of[name].(string)
	if !ok || s == "" {
		t.Fatalf("%s: %v", name, of)
	}
	return s
}

func TestAnAPIKeysSecretIsShownOnceAndWorksWithinItsScopes(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	made := in.created(t, in.key, "/global/apiKeys", `{"name": "Export", "scopes": ["chats:read"], "expires": "2026-11-22T13:00:00Z"}`)
	secret, id := textOf(t, made, "secret"), textOf(t, made, "id")
	if !strings.HasPrefix(secret, textOf(t, made, "prefix")) || made["agentId"] != (chat.GUID{1}).String() || made["lastUsed"] != nil {
		t.Errorf("%v", made)
	}
	if !in.works(secret) {
		t.Error("the key does not work")
	}
	faulty(t, in.askAs(secret, "POST", "/livechat/tickets", `{"subject": "x"}`), 403, "chats:write")
	for _, target := range []string{"/global/apiKeys", "/global/apiKeys/" + id} {
		if rec := in.ask("GET", target, ""); rec.Code != 200 || strings.Contains(rec.Body.String(), secret) || strings.Contains(rec.Body.String(), `"secret"`) {
			t.Errorf("%s: %d %s", target, rec.Code, rec.Body)
		}
	}
	in.now = in.now.Add(2 * time.Second)
	if rec := in.ask("PUT", "/global/apiKeys/"+id, `{"name": "Import", "scopes": ["chats:read", "chats:write"]}`); rec.Code != 200 || strings.Contains(rec.Body.String(), "secret") {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	in.created(t, secret, "/livechat/tickets", `{"subject": "x"}`)
	in.now = in.now.Add(time.Hour)
	faulty(t, in.askAs(secret, "GET", "/livechat/tickets", ""), 401, "expired")
	if rec := in.ask("DELETE", "/global/apiKeys/"+id, ""); rec.Code != 204 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	in.now = in.now.Add(auth.Revocation)
	faulty(t, in.askAs(secret, "GET", "/livechat/tickets", ""), 401, "not valid")
	for body, says := range map[string]string{
		`{"scopes": ["chats:read"]}`:             "name",
		`{"name": "x"}`:                          "scopes",
		`{"name": "x", "scopes": []}`:            "scopes",
		`{"name": "x", "scopes": ["chats:eat"]}`: "chats:eat",
		`{"name": "x", "scopes": "chats:read"}`:  "scopes",
		`{"name": "", "scopes": ["chats:read"]}`: "name",
		`{"name": "x", "scopes": ["chats:read"], "agentId": "77777777-7777-4777-8777-777777777777"}`: "agentId",
	} {
		faulty(t, in.ask("POST", "/global/apiKeys", body), 400, says)
	}
}

func TestWhenAKeyWasUsedIsWrittenBehindTheRequests(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	made := in.created(t, in.key, "/global/apiKeys", `{"name": "Export", "scopes": ["chats:read"]}`)
	used := func() any {
		var got map[string]any
		if err := json.Unmarshal(in.ask("GET", "/global/apiKeys/"+textOf(t, made, "id"), "").Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		return got["lastUsed"]
	}
	write := func() {
		if err := in.who.WriteUses(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	in.works(textOf(t, made, "secret"))
	if got := used(); got != nil {
		t.Errorf("written within the request: %v", got)
	}
	write()
	if got := used(); got != "2026-11-22T12:00:00Z" {
		t.Errorf("used at %v", got)
	}
	in.now = in.now.Add(59 * time.Second)
	in.works(textOf(t, made, "secret"))
	write()
	if got := used(); got != "2026-11-22T12:00:00Z" {
		t.Errorf("written twice in a minute: %v", got)
	}
	in.now = in.now.Add(time.Second)
	in.works(textOf(t, made, "secret"))
	write()
	if got := used(); got != "2026-11-22T12:01:00Z" {
		t.Errorf("used at %v", got)
	}
}

func TestAnAgentSignsInAsItsRoleAllows(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	sales := textOf(t, in.created(t, in.key, "/global/departments", `{"name": "Sales"}`), "id")
	bob := in.created(t, in.key, "/global/agents", `{"email": "bob@example.com", "role": "agent", "password": "bob has a password"}`)
	id := textOf(t, bob, "id")
	if bob["role"] != "agent" || bob["isAdmin"] != false || bob["password"] != nil {
		t.Errorf("%v", bob)
	}
	c := &chat.Chat{ID: 9, GUID: chat.GUID{9}, DepartmentID: mustGUID(t, sales)}
	if _, err := in.chats.Import(t.Context(), chat.Actor{Site: 10000, Role: chat.RoleAdmin, May: chat.WriteChats}, []*chat.Chat{c}, &chat.Related{}); err != nil {
		t.Fatal(err)
	}
	sign := func(password string) (int, string) {
		in.now = in.now.Add(5 * time.Minute)
		status, got := in.post(t, "/oauth/token", url.Values{"grant_type": {"password"}, "email": {"BOB@example.com"}, "password": {password}})
		return status, got.text("access_token")
	}
	status, token := sign("bob has a password")
	if status != 200 {
		t.Fatal(status)
	}
	read := func() int { return in.askAs(token, "GET", "/livechat/chats/9", "").Code }
	change := func(body string) {
		t.Helper()
		if rec := in.ask("PUT", "/global/agents/"+id, body); rec.Code != 200 {
			t.Fatalf("%s: %d %s", body, rec.Code, rec.Body)
		}
		in.now = in.now.Add(auth.Revocation) // what is promised
	}
	for _, step := range []struct {
		body string
		want int
	}{
		{`{}`, 404},
		{`{"departmentIds": ["` + sales + `"]}`, 200},
		{`{"departmentIds": []}`, 404},
		{`{"role": "supervisor"}`, 200},
		{`{"role": "agent"}`, 404},
		{`{"isAdmin": true}`, 200},
		{`{"isAdmin": false}`, 404},
		{`{"isActive": false}`, 401},
		{`{"isActive": true}`, 401}, // what was signed in to stays ended
	} {
		change(step.body)
		if got := read(); got != step.want {
			t.Errorf("%s: %d, want %d", step.body, got, step.want)
		}
	}
	if status, token = sign("bob has a password"); status != 200 {
		t.Fatal(status)
	}
	change(`{"password": "bob has another one"}`)
	if got := read(); got != 401 {
		t.Errorf("after a new password: %d", got)
	}
	if status, _ := sign("bob has a password"); status != 401 {
		t.Errorf("the old password: %d", status)
	}
	if status, token = sign("bob has another one"); status != 200 {
		t.Errorf("the new password: %d", status)
	}
	if rec := in.ask("DELETE", "/global/agents/"+id, ""); rec.Code != 204 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	in.now = in.now.Add(auth.Revocation)
	if got := read(); got != 401 {
		t.Errorf("after the agent was deleted: %d", got)
	}
	for body, says := range map[string]string{
		`{"email": "c@example.com", "password": "short", "role": "agent"}`:      "12 to 256 bytes",
		`{"email": "c@example.com", "password": 123456789012, "role": "agent"}`: "password",
		`{"email": "c@example.com", "password": "long enough, I hope"}`:         "role",
		`{"email": "c@example.com", "role": "owner"}`:                           "owner",
	} {
		faulty(t, in.ask("POST", "/global/agents", body), 400, says)
	}
}

func mustGUID(t *testing.T, s string) chat.GUID {
	t.Helper()
	g, err := chat.ParseGUID(s)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestASiteKeepsAnAdministrator(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	ada := "/global/agents/" + (chat.GUID{1}).String()
	for _, body := range []string{`{"role": "agent"}`, `{"isAdmin": false}`, `{"isActive": false}`} {
		faulty(t, in.ask("PUT", ada, body), 409, "last active administrator")
	}
	eve := in.created(t, in.key, "/global/agents", `{"email": "eve@example.com", "isAdmin": true, "isActive": false}`)
	faulty(t, in.ask("PUT", ada, `{"role": "agent"}`), 409, "last active administrator")
	secret := textOf(t, in.created(t, in.key, "/global/apiKeys", `{"name": "x", "scopes": ["chats:read"]}`), "secret")
	if rec := in.ask("PUT", "/global/agents/"+textOf(t, eve, "id"), `{"isActive": true}`); rec.Code != 200 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if rec := in.ask("PUT", ada, `{"role": "agent"}`); rec.Code != 200 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	in.now = in.now.Add(auth.Revocation)
	if !in.works(secret) {
		t.Error("a key for reading ended with the role")
	}
	faulty(t, in.ask("GET", "/global/apiKeys", ""), 403, "settings")
}

func TestNobodyGivesMoreThanTheyMay(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	key := textOf(t, in.created(t, in.key, "/global/apiKeys", `{"name": "x", "scopes": ["settings", "chats:read"]}`), "secret")
	ada := "/global/agents/" + (chat.GUID{1}).String()
	for _, c := range []struct{ method, target, body string }{
		{"POST", "/global/apiKeys", `{"name": "y", "scopes": ["chats:delete"]}`},
		{"POST", "/global/oauthClients", `{"name": "y", "scopes": ["chats:write"]}`},
		{"POST", "/global/agents", `{"email": "y@example.com", "role": "admin", "password": "mine from now on"}`},
		{"PUT", ada, `{"password": "mine from now on"}`},
		{"PUT", ada, `{"email": "y@example.com"}`},
	} {
		faulty(t, in.askAs(key, c.method, c.target, c.body), 403, "chats:")
	}
	in.created(t, key, "/global/apiKeys", `{"name": "y", "scopes": ["chats:read"]}`)
	in.created(t, key, "/global/agents", `{"email": "y@example.com"}`)
}

func TestRedirectAddressesOfClientsAreSafe(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	for uri, fine := range map[string]bool{
		"https://a.example/done": true, "https://a.example:8443/x?y=1": true, "http://127.0.0.1:9000/x": true, "http://localhost/x": true,
		"http://[::1]:1/": true, "com.example.app:/done": true,
		"http://a.example/": false, "javascript:alert(1)": false, "data:text/html,x": false, "https://a.example/#x": false, "/done": false, "": false,
		"https://user@a.example/": false, "https:///x": false, "https://a.example/;x": false, "https://a.example/ x": false, "app:/done": false,
	} {
		body, err := json.Marshal(map[string]any{"name": uri, "redirectUris": []string{uri}, "scopes": []string{"chats:read"}})
		if err != nil {
			t.Fatal(err)
		}
		if uri == "" {
			body = []byte(`{"name": "empty", "redirectUris": [""], "scopes": ["chats:read"]}`)
		}
		if rec := in.ask("POST", "/global/oauthClients", string(body)); (rec.Code == 201) != fine {
			t.Errorf("%q: %d %s", uri, rec.Code, rec.Body)
		}
	}
}
