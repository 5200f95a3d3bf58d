package chat

import (
	"context"
	"fmt"
)

// MaxEntries is how many field results one call may enter.
const MaxEntries = 100

// SetTicket notes the ticket that a chat is attached to, or NoTicket, and gives the
// chat as Chat does, for which the actor must be allowed to read it. The ticket may
// be one of another system: nobody looks for it.
func (s *Service) SetTicket(ctx context.Context, actor Actor, ref Ref, ticket int64, include Include) (*Chat, *Related, error) {
	if err := actor.Require(ReadChats | WriteChats); err != nil {
		return nil, nil, err
	}
	if ticket <= 0 && ticket != NoTicket {
		return nil, nil, Invalid("%d is not the id of a ticket: it is a positive integer, or %d for none", ticket, NoTicket)
	}
	err := s.changeChat(ctx, actor, []Ref{ref}, func(_ context.Context, _ Tx, c *Chat) ([]Change, error) {
		return c.SetTicket(ticket, s.now()), nil
	})
	if err != nil {
		return nil, nil, err
	}
	return s.readChat(ctx, actor, ref, include)
}

// WrapUp writes the closing note of a chat in the actor's name, and gives the chat
// with what its wrap-up is made of. All of refs must name the one chat.
func (s *Service) WrapUp(ctx context.Context, actor Actor, refs []Ref, comment string) (*Chat, *Related, error) {
	if err := actor.Require(WriteChats); err != nil {
		return nil, nil, err
	}
	err := s.changeChat(ctx, actor, refs, func(ctx context.Context, tx Tx, c *Chat) ([]Change, error) {
		now := s.now()
		changes := c.WrapUp(actor.Agent, comment, now)
		return changes, tellOfWrapup(ctx, tx, c, now)
	})
	if err != nil {
		return nil, nil, err
	}
	return s.readChat(ctx, actor, refs[0], IncludeWrapup)
}

// Enter takes over entries in the wrap-up forms of chats, all or none of them;
// ErrChatNotFound when one of the chats is unknown. At most MaxEntries at a time.
func (s *Service) Enter(ctx context.Context, actor Actor, entries []FieldEntry) error {
	if err := actor.Require(WriteChats); err != nil {
		return err
	}
	if len(entries) > MaxEntries {
		return Invalid("%d field results in one call: at most %d can be entered at once", len(entries), MaxEntries)
	}
	refs := make([]Ref, len(entries))
	for i, e := range entries {
		refs[i] = e.Chat
	}
	return s.changeChats(ctx, actor, refs, func(_ context.Context, _ Tx, chats []*Chat) (changes []Change, err error) {
		now := s.now()
		for _, c := range chats {
			var own []FieldEntry
			for _, e := range entries {
				if e.Chat.names(c) {
					own = append(own, e)
				}
			}
			changes = append(changes, c.Enter(own, now)...)
		}
		return changes, nil
	})
}

// changeChat runs a rule on the one chat that all of refs name, and stores the
// changes that it returns.
func (s *Service) changeChat(ctx context.Context, actor Actor, refs []Ref, rule func(context.Context, Tx, *Chat) ([]Change, error)) error {
	return s.changeChats(ctx, actor, refs[:1], func(ctx context.Context, tx Tx, chats []*Chat) ([]Change, error) {
		for _, ref := range refs {
			if !ref.names(chats[0]) {
				return nil, Invalid("%s is not the id of chat %s", ref, refs[0])
			}
		}
		return rule(ctx, tx, chats[0])
	})
}

// changeChats runs a rule on the chats that refs name, each once and in their
// order, in one transaction; ErrChatNotFound when one of them is unknown.
func (s *Service) changeChats(ctx context.Context, actor Actor, refs []Ref, rule func(context.Context, Tx, []*Chat) ([]Change, error)) error {
	changed := false
	err := s.update(ctx, actor, func(ctx context.Context, tx Tx) error {
		found, err := tx.Find(ctx, refs)
		if err != nil {
			return fmt.Errorf("find the chats to change: %w", err)
		}
		chats, err := inOrder(refs, actor.seen(found))
		if err != nil {
			return err
		}
		changes, err := rule(ctx, tx, chats)
		if err != nil {
			return err
		}
		changed = len(changes) > 0
		return tx.Apply(ctx, changes)
	})
	if err == nil && changed {
		s.bus.Publish(ctx, actor.Site)
	}
	return err
}

// inOrder gives the chats that refs name, each once.
func inOrder(refs []Ref, found []*Chat) ([]*Chat, error) {
	byRef := make(map[Ref]*Chat, 2*len(found))
	for _, c := range found {
		byRef[ByID(c.ID)], byRef[ByGUID(c.GUID)] = c, c
	}
	chats := make([]*Chat, 0, len(found))
	taken := make(map[*Chat]bool, len(found))
	for _, ref := range refs {
		c, ok := byRef[ref]
		if !ok {
			return nil, ErrChatNotFound
		}
		if !taken[c] {
			taken[c] = true
			chats = append(chats, c)
		}
	}
	return chats, nil
}

// names reports whether the reference is to this chat.
func (r Ref) names(c *Chat) bool {
	return r == ByID(c.ID) || r == ByGUID(c.GUID)
}
