package live_test

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/files"
	"github.com/parleychat/parley/internal/live"
)

// avatar gives an agent an avatar, and gives its key.
func (c *counter) avatar(t *testing.T, token string) string {
	t.Helper()
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewRGBA(image.Rect(0, 0, 300, 200))); err != nil {
		t.Fatal(err)
	}
	actor := c.w.tokens[token]
	desk := chat.NewFileDesk(c.w.desk, c.w.db, c.folder, files.NewInspector(t.TempDir()))
	a, err := desk.SetAvatar(t.Context(), actor, actor.Agent, chat.Upload{Name: "a.png", Content: &picture})
	if err != nil {
		t.Fatal(err)
	}
	return a.Avatar
}

func (c *counter) look(key string, at any) (answer, []byte) {
	c.t.Helper()
	return c.do(c.request(http.MethodGet, fmt.Sprint(live.AvatarsPath, "/", key, "?site=", at), "", nil))
}

func TestVisitorsAreToldOfAvatarsAndSeeThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.counter(t)
	key := c.avatar(t, "ada")
	v, _, _ := w.accepted(t)
	if f := v.expect("the agent", func(f frame) bool { return f.Type == "entry" && f.Kind == "accepted" }); f.Avatar != key {
		t.Errorf("the entry tells of %q, not %q", f.Avatar, key)
	}
	if f := v.expectState("active"); f.Agent == nil || f.Agent.Avatar != key {
		t.Errorf("the state tells of %+v", f.Agent)
	}
	answer, body := c.look(key, site)
	if _, err := jpeg.Decode(bytes.NewReader(body)); err != nil || answer.StatusCode != http.StatusOK {
		t.Errorf("%s, %v", answer.Status, err)
	}
	for name, want := range map[string]string{
		"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'",
		"Cache-Control": "public, max-age=31536000, immutable",
	} {
		if got := answer.Header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestNothingButAvatarsIsShownAsOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.counter(t)
	first := c.avatar(t, "ada")
	second := c.avatar(t, "ada")
	v, _, secret := w.accepted(t)
	file := c.send(secret, form(v.chat, "a.txt"), strings.NewReader("text")).File.Key
	for name, at := range map[string][2]any{
		"one that was replaced":      {first, site},
		"of another site":            {second, site + 1},
		"without a site":             {second, ""},
		"a visitor's file":           {file, site},
		"a key that there never was": {"AAAA", site},
		"a path":                     {"..%2F..%2Fa", site},
	} {
		answer, _ := c.look(fmt.Sprint(at[0]), at[1])
		if answer.StatusCode != http.StatusNotFound || answer.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %s, %s", name, answer.Status, answer.Header.Get("Cache-Control"))
		}
	}
}
