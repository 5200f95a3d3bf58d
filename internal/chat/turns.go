package chat

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// BotCaller tells bots of their turns.
type BotCaller interface {
	// CallBot gives a bot's answer. It ends when ctx does. ErrBotHopeless is in its
	// error when trying again would be of no use.
	CallBot(ctx context.Context, t *BotTurn) (BotAnswer, error)
}

// ErrBotHopeless says that a bot will not answer better when it is told again.
var ErrBotHopeless = errors.New("the bot's answer is of no use")

// How many turns this node tells at once, so that one bot, however slow, costs the
// others nothing, and all of them together not too much.
const (
	TurnsPerBot  = 16
	TurnsPerNode = 256
)

// Turns tells bots of their turns. What is due stands in the store: several nodes may
// do so at a time, and a node that dies delays a turn and loses none.
type Turns struct {
	desk   *Desk
	caller BotCaller
	report func(error)

	mu    sync.Mutex
	calls map[botKey]int // under way, of each bot
	busy  map[GUID]bool  // the chats
	all   sync.WaitGroup
}

// botKey names a bot: ids can be chosen, and are told apart on their site only.
type botKey struct {
	site SiteID
	bot  GUID
}

// NewTurns prepares to call bots; report takes what nobody can be told.
func NewTurns(desk *Desk, caller BotCaller, report func(error)) *Turns {
	return &Turns{desk: desk, caller: caller, report: report, calls: map[botKey]int{}, busy: map[GUID]bool{}}
}

// wakeTurns says that a bot may have a turn.
func (d *Desk) wakeTurns() {
	select {
	case d.turns <- struct{}{}:
	default:
	}
}

// Run tells bots of their turns until ctx ends: at once of those that begin on this
// node, and within the time every of all others. Then it waits for what is under way.
func (t *Turns) Run(ctx context.Context, every time.Duration) { t.rounds().run(ctx, every) }

// Do tells bots of every turn that is due, and of those that follow from it, and
// waits for them.
func (t *Turns) Do(ctx context.Context) error { return t.rounds().toEnd(ctx) }

func (t *Turns) rounds() rounds { return rounds{t.start, t.report, t.desk.turns, &t.all} }

// start begins to tell what is due, as far as there is room.
func (t *Turns) start(ctx context.Context) (started int, err error) {
	if ctx.Err() != nil {
		return 0, fmt.Errorf("tell bots of their turns: %w", ctx.Err())
	}
	due, err := t.desk.lobby.DueTurns(ctx, t.desk.now(), TurnsPerBot)
	if err != nil {
		return 0, err
	}
	for _, turn := range due {
		if t.enter(turn) {
			started++
			t.all.Go(func() {
				err := t.take(ctx, turn)
				if t.exit(turn); err != nil {
					t.report(err)
					return
				}
				t.desk.wakeTurns() // there is room for one that waits
			})
		}
	}
	return started, nil
}

func (t *Turns) enter(d DueTurn) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	bot := botKey{d.Site, d.Bot}
	if t.busy[d.Chat] || t.calls[bot] >= TurnsPerBot || len(t.busy) >= TurnsPerNode {
		return false
	}
	t.busy[d.Chat] = true
	t.calls[bot]++
	return true
}

func (t *Turns) exit(d DueTurn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.busy, d.Chat)
	bot := botKey{d.Site, d.Bot}
	if t.calls[bot]--; t.calls[bot] == 0 {
		delete(t.calls, bot)
	}
}

// take tells one turn, and stores what comes of it even when ctx ends meanwhile. The
// bot is called outside of any transaction.
func (t *Turns) take(ctx context.Context, due DueTurn) error {
	turn, err := t.desk.tell(ctx, due)
	if err != nil || turn == nil {
		return err
	}
	calling, done := context.WithTimeout(ctx, t.desk.terms.BotWithin)
	answer, err := t.caller.CallBot(calling, turn)
	done()
	whole := context.WithoutCancel(ctx)
	if err == nil {
		if err = t.desk.answer(whole, turn, answer); err == nil || KindOf(err) == KindInternal {
			return err
		}
		err = errors.Join(ErrBotHopeless, err) // what it says breaks a rule
	}
	if ctx.Err() != nil {
		return t.desk.giveBack(whole, turn)
	}
	err = fmt.Errorf("bot %s, turn %d of chat %s, try %d: %w", turn.Bot.ID, turn.N, due.Chat, turn.Try, err)
	if errors.Is(err, ErrBotHopeless) {
		return errors.Join(err, t.desk.takeFromBot(whole, turn))
	}
	return errors.Join(err, t.desk.tryAgain(whole, turn))
}
