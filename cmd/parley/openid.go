package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/hook"
	"github.com/parleychat/parley/internal/openid"
	"github.com/parleychat/parley/internal/store"
)

// providerWithin is how long an identity provider may take for each thing that it is asked.
const providerWithin = 10 * time.Second

// newOpenID asks identity providers, at addresses that bots may have as well.
func (o *liveOptions) newOpenID() *openid.Client {
	caller := hook.NewCaller(hook.Options{Networks: o.HookNetworks})
	return openid.New(openid.Options{HTTP: caller.Client(providerWithin), Now: time.Now})
}

// passwordsCommand is the way back when the provider that a site demands lets nobody in.
type passwordsCommand struct {
	database
	Site int64 `required:"" placeholder:"N" help:"Site whose agents may sign in with passwords again."`
}

// Run takes requireOpenId off a site. A server that runs need not be stopped.
func (c *passwordsCommand) Run(ctx context.Context, std streams) (err error) {
	db, err := store.Open(ctx, c.Database, store.Options{Log: slog.New(slog.NewTextHandler(std.err, nil))})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.Update(ctx, chat.SiteID(c.Site), func(ctx context.Context, tx chat.Tx) error {
		site, err := tx.Site(ctx)
		if err != nil {
			return err
		}
		site.NeedsOpenID = false
		return tx.PutSite(ctx, site)
	})
	if err != nil {
		return fmt.Errorf("let passwords count again: %w", err)
	}
	_, err = fmt.Fprintf(std.out, "Agents of site %d may sign in with passwords again.\n", c.Site)
	return err
}
