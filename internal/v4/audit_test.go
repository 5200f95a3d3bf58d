package v4

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/parleychat/parley/internal/chat"
)

// auditPage is an answer of the audit log.
type auditPage struct {
	Entries []struct {
		N                                             int64
		Action, AgentName, Collection, TargetID, Name string
		Address, SignInID, APIKeyID                   string
		Count                                         int64
		IDs                                           []int64
		Changes                                       []struct{ Member, Before, After string }
	}
	HasMore     bool
	First, Last int64
	Hash        string
}

func (in *signIns) audit(t *testing.T, query string) (page auditPage) {
	t.Helper()
	rec := in.askAs(in.key, http.MethodGet, "/global/auditLog"+query, "")
	if err := json.Unmarshal(rec.Body.Bytes(), &page); err != nil || rec.Code != http.StatusOK {
		t.Fatalf("%s: %d %s %v", query, rec.Code, rec.Body, err)
	}
	return page
}

// does makes a call that has to succeed, and gives the id in its answer.
func (in *signIns) does(t *testing.T, key, method, target, body string) string {
	t.Helper()
	rec := in.askAs(key, method, target, body)
	var made struct{ ID any }
	if rec.Code >= http.StatusMultipleChoices || (rec.Body.Len() > 0 && json.Unmarshal(rec.Body.Bytes(), &made) != nil) {
		t.Fatalf("%s %s: %d %s", method, target, rec.Code, rec.Body)
	}
	id, _ := made.ID.(string)
	return id
}

func TestTheAuditLogTellsWhatHasChanged(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	id := in.does(t, in.key, "POST", "/global/departments", `{"name": "Sales"}`)
	in.does(t, in.key, "PUT", "/global/departments/"+id, `{"name": "Orders", "description": "New"}`)
	in.does(t, in.key, "PUT", "/global/departments/"+id, `{"name": "Orders"}`) // changes nothing
	in.does(t, in.key, "DELETE", "/global/departments/"+id, "")
	page := in.audit(t, "?targetId="+id)
	if len(page.Entries) != 3 || page.HasMore || len(page.Hash) != 64 {
		t.Fatalf("got %+v", page)
	}
	deleted, changed, added := page.Entries[0], page.Entries[1], page.Entries[2]
	if deleted.Action != "resource.deleted" || deleted.Name != "Orders" || deleted.Collection != "departments" || len(deleted.Changes) != 0 {
		t.Errorf("deleted: %+v", deleted)
	}
	if got := changed.Changes; len(got) != 2 || got[0].Member != "description" || got[1].Before != `"Sales"` || got[1].After != `"Orders"` {
		t.Errorf("changed: %+v", changed)
	}
	if added.AgentName != "ada@example.com" || added.Address != "192.0.2.1" || added.APIKeyID == zeroGUID || added.SignInID != zeroGUID || added.Changes[1].After != `"Sales"` {
		t.Errorf("added: %+v", added)
	}
	in.does(t, in.key, "PUT", "/global/site", `{"name": "Shop", "requireSecondFactor": true}`)
	if site := in.audit(t, "?action=SITE.changed").Entries; len(site) != 1 || site[0].Changes[1].Member != "requireSecondFactor" || site[0].Changes[1].After != "true" {
		t.Errorf("the site: %+v", site)
	}
}

func TestTheAuditLogIsReadInParts(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	for i := range 5 {
		in.does(t, in.key, "POST", "/global/skills", `{"name": "x`+strconv.Itoa(i)+`"}`)
	}
	var seen []int64
	before := ""
	for more := true; more; {
		page := in.audit(t, "?limit=2"+before)
		for _, e := range page.Entries {
			seen = append(seen, e.N)
		}
		more, before = page.HasMore, "&before="+strconv.FormatInt(seen[len(seen)-1], 10)
	}
	if got := in.audit(t, ""); int64(len(seen)) != got.Last || got.First != 1 || seen[0] != got.Last || seen[len(seen)-1] != 1 {
		t.Errorf("seen %v of %d", seen, got.Last)
	}
	for query, want := range map[string]int{
		"?collection=skills": 5, "?action=site.created": 1, "?collection=skills&action=site.created": 0, "?agentId=" + zeroGUID[:35] + "9": 0,
		"?from=2126-01-01T00:00:00Z": 0, "?to=2126-01-01": int(in.audit(t, "").Last),
	} {
		if got := in.audit(t, query+"&limit=200").Entries; len(got) != want {
			t.Errorf("%s: %d, want %d", query, len(got), want)
		}
	}
	for _, query := range []string{"?from=noon", "?action=x", "?collection=chats", "?before=-1", "?limit=x", "?agentId=7", "?targetId=x", "?chatId=x", "?ticketId=0", "?chatId=7&ticketId=7"} {
		if rec := in.askAs(in.key, http.MethodGet, "/global/auditLog"+query, ""); rec.Code != http.StatusBadRequest {
			t.Errorf("%s: %d %s", query, rec.Code, rec.Body)
		}
	}
}

// TestTheAuditLogHasNoSecrets gives secrets wherever there can be some.
func TestTheAuditLogHasNoSecrets(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	const canary = "canary-canary-canary-canary-canary-7"
	signing := "whsec_" + strings.Repeat("Q0FOQVJZ", 4)
	bot := in.does(t, in.key, "POST", "/livechat/bots", `{"name": "b", "webhookUrl": "https://bots.example/`+canary+`?k=`+canary+`", "secret": "`+signing+`"}`)
	in.does(t, in.key, "PUT", "/livechat/bots/"+bot, `{"secret": "`+signing+`7777"}`)
	in.does(t, in.key, "POST", "/livechat/identityKeys", `{"name": "k", "algorithm": "HS256", "secret": "`+canary+`"}`)
	hook := in.does(t, in.key, "POST", "/livechat/webhooks", `{"event": "chatEnds", "targetUrl": "https://hooks.example/`+canary+`"}`)
	in.does(t, in.key, "DELETE", "/livechat/webhooks/"+hook, "")
	agent := in.does(t, in.key, "POST", "/global/agents", `{"email": "eve@example.com", "role": "agent", "password": "`+canary+`"}`)
	in.does(t, in.key, "PUT", "/global/agents/"+agent, `{"password": "other-`+canary+`"}`)
	rec := in.askAs(in.key, "POST", "/global/apiKeys", `{"name": "k", "scopes": ["chats:read"]}`)
	var made struct{ Secret string }
	if err := json.Unmarshal(rec.Body.Bytes(), &made); err != nil || made.Secret == "" {
		t.Fatalf("%s %v", rec.Body, err)
	}
	in.does(t, in.key, "POST", "/livechat/bans", `{"address": "198.51.100.77", "comment": "`+canary+`"}`)
	in.does(t, in.key, "POST", "/livechat/savedSearches", `{"name": "`+canary+`", "search": {"keywords": "`+canary+`"}, "sharedWith": "everybody"}`)
	rec = in.askAs(in.key, http.MethodGet, "/global/auditLog?limit=200", "")
	all := rec.Body.String()
	for _, secret := range []string{canary, signing, made.Secret, "198.51.100.77", "argon2"} {
		if strings.Contains(all, secret) {
			t.Errorf("the log has %s: %s", secret, all)
		}
	}
	for _, seen := range []string{`"member":"secret"`, `"member":"password"`, `https://bots.example/…`, `"member":"address"`, `"collection":"bans"`} {
		if !strings.Contains(all, seen) {
			t.Errorf("the log lacks %s: %s", seen, all)
		}
	}
}

// TestTheAuditLogIsNotForWhatAgentsKeepForThemselves and neither is it theirs to read.
func TestTheAuditLogIsNotForWhatAgentsKeepForThemselves(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	before := in.audit(t, "").Last
	own := in.does(t, in.key, "POST", "/livechat/cannedMessages", `{"shortcut": "hi", "text": "Hello"}`)
	in.does(t, in.key, "PUT", "/livechat/cannedMessages/"+own, `{"text": "Hello there"}`)
	in.does(t, in.key, "DELETE", "/livechat/cannedMessages/"+own, "")
	if after := in.audit(t, "").Last; after != before {
		t.Errorf("%d entries", after-before)
	}
}

func TestDeletedChatsAreAuditedByTheirNumbers(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	actor := chat.Actor{Site: 10000, Agent: chat.GUID{1}, Role: chat.RoleAdmin, May: chat.AllPermissions}
	chats := []*chat.Chat{{ID: 7, GUID: chat.GUID{7}}, {ID: 8, GUID: chat.GUID{8}}}
	if _, err := in.chats.Import(t.Context(), actor, chats, &chat.Related{}); err != nil {
		t.Fatal(err)
	}
	in.does(t, in.key, "POST", "/livechat/chats:BatchDelete", `[7, 8, 9]`)
	got := in.audit(t, "?limit=2").Entries
	if got[0].Action != "chats.deleted" || got[0].Count != 2 || len(got[0].IDs) != 2 || got[1].Action != "chats.imported" || got[1].Count != 2 {
		t.Errorf("got %+v", got)
	}
	for query, want := range map[string]int{"?chatId=8": 1, "?chatId=9": 0, "?ticketId=8": 0, "?chatId=8&action=chats.imported": 0} {
		if found := in.audit(t, query).Entries; len(found) != want {
			t.Errorf("%s: %+v", query, found)
		}
	}
	in.does(t, in.key, "POST", "/livechat/chats:BatchDelete", `[7]`) // is gone
	if again := in.audit(t, "?limit=1").Entries; again[0].N != got[0].N {
		t.Errorf("got %+v", again)
	}
}

func TestAnExportIsToldWithItsSearch(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	in.does(t, in.key, "POST", "/livechat/missedAndRefusedChats:Search", `{"export": true, "cursor": "", "filters": [{"name": "preChatEmail", "operator": "is", "value": "canary@example.com"}]}`)
	faulty(t, in.askAs(in.key, "POST", "/livechat/chats:Search?pageIndex=2", `{"export": true}`), 400, "export")
	rec := in.askAs(in.key, http.MethodGet, "/global/auditLog?action=chats.exported", "")
	if body := rec.Body.String(); strings.Contains(body, "canary") || strings.Count(body, `"n":`) != 1 || !strings.Contains(body, "preChatEmail") || !strings.Contains(body, "missedAndRefusedChats") {
		t.Errorf("got %s", body)
	}
}

// TestEveryCollectionIsToldOf holds the names in the log to the addresses, and a teller to each.
func TestEveryCollectionIsToldOf(t *testing.T) {
	t.Parallel()
	s := &server{}
	patterns := ""
	for _, rt := range s.routes() {
		patterns += rt.pattern + "\n"
	}
	for i, name := range chat.AuditNames() {
		if !strings.Contains(patterns, "/"+name+"\n") {
			t.Errorf("%q is in no address", name)
		}
		if of := chat.Collection(i + 1); of.AuditName() != name || s.tellers[of] == nil {
			t.Errorf("nobody tells of a %s, called %q", of, of.AuditName())
		}
	}
}
