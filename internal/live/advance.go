package live

import (
	"context"

	"github.com/parleychat/parley/internal/chat"
)

// line is an entry as the frames for those who did not send it.
type line struct{ agents, visitor frame }

// linesOf encodes the entries of an advance once for all who get them.
func linesOf(a *chat.Advance) []line {
	shared := a.Shared(func() any {
		lines := make([]line, len(a.Added))
		for i := range a.Added {
			e := &a.Added[i]
			lines[i].agents, _ = encode(entryOf(a.Chat.Chat.GUID, e, chat.GUID{})) // strings and numbers: cannot fail
			lines[i].visitor = lines[i].agents
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
		if err := s.sendLine(r, &a.Added[i], lines[i], who); err != nil {
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

func (s *session) sendLine(r *chat.Running, e *chat.Entry, l line, who chat.GUID) error {
	switch {
	case e.Client != "" && e.Sender == who: // with the id that the client itself gave it
		return s.tell(entryOf(r.Chat.GUID, e, who))
	case who == r.Chat.VisitorID:
		return s.send(l.visitor)
	default:
		return s.send(l.agents)
	}
}
