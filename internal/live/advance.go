package live

import (
	"context"

	"github.com/parleychat/parley/internal/chat"
)

// line is an entry as frames: for agents, for the visitor, and with the id that its
// sender's client gave it for its sender.
type line struct{ agents, visitor, sender frame }

// linesOf encodes the entries of an advance once for all who get them.
func linesOf(a *chat.Advance) []line {
	shared := a.Shared(func() any {
		lines := make([]line, len(a.Added))
		for i := range a.Added {
			e := &a.Added[i]
			lines[i].agents, _ = encode(entryOf(a.Chat.Chat.GUID, e, chat.GUID{})) // strings and numbers: cannot fail
			lines[i].visitor = lines[i].agents
			if e.Client != "" {
				lines[i].sender, _ = encode(entryOf(a.Chat.Chat.GUID, e, e.Sender))
			}
			if e.ForAgents() {
				seen := e.ForVisitor()
				lines[i].visitor, _ = encode(entryOf(a.Chat.Chat.GUID, &seen, chat.GUID{}))
			}
		}
		return lines
	})
	lines, _ := shared.([]line)
	return lines
}

// advance sends what has become of a chat. A client that is not where the advance
// begins gets it from the store.
func (s *session) advance(ctx context.Context, a *chat.Advance) error {
	r := a.Chat
	p, ok := s.places[r.Chat.GUID]
	switch {
	case !ok || p.seq+int64(len(a.Added)) < r.LastSeq:
		return s.follow(ctx)
	case r.Version <= p.version:
		return nil
	}
	who, lines := s.self(), linesOf(a)
	for i := range a.Added {
		if a.Added[i].Seq != p.seq+1 {
			continue // has it already
		}
		if err := s.send(lines[i].of(r, &a.Added[i], who)); err != nil {
			return err
		}
		p.seq++
	}
	if a.Talk && r.Version == p.version+1 {
		p.version = r.Version
		return nil
	}
	return s.tellState(ctx, r, p)
}

// lineOf is the frame of an advance that is the next line of the conversation, and
// nothing else; nil of any other.
func (s *session) lineOf(a *chat.Advance) frame {
	r := a.Chat
	p, ok := s.places[r.Chat.GUID]
	if !ok || !a.Talk || len(a.Added) != 1 || r.LastSeq != p.seq+1 || r.Version != p.version+1 {
		return nil
	}
	p.seq, p.version = r.LastSeq, r.Version
	return linesOf(a)[0].of(r, &a.Added[0], s.self())
}

func (l *line) of(r *chat.Running, e *chat.Entry, who chat.GUID) frame {
	switch {
	case l.sender != nil && e.Sender == who:
		return l.sender
	case who == r.Chat.VisitorID:
		return l.visitor
	default:
		return l.agents
	}
}
