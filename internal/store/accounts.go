package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

var (
	siteTarget    = target{table: "site", columns: []string{"id", "name", "created", "show_guide"}}
	accountTarget = target{table: "account", columns: []string{"site", "agent", "folded", "email", "password", "role", "suspended"}}.orReplace("site", "agent")
)

// CreateSite implements chat.Accounts.
func (s *Store) CreateSite(ctx context.Context, site chat.Site, agent chat.Agent, account chat.Account, key chat.IssuedKey, first ...chat.Resource) error {
	if account.Site != site.ID || account.Agent != agent.ID || key.AgentID != agent.ID {
		return chat.Invalid("the first account and key of site %d are not of its first agent", site.ID)
	}
	for _, text := range []string{site.Name, account.Email, account.Password} {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return chat.Invalid("the name of a site, an e-mail or a password hash is not plain text")
		}
	}
	related := &chat.Related{Agents: map[chat.GUID]*chat.Agent{agent.ID: &agent}}
	err := s.writes.transact(ctx, func(ctx context.Context, c *conn) error {
		known, err := c.has(ctx, sqlHasSite, int64(site.ID))
		if err != nil {
			return err
		}
		if known {
			return chat.Conflict("there is a site %d already", site.ID)
		}
		if err := c.insert(ctx, siteTarget, [][]any{{int64(site.ID), site.Name, filter.Ticks(site.Created), boolArg(site.ShowsGuide)}}); err != nil {
			return err
		}
		if err := c.insert(ctx, chainTarget, [][]any{{int64(site.ID), int64(1), []byte{}, int64(0), []byte{}}}); err != nil {
			return err
		}
		t := &tx{conn: c, store: s, site: site.ID}
		if err := t.Keep(ctx, related); err != nil {
			return err
		}
		if err := t.settle(ctx); err != nil {
			return err
		}
		if err := c.insert(ctx, accountTarget, [][]any{accountRow(account)}); err != nil {
			return err
		}
		if key.ID != (chat.GUID{}) {
			first = append(slices.Clone(first), &key)
		}
		for _, r := range first {
			if err := t.PutResource(ctx, r); err != nil {
				return err
			}
		}
		return t.Audit(ctx, site.Deed())
	})
	if err != nil {
		return fmt.Errorf("create site %d: %w", site.ID, s.asConflict(err, "this site or key"))
	}
	return nil
}

func accountRow(a chat.Account) []any {
	return []any{int64(a.Site), a.Agent[:], filter.Fold(a.Email), a.Email, a.Password, int64(a.Role), boolArg(a.Suspended)}
}

// asConflict tells the caller of a key that is there already.
func (s *Store) asConflict(err error, what string) error {
	if s.dialect.mishap(err) != duplicate {
		return err
	}
	return &chat.Error{Kind: chat.KindConflict, Message: what + " is there already", Cause: err}
}

// has reports whether a question has an answer.
func (c *conn) has(ctx context.Context, text string, args ...any) (yes bool, err error) {
	err = c.query(ctx, func(*sql.Rows) error {
		yes = true
		return nil
	}, text, args...)
	return yes, err
}

// Sites implements chat.Accounts.
func (s *Store) Sites(ctx context.Context) ([]chat.Site, error) {
	var sites []chat.Site
	err := s.read(ctx, func(ctx context.Context, c *conn) error {
		return c.query(ctx, func(rows *sql.Rows) error {
			var site chat.Site
			var created int64
			if err := rows.Scan(&site.ID, &site.Name, &created, &site.NeedsSecondFactor, &site.NeedsOpenID, &site.ShowsTyped, &site.ShowsGuide); err != nil {
				return err
			}
			site.Created = filter.FromTicks(created)
			sites = append(sites, site)
			return nil
		}, sqlSites)
	})
	if err != nil {
		return nil, fmt.Errorf("list the sites: %w", err)
	}
	return sites, nil
}

// AccountsByEmail implements chat.Accounts.
func (s *Store) AccountsByEmail(ctx context.Context, email string) ([]chat.Account, error) {
	accounts, err := s.accounts(ctx, sqlAccountsByEmail, filter.Fold(email))
	if err != nil {
		return nil, fmt.Errorf("find accounts by e-mail: %w", err)
	}
	return accounts, nil
}

// Account implements chat.Accounts.
func (s *Store) Account(ctx context.Context, site chat.SiteID, agent chat.GUID) (chat.Account, error) {
	found, err := s.accounts(ctx, sqlAccountOf, int64(site), agent[:])
	switch {
	case err != nil:
		return chat.Account{}, fmt.Errorf("read the account of agent %s: %w", agent, err)
	case len(found) == 0:
		return chat.Account{}, chat.NotFound("the agent has no account")
	default:
		return found[0], nil
	}
}

// accounts reads those that a statement finds.
func (s *Store) accounts(ctx context.Context, text string, args ...any) (accounts []chat.Account, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		accounts = nil
		return c.query(ctx, func(rows *sql.Rows) error {
			var a chat.Account
			var agent sql.RawBytes
			if err := rows.Scan(&a.Site, &agent, &a.Email, &a.Password, &a.Role, &a.Suspended, &a.NeedsSecondFactor, &a.NeedsOpenID); err != nil {
				return err
			}
			copy(a.Agent[:], agent)
			accounts = append(accounts, a)
			return nil
		}, text, args...)
	})
	return accounts, err
}
