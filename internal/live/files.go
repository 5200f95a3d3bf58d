package live

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
)

// FilesPath is where files of live chat are handed in and out.
const FilesPath = "/live/files"

// ServesFiles reports whether a path is one of files or avatars.
func ServesFiles(path string) bool {
	return path == FilesPath || strings.HasPrefix(path, FilesPath+"/") || strings.HasPrefix(path, AvatarsPath+"/")
}

// FileOptions is what a counter for files needs.
type FileOptions struct {
	Desk    *chat.FileDesk
	Auth    Authenticator
	Origins []string // as those of the room
	Room    *Room    // that knows whom to keep out; nil keeps nobody out
	Limits  FileLimits
	Log     *slog.Logger // takes what no client can be told; nil discards it
}

// FileLimits bound what is handed in. The zero value of a member stands for its default.
type FileLimits struct {
	PerSender int // files at a time
	AtOnce    int // of all
	Upload    time.Duration
	Silence   time.Duration // of a client that sends a file
}

// DefaultFileLimits are those of docs/live.md.
var DefaultFileLimits = FileLimits{PerSender: 3, AtOnce: 32, Upload: 5 * time.Minute, Silence: 20 * time.Second}

// Files is the counter where files of live chat are handed in and out, over HTTP beside
// the socket.
type Files struct {
	FileOptions
	mux *http.ServeMux

	mu    sync.Mutex
	all   int
	under map[sender]int // way, of each
}

// sender is a visitor or an agent.
type sender struct {
	site chat.SiteID
	who  chat.GUID
}

// fileCall is a call of the counter. Who is calling has been found out.
type fileCall struct {
	pattern string
	handle  func(*Files, http.ResponseWriter, *http.Request, party) error
}

// AvatarsPath is where the avatars of agents are shown.
const AvatarsPath = "/live/avatars"

// fileCalls is every call of the counter but one for avatars, which needs nobody's name.
var fileCalls = []fileCall{
	{http.MethodPost + " " + FilesPath, (*Files).take},
	{http.MethodGet + " " + FilesPath + "/{key}", (*Files).give},
}

// NewFiles opens a counter.
func NewFiles(o FileOptions) *Files {
	d := DefaultFileLimits
	fill(&o.Limits.PerSender, d.PerSender)
	fill(&o.Limits.AtOnce, d.AtOnce)
	fill(&o.Limits.Upload, d.Upload)
	fill(&o.Limits.Silence, d.Silence)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	f := &Files{FileOptions: o, mux: http.NewServeMux(), under: map[sender]int{}}
	for _, c := range fileCalls {
		f.mux.HandleFunc(c.pattern, f.edge(c))
	}
	f.mux.HandleFunc(http.MethodGet+" "+AvatarsPath+"/{key}", f.showAvatar)
	return f
}

// ServeHTTP answers a call, and browsers that ask whether a page of another origin may
// make it.
func (f *Files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Add("Vary", "Origin")
	if !admitOrigin(f.Origins, r) {
		http.Error(w, "this origin may not connect", http.StatusForbidden)
		return
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		h.Set("Access-Control-Allow-Origin", origin)
	}
	if r.Method == http.MethodOptions {
		h.Set("Access-Control-Allow-Methods", "GET, POST")
		h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
		h.Set("Access-Control-Max-Age", "600")
		w.WriteHeader(http.StatusNoContent)
		return
	}
	f.mux.ServeHTTP(w, r)
}

// party is who makes a call: a visitor of a site, or an agent.
type party struct {
	sender
	agent *chat.Actor // nil for a visitor
}

func (f *Files) edge(c fileCall) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who, err := f.caller(r)
		if err == nil {
			err = f.admit(r, who)
		}
		if err == nil {
			err = c.handle(f, w, r, who)
		}
		if err != nil {
			f.refuse(w, r, err)
		}
	}
}

// caller finds out who is calling, by a visitor's secret or identity, or the token of an
// agent.
func (f *Files) caller(r *http.Request) (party, error) {
	site, err := siteOf(r)
	if err != nil {
		return party{}, err
	}
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	hash, isVisitor := auth.VisitorHash(token)
	if !isVisitor && strings.Count(token, ".") == 2 {
		if hash, err = f.identified(r.Context(), site, token); err != nil {
			return party{}, err
		}
		isVisitor = true
	}
	if !isVisitor {
		actor, err := authenticate(r.Context(), f.Auth, r, token, site)
		return party{sender{actor.Site, actor.Agent}, &actor}, err
	}
	if site == 0 {
		return party{}, chat.Invalid("a visitor names the site")
	}
	known, err := f.Desk.Known(r.Context(), site, hash)
	if chat.KindOf(err) == chat.KindNotFound && err != nil {
		err = chat.Unauthenticated("the visitor is not known")
	}
	return party{sender: sender{site, known.Visitor}}, err
}

// identified is the hash of a visitor for whom the site vouches, as on the socket.
func (f *Files) identified(ctx context.Context, site chat.SiteID, token string) (hash [32]byte, err error) {
	keys, err := f.Desk.IdentityKeys(ctx, site)
	if err != nil {
		return hash, err
	}
	identity, err := auth.Identify(token, site, keys, time.Now())
	if err != nil {
		return hash, err
	}
	return identity.Hash(site), nil
}

// siteOf is the site that a call names, 0 for none.
func siteOf(r *http.Request) (chat.SiteID, error) {
	named := r.URL.Query().Get("site")
	if named == "" {
		return 0, nil
	}
	return chat.ParseSiteID(named)
}

// sentFrame acknowledges a file as the socket acknowledges a command.
type sentFrame struct {
	ackFrame
	File *fileShown `json:"file"`
}

// fileShown is a file as clients see it.
type fileShown struct {
	Key         string `json:"key"`
	Name        string `json:"name"`
	Size        int64  `json:"size"`
	ContentType string `json:"contentType"`
}

func showFile(a *chat.Attachment) *fileShown {
	if a == nil {
		return nil
	}
	return &fileShown{a.FileKey, a.Name, a.Size, a.ContentType}
}

// take takes a file in.
func (f *Files) take(w http.ResponseWriter, r *http.Request, by party) error {
	q := r.URL.Query()
	id, err := chat.ParseGUID(q.Get("chat"))
	if err != nil {
		return err
	}
	if r.ContentLength > chat.MaxFile {
		return chat.ErrFileTooLarge
	}
	if !f.enter(by.sender) {
		return chat.Limited("too many files at a time: send the next one when one of them is there")
	}
	defer f.exit(by.sender)
	u := chat.Upload{Name: q.Get("name"), ForNote: q.Get("note") == "true", Content: f.patient(w, r)}
	var sent chat.Sent
	if by.agent != nil {
		sent, err = f.Desk.SendByAgent(r.Context(), chat.AgentOrder{Actor: *by.agent, Chat: id, Client: q.Get("id")}, u)
	} else {
		sent, err = f.Desk.SendByVisitor(r.Context(), chat.VisitorOrder{Site: by.site, Visitor: by.who, Chat: id, Client: q.Get("id")}, u)
	}
	if err != nil {
		return err
	}
	answerJSON(w, http.StatusOK, sentFrame{ackFrame{Type: "ack", ID: q.Get("id"), Chat: idText(sent.Chat), Seq: sent.Seq}, showFile(&sent.File)})
	return nil
}

func (f *Files) enter(who sender) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.all >= f.Limits.AtOnce || f.under[who] >= f.Limits.PerSender {
		return false
	}
	f.all++
	f.under[who]++
	return true
}

func (f *Files) exit(who sender) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all--
	if f.under[who]--; f.under[who] == 0 {
		delete(f.under, who)
	}
}

// patient is the body of a call, which may come more slowly than that of others: as long
// as something comes.
func (f *Files) patient(w http.ResponseWriter, r *http.Request) io.Reader {
	const toAnswer = time.Minute
	control, until := http.NewResponseController(w), time.Now().Add(f.Limits.Upload)
	_ = control.SetWriteDeadline(until.Add(toAnswer)) // where there is none, there is none
	return readerFunc(func(p []byte) (int, error) {
		silence := time.Now().Add(f.Limits.Silence)
		if until.Before(silence) {
			silence = until
		}
		_ = control.SetReadDeadline(silence)
		n, err := r.Body.Read(p)
		if err != nil && !errors.Is(err, io.EOF) {
			err = &chat.Error{Kind: chat.KindInvalid, Message: "the file did not come to its end", Cause: err}
		}
		return n, err
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// give hands a file out.
func (f *Files) give(w http.ResponseWriter, r *http.Request, to party) (err error) {
	var a chat.Attachment
	var content io.ReadCloser
	if to.agent != nil {
		a, content, err = f.Desk.OpenForAgent(r.Context(), *to.agent, r.PathValue("key"))
	} else {
		a, content, err = f.Desk.OpenForVisitor(r.Context(), to.site, to.who, r.PathValue("key"))
	}
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(f.Limits.Upload))
	h := w.Header()
	h.Set("Content-Type", a.ContentType)
	h.Set("Content-Length", strconv.FormatInt(a.Size, 10))
	h.Set("Content-Disposition", disposition(a))
	if _, err := io.Copy(w, content); err != nil {
		f.Log.Info("a file was not taken to its end", "site", to.site, "error", err)
	}
	return nil
}

// disposition shows pictures, which were made anew, and lets all else be saved only.
func disposition(a chat.Attachment) string {
	how := "attachment"
	switch a.ContentType {
	case "image/png", "image/jpeg", "image/gif":
		how = "inline"
	}
	return mime.FormatMediaType(how, map[string]string{"filename": a.Name})
}

// statuses are those of HTTP, by kind of error.
var statuses = map[chat.ErrorKind]int{
	chat.KindInternal: http.StatusInternalServerError, chat.KindInvalid: http.StatusBadRequest, chat.KindNotFound: http.StatusNotFound,
	chat.KindConflict: http.StatusConflict, chat.KindDenied: http.StatusForbidden, chat.KindUnauthenticated: http.StatusUnauthorized,
	chat.KindLimited: http.StatusTooManyRequests,
}

// refuse answers a call that was not obeyed. What is our fault goes to the log.
func (f *Files) refuse(w http.ResponseWriter, r *http.Request, err error) {
	status := statuses[chat.KindOf(err)]
	switch {
	case errors.Is(err, chat.ErrTooManyFiles):
		w.Header().Set("Retry-After", "3600") // they count for a day
	case errors.Is(err, chat.ErrNoRoom):
		status = http.StatusInsufficientStorage
	case errors.Is(err, chat.ErrFileTooLarge):
		status = http.StatusRequestEntityTooLarge
	case errors.Is(err, chat.ErrFileRefused):
		status = http.StatusUnsupportedMediaType
	case status == http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", "Bearer")
	case status == http.StatusInternalServerError && r.Context().Err() == nil:
		f.Log.Error("a call about a file failed", "error", err)
	}
	answerJSON(w, status, errorOf(r.URL.Query().Get("id"), err))
}

func answerJSON(w http.ResponseWriter, status int, body any) {
	data, err := json.Marshal(body)
	if err != nil {
		status, data = http.StatusInternalServerError, nil
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(data) // who does not listen any more need not know
}

// authenticate looks at a token as if it had come in the header of a request of the API
// for a site, if one is named.
func authenticate(ctx context.Context, a Authenticator, request *http.Request, token string, site chat.SiteID) (chat.Actor, error) {
	r := request.Clone(ctx)
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Del(auth.SiteHeader)
	r.URL.RawQuery = ""
	if site > 0 {
		r.Header.Set(auth.SiteHeader, strconv.FormatInt(int64(site), 10))
	}
	return a.Authenticate(ctx, r)
}
