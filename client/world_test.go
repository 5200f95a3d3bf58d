package client_test

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/client"
	"github.com/parleychat/parley/internal/bus"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/live"
	"github.com/parleychat/parley/internal/store"
)

const (
	site     = 10000
	patience = 20 * time.Second // before a test calls something lost
)

// tokens stands in for auth: a token is an agent.
type tokens map[string]chat.Actor

func (ts tokens) Authenticate(_ context.Context, r *http.Request) (chat.Actor, error) {
	actor, ok := ts[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
	if !ok {
		return chat.Actor{}, chat.Unauthenticated("the credentials are not valid")
	}
	return actor, nil
}

// world is a server of live chat whose connections can be cut.
type world struct {
	base   string
	db     *store.Store
	tokens tokens

	mu    sync.Mutex
	conns map[net.Conn]bool
}

func newWorld(t *testing.T, changes ...func(*live.Options)) *world {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "parley.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{db: db, tokens: tokens{}, conns: map[net.Conn]bool{}}
	agent := chat.Agent{ID: uuid.New(), DisplayName: "Ada"}
	account := chat.Account{Site: site, Agent: agent.ID, Email: "ada@example.com", Role: chat.RoleAdmin}
	if err := db.CreateSite(t.Context(), chat.Site{ID: site}, agent, account, chat.IssuedKey{ID: uuid.New(), AgentID: agent.ID}); err != nil {
		t.Fatal(err)
	}
	w.tokens["ada"] = chat.Actor{Site: site, Agent: agent.ID, Role: chat.RoleAdmin, May: chat.AllPermissions}
	o := live.Options{
		Auth: w.tokens, Now: time.Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Desk:   chat.NewDesk(db, bus.NewLocal(), chat.DefaultTerms, time.Now, uuid.New),
		Limits: live.Limits{VisitorRate: 1e6, VisitorBurst: 1e6, AgentRate: 1e6, AgentBurst: 1e6},
	}
	for _, change := range changes {
		change(&o)
	}
	room := live.New(o)
	server := httptest.NewUnstartedServer(room)
	server.Config.ConnState = w.follow
	server.Start()
	w.base = server.URL
	t.Cleanup(func() {
		room.Close()
		server.Close()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func (w *world) follow(conn net.Conn, state http.ConnState) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if state == http.StateHijacked {
		w.conns[conn] = true
	}
}

// cut cuts some of the connections that there are, each with the chance of one in n.
func (w *world) cut(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for conn := range w.conns {
		if rand.N(n) == 0 {
			_ = conn.Close()
			delete(w.conns, conn)
		}
	}
}

// soon is options whose back-off a test can wait for.
func soon() client.Options {
	return client.Options{BackOff: client.FullJitter(time.Millisecond, 20*time.Millisecond)}
}

func (w *world) visitor(t *testing.T, secret string, o client.Options) *client.Visitor {
	t.Helper()
	v, err := client.ConnectVisitor(within(t), w.base, site, secret, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

// agent connects Ada, who takes chats.
func (w *world) agent(t *testing.T, o client.Options) *client.Agent {
	t.Helper()
	a, err := client.ConnectAgent(within(t), w.base, "ada", o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	if err := a.SetStatus(within(t), client.Online, 100); err != nil {
		t.Fatal(err)
	}
	return a
}

// within bounds how long a test waits.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, done := context.WithTimeout(t.Context(), patience)
	t.Cleanup(done)
	return ctx
}

// await takes events until one is as wanted.
func await[E client.Event](t *testing.T, c *client.Conn, is func(E) bool) E {
	t.Helper()
	ctx := within(t)
	for {
		e, err := c.Next(ctx)
		if err != nil {
			t.Fatalf("waiting for a %T: %v", *new(E), err)
		}
		if found, ok := e.(E); ok && is(found) {
			return found
		}
	}
}

// opened is a chat that Ada has accepted.
func (w *world) opened(t *testing.T, o client.Options) (*client.Visitor, *client.Agent, string) {
	t.Helper()
	a, v := w.agent(t, o), w.visitor(t, "", o)
	asked, err := v.Request(within(t), client.Request{Name: "Vi"})
	if err != nil {
		t.Fatal(err)
	}
	await(t, a.Conn, func(s client.ChatState) bool { return s.Chat == asked.Chat && s.State == client.StateOffered })
	if _, err := a.Accept(within(t), asked.Chat); err != nil {
		t.Fatal(err)
	}
	return v, a, asked.Chat
}
