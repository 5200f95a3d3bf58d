package auth_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
)

const clientSecret = "a secret of a program"

// program adds one that acts for the administrator by itself.
func (w *world) program(t *testing.T) *chat.OAuthClient {
	t.Helper()
	c := &chat.OAuthClient{
		ID: chat.GUID{9}, Name: "Reports", May: chat.ReadChats, AgentID: chat.GUID{byte(site & 0xff), 7}, Hash: sha256.Sum256([]byte(clientSecret)),
	}
	err := w.store.Update(t.Context(), site, func(ctx context.Context, tx chat.Tx) error { return tx.PutResource(ctx, c) })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// asksToken has a program ask for a token a few times.
func (w *world) asksToken(t *testing.T, c *chat.OAuthClient, secret, address string, times int) {
	t.Helper()
	for range times {
		_, err := w.auth.ClientCredentials(t.Context(), auth.ClientLogin{ID: c.ID.String(), Secret: secret, Address: address}, 0)
		if (err == nil) != (secret == clientSecret) {
			t.Fatal(err)
		}
	}
}

// TestAProgramsTokensAreCountedByWhereItIs has a thief among those who get tokens.
func TestAProgramsTokensAreCountedByWhereItIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.program(t)
	w.asksToken(t, c, clientSecret, "192.0.2.1", 30)
	w.asksToken(t, c, clientSecret, "203.0.113.66", 1)
	w.asksToken(t, c, clientSecret, "192.0.2.1", 30)
	if n := len(w.audited(t)); n != 0 {
		t.Fatalf("%d entries are written while the answer waits", n)
	}
	if err := w.auth.WriteGathered(t.Context()); err != nil {
		t.Fatal(err)
	}
	counts := map[string]int64{}
	for _, e := range w.audited(t) {
		counts[e.By.Address] = e.Count
		if e.Action != chat.ClientTokens || e.By.Agent != c.AgentID || e.By.Client != c.ID || e.Target != c.ID || e.Collection != "oauthClients" || e.Name != "Reports" {
			t.Errorf("got %+v", e)
		}
	}
	if len(counts) != 2 || counts["192.0.2.1"] != 60 || counts["203.0.113.66"] != 1 {
		t.Errorf("got %v", counts)
	}
}

// TestATokenEverySecondWritesLittle is what a program comes to in a day.
func TestATokenEverySecondWritesLittle(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.program(t)
	for range 24 * 60 {
		w.asksToken(t, c, clientSecret, "192.0.2.1", 2)
		if err := w.auth.WriteGathered(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(time.Minute)
	}
	if err := w.auth.WriteAllGathered(t.Context()); err != nil {
		t.Fatal(err)
	}
	all, err := w.store.AuditEntries(t.Context(), site, chat.AuditQuery{Action: chat.ClientTokens, Limit: 2000})
	var sum int64
	for _, e := range all {
		sum += e.Count
	}
	if err != nil || len(all) > 145 || sum != 2*24*60 {
		t.Errorf("%d entries of %d tokens, %v", len(all), sum, err)
	}
}

func TestAWrongSecretOfAProgramIsAudited(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.program(t)
	w.asksToken(t, c, "not this one", "203.0.113.66", 3)
	w.asksToken(t, &chat.OAuthClient{ID: chat.GUID{77}}, "not this one", "203.0.113.66", 1) // is none
	if err := w.auth.WriteGathered(t.Context()); err != nil {
		t.Fatal(err)
	}
	all := w.audited(t)
	if len(all) != 1 || all[0].Action != chat.ClientRefused || all[0].Count != 3 || all[0].Target != c.ID || all[0].By != (chat.Doer{Address: "203.0.113.66"}) {
		t.Errorf("got %+v", all)
	}
}

// TestSecondFactorsAreAudited uses a recovery code, once and once more, and a wrong code of an app.
func TestSecondFactorsAreAudited(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	agent := chat.GUID{byte(site & 0xff), 7}
	secret, code := []byte("01234567890123456789"), "abcd-efgh-jkmn"
	err := w.store.PutSecondFactor(t.Context(), chat.SecondFactor{
		Site: site, Agent: agent, Secret: secret, Confirmed: w.now, Recovery: [][32]byte{sha256.Sum256([]byte("abcdefghjkmn"))},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{code, code, "000000"} {
		w.now = w.now.Add(5 * time.Minute) // attempts are counted
		try := auth.SignIn{Email: email, Password: password, Site: site, Address: "192.0.2.1"}
		_, err := w.auth.SignIn(t.Context(), try)
		second, asked := errors.AsType[*auth.SecondStepError](err)
		if !asked {
			t.Fatalf("%s: %v", shown, err)
		}
		_, _, _ = w.auth.SignInSecond(t.Context(), auth.SecondStep{SignIn: try, Token: second.Token, Code: shown})
	}
	if err := w.auth.WriteAllGathered(t.Context()); err != nil {
		t.Fatal(err)
	}
	var got []chat.AuditAction
	for _, e := range w.audited(t) {
		got = append(got, e.Action)
		if e.Target != agent || e.By.Address != "192.0.2.1" {
			t.Errorf("got %+v", e)
		}
	}
	want := []chat.AuditAction{chat.RecoveryUsed, chat.SignedIn, chat.RecoveryRefused, chat.FactorRefused}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
