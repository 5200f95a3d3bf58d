package live

import (
	"net/http"

	"github.com/parleychat/parley/internal/chat"
)

// admit refuses visitors who are banned, and pages that may not show the chat's campaign.
func (f *Files) admit(r *http.Request, who party) error {
	if f.Room == nil || who.agent != nil {
		return nil
	}
	front, err := f.Room.board.front(r.Context(), who.site)
	if err != nil {
		return err
	}
	if front.Bans(who.who, f.Room.bannable(addressOf(r)), f.Room.Now()) {
		return errBanned
	}
	origin := originOf(r)
	if origin == "" {
		return nil
	}
	id, err := guid(r.URL.Query().Get("chat"))
	if err != nil {
		return err
	}
	campaign, err := f.Desk.CampaignOf(r.Context(), who.site, id, r.PathValue("key"))
	if err != nil || campaign == (chat.GUID{}) {
		return err
	}
	if !admitted(front.Campaign(campaign), origin) {
		return errOrigin(origin)
	}
	return nil
}
