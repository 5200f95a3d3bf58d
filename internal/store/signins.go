package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

var signInTarget = target{table: "sign_in", columns: []string{
	"site", "id", "agent", "method", "client", "address", "user_agent", "created", "last_used",
}}

// An agent has few sign-ins, and a site many keys: CROSS JOIN has SQLite begin with the
// former. Whoever adds to a sign-in and whoever ends it lock its row first, so that no token is
// left over that was added meanwhile.
const (
	sqlSignIns = `SELECT s.id, s.method, s.client, s.address, s.user_agent, s.created, s.last_used, MAX(k.expires)
FROM sign_in s CROSS JOIN access_key k
WHERE s.site = $1 AND s.agent = $2 AND k.site = s.site AND k.id = s.id AND k.expires > $3 AND (k.kind = 2 OR k.kind = 5 OR k.kind = 3 AND k.last_used = 0)
GROUP BY s.site, s.id, s.method, s.client, s.address, s.user_agent, s.created, s.last_used ORDER BY s.created DESC, s.id`

	sqlLockSignIn    = `UPDATE sign_in SET last_used = last_used WHERE site = $1 AND id = $2`
	sqlUseSignIn     = `UPDATE sign_in SET last_used = $1 WHERE last_used < $1 AND site = (SELECT site FROM access_key WHERE hash = $2) AND id = (SELECT id FROM access_key WHERE hash = $2)`
	sqlHasSignIn     = `SELECT 1 FROM sign_in WHERE site = $1 AND agent = $2 AND id = $3`
	sqlForgetSignIn  = `DELETE FROM sign_in WHERE site = $1 AND id = $2`
	sqlForgetSignIns = `DELETE FROM sign_in WHERE site = $1 AND agent = $2 AND id <> $3`
	sqlForgetEnded   = `DELETE FROM sign_in WHERE NOT EXISTS (SELECT 1 FROM access_key k WHERE k.site = sign_in.site AND k.id = sign_in.id)`
	sqlDropSignIns   = `DELETE FROM access_key WHERE site = $1 AND agent = $2 AND kind <> 1 AND (id IS NULL OR id <> $3)`
	sqlExtendKey     = `UPDATE access_key SET expires = $1 WHERE hash = $2`
	sqlSetPassword   = `UPDATE account SET password = $1 WHERE site = $2 AND agent = $3`
)

// AddSignIn implements chat.Accounts.
func (s *Store) AddSignIn(ctx context.Context, in chat.SignIn, keys ...chat.Key) error {
	row := []any{
		int64(in.Site), in.ID[:], in.Agent[:], int64(in.Method), guidArg(in.Client), in.Address, in.UserAgent,
		filter.Ticks(in.Created), filter.Ticks(in.LastUsed),
	}
	err := s.writes.transact(ctx, func(ctx context.Context, c *conn) error {
		if err := c.insert(ctx, signInTarget, [][]any{row}); err != nil {
			return err
		}
		if err := addKeys(ctx, c, keys); err != nil {
			return err
		}
		return s.appendAudit(ctx, c, in.Site, in.Deed())
	})
	if err != nil {
		return fmt.Errorf("add a sign-in: %w", s.asConflict(err, "this sign-in or key"))
	}
	return nil
}

// ExtendKey implements chat.Accounts.
func (s *Store) ExtendKey(ctx context.Context, hash [32]byte, until time.Time) error {
	return s.write(ctx, "extend a key", func(ctx context.Context, c *conn) error {
		return c.exec(ctx, sqlExtendKey, filter.Ticks(until), hash[:])
	})
}

// SignIns implements chat.Store.
func (s *Store) SignIns(ctx context.Context, site chat.SiteID, agent chat.GUID, now time.Time) (all []chat.SignIn, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		all = nil
		return c.query(ctx, func(rows *sql.Rows) error {
			in := chat.SignIn{Site: site, Agent: agent}
			var id, client sql.RawBytes
			var created, used, expires int64
			if err := rows.Scan(&id, &in.Method, &client, &in.Address, &in.UserAgent, &created, &used, &expires); err != nil {
				return err
			}
			copy(in.ID[:], id)
			copy(in.Client[:], client)
			in.Created, in.LastUsed, in.Expires = filter.FromTicks(created), filter.FromTicks(used), filter.FromTicks(expires)
			all = append(all, in)
			return nil
		}, sqlSignIns, int64(site), agent[:], filter.Ticks(now))
	})
	if err != nil {
		return nil, fmt.Errorf("list the sign-ins of agent %s: %w", agent, err)
	}
	return all, nil
}

// EndSignIn implements chat.Tx.
func (t *tx) EndSignIn(ctx context.Context, agent, id chat.GUID) (was bool, err error) {
	if was, err = t.conn.has(ctx, sqlHasSignIn, int64(t.site), agent[:], id[:]); err != nil || !was {
		return false, err
	}
	return true, dropSignIn(ctx, t.conn, t.site, id)
}

func dropSignIn(ctx context.Context, c *conn, site chat.SiteID, id chat.GUID) error {
	if err := c.exec(ctx, sqlForgetSignIn, int64(site), id[:]); err != nil {
		return fmt.Errorf("forget a sign-in: %w", err)
	}
	if err := c.exec(ctx, sqlDropTokens, int64(site), id[:]); err != nil {
		return fmt.Errorf("end a sign-in: %w", err)
	}
	return nil
}

// EndSignIns implements chat.Tx.
func (t *tx) EndSignIns(ctx context.Context, agent, but chat.GUID) error {
	if err := t.conn.exec(ctx, sqlForgetSignIns, int64(t.site), agent[:], but[:]); err != nil {
		return fmt.Errorf("forget the sign-ins of an agent: %w", err)
	}
	if err := t.conn.exec(ctx, sqlDropSignIns, int64(t.site), agent[:], but[:]); err != nil {
		return fmt.Errorf("end the sign-ins of an agent: %w", err)
	}
	return nil
}

// SetPassword implements chat.Tx.
func (t *tx) SetPassword(ctx context.Context, agent chat.GUID, hash string) error {
	known, err := t.conn.has(ctx, sqlHasAccount, int64(t.site), agent[:])
	if err != nil {
		return err
	}
	if !known {
		return chat.NotFound("the agent has no account")
	}
	if err := t.conn.exec(ctx, sqlSetPassword, hash, int64(t.site), agent[:]); err != nil {
		return fmt.Errorf("set a password: %w", err)
	}
	return nil
}
