package main

import (
	"net/http"

	"github.com/parleychat/parley/internal/live"
	"github.com/parleychat/parley/web"
)

// switchboard is what is served on one address: each part has paths of its own, and the API
// all others.
type switchboard struct {
	files *live.Files
	room  *live.Room
	pages *web.Pages
	api   http.Handler
}

// ServeHTTP answers by the part whose path it is.
func (s *switchboard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch path := r.URL.Path; {
	case live.ServesFiles(path):
		s.files.ServeHTTP(w, r)
	case live.Serves(path):
		s.room.ServeHTTP(w, r)
	case s.pages.Serves(path):
		s.pages.ServeHTTP(w, r)
	default:
		s.api.ServeHTTP(w, r)
	}
}
