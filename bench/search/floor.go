package main

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// The question of a search page, as one would write it by hand for the tables of
// internal/store/migrations: the exact total, then the page with the documents
// and the sessions.
const (
	sqlTotal = `SELECT count(*) FROM chat WHERE site = 10000 AND given_up = 0 AND department = $1 AND requested >= $2 AND requested <= $3`
	sqlPage  = `SELECT c.id, d.doc, s.doc
FROM chat c
JOIN chat_doc d ON d.site = c.site AND d.chat = c.id
LEFT JOIN session s ON s.site = c.site AND s.id = c.session
WHERE c.site = 10000 AND c.given_up = 0 AND c.department = $1 AND c.requested >= $2 AND c.requested <= $3
ORDER BY c.requested DESC, c.id DESC LIMIT 50`
	sqlDocument = `SELECT doc FROM chat_doc WHERE site = 10000 AND chat = $1`
)

// window is what a search asks for: a department and a range of requested times.
type window struct {
	department chat.GUID
	from, to   time.Time
}

// floor answers by hand-written SQL on one connection, with prepared statements.
type floor struct {
	db                    *sql.DB
	total, page, document *sql.Stmt
	last                  found // what the last search answered
}

func openFloor(ctx context.Context, driver, dsn string) (*floor, error) {
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	f := &floor{db: db}
	for text, into := range map[string]**sql.Stmt{sqlTotal: &f.total, sqlPage: &f.page, sqlDocument: &f.document} {
		if *into, err = db.PrepareContext(ctx, text); err != nil { //nolint:sqlclosecheck // closed with the database
			return nil, fmt.Errorf("prepare: %w", err)
		}
	}
	return f, nil
}

// search reads the rows of a page.
func (f *floor) search(ctx context.Context, w window) error {
	args := []any{w.department[:], filter.Ticks(w.from), filter.Ticks(w.to)}
	f.last = found{}
	if err := f.total.QueryRowContext(ctx, args...).Scan(&f.last.Total); err != nil {
		return err
	}
	rows, err := f.page.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err tells
	for rows.Next() {
		var id int64
		var doc, session sql.RawBytes
		if err := rows.Scan(&id, &doc, &session); err != nil {
			return err
		}
		f.last.List = append(f.last.List, struct {
			ID int64 `json:"id"`
		}{id})
	}
	return rows.Err()
}

// read reads one document.
func (f *floor) read(ctx context.Context, id int64) error {
	var doc []byte
	return f.document.QueryRowContext(ctx, id).Scan(&doc)
}

func (f *floor) close() error { return f.db.Close() }
