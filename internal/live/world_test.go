package live_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/bus"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/live"
	"github.com/parleychat/parley/internal/store"
)

const (
	site     = chat.SiteID(10000)
	patience = 20 * time.Second // before a test calls something lost
)

// patient limits let a test do as much as it likes, and not read for a while.
var patient = live.Limits{VisitorRate: 1e6, VisitorBurst: 1e6, AgentRate: 1e6, AgentBurst: 1e6, Ping: 5 * time.Minute, Pong: time.Minute, Authority: 5 * time.Minute}

// tokens stands in for auth: a token is an agent.
type tokens map[string]chat.Actor

func (ts tokens) Authenticate(_ context.Context, r *http.Request) (chat.Actor, error) {
	actor, ok := ts[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
	if !ok {
		return chat.Actor{}, chat.Unauthenticated("the credentials are not valid")
	}
	return actor, nil
}

// world is a room on a database, over a real socket.
type world struct {
	db     *store.Store
	bus    chat.Bus
	desk   *chat.Desk
	room   *live.Room
	server *httptest.Server
	tokens tokens
	terms  chat.Terms
	path   string
	over   transport
}

// change changes what a world is made with.
type change func(*live.Options, *chat.Terms)

func newWorld(t *testing.T, changes ...change) *world {
	t.Helper()
	w := &world{path: filepath.Join(t.TempDir(), "parley.db"), tokens: tokens{}}
	w.open(t, changes...)
	agent := chat.Agent{ID: uuid.New(), DisplayName: "Ada"}
	account := chat.Account{Site: site, Agent: agent.ID, Email: "ada@example.com", Role: chat.RoleAdmin}
	key := chat.IssuedKey{ID: uuid.New(), AgentID: agent.ID}
	if err := w.db.CreateSite(t.Context(), chat.Site{ID: site}, agent, account, key); err != nil {
		t.Fatal(err)
	}
	w.tokens["ada"] = chat.Actor{Site: site, Agent: agent.ID, Role: chat.RoleAdmin, May: chat.AllPermissions}
	bob := chat.Agent{ID: uuid.New(), DisplayName: "Bob"}
	err := w.db.Update(t.Context(), site, func(ctx context.Context, tx chat.Tx) error {
		return tx.Keep(ctx, &chat.Related{
			Agents:      map[chat.GUID]*chat.Agent{bob.ID: &bob},
			Departments: map[chat.GUID]*chat.Department{},
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	w.tokens["bob"] = chat.Actor{Site: site, Agent: bob.ID, Role: chat.RoleAdmin, May: chat.AllPermissions}
	w.tokens["reader"] = chat.Actor{Site: site, Agent: bob.ID, Role: chat.RoleAdmin, May: chat.ReadChats}
	t.Cleanup(func() { w.close(t) })
	return w
}

func (w *world) open(t *testing.T, changes ...change) {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite:"+w.path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	options := live.Options{Auth: w.tokens, Now: time.Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Limits: patient}
	w.terms = chat.DefaultTerms
	for _, c := range changes {
		c(&options, &w.terms)
	}
	w.db, w.bus = db, bus.NewLocal()
	w.desk = chat.NewDesk(db, w.bus, w.terms, time.Now, uuid.New)
	options.Desk = w.desk
	w.room = live.New(options)
	w.server = httptest.NewServer(w.room)
}

func (w *world) close(t *testing.T) {
	t.Helper()
	w.room.Close()
	w.server.Close()
	if err := w.db.Close(); err != nil {
		t.Error(err)
	}
}

// frame is any frame of the server.
type frame struct {
	Type, ID, Code, Message, Secret, You, Kind, Action, Sender, SenderName, Text, By, State, Status string

	Chat, Epoch        string
	Seq, ChatID        int64
	Position           int
	ReadByVisitor, Max int64
	On, More, Open     bool
	Nonce              string
	Bits               int
	Departments        []struct {
		ID   string
		Open bool
	}
	Entries               []frame
	For                   *shownFor
	Ticket                *shownTicket
	Invitation, Visitor   string
	All                   bool
	Changed               []shownVisitor
	Gone                  []string
	Agent                 *struct{ ID, Name, Avatar string }
	Avatar                string
	ReadByAgent, Protocol any
	File                  *struct{ Key, Name, ContentType string }
	Due                   bool
	Fields                []struct{ FieldID, Name, Type string }
	Categories            []struct{ ID, Name string }
	Given                 *struct {
		Agent, Comment string
		Categories     []string
		Fields         []struct{ FieldID, Value string }
	}
}

// shownFor is what agents are told of a chat.
type shownFor struct {
	Role   string
	Ticket *shownTicket
}

type shownTicket struct {
	ID      int64
	Subject string
}

// client is a connection of a visitor or an agent.
type client struct {
	t    *testing.T
	conn carrier
	chat string
	seen []frame // entries, in the order in which they came
	kept []frame // frames that came while an answer was waited for
}

func (w *world) dial(t *testing.T) *client {
	t.Helper()
	over := w.over
	if over == nil {
		over = dialSocket
	}
	c := &client{t: t, conn: over(t, w.server.URL)}
	t.Cleanup(func() { _ = c.conn.CloseNow() })
	return c
}

// by has a world's clients come by another way.
func (w *world) by(over transport) *world {
	w.over = over
	return w
}

func (c *client) send(f map[string]any) {
	c.t.Helper()
	data, err := json.Marshal(f)
	if err != nil {
		c.t.Fatal(err)
	}
	c.write(string(data))
}

func (c *client) write(text string) {
	c.t.Helper()
	if err := c.conn.Write(c.t.Context(), websocket.MessageText, []byte(text)); err != nil {
		c.t.Fatal(err)
	}
}

// receive waits for the next frame.
func (c *client) receive() (frame, error) {
	ctx, done := context.WithTimeout(c.t.Context(), patience)
	defer done()
	_, data, err := c.conn.Read(ctx)
	if err != nil {
		return frame{}, err
	}
	checkShown(c.t, data)
	var f frame
	if err := json.Unmarshal(data, &f); err != nil {
		return frame{}, fmt.Errorf("%s: %w", data, err)
	}
	if f.Type == "entry" {
		c.seen = append(c.seen, f)
	}
	return f, nil
}

// expect waits for a frame that is the one.
func (c *client) expect(what string, is func(frame) bool) frame {
	c.t.Helper()
	for {
		if f := c.next(what); is(f) {
			return f
		}
	}
}

// next gives the next frame.
func (c *client) next(what string) frame {
	c.t.Helper()
	if len(c.kept) > 0 {
		f := c.kept[0]
		c.kept = c.kept[1:]
		return f
	}
	f, err := c.receive()
	if err != nil {
		c.t.Fatalf("waiting for %s: %v", what, err)
	}
	return f
}

func (c *client) expectType(name string) frame {
	c.t.Helper()
	return c.expect(name, func(f frame) bool { return f.Type == name })
}

// expectState waits until the chat is in a state.
func (c *client) expectState(state string) frame {
	c.t.Helper()
	return c.expect("the state "+state, func(f frame) bool { return f.Type == "state" && f.State == state && (c.chat == "" || f.Chat == c.chat) })
}

func (c *client) expectText(text string) frame {
	c.t.Helper()
	return c.expect(text, func(f frame) bool { return f.Type == "entry" && f.Text == text })
}

// expectClose waits for the end of the connection.
func (c *client) expectClose(code websocket.StatusCode) {
	c.t.Helper()
	for {
		_, err := c.receive()
		if err == nil {
			continue
		}
		if got := websocket.CloseStatus(err); got != code {
			c.t.Errorf("closed with %d (%v), want %d", got, err, code)
		}
		return
	}
}

var ids atomic.Int64

func newID() string { return fmt.Sprintf("client-id-%012d", ids.Add(1)) }

// add adds members to a frame: names and values by turns.
func add(f map[string]any, members []any) {
	for i := 0; i+1 < len(members); i += 2 {
		f[fmt.Sprint(members[i])] = members[i+1]
	}
}

// do sends a command and waits for its acknowledgement.
func (c *client) do(kind string, members ...any) frame {
	c.t.Helper()
	f := c.try(kind, members...)
	if f.Type != "ack" {
		c.t.Fatalf("%s: %s %s", kind, f.Code, f.Message)
	}
	return f
}

// try sends a command and waits for its answer.
func (c *client) try(kind string, members ...any) frame {
	c.t.Helper()
	f := map[string]any{"type": kind, "id": newID(), "chat": c.chat}
	add(f, members)
	c.send(f)
	var others []frame
	for {
		answer := c.next("the answer to " + kind)
		if answer.ID == f["id"] && (answer.Type == "ack" || answer.Type == "error" || answer.Type == "page") {
			c.kept = append(others, c.kept...)
			return answer
		}
		others = append(others, answer)
	}
}

// visitor connects a visitor, a new one without a secret.
func (w *world) visitor(t *testing.T, secret string, hello ...any) (*client, frame) {
	t.Helper()
	c := w.dial(t)
	f := map[string]any{"type": "hello", "role": "visitor", "site": site, "secret": secret}
	add(f, hello)
	c.send(f)
	return c, c.expectType("welcome")
}

func (w *world) agent(t *testing.T, token string, hello ...any) *client {
	t.Helper()
	c := w.dial(t)
	f := map[string]any{"type": "hello", "role": "agent", "token": token}
	add(f, hello)
	c.send(f)
	c.expectType("welcome")
	return c
}

// online connects an agent who takes chats.
func (w *world) online(t *testing.T, token string) *client {
	t.Helper()
	c := w.agent(t, token)
	c.do("status", "status", chat.AgentOnline, "max", 5)
	return c
}

// request begins a chat.
func (c *client) request(name string) {
	c.t.Helper()
	c.chat = c.do("request", "name", name).Chat
}

// accepted connects a visitor and an agent who talk.
func (w *world) accepted(t *testing.T) (v, a *client, secret string) {
	t.Helper()
	a = w.online(t, "ada")
	v, welcome := w.visitor(t, "")
	v.request("Vi")
	a.chat = v.chat
	a.expectState("offered")
	a.do("accept")
	return v, a, welcome.Secret
}

// record reads what a chat has become.
func (w *world) record(t *testing.T, guid string) *chat.Chat {
	t.Helper()
	id, err := chat.ParseGUID(guid)
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := w.db.Chat(t.Context(), site, chat.ByGUID(id), 0)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
