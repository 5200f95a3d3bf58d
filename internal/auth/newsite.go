package auth

import (
	"cmp"
	"context"
	"fmt"
	"net/mail"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
)

// NewSite is what a site starts with.
type NewSite struct {
	Site     chat.SiteID
	Name     string
	Agent    chat.GUID // the first administrator's id
	Email    string
	Password string

	// DisplayName is what visitors know the administrator by; the e-mail if it is
	// empty.
	DisplayName string

	WithoutKey   bool // no API key is made
	WithCampaign bool // it begins with chat.FirstResources
}

// CreateSite stores a site with its first administrator and, unless it is to be without,
// an API key that may do everything, and returns the key, which cannot be seen again. KindConflict
// when the site exists; KindInvalid for a bad e-mail or password.
func CreateSite(ctx context.Context, accounts chat.Accounts, n NewSite, now time.Time) (apiKey string, err error) {
	if address, err := mail.ParseAddress(n.Email); err != nil || address.Address != n.Email {
		return "", chat.Invalid("%q is not an e-mail address", n.Email)
	}
	password, err := HashPassword(n.Password)
	if err != nil {
		return "", err
	}
	key := chat.IssuedKey{AgentID: n.Agent}
	if !n.WithoutKey {
		apiKey, key.Hash = NewSecret(chat.APIKey)
		key.ID, key.Name, key.May, key.Created, key.Prefix = uuid.New(), "First key", chat.AllPermissions, now, PrefixOf(apiKey)
	}
	var first []chat.Resource
	if n.WithCampaign {
		first = chat.FirstResources(n.Name, n.Agent, uuid.New)
	}
	err = accounts.CreateSite(ctx,
		chat.Site{ID: n.Site, Name: n.Name, Created: now, ShowsGuide: n.WithCampaign},
		chat.Agent{ID: n.Agent, DisplayName: cmp.Or(n.DisplayName, n.Email), Email: n.Email},
		chat.Account{Site: n.Site, Agent: n.Agent, Email: n.Email, Password: password, Role: chat.RoleAdmin},
		key, first...)
	if err != nil {
		return "", fmt.Errorf("create site %d: %w", n.Site, err)
	}
	return apiKey, nil
}
