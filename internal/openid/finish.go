package openid

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/parleychat/parley/internal/chat"
)

// Finish tells whom a provider has shown, by what it sent the browser back with. KindDenied
// says why that counts for nothing; any other error is that the provider could not be
// asked.
func (c *Client) Finish(ctx context.Context, p *chat.IdentityProvider, t Flow, back url.Values) (chat.OpenIDUser, error) {
	if err := c.accept(p, t, back); err != nil {
		return chat.OpenIDUser{}, err
	}
	d, err := c.discover(ctx, p.Issuer)
	if err != nil {
		return chat.OpenIDUser{}, err
	}
	if iss := back.Get("iss"); (iss != "" || d.document.SaysIssuer) && iss != p.Issuer {
		return chat.OpenIDUser{}, chat.Denied("the answer is not from %s", p.Name)
	}
	ctx = oidc.ClientContext(ctx, c.http)
	token, err := d.config(p, t).Exchange(ctx, back.Get("code"), oauth2.VerifierOption(t.verifier()))
	if err != nil {
		return chat.OpenIDUser{}, refusedBy(p, err)
	}
	said, err := c.verified(ctx, d, p, t, token)
	if err != nil {
		return chat.OpenIDUser{}, err
	}
	if said.Email == "" && d.document.UserInfo != "" {
		return c.askMore(ctx, d, p, token, said)
	}
	return said.user(), nil
}

// accept looks at what the browser brings.
func (c *Client) accept(p *chat.IdentityProvider, t Flow, back url.Values) error {
	for name, values := range back {
		if len(values) > 1 {
			return chat.Denied("%q is in the answer twice", clip(name))
		}
	}
	if err := t.current(c.now()); err != nil {
		return err
	}
	switch {
	case t.Provider != p.ID, !equal(back.Get("state"), t.state()):
		return chat.Denied("the answer does not belong to what this browser has begun: begin again")
	case back.Get("error") != "":
		return chat.Denied("%s has not let you in: %s", p.Name, clip(strings.TrimSpace(back.Get("error")+" "+back.Get("error_description"))))
	case back.Get("code") == "":
		return chat.Denied("%s has sent no code", p.Name)
	default:
		return nil
	}
}

// refusedBy tells a refusal, which somebody can do something about, from a provider that
// does not answer.
func refusedBy(p *chat.IdentityProvider, err error) error {
	var answered *oauth2.RetrieveError
	if !errors.As(err, &answered) || answered.ErrorCode == "" {
		return fmt.Errorf("exchange a code: %w", short(err))
	}
	return &chat.Error{
		Kind: chat.KindDenied, Cause: short(err),
		Message: fmt.Sprintf("%s does not accept the code, or this server: %s", p.Name, clip(strings.TrimSpace(answered.ErrorCode+" "+answered.ErrorDescription))),
	}
}

// short is an error without the pages that libraries put into theirs.
func short(err error) error { return errors.New(clip(err.Error())) }

// claims are what counts of an ID token, and of what is told beside it.
type claims struct {
	Subject  string `json:"sub"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Verified truth  `json:"email_verified"`
	Party    string `json:"azp"`
}

// truth is a claim that some providers write as a text, and some not at all.
type truth struct{ told, value bool }

// UnmarshalJSON takes true and false, with or without quotes.
func (t *truth) UnmarshalJSON(data []byte) error {
	switch strings.ToLower(strings.Trim(string(data), `"`)) {
	case "true":
		*t = truth{true, true}
	case "false":
		*t = truth{true, false}
	case "null":
	default:
		return fmt.Errorf("email_verified is %s", clip(string(data)))
	}
	return nil
}

var _ json.Unmarshaler = (*truth)(nil)

func (s claims) user() chat.OpenIDUser {
	return chat.OpenIDUser{Subject: s.Subject, Name: s.Name, Email: s.Email, Verified: s.Verified.value, Denied: s.Verified.told && !s.Verified.value}
}

// verified reads the ID token, once it is found to be the provider's, for this server, in
// answer to this flow.
func (c *Client) verified(ctx context.Context, d discovered, p *chat.IdentityProvider, t Flow, token *oauth2.Token) (said claims, err error) {
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return said, chat.Denied("%s has sent no ID token", p.Name)
	}
	id, err := d.provider.Verifier(&oidc.Config{ClientID: p.ClientID, Now: c.now}).Verify(ctx, raw)
	if err != nil {
		return said, badToken(p, err)
	}
	if err := id.Claims(&said); err != nil {
		return said, badToken(p, err)
	}
	switch {
	case !equal(id.Nonce, t.nonce()):
		return said, badToken(p, errors.New("it is the answer to another sign-in (nonce)"))
	case len(id.Audience) > 1 && said.Party == "", said.Party != "" && said.Party != p.ClientID:
		return said, badToken(p, errors.New("it was made for another client (azp)"))
	default:
		return said, nil
	}
}

func badToken(p *chat.IdentityProvider, cause error) error {
	return &chat.Error{
		Kind: chat.KindDenied, Cause: short(cause),
		Message: fmt.Sprintf("what %s says of you cannot be trusted: %s", p.Name, clip(strings.TrimPrefix(cause.Error(), "oidc: "))),
	}
}

// askMore reads the address where the provider keeps it out of ID tokens.
func (c *Client) askMore(ctx context.Context, d discovered, p *chat.IdentityProvider, token *oauth2.Token, said claims) (chat.OpenIDUser, error) {
	info, err := d.provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return chat.OpenIDUser{}, fmt.Errorf("ask about a user: %w", short(err))
	}
	var more claims
	if err := info.Claims(&more); err != nil {
		return chat.OpenIDUser{}, badToken(p, err)
	}
	if more.Subject != said.Subject {
		return chat.OpenIDUser{}, badToken(p, errors.New("it is about somebody else (sub)"))
	}
	if more.Name == "" {
		more.Name = said.Name
	}
	return more.user(), nil
}
