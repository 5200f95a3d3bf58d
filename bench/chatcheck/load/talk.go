package load

import (
	"context"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/parleychat/parley/bench/chatcheck/history"
	"github.com/parleychat/parley/client"
)

// atOnce is how many messages a connection has under way.
const atOnce = 4

// maxText is the most characters that a text may have.
const maxText = 8000

// writer is a connection that says something now and then.
type writer struct {
	*subscriber
	sender string // whose connection it is
	pick   func() (chat string, ok bool)
	strays []string // chats of others

	mu   sync.Mutex
	said map[string]string // the last id that was acknowledged, by chat
}

// writers are all connections. Half of the messages are the visitors'.
func (r *run) writers() (visitors, agents []*writer) {
	for i, v := range r.visitors {
		stray := r.visitors[(i+1)%len(r.visitors)].talk.guid
		for _, s := range v.tabs {
			w := &writer{subscriber: s, sender: v.tabs[0].name, pick: func() (string, bool) { return v.talk.guid, true }, said: map[string]string{}}
			if stray != v.talk.guid {
				w.strays = []string{stray}
			}
			visitors = append(visitors, w)
		}
	}
	for _, a := range r.agents {
		for _, s := range a.seats {
			agents = append(agents, &writer{subscriber: s, sender: a.seats[0].name, pick: func() (string, bool) { return r.pick(a) }, said: map[string]string{}})
		}
	}
	return visitors, agents
}

// talk has everybody write until the time is over, and waits for the last answers.
func (r *run) talk(ctx context.Context) error {
	talking, done := context.WithTimeout(ctx, r.For)
	defer done()
	if r.Stop != nil {
		go func() {
			select {
			case <-r.Stop:
				done()
			case <-talking.Done():
			}
		}()
	}
	var all sync.WaitGroup
	visitors, agents := r.writers()
	for _, group := range [][]*writer{visitors, agents} {
		every := time.Duration(float64(len(group)) * 2 / r.Rate * float64(time.Second))
		for _, w := range group {
			all.Go(func() { w.write(talking, ctx, every) })
		}
	}
	all.Wait()
	return ctx.Err()
}

// write says something at a steady pace, and returns when all of it is answered.
func (w *writer) write(talking, ctx context.Context, every time.Duration) {
	var under sync.WaitGroup
	defer under.Wait()
	room := make(chan struct{}, atOnce)
	next := time.NewTimer(rand.N(every))
	defer next.Stop()
	for {
		select {
		case <-talking.Done():
			return
		case <-next.C:
		}
		next.Reset(every)
		select {
		case room <- struct{}{}:
			under.Go(func() {
				w.act(ctx)
				<-room
			})
		default:
			w.run.tally.skipped()
		}
	}
}

// act says something, or tries what must be refused.
func (w *writer) act(ctx context.Context) {
	chat, ok := w.pick()
	if !ok {
		w.run.tally.skipped()
		return
	}
	const oneIn = 25
	if rand.N(oneIn) == 0 {
		w.misbehave(ctx, chat)
		return
	}
	w.say(ctx, chat)
}

// say posts a text until it is answered. Now and then it is given up early, or sent again
// after it was acknowledged.
func (w *writer) say(ctx context.Context, chat string) {
	const oneIn, soon = 20, 50 * time.Millisecond
	id := client.NewID()
	c := client.Command{Type: "post", ID: id, Chat: chat, Text: id + strings.Repeat(" word", rand.N(30))}
	limit := w.run.GiveUp
	if rand.N(oneIn) == 0 {
		limit = rand.N(soon)
	}
	again := rand.N(oneIn) == 0
	for n := range 3 {
		switch w.try(ctx, c, id, limit) {
		case history.OK:
			switch {
			case again:
				w.try(ctx, c, id, w.run.GiveUp)
			case n == 0: // else an answer under way would be taken for one to another text
				w.note(chat, id)
			}
			return
		case history.Refused:
			w.run.tally.refused(false)
			return
		}
		limit = w.run.GiveUp
	}
}

func (w *writer) note(chat, id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.said[chat] = id
}

// try sends a command once, as far as the history knows; the text that it would leave in
// the record begins with the id that the history knows.
func (w *writer) try(ctx context.Context, c client.Command, id string, limit time.Duration) history.Outcome {
	ctx, done := context.WithTimeout(ctx, limit)
	defer done()
	began := time.Now()
	end := w.run.recorder.Begin(c.Chat, w.sender, id)
	ack, err := w.conn.Do(ctx, c)
	switch {
	case err == nil:
		end(history.OK, ack.Seq)
		w.run.tally.acked(time.Since(began))
		if w.run.Acked != nil {
			w.run.Acked()
		}
		return history.OK
	case client.IsRefused(err):
		end(history.Refused, 0)
		w.run.Log.Debug("refused", "chat", c.Chat, "error", err)
		return history.Refused
	default:
		w.run.tally.unknown()
		return history.Unknown
	}
}

// misbehave sends what must be refused: a text that is too long, another text under the id
// of an earlier one, or something into a chat of others.
func (w *writer) misbehave(ctx context.Context, chat string) {
	id := client.NewID()
	c := client.Command{Type: "post", ID: client.NewID(), Chat: chat, Text: id + strings.Repeat("x", maxText)}
	w.mu.Lock()
	before := w.said[chat]
	w.mu.Unlock()
	switch {
	case before != "" && rand.N(2) == 0:
		c.ID, c.Text = before, id
	case len(w.strays) > 0 && rand.N(2) == 0:
		c.Chat, c.Text = w.strays[0], id
	}
	if w.try(ctx, c, id, w.run.GiveUp) == history.Refused {
		w.run.tally.refused(true)
	}
}
