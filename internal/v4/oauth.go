package v4

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
)

// SignIn hands out access tokens.
type SignIn interface {
	// SignIn gives a new token for an e-mail and a password that are right.
	SignIn(ctx context.Context, try auth.SignIn) (token string, err error)
}

// token answers POST /oauth/token (wire.md §2). Parameters come form-encoded.
func (s *server) token(r *http.Request, _ chat.Actor) (answer, error) {
	if err := r.ParseForm(); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return answer{}, err
		}
		return answer{}, chat.Invalid("the body is not form-encoded")
	}
	switch grant := r.PostForm.Get("grant_type"); grant {
	case "password":
		return s.passwordGrant(r)
	case "client_credentials", "authorization_code", "refresh_token":
		return answer{}, errLater("the grant %s is not possible yet: this version of Parley does not do it", grant)
	case "":
		return answer{}, errRequired("grant_type")
	default:
		return answer{}, chat.Invalid("grant_type: there is no grant %q", clip(grant))
	}
}

func (s *server) passwordGrant(r *http.Request) (answer, error) {
	try := auth.SignIn{Email: r.PostForm.Get("email"), Password: r.PostForm.Get("password"), Address: addressOf(r)}
	if try.Email == "" {
		try.Email = r.PostForm.Get("username")
	}
	switch {
	case try.Email == "":
		return answer{}, errRequired("email")
	case try.Password == "":
		return answer{}, errRequired("password")
	}
	if text := r.Form.Get("siteId"); text != "" {
		site, err := chat.ParseSiteID(text)
		if err != nil {
			return answer{}, err
		}
		try.Site = site
	}
	token, err := s.SignIn.SignIn(r.Context(), try)
	if err != nil {
		return answer{}, err
	}
	return tokenAnswer(token)
}

func tokenAnswer(token string) (answer, error) {
	body, err := json.Marshal(struct {
		AccessToken string `json:"access_token"`
		TokenType   string `json:"token_type"`
		ExpiresIn   int    `json:"expires_in"` // seconds, rounded down
	}{token, "bearer", int(auth.TokenLife/time.Second) - 1})
	if err != nil {
		return answer{}, fmt.Errorf("encode a token: %w", err)
	}
	return answered(body), nil
}

// addressOf is the caller's address without a port.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
