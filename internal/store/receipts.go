package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

var receiptTarget = target{table: "receipt", columns: []string{"site", "id", "print", "time"}}

// PutReceipt implements chat.Tx. Of two that come at once, PostgreSQL lets the second
// insert wait for the first transaction's end, and refuse then, so that its whole
// transaction runs again and finds the receipt; SQLite has one writer.
func (t *tx) PutReceipt(ctx context.Context, r chat.Receipt) error {
	old := filter.Ticks(r.Time.Add(-chat.ReceiptLife))
	if err := t.conn.exec(ctx, sqlDropReceipt, int64(t.site), r.ID[:], old); err != nil {
		return fmt.Errorf("drop an old receipt: %w", err)
	}
	there, err := t.conn.has(ctx, sqlHasReceipt, int64(t.site), r.ID[:])
	if err != nil {
		return fmt.Errorf("look for a receipt: %w", err)
	}
	if there {
		return chat.ErrDone
	}
	return t.conn.insert(ctx, receiptTarget, [][]any{{int64(t.site), r.ID[:], r.Print[:], filter.Ticks(r.Time)}})
}

// Receipt implements chat.Receipts.
func (s *Store) Receipt(ctx context.Context, site chat.SiteID, id [32]byte) (chat.Receipt, error) {
	r, found := chat.Receipt{ID: id}, false
	err := s.read(ctx, func(ctx context.Context, c *conn) error {
		return c.query(ctx, func(rows *sql.Rows) error {
			found = true
			var mark, answer sql.RawBytes
			var ticks int64
			err := rows.Scan(&mark, &ticks, &answer)
			copy(r.Print[:], mark)
			r.Time, r.Answer = filter.FromTicks(ticks), slices.Clone([]byte(answer))
			return err
		}, sqlReceipt, int64(site), id[:])
	})
	switch {
	case err != nil:
		return chat.Receipt{}, fmt.Errorf("read a receipt: %w", err)
	case !found:
		return chat.Receipt{}, chat.NotFound("there is no such receipt")
	default:
		return r, nil
	}
}

// KeepAnswer implements chat.Receipts.
func (s *Store) KeepAnswer(ctx context.Context, site chat.SiteID, id [32]byte, answer []byte) error {
	return s.write(ctx, "keep an answer", func(ctx context.Context, c *conn) error {
		return c.exec(ctx, sqlKeepAnswer, answer, int64(site), id[:])
	})
}

// DropReceipts implements chat.Receipts.
func (s *Store) DropReceipts(ctx context.Context, before time.Time) error {
	return s.write(ctx, "drop old receipts", func(ctx context.Context, c *conn) error {
		return c.exec(ctx, sqlDropReceipts, filter.Ticks(before))
	})
}
