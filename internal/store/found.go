package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync"

	"github.com/parleychat/parley/internal/chat"
)

// found is one row of a page. Its document is read on another goroutine while the
// database looks for the next rows: reading them is a third of the work.
type found struct {
	doc []byte
	*record
	err error
}

// atOnce is how many rows one goroutine reads.
const atOnce = 10

// finds gathers the rows of a page.
type finds struct {
	codec    *codec
	sessions bool // wanted
	rows     []*found
	started  int // of the rows, those that are being read
	reading  sync.WaitGroup
	total    int64
	bytes    int64 // of the chats' documents
	most     int64 // rows that are kept
	more     bool  // there are more than that
}

func (f *finds) scan(rows *sql.Rows) error {
	var doc sql.RawBytes
	if err := rows.Scan(&f.total, &doc); err != nil {
		return err
	}
	if f.more = int64(len(f.rows)) == f.most; f.more {
		return nil
	}
	f.bytes += int64(len(doc))
	f.rows = append(f.rows, &found{doc: bytes.Clone(doc)})
	if batch := f.rows[f.started:]; len(batch) == atOnce {
		f.started = len(f.rows)
		f.reading.Go(func() { f.read(batch) })
	}
	return nil
}

func (f *finds) read(batch []*found) {
	for _, row := range batch {
		row.record, row.err = decode(f.codec, row.doc, describeRecord)
	}
}

// end waits for all rows to be read, and puts them on the page.
func (f *finds) end(page *chat.Page) error {
	f.read(f.rows[f.started:])
	f.reading.Wait()
	page.Total = f.total
	if page.Plan != nil {
		page.Plan.Documents, page.Plan.Bytes = int64(len(f.rows)), f.bytes
	}
	for _, row := range f.rows {
		if row.err != nil {
			return row.err
		}
		page.Chats = append(page.Chats, &row.Chat)
		if f.sessions {
			row.tell(&page.Related)
		}
	}
	return nil
}

// Chats implements chat.Store.
func (s *Store) Chats(ctx context.Context, site chat.SiteID, ids []int64, include chat.Include) ([]*chat.Chat, *chat.Related, error) {
	keys, order := make([]any, len(ids)), make(map[int64]int, len(ids))
	for i, id := range ids {
		keys[i], order[id] = id, i
	}
	var page chat.Page
	err := s.read(ctx, func(ctx context.Context, c *conn) error {
		rows := finds{codec: s.codec, most: int64(len(ids)), sessions: include.Has(chat.IncludeSession)}
		err := c.queryIn(ctx, rows.scan, sqlDocumentsByID, site, keys)
		if endErr := rows.end(&page); err == nil {
			err = endErr
		}
		if err != nil {
			return err
		}
		slices.SortFunc(page.Chats, func(a, b *chat.Chat) int { return order[a.ID] - order[b.ID] })
		return s.relate(ctx, c, site, include, page.Chats, &page.Related)
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read chats of site %d by id: %w", site, err)
	}
	return page.Chats, &page.Related, nil
}
