package live_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
)

// identityKey gives the site a key and signs with it.
func (w *world) identityKey(t *testing.T) func(sub string) string {
	t.Helper()
	key := &chat.IdentityKey{ID: uuid.New(), Name: "Shop", Algorithm: chat.HS256, Shared: strings.Repeat("s", 32)}
	err := w.db.Update(t.Context(), site, func(ctx context.Context, tx chat.Tx) error { return tx.PutResource(ctx, key) })
	if err != nil {
		t.Fatal(err)
	}
	return func(sub string) string {
		claims, err := json.Marshal(map[string]any{"sub": sub, "aud": "parley:10000", "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(), "name": "Violet"})
		if err != nil {
			t.Fatal(err)
		}
		text := base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"alg":"HS256","kid":%q}`, key.ID)) + "." + base64.RawURLEncoding.EncodeToString(claims)
		h := hmac.New(sha256.New, []byte(key.Shared))
		h.Write([]byte(text))
		return text + "." + base64.RawURLEncoding.EncodeToString(h.Sum(nil))
	}
}

func TestAnIdentifiedVisitorIsTheSameOnAnotherDevice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sign := w.identityKey(t)
	a := w.online(t, "ada")
	phone, welcome := w.visitor(t, "", "identity", sign("vi-7"))
	if welcome.Secret != "" {
		t.Error("an identified visitor was given a secret")
	}
	phone.request("whoever")
	a.chat = phone.chat
	a.expectState("offered")
	a.do("accept")
	laptop, welcome := w.visitor(t, "", "identity", sign("vi-7"))
	laptop.chat = phone.chat
	laptop.expectState("active")
	laptop.do("post", "text", "from the laptop")
	phone.expectText("from the laptop")
	stranger, _ := w.visitor(t, "", "identity", sign("wu-8"))
	stranger.chat = phone.chat
	if f := stranger.try("post", "text", "me too"); f.Code != "notFound" {
		t.Errorf("another sub: %+v", f)
	}
	laptop.do("end")
	if got := w.record(t, phone.chat); got.PreChat.Name != "Violet" || got.VisitorID.String() != welcome.You {
		t.Errorf("the record is of %q, %v", got.PreChat.Name, got.VisitorID)
	}
}

func TestASecretLeadsToNothingOfAnIdentity(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sign := w.identityKey(t)
	w.online(t, "ada")
	planted, welcome := w.visitor(t, "")
	secret := welcome.Secret
	victim, _ := w.visitor(t, secret, "identity", sign("vi-7"))
	victim.request("Vi")
	planted.chat = victim.chat
	for _, thief := range []*client{planted, func() *client { c, _ := w.visitor(t, secret); c.chat = victim.chat; return c }()} {
		if f := thief.try("page", "after", 0); f.Type != "error" || f.Code != "notFound" {
			t.Errorf("whoever has the secret got %+v", f)
		}
	}
}

func TestAWrongIdentityClosesTheConnection(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sign := w.identityKey(t)
	for _, token := range []string{"x", sign("vi-7") + "A", sign("")} {
		c := w.dial(t)
		c.send(map[string]any{"type": "hello", "role": "visitor", "site": site, "identity": token})
		c.expectClose(websocket.StatusPolicyViolation)
	}
}

func TestAMessageIsLeftOverTheSocket(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v, _ := w.visitor(t, "")
	if f := v.try("request", "name", "Vi"); f.Code != "nobodyThere" {
		t.Fatalf("%+v", f)
	}
	id := newID()
	for range 2 {
		if f := v.do("offline", "id", id, "name", "Vi", "email", "vi@example.com", "subject", "Shoes", "message", "Call me"); f.You == "" {
			t.Errorf("%+v", f)
		}
	}
	if f := v.try("offline", "id", id, "name", "Vi", "message", "Do not"); f.Code != "conflict" {
		t.Errorf("%+v", f)
	}
	a := w.online(t, "ada")
	v.request("Vi")
	a.chat = v.chat
	a.expectState("offered")
	v.do("offline", "message", "Call me rather")
	v.expectState("ended")
	if c := w.record(t, v.chat); c.Status != chat.SwitchedToMessage || c.OfflineMessageID != 2 {
		t.Errorf("%s, %d", c.Status, c.OfflineMessageID)
	}
}

func TestAnIdentifiedVisitorSendsFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sign := w.identityKey(t)
	counter := w.counter(t)
	w.online(t, "ada")
	v, _ := w.visitor(t, "", "identity", sign("vi-7"))
	v.request("Vi")
	if got := counter.send(sign("vi-7"), form(v.chat, "a.txt"), strings.NewReader("hi")); got.Type != "ack" {
		t.Errorf("%+v", got)
	}
	if got := counter.send(sign("wu-8"), form(v.chat, "a.txt"), strings.NewReader("hi")); got.Code != "unauthenticated" {
		t.Errorf("a stranger's file: %+v", got)
	}
	forged := sign("vi-7")
	if got := counter.send(forged[:len(forged)-2], form(v.chat, "a.txt"), strings.NewReader("hi")); got.Code != "unauthenticated" {
		t.Errorf("a forged identity: %+v", got)
	}
}
