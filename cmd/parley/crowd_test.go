package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/parleychat/parley/bench/chatcheck/history"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/live"
	"github.com/parleychat/parley/internal/store"
)

// crowd is people who talk over live chat while servers come and go, and the history
// of what they did and saw. Whoever is cut off connects again, to any server that is
// up, and sends again what was not answered.
type crowd struct {
	site   newSite
	rec    *history.Recorder
	people []*person
	chats  []string
	acked  atomic.Int64

	mu      sync.Mutex
	servers []string
	wrong   []error
}

func newCrowd(site newSite) *crowd { return &crowd{site: site, rec: history.NewRecorder()} }

// person is one connection of a visitor or an agent. Its methods are called by one
// goroutine at a time.
type person struct {
	*crowd
	name   string
	hello  map[string]any
	writes string // the chat
	lines  int
	line   string // that was not acknowledged yet

	conn   *websocket.Conn
	epoch  string
	places map[string]int64 // the last entry seen of each chat
	states map[string]string
}

// crowdFrame is what the crowd reads of a frame of the server.
type crowdFrame struct {
	Type, Kind, ID, Code, Message, Secret, Epoch, Chat, State, Text string

	Seq int64
}

// moved tells the crowd which servers there are now.
func (c *crowd) moved(bases ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.servers = bases
}

func (c *crowd) server() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.servers[rand.IntN(len(c.servers))]
}

// complain notes what must not happen, whatever fails.
func (c *crowd) complain(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wrong = append(c.wrong, err)
}

func (c *crowd) join(hello map[string]any) *person {
	hello["type"] = "hello"
	p := &person{crowd: c, name: fmt.Sprintf("%s-%02d", hello["role"], len(c.people)), hello: hello, places: map[string]int64{}, states: map[string]string{}}
	c.people = append(c.people, p)
	return p
}

// gather has visitors begin a chat each, which the agent takes. The agent writes over
// several connections, in all chats in turn.
func (c *crowd) gather(t *testing.T, visitors, connections int) {
	t.Helper()
	var agents []*person
	for range connections {
		agents = append(agents, c.join(map[string]any{"role": "agent", "token": c.site.APIKey}))
	}
	agents[0].must(t, map[string]any{"type": "status", "status": "Online", "max": 100})
	for range visitors {
		v := c.join(map[string]any{"role": "visitor", "site": c.site.SiteID})
		v.writes = v.must(t, map[string]any{"type": "request", "name": v.name}).Chat
		c.chats = append(c.chats, v.writes)
		agents[0].await(t, v.writes, "offered")
		agents[0].must(t, map[string]any{"type": "accept", "chat": v.writes})
	}
	for i, a := range agents {
		a.writes = c.chats[i%len(c.chats)]
	}
	t.Cleanup(c.hangUp)
}

func (c *crowd) hangUp() {
	for _, p := range c.people {
		p.hangUp()
	}
}

// talk has everybody write, one line after another, until ctx ends.
func (c *crowd) talk(ctx context.Context) (wait func()) {
	var all sync.WaitGroup
	for _, p := range c.people {
		all.Go(func() {
			for ctx.Err() == nil {
				p.write(ctx)
			}
		})
	}
	return all.Wait
}

// write writes a line: it is sent until it is acknowledged, or ctx ends. Then it is the
// next one to be written.
func (p *person) write(ctx context.Context) {
	if p.line == "" {
		p.lines++
		p.line = fmt.Sprintf("%s-line-%06d", p.name, p.lines)
	}
	id := p.line
	frame := map[string]any{"type": "post", "id": id, "chat": p.writes, "text": id}
	for ctx.Err() == nil {
		end := p.rec.Begin(p.writes, p.name, id)
		answer, err := p.try(ctx, frame)
		switch {
		case err != nil:
			p.hangUp() // whether it was obeyed is not known
			p.pause(ctx)
		case answer.Type == "ack":
			end(history.OK, answer.Seq)
			p.acked.Add(1)
			p.line = ""
			return
		case answer.Code == "internal": // may have been obeyed
			p.pause(ctx)
		case answer.Code == "limited":
			end(history.Refused, 0)
			p.pause(ctx)
		default:
			end(history.Refused, 0)
			p.complain(fmt.Errorf("%s: %s is refused: %s: %s", p.name, id, answer.Code, answer.Message))
			return
		}
	}
}

// unanswered is how many wait to be told what became of a line. Nobody talks meanwhile.
func (c *crowd) unanswered() (n int) {
	for _, p := range c.people {
		if p.line != "" {
			n++
		}
	}
	return n
}

// awaitMore returns when so many more lines were acknowledged.
func (c *crowd) awaitMore(t *testing.T, lines int64) {
	t.Helper()
	enough := c.acked.Load() + lines
	deadline := time.Now().Add(time.Minute)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for c.acked.Load() < enough {
		if <-tick.C; time.Now().After(deadline) {
			t.Fatalf("%d more messages were to be acknowledged, and %d were", lines, c.acked.Load()-enough+lines)
		}
	}
}

// pause lets a moment go by before another try.
func (p *person) pause(ctx context.Context) {
	const most = 200 * time.Millisecond
	moment := time.NewTimer(most/2 + rand.N(most/2))
	defer moment.Stop()
	select {
	case <-moment.C:
	case <-ctx.Done():
	}
}

// crowdPatience is how long a person waits for an answer before it connects again.
const crowdPatience = 20 * time.Second

// try sends a command, over a new connection if there is none, and reads until it is
// answered.
func (p *person) try(ctx context.Context, frame map[string]any) (crowdFrame, error) {
	ctx, done := context.WithTimeout(ctx, crowdPatience)
	defer done()
	if p.conn == nil {
		if err := p.connect(ctx); err != nil {
			return crowdFrame{}, err
		}
	}
	if err := p.send(ctx, frame); err != nil {
		return crowdFrame{}, err
	}
	return p.until(ctx, func(f crowdFrame) bool { return f.ID == frame["id"] && (f.Type == "ack" || f.Type == "error") })
}

func (p *person) connect(ctx context.Context) error {
	conn, _, err := websocket.Dial(ctx, p.server()+live.Path, &websocket.DialOptions{Subprotocols: []string{live.Protocol}}) //nolint:bodyclose // Dial closes it
	if err != nil {
		return err
	}
	conn.SetReadLimit(1 << 20)
	p.conn = conn
	positions := []map[string]any{}
	for id, seq := range p.places {
		positions = append(positions, map[string]any{"chat": id, "seq": seq})
	}
	p.hello["epoch"], p.hello["positions"] = p.epoch, positions
	if err := p.send(ctx, p.hello); err != nil {
		return err
	}
	welcome, err := p.until(ctx, func(f crowdFrame) bool { return f.Type == "welcome" })
	if err != nil {
		return err
	}
	p.epoch = welcome.Epoch
	if welcome.Secret != "" {
		p.hello["secret"] = welcome.Secret
	}
	return nil
}

func (p *person) hangUp() {
	if p.conn != nil {
		_ = p.conn.CloseNow() // the other side may be gone
		p.conn = nil
	}
}

func (p *person) send(ctx context.Context, frame map[string]any) error {
	data, err := json.Marshal(frame)
	if err != nil {
		return err
	}
	return p.conn.Write(ctx, websocket.MessageText, data)
}

// until reads frames up to the one that is waited for, and takes note of all.
func (p *person) until(ctx context.Context, is func(crowdFrame) bool) (crowdFrame, error) {
	for {
		_, data, err := p.conn.Read(ctx)
		if err != nil {
			return crowdFrame{}, err
		}
		var f crowdFrame
		if err := json.Unmarshal(data, &f); err != nil {
			p.complain(fmt.Errorf("%s read %s: %w", p.name, data, err))
			return crowdFrame{}, err
		}
		p.see(f)
		if is(f) {
			return f, nil
		}
	}
}

// see notes what the history is to know of a frame. A line's text is the id of its
// command, since a client is told its own ids only.
func (p *person) see(f crowdFrame) {
	switch f.Type {
	case "entry":
		seen := history.Seen{Subscriber: p.name, Entry: history.Entry{Chat: f.Chat, Seq: f.Seq}}
		if f.Kind == "text" {
			seen.ID = f.Text
		}
		p.rec.Saw(seen)
		p.places[f.Chat] = f.Seq
	case "resync":
		p.rec.Saw(history.Seen{Subscriber: p.name, Resync: true, Entry: history.Entry{Chat: f.Chat}})
		p.places[f.Chat] = 0
	case "state":
		p.states[f.Chat] = f.State
	case "gone":
		p.complain(fmt.Errorf("%s is told that chat %s is gone", p.name, f.Chat))
	}
}

// must sends a command that has to succeed.
func (p *person) must(t *testing.T, frame map[string]any) crowdFrame {
	t.Helper()
	p.lines++
	frame["id"] = fmt.Sprintf("%s-command-%06d", p.name, p.lines)
	answer, err := p.try(t.Context(), frame)
	if err == nil && answer.Type != "ack" {
		err = errors.New(answer.Message)
	}
	if err != nil {
		t.Fatalf("%s: %v: %v", p.name, frame, err)
	}
	return answer
}

// await reads until a chat is in a state.
func (p *person) await(t *testing.T, where, state string) {
	t.Helper()
	if p.states[where] == state {
		return
	}
	ctx, done := context.WithTimeout(t.Context(), crowdPatience)
	defer done()
	if _, err := p.until(ctx, func(f crowdFrame) bool { return f.Type == "state" && f.Chat == where && f.State == state }); err != nil {
		t.Fatalf("%s: chat %s never became %s: %v", p.name, where, state, err)
	}
}

// kept reads what a database has of the crowd's chats.
func kept(t *testing.T, address string, c *crowd) (record []history.Entry) {
	t.Helper()
	db, err := store.Open(t.Context(), address, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, name := range c.chats {
		id, err := chat.ParseGUID(name)
		if err != nil {
			t.Fatal(err)
		}
		entries, err := db.Entries(t.Context(), c.site.SiteID, id, 0, math.MaxInt32)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			kept := history.Entry{Chat: name, Seq: e.Seq}
			if e.Kind == chat.EntryText {
				kept.ID = e.Line.Text
			}
			record = append(record, kept)
		}
	}
	return record
}

// lasts are the numbers of the last entries of a record.
func lasts(record []history.Entry) map[string]int64 {
	last := map[string]int64{}
	for _, e := range record {
		last[e.Chat] = e.Seq
	}
	return last
}

// catchUp reads until everybody has seen the chats up to the last entry of each.
func (c *crowd) catchUp(t *testing.T, last map[string]int64) {
	t.Helper()
	ctx, done := context.WithTimeout(t.Context(), time.Minute)
	defer done()
	for _, p := range c.people {
		for p.behind(last) {
			if err := p.look(ctx, last); err != nil && ctx.Err() != nil {
				t.Fatalf("%s saw %v of %v: %v", p.name, p.places, last, err)
			}
		}
	}
}

// look reads over one connection until nothing is to come any more.
func (p *person) look(ctx context.Context, last map[string]int64) error {
	if p.conn == nil {
		if err := p.connect(ctx); err != nil {
			p.pause(ctx)
			return err
		}
	}
	_, err := p.until(ctx, func(crowdFrame) bool { return !p.behind(last) })
	if err != nil {
		p.hangUp()
	}
	return err
}

// behind reports whether entries are to come. Visitors have their own chat only.
func (p *person) behind(last map[string]int64) bool {
	for id, seq := range last {
		if (p.hello["role"] == "agent" || p.writes == id) && p.places[id] < seq {
			return true
		}
	}
	return false
}
