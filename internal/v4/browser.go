package v4

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
)

// A page of our own signs in with session=cookie: what the sign-in goes on with is in a
// cookie that no script can read, and that browsers send with requests of our own pages
// only (docs/decisions/025-sign-in.md).

// inBrowser tells the requests of a page that wants its session in a cookie. Those of
// pages of others are refused.
func inBrowser(r *http.Request, f url.Values) (bool, error) {
	switch f.Get("session") {
	case "":
		return false, nil
	case "cookie":
		if err := http.NewCrossOriginProtection().Check(r); err != nil {
			return false, chat.Denied("session: pages of another origin have none here")
		}
		return true, nil
	default:
		return false, chat.Invalid("session: it is cookie, or not there")
	}
}

// isPlain tells a page that came without https, which browsers say themselves.
func isPlain(r *http.Request) bool { return strings.HasPrefix(r.Header.Get("Origin"), "http://") }

// sessionCookie carries a session for some time; for less than none it takes it away.
func sessionCookie(plain bool, session string, life time.Duration) *http.Cookie {
	c := &http.Cookie{ //nolint:gosec // Secure is left out only where the page came without https
		Name: auth.SessionCookie, Value: session, Path: "/", MaxAge: int(life / time.Second),
		Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
	if life < 0 {
		c.MaxAge = -1
	}
	if plain {
		c.Name, c.Secure = auth.PlainSessionCookie, false
	}
	return c
}

// sessionOf is the session that a request brings, "" for none. Where the page came over
// https, a cookie that somebody else on the network could have set does not count.
func sessionOf(r *http.Request) string {
	name := auth.SessionCookie
	if isPlain(r) {
		name = auth.PlainSessionCookie
	}
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}
