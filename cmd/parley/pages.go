package main

import (
	"context"
	"log/slog"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/live"
	"github.com/parleychat/parley/web"
)

// openPages has the front end served; the room knows where widgets may be shown.
func (c *serveCommand) openPages(room *live.Room, log *slog.Logger) (*web.Pages, error) {
	origins := func(ctx context.Context, site int64, campaign string) ([]string, error) {
		id, err := chat.ParseGUID(campaign)
		if campaign != "" && err != nil {
			return nil, web.ErrNoCampaign
		}
		allowed, err := room.CampaignOrigins(ctx, chat.SiteID(site), id)
		if chat.KindOf(err) == chat.KindNotFound && err != nil {
			return nil, web.ErrNoCampaign
		}
		return allowed, err
	}
	return web.New(web.Options{Origins: origins, Demo: c.Demo, Log: log})
}
