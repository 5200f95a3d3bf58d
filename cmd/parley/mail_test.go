package main

import (
	"context"
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
			smtp := mailtest.Listen(t, "250 fine")
			site := initSite(t, db)
			base := start(t, "-database", db, "-smtp", smtp.Address, "-smtp-from", "Shop <chat@shop.example>", "-smtp-plain")
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
