package v4

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
)

func TestEveryWriteNeedsThePermissionOfItsRoute(t *testing.T) {
	t.Parallel()
	w := withChats(t)
	for _, c := range []struct{ method, target, missing string }{
		{http.MethodPut, "/v4/livechat/chats/1", "chats:write"},
		{http.MethodPost, "/v4/livechat/chats/1:AttachToTicket", "chats:write"},
		{http.MethodPut, "/v4/livechat/chats/1/chatWrapup", "chats:write"},
		{http.MethodPost, "/v4/livechat/chatWrapups", "chats:write"},
		{http.MethodPost, "/v4/livechat/chatFieldResults", "chats:write"},
		{http.MethodPost, "/v4/livechat/chats/1/chatWrapupCategories", "chats:write"},
		{http.MethodPost, "/v4/livechat/chatWrapupCategories", "chats:write"},
		{http.MethodPost, "/v4/livechat/tickets", "chats:write"},
		{http.MethodPut, "/v4/livechat/tickets/1", "chats:write"},
		{http.MethodDelete, "/v4/livechat/tickets/1", "chats:write"},
		{http.MethodPost, "/v4/livechat/wrapupCategories", "settings"},
		{http.MethodPut, "/v4/livechat/wrapupCategories/21000000-0000-4000-8000-000000000301", "settings"},
		{http.MethodDelete, "/v4/livechat/wrapupCategories/21000000-0000-4000-8000-000000000301", "settings"},
	} {
		faulty(t, w.askAs("", c.method, c.target, "{}"), 401, "")
		faulty(t, w.askAs(w.reader, c.method, c.target, "{}"), 403, c.missing)
	}
}

// A key that may only write must not read by way of an answer.
func TestAnAnswerThatShowsTheRecordNeedsReading(t *testing.T) {
	t.Parallel()
	writer := chat.Actor{Site: 10000, Role: chat.RoleAdmin, May: chat.WriteChats}
	store := chattest.NewStore()
	store.AddSite(t, writer.Site)
	api := New(Options{Service: chat.NewService(store, &chattest.Files{}, &chattest.Bus{}, nil), Auth: always{writer}})
	for _, target := range []string{"/v4/livechat/chats/1", "/v4/livechat/tickets/1"} {
		rec := httptest.NewRecorder()
		api.ServeHTTP(rec, httptest.NewRequest(http.MethodPut, target, strings.NewReader(`{}`)))
		faulty(t, rec, 403, "chats:read")
	}
}

// always takes every caller for one actor.
type always struct{ actor chat.Actor }

func (a always) Authenticate(context.Context, *http.Request) (chat.Actor, error) { return a.actor, nil }
