package storetest

import (
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// hour is a busy hour with a moody bot: visitors, agents, the clock and the bot's turns
// act at random and at once, on all nodes.
type hour struct {
	*pit
	agents  []chat.Actor
	callers []caller

	mu    sync.Mutex
	wrong []string
}

func (h *hour) complain(format string, args ...any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.wrong = append(h.wrong, fmt.Sprintf(format, args...))
}

// moody answers by the turn's name, so that each node gets the same answer. Whatever it
// does, it says what it was told.
func moody(ctx context.Context, turn *chat.BotTurn) (chat.BotAnswer, error) {
	a, err := echo(ctx, turn)
	a.Texts = a.Texts[max(0, len(a.Texts)-len(turn.Heard)):]
	name := fnv.New32()
	_, _ = fmt.Fprint(name, turn.Running.Chat.GUID, turn.N) // a hash takes everything
	switch mood := name.Sum32() % 16; {
	case mood == 0 && turn.N > 1:
		a.Then = chat.BotHandsOver
	case mood == 1 && turn.N > 1:
		a.Then = chat.BotEnds
	case mood == 2 && turn.N > 1:
		return chat.BotAnswer{Texts: []string{""}}, nil
	case mood < 5 && turn.Try == 1:
		return chat.BotAnswer{}, errUnreachable
	case mood == 5:
		return chat.BotAnswer{}, errUnreachable
	}
	return a, err
}

func (p *pit) hour(t *testing.T) []string {
	t.Helper()
	const visitors, rounds = 12, 30
	h := &hour{pit: p, agents: []chat.Actor{p.agent(t, "Ada", 2), p.agent(t, "Bob", 2)}}
	p.does(moody)
	for range visitors {
		h.callers = append(h.callers, p.begin(t, p.campaign))
	}
	dice := rand.New(rand.NewPCG(7, 7))
	for round := range rounds {
		h.atOnce(t, round, rand.New(rand.NewPCG(7, uint64(round))))
		p.pass(time.Duration(dice.IntN(20)) * time.Second)
	}
	h.letEnd(t)
	for _, c := range h.callers {
		h.check(t, c)
	}
	return h.wrong
}

// atOnce lets everybody act.
func (h *hour) atOnce(t *testing.T, round int, dice *rand.Rand) {
	t.Helper()
	var all sync.WaitGroup
	do := func(what string, fn func() error) {
		all.Go(func() {
			if err := fn(); err != nil && chat.KindOf(err) == chat.KindInternal {
				h.complain("%s: %v", what, err)
			}
		})
	}
	for n, d := range h.desks {
		do("turns", func() error { return h.node(n).Do(t.Context()) })
		do("tick", func() error { return d.Tick(t.Context()) })
	}
	for i, c := range h.callers {
		d, by := h.desks[dice.IntN(len(h.desks))], h.agents[dice.IntN(len(h.agents))]
		order, agents := c.order(), c.by(by)
		acts := []func() (chat.Ack, error){
			func() (chat.Ack, error) {
				return d.PostByVisitor(t.Context(), order, fmt.Sprintf("line-%d-%d", i, round))
			},
			func() (chat.Ack, error) { return d.AskHuman(t.Context(), order) },
			func() (chat.Ack, error) { return d.EndByVisitor(t.Context(), order) },
			func() (chat.Ack, error) { return d.TakeOver(t.Context(), agents) },
			func() (chat.Ack, error) { return d.Accept(t.Context(), agents) },
			func() (chat.Ack, error) { return d.Join(t.Context(), agents) },
			func() (chat.Ack, error) { return d.Leave(t.Context(), agents) },
			func() (chat.Ack, error) { return d.EndByAgent(t.Context(), agents) },
			func() (chat.Ack, error) {
				return chat.Ack{}, d.Seen(t.Context(), h.site, []chat.GUID{c.visitor}, h.clock())
			},
		}
		act := acts[0] // mostly
		if dice.IntN(5) == 0 {
			act = acts[dice.IntN(len(acts))]
		}
		do("act", func() error { _, err := act(); return err })
	}
	all.Wait()
}

// letEnd gives everything its time. Whatever is not over then is stuck.
func (h *hour) letEnd(t *testing.T) {
	t.Helper()
	for range 40 {
		for n, d := range h.desks {
			h.tick(t, d)
			if err := h.node(n).Do(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		h.pass(5 * time.Minute)
	}
}

// check holds what has become of a chat to what was said in it.
func (h *hour) check(t *testing.T, c caller) {
	t.Helper()
	record, _, err := h.store.Chat(t.Context(), h.site, chat.ByGUID(c.chat), 0)
	if err != nil {
		h.complain("chat %s has no record: %v", c.chat, err)
		return
	}
	var asked, answered []string
	for _, m := range record.Messages {
		if text, ok := strings.CutPrefix(m.Text, "you said "); ok {
			answered = append(answered, text)
		} else if m.Action == chat.VisitorAddText {
			asked = append(asked, m.Text)
		}
	}
	taken := slices.ContainsFunc(record.Agents, func(a chat.ChatAgent) bool { return a.BotID == chat.GUID{} })
	handed := slices.Contains(lines(record), chat.BotHandOver)
	switch {
	case len(answered) > len(asked) || !slices.Equal(answered, asked[:len(answered)]):
		h.complain("the visitor said %v, and the bot answered %v", asked, answered)
	case (record.Type == chat.ChatBotOnly) == handed || (record.Type == chat.FromBotToAgent) != handed || (taken && !handed):
		h.complain("a chat is %s after %v", record.Type, lines(record))
	case (record.Status == chat.Normal) != (taken || !handed):
		h.complain("a chat is %s after %v", record.Status, lines(record))
	case record.Agents[0].BotID != h.bot.ID || record.Agents[0].EndTime.IsZero():
		h.complain("the bot took part as %+v", record.Agents[0])
	}
}
