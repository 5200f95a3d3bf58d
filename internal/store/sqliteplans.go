package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// SQLite supposes that ten rows have the same site where it knows no better, as with any
// column that an index begins with. It then reads all rows of a site rather than going
// to another index for each of a few chats, which for a million chats takes a second.
// So it is told what sites are like in the tables where it would choose so: as many rows
// as there are in all, with few about each chat, visitor or ticket. Counting them
// (ANALYZE) would say the same, take minutes, and be wrong again for the next site.
var siteStatistics = []struct{ table, index, rows string }{
	{"event", "event", "1000000 1000000 1"},
	{"event", "event_by_chat", "1000000 1000000 2"},
	{"ticket_message", "sqlite_autoindex_ticket_message_1", "1000000 1000000 10 1"},
	{"ticket_message", "ticket_message_by_chat", "1000000 1000000 2"},
	{"live_caller", "live_caller", "1000000 1000000 1"},
	{"live_caller", "live_caller_by_visitor", "1000000 1000000 2"},
	{"mail", "sqlite_autoindex_mail_1", "100000 100000 1"},
	{"mail", "mail_by_chat", "100000 100000 2"},
	{"mail", "mail_by_address", "100000 100000 2 1"},
	{"delivery", "sqlite_autoindex_delivery_1", "100000 100000 1"},
	{"delivery", "delivery_by_due", "10000 10000 1000 10"},
	{"delivery", "delivery_by_webhook", "100000 100000 10000 10 1"},
	{"delivery", "delivery_by_subject", "100000 100000 4"},
	{"sign_in", "sign_in", "10000 10000 1"},
	{"sign_in", "sign_in_by_agent", "10000 10000 10"},
	{"open_id", "open_id", "10000 10000 2000 1"},
	{"open_id", "open_id_by_agent", "10000 10000 2 1"},
	{"access_key", "access_key_by_id", "100000 100000 10"},
	{"access_key", "access_key_by_agent", "100000 100000 100"},
	{"access_key", "access_key_by_client", "100000 100000 1000"},
	{"audit_entry", "audit_entry", "100000 100000 1"},
	{"audit_entry", "audit_entry_by_agent", "100000 100000 1000 1"},
	{"audit_entry", "audit_entry_by_target", "100000 100000 10 1"},
}

// describeSites tells the planner of a database's connections that are opened from now
// on, and of this one, what sites are like.
func describeSites(ctx context.Context, db *sql.DB) (err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin to describe sites to the planner: %w", err)
	}
	defer func() {
		if e := tx.Rollback(); !errors.Is(e, sql.ErrTxDone) {
			err = errors.Join(err, e)
		}
	}()
	// The table of statistics is there once a table has been counted: a small one.
	if _, err := tx.ExecContext(ctx, "ANALYZE goose_db_version"); err != nil {
		return fmt.Errorf("make the planner's table: %w", err)
	}
	for _, s := range siteStatistics {
		if _, err := tx.ExecContext(ctx, "DELETE FROM sqlite_stat1 WHERE tbl = $1 AND idx = $2", s.table, s.index); err != nil {
			return fmt.Errorf("describe %s to the planner: %w", s.index, err)
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)", s.table, s.index, s.rows); err != nil {
			return fmt.Errorf("describe %s to the planner: %w", s.index, err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("describe sites to the planner: %w", err)
	}
	if _, err := db.ExecContext(ctx, "ANALYZE sqlite_schema"); err != nil {
		return fmt.Errorf("have the planner read what sites are like: %w", err)
	}
	return nil
}
