package chat

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
)

// queue has the webhooks of an occasion told, once the transaction is committed.
func queue(ctx context.Context, tx Tx, o Occasion) error {
	hooks, err := tx.WebhooksOf(ctx, o.Event)
	if err != nil || len(hooks) == 0 {
		return err
	}
	if o.Chat != nil {
		o.Chat = o.Chat.withoutLines()
	}
	if o.Event == ChatIsWrappedUp {
		if o.Chosen, err = chosenNames(ctx, tx, o.Chat); err != nil {
			return err
		}
	}
	return tx.QueueDeliveries(ctx, deliveriesOf(o, hooks...))
}

func deliveriesOf(o Occasion, hooks ...*Webhook) []Delivery {
	all := make([]Delivery, len(hooks))
	for i, w := range hooks {
		all[i] = Delivery{ID: uuid.New(), Webhook: w.ID, Created: o.Time, Due: o.Time, Occasion: o}
	}
	return all
}

// chosenNames are the chosen categories of a chat as Wrapup.CategoriesName has them.
func chosenNames(ctx context.Context, tx Tx, c *Chat) (string, error) {
	if c.Wrapup != nil && c.Wrapup.CategoriesName != "" {
		return c.Wrapup.CategoriesName, nil
	}
	options, err := tx.Options(ctx, c.CategoryOptionIDs())
	if err != nil {
		return "", fmt.Errorf("name the categories of a wrap-up: %w", err)
	}
	return c.ChosenNames(options), nil
}

// ChosenNames are the options chosen for the chat, comma-separated; one in a group is
// Group(option). Those that are not among options are left out.
func (c *Chat) ChosenNames(options map[GUID]*CategoryOption) string {
	var names []string
	for i := range c.Categories {
		o, ok := options[c.Categories[i].OptionID]
		switch {
		case !ok:
		case o.GroupName != "":
			names = append(names, o.GroupName+"("+o.Name+")")
		default:
			names = append(names, o.Name)
		}
	}
	return strings.Join(names, ",")
}

// tellOfChat has webhooks told of what was added to a chat.
func (w *work) tellOfChat(ctx context.Context, r *Running, added []Entry) error {
	for i := range added {
		for _, event := range r.eventsOf(added[i].Kind) {
			session := r.Session
			if err := queue(ctx, w.Records(), Occasion{Event: event, Time: w.now, Chat: r.Chat, Session: &session}); err != nil {
				return err
			}
		}
	}
	return nil
}

// eventsOf are those of which an entry tells. A chat that a bot has from the beginning
// starts when it is requested, others when the first agent takes them.
func (r *Running) eventsOf(kind EntryKind) []WebhookEvent {
	switch {
	case kind == EntryRequested && r.Bot.ID != GUID{}:
		return []WebhookEvent{ChatIsRequested, ChatStarts}
	case kind == EntryRequested:
		return []WebhookEvent{ChatIsRequested}
	case kind == EntryAccepted && len(r.Chat.Agents) == 1:
		return []WebhookEvent{ChatStarts}
	case kind == EntryTransferred:
		return []WebhookEvent{ChatIsTransferred}
	default:
		return nil
	}
}

// tellOfEnd has webhooks told of a chat that has ended, and of the wrap-up that an agent
// has given it before.
func (w *work) tellOfEnd(ctx context.Context, record *Chat, session Session) error {
	if err := queue(ctx, w.Records(), Occasion{Event: ChatEnds, Time: w.now, Chat: record, Session: &session}); err != nil {
		return err
	}
	if record.Wrapup == nil {
		return nil
	}
	return tellOfWrapup(ctx, w.Records(), record, w.now)
}

// tellOfWrapup has webhooks told of a wrap-up.
func tellOfWrapup(ctx context.Context, tx Tx, record *Chat, now time.Time) error {
	return queue(ctx, tx, Occasion{Event: ChatIsWrappedUp, Time: now, Chat: record})
}

// tellOfMessage has webhooks told of an offline message that has just been left.
func tellOfMessage(ctx context.Context, tx Tx, m OfflineMessage) error {
	return queue(ctx, tx, Occasion{Event: OfflineMessageIsSubmitted, Time: m.CreatedTime, Message: &m})
}

func (c *Chat) withoutLines() *Chat {
	short := *c
	short.Messages = nil
	return &short
}

// retell notes which status webhooks are told now, and reports whether it is another one.
// Who is gone is Offline, whatever was set.
func (s *Seat) retell() bool {
	was, now := cmp.Or(s.Told, AgentOffline), s.Status
	if s.SeenUntil.IsZero() {
		now = AgentOffline
	}
	s.Told = now
	return now != was
}

// saveSeat stores a seat, and has webhooks told of its status if that has changed.
func (w *work) saveSeat(ctx context.Context, s *Seat) error {
	news := s.retell()
	if err := w.SaveSeat(ctx, s); err != nil || !news {
		return err
	}
	return w.tellOfSeat(ctx, s)
}

func (w *work) tellOfSeat(ctx context.Context, s *Seat) error {
	return queue(ctx, w.Records(), Occasion{Event: AgentStatusChanges, Time: w.now, Agent: s.Agent, Doing: s.Told})
}
