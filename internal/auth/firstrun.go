package auth

import (
	"context"
	"crypto/subtle"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
)

// FirstRun lets whoever has the secret of a process that found no site make the first one,
// with its administrator. Nobody else can, and nobody once there is a site.
type FirstRun struct {
	accounts chat.Accounts
	now      func() time.Time
	hash     [32]byte
}

// setUpPrefix begins the secrets of first runs.
const setUpPrefix = "pf_"

// NewFirstRun makes a FirstRun and its secret; nil when there is a site. now is the clock.
func NewFirstRun(ctx context.Context, accounts chat.Accounts, now func() time.Time) (f *FirstRun, secret string, err error) {
	sites, err := accounts.Sites(ctx)
	if err != nil || len(sites) > 0 {
		return nil, "", err
	}
	f = &FirstRun{accounts: accounts, now: now}
	secret, f.hash = newSecret(setUpPrefix)
	return f, secret, nil
}

// Check refuses a secret that is not the process's, and every one when there is a site.
func (f *FirstRun) Check(ctx context.Context, secret string) error {
	hash, ok := hashWith(setUpPrefix, secret)
	if !ok || subtle.ConstantTimeCompare(hash[:], f.hash[:]) != 1 {
		return chat.Denied("the link is not the one that the server has printed since it was started last")
	}
	sites, err := f.accounts.Sites(ctx)
	if err != nil {
		return fmt.Errorf("look for sites: %w", err)
	}
	if len(sites) > 0 {
		return chat.Conflict("Parley is set up already")
	}
	return nil
}

// Create makes the first site, without an API key, and with a first campaign. KindInvalid for a bad e-mail or
// password; of two at once, one is a KindConflict.
func (f *FirstRun) Create(ctx context.Context, secret string, n NewSite) error {
	if err := f.Check(ctx, secret); err != nil {
		return err
	}
	agent, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make an id: %w", err)
	}
	n.Agent, n.WithoutKey, n.WithCampaign = agent, true, true
	_, err = CreateSite(ctx, f.accounts, n, f.now())
	return err
}
