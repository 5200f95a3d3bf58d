package auth_test

import (
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
)

// audited are the entries of the site's audit log, the first one first, without the one about
// the site.
func (w *world) audited(t *testing.T) []chat.AuditEntry {
	t.Helper()
	all, err := w.store.AuditEntries(t.Context(), site, chat.AuditQuery{Above: 1, Forward: true, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestRefusedSignInsAreCountedNotListed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	write := func(all bool) {
		t.Helper()
		do := w.auth.WriteGathered
		if all {
			do = w.auth.WriteAllGathered
		}
		if err := do(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	try := func(address string, times int) {
		t.Helper()
		for range times {
			_, err := w.auth.SignIn(t.Context(), auth.SignIn{Email: email, Password: "not this one", Site: site, Address: address})
			wantRefused(t, err)
		}
	}
	try("192.0.2.1", 2)
	try("192.0.2.2", 1)
	if n := len(w.audited(t)); n != 0 {
		t.Fatalf("%d entries are written while the answer waits", n)
	}
	write(false)
	try("192.0.2.3", 4)
	w.now = w.now.Add(time.Minute)
	write(false) // too soon
	all := w.audited(t)
	if len(all) != 1 || all[0].Action != chat.SignInRefused || all[0].Count != 3 || all[0].By != (chat.Doer{Address: "192.0.2.2"}) || all[0].Target != (chat.GUID{byte(site & 0xff), 7}) {
		t.Fatalf("got %+v", all)
	}
	write(true)
	if all = w.audited(t); len(all) != 2 || all[1].Count != 4 {
		t.Fatalf("got %+v", all)
	}
}

func TestAttemptsAtNoAccountAreInNoLog(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.signIn(t, "nobody@example.com", password)
	wantRefused(t, err)
	if err := w.auth.WriteAllGathered(t.Context()); err != nil {
		t.Fatal(err)
	}
	if all := w.audited(t); len(all) != 0 {
		t.Errorf("got %+v", all)
	}
}

// TestAFloodOfAttemptsWritesLittle is what the limits come to in a day.
func TestAFloodOfAttemptsWritesLittle(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	long := strings.Repeat("x", auth.MaxPassword+1) // is refused without being hashed
	for minute := range 24 * 60 {
		address := "192.0.2." + string(rune('a'+minute%26))
		_, err := w.auth.SignIn(t.Context(), auth.SignIn{Email: email, Password: long, Site: site, Address: address})
		if err == nil {
			t.Fatal("signed in")
		}
		if err := w.auth.WriteGathered(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(time.Minute)
	}
	all, err := w.store.AuditEntries(t.Context(), site, chat.AuditQuery{Limit: 2000})
	if err != nil || len(all) > 150 {
		t.Errorf("%d entries in a day, %v", len(all), err)
	}
}

func TestSignInsAndTheirEndAreAudited(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tokens, err := w.auth.SignIn(t.Context(), auth.SignIn{Email: email, Password: password, Site: site, Address: "192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.auth.Revoke(t.Context(), auth.ClientLogin{}, tokens.Refresh); err != nil {
		t.Fatal(err)
	}
	all := w.audited(t)
	if len(all) != 2 || all[0].Action != chat.SignedIn || all[1].Action != chat.SignInEnded {
		t.Fatalf("got %+v", all)
	}
	if all[0].By.Address != "192.0.2.1" || all[0].By.SignIn == (chat.GUID{}) || all[1].By.SignIn != all[0].By.SignIn {
		t.Errorf("by %+v and %+v", all[0].By, all[1].By)
	}
}

func TestATokenThatIsBroughtTwiceIsAudited(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tokens, err := w.auth.SignIn(t.Context(), auth.SignIn{Email: email, Password: password, Site: site, Address: "192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, right := range []bool{true, false} {
		_, err := w.auth.ExchangeRefresh(t.Context(), auth.ClientLogin{}, tokens.Refresh, 0)
		if (err == nil) != right {
			t.Fatalf("%v: %v", right, err)
		}
	}
	if all := w.audited(t); len(all) != 2 || all[1].Action != chat.TokenReused {
		t.Errorf("got %+v", all)
	}
}

func TestWhatACallCameByIsKnown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, err := w.signIn(t, email, password)
	if err != nil {
		t.Fatal(err)
	}
	byToken, err := w.call(t, "/", bearer(token))
	if err != nil {
		t.Fatal(err)
	}
	byKey, err := w.call(t, "/", bearer(w.apiKey))
	if err != nil {
		t.Fatal(err)
	}
	none := chat.GUID{}
	if byToken.SignIn == none || byToken.APIKey != none || byKey.SignIn != none || byKey.APIKey == none {
		t.Errorf("by a token %+v, by a key %+v", byToken.Doer(), byKey.Doer())
	}
}

func wantRefused(t *testing.T, err error) {
	t.Helper()
	if err == nil || chat.KindOf(err) != chat.KindUnauthenticated {
		t.Fatalf("got %v", err)
	}
}
