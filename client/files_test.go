package client_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/client"
)

// refusing is a server of live chat that has answers of its own for files.
type refusing struct {
	answers []string

	mu   sync.Mutex
	came []string
}

func (r *refusing) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	content, _ := io.ReadAll(q.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.came = append(r.came, q.Header.Get("Authorization")+" "+q.URL.RawQuery+" "+string(content))
	status, body, _ := strings.Cut(r.answers[0], " ")
	if strings.Contains(body, "in 24 hours") {
		w.Header().Set("Retry-After", "3600")
	}
	r.answers = r.answers[1:]
	w.WriteHeader(map[string]int{"200": http.StatusOK, "429": http.StatusTooManyRequests, "503": http.StatusServiceUnavailable, "415": http.StatusUnsupportedMediaType}[status])
	_, _ = io.WriteString(w, body)
}

// inFront answers calls about files by f, and passes all else on to the world.
func (w *world) inFront(t *testing.T, f http.Handler) {
	t.Helper()
	room, err := url.Parse(w.base)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/live/files", f)
	mux.Handle("/", http.RedirectHandler(room.String()+"/live", http.StatusTemporaryRedirect))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	w.base = server.URL
}

func TestAFileIsSentUntilItIsAnswered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := &refusing{answers: []string{
		"503 away for a moment", `429 {"type":"error","code":"limited","message":"too many"}`, "200 cut of",
		`200 {"type":"ack","id":"0123456789abcdef","chat":"c","seq":7,"file":{"key":"k","name":"a.txt","size":2,"contentType":"text/plain"}}`,
		`415 {"type":"error","code":"invalid","message":"not this"}`,
	}}
	w.inFront(t, r)
	v := w.visitor(t, "", soon())
	u := client.Upload{ID: "0123456789abcdef", Name: "a.txt", Content: []byte("hi")}
	sent, err := v.SendFile(within(t), "c", u)
	want := client.Sent{Ack: client.Ack{ID: u.ID, Chat: "c", Seq: 7}, File: client.File{Key: "k", Name: "a.txt", Size: 2, ContentType: "text/plain"}}
	if diff := cmp.Diff(want, sent); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	if _, err := v.SendFile(within(t), "c", u); !client.IsRefused(err, client.Invalid) {
		t.Errorf("what is refused for good ends with %v", err)
	}
	each := "Bearer " + v.Secret() + " chat=c&id=0123456789abcdef&name=a.txt&site=10000 hi"
	if diff := cmp.Diff([]string{each, each, each, each, each}, r.came); diff != "" {
		t.Errorf("what came:\n%s", diff)
	}
}

// TestAFileOverTheQuotaOfADayIsGivenUp has the server say that an hour must pass. What
// passes sooner is waited for, see above.
func TestAFileOverTheQuotaOfADayIsGivenUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := &refusing{answers: []string{`429 {"type":"error","code":"limited","message":"you have sent 100 MiB in 24 hours"}`}}
	w.inFront(t, r)
	v := w.visitor(t, "", soon())
	_, err := v.SendFile(within(t), "c", client.Upload{Name: "a.txt", Content: []byte("hi")})
	var refusal *client.Refusal
	if !errors.As(err, &refusal) || refusal.Code != client.Limited || refusal.RetryAfter != time.Hour || len(r.came) != 1 {
		t.Errorf("%v after %d tries", err, len(r.came))
	}
}
