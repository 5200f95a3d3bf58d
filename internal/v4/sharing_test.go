package v4

import (
	"fmt"
	"strings"
	"testing"
)

// colleague makes an agent with a key, beside the administrator whose key is in.key.
func (in *signIns) colleague(t *testing.T, name, departments string) (id, key string) {
	t.Helper()
	id = textOf(t, in.created(t, in.key, "/global/agents", fmt.Sprintf(`{"email": "%s@example.com", "role": "agent", "departmentIds": [%s]}`, name, departments)), "id")
	return id, textOf(t, in.created(t, in.key, "/global/apiKeys", `{"name": "`+name+`", "agentId": "`+id+`", "scopes": ["chats:read", "chats:write"]}`), "secret")
}

func TestAgentsSeeTheirOwnCannedMessagesAndThoseSharedWithThem(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	sales := textOf(t, in.created(t, in.key, "/global/departments", `{"name": "Sales"}`), "id")
	bobID, bob := in.colleague(t, "bob", `"`+sales+`"`)
	_, eve := in.colleague(t, "eve", "")
	const path = "/livechat/cannedMessages"
	own := textOf(t, in.created(t, bob, path, `{"shortcut": "bobs", "text": "x"}`), "id")
	in.created(t, eve, path, `{"shortcut": "bobs", "text": "of eve"}`)
	ofSales := textOf(t, in.created(t, in.key, path, `{"shortcut": "sales", "text": "x", "sharedWith": "department", "departmentId": "`+sales+`"}`), "id")
	ofAll := textOf(t, in.created(t, in.key, path, `{"shortcut": "all", "text": "x", "sharedWith": "everybody"}`), "id")
	for name, c := range map[string]struct {
		key  string
		want []string
	}{
		"bob, of sales":     {bob, []string{"all", "bobs", "sales"}},
		"eve":               {eve, []string{"all", "bobs"}},
		"the administrator": {in.key, []string{"all", "sales"}},
	} {
		body := in.askAs(c.key, "GET", path, "").Body.String()
		if strings.Count(body, `"shortcut"`) != len(c.want) {
			t.Errorf("%s sees %s", name, body)
		}
		for _, shortcut := range c.want {
			if !strings.Contains(body, `"shortcut":"`+shortcut+`"`) {
				t.Errorf("%s does not see %s", name, shortcut)
			}
		}
	}
	for _, key := range []string{eve, in.key} { // another's own is as if it were not there
		for _, method := range []string{"GET", "PUT", "DELETE"} {
			faulty(t, in.askAs(key, method, path+"/"+own, `{"text": "y"}`), 404, "no such canned message")
		}
	}
	faulty(t, in.askAs(eve, "GET", path+"/"+ofSales, ""), 404, "no such canned message")
	for _, shared := range []string{ofSales, ofAll} {
		faulty(t, in.askAs(bob, "PUT", path+"/"+shared, `{"text": "y"}`), 403, "settings")
		faulty(t, in.askAs(bob, "DELETE", path+"/"+shared, ""), 403, "settings")
	}
	// Nobody shares what is its own without the permission, nor takes over what is shared.
	faulty(t, in.askAs(bob, "PUT", path+"/"+own, `{"sharedWith": "everybody"}`), 403, "settings")
	faulty(t, in.askAs(bob, "PUT", path+"/"+ofAll, `{"sharedWith": "nobody"}`), 403, "settings")
	if rec := in.askAs(bob, "PUT", path+"/"+own, `{"text": "y", "agentId": "`+sales+`"}`); rec.Code != 200 || !strings.Contains(rec.Body.String(), `"agentId":"`+bobID+`"`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	faulty(t, in.ask("DELETE", "/global/departments/"+sales, ""), 409, "needs it")
	if rec := in.askAs(bob, "DELETE", path+"/"+own, ""); rec.Code != 204 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}

// What an agent keeps for itself goes with it; what it has shared stays.
func TestWhatIsAnAgentsOwnGoesWithIt(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	bobID, bob := in.colleague(t, "bob", "")
	const body = `{"id": "5a000000-0000-4000-8000-000000000009", "name": "Mine", "search": {}}`
	in.created(t, bob, "/livechat/savedSearches", body)
	faulty(t, in.ask("POST", "/livechat/savedSearches", body), 409, "already")
	if rec := in.ask("DELETE", "/global/agents/"+bobID, ""); rec.Code != 204 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	in.created(t, in.key, "/livechat/savedSearches", body)
}
