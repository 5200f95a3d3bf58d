package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/store"
)

// passwordGrant asks for a session, and gives the status.
func (b *browser) passwordGrant(password string) int {
	b.t.Helper()
	return b.askTokens(url.Values{"grant_type": {"password"}, "session": {"cookie"}, "email": {"ada@example.com"}, "password": {password}})
}

// TestTheOperatorResetsTheLastAdministratorsPassword while the server runs.
func TestTheOperatorResetsTheLastAdministratorsPassword(t *testing.T) {
	t.Parallel()
	for name, db := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := initSite(t, db)
			base := start(t, "-database", db)
			before := newBrowser(t, base)
			before.signIn()
			var done resetAgent
			if err := json.Unmarshal(runOK(t, "reset-password", "-database", db, "-email", "ADA@example.com"), &done); err != nil {
				t.Fatal(err)
			}
			if done.AgentID != site.AgentID || done.SiteID != site.SiteID || len(done.Password) < 12 {
				t.Errorf("printed %+v for %+v", done, site)
			}
			if status := before.renew(); status != http.StatusUnauthorized {
				t.Errorf("who was signed in goes on: %d", status)
			}
			if status := newBrowser(t, base).passwordGrant("correct horse battery"); status != http.StatusUnauthorized {
				t.Errorf("the password of before is answered by %d", status)
			}
			if status := newBrowser(t, base).passwordGrant(done.Password); status != http.StatusOK {
				t.Errorf("the made-up password is answered by %d", status)
			}
			expectOperatorDid(t, db, chat.ResourceChanged, site)
			out := runOK(t, "reset-password", "-database", db, "-email", "ada@example.com", "-password", "chosen by the operator")
			if bytes.Contains(out, []byte("assword")) {
				t.Errorf("a password that was given is printed: %s", out)
			}
			if status := newBrowser(t, base).passwordGrant("chosen by the operator"); status != http.StatusOK {
				t.Errorf("the chosen password is answered by %d", status)
			}
		})
	}
}

// TestTheOperatorTakesALostSecondFactorAway from an agent who else cannot sign in.
func TestTheOperatorTakesALostSecondFactorAway(t *testing.T) {
	t.Parallel()
	for name, db := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := initSite(t, db)
			loseSecondFactor(t, db, site)
			base := start(t, "-database", db)
			if status := newBrowser(t, base).passwordGrant("correct horse battery"); status != http.StatusForbidden {
				t.Fatalf("without the second factor a sign-in is answered by %d", status)
			}
			runOK(t, "reset-second-factor", "-database", db, "-email", "ada@example.com", "-site", "10000")
			if status := newBrowser(t, base).passwordGrant("correct horse battery"); status != http.StatusOK {
				t.Errorf("when it is reset, a sign-in is answered by %d", status)
			}
			expectOperatorDid(t, db, chat.FactorReset, site)
		})
	}
}

// loseSecondFactor gives an agent a second factor that nobody has.
func loseSecondFactor(t *testing.T, address string, site newSite) {
	t.Helper()
	db, err := store.Open(t.Context(), address, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.PutSecondFactor(t.Context(), chat.SecondFactor{
		Site: site.SiteID, Agent: site.AgentID, Secret: []byte("of a phone that fell into a river"), Confirmed: time.Now(),
	})
	if err != nil {
		t.Fatal(err)
	}
}

// expectOperatorDid looks into the audit log for what was done to the agent, by nobody of the site.
func expectOperatorDid(t *testing.T, address string, action chat.AuditAction, site newSite) {
	t.Helper()
	db, err := store.Open(t.Context(), address, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	found, err := db.AuditEntries(t.Context(), site.SiteID, chat.AuditQuery{Action: action, Target: site.AgentID, Limit: 2})
	if err != nil || len(found) != 1 || found[0].By.Agent != (chat.GUID{}) {
		t.Errorf("the audit log has %+v, %v", found, err)
	}
}

// TestAResetWarnsOfAnAgentThatIsNotActive since the new password lets nobody in.
func TestAResetWarnsOfAnAgentThatIsNotActive(t *testing.T) {
	t.Parallel()
	db := databases(t)["SQLite"]
	site := initSite(t, db)
	node := peer{start(t, "-database", db), site.APIKey}
	if _, err := node.ask(t, http.MethodPost, "/global/agents", `{"email": "grace@example.com", "role": "agent", "isActive": false}`); err != nil {
		t.Fatal(err)
	}
	for email, warned := range map[string]bool{"grace@example.com": true, "ada@example.com": false} {
		var errs bytes.Buffer
		if err := run(t.Context(), []string{"reset-password", "-database", db, "-email", email}, noEnv, strings.NewReader(""), io.Discard, &errs); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(errs.String(), "not active") != warned {
			t.Errorf("of %s it says %q", email, errs.String())
		}
	}
}

// TestAResetSaysWhomItCannotMean and changes nothing.
func TestAResetSaysWhomItCannotMean(t *testing.T) {
	t.Parallel()
	db := databases(t)["SQLite"]
	initSite(t, db)
	runOK(t, "init", "-database", db, "-site", "10001", "-email", "ada@example.com", "-password", "correct horse battery")
	for cause, args := range map[string][]string{
		"on the sites 10000, 10001": {"-email", "ada@example.com"},
		"no agent who can sign in":  {"-email", "grace@example.com"},
		`no agent`:                  {"-email", "ada@example.com", "-site", "10002"},
		"12 to 256 bytes":           {"-email", "ada@example.com", "-site", "10001", "-password", "short"},
	} {
		args = slices.Concat([]string{"reset-password", "-database", db}, args)
		err := run(t.Context(), args, noEnv, strings.NewReader(""), &bytes.Buffer{}, &bytes.Buffer{})
		if err == nil || !strings.Contains(err.Error(), cause) {
			t.Errorf("%v: %v", args, err)
		}
	}
	base := start(t, "-database", db)
	form := url.Values{"grant_type": {"password"}, "siteId": {"10001"}, "email": {"ada@example.com"}, "password": {"correct horse battery"}}
	if status := newBrowser(t, base).askTokens(form); status != http.StatusOK {
		t.Errorf("after refused resets a sign-in is answered by %d", status)
	}
}
