package openid

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"

	"github.com/parleychat/parley/internal/chat"
)

// Check asks an issuer about itself and for its keys, as a sign-in would. KindInvalid says
// what is wrong, for who sets a provider up.
func (c *Client) Check(ctx context.Context, issuer string) error {
	if err := chat.CheckIssuer(issuer); err != nil {
		return err
	}
	d := c.ask(ctx, issuer)
	if d.err != nil {
		return wrong(issuer, d.err)
	}
	if err := c.checkKeys(ctx, d.document.Keys); err != nil {
		return wrong(issuer, err)
	}
	return nil
}

// checkKeys looks whether there is a key to verify signatures with.
func (c *Client) checkKeys(ctx context.Context, address string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return fmt.Errorf("ask for the keys: %w", err)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return fmt.Errorf("ask for the keys: %w", err)
	}
	defer func() { _ = response.Body.Close() }() // what was read stands
	var keys jose.JSONWebKeySet
	if err := json.NewDecoder(response.Body).Decode(&keys); err != nil || response.StatusCode != http.StatusOK {
		return fmt.Errorf("the keys at %s cannot be read (status %d)", clip(address), response.StatusCode)
	}
	public := func(k jose.JSONWebKey) bool { return k.Valid() && k.IsPublic() }
	if !slices.ContainsFunc(keys.Keys, public) {
		return fmt.Errorf("there is no public key at %s", clip(address))
	}
	return nil
}

// wrong says in clear words why an issuer does not answer as one.
func wrong(issuer string, err error) error {
	var mismatch *oidc.IssuerMismatchError
	var name *net.DNSError
	var timeout net.Error
	document := strings.TrimSuffix(issuer, "/") + "/.well-known/openid-configuration"
	var text string
	switch {
	case errors.As(err, &mismatch):
		text = fmt.Sprintf("it calls itself %q: enter it just so", clip(mismatch.Discovered))
	case errors.As(err, &name):
		text = fmt.Sprintf("there is no host %s", name.Name)
	case errors.As(err, &timeout) && timeout.Timeout():
		text = "it does not answer in time"
	default:
		text = clip(innermost(err))
	}
	return &chat.Error{Kind: chat.KindInvalid, Cause: err, Message: fmt.Sprintf("issuer: %s does not tell of a provider: %s", document, text)}
}

// innermost is what happened, without what was tried.
func innermost(err error) string {
	var about *url.Error
	if errors.As(err, &about) {
		return about.Err.Error()
	}
	return err.Error()
}
