package live_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/files"
	"github.com/parleychat/parley/internal/live"
)

// counter is the counter for files of a world.
type counter struct {
	*httptest.Server
	t      *testing.T
	w      *world
	folder *files.Folder
}

func (w *world) counter(t *testing.T, changes ...func(*live.FileOptions)) *counter {
	t.Helper()
	folder, err := files.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	o := live.FileOptions{
		Desk: chat.NewFileDesk(w.desk, w.db, folder, files.NewInspector(t.TempDir())),
		Auth: w.tokens, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
	for _, change := range changes {
		change(&o)
	}
	server := httptest.NewServer(live.NewFiles(o))
	t.Cleanup(func() {
		server.Close()
		if err := folder.Close(); err != nil {
			t.Error(err)
		}
	})
	return &counter{server, t, w, folder}
}

// sent is what the counter answers.
type sent struct {
	Type, ID, Chat, Code, Message string

	Seq  int64
	File *struct {
		Key, Name, ContentType string
		Size                   int64
	}
	status int
}

// form is a file that is sent, as its address says.
func form(guid, name string, more ...string) url.Values {
	q := url.Values{"site": {fmt.Sprint(site)}, "chat": {guid}, "id": {newID()}, "name": {name}}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return q
}

func (c *counter) request(method, path, token string, body io.Reader) *http.Request {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.URL+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return r
}

// answer is what is looked at of a response.
type answer struct {
	Status     string
	StatusCode int
	Header     http.Header
}

func (c *counter) do(r *http.Request) (answer, []byte) {
	c.t.Helper()
	response, err := c.Client().Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		c.t.Fatal(err)
	}
	return answer{response.Status, response.StatusCode, response.Header}, body
}

func (c *counter) send(token string, q url.Values, content io.Reader) (s sent) {
	c.t.Helper()
	answer, body := c.do(c.request(http.MethodPost, live.FilesPath+"?"+q.Encode(), token, content))
	if err := json.Unmarshal(body, &s); err != nil {
		c.t.Fatalf("%s: %s", answer.Status, body)
	}
	s.status = answer.StatusCode
	return s
}

func (c *counter) open(token, key string) (answer, []byte) {
	c.t.Helper()
	return c.do(c.request(http.MethodGet, live.FilesPath+"/"+key+"?site="+fmt.Sprint(site), token, nil))
}

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFilesAreSentAndRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.counter(t)
	v, a, secret := w.accepted(t)
	shot := c.send(secret, form(v.chat, "shot.png"), bytes.NewReader(picture(t)))
	if shot.status != http.StatusOK || shot.Type != "ack" || shot.Chat != v.chat || shot.Seq == 0 {
		t.Fatalf("%+v", shot)
	}
	e := a.expect("the picture", func(f frame) bool { return f.Type == "entry" && f.Kind == "file" })
	if e.Seq != shot.Seq || e.File == nil || e.File.Key != shot.File.Key || e.File.ContentType != "image/png" || e.Text != "The visitor has sent a file: shot.png" {
		t.Errorf("the agent sees %+v", e)
	}
	price := c.send("ada", form(v.chat, "Preis €.pdf"), strings.NewReader("%PDF-1.7\n"))
	note := c.send("ada", form(v.chat, "n.txt", "note", "true"), strings.NewReader("between us"))
	v.expect("the price", func(f frame) bool { return f.Type == "entry" && f.Kind == "file" && f.Action == "agentSendFile" })
	hidden := v.expect("the note", func(f frame) bool { return f.Type == "entry" && f.Seq == note.Seq })
	if hidden.Kind != "withheld" || hidden.File != nil {
		t.Errorf("the visitor sees %+v", hidden)
	}
	answer, got := c.open("ada", shot.File.Key)
	head := map[string]string{
		"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
		"Content-Type": "image/png", "Content-Disposition": "inline; filename=shot.png", "Cache-Control": "no-store", "Content-Length": fmt.Sprint(shot.File.Size),
	}
	for name, want := range head {
		if answer.Header.Get(name) != want {
			t.Errorf("%s: %q", name, answer.Header.Get(name))
		}
	}
	if _, err := png.Decode(bytes.NewReader(got)); err != nil || answer.StatusCode != http.StatusOK {
		t.Errorf("%s, %v", answer.Status, err)
	}
	answer, got = c.open(secret, price.File.Key)
	if d := answer.Header.Get("Content-Disposition"); string(got) != "%PDF-1.7\n" || d != "attachment; filename*=utf-8''Preis%20%E2%82%AC.pdf" {
		t.Errorf("%s, %s: %q", answer.Status, d, got)
	}
	v.do("end")
	for token, key := range map[string]string{secret: shot.File.Key, "ada": note.File.Key, "reader": note.File.Key} {
		if answer, _ := c.open(token, key); answer.StatusCode != http.StatusOK {
			t.Errorf("after the end: %s", answer.Status)
		}
	}
	record := w.record(t, v.chat)
	if len(record.Attachments) != 3 || !record.Attachments[2].IsNote || record.Attachments[0].FileKey != shot.File.Key {
		t.Errorf("attachments: %+v", record.Attachments)
	}
}

// TestAFileWhoseAnswerIsLostIsSentOnce lets the client go before the answer comes, and
// send again.
func TestAFileWhoseAnswerIsLostIsSentOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.counter(t)
	v, a, secret := w.accepted(t)
	q, content := form(v.chat, "a.txt"), "content"
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", c.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_, err = fmt.Fprintf(conn, "POST %s?%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s", live.FilesPath, q.Encode(), secret, len(content), content)
	if err != nil {
		t.Fatal(err)
	}
	e := a.expect("the file", func(f frame) bool { return f.Type == "entry" && f.Kind == "file" })
	if err := conn.Close(); err != nil { // nobody has read the answer
		t.Fatal(err)
	}
	for range 2 {
		again := c.send(secret, q, strings.NewReader(content))
		if again.status != http.StatusOK || again.Seq != e.Seq || again.File.Key != e.File.Key {
			t.Errorf("again: %+v", again)
		}
	}
	if other := c.send(secret, q, strings.NewReader("another")); other.status != http.StatusConflict || other.Code != "conflict" {
		t.Errorf("another content: %+v", other)
	}
	v.do("end")
	if again := c.send(secret, q, strings.NewReader(content)); again.Seq != e.Seq {
		t.Errorf("after the end: %+v", again)
	}
	if record := w.record(t, v.chat); len(record.Attachments) != 1 {
		t.Errorf("attachments: %+v", record.Attachments)
	}
}

func TestFilesThatAreNotTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.counter(t)
	v, _, secret := w.accepted(t)
	stranger, welcome := w.visitor(t, "")
	stranger.request("Eve")
	const page = "<html><script>alert(1)</script>"
	for name, r := range map[string]struct {
		token   string
		q       url.Values
		content io.Reader
		status  int
		code    string
	}{
		"a page":                          {secret, form(v.chat, "a.html"), strings.NewReader(page), 415, "invalid"},
		"a page called a picture":         {secret, form(v.chat, "a.png"), strings.NewReader(page), 415, "invalid"},
		"a drawing":                       {secret, form(v.chat, "a.svg"), strings.NewReader("<svg/>"), 415, "invalid"},
		"two extensions":                  {secret, form(v.chat, "a.pdf.exe"), strings.NewReader("%PDF-"), 415, "invalid"},
		"nothing":                         {secret, form(v.chat, "a.txt"), strings.NewReader(""), 415, "invalid"},
		"larger than it may be":           {secret, form(v.chat, "a.txt"), bytes.NewReader(make([]byte, chat.MaxFile+1)), 413, "invalid"},
		"larger, and does not say so":     {secret, form(v.chat, "a.txt"), io.MultiReader(strings.NewReader("a"), bytes.NewReader(bytes.Repeat([]byte("x"), chat.MaxFile))), 413, "invalid"},
		"no name":                         {secret, form(v.chat, ""), strings.NewReader("a"), 415, "invalid"},
		"no id":                           {secret, form(v.chat, "a.txt", "id", ""), strings.NewReader("a"), 400, "invalid"},
		"no chat":                         {secret, form("", "a.txt"), strings.NewReader("a"), 400, "invalid"},
		"no site":                         {secret, form(v.chat, "a.txt", "site", ""), strings.NewReader("a"), 400, "invalid"},
		"another site":                    {secret, form(v.chat, "a.txt", "site", "10001"), strings.NewReader("a"), 401, "unauthenticated"},
		"an unknown chat":                 {secret, form(uuid.NewString(), "a.txt"), strings.NewReader("a"), 404, "notFound"},
		"somebody else's chat":            {welcome.Secret, form(v.chat, "a.txt"), strings.NewReader("a"), 404, "notFound"},
		"no secret":                       {"", form(v.chat, "a.txt"), strings.NewReader("a"), 401, "unauthenticated"},
		"a secret of nobody":              {secret[:len(secret)-1] + "_", form(v.chat, "a.txt"), strings.NewReader("a"), 401, "unauthenticated"},
		"a token that may not write":      {"reader", form(v.chat, "a.txt"), strings.NewReader("a"), 403, "denied"},
		"an agent who does not take part": {"bob", form(v.chat, "a.txt"), strings.NewReader("a"), 403, "denied"},
		"a note of a visitor":             {secret, form(v.chat, "a.txt", "note", "true"), strings.NewReader("a"), 403, "denied"},
	} {
		got := c.send(r.token, r.q, r.content)
		if got.status != r.status || got.Code != r.code || got.Type != "error" || got.ID != r.q.Get("id") || got.Message == "" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	id, err := chat.ParseGUID(v.chat)
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.db.Running(t.Context(), site, id)
	if err != nil || len(r.Chat.Attachments) > 0 {
		t.Errorf("there are %+v, %v", r.Chat.Attachments, err)
	}
	doomed, err := w.db.DoomedFiles(t.Context(), 10)
	if err != nil || len(doomed) > 0 {
		t.Errorf("stored for nothing: %+v, %v", doomed, err)
	}
}

func TestAForeignFileIsAnUnknownOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.counter(t)
	v, _, secret := w.accepted(t)
	stranger, welcome := w.visitor(t, "")
	stranger.request("Eve")
	lost := w.tokens["ada"]
	lost.Agent, lost.Role = uuid.New(), chat.RoleAgent
	w.tokens["elsewhere"] = lost
	sent := c.send(secret, form(v.chat, "a.txt"), strings.NewReader("a"))
	note := c.send("ada", form(v.chat, "n.txt", "note", "true"), strings.NewReader("a"))
	_, want := c.open(secret, "UNKNOWN")
	for name, r := range map[string]struct{ token, key string }{
		"another visitor":          {welcome.Secret, sent.File.Key},
		"a note, for the visitor":  {secret, note.File.Key},
		"an agent who may not see": {"elsewhere", sent.File.Key},
		"no key of ours":           {secret, "..%2F1"},
	} {
		answer, got := c.open(r.token, r.key)
		if diff := cmp.Diff(string(want), string(got)); diff != "" || answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s, %s", name, answer.Status, diff)
		}
	}
	if answer, _ := c.open("", sent.File.Key); answer.StatusCode != http.StatusUnauthorized || answer.Header.Get("WWW-Authenticate") == "" {
		t.Errorf("nobody: %s", answer.Status)
	}
}

// TestABodyThatDoesNotComeIsNotWaitedFor sends half of a body, and then nothing more, or
// hangs up.
func TestABodyThatDoesNotComeIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.counter(t, func(o *live.FileOptions) {
		o.Limits = live.FileLimits{Silence: 100 * time.Millisecond, PerSender: 1}
	})
	v, _, secret := w.accepted(t)
	for _, hangsUp := range []bool{false, true} {
		body, half := io.Pipe()
		q := form(v.chat, "a.txt")
		answered := make(chan error, 1)
		go func() {
			r := c.request(http.MethodPost, live.FilesPath+"?"+q.Encode(), secret, body)
			answer, err := c.Client().Do(r)
			if err == nil {
				if answer.StatusCode != http.StatusBadRequest {
					err = fmt.Errorf("answered with %s", answer.Status)
				}
				_ = answer.Body.Close()
			} else if hangsUp {
				err = nil // nobody is there to be answered
			}
			answered <- err
		}()
		if _, err := half.Write([]byte("half")); err != nil {
			t.Fatal(err)
		}
		if hangsUp {
			_ = half.CloseWithError(io.ErrClosedPipe)
		}
		if err := <-answered; err != nil {
			t.Errorf("hangs up: %v: %v", hangsUp, err)
		}
		_ = half.Close()
		deadline := time.Now().Add(patience) // until its place is free, the next one is refused
		for c.send(secret, form(v.chat, "b.txt"), strings.NewReader("b")).status != http.StatusOK {
			if time.Now().After(deadline) {
				t.Fatal("the place is not free again")
			}
		}
	}
	v.do("end")
	if record := w.record(t, v.chat); len(record.Attachments) != 2 {
		t.Errorf("attachments: %+v", record.Attachments)
	}
}

func TestSoManyFilesAtATime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.counter(t, func(o *live.FileOptions) { o.Limits = live.FileLimits{PerSender: 1} })
	v, _, secret := w.accepted(t)
	begin := func() (answered chan sent, half *io.PipeWriter) {
		body, half := io.Pipe()
		answered = make(chan sent, 1)
		q := form(v.chat, "a.txt")
		go func() { answered <- c.send(secret, q, body) }()
		_, _ = half.Write([]byte("half")) // fails when it is refused
		return answered, half
	}
	first, half := begin()
	deadline := time.Now().Add(patience)
	for {
		select {
		case <-first: // one of the others had the place
			first, half = begin()
		default:
		}
		got := c.send(secret, form(v.chat, "b.txt"), strings.NewReader("b"))
		if got.status == http.StatusTooManyRequests && got.Code == "limited" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("a second one: %+v", got)
		}
	}
	if got := c.send("ada", form(v.chat, "c.txt"), strings.NewReader("c")); got.status != http.StatusOK {
		t.Errorf("one of somebody else: %+v", got)
	}
	if err := half.Close(); err != nil {
		t.Fatal(err)
	}
	if got := <-first; got.status != http.StatusOK {
		t.Errorf("the first one: %+v", got)
	}
}

func TestPagesOfOtherOriginsMaySendFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.counter(t, func(o *live.FileOptions) { o.Origins = []string{"https://shop.example"} })
	for origin, status := range map[string]int{"https://shop.example": http.StatusNoContent, "https://evil.example": http.StatusForbidden} {
		r := c.request(http.MethodOptions, live.FilesPath, "", nil)
		r.Header.Set("Origin", origin)
		answer, _ := c.do(r)
		allowed := answer.Header.Get("Access-Control-Allow-Origin")
		if answer.StatusCode != status || (allowed == origin) != (status == http.StatusNoContent) {
			t.Errorf("%s: %s, %q", origin, answer.Status, allowed)
		}
	}
	r := c.request(http.MethodGet, live.FilesPath+"/k", "", nil)
	r.Header.Set("Cookie", "a=b")
	if answer, _ := c.do(r); answer.StatusCode != http.StatusForbidden {
		t.Errorf("a cookie without an origin: %s", answer.Status)
	}
}

func TestNothingIsTakenWhenTheDiskIsNearlyFull(t *testing.T) {
	t.Parallel()
	free := int64(0)
	w := newWorld(t)
	c := w.counter(t, func(o *live.FileOptions) {
		desk := w.desk.WithSpace(func() (int64, error) { return free, nil })
		o.Desk = chat.NewFileDesk(desk, w.db, &unused{}, nil)
	})
	v, _, secret := w.accepted(t)
	if got := c.send(secret, form(v.chat, "a.txt"), strings.NewReader("a")); got.status != http.StatusInsufficientStorage || got.Code != "noRoom" {
		t.Errorf("%+v", got)
	}
}

// unused is a place for files that nobody may use.
type unused struct{ chat.Files }
