package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/parleychat/parley/internal/chat"
)

// The statements over sets of rows come in a few sizes only, so that each is prepared
// once.

// target is what rows are inserted into.
type target struct {
	table   string
	columns []string
	also    string // the end of the statement, such as ON CONFLICT …
}

// insert adds rows, each with a value for every column.
func (c *conn) insert(ctx context.Context, to target, rows [][]any) error {
	return c.insertParts(ctx, to, powers, rows)
}

func (c *conn) insertParts(ctx context.Context, to target, part func(n, most int) int, rows [][]any) error {
	err := c.inParts(rows, len(to.columns), part, func(size int, args []any) error {
		return c.exec(ctx, to.insert(size), args...)
	})
	if err != nil {
		return fmt.Errorf("insert into %s: %w", to.table, err)
	}
	return nil
}

func (to target) insert(rows int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + to.table + " (" + strings.Join(to.columns, ", ") + ") VALUES ")
	for i := range rows {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("(" + numbers(1+i*len(to.columns), len(to.columns)) + ")")
	}
	return b.String() + to.also
}

// talk runs sqlTalk for rows as it lists them, and gives the chats that were found.
func (c *conn) talk(ctx context.Context, rows [][]any) (found foundChats, err error) {
	found = make(foundChats, len(rows))
	return found, c.inParts(rows, talkColumns, sixteens, func(size int, args []any) error {
		return c.query(ctx, found.scan, c.dialect.talkStatement(size), args...)
	})
}

// foundChats are chats that a statement has found.
type foundChats map[chatKey]bool

func (f foundChats) scan(r *sql.Rows) error {
	var site int64
	var guid sql.RawBytes
	err := r.Scan(&site, &guid)
	key := chatKey{site: chat.SiteID(site)}
	copy(key.guid[:], guid)
	f[key] = true
	return err
}

const talkColumns = 6

func (d *dialect) talkStatement(rows int) string {
	var b strings.Builder
	b.WriteString(d.ddl.Replace(sqlTalkList))
	for i := 1; i < rows; i++ {
		b.WriteString(", (" + numbers(1+i*talkColumns, talkColumns) + ")")
	}
	list := b.String() + ")"
	if d.lock != "" {
		list = fmt.Sprintf(sqlTalkFree, list)
	}
	return fmt.Sprintf(sqlTalk, list)
}

// sixteens are sizes of parts for what comes in all sizes and many times a second: few
// statements at a time matter more than few that are prepared.
func sixteens(n, most int) int {
	if n >= 16 && most >= 16 {
		return min(n, most) / 16 * 16
	}
	return min(n, most)
}

// powers are sizes of parts for all else.
func powers(n, most int) int {
	size := 1
	for size*2 <= min(n, most) {
		size *= 2
	}
	return size
}

// inParts runs a statement for rows, as many at a time as it may have arguments.
func (c *conn) inParts(rows [][]any, columns int, part func(n, most int) int, run func(size int, args []any) error) error {
	most := c.dialect.args / columns
	for len(rows) > 0 {
		size := part(len(rows), most)
		args := make([]any, 0, size*columns)
		for _, row := range rows[:size] {
			args = append(args, row...)
		}
		if err := run(size, args); err != nil {
			return err
		}
		rows = rows[size:]
	}
	return nil
}

// queryIn runs a statement with %s for a list of keys, of which there may be
// many; its first argument is the site.
func (c *conn) queryIn(ctx context.Context, each func(*sql.Rows) error, text string, site chat.SiteID, keys []any) error {
	for len(keys) > 0 {
		n := min(len(keys), c.dialect.args)
		padded := pad(keys[:n])
		args := slices.Concat(c.dialect.replan, []any{int64(site)}, padded)
		if err := c.lookUp(ctx, each, fmt.Sprintf(text, numbers(2, len(padded))), args...); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

// deleteIn deletes the rows of a site with one of the keys.
func (c *conn) deleteIn(ctx context.Context, site chat.SiteID, table, column string, keys []any) error {
	if err := c.execIn(ctx, "DELETE FROM "+table+" WHERE site = $1 AND "+column+" IN (%s)", site, keys); err != nil {
		return fmt.Errorf("delete from %s: %w", table, err)
	}
	return nil
}

// execIn is as queryIn, for a statement that answers nothing.
func (c *conn) execIn(ctx context.Context, text string, site chat.SiteID, keys []any) error {
	for len(keys) > 0 {
		n := min(len(keys), c.dialect.args)
		padded := pad(keys[:n])
		args := slices.Concat(c.dialect.replan, []any{int64(site)}, padded)
		if err := c.exec(ctx, fmt.Sprintf(text, numbers(2, len(padded))), args...); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

// pad repeats the last key until their number is a power of two.
func pad(keys []any) []any {
	size := 1
	for size < len(keys) {
		size *= 2
	}
	padded := make([]any, size)
	for i := range padded {
		padded[i] = keys[min(i, len(keys)-1)]
	}
	return padded
}

// numbers lists n placeholders from $first on.
func numbers(first, n int) string {
	b := make([]byte, 0, 6*n)
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '$')
		b = strconv.AppendInt(b, int64(first+i), 10)
	}
	return string(b)
}

// guidArg is the argument for a guid; the zero guid is NULL.
func guidArg(g chat.GUID) any {
	if g == (chat.GUID{}) {
		return nil
	}
	return g[:]
}
