package v4

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/parleychat/parley/internal/chat"
)

// aResource is a body that each collection takes.
var aResource = map[string]string{
	"/v4/livechat/campaigns":        `{"name": "x"}`,
	"/v4/livechat/fields":           `{"name": "x"}`,
	"/v4/livechat/segments":         `{"name": "x"}`,
	"/v4/livechat/autoInvitations":  `{"name": "x"}`,
	"/v4/livechat/customVariables":  `{"name": "x"}`,
	"/v4/livechat/bots":             `{"name": "x"}`,
	"/v4/livechat/webhooks":         `{"event": "chatEnds", "targetUrl": "https://crm.example/"}`,
	"/v4/livechat/wrapupCategories": `{"name": "x"}`,
	"/v4/livechat/identityKeys":     `{"name": "x", "algorithm": "HS256"}`,
	"/v4/livechat/bans":             `{"address": "203.0.113.0/24"}`,
	"/v4/livechat/cannedMessages":   `{"shortcut": "x", "text": "Hello", "sharedWith": "everybody"}`,
	"/v4/livechat/savedSearches":    `{"name": "x", "search": {"filters": []}, "sharedWith": "everybody"}`,
	"/v4/global/departments":        `{"name": "x"}`,
	"/v4/global/skills":             `{"name": "x"}`,
	"/v4/global/agents":             `{"email": "x@example.com"}`,
	"/v4/global/apiKeys":            `{"name": "x", "scopes": ["chats:read"]}`,
	"/v4/global/identityProviders":  `{"name": "x", "issuer": "https://login.example", "clientId": "x", "clientSecret": "x"}`,
	"/v4/global/oauthClients":       `{"name": "x", "scopes": ["chats:read"]}`,
}

func TestAResourceIsSeenAndChangedOnItsSiteOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for path, body := range aResource {
		rec := w.ask(http.MethodPost, path, body)
		var made struct{ ID string }
		if err := json.Unmarshal(rec.Body.Bytes(), &made); err != nil || rec.Code != http.StatusCreated || made.ID == "" {
			t.Fatalf("%s: %d %s", path, rec.Code, rec.Body)
		}
		one := path + "/" + made.ID
		for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete} {
			faulty(t, w.askAs(w.stranger, method, one, body), http.StatusNotFound, "there is no such")
		}
		if rec := w.askAs(w.stranger, http.MethodGet, path, ""); rec.Code != http.StatusOK || strings.Contains(rec.Body.String(), made.ID) {
			t.Errorf("%s is listed on another site: %d %s", one, rec.Code, rec.Body)
		}
		if rec := w.ask(http.MethodGet, path, ""); !strings.Contains(rec.Body.String(), made.ID) {
			t.Errorf("%s is not listed on its own site: %s", one, rec.Body)
		}
		same := strings.Replace(body, "{", `{"id": "`+made.ID+`", `, 1)
		if rec := w.askAs(w.stranger, http.MethodPost, path, same); rec.Code != http.StatusCreated {
			t.Errorf("the same id on another site: %d %s", rec.Code, rec.Body)
		}
	}
}

func TestEveryResourceNeedsThePermissionOfItsRoute(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for path, body := range aResource {
		one := path + "/" + aGUID
		for _, c := range []struct{ method, target string }{
			{http.MethodGet, path},
			{http.MethodGet, one},
			{http.MethodPost, path},
			{http.MethodPut, one},
			{http.MethodDelete, one},
		} {
			faulty(t, w.askAs("", c.method, c.target, body), http.StatusUnauthorized, "")
			rec := w.askAs(w.reader, c.method, c.target, body)
			readable := c.method == http.MethodGet && !slices.Contains([]string{"/v4/livechat/webhooks", "/v4/livechat/identityKeys", "/v4/livechat/bans", "/v4/global/apiKeys", "/v4/global/oauthClients", "/v4/global/identityProviders"}, path)
			if denied := rec.Code == http.StatusForbidden; denied == readable {
				t.Errorf("%s %s with chats:read: %d", c.method, c.target, rec.Code)
			}
		}
	}
}

func TestOfflineMessagesAreOfTheirSiteAndNeedThePermissionsOfChats(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const path = "/v4/livechat/offlineMessages"
	if rec := w.ask(http.MethodPost, path, `{"id": 7, "message": "secret"}`); rec.Code != http.StatusCreated {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	for _, call := range []struct{ method, target, body string }{
		{http.MethodGet, path, ""},
		{http.MethodPost, path + ":Search", `{"filters": [{"name": "keywords", "operator": "is", "value": ["secret"]}]}`},
		{http.MethodDelete, path, `[7]`},
		{http.MethodPost, path + ":BatchDelete", `[7]`},
	} {
		if rec := w.askAs(w.stranger, call.method, call.target, call.body); strings.Contains(rec.Body.String(), "secret") || rec.Code >= 300 {
			t.Errorf("%s %s from another site: %d %s", call.method, call.target, rec.Code, rec.Body)
		}
	}
	faulty(t, w.askAs(w.stranger, http.MethodGet, path+"/7", ""), http.StatusNotFound, "no such offline message")
	faulty(t, w.askAs(w.stranger, http.MethodDelete, path+"/7", ""), http.StatusNotFound, "no such offline message")
	faulty(t, w.askAs(w.reader, http.MethodPost, path, `{"message": "x"}`), http.StatusForbidden, "chats:write")
	for _, call := range []struct{ method, target string }{{http.MethodDelete, path + "/7"}, {http.MethodDelete, path}, {http.MethodPost, path + ":BatchDelete"}} {
		faulty(t, w.askAs(w.reader, call.method, call.target, `[7]`), http.StatusForbidden, "chats:delete")
	}
	for _, target := range []string{path, path + "/7"} {
		if rec := w.askAs(w.reader, http.MethodGet, target, ""); rec.Code != http.StatusOK || !strings.Contains(rec.Body.String(), "secret") {
			t.Errorf("%s with chats:read: %d %s", target, rec.Code, rec.Body)
		}
	}
}

func TestAListOfResourcesIsWholeUnlessAPageIsAskedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 60 {
		name := string(rune('a'+i/26)) + string(rune('a'+i%26))
		if rec := w.ask(http.MethodPost, "/v4/global/skills", `{"name": "`+name+`"}`); rec.Code != http.StatusCreated {
			t.Fatalf("%d %s", rec.Code, rec.Body)
		}
	}
	for query, want := range map[string]struct {
		n     int
		first string
	}{
		"": {60, "aa"}, "?pageSize=25": {25, "aa"}, "?pageSize=25&pageIndex=3": {10, "by"}, "?pageIndex=1": {50, "aa"},
		"?pageIndex=2": {10, "by"}, "?pageIndex=3": {0, ""}, "?pageSize=3": {10, "aa"}, "?pageIndex=2147483647&pageSize=500": {0, ""},
	} {
		var list []struct{ Name string }
		if err := json.Unmarshal(w.ask(http.MethodGet, "/v4/global/skills"+query, "").Body.Bytes(), &list); err != nil {
			t.Fatal(err)
		}
		if len(list) != want.n || (want.n > 0 && list[0].Name != want.first) {
			t.Errorf("%q: %d skills, want %d from %q on: %v", query, len(list), want.n, want.first, list)
		}
	}
	faulty(t, w.ask(http.MethodGet, "/v4/global/skills?pageSize=x", ""), http.StatusBadRequest, "pageSize")
}

// What is read from a body is written, and read again, as the same.
func FuzzResourceBody(f *testing.F) {
	for _, body := range aResource {
		f.Add([]byte(body))
	}
	f.Add([]byte(`{"id":"` + aGUID + `","name":"x","type":"5","options":[{"name":"a","order":"2"}],"isPci":true,"agentIds":["` + aGUID + `",null],"x":{"y":[1]}}`))
	f.Add([]byte(`{"conditionMetType":2,"logicalExpression":"1","conditions":[{"name":"a","operator":"is","value":["b",1,true]}],"event":4,"isEnabled":false,"isActive":"true"}`))
	f.Add([]byte(`{"id":"7","message":"x","createdTime":"2026-01-05T21:07:00.1234567+01:00","source":"1","attachmentId":null,"ticketId":-1}`))
	f.Add([]byte(`{"preChatFields":"[{\"fieldId\":\"` + aGUID + `\",\"isVisible\":false}]","departmentIds":[],"skillIds":["x"],"hyperlink":7}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		readAgain(t, body, campaignMembers)
		readAgain(t, body, formFieldMembers)
		readAgain(t, body, segmentNounMembers)
		readAgain(t, body, autoInvitationMembers)
		readAgain(t, body, customVariableMembers)
		readAgain(t, body, func(s shape, n *chat.Bot) {
			botMembers(s, n)
			n.Secret, n.Former = "", "" // they go in and never out
		})
		readAgain(t, body, func(s shape, n *chat.Webhook) {
			webhookMembers(s, n)
			n.Secret, n.Former = "", ""
		})
		readAgain(t, body, categoryNounMembers)
		readAgain(t, body, departmentMembers)
		readAgain(t, body, banMembers)
		readAgain(t, body, skillMembers)
		readAgain(t, body, agentMembers)
		readAgain(t, body, offlineMembers)
	})
}

func readAgain[N any](t *testing.T, body []byte, members func(shape, *N)) {
	t.Helper()
	doc, err := parse(string(body))
	if err != nil || doc.kind != object {
		return
	}
	read := func(doc *node) (*N, error) {
		n, r := new(N), readerOf(doc)
		members(r, n)
		return n, r.err
	}
	first, err := read(&doc)
	if err != nil {
		if chat.KindOf(err) != chat.KindInvalid || !utf8.ValidString(err.Error()) {
			t.Fatalf("%q: %q", body, err)
		}
		return
	}
	written := encode(first, members)
	if !json.Valid(written) {
		t.Fatalf("%T: %q became %q", first, body, written)
	}
	again, err := parse(string(written))
	if err != nil {
		t.Fatalf("%T: %q became %q: %v", first, body, written, err)
	}
	second, err := read(&again)
	if diff := cmp.Diff(first, second, cmpopts.EquateEmpty()); diff != "" || err != nil {
		t.Fatalf("%T: %q became %q: %v (-first +second):\n%s", first, body, written, err, diff)
	}
}
