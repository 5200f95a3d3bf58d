package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// pit is an office with a bot that does as it is told, and the campaign that begins
// with it.
type pit struct {
	*office
	bot      *chat.Bot
	campaign chat.GUID

	mu     sync.Mutex
	answer func(context.Context, *chat.BotTurn) (chat.BotAnswer, error)
	told   []string // what the bot was told: the turn, the try, the texts
}

// echo answers each text.
func echo(_ context.Context, turn *chat.BotTurn) (a chat.BotAnswer, _ error) {
	if turn.N == 1 {
		a.Texts = []string{"welcome"}
	}
	for _, e := range turn.Heard {
		a.Texts = append(a.Texts, "you said "+e.Line.Text)
	}
	return a, nil
}

const aSecret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"

func newPit(t *testing.T, o *office) *pit {
	t.Helper()
	p := &pit{office: o, answer: echo}
	p.bot, p.campaign = p.newBot(t, "Robbie")
	return p
}

// newBot makes a bot and the campaign whose chats begin with it.
func (o *office) newBot(t *testing.T, name string) (*chat.Bot, chat.GUID) {
	t.Helper()
	bot := &chat.Bot{ID: o.guid(), Name: name, WebhookURL: "https://bots.example.com", Secret: aSecret}
	campaign := &chat.Campaign{ID: o.guid(), Name: name, BotID: bot.ID}
	o.putResources(t, o.site, bot, campaign)
	return bot, campaign.ID
}

// CallBot implements chat.BotCaller.
func (p *pit) CallBot(ctx context.Context, turn *chat.BotTurn) (chat.BotAnswer, error) {
	p.mu.Lock()
	line := fmt.Sprintf("%d.%d", turn.N, turn.Try)
	for _, e := range turn.Heard {
		line += " " + e.Line.Text
	}
	p.told = append(p.told, line)
	answer := p.answer
	p.mu.Unlock()
	return answer(ctx, turn)
}

func (p *pit) does(answer func(context.Context, *chat.BotTurn) (chat.BotAnswer, error)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = answer
}

// says has the bot give the same answer to everything.
func (p *pit) says(a chat.BotAnswer, err error) {
	p.does(func(context.Context, *chat.BotTurn) (chat.BotAnswer, error) { return a, err })
}

func (p *pit) wasTold() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.told)
}

// node is a node that tells the bot of its turns; the errors of bots are no matter.
func (p *pit) node(n int) *chat.Turns {
	return chat.NewTurns(p.desks[n%len(p.desks)], p, func(error) {})
}

// turns does all turns that are due.
func (p *pit) turns(t *testing.T) {
	t.Helper()
	if err := p.node(0).Do(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// begin requests a chat of a campaign.
func (o *office) begin(t *testing.T, campaign chat.GUID) caller {
	t.Helper()
	wanted := o.wanted()
	wanted.CampaignID = campaign
	ack, visitor, err := o.desk().Request(t.Context(), o.site, wanted)
	if err != nil {
		t.Fatal(err)
	}
	return caller{o, visitor, ack.Chat}
}

// started is a chat whose bot has greeted the visitor.
func (p *pit) started(t *testing.T) caller {
	t.Helper()
	c := p.begin(t, p.campaign)
	p.turns(t)
	c.wantState(t, chat.AtBot)
	return c
}

func (c caller) post(t *testing.T, text string) {
	t.Helper()
	ack, err := c.o.desk().PostByVisitor(t.Context(), c.order(), text)
	done(t, ack, err)
}

// texts are what was said in a running chat, and by whom.
func (c caller) texts(t *testing.T) (all []string) {
	t.Helper()
	entries, err := c.o.lobby.Entries(t.Context(), c.o.site, c.chat, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Kind == chat.EntryText {
			all = append(all, e.Line.Sender.String()+": "+e.Line.Text)
		}
	}
	return all
}

func (c caller) wantTexts(t *testing.T, want ...string) {
	t.Helper()
	wantSame(t, c.texts(t), want)
}

// eventually waits for what another goroutine does.
func eventually(t *testing.T, is func() bool) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !is() {
		if time.Now().After(deadline) {
			t.Fatal("it has not come about in 20 seconds")
		}
		time.Sleep(time.Millisecond)
	}
}

var errUnreachable = errors.New("connection refused")
