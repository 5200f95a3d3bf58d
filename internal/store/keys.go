package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

var keyTarget = target{table: "access_key", columns: []string{
	"hash", "kind", "site", "agent", "may", "created", "expires", "id", "client", "redirect", "challenge", "last_used",
}}

func keyRow(k chat.Key) []any {
	return []any{
		k.Hash[:], int64(k.Kind), int64(k.Site), k.Agent[:], int64(k.May), filter.Ticks(k.Created), filter.Ticks(k.Expires),
		guidArg(k.ID), guidArg(k.Client), k.Redirect, k.Challenge, useTicks(k.Used),
	}
}

// useTicks is when something was used last, 0 for never.
func useTicks(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return filter.Ticks(t)
}

func fromUseTicks(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return filter.FromTicks(n)
}

// AddKey implements chat.Accounts.
func (s *Store) AddKey(ctx context.Context, keys ...chat.Key) error {
	err := s.writes.transact(ctx, func(ctx context.Context, c *conn) error { return addKeys(ctx, c, keys) })
	if err != nil {
		return fmt.Errorf("add a key: %w", s.asConflict(err, "this key"))
	}
	return nil
}

func addKeys(ctx context.Context, c *conn, keys []chat.Key) error {
	rows := make([][]any, len(keys))
	for i, key := range keys {
		known, err := c.has(ctx, sqlHasAccount, int64(key.Site), key.Agent[:])
		if err != nil {
			return err
		}
		if !known {
			return chat.NotFound("site %d has no account of agent %s", key.Site, key.Agent)
		}
		if err := c.exec(ctx, sqlLockSignIn, int64(key.Site), key.ID[:]); err != nil {
			return fmt.Errorf("lock a sign-in: %w", err)
		}
		rows[i] = keyRow(key)
	}
	return c.insert(ctx, keyTarget, rows)
}

// KeyByHash implements chat.Accounts.
func (s *Store) KeyByHash(ctx context.Context, hash [32]byte) (key chat.Key, account chat.Account, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		key, account, err = keyByHash(ctx, c, hash)
		return err
	})
	if err != nil {
		return chat.Key{}, chat.Account{}, fmt.Errorf("look up a key: %w", err)
	}
	return key, account, nil
}

func keyByHash(ctx context.Context, c *conn, hash [32]byte) (chat.Key, chat.Account, error) {
	key := chat.Key{Hash: hash}
	var account chat.Account
	found := false
	err := c.query(ctx, func(rows *sql.Rows) error {
		found = true
		var created, expires, used int64
		var agent, id, client sql.RawBytes
		err := rows.Scan(&key.Kind, &key.Site, &agent, &key.May, &created, &expires, &id, &client, &used, &key.Redirect, &key.Challenge,
			&account.Email, &account.Password, &account.Role, &account.Suspended)
		copy(key.Agent[:], agent)
		copy(key.ID[:], id)
		copy(key.Client[:], client)
		key.Created, key.Expires, key.Used = filter.FromTicks(created), filter.FromTicks(expires), fromUseTicks(used)
		return err
	}, sqlKeyByHash, hash[:])
	if err != nil {
		return key, account, err
	}
	if !found {
		return key, account, chat.NotFound("there is no such key")
	}
	account.Site, account.Agent = key.Site, key.Agent
	err = c.query(ctx, func(rows *sql.Rows) error {
		var to sql.RawBytes
		err := rows.Scan(&to)
		var id chat.GUID
		copy(id[:], to)
		account.Departments = append(account.Departments, id)
		return err
	}, sqlDepartmentsOf, int64(key.Site), key.Agent[:])
	return key, account, err
}

// TakeKey implements chat.Accounts.
func (s *Store) TakeKey(ctx context.Context, hash [32]byte, now time.Time) (key chat.Key, account chat.Account, err error) {
	err = s.writes.transact(ctx, func(ctx context.Context, c *conn) error {
		if err := c.exec(ctx, sqlLockKey, hash[:]); err != nil {
			return err
		}
		if key, account, err = keyByHash(ctx, c, hash); err != nil {
			return err
		}
		return c.exec(ctx, sqlTakeKey, useTicks(now), hash[:])
	})
	if err != nil {
		return chat.Key{}, chat.Account{}, fmt.Errorf("exchange a key: %w", err)
	}
	return key, account, nil
}

// NoteUses implements chat.Accounts.
func (s *Store) NoteUses(ctx context.Context, uses map[[32]byte]time.Time) error {
	order := slices.SortedFunc(maps.Keys(uses), func(a, b [32]byte) int { return slices.Compare(a[:], b[:]) })
	return s.write(ctx, "note when keys were used", func(ctx context.Context, c *conn) error {
		for _, hash := range order {
			for _, text := range []string{sqlNoteUse, sqlUseSignIn} {
				if err := c.exec(ctx, text, useTicks(uses[hash]), hash[:]); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// DropKey implements chat.Accounts.
func (s *Store) DropKey(ctx context.Context, hash [32]byte) error {
	return s.write(ctx, "remove a key", func(ctx context.Context, c *conn) error { return c.exec(ctx, sqlDropKey, hash[:]) })
}

// DropTokens implements chat.Accounts.
func (s *Store) DropTokens(ctx context.Context, site chat.SiteID, id chat.GUID, deeds ...chat.AuditEntry) error {
	return s.write(ctx, "end a sign-in", func(ctx context.Context, c *conn) error {
		if err := dropSignIn(ctx, c, site, id); err != nil {
			return err
		}
		return s.appendAudit(ctx, c, site, deeds...)
	})
}

// DropExpired implements chat.Accounts.
func (s *Store) DropExpired(ctx context.Context, before time.Time) error {
	return s.write(ctx, "remove expired tokens", func(ctx context.Context, c *conn) error {
		if err := c.exec(ctx, sqlDropExpired, zeroTicks, filter.Ticks(before)); err != nil {
			return err
		}
		return c.exec(ctx, sqlForgetEnded)
	})
}

// write runs fn in a transaction, and says what was tried if it fails.
func (s *Store) write(ctx context.Context, what string, fn func(context.Context, *conn) error) error {
	if err := s.writes.transact(ctx, fn); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// ClientByID implements chat.Accounts.
func (s *Store) ClientByID(ctx context.Context, id chat.GUID) (site chat.SiteID, client *chat.OAuthClient, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		return c.query(ctx, func(rows *sql.Rows) error {
			var doc sql.RawBytes
			if err := rows.Scan(&site, &doc); err != nil {
				return err
			}
			client, err = decode(s.codec, doc, describeClient)
			return err
		}, sqlClientByID, id[:])
	})
	switch {
	case err != nil:
		return 0, nil, fmt.Errorf("look up an OAuth client: %w", err)
	case client == nil:
		return 0, nil, chat.NotFound("there is no such OAuth client")
	default:
		return site, client, nil
	}
}

// putAccount gives an agent that has a role an account that follows it. One that may
// not sign in loses all keys, and a new password ends what the old one began.
func (t *tx) putAccount(ctx context.Context, a *chat.Agent) error {
	if a.Role == 0 {
		return nil
	}
	account := chat.Account{Site: t.site, Agent: a.ID, Email: a.Email, Password: a.Password, Role: a.Role, Suspended: a.IsInactive}
	if a.Password == "" {
		err := t.conn.query(ctx, func(rows *sql.Rows) error { return rows.Scan(&account.Password) }, sqlAccount, int64(t.site), a.ID[:])
		if err != nil {
			return fmt.Errorf("read the account of an agent: %w", err)
		}
	}
	if err := t.conn.insert(ctx, accountTarget, [][]any{accountRow(account)}); err != nil {
		return t.store.asConflict(err, "an account with this e-mail")
	}
	if a.Password != "" || a.IsInactive {
		if err := t.EndSignIns(ctx, a.ID, chat.GUID{}); err != nil {
			return err
		}
	}
	if !a.IsInactive {
		return nil
	}
	if err := t.conn.exec(ctx, sqlForgetIssued, int64(t.site), a.ID[:]); err != nil {
		return fmt.Errorf("forget an agent's API keys: %w", err)
	}
	return t.conn.deleteIn(ctx, t.site, keyTarget.table, "agent", []any{a.ID[:]})
}

// fillKeys reads what access_key has of API keys.
func fillKeys(ctx context.Context, _ *Store, c *conn, site chat.SiteID, all []chat.Resource) error {
	keys, at := guidKeys(all)
	return c.queryIn(ctx, func(rows *sql.Rows) error {
		var id, agent, hash sql.RawBytes
		var created, expires, used int64
		var may chat.Permissions
		if err := rows.Scan(&id, &agent, &may, &created, &expires, &used, &hash); err != nil {
			return err
		}
		if k, ok := all[at[chat.GUID(id)]].(*chat.IssuedKey); ok {
			copy(k.AgentID[:], agent)
			copy(k.Hash[:], hash)
			k.May, k.Created, k.Expires, k.LastUsed = may, filter.FromTicks(created), filter.FromTicks(expires), fromUseTicks(used)
		}
		return nil
	}, sqlIssuedKeys, site, keys)
}

func putKey(ctx context.Context, t *tx, r chat.Resource) error {
	k, ok := r.(*chat.IssuedKey)
	if !ok {
		return chat.Invalid("a %T is no API key", r)
	}
	known, err := t.conn.has(ctx, sqlHasAccount, int64(t.site), k.AgentID[:])
	if err != nil {
		return err
	}
	if !known {
		return chat.Invalid("agentId: the agent %s has no account", k.AgentID)
	}
	there, err := t.conn.has(ctx, sqlHasKey, k.Hash[:])
	if err != nil {
		return err
	}
	if there {
		err := t.conn.exec(ctx, sqlChangeKey, k.AgentID[:], int64(k.May), filter.Ticks(k.Expires), int64(t.site), k.ID[:])
		if err != nil {
			return fmt.Errorf("change an API key: %w", err)
		}
		return nil
	}
	return t.conn.insert(ctx, keyTarget, [][]any{keyRow(chat.Key{
		Hash: k.Hash, Kind: chat.APIKey, Site: t.site, Agent: k.AgentID, May: k.May, Created: k.Created, Expires: k.Expires, ID: k.ID,
	})})
}

func dropKey(ctx context.Context, t *tx, id chat.GUID) error {
	if err := t.conn.exec(ctx, sqlDropIssued, int64(t.site), id[:]); err != nil {
		return fmt.Errorf("remove an API key: %w", err)
	}
	return nil
}

// dropTokensOfClient ends what was handed to a program.
func dropTokensOfClient(ctx context.Context, t *tx, id chat.GUID) error {
	if err := t.conn.exec(ctx, sqlDropOfClient, int64(t.site), id[:]); err != nil {
		return fmt.Errorf("end the tokens of an OAuth client: %w", err)
	}
	return nil
}
