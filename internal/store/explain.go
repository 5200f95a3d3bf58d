package store

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strings"

	"github.com/parleychat/parley/internal/chat"
)

// literal is a value in a plan of PostgreSQL, which puts the arguments into it.
var literal = regexp.MustCompile(`'(?:[^']|'')*'`)

// explain adds to a plan how the database goes about a question. Values do not
// show.
func (s *Store) explain(ctx context.Context, c *conn, ask question, plan *chat.Plan) error {
	var lines []string
	err := c.query(ctx, func(rows *sql.Rows) error {
		columns, err := rows.Columns()
		if err != nil {
			return err
		}
		row := make([]any, len(columns))
		var line string
		for i := range row {
			row[i] = new(any)
		}
		row[len(row)-1] = &line // before it SQLite has numbers
		err = rows.Scan(row...)
		lines = append(lines, line)
		return err
	}, s.dialect.explain+ask.text, ask.args...)
	if err != nil {
		return fmt.Errorf("ask the database how it goes about a search: %w", err)
	}
	text := literal.ReplaceAllString(strings.Join(lines, "\n"), "'…'")
	plan.Database = append(plan.Database, strings.Split(text, "\n")...)
	return nil
}
