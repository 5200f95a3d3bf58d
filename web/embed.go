// Package web has the front end as it was built into dist, and serves it: the loader for
// the pages of customers, the widget that it puts into a frame there, the console of agents,
// and for a demo a shop with the widget on it. Without a build it says so.
package web

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// ErrNoCampaign is what Options.Origins says of a site or campaign that there is not.
var ErrNoCampaign = errors.New("there is no such campaign")

// Options are what the pages need.
type Options struct {
	// Origins gives the web origins, such as https://example.com, whose pages may show
	// the widget of a campaign; none for all.
	Origins func(ctx context.Context, site int64, campaign string) ([]string, error)
	// Demo adds the shop and the gallery.
	Demo bool
	Log  *slog.Logger
}

// Pages serves the front end.
type Pages struct {
	options Options
	assets  map[string]*asset // by their address
}

// New reads what was built.
func New(o Options) (*Pages, error) {
	return newPages(o, dist)
}

func newPages(o Options, built fs.FS) (*Pages, error) {
	assets, err := readAssets(built)
	if err != nil {
		return nil, err
	}
	return &Pages{o, assets}, nil
}

// Serves reports whether an address is one of the front end.
func (p *Pages) Serves(path string) bool {
	switch first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/"); first {
	case "widget.js", "comm100.js", "widget", "console":
		return true
	case "demo", "gallery":
		return p.options.Demo
	}
	return false
}

// ServeHTTP answers what Serves says.
func (p *Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	secure(w.Header())
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		tell(w, http.StatusMethodNotAllowed, "Only GET and HEAD are answered here.")
		return
	}
	if p.assets["/widget/"] == nil || p.assets["/console/"] == nil {
		tell(w, http.StatusServiceUnavailable, "The front end is missing in this program. With Node and npm, make build builds it.")
		return
	}
	switch path := r.URL.Path; {
	case path == "/demo" || path == "/gallery" || path == "/console":
		http.Redirect(w, r, path+"/", http.StatusMovedPermanently) //nolint:gosec // one of three paths of our own
	case path == "/widget/":
		p.serveWidget(w, r)
	case isView(path):
		p.serveConsole(w, r)
	default:
		p.serveAsset(w, r)
	}
}

// isView reports whether an address is one of the console's views: its page finds out which.
func isView(path string) bool {
	return strings.HasPrefix(path, "/console/") && !strings.HasPrefix(path, "/console"+assetsFolder)
}

func (p *Pages) serveConsole(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", askEachTime)
	w.Header().Set("Content-Security-Policy", consolePages)
	p.assets["/console/"].serve(w, r)
}

func (p *Pages) serveAsset(w http.ResponseWriter, r *http.Request) {
	a := p.assets[r.URL.Path]
	if a == nil || !p.Serves(r.URL.Path) {
		tell(w, http.StatusNotFound, "There is nothing here.")
		return
	}
	headersOf(r.URL.Path, w.Header())
	a.serve(w, r)
}

// tell answers with a page of one sentence.
func tell(w http.ResponseWriter, status int, sentence string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	// The sentences are ours: nothing in them is to be escaped.
	_, _ = w.Write([]byte("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Parley</title><p>" + sentence + "</p></html>\n"))
}
