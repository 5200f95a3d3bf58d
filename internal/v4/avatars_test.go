package v4

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/parleychat/parley/internal/chat"
)

// anyPicture takes whatever comes for a picture, but for what is called otherwise.
type anyPicture struct{}

func (anyPicture) Inspect(context.Context, string, io.Reader) (*chat.Inspected, error) {
	return nil, chat.RefuseFile("no file is taken here")
}

func (anyPicture) Avatar(_ context.Context, name string, content io.Reader) (*chat.Inspected, error) {
	if name != "avatar.png" {
		return nil, chat.RefuseFile("%s is no picture", name)
	}
	data, err := io.ReadAll(content)
	if err != nil {
		return nil, err
	}
	n := int64(len(data))
	return &chat.Inspected{Name: name, ContentType: "image/jpeg", Sent: n, Size: n, Content: io.NopCloser(strings.NewReader(string(data)))}, nil
}

// withPicture says of the body of a request for an avatar what it is.
func withPicture(r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/avatar") {
		r.Header.Set("Content-Type", "image/png")
	}
}

// sendPicture sends a picture as an agent's avatar.
func (w *world) sendPicture(key, agent, media, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPut, "/v4/global/agents/"+agent+"/avatar", strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Content-Type", media)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	return rec
}

func TestAnAgentsAvatarIsSetAndTakenAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.actor.Agent.String()
	avatar := func() (key string) {
		var a struct{ Avatar string }
		if err := json.Unmarshal(w.ask("GET", "/v4/global/agents/"+ada, "").Body.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		return a.Avatar
	}
	if avatar() != "" {
		t.Errorf("at first it is %q", avatar())
	}
	rec := w.sendPicture(w.key, ada, "image/png", "a picture")
	key := avatar()
	if rec.Code != http.StatusOK || key == "" || !strings.Contains(rec.Body.String(), `"avatar":"`+key+`"`) {
		t.Fatalf("%d %s, then %q", rec.Code, rec.Body, key)
	}
	if rec := w.ask("PUT", "/v4/global/agents/"+ada, `{"avatar": "another", "displayName": "Ada L."}`); rec.Code != http.StatusOK || avatar() != key {
		t.Errorf("%d: what is read was taken over: %q", rec.Code, avatar())
	}
	if rec := w.sendPicture(w.key, ada, "image/png", "another one"); rec.Code != http.StatusOK || avatar() == key || avatar() == "" {
		t.Errorf("%d: another picture has the key %q", rec.Code, avatar())
	}
	for range 2 { // where there is none that is no error
		if rec := w.ask("DELETE", "/v4/global/agents/"+ada+"/avatar", ""); rec.Code != http.StatusNoContent || avatar() != "" {
			t.Errorf("%d %s, then %q", rec.Code, rec.Body, avatar())
		}
	}
	log := w.ask("GET", "/v4/global/auditLog?targetId="+ada, "").Body.String()
	if n := strings.Count(log, `"member":"avatar"`); n != 3 {
		t.Errorf("the audit log tells of %d changes: %s", n, log)
	}
}

func TestWhatIsNoPictureBecomesNoAvatar(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.actor.Agent.String()
	for media, says := range map[string]string{
		"":                "Content-Type",
		"text/html":       "Content-Type",
		"image/svg+xml":   "no picture",
		"image/../../png": "Content-Type",
	} {
		faulty(t, w.sendPicture(w.key, ada, media, "<svg>"), http.StatusBadRequest, says)
	}
	faulty(t, w.sendPicture(w.key, ada, "image/png", strings.Repeat("x", chat.MaxAvatar+1)), http.StatusRequestEntityTooLarge, "")
	faulty(t, w.sendPicture(w.key, chat.GUID{7}.String(), "image/png", "x"), http.StatusNotFound, "agent")
	faulty(t, w.sendPicture(w.reader, ada, "image/png", "x"), http.StatusForbidden, "settings")
	faulty(t, w.sendPicture(w.stranger, ada, "image/png", "x"), http.StatusNotFound, "agent")
}

func TestAnAvatarThatIsSentAgainWithItsKeyIsMadeOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.actor.Agent.String()
	first := w.sendPicture(w.key, ada, "image/png", "a picture", onceHeader, onceSample)
	again := w.sendPicture(w.key, ada, "image/png", "a picture", onceHeader, onceSample)
	if first.Code != http.StatusOK || again.Code != http.StatusOK || first.Body.String() != again.Body.String() {
		t.Errorf("%d %s, then %d %s", first.Code, first.Body, again.Code, again.Body)
	}
	faulty(t, w.sendPicture(w.key, ada, "image/png", "another", onceHeader, onceSample), http.StatusUnprocessableEntity, "")
}
