package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/parleychat/parley/internal/chat"
)

// byBots is what a bot's turn may lead to.
var byBots = []chat.Command{chat.DoBotWrite, chat.DoBotHandOver, chat.DoBotEnd, chat.DoBotFail, chat.DoUnattended}

// botDeeds are what bots do, and what is done with their chats.
var botDeeds = []deed{
	{often: 5, does: byBots, clashes: true, plan: (*walk).botting},
	{often: 2, does: append([]chat.Command{chat.DoPost, chat.DoAskHuman, chat.DoTakeOver, chat.DoEndByVisitor}, byBots...), clashes: true, plan: (*walk).interrupting},
	{often: 1, does: byBots, plan: (*walk).dawdling},
	{often: 3, does: []chat.Command{chat.DoAskHuman}, clashes: true, plan: ofVisitor("the visitor asks for an agent", withBot, askHuman)},
	{often: 3, does: []chat.Command{chat.DoTakeOver}, clashes: true, plan: ofAgent("takes over", atBot, takeOver)},
}

func askHuman(ctx context.Context, d *chat.Desk, o chat.VisitorOrder) (chat.Ack, error) {
	return d.AskHuman(ctx, o)
}

func takeOver(ctx context.Context, d *chat.Desk, o chat.AgentOrder, _ *walk) (chat.Ack, error) {
	return d.TakeOver(ctx, o)
}

func withBot(r *chat.Running) bool            { return r.State == chat.AtBot }
func atBot(r *chat.Running, _ chat.GUID) bool { return withBot(r) }

// callBot is a bot.
type callBot func(context.Context, *chat.BotTurn) (chat.BotAnswer, error)

// CallBot implements chat.BotCaller.
func (f callBot) CallBot(ctx context.Context, t *chat.BotTurn) (chat.BotAnswer, error) {
	return f(ctx, t)
}

// answering picks how the bot answers all turns of a step.
func (w *walk) answering() (string, callBot) {
	says := func(a chat.BotAnswer, err error) callBot {
		return func(context.Context, *chat.BotTurn) (chat.BotAnswer, error) { return a, err }
	}
	switch w.pick(14) {
	case 0:
		return "hands over", says(chat.BotAnswer{Texts: []string{"a moment"}, Then: chat.BotHandsOver}, nil)
	case 1, 2:
		to := some(w, append(w.departments, &chat.Department{ID: w.guid(), Name: "nowhere"}), func(*chat.Department) bool { return true })
		return "hands over to " + to.Name, says(chat.BotAnswer{Then: chat.BotHandsOver, Department: to.ID}, nil)
	case 3:
		return "ends", says(chat.BotAnswer{Texts: []string{"bye"}, Then: chat.BotEnds}, nil)
	case 4, 5:
		return "is not reached", says(chat.BotAnswer{}, errUnreachable)
	case 6:
		return "talks nonsense", says(chat.BotAnswer{Texts: []string{"fine", ""}}, nil)
	default:
		return "answers", echo
	}
}

// botting has the bot told of its turns.
func (w *walk) botting() command {
	what, bot := w.answering()
	return unacked("the bot is told, and "+what, func(ctx context.Context, d *chat.Desk) error { return tellBot(ctx, d, bot) })
}

// tellBot tells a bot of its turns. That it fails is no failure of ours.
func tellBot(ctx context.Context, d *chat.Desk, bot callBot) error {
	var mu sync.Mutex
	var failed []error
	err := chat.NewTurns(d, bot, func(err error) {
		mu.Lock()
		defer mu.Unlock()
		failed = append(failed, oursAmong(err)...)
	}).Do(ctx)
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	return errors.Join(append(failed, err)...)
}

// oursAmong leaves out of joined errors what bots have done, and that their node ends.
func oursAmong(err error) (ours []error) {
	if all, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range all.Unwrap() {
			ours = append(ours, oursAmong(e)...)
		}
		return ours
	}
	if errors.Is(err, errUnreachable) || errors.Is(err, chat.ErrBotHopeless) || errors.Is(err, context.Canceled) {
		return nil
	}
	return []error{err}
}

// interrupting has something done in a bot's chat while the bot thinks, or the node that
// tells it end.
func (w *walk) interrupting() command {
	what, bot := w.answering()
	plans := []func(*walk) command{
		ofVisitor("the visitor writes", withBot, func(ctx context.Context, d *chat.Desk, o chat.VisitorOrder) (chat.Ack, error) {
			return d.PostByVisitor(ctx, o, "and another thing")
		}),
		ofVisitor("the visitor asks for an agent", withBot, askHuman),
		ofAgent("takes over", atBot, takeOver),
		ofVisitor("the visitor ends", withBot, func(ctx context.Context, d *chat.Desk, o chat.VisitorOrder) (chat.Ack, error) {
			return d.EndByVisitor(ctx, o)
		}),
		func(*walk) command { return command{what: "its node ends"} },
	}
	meanwhile, other := plans[w.pick(len(plans))](w), w.desks[w.pick(len(w.desks))]
	if meanwhile.what == "" {
		return command{}
	}
	return unacked(fmt.Sprintf("the bot is told, and %s, but first: %s", what, meanwhile.what), func(ctx context.Context, d *chat.Desk) error {
		ctx, end := context.WithCancel(ctx)
		defer end()
		var once sync.Once
		var failed error
		err := tellBot(ctx, d, func(ctx context.Context, t *chat.BotTurn) (chat.BotAnswer, error) {
			if meanwhile.run == nil {
				end()
				return chat.BotAnswer{}, ctx.Err()
			}
			once.Do(func() { failed = w.do(ctx, other, meanwhile) })
			return bot(ctx, t)
		})
		return errors.Join(err, failed)
	})
}

// dawdling has the bot think for so long that another node tells it again.
func (w *walk) dawdling() command {
	what, bot := w.answering()
	other := w.desks[w.pick(len(w.desks))]
	return unacked("the bot is told, and "+what+", but after its time, when it was told again", func(ctx context.Context, d *chat.Desk) error {
		var once sync.Once
		var failed error
		err := tellBot(ctx, d, func(ctx context.Context, t *chat.BotTurn) (chat.BotAnswer, error) {
			once.Do(func() { failed = errors.Join(w.pass(ctx, 2*w.terms.BotWithin, false), tellBot(ctx, other, echo)) })
			return bot(ctx, t)
		})
		return errors.Join(err, failed)
	})
}
