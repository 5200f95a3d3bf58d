package chat

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// begin makes the chat that a visitor wants: a bot's where its campaign says so, and no
// agent has asked for it.
func (w *work) begin(ctx context.Context, wanted Chat, seenUntil time.Time) (*Running, []Entry, error) {
	bot, err := w.botOf(ctx, wanted.CampaignID)
	if err != nil {
		return nil, nil, err
	}
	if bot == nil || wanted.Source == FromManualInvitation {
		r, added := Request(wanted, w.now, seenUntil)
		return r, added, nil
	}
	r, added := RequestBot(wanted, Person{ID: bot.ID, Name: bot.Name}, w.now, seenUntil)
	return r, added, nil
}

// botOf finds the bot that the chats of a campaign begin with, nil when none answers.
func (w *work) botOf(ctx context.Context, campaign GUID) (*Bot, error) {
	if campaign == (GUID{}) {
		return nil, nil
	}
	c, err := resourceOf[Campaign](ctx, w, Campaigns, campaign)
	if err != nil || c == nil || c.BotID == (GUID{}) {
		return nil, err
	}
	bot, err := resourceOf[Bot](ctx, w, Bots, c.BotID)
	if err != nil || bot == nil || !bot.Answering() {
		return nil, err
	}
	return bot, nil
}

// resourceOf finds a resource of a collection, nil when there is none.
func resourceOf[N any, P interface {
	*N
	Resource
}](ctx context.Context, w *work, of Collection, id GUID,
) (*N, error) {
	all, err := w.Records().Resources(ctx, of)
	if err != nil {
		return nil, fmt.Errorf("read every %s: %w", of, err)
	}
	found, _ := find(all, id).(P)
	return found, nil
}

// AskHuman has the chat wait for an agent instead of going on with its bot. With
// nobody there it stays with the bot: ErrNobodyThere or ErrQueueFull.
func (d *Desk) AskHuman(ctx context.Context, v VisitorOrder) (Ack, error) {
	s, err := stamp(v.Visitor, v.Client, DoAskHuman)
	if err != nil {
		return Ack{}, err
	}
	return d.obey(ctx, order{
		site: v.Site, chat: v.Chat, floor: true, stamp: s,
		may: func(r *Running) bool { return r.Chat.VisitorID == v.Visitor },
		rule: func(ctx context.Context, w *work, r *Running) ([]Entry, error) {
			entries, err := r.AskHuman(w.now)
			if err != nil {
				return nil, err
			}
			moved, err := w.admit(ctx, r)
			return append(entries, moved...), err
		},
	})
}

// TakeOver gives a bot's chat to the agent, who must see it and have a place free.
func (d *Desk) TakeOver(ctx context.Context, a AgentOrder) (Ack, error) {
	return d.obeyAgent(ctx, a, DoTakeOver, "", func(_ context.Context, w *work, r *Running) ([]Entry, error) {
		if !a.Actor.sees(r.Chat) {
			return nil, ErrChatNotFound
		}
		s := w.floor.Seat(a.Actor.Agent)
		if s == nil || !s.free(w.now) {
			return nil, Conflict("you cannot take a chat now: be Online, with a place free")
		}
		return r.TakeOver(s.Agent, w.now)
	})
}

// BotTurn is what a bot is told in its turn.
type BotTurn struct {
	Site    SiteID
	Bot     Bot
	N       int64 // of its chat; with the chat's guid it names the turn, in each try
	Try     int64 // from 1
	Running *Running
	Heard   []Entry // the visitor's and agents' texts that it has not been told before
}

// heard are the texts among entries that others than the bot wrote.
func heard(entries []Entry, bot GUID) []Entry {
	return slices.DeleteFunc(entries, func(e Entry) bool { return e.Kind != EntryText || e.By == bot })
}

// tell claims a turn; nil when it is not to be told now. A bot that is not there any
// more, or was told in vain often enough, loses the chat.
func (d *Desk) tell(ctx context.Context, due DueTurn) (turn *BotTurn, err error) {
	hopeless := false
	err = d.act(ctx, due.Site, false, func(ctx context.Context, w *work) error {
		turn, hopeless = nil, false
		r, err := w.Lock(ctx, due.Chat)
		if KindOf(err) == KindNotFound {
			return nil
		} else if err != nil {
			return err
		}
		spent := r.Exhausted()
		if !r.Tell(d.terms, w.now) {
			return nil // another node was faster
		}
		bot, err := resourceOf[Bot](ctx, w, Bots, r.Bot.ID)
		if err != nil {
			return err
		}
		if hopeless = spent || bot == nil || !bot.Answering(); hopeless {
			turn = &BotTurn{Site: due.Site, N: r.Turn.N, Running: r}
			return nil // nothing is claimed
		}
		log, err := w.Log(ctx, due.Chat)
		if err != nil {
			return err
		}
		turn = &BotTurn{Site: due.Site, Bot: *bot, N: r.Turn.N, Try: r.Turn.Tries, Running: r, Heard: heard(log[r.Turn.After:r.Turn.UpTo], r.Bot.ID)}
		return w.Save(ctx, r, r.Deadline(d.terms), nil)
	})
	if err != nil {
		return nil, fmt.Errorf("claim the bot's turn in chat %s: %w", due.Chat, err)
	}
	if hopeless {
		return nil, d.takeFromBot(ctx, turn)
	}
	return turn, nil
}

// turned runs a rule on the chat of a turn that is open still. Another node may have
// been faster: then there is nothing to do.
func (d *Desk) turned(ctx context.Context, t *BotTurn, floor bool, rule func(context.Context, *work, *Running) ([]Entry, error)) error {
	guid := t.Running.Chat.GUID
	err := d.act(ctx, t.Site, floor, func(ctx context.Context, w *work) error {
		r, err := w.lock(ctx, guid)
		if KindOf(err) == KindNotFound || (err == nil && !r.Awaits(t.N)) {
			return nil
		} else if err != nil {
			return err
		}
		_, err = w.change(ctx, r, func(r *Running) ([]Entry, error) { return rule(ctx, w, r) }, Stamp{})
		return err
	})
	if err != nil {
		return fmt.Errorf("end turn %d of the bot in chat %s: %w", t.N, guid, err)
	}
	return nil
}

// answer stores what a bot has answered, once.
func (d *Desk) answer(ctx context.Context, t *BotTurn, a BotAnswer) error {
	return d.turned(ctx, t, a.Then != BotStays, func(ctx context.Context, w *work, r *Running) ([]Entry, error) {
		if a.Then == BotHandsOver {
			if err := w.direct(ctx, r, a); err != nil {
				return nil, err
			}
		}
		entries, err := r.BotAnswers(a, w.now)
		if err != nil {
			return nil, err
		}
		return w.attend(ctx, r, entries)
	})
}

// direct lets the bot choose the department and the skill that a chat waits for. Ones
// that there are not are as good as none.
func (w *work) direct(ctx context.Context, r *Running, a BotAnswer) error {
	if a.Department != (GUID{}) {
		if err := w.readDepartments(ctx); err != nil {
			return err
		}
		if to := w.floor.Departments[a.Department]; to != nil {
			r.Chat.DepartmentID = to.ID
		}
	}
	if a.Skill == (GUID{}) {
		return nil
	}
	skill, err := resourceOf[Skill](ctx, w, Skills, a.Skill)
	if err == nil && skill != nil {
		r.Chat.SkillID = skill.ID
	}
	return err
}

// attend gives up a chat that has come from its bot when nobody is there to take it,
// unless its department has the visitor asked for a message.
func (w *work) attend(ctx context.Context, r *Running, entries []Entry) ([]Entry, error) {
	if r.State != Queued {
		return entries, nil
	}
	moved, err := w.admit(ctx, r)
	if !errors.Is(err, ErrNobodyThere) && !errors.Is(err, ErrQueueFull) {
		return append(entries, moved...), err
	}
	if _, _, message := w.floor.elsewhere(r, w.now); message {
		asked, err := r.Prompt(w.now)
		return append(entries, asked...), err
	}
	ended, err := r.Unattended(w.now)
	return append(entries, ended...), err
}

// expire does what is due with a chat.
func (w *work) expire(ctx context.Context, r *Running) ([]Entry, error) {
	withBot := r.State == AtBot
	entries, err := r.Expire(w.terms, w.now)
	if err != nil || !withBot {
		return entries, err
	}
	return w.attend(ctx, r, entries)
}

// tryAgain has a turn told once more, or takes the chat from the bot.
func (d *Desk) tryAgain(ctx context.Context, t *BotTurn) error {
	if t.Running.Exhausted() {
		return d.takeFromBot(ctx, t)
	}
	return d.turned(ctx, t, false, func(_ context.Context, w *work, r *Running) ([]Entry, error) {
		r.TryAgain(w.now)
		return nil, nil
	})
}

// giveBack lets another node tell the turn at once.
func (d *Desk) giveBack(ctx context.Context, t *BotTurn) error {
	return d.turned(ctx, t, false, func(_ context.Context, w *work, r *Running) ([]Entry, error) {
		r.GiveBack(w.now)
		return nil, nil
	})
}

// takeFromBot has the chat wait for an agent, since its bot does not answer.
func (d *Desk) takeFromBot(ctx context.Context, t *BotTurn) error {
	return d.turned(ctx, t, true, func(ctx context.Context, w *work, r *Running) ([]Entry, error) {
		entries, err := r.BotFails(w.now)
		if err != nil {
			return nil, err
		}
		return w.attend(ctx, r, entries)
	})
}
