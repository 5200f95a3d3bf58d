package live

import (
	"context"

	"github.com/parleychat/parley/internal/chat"
)

// availability has the client told of what is open, or no more.
func (v *visitorRole) availability(ctx context.Context, s *session, c *command) (any, error) {
	if !c.On {
		s.room.board.unwatch(s)
		return nil, nil
	}
	id, err := guid(c.Campaign)
	if err != nil {
		return nil, err
	}
	front, err := s.room.board.front(ctx, s.site)
	if err != nil {
		return nil, err
	}
	campaign := front.Campaign(id)
	switch {
	case campaign == nil && c.Campaign != "":
		return nil, errNoCampaign
	case !admitted(campaign, s.from.origin):
		return nil, errOrigin(s.from.origin)
	}
	first, err := s.room.board.watch(ctx, s, id)
	if err != nil {
		return nil, err
	}
	if err := s.answer(first); err != nil {
		return nil, err
	}
	return nil, v.ask(s, campaign)
}

// named finds the campaign that a frame names, nil for none, and refuses one that pages
// of the client's origin may not show.
func (s *session) named(ctx context.Context, c *command) (*chat.Campaign, error) {
	id, err := guid(c.Campaign)
	if err != nil || id == (chat.GUID{}) {
		return nil, err
	}
	front, err := s.room.board.front(ctx, s.site)
	if err != nil {
		return nil, err
	}
	campaign := front.Campaign(id)
	if !admitted(campaign, s.from.origin) {
		return nil, errOrigin(s.from.origin)
	}
	return campaign, nil
}

// usualCampaign is the one that a page means that names none: the site's first, as
// showCampaign has it, unless the page may not show that.
func (s *session) usualCampaign(ctx context.Context) (chat.GUID, error) {
	front, err := s.room.board.front(ctx, s.site)
	if err != nil {
		return chat.GUID{}, err
	}
	if c := front.Campaign(chat.GUID{}); c != nil && admitted(c, s.from.origin) {
		return c.ID, nil
	}
	return chat.GUID{}, nil
}
