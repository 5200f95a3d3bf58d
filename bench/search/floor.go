package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"
)

// statement is a question as one would write it by hand for the tables of
// internal/store/migrations: the exact total, then the page with the documents,
// which have the sessions. {{match}} stands for the full-text condition.
type statement struct {
	total, page         string
	totalArgs, pageArgs []any
}

// searchSQL writes the statement of a search. Words are looked up in an index of
// the floor's own (words.go), which is in the order of time.
func searchSQL(ticks []any, page int, conditions []condition) statement {
	var args []any
	arg := func(a any) int {
		args = append(args, a)
		return len(args)
	}
	var words []string
	where := ""
	for _, c := range conditions {
		if c.word != "" {
			words = append(words, c.word)
			continue
		}
		where += " AND " + fmt.Sprintf(c.where, arg(c.arg))
	}
	if len(words) > 0 {
		return wordsSQL(ticks, words)
	}
	if ticks != nil {
		where += fmt.Sprintf(" AND c.requested >= $%d AND c.requested <= $%d", arg(ticks[0]), arg(ticks[1]))
	}
	where = "WHERE c.site = 10000 AND c.given_up = 0" + where
	return statement{
		total: "SELECT count(*) FROM chat c " + where, totalArgs: args, pageArgs: args,
		page: fmt.Sprintf(`SELECT c.id, d.doc
FROM (SELECT c.id, c.requested FROM chat c %s ORDER BY c.requested DESC, c.id DESC LIMIT 50 OFFSET %d) c
JOIN chat_doc d ON d.site = 10000 AND d.chat = c.id
ORDER BY c.requested DESC, c.id DESC`, where, 50*(page-1)),
	}
}

// wordsSQL finds by the full-text index. The made-up chats have ids in the order
// in which they were requested, so that a range of time is one of ids.
func wordsSQL(ticks []any, words []string) statement {
	from := "FROM floor.words WHERE {{match}}"
	args := []any{words}
	if ticks != nil {
		from += " AND {{id}} >= (SELECT id FROM chat WHERE site = 10000 AND given_up = 0 AND requested >= $2 ORDER BY requested, id LIMIT 1)" +
			" AND {{id}} <= (SELECT id FROM chat WHERE site = 10000 AND given_up = 0 AND requested <= $3 ORDER BY requested DESC, id DESC LIMIT 1)"
		args = append(args, ticks...)
	}
	return statement{
		total: "SELECT count(*) " + from, totalArgs: args, pageArgs: args,
		page: `SELECT f.id, d.doc
FROM (SELECT {{id}} AS id ` + from + ` ORDER BY {{id}} DESC LIMIT 50) f
JOIN chat_doc d ON d.site = 10000 AND d.chat = f.id
ORDER BY f.id DESC`,
	}
}

// floor answers by hand-written SQL on one connection, with prepared statements.
type floor struct {
	db         *sql.DB
	dialect    dialect
	statements map[string]*sql.Stmt
	last       found // what the last question answered
}

// dialect is what differs between the full-text searches of the databases.
type dialect struct {
	match, id string
	query     func(words []string) string // the argument of match
}

func openFloor(ctx context.Context, p prepared, d dialect) (*floor, error) {
	db, err := sql.Open(p.words.driver, p.dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if p.words.attach != "" {
		if _, err := db.ExecContext(ctx, p.words.attach); err != nil {
			return nil, errors.Join(fmt.Errorf("attach the index of words: %w", err), db.Close())
		}
	}
	return &floor{db: db, dialect: d, statements: map[string]*sql.Stmt{}}, nil
}

// prepare gives the statement of a text, and its arguments as the database takes
// them.
func (f *floor) prepare(ctx context.Context, text string, args []any) (*sql.Stmt, []any, error) {
	if len(args) > 0 {
		if words, ok := args[0].([]string); ok {
			args = append([]any{f.dialect.query(words)}, args[1:]...)
		}
	}
	if stmt := f.statements[text]; stmt != nil {
		return stmt, args, nil
	}
	stmt, err := f.db.PrepareContext(ctx, strings.NewReplacer("{{match}}", f.dialect.match, "{{id}}", f.dialect.id).Replace(text))
	if err != nil {
		return nil, nil, fmt.Errorf("prepare %s: %w", text, err)
	}
	f.statements[text] = stmt
	return stmt, args, nil
}

// ask reads the total and the rows of a page.
func (f *floor) ask(ctx context.Context, s statement) error {
	f.last = found{}
	if s.total != "" {
		stmt, args, err := f.prepare(ctx, s.total, s.totalArgs) //nolint:sqlclosecheck // closed with the database
		if err != nil {
			return err
		}
		if err := stmt.QueryRowContext(ctx, args...).Scan(&f.last.Total); err != nil {
			return fmt.Errorf("count: %w", err)
		}
	}
	stmt, args, err := f.prepare(ctx, s.page, s.pageArgs) //nolint:sqlclosecheck // closed with the database
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return fmt.Errorf("read the page: %w", err)
	}
	defer rows.Close() //nolint:errcheck // Err tells
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	var id int64
	var doc sql.RawBytes
	into := []any{&id, &doc}[:len(columns)]
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		f.last.List = append(f.last.List, listed{id})
	}
	return rows.Err()
}

// plan asks the database how it goes about a statement.
func (f *floor) plan(ctx context.Context, explain, text string, args []any) (lines []string, err error) {
	stmt, args, err := f.prepare(ctx, explain+text, args) //nolint:sqlclosecheck // closed with the database
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return nil, fmt.Errorf("explain: %w", err)
	}
	defer rows.Close() //nolint:errcheck // Err tells
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	row := make([]any, len(columns))
	for i := range row {
		row[i] = new(any)
	}
	for rows.Next() {
		if err := rows.Scan(row...); err != nil {
			return nil, err
		}
		if last, ok := row[len(row)-1].(*any); ok {
			lines = append(lines, fmt.Sprint(*last))
		}
	}
	return lines, rows.Err()
}

func (f *floor) close() error { return f.db.Close() }
