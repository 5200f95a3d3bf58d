package v4

import (
	"math"
	"net/http"
	"slices"

	"github.com/parleychat/parley/internal/chat"
)

// route is one row of the table: all of it must be given, or it does not compile.
type route struct {
	method  string
	pattern string           // as the specification writes it
	need    chat.Permissions // what the caller must be allowed
	body    int64            // the most bytes that a body may have
	probe   bool             // asked by machines all the time: logged only when it fails
	handle  handler
}

// anyone needs no credentials. It is a permission that no actor is ever given, so
// that a row cannot be open by forgetting something.
const anyone chat.Permissions = 1 << 7

// What the bodies may hold.
const (
	noBody     = 256 << 10 // ignored where there should be none
	searchBody = 64 << 10
	jsonBody   = 256 << 10
	unreadBody = math.MaxInt64
)

// Methods, short enough for a table.
const (
	get  = http.MethodGet
	post = http.MethodPost
	put  = http.MethodPut
	del  = http.MethodDelete
)

// Permissions, short enough for a table (wire.md §2).
const (
	read     = chat.ReadChats
	change   = chat.WriteChats
	remove   = chat.DeleteChats
	settings = chat.ManageSettings
)

// routes is every operation of the API: those of chat-api.txt, those around the
// chat (wire.md §7 and §9), and the probes.
func (s *server) routes() []route {
	rows := []route{
		{get, "/livechat/chats/{id}", read, noBody, false, s.chat},
		{put, "/livechat/chats/{id}", read | change, jsonBody, false, s.setTicket},
		{get, "/livechat/chats/{id}/attachments/{key}", read, noBody, false, s.attachment},
		{del, "/livechat/chats/{id}", remove, noBody, false, s.deleteChat},
		{del, "/livechat/chats", remove, jsonBody, false, s.deleteChats},
		{post, "/livechat/chats:BatchDelete", remove, jsonBody, false, s.deleteChats},
		{post, "/livechat/chats:Search", read, searchBody, false, s.searchChats},
		{post, "/livechat/chats:Aggregate", read, searchBody, false, s.aggregateChats},
		{get, "/livechat/chats:Changes", read, noBody, false, s.changes},
		{post, "/livechat/chats/{id}:AttachToTicket", change, jsonBody, false, s.attach},

		{post, "/livechat/missedAndRefusedChats:Search", read, searchBody, false, s.searchGivenUp},
		{post, "/livechat/missedAndRefusedChats:Aggregate", read, searchBody, false, s.aggregateGivenUp},
		{del, "/livechat/missedAndRefusedChats", remove, jsonBody, false, s.deleteChats},
		{del, "/livechat/missedAndRefusedChats/{id}", remove, noBody, false, s.deleteChat},

		{post, "/livechat/chatWrapupCategories", change, jsonBody, false, s.choose},
		{post, "/livechat/chats/{id}/chatWrapupCategories", change, jsonBody, false, s.choose},
		{put, "/livechat/chats/{id}/chatWrapup", change, jsonBody, false, s.putWrapup},
		{post, "/livechat/chatWrapups", change, jsonBody, false, s.postWrapup},
		{post, "/livechat/chatFieldResults", change, jsonBody, false, s.enter},

		{get, "/livechathistory/historycache/refresh", read, noBody, false, refreshed},

		{get, "/openapi.json", anyone, noBody, false, fixed(s.description)},
		{get, "/docs", anyone, noBody, false, fixed(s.page)},
		{get, "/healthz", anyone, noBody, true, alive},
		{get, "/readyz", anyone, noBody, true, s.ready},
	}
	return slices.Concat(rows, s.chosen(), s.tickets(), s.offlineMessages(), s.presence(), s.resourceRoutes(), s.deliveries(), s.avatars(), s.signInRoutes(), s.secondFactorRoutes(), s.siteRoutes(), s.auditRoutes(), s.oauthRoutes(), s.openIDRoutes(), s.setUpRoutes())
}

// refreshed answers 200 and does nothing: searches are never stale here
// (wire.md §9).
func refreshed(*http.Request, chat.Actor) (answer, error) {
	return answer{status: http.StatusOK}, nil
}

func alive(*http.Request, chat.Actor) (answer, error) {
	return answered([]byte(`{"status":"alive"}`)), nil
}

func (s *server) ready(r *http.Request, _ chat.Actor) (answer, error) {
	if err := s.Ready(r.Context()); err != nil {
		return answer{}, errNotReady(err)
	}
	return answered([]byte(`{"status":"ready"}`)), nil
}
