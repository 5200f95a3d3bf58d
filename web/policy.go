package web

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// What pages of ours may do. The widget frames nothing, and makes no script, page or
// style of a text: Trusted Types hold that.
const (
	alonePages = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self'; " +
		"font-src 'self'; form-action 'none'; base-uri 'none'; object-src 'none'; " +
		"require-trusted-types-for 'script'; trusted-types 'none'; "
	ownPages     = alonePages + "connect-src 'self'; "
	demoPages    = ownPages + "frame-src 'self'; frame-ancestors 'self'"
	consolePages = ownPages + "frame-src 'self'; frame-ancestors 'none'" // it frames the widget's preview
	previewPages = alonePages + "frame-src 'self'; frame-ancestors 'self'"
)

// How long a browser may keep what.
const (
	keepForEver  = "public, max-age=31536000, immutable" // the name changes with the content
	keepAWhile   = "public, max-age=300"                 // the loader: customers' pages have its address for years
	askEachTime  = "no-cache"
	keepNothing  = "no-store"
	assetsFolder = "/assets/"

	previewFolder = "/widget/preview/"
)

// secure sets the headers that every answer has.
func secure(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
}

// headersOf sets those of an asset by its address.
func headersOf(path string, h http.Header) {
	switch {
	case path == "/widget.js" || path == "/comm100.js":
		h.Set("Cache-Control", keepAWhile)
		// Pages of all origins load them, also with an integrity hash or in isolation.
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	case strings.Contains(path, assetsFolder):
		h.Set("Cache-Control", keepForEver)
		h.Set("Content-Security-Policy", "default-src 'none'") // of a picture that is opened, or a worker
	case strings.HasPrefix(path, previewFolder):
		h.Set("Cache-Control", askEachTime)
		h.Set("Content-Security-Policy", previewPages)
	default:
		h.Set("Cache-Control", askEachTime)
		h.Set("Content-Security-Policy", demoPages)
	}
}

// serveWidget answers with the widget's page, which the origins of its campaign may frame.
func (p *Pages) serveWidget(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	site, err := strconv.ParseInt(query.Get("site"), 10, 64)
	if err != nil {
		tell(w, http.StatusBadRequest, "The address names no site.")
		return
	}
	origins, err := p.options.Origins(r.Context(), site, query.Get("campaign"))
	switch {
	case errors.Is(err, ErrNoCampaign):
		tell(w, http.StatusNotFound, "There is no such campaign.")
		return
	case err != nil:
		p.options.Log.Error("looking up who may frame the widget", "site", site, "error", err)
		tell(w, http.StatusInternalServerError, "This went wrong on our side.")
		return
	}
	w.Header().Set("Cache-Control", keepNothing)
	w.Header().Set("Content-Security-Policy", ownPages+"frame-ancestors "+ancestors(origins))
	p.assets["/widget/"].serve(w, r)
}

// ancestors writes origins as a policy does. The server's own pages are always among
// them: the demo is one. What is no origin is left out, so that it cannot end the
// directive and begin another.
func ancestors(origins []string) string {
	if len(origins) == 0 {
		return "*"
	}
	sources := []string{"'self'"}
	for _, o := range origins {
		if isOrigin(o) {
			sources = append(sources, o)
		}
	}
	return strings.Join(sources, " ")
}

var hostOfOrigin = regexp.MustCompile(`^(?:\*\.)?[A-Za-z0-9._-]+(?::\d+)?$|^\[[0-9A-Fa-f:]+\](?::\d+)?$`)

func isOrigin(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && text == u.Scheme+"://"+u.Host && hostOfOrigin.MatchString(u.Host)
}
