package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// The statements on who is connected.
const (
	sqlSeenChats = `UPDATE live_chat SET seen_until = $1 WHERE site = $2 AND state <> 4 AND visitor = $3`
	sqlSeenSeats = `UPDATE live_seat SET seen_until = $1 WHERE site = $2 AND agent = $3`

	sqlDisconnect = `DELETE FROM live_connection WHERE site = $1 AND who = $2 AND node = $3`
	sqlElsewhere  = `SELECT MAX(n.alive_until) FROM live_connection c JOIN live_node n ON n.id = c.node WHERE c.site = $1 AND c.who = $2`

	sqlForgetConnections = `DELETE FROM live_connection WHERE node IN (SELECT id FROM live_node WHERE alive_until <= $1)`
)

var connectionTarget = target{table: "live_connection", columns: []string{"site", "who", "node"}, also: " ON CONFLICT DO NOTHING"}

// Seen implements chat.Connections.
func (s *Store) Seen(ctx context.Context, site chat.SiteID, who []chat.GUID, until time.Time) error {
	return s.write(ctx, "note who is connected", func(ctx context.Context, c *conn) error {
		for _, id := range who {
			if err := seen(ctx, c, site, id, filter.Ticks(until)); err != nil {
				return err
			}
		}
		return nil
	})
}

// seen also locks what it notes, until the commit.
func seen(ctx context.Context, c *conn, site chat.SiteID, who chat.GUID, until int64) error {
	for _, text := range []string{sqlSeenChats, sqlSeenSeats} {
		if err := c.exec(ctx, text, until, int64(site), who[:]); err != nil {
			return err
		}
	}
	return nil
}

// Connect implements chat.Connections. A transaction of Disconnect that has not seen the
// connection is over when this one notes the time, and one that is to come waits for it.
func (s *Store) Connect(ctx context.Context, site chat.SiteID, who, node chat.GUID, until time.Time) error {
	return s.write(ctx, "note a connection", func(ctx context.Context, c *conn) error {
		if err := seen(ctx, c, site, who, filter.Ticks(until)); err != nil {
			return err
		}
		return c.insert(ctx, connectionTarget, [][]any{{int64(site), who[:], node[:]}})
	})
}

// Disconnect implements chat.Connections.
func (s *Store) Disconnect(ctx context.Context, site chat.SiteID, who, node chat.GUID, at time.Time) error {
	return s.write(ctx, "note that a connection has ended", func(ctx context.Context, c *conn) error {
		if err := c.exec(ctx, sqlDisconnect, int64(site), who[:], node[:]); err != nil {
			return err
		}
		if err := seen(ctx, c, site, who, filter.Ticks(at)); err != nil {
			return err
		}
		elsewhere, err := elsewhereUntil(ctx, c, site, who)
		if err != nil || elsewhere <= filter.Ticks(at) {
			return err
		}
		return seen(ctx, c, site, who, elsewhere)
	})
}

// elsewhereUntil is until when the nodes that somebody is connected to are alive.
func elsewhereUntil(ctx context.Context, c *conn, site chat.SiteID, who chat.GUID) (until int64, err error) {
	err = c.query(ctx, func(rows *sql.Rows) error {
		var found sql.NullInt64
		err := rows.Scan(&found)
		until = found.Int64
		return err
	}, sqlElsewhere, int64(site), who[:])
	if err != nil {
		return 0, fmt.Errorf("look where else somebody is connected: %w", err)
	}
	return until, nil
}
