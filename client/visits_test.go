package client_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/client"
	"github.com/parleychat/parley/internal/chat"
)

func (w *world) put(t *testing.T, all ...chat.Resource) {
	t.Helper()
	err := w.db.Update(t.Context(), site, func(ctx context.Context, tx chat.Tx) error {
		for _, r := range all {
			if err := tx.PutResource(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAnAgentSeesWhoLooksAtAPage cuts the connections of both, which are told of the page,
// and to show it, on the next ones.
func TestAnAgentSeesWhoLooksAtAPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(t, &chat.CustomVariable{ID: uuid.New(), Name: "Plan"})
	v, a := w.visitor(t, "", soon()), w.agent(t, soon())
	look := client.Visit{Page: &client.Page{Title: "Shoes", URL: "https://shop.example/shoes"}, Visits: 3, Variables: []client.Variable{{Name: "plan", Value: "gold"}}}
	if err := v.LookAt(look); err != nil {
		t.Fatal(err)
	}
	if err := v.LookAt(client.Visit{Referrer: "\x00"}); !client.IsRefused(err, client.Invalid) {
		t.Error(err)
	}
	a.ShowVisitors(true)
	onPage := func(shown client.Visitors) bool { return len(shown.Changed) == 1 && shown.Changed[0].Page != nil }
	shown := await(t, a.Conn, onPage).Changed[0]
	if shown.Page.Title != "Shoes" || shown.Status != client.VisitorOnPage || shown.Visits != 3 || len(shown.Variables) != 1 || shown.Variables[0].Value != "gold" {
		t.Errorf("%+v", shown)
	}
	w.cut(1)
	await(t, v.Conn, func(client.Connected) bool { return true })
	await(t, a.Conn, func(client.Connected) bool { return true })
	if again := await(t, a.Conn, onPage); !again.All || again.Changed[0].ID != shown.ID || again.Changed[0].Pages != 1 {
		t.Errorf("%+v", again)
	}
	a.ShowVisitors(false)
}

func TestAMessageIsLeftForWhenSomebodyIsThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.visitor(t, "", client.Options{})
	err := v.LeaveMessage(within(t), client.OfflineMessage{Request: client.Request{Name: "Vi", Email: "vi@example.com"}, Subject: "Shoes", Message: "In red?"})
	if err != nil {
		t.Fatal(err)
	}
	if err := v.LeaveMessage(within(t), client.OfflineMessage{Message: " "}); !client.IsRefused(err, client.Invalid) {
		t.Error(err)
	}
	page, err := w.db.SearchOfflineMessages(t.Context(), site, chat.OfflineQuery{Sort: chat.Sort{By: "id"}, Size: 10})
	if err != nil || len(page.Messages) != 1 {
		t.Fatal(page, err)
	}
	if m := page.Messages[0]; m.Subject != "Shoes" || m.Message != "In red?" || m.Email != "vi@example.com" || m.VisitorID.String() != v.You() {
		t.Errorf("%+v", m)
	}
}

// TestAnIdentityIsAskedForWithEachConnection has a site sign who its visitor is.
func TestAnIdentityIsAskedForWithEachConnection(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := &chat.IdentityKey{ID: uuid.New(), Name: "Shop", Algorithm: chat.HS256, Shared: strings.Repeat("s", 32)}
	w.put(t, key)
	w.agent(t, client.Options{})
	var asked atomic.Int32
	o := soon()
	o.Identity = func(context.Context) (string, error) {
		asked.Add(1)
		return sign(key, "vi-7")
	}
	v := w.visitor(t, "", o)
	own, err := v.Request(within(t), client.Request{})
	if err != nil || !v.Verified() || v.Secret() != "" {
		t.Fatal(err, v.Verified(), v.Secret())
	}
	w.cut(1)
	for range 2 {
		await(t, v.Conn, func(client.Connected) bool { return true })
	}
	if n := asked.Load(); n != 2 {
		t.Errorf("the identity was asked for %d times", n)
	}
	device := w.visitor(t, "", o)
	if s := await(t, device.Conn, func(client.ChatState) bool { return true }); s.Chat != own.Chat {
		t.Errorf("%+v", s)
	}
	if stranger := w.visitor(t, "", client.Options{}); stranger.Verified() {
		t.Error("whoever has no identity is verified")
	}
}

func sign(key *chat.IdentityKey, sub string) (string, error) {
	claims, err := json.Marshal(map[string]any{"sub": sub, "aud": "parley:10000", "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix()})
	text := base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"alg":"HS256","kid":%q}`, key.ID)) + "." + base64.RawURLEncoding.EncodeToString(claims)
	h := hmac.New(sha256.New, []byte(key.Shared))
	h.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(h.Sum(nil)), err
}

func TestAChatIsWrappedUpAndJudged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	topic := &chat.Category{ID: uuid.New(), Name: "Topic", IsRequired: true, Options: []chat.CategoryOption{{ID: uuid.New(), Name: "Boots"}}}
	w.put(t, topic)
	v, a, guid := w.opened(t, client.Options{})
	asked := await(t, a.Conn, func(client.AskedWrapup) bool { return true })
	if asked.Chat != guid || asked.Due || len(asked.Categories) != 1 || !asked.Categories[0].Required {
		t.Errorf("%+v", asked)
	}
	if _, err := a.End(within(t), guid); err != nil {
		t.Fatal(err)
	}
	await(t, a.Conn, func(w client.AskedWrapup) bool { return w.Due })
	if err := a.WrapUp(within(t), guid, client.Wrapup{Comment: "sold"}); !client.IsRefused(err, client.Invalid) {
		t.Error(err)
	}
	if err := a.WrapUp(within(t), guid, client.Wrapup{Comment: "sold", Categories: []string{topic.Options[0].ID.String()}}); err != nil {
		t.Fatal(err)
	}
	given := await(t, a.Conn, func(w client.AskedWrapup) bool { return w.Given != nil })
	if given.Due || given.Given.Comment != "sold" || given.Given.Agent != a.You() {
		t.Errorf("%+v", given.Given)
	}
	five := 5
	if err := v.Rate(within(t), guid, client.Survey{Rating: &five, Fields: []client.Field{{Name: "Colour", Value: "red"}}}); err != nil {
		t.Error(err)
	}
}
