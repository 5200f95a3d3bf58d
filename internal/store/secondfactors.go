package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

var factorTarget = target{table: "second_factor", columns: []string{"site", "agent", "secret", "confirmed", "step", "recovery"}}.orReplace("site", "agent")

const (
	sqlFactor     = `SELECT secret, confirmed, step, recovery FROM second_factor WHERE site = $1 AND agent = $2`
	sqlLockFactor = `UPDATE second_factor SET step = step WHERE site = $1 AND agent = $2`
	sqlUseStep    = `UPDATE second_factor SET step = $1 WHERE site = $2 AND agent = $3 AND step < $1 RETURNING step`
	sqlSetCodes   = `UPDATE second_factor SET recovery = $1 WHERE site = $2 AND agent = $3`
	sqlDropFactor = `DELETE FROM second_factor WHERE site = $1 AND agent = $2`

	sqlSite    = `SELECT c.name, c.created, c.second_factor, c.open_id, c.show_typed, c.show_guide FROM site c WHERE c.id = $1`
	sqlPutSite = `UPDATE site SET name = $1, second_factor = $2, open_id = $3, show_typed = $4, show_guide = $5 WHERE id = $6`
)

// SecondFactor implements chat.Accounts.
func (s *Store) SecondFactor(ctx context.Context, site chat.SiteID, agent chat.GUID) (f chat.SecondFactor, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		f, err = factorOf(ctx, c, site, agent)
		return err
	})
	if err != nil {
		return chat.SecondFactor{}, fmt.Errorf("read a second factor: %w", err)
	}
	return f, nil
}

func factorOf(ctx context.Context, c *conn, site chat.SiteID, agent chat.GUID) (chat.SecondFactor, error) {
	f, found := chat.SecondFactor{Site: site, Agent: agent}, false
	err := c.query(ctx, func(rows *sql.Rows) error {
		var secret, recovery sql.RawBytes
		var confirmed int64
		if err := rows.Scan(&secret, &confirmed, &f.Step, &recovery); err != nil {
			return err
		}
		found, f.Secret, f.Confirmed = true, bytes.Clone(secret), fromUseTicks(confirmed)
		for hash := range slices.Chunk(recovery, 32) {
			f.Recovery = append(f.Recovery, [32]byte(hash))
		}
		return nil
	}, sqlFactor, int64(site), agent[:])
	if err == nil && !found {
		err = chat.NotFound("the agent has no second factor")
	}
	return f, err
}

// PutSecondFactor implements chat.Accounts.
func (s *Store) PutSecondFactor(ctx context.Context, f chat.SecondFactor, deeds ...chat.AuditEntry) error {
	return s.write(ctx, "store a second factor", func(ctx context.Context, c *conn) error {
		known, err := c.has(ctx, sqlHasAccount, int64(f.Site), f.Agent[:])
		if err != nil {
			return err
		}
		if !known {
			return chat.NotFound("the agent has no account")
		}
		row := []any{int64(f.Site), f.Agent[:], f.Secret, useTicks(f.Confirmed), f.Step, joined(f.Recovery)}
		if err := c.insert(ctx, factorTarget, [][]any{row}); err != nil {
			return err
		}
		return s.appendAudit(ctx, c, f.Site, deeds...)
	})
}

func joined(hashes [][32]byte) []byte {
	all := make([]byte, 0, 32*len(hashes))
	for _, h := range hashes {
		all = append(all, h[:]...)
	}
	return all
}

// UseStep implements chat.Accounts.
func (s *Store) UseStep(ctx context.Context, site chat.SiteID, agent chat.GUID, step int64) (later bool, err error) {
	err = s.write(ctx, "note a code", func(ctx context.Context, c *conn) error {
		later, err = c.has(ctx, sqlUseStep, step, int64(site), agent[:])
		return err
	})
	return later, err
}

// UseRecovery implements chat.Accounts.
func (s *Store) UseRecovery(ctx context.Context, site chat.SiteID, agent chat.GUID, code [32]byte, deeds ...chat.AuditEntry) (was bool, err error) {
	err = s.write(ctx, "strike off a recovery code", func(ctx context.Context, c *conn) error {
		if err := c.exec(ctx, sqlLockFactor, int64(site), agent[:]); err != nil {
			return err
		}
		f, err := factorOf(ctx, c, site, agent)
		if err != nil {
			return err
		}
		if f, was = f.WithoutRecovery(code); !was {
			return nil
		}
		if err := c.exec(ctx, sqlSetCodes, joined(f.Recovery), int64(site), agent[:]); err != nil {
			return err
		}
		return s.appendAudit(ctx, c, site, deeds...)
	})
	return was, err
}

// DropSecondFactor implements chat.Accounts.
func (s *Store) DropSecondFactor(ctx context.Context, site chat.SiteID, agent chat.GUID, deeds ...chat.AuditEntry) error {
	return s.write(ctx, "remove a second factor", func(ctx context.Context, c *conn) error {
		if err := c.exec(ctx, sqlDropFactor, int64(site), agent[:]); err != nil {
			return err
		}
		return s.appendAudit(ctx, c, site, deeds...)
	})
}

// DropSecondFactor implements chat.Tx.
func (t *tx) DropSecondFactor(ctx context.Context, agent chat.GUID) error {
	if err := t.conn.exec(ctx, sqlDropFactor, int64(t.site), agent[:]); err != nil {
		return fmt.Errorf("remove a second factor: %w", err)
	}
	return nil
}

// Site implements chat.Store.
func (s *Store) Site(ctx context.Context, id chat.SiteID) (site chat.Site, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		site, err = siteOf(ctx, c, "", id)
		return err
	})
	if err != nil {
		return chat.Site{}, fmt.Errorf("read site %d: %w", id, err)
	}
	return site, nil
}

func siteOf(ctx context.Context, c *conn, lock string, id chat.SiteID) (chat.Site, error) {
	site, found := chat.Site{ID: id}, false
	err := c.query(ctx, func(rows *sql.Rows) error {
		found = true
		var created int64
		err := rows.Scan(&site.Name, &created, &site.NeedsSecondFactor, &site.NeedsOpenID, &site.ShowsTyped, &site.ShowsGuide)
		site.Created = filter.FromTicks(created)
		return err
	}, sqlSite+lock, int64(id))
	if err == nil && !found {
		err = chat.NotFound("there is no site %d", id)
	}
	return site, err
}

// Site implements chat.Tx.
func (t *tx) Site(ctx context.Context) (chat.Site, error) {
	site, err := siteOf(ctx, t.conn, t.store.dialect.lock, t.site)
	if err != nil {
		return chat.Site{}, fmt.Errorf("read the site: %w", err)
	}
	return site, nil
}

// PutSite implements chat.Tx.
func (t *tx) PutSite(ctx context.Context, s chat.Site) error {
	err := t.conn.exec(ctx, sqlPutSite, s.Name, boolArg(s.NeedsSecondFactor), boolArg(s.NeedsOpenID), boolArg(s.ShowsTyped), boolArg(s.ShowsGuide), int64(t.site))
	if err != nil {
		return fmt.Errorf("store the site: %w", err)
	}
	return nil
}
