package live

import (
	"context"
	"net/netip"

	"github.com/parleychat/parley/internal/chat"
)

// errBanned answers who is banned, and tells nothing of by what.
var errBanned = chat.Denied("you cannot chat here")

// bannable is an address as bans of addresses look at it: none for this machine and for
// proxies, from where everybody may come.
func (r *Room) bannable(a netip.Addr) netip.Addr {
	if a.IsLoopback() || (r.Exempt != nil && r.Exempt(a)) {
		return netip.Addr{}
	}
	return a
}

// admit has the board keep the site for a visitor's session, and refuses one that comes
// from an address that is banned.
func (s *session) admit(ctx context.Context) error {
	front, err := s.room.board.front(ctx, s.site)
	if err != nil {
		return err
	}
	if front.Bans(chat.GUID{}, s.from.bannable, s.room.Now()) {
		return errBanned
	}
	s.room.board.hold(s)
	return nil
}

// refuseBanned refuses a visitor who is banned, whether or not there was a chat.
func (v *visitorRole) refuseBanned(ctx context.Context, s *session) error {
	front, err := s.room.board.front(ctx, s.site)
	if err != nil || !front.BansVisitors() {
		return err
	}
	visitor, err := s.room.Desk.VisitorOf(ctx, s.site, v.hash)
	if err == nil && front.Bans(visitor, netip.Addr{}, s.room.Now()) {
		err = errBanned
	}
	return err
}

// hold keeps a site on the board as long as the session is there.
func (b *board) hold(s *session) {
	p := b.site(s.site)
	p.mu.Lock()
	p.held++
	p.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.posted = p
}

func (b *board) release(s *session) {
	s.mu.Lock()
	p := s.posted
	s.mu.Unlock()
	if p != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.held--
	}
}

// expel ends the sessions of those who have been banned, and their chats.
func (b *board) expel(ctx context.Context) {
	banning := map[*posted]*chat.Front{}
	for _, p := range b.occupied() {
		front, err := b.reread(ctx, p)
		switch {
		case err != nil && ctx.Err() == nil:
			b.room.Log.Error("reading who is banned", "site", p.id, "error", err)
		case front != nil:
			banning[p] = front
		}
	}
	if len(banning) == 0 {
		return
	}
	now := b.room.Now()
	for slot := range beats {
		b.room.clock.each(slot, func(s *session) {
			p, visitor := s.visitor()
			if front := banning[p]; front != nil && front.Bans(visitor, s.from.bannable, now) {
				b.putOut(ctx, s, visitor)
			}
		})
	}
}

// occupied are the sites with visitors.
func (b *board) occupied() (all []*posted) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.sites {
		p.mu.Lock()
		if p.held > 0 {
			all = append(all, p)
		}
		p.mu.Unlock()
	}
	return all
}

// reread reads what a site shows if that may have changed; nil when nobody has been
// banned since.
func (b *board) reread(ctx context.Context, p *posted) (*chat.Front, error) {
	p.reading.Lock()
	defer p.reading.Unlock()
	before := p.enforced
	front, err := p.readFront(ctx, b.room)
	if err != nil {
		return nil, err
	}
	p.enforced = front
	if front == before || front.SameBans(before) {
		return nil, nil
	}
	return front, nil
}

// visitor is whose session it is at which site: the zero guid for one of whom nothing is
// known, and nil for an agent.
func (s *session) visitor() (*posted, chat.GUID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.who != (chat.GUID{}) {
		return s.posted, s.who
	}
	return s.posted, s.seenAs
}

// putOut ends a session and the visitor's chats.
func (b *board) putOut(ctx context.Context, s *session, visitor chat.GUID) {
	go s.end(errBanned)
	if visitor == (chat.GUID{}) {
		return
	}
	if err := b.room.Desk.Expel(ctx, s.site, visitor); err != nil {
		b.room.Log.Error("ending the chats of a visitor who is banned", "site", s.site, "error", err)
	}
}

// ban keeps the visitor of a chat that the agent holds out, and ends the chat.
func (a *agentRole) ban(ctx context.Context, s *session, c *command) (any, error) {
	id, err := guid(c.Chat)
	if err != nil {
		return nil, err
	}
	if id == (chat.GUID{}) {
		visitor, err := chat.ParseGUID(c.Visitor)
		if err != nil {
			return nil, err
		}
		if id, err = s.room.Desk.HeldOf(ctx, s.site, a.actor.Agent, visitor); err != nil {
			return nil, err
		}
	}
	ack, err := s.room.Desk.BanVisitor(ctx, chat.AgentOrder{Actor: a.actor, Chat: id, Client: c.ID}, c.Hours, c.Reason)
	return acked(c, ack, err)
}
