package v4

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
)

func TestAFileOfAChatIsToBeSaved(t *testing.T) {
	t.Parallel()
	store, files := chattest.NewStore(), &chattest.Files{}
	store.AddSite(t, 1)
	actor := chat.Actor{Site: 1, Agent: chat.GUID{1}, Role: chat.RoleAdmin, May: chat.AllPermissions}
	service := chat.NewService(store, files, &chattest.Bus{}, time.Now)
	page := "<script>alert(1)</script>" + strings.Repeat("x", 200<<10) // more than a piece
	c := &chat.Chat{GUID: chat.GUID{9}, Attachments: []chat.Attachment{
		{Name: "Ü.html", FileKey: "key", ContentType: "text/html"}, {Name: "gone.txt", FileKey: "gone"}, {Name: "odd.txt", FileKey: "../odd"},
	}}
	if _, err := service.Import(t.Context(), actor, []*chat.Chat{c}, &chat.Related{}); err != nil {
		t.Fatal(err)
	}
	if err := files.Put(t.Context(), chat.SiteFile{Site: 1, Key: "key"}, strings.NewReader(page)); err != nil {
		t.Fatal(err)
	}
	api := New(Options{Service: service, Auth: always{actor}})
	ask := func(target string) *httptest.ResponseRecorder {
		rec := httptest.NewRecorder()
		api.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/v4/livechat/chats/"+target, nil))
		return rec
	}
	rec := ask(c.GUID.String() + "/attachments/key")
	if rec.Code != http.StatusOK || rec.Body.String() != page {
		t.Errorf("answered with %d and %d bytes", rec.Code, rec.Body.Len())
	}
	for name, want := range map[string]string{
		"Content-Type": "application/octet-stream", "Content-Disposition": "attachment; filename*=utf-8''%C3%9C.html",
		"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
	} {
		if got := rec.Header().Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	for _, target := range []string{"1/attachments/gone", "1/attachments/unknown", "1/attachments/..%2Fodd", "2/attachments/key"} {
		if rec := ask(target); rec.Code != http.StatusNotFound {
			t.Errorf("%s: %d %s", target, rec.Code, rec.Body)
		}
	}
}
