package load

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/parleychat/parley/bench/chatcheck/history"
	"github.com/parleychat/parley/client"
)

// talk is one chat.
type talk struct {
	guid    string
	visitor *visitor
	active  chan struct{} // closed when an agent has accepted it
}

// subscriber is a connection with the goroutine that takes its events.
type subscriber struct {
	name string
	run  *run
	conn *client.Conn
	// told is called with each state of a chat.
	told func(client.ChatState)
	done chan struct{}

	mu   sync.Mutex
	seen map[string]int64 // the last entry, by chat
	ends map[string]bool  // the chats whose end was seen
}

// visitor is a visitor with one chat and some connections.
type visitor struct {
	tabs []*subscriber
	talk *talk
}

// agent is an agent with some connections.
type agent struct {
	seats []*subscriber

	mu    sync.Mutex
	holds map[string]bool
}

// connection gives the options of a connection, watched on the wire.
func (r *run) connection(name string) client.Options {
	const from, to = 20 * time.Millisecond, time.Second
	o := client.Options{HTTP: r.HTTP, Log: r.Log, BackOff: client.FullJitter(from, to), Trace: r.wires.watch(name), Events: 1 << 12}
	if r.Wrap != nil {
		o = r.Wrap(o)
	}
	return o
}

// subscribe begins to take the events of a connection.
func (r *run) subscribe(name string, conn *client.Conn, told func(client.ChatState)) *subscriber {
	s := &subscriber{name: name, run: r, conn: conn, told: told, done: make(chan struct{}), seen: map[string]int64{}, ends: map[string]bool{}}
	r.mu.Lock()
	r.clients = append(r.clients, s)
	r.mu.Unlock()
	go s.take()
	return s
}

func (s *subscriber) close() error {
	err := s.conn.Close()
	<-s.done
	return err
}

// take takes events until the connection is closed.
func (s *subscriber) take() {
	defer close(s.done)
	for e, err := range s.conn.Events(context.Background()) {
		if err != nil {
			if !errors.Is(err, client.ErrClosed) {
				s.run.tally.fault(fmt.Errorf("%s: %w", s.name, err))
			}
			return
		}
		s.note(e)
	}
}

func (s *subscriber) note(e client.Event) {
	switch e := e.(type) {
	case client.Entry:
		s.run.recorder.Saw(history.Seen{Subscriber: s.name, Entry: history.Entry{Chat: e.Chat, Seq: e.Seq, ID: idOf(e)}})
		s.mu.Lock()
		s.seen[e.Chat] = e.Seq
		s.ends[e.Chat] = s.ends[e.Chat] || e.Kind == client.KindEnded
		s.mu.Unlock()
	case client.Resync:
		s.forget(e.Chat)
		s.run.tally.resync()
	case client.Gone:
		s.forget(e.Chat)
		s.told(client.ChatState{Chat: e.Chat})
	case client.ChatState:
		s.told(e)
	case client.Disconnected:
		s.run.tally.cut()
	}
}

// forget notes that the chat, if it comes again, begins anew.
func (s *subscriber) forget(chat string) {
	s.run.recorder.Saw(history.Seen{Subscriber: s.name, Resync: true, Entry: history.Entry{Chat: chat}})
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.seen, chat)
	delete(s.ends, chat)
}

// sawEnd reports whether the subscriber takes part in a chat, and has seen its end.
func (s *subscriber) sawEnd(chat string) (part, end bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, part = s.seen[chat]
	return part, s.ends[chat]
}

// idOf is the id that an entry's text begins with.
func idOf(e client.Entry) string {
	if e.Kind != client.KindText {
		return ""
	}
	id, _, _ := strings.Cut(e.Text, " ")
	return id
}

// begin connects everybody and waits until all chats are under way.
func (r *run) begin(ctx context.Context) error {
	for i, token := range r.Tokens {
		if err := r.seat(ctx, i, token); err != nil {
			return err
		}
	}
	errs := make(chan error, r.Chats)
	for i := range r.Chats {
		go func() { errs <- r.visit(ctx, i) }()
	}
	var err error
	for range r.Chats {
		err = errors.Join(err, <-errs)
	}
	return err
}

// seat connects an agent, who accepts what is offered.
func (r *run) seat(ctx context.Context, i int, token string) error {
	a := &agent{holds: map[string]bool{}}
	for n := range r.Seats {
		name := fmt.Sprintf("agent-%d-seat-%d", i, n)
		c, err := client.ConnectAgent(ctx, r.Base[(i+n)%len(r.Base)], token, r.connection(name))
		if err != nil {
			return err
		}
		accepts := n == 0
		a.seats = append(a.seats, r.subscribe(name, c.Conn, func(s client.ChatState) { r.toldAgent(ctx, a, c, s, accepts) }))
		if accepts {
			const most = 100
			if err := c.SetStatus(ctx, client.Online, most); err != nil {
				return err
			}
		}
	}
	r.agents = append(r.agents, a)
	return nil
}

func (r *run) toldAgent(ctx context.Context, a *agent, c *client.Agent, s client.ChatState, accepts bool) {
	role := ""
	if s.ForAgent != nil {
		role = s.ForAgent.Role
	}
	a.mu.Lock()
	a.holds[s.Chat] = role == client.RoleHolder && s.State == client.StateActive
	a.mu.Unlock()
	if accepts && role == client.RoleOffered {
		go func() {
			if _, err := c.Accept(ctx, s.Chat); err != nil {
				r.Log.Info("a chat was not accepted", "chat", s.Chat, "error", err) // it has been passed on
			}
		}()
	}
}

// has reports whether a chat is one of the run.
func (r *run) has(chat string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.chats[chat] != nil
}

// pick gives a chat of the run that the agent holds, at random.
func (r *run) pick(a *agent) (chat string, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := 0
	for one, holds := range a.holds {
		if holds && r.has(one) {
			if n++; rand.N(n) == 0 {
				chat = one
			}
		}
	}
	return chat, n > 0
}

// visit connects a visitor, asks for a chat, and waits until an agent has come.
func (r *run) visit(ctx context.Context, i int) error {
	t := &talk{active: make(chan struct{})}
	v := &visitor{talk: t}
	t.visitor = v
	var once sync.Once
	told := func(s client.ChatState) {
		if s.State == client.StateActive {
			once.Do(func() { close(t.active) })
		}
	}
	secret := ""
	for n := range r.Tabs {
		name := fmt.Sprintf("visitor-%d-tab-%d", i, n)
		c, err := client.ConnectVisitor(ctx, r.Base[(i+n)%len(r.Base)], r.Site, secret, r.connection(name))
		if err != nil {
			return err
		}
		v.tabs = append(v.tabs, r.subscribe(name, c.Conn, told))
		if n > 0 {
			continue
		}
		secret = c.Secret()
		ack, err := c.Request(ctx, client.Request{Name: fmt.Sprintf("Visitor %d", i)})
		if err != nil {
			return fmt.Errorf("%s asks for a chat: %w", name, err)
		}
		t.guid = ack.Chat
	}
	r.mu.Lock()
	r.chats[t.guid] = t
	r.visitors = append(r.visitors, v)
	r.mu.Unlock()
	select {
	case <-t.active:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("chat %s was not accepted: %w", t.guid, ctx.Err())
	}
}
