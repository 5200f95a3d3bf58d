package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/client"
	"github.com/parleychat/parley/internal/mail/mailtest"
)

// endedChat has a visitor and an agent talk to the end.
func endedChat(ctx context.Context, t *testing.T, base string, site newSite) (*client.Visitor, string) {
	t.Helper()
	a := must[*client.Agent](t)(client.ConnectAgent(ctx, base, site.APIKey, client.Options{}))
	t.Cleanup(func() { _ = a.Close() })
	if err := a.SetStatus(ctx, client.Online, 5); err != nil {
		t.Fatal(err)
	}
	v := must[*client.Visitor](t)(client.ConnectVisitor(ctx, base, int64(site.SiteID), "", client.Options{}))
	t.Cleanup(func() { _ = v.Close() })
	guid := must[client.Ack](t)(v.Request(ctx, client.Request{Name: "Vi"})).Chat
	for e, err := range a.Events(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		if s, ok := e.(client.ChatState); ok && s.State == client.StateOffered {
			break
		}
	}
	must[client.Ack](t)(a.Accept(ctx, guid))
	must[client.Ack](t)(a.Post(ctx, guid, "It is yours."))
	must[client.Ack](t)(a.End(ctx, guid))
	return v, guid
}

func TestAVisitorGetsTheTranscriptByMail(t *testing.T) {
	t.Parallel()
	for name, db := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, done := context.WithTimeout(t.Context(), 30*time.Second)
			defer done()
			a := mailtest.NewAuthority(t)
			smtp := mailtest.Listen(t, "250 fine", mailtest.STARTTLS(a.Certify(t, "127.0.0.1", time.Now().Add(time.Hour))), mailtest.SignIn("PLAIN"))
			ca := filepath.Join(t.TempDir(), "ca.pem")
			if err := os.WriteFile(ca, a.PEM(), 0o600); err != nil {
				t.Fatal(err)
			}
			site := initSite(t, db)
			base := start(t, "-database", db, "-smtp", smtp.Address, "-smtp-from", "Shop <chat@shop.example>", "-smtp-ca", ca, "-smtp-user", "shop", "-smtp-password", "secret")
			v, guid := endedChat(ctx, t, base, site)
			if err := v.SendTranscript(ctx, guid, "vi@example.com"); err != nil {
				t.Fatal(err)
			}
			mails, to := smtp.Taken()
			for ; len(mails) == 0; mails, to = smtp.Taken() {
				select {
				case <-ctx.Done():
					t.Fatal("no mail came")
				case <-time.After(50 * time.Millisecond):
				}
			}
			if len(mails) != 1 || !strings.Contains(to[0], "<vi@example.com>") || !strings.Contains(mails[0], ": It is yours.") {
				t.Errorf("%q to %q", mails, to)
			}
		})
	}
}

func TestAServerWithoutMailSaysSo(t *testing.T) {
	t.Parallel()
	ctx, done := context.WithTimeout(t.Context(), 30*time.Second)
	defer done()
	db := databases(t)["SQLite"]
	site := initSite(t, db)
	v, guid := endedChat(ctx, t, start(t, "-database", db), site)
	if err := v.SendTranscript(ctx, guid, "vi@example.com"); !client.IsRefused(err, client.Invalid) || !strings.Contains(err.Error(), "sends no e-mail") {
		t.Error(err)
	}
	folder := t.TempDir()
	out, err := parley(t, "serve", "-database", db, "-listen", "127.0.0.1:0", "-files", filepath.Join(folder, "f"), "-index", filepath.Join(folder, "i"), "-smtp", "mail.example.com:25", "-smtp-from", "a@example.com", "-smtp-plain").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "is not this machine") {
		t.Errorf("%v %s", err, out)
	}
}

func TestAuthoritiesOfMailThatCannotBeReadAreNamed(t *testing.T) {
	t.Parallel()
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	db := databases(t)["SQLite"]
	initSite(t, db)
	for ca, cause := range map[string]string{empty: "there is none", empty + ".missing": "no such file"} {
		folder := t.TempDir()
		out, err := parley(t, "serve", "-database", db, "-listen", "127.0.0.1:0", "-files", filepath.Join(folder, "f"), "-index", filepath.Join(folder, "i"), "-smtp", "127.0.0.1:25", "-smtp-from", "a@example.com", "-smtp-ca", ca).CombinedOutput()
		if err == nil || !strings.Contains(string(out), cause) {
			t.Errorf("%s: %v %s", ca, err, out)
		}
	}
}
