package main

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/parleychat/parley/web"
)

// openPages has the front end served.
func (c *serveCommand) openPages(log *slog.Logger) (*web.Pages, error) {
	everywhere := func(context.Context, int64, string) ([]string, error) { return nil, nil }
	return web.New(web.Options{Origins: everywhere, Demo: c.Demo, Log: log})
}

// withPages answers the addresses of the front end by it and all others by the API.
func withPages(pages *web.Pages, api http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if pages.Serves(r.URL.Path) {
			pages.ServeHTTP(w, r)
			return
		}
		api.ServeHTTP(w, r)
	})
}
