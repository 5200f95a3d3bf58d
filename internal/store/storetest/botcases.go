package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

var botCases = map[string]func(*testing.T, *office){
	"a bot's chat becomes its record": func(t *testing.T, o *office) {
		p := newPit(t, o)
		c := p.started(t)
		there, err := o.desk().Visiting(t.Context(), o.site)
		if err != nil || len(there) != 1 || there[0].Status != chat.VisitorChatting {
			t.Errorf("visiting: %+v, %v", there, err)
		}
		o.pass(5 * time.Second)
		c.post(t, "hello")
		p.turns(t)
		o.pass(25 * time.Second)
		p.says(chat.BotAnswer{Texts: []string{"bye"}, Then: chat.BotEnds}, nil)
		c.post(t, "bye")
		p.turns(t)
		c.wantState(t, chat.Ended)
		record := c.record(t)
		wantSame(t, lines(record), []chat.Action{
			chat.ChatBotSendText, chat.VisitorAddText, chat.ChatBotSendText, chat.VisitorAddText, chat.ChatBotSendText, chat.BotEndChat, chat.SystemEndChat,
		})
		wantSame(t, record.Messages[0].Sender, chat.ByChatBot)
		wantSame(t, record.Messages[0].SenderName, "Robbie")
		wantSame(t, record.Figures, chat.Figures{VisitorMessages: 2, LastMessageBy: chat.ByChatBot, Duration: 30 * time.Second, BotDuration: 30 * time.Second})
		wantSame(t, record.Agents, []chat.ChatAgent{{ID: 1, BotID: p.bot.ID, StartTime: someTime, EndTime: someTime.Add(30 * time.Second), Duration: 30 * time.Second}})
		wantSame(t, record.Bots, []chat.ChatbotMap{{ID: 1, BotID: p.bot.ID}})
		wantSame(t, record.BotID, p.bot.ID)
		wantSame(t, record.Type, chat.ChatBotOnly)
		wantSame(t, record.Status, chat.Normal)
		rating := int64(4)
		if err := o.desk().Rate(t.Context(), c.order(), chat.GivenSurvey{Rating: &rating}); err != nil {
			t.Errorf("a bot's chat cannot be rated: %v", err)
		}
	},
	"a bot hands over to a department and a skill": func(t *testing.T, o *office) {
		p := newPit(t, o)
		ada, bob := o.agent(t, "Ada", 1), o.agent(t, "Bob", 1)
		sales := &chat.Department{ID: o.guid(), Name: "Sales", AgentIDs: []chat.GUID{ada.Agent, bob.Agent}}
		french := &chat.Skill{ID: o.guid(), Name: "French"}
		o.putResources(t, o.site, french, sales)
		o.putResources(t, o.site, &chat.Agent{ID: bob.Agent, DisplayName: "Bob", DepartmentIDs: []chat.GUID{sales.ID}, SkillIDs: []chat.GUID{french.ID}})
		c := p.started(t)
		o.pass(20 * time.Second)
		c.post(t, "a person, please")
		p.says(chat.BotAnswer{Texts: []string{"a moment"}, Then: chat.BotHandsOver, Department: sales.ID, Skill: french.ID}, nil)
		p.turns(t)
		wantSame(t, c.wantState(t, chat.Offered).Offer.To.ID, bob.Agent)
		o.pass(10 * time.Second)
		ack, err := o.desk().Accept(t.Context(), c.by(bob))
		done(t, ack, err)
		o.pass(30 * time.Second)
		ack, err = o.desk().EndByAgent(t.Context(), c.by(bob))
		done(t, ack, err)
		record := c.record(t)
		wantSame(t, lines(record), []chat.Action{
			chat.ChatBotSendText, chat.VisitorAddText, chat.ChatBotSendText, chat.BotHandOver, chat.AgentAcceptChat, chat.AgentEndChat, chat.SystemEndChat,
		})
		wantSame(t, record.Type, chat.FromBotToAgent)
		wantSame(t, record.Status, chat.Normal)
		wantSame(t, []chat.GUID{record.DepartmentID, record.SkillID}, []chat.GUID{sales.ID, french.ID})
		wantSame(t, record.AgentDuration, 30*time.Second)
		wantSame(t, record.BotDuration, 20*time.Second)
		wantSame(t, record.Duration, time.Minute)
		wantSame(t, record.AvgResponseTime, 0.0)
		wantSame(t, record.Agents[0].Duration, 20*time.Second)
		wantSame(t, record.AgentIDs(), []chat.GUID{bob.Agent})
	},
	"handed over with nobody there it is missed after its bot": func(t *testing.T, o *office) {
		p := newPit(t, o)
		c := p.started(t)
		o.pass(7 * time.Second)
		c.post(t, "help")
		p.says(chat.BotAnswer{Then: chat.BotHandsOver, Department: o.guid()}, nil)
		p.turns(t)
		record := c.record(t)
		wantSame(t, record.Status, chat.Missed)
		wantSame(t, record.Type, chat.FromBotToAgent)
		wantSame(t, record.BotDuration, 7*time.Second)
		wantSame(t, record.StartTime, record.RequestedTime)
		for givenUp, want := range map[bool]int64{false: 1, true: 0} {
			q := chat.Query{Where: filter.And{}, Sort: chat.NewestFirst, Size: 10, GivenUp: givenUp}
			page, err := o.store.Search(t.Context(), o.site, q)
			if err != nil || page.Total != want {
				t.Errorf("given up %v: %d chats, %v", givenUp, page.Total, err)
			}
		}
	},
	"a visitor asks for an agent, and stays with the bot when nobody is there": func(t *testing.T, o *office) {
		p := newPit(t, o)
		c := p.started(t)
		_, err := o.desk().AskHuman(t.Context(), c.order())
		wantIs(t, err, chat.ErrNobodyThere)
		c.wantState(t, chat.AtBot)
		ada := o.agent(t, "Ada", 1)
		p.does(func(ctx context.Context, turn *chat.BotTurn) (chat.BotAnswer, error) {
			ask := c.order()
			for range 2 {
				if _, err := o.desk().AskHuman(ctx, ask); err != nil {
					t.Error(err)
				}
			}
			return echo(ctx, turn) // too late
		})
		c.post(t, "hello")
		p.turns(t)
		wantSame(t, c.wantState(t, chat.Offered).Offer.To.ID, ada.Agent)
		c.wantTexts(t, "chatBot: welcome", "visitor: hello")
		stranger := c.order()
		stranger.Visitor = o.guid()
		_, err = o.desk().AskHuman(t.Context(), stranger)
		wantKind(t, err, chat.KindNotFound)
	},
	"a bot that cannot be reached is tried again, and then loses the chat": func(t *testing.T, o *office) {
		p := newPit(t, o)
		ada := o.agent(t, "Ada", 1)
		c := p.started(t)
		c.post(t, "hello")
		p.says(chat.BotAnswer{}, errUnreachable)
		p.turns(t)
		c.post(t, "are you there?")
		for range 2 {
			c.wantState(t, chat.AtBot)
			o.pass(3 * time.Second)
			p.turns(t)
		}
		wantSame(t, p.wasTold(), []string{"1.1", "2.1 hello", "2.2 hello", "2.3 hello"})
		wantSame(t, c.wantState(t, chat.Offered).Offer.To.ID, ada.Agent)
	},
	"a bot that answers nonsense loses the chat at once": func(t *testing.T, o *office) {
		p := newPit(t, o)
		o.agent(t, "Ada", 9)
		for _, nonsense := range []chat.BotAnswer{
			{Texts: []string{""}},
			{Texts: []string{strings.Repeat("x", chat.MaxText+1)}},
			{Texts: []string{"fine", "\xff"}},
			{Texts: strings.Split(strings.Repeat("x", chat.MaxBotTexts+1), "")},
			{Texts: []string{"fine"}, Then: 9},
		} {
			p.does(echo)
			c := p.started(t)
			c.post(t, "hello")
			p.says(nonsense, nil)
			p.turns(t)
			c.wantState(t, chat.Offered)
			c.wantTexts(t, "chatBot: welcome", "visitor: hello")
		}
		p.does(echo)
		c := p.started(t)
		c.post(t, "hello")
		p.says(chat.BotAnswer{}, fmt.Errorf("no JSON: %w", chat.ErrBotHopeless))
		p.turns(t)
		c.wantState(t, chat.Offered)
	},
	"a bot that is disabled or deleted loses its chats, and gets none": func(t *testing.T, o *office) {
		p := newPit(t, o)
		c, other := p.started(t), p.started(t)
		c.post(t, "hello")
		other.post(t, "hello")
		p.bot.IsDisabled = true
		o.putResources(t, o.site, p.bot)
		if err := p.node(0).Do(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantSame(t, c.record(t).Status, chat.Missed)
		wantSame(t, other.record(t).Type, chat.FromBotToAgent)
		wanted := o.wanted()
		wanted.CampaignID = p.campaign
		_, _, err := o.desk().Request(t.Context(), o.site, wanted)
		wantIs(t, err, chat.ErrNobodyThere)
		ada := o.agent(t, "Ada", 3)
		wantSame(t, o.begin(t, p.campaign).wantState(t, chat.Offered).Offer.To.ID, ada.Agent)
	},
	"no chat is stuck though no node tells its bot": func(t *testing.T, o *office) {
		p := newPit(t, o)
		o.agent(t, "Ada", 1)
		c := p.begin(t, p.campaign)
		o.pass(4*o.terms.BotWithin - time.Second)
		o.tick(t, o.desk())
		c.wantState(t, chat.AtBot)
		o.pass(time.Second)
		o.tick(t, o.desk())
		c.wantState(t, chat.Offered)
		wantSame(t, len(p.wasTold()), 0)
	},
	"a visitor who writes no more, or is gone, leaves a bot's chat": func(t *testing.T, o *office) {
		p := newPit(t, o)
		idle, gone := p.started(t), p.started(t)
		if err := o.desk().Seen(t.Context(), o.site, []chat.GUID{gone.visitor}, o.clock()); err != nil {
			t.Fatal(err)
		}
		o.pass(o.terms.VisitorGrace)
		o.tick(t, o.desk())
		wantSame(t, lines(gone.record(t)), []chat.Action{chat.ChatBotSendText, chat.VisitorEndChat, chat.SystemEndChat})
		o.pass(o.terms.IdleAtMost)
		o.tick(t, o.desk())
		record := idle.record(t)
		wantSame(t, record.Type, chat.ChatBotOnly)
		wantSame(t, record.Status, chat.Normal)
	},
	"what comes meanwhile is told in the next turn, in order": func(t *testing.T, o *office) {
		p := newPit(t, o)
		c := p.started(t)
		n := 0
		p.does(func(ctx context.Context, turn *chat.BotTurn) (chat.BotAnswer, error) {
			if n++; n == 1 {
				c.post(t, "b")
				c.post(t, "c")
			}
			return echo(ctx, turn)
		})
		c.post(t, "a")
		p.turns(t)
		wantSame(t, p.wasTold(), []string{"1.1", "2.1 a", "3.1 b c"})
		c.wantTexts(t, "chatBot: welcome", "visitor: a", "visitor: b", "visitor: c", "chatBot: you said a", "chatBot: you said b", "chatBot: you said c")
	},
	"agents watch a bot's chat, join it, and take it over": func(t *testing.T, o *office) {
		p := newPit(t, o)
		ada, bob := o.agent(t, "Ada", 1), o.agent(t, "Bob", 1)
		c := p.started(t)
		stranger := ada
		stranger.Role = chat.RoleAgent // of no department of the chat's
		_, err := o.desk().TakeOver(t.Context(), c.by(stranger))
		wantKind(t, err, chat.KindNotFound)
		ack, err := o.desk().Watch(t.Context(), c.by(ada))
		done(t, ack, err)
		ack, err = o.desk().Note(t.Context(), c.by(ada), "not for bots")
		done(t, ack, err)
		ack, err = o.desk().Join(t.Context(), c.by(ada))
		done(t, ack, err)
		ack, err = o.desk().PostByAgent(t.Context(), c.by(ada), "I listen")
		done(t, ack, err)
		p.turns(t)
		wantSame(t, p.wasTold(), []string{"1.1"}) // agents do not give it turns
		c.post(t, "hello")
		p.turns(t)
		wantSame(t, p.wasTold()[1:], []string{"2.1 I listen hello"})
		c.post(t, "and now?")
		take := c.by(ada)
		for range 2 {
			ack, err = o.desk().TakeOver(t.Context(), take)
			done(t, ack, err)
		}
		wantSame(t, c.wantState(t, chat.Active).Holder.ID, ada.Agent)
		p.turns(t)
		wantSame(t, len(p.wasTold()), 2)
		full := p.started(t)
		_, err = o.desk().TakeOver(t.Context(), full.by(ada)) // has no place free
		wantKind(t, err, chat.KindConflict)
		ack, err = o.desk().TakeOver(t.Context(), full.by(bob))
		done(t, ack, err)
		ack, err = o.desk().EndByVisitor(t.Context(), c.order())
		done(t, ack, err)
		wantSame(t, c.record(t).Type, chat.FromBotToAgent)
	},
	"an answer that comes twice is stored once": func(t *testing.T, o *office) {
		p := newPit(t, o)
		c := p.started(t)
		c.post(t, "hello")
		slow, go1 := make(chan struct{}), make(chan struct{})
		p.does(func(ctx context.Context, turn *chat.BotTurn) (chat.BotAnswer, error) {
			if turn.Try == 1 {
				close(slow)
				<-go1
			}
			return echo(ctx, turn)
		})
		var first sync.WaitGroup
		first.Go(func() { p.turns(t) })
		<-slow
		o.pass(2 * o.terms.BotWithin) // its lease is over, and it is thought dead
		if err := p.node(1).Do(t.Context()); err != nil {
			t.Fatal(err)
		}
		close(go1)
		first.Wait()
		wantSame(t, p.wasTold(), []string{"1.1", "2.1 hello", "2.2 hello"})
		c.wantTexts(t, "chatBot: welcome", "visitor: hello", "chatBot: you said hello")
	},
	"a node that ends gives its turns back": func(t *testing.T, o *office) {
		p := newPit(t, o)
		c := p.started(t)
		c.post(t, "hello")
		ctx, stop := context.WithCancel(t.Context())
		p.does(func(ctx context.Context, _ *chat.BotTurn) (chat.BotAnswer, error) {
			stop()
			<-ctx.Done()
			return chat.BotAnswer{}, ctx.Err()
		})
		if err := p.node(0).Do(ctx); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		p.does(echo)
		if err := p.node(1).Do(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantSame(t, p.wasTold(), []string{"1.1", "2.1 hello", "2.1 hello"})
		c.wantTexts(t, "chatBot: welcome", "visitor: hello", "chatBot: you said hello")
	},
	"two nodes tell every turn once": func(t *testing.T, o *office) {
		p := newPit(t, o)
		var callers []caller
		for range 12 {
			callers = append(callers, p.begin(t, p.campaign))
		}
		for round := range 3 {
			var all sync.WaitGroup
			for n := range 4 {
				all.Go(func() {
					if err := p.node(n).Do(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			for _, c := range callers {
				c.post(t, fmt.Sprint("line ", round))
			}
		}
		for _, c := range callers {
			c.wantTexts(t, "chatBot: welcome", "visitor: line 0", "chatBot: you said line 0", "visitor: line 1", "chatBot: you said line 1", "visitor: line 2")
		}
		wantSame(t, len(p.wasTold()), 3*len(callers))
	},
	"a slow bot does not hold up another": func(t *testing.T, o *office) {
		p := newPit(t, o)
		_, quick := o.newBot(t, "Quick")
		stuck := make(chan struct{})
		p.does(func(ctx context.Context, turn *chat.BotTurn) (chat.BotAnswer, error) {
			if turn.Bot.ID == p.bot.ID {
				<-stuck
			}
			return echo(ctx, turn)
		})
		for range chat.TurnsPerBot + 2 {
			p.begin(t, p.campaign)
		}
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { p.node(0).Run(ctx, time.Hour) }) // so that it must be woken
		c := o.begin(t, quick)
		eventually(t, func() bool { return len(c.texts(t)) == 1 })
		c.post(t, "hello")
		eventually(t, func() bool { return len(c.texts(t)) == 3 })
		eventually(t, func() bool { return len(p.wasTold()) >= chat.TurnsPerBot+2 })
		wantSame(t, len(p.wasTold()), chat.TurnsPerBot+2)
		close(stuck)
		eventually(t, func() bool { return len(p.wasTold()) == chat.TurnsPerBot+4 }) // those that waited for room
		stop()
		running.Wait()
	},
	"a busy hour leaves no chat stuck, and no message answered twice": func(t *testing.T, o *office) {
		p := newPit(t, o)
		wrong := p.hour(t)
		for _, w := range wrong {
			t.Error(w)
		}
		again := 0
		for _, told := range p.wasTold() {
			if strings.Contains(strings.Fields(told)[0], ".2") {
				again++
			}
		}
		t.Logf("%d turns were told, %d of them again", len(p.wasTold()), again)
		if again == 0 {
			t.Error("the bot never failed")
		}
	},
}
