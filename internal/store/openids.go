package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

var openIDTarget = target{table: "open_id", columns: []string{"site", "issuer", "subject", "agent", "created"}}

const (
	sqlProviderByID  = `SELECT site, doc FROM identity_provider WHERE id = $1`
	sqlOpenIDAgent   = `SELECT agent FROM open_id WHERE site = $1 AND issuer = $2 AND subject = $3`
	sqlOpenIDSubject = `SELECT subject FROM open_id WHERE site = $1 AND agent = $2 AND issuer = $3`
	sqlOpenIDsOf     = `SELECT issuer, subject, created FROM open_id WHERE site = $1 AND agent = $2 ORDER BY created, issuer`
)

// ProviderByID implements chat.Store.
func (s *Store) ProviderByID(ctx context.Context, id chat.GUID) (site chat.SiteID, p *chat.IdentityProvider, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		return c.query(ctx, func(rows *sql.Rows) error {
			var doc sql.RawBytes
			if err := rows.Scan(&site, &doc); err != nil {
				return err
			}
			p, err = decode(s.codec, doc, describeIdentityProvider)
			return err
		}, sqlProviderByID, id[:])
	})
	switch {
	case err != nil:
		return 0, nil, fmt.Errorf("look up an identity provider: %w", err)
	case p == nil:
		return 0, nil, chat.NotFound("there is no such identity provider")
	default:
		return site, p, nil
	}
}

// OpenIDBindings implements chat.Store.
func (s *Store) OpenIDBindings(ctx context.Context, site chat.SiteID, agent chat.GUID) (all []chat.OpenIDBinding, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		all = nil
		return c.query(ctx, func(rows *sql.Rows) error {
			b := chat.OpenIDBinding{Agent: agent}
			var created int64
			err := rows.Scan(&b.Issuer, &b.Subject, &created)
			b.Created = filter.FromTicks(created)
			all = append(all, b)
			return err
		}, sqlOpenIDsOf, int64(site), agent[:])
	})
	if err != nil {
		return nil, fmt.Errorf("list whom providers know agent %s as: %w", agent, err)
	}
	return all, nil
}

// OpenIDAgent implements chat.Tx.
func (t *tx) OpenIDAgent(ctx context.Context, issuer, subject string) (agent chat.GUID, err error) {
	err = t.conn.query(ctx, func(rows *sql.Rows) error {
		var id sql.RawBytes
		err := rows.Scan(&id)
		copy(agent[:], id)
		return err
	}, sqlOpenIDAgent, int64(t.site), issuer, subject)
	if err != nil {
		return agent, fmt.Errorf("look up who is bound to a provider: %w", err)
	}
	return agent, nil
}

// OpenIDSubject implements chat.Tx.
func (t *tx) OpenIDSubject(ctx context.Context, issuer string, agent chat.GUID) (subject string, err error) {
	err = t.conn.query(ctx, func(rows *sql.Rows) error { return rows.Scan(&subject) }, sqlOpenIDSubject, int64(t.site), agent[:], issuer)
	if err != nil {
		return "", fmt.Errorf("look up whom a provider knows an agent as: %w", err)
	}
	return subject, nil
}

// BindOpenID implements chat.Tx.
func (t *tx) BindOpenID(ctx context.Context, b chat.OpenIDBinding) error {
	row := []any{int64(t.site), b.Issuer, b.Subject, b.Agent[:], filter.Ticks(b.Created)}
	if err := t.conn.insert(ctx, openIDTarget, [][]any{row}); err != nil {
		return fmt.Errorf("bind an agent to a provider: %w", t.store.asConflict(err, "this binding"))
	}
	return nil
}

// DropOpenIDs implements chat.Tx.
func (t *tx) DropOpenIDs(ctx context.Context, agent chat.GUID) error {
	return t.conn.deleteIn(ctx, t.site, openIDTarget.table, "agent", []any{agent[:]})
}
