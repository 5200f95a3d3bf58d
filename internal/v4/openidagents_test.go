package v4

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestAnAgentIsKnownAgainWhateverItsAddressBecomes(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	session(t, o.signIn(t))
	o.there.Is(map[string]any{"sub": "248289761001", "email": "ada.new@example.com", "email_verified": true})
	if email, _ := o.renewed(t, o.signIn(t)); email != "ada@example.com" {
		t.Errorf("after another address: %s", email)
	}
	o.there.Is(map[string]any{"sub": "248289761001"})
	if email, _ := o.renewed(t, o.signIn(t)); email != "ada@example.com" {
		t.Errorf("without an address: %s", email)
	}
	o.there.Is(map[string]any{"sub": "another", "email": "ada@example.com", "email_verified": true})
	wantPage(t, o.signIn(t), 403, "as somebody else")

	const bound = "/global/agents/01000000-0000-0000-0000-000000000000/openIds"
	if rec := o.ask("GET", bound, ""); rec.Code != 200 || !strings.Contains(rec.Body.String(), "248289761001") {
		t.Errorf("bound to %d %s", rec.Code, rec.Body)
	}
	if rec := o.ask("DELETE", bound, ""); rec.Code != 204 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if email, _ := o.renewed(t, o.signIn(t)); email != "ada@example.com" {
		t.Errorf("bound anew: %s", email)
	}
}

func TestWhomTheSiteDoesNotWantIsRefused(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	ada := map[string]any{"sub": "1", "name": "Ada", "email": "Ada@Example.com", "email_verified": true}
	with := func(name string, value any) map[string]any {
		u := map[string]any{}
		for k, v := range ada {
			u[k] = v
		}
		u[name] = value
		return u
	}
	for name, c := range map[string]struct {
		user map[string]any
		says string
	}{
		"an address that is not verified": {with("email_verified", false), "verified"},
		"an address that may be verified": {with("email_verified", nil), "verified"},
		"no address":                      {with("email", ""), "does not tell your e-mail"},
		"nobody's address":                {with("email", "eve@example.com"), "no agent of the site"},
		"an address that runs":            {with("email", "<script>@example.com"), "&lt;script&gt;"},
		"nobody":                          {with("sub", ""), "who you are"},
		"a subject that is too long":      {with("sub", strings.Repeat("x", 256)), "who you are"},
	} {
		o.there.Is(c.user)
		t.Log(name)
		wantPage(t, o.signIn(t), 403, c.says)
	}
	o.change(t, `{"allowedDomains": ["other.example"]}`)
	o.there.Is(ada)
	wantPage(t, o.signIn(t), 403, "may not sign in here")
	o.change(t, `{"allowedDomains": ["other.example", "EXAMPLE.com"], "isEmailTrusted": true}`)
	o.there.Is(with("email_verified", false))
	wantPage(t, o.signIn(t), 403, "verified") // the provider says no, which is no silence
	o.there.Is(with("email_verified", nil))
	session(t, o.signIn(t))
}

func TestAnAgentWhoMayNotSignInIsRefusedByProvidersToo(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	rec := o.ask("POST", "/global/agents", `{"email": "bob@example.com", "role": "agent"}`)
	var bob struct{ ID string }
	if err := json.Unmarshal(rec.Body.Bytes(), &bob); err != nil {
		t.Fatal(err)
	}
	o.there.Is(map[string]any{"sub": "7", "email": "bob@example.com", "email_verified": true})
	if email, _ := o.renewed(t, o.signIn(t)); email != "bob@example.com" {
		t.Errorf("%s signs in", email)
	}
	one := "/global/agents/" + bob.ID
	o.ask("PUT", one, `{"isActive": false}`)
	wantPage(t, o.signIn(t), 403, "may not sign in") // bound
	o.ask("DELETE", one+"/openIds", "")
	wantPage(t, o.signIn(t), 403, "may not sign in") // by address
	o.ask("PUT", one, `{"isActive": true}`)
	session(t, o.signIn(t))
	o.ask("DELETE", one, "")
	wantPage(t, o.signIn(t), 403, "no agent of the site")
	o.ask("POST", "/global/agents", `{"email": "bob@example.com"}`)
	wantPage(t, o.signIn(t), 403, "may not sign in") // has no account
}

func TestWhoIsNoAgentIsMadeOneWhereTheSiteWantsThat(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	rec := o.ask("POST", "/global/departments", `{"name": "Sales"}`)
	var sales struct{ ID string }
	if err := json.Unmarshal(rec.Body.Bytes(), &sales); err != nil {
		t.Fatal(err)
	}
	o.change(t, `{"createsAgents": true, "role": "supervisor", "departmentIds": ["`+sales.ID+`"]}`)
	o.there.Is(map[string]any{"sub": "9", "name": "Neo", "email": "neo@example.com", "email_verified": true})
	for range 2 {
		if email, _ := o.renewed(t, o.signIn(t)); email != "neo@example.com" {
			t.Errorf("%s signs in", email)
		}
	}
	all := o.ask("GET", "/global/agents", "").Body.String()
	if strings.Count(all, "neo@example.com") != 1 || !strings.Contains(all, `"displayName":"Neo"`) || !strings.Contains(all, `"role":"supervisor"`) || !strings.Contains(all, sales.ID) {
		t.Errorf("the agents: %s", all)
	}
	if rec := o.ask("DELETE", "/global/departments/"+sales.ID, ""); rec.Code != 409 {
		t.Errorf("a department that new agents are put into goes: %d %s", rec.Code, rec.Body)
	}
	faulty(t, o.ask("PUT", "/global/identityProviders/"+o.id, `{"role": "admin"}`), 400, "administrator")
}
