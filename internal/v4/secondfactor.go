package v4

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
)

// SecondFactors is signing in by more than a password; see auth.Authenticator.
type SecondFactors interface {
	// SignInSecond hands out tokens to who shows a second factor after the password.
	SignInSecond(ctx context.Context, try auth.SecondStep) (t auth.Tokens, recovery []string, err error)
	// SetUpAtSignIn begins a second factor for who cannot sign in without one.
	SetUpAtSignIn(ctx context.Context, token string) (auth.SetUp, error)
	// SetUp begins a second factor of who has signed in.
	SetUp(ctx context.Context, actor chat.Actor, password, address string) (auth.SetUp, error)
	// ConfirmFactor has it asked for from now on.
	ConfirmFactor(ctx context.Context, actor chat.Actor, code, address string) (recovery []string, err error)
	// RemoveFactor lets the agent sign in with the password alone.
	RemoveFactor(ctx context.Context, actor chat.Actor, password, address string) error
	// RenewRecovery gives other recovery codes.
	RenewRecovery(ctx context.Context, actor chat.Actor, password, address string) ([]string, error)
	// FactorState tells whether the agent has one, and how many recovery codes are left.
	FactorState(ctx context.Context, actor chat.Actor) (has bool, left int, err error)
}

// secondFactorRoutes are there where somebody can sign in. None of them is a write that a
// receipt could be kept of: what they answer is to be told once.
func (s *server) secondFactorRoutes() []route {
	rows := []route{{del, "/global/agents/{id}/secondFactor", settings, noBody, false, s.dropFactor}}
	if s.SignIn == nil {
		return rows
	}
	return append(
		rows,
		route{post, "/oauth/secondFactor", anyone, jsonBody, false, inOAuth(s.setUpAtSignIn)},
		route{post, "/global/me/secondFactor", read, jsonBody, false, s.setUp},
		route{put, "/global/me/secondFactor", read, jsonBody, false, s.confirmFactor},
		route{post, "/global/me/secondFactor:Remove", read, jsonBody, false, s.removeFactor},
		route{post, "/global/me/secondFactor:RenewCodes", read, jsonBody, false, s.renewRecovery},
	)
}

// asksSecond makes the answer of a first step, which clients of OAuth know by its word.
func asksSecond(e *auth.SecondStepError) *problem {
	p := &problem{status: http.StatusForbidden, word: "mfa_required", message: e.Error(), token: e.Token}
	if e.SetUp {
		p.word = "mfa_setup_required"
	}
	return p
}

// secondGrant is the second step of a sign-in.
func (s *server) secondGrant(r *http.Request, f url.Values, asked chat.Permissions, browser bool) (auth.Tokens, []string, error) {
	for _, name := range []string{"mfa_token", "otp"} {
		if f.Get(name) == "" {
			return auth.Tokens{}, nil, errRequired(name)
		}
	}
	return s.SignIn.SignInSecond(r.Context(), auth.SecondStep{
		SignIn: auth.SignIn{Address: addressOf(r), UserAgent: r.UserAgent(), Browser: browser, May: asked},
		Token:  f.Get("mfa_token"), Code: f.Get("otp"),
	})
}

func (s *server) setUpAtSignIn(r *http.Request, _ chat.Actor) (answer, error) {
	f, err := form(r)
	if err != nil {
		return answer{}, err
	}
	if f.Get("mfa_token") == "" {
		return answer{}, errRequired("mfa_token")
	}
	made, err := s.SignIn.SetUpAtSignIn(r.Context(), f.Get("mfa_token"))
	return setUpAnswer(made, err)
}

func setUpAnswer(made auth.SetUp, err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	return jsonAnswer(struct {
		Secret string `json:"secret"`
		URI    string `json:"uri"`
	}{made.Secret, made.URI})
}

func recoveryAnswer(codes []string, err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	return jsonAnswer(struct {
		Codes []string `json:"recoveryCodes"`
	}{codes})
}

func jsonAnswer(v any) (answer, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return answer{}, fmt.Errorf("encode an answer: %w", err)
	}
	return answered(body), nil
}

// ownText reads the one text that a call about the caller's own second factor has.
func ownText(r *http.Request, actor chat.Actor, name string) (string, error) {
	if actor.SignIn == (chat.GUID{}) {
		return "", chat.Denied("this is for agents who have signed in themselves")
	}
	body, err := objectOf(r)
	if err != nil {
		return "", err
	}
	return body.requiredText(name)
}

func (s *server) setUp(r *http.Request, actor chat.Actor) (answer, error) {
	password, err := ownText(r, actor, "password")
	if err != nil {
		return answer{}, err
	}
	return setUpAnswer(s.SignIn.SetUp(r.Context(), actor, password, addressOf(r)))
}

func (s *server) confirmFactor(r *http.Request, actor chat.Actor) (answer, error) {
	code, err := ownText(r, actor, "code")
	if err != nil {
		return answer{}, err
	}
	return recoveryAnswer(s.SignIn.ConfirmFactor(r.Context(), actor, code, addressOf(r)))
}

func (s *server) removeFactor(r *http.Request, actor chat.Actor) (answer, error) {
	password, err := ownText(r, actor, "password")
	if err != nil {
		return answer{}, err
	}
	return noContent, s.SignIn.RemoveFactor(r.Context(), actor, password, addressOf(r))
}

func (s *server) renewRecovery(r *http.Request, actor chat.Actor) (answer, error) {
	password, err := ownText(r, actor, "password")
	if err != nil {
		return answer{}, err
	}
	return recoveryAnswer(s.SignIn.RenewRecovery(r.Context(), actor, password, addressOf(r)))
}

func (s *server) dropFactor(r *http.Request, actor chat.Actor) (answer, error) {
	agent, err := agentOf(r, actor)
	if err != nil {
		return answer{}, err
	}
	return noContent, s.Service.DropSecondFactor(r.Context(), actor, agent)
}

// siteMembers lists what managers decide for a site as a whole.
func siteMembers(s shape, n *chat.Site) {
	id := int64(n.ID) // what is read is not taken over
	s.integer("id", &id)
	s.text("name", &n.Name)
	s.flag("requireSecondFactor", &n.NeedsSecondFactor)
	s.flag("requireOpenId", &n.NeedsOpenID)
	s.flag("showTypedText", &n.ShowsTyped)
	s.flag("showGuide", &n.ShowsGuide)
}

func (s *server) siteRoutes() []route {
	return []route{
		{get, "/global/site", read, noBody, false, s.readSite},
		{put, "/global/site", read | settings, jsonBody, false, s.changeSite},
	}
}

func (s *server) readSite(r *http.Request, actor chat.Actor) (answer, error) {
	site, err := s.Service.Site(r.Context(), actor)
	if err != nil {
		return answer{}, err
	}
	return answered(encode(&site, siteMembers)), nil
}

func (s *server) changeSite(r *http.Request, actor chat.Actor) (answer, error) {
	body, err := objectOf(r)
	if err != nil {
		return answer{}, err
	}
	site, err := s.Service.ChangeSite(r.Context(), actor, func(site *chat.Site) error {
		given := readerOf(body.top().of)
		siteMembers(given, site)
		return given.err
	})
	if err != nil {
		return answer{}, err
	}
	return answered(encode(&site, siteMembers)), nil
}
