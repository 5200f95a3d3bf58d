package store

import (
	"context"
	"fmt"
	"testing"
	"time"
	"database/sql"

	"github.com/google/uuid"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

func TestSmoke(t *testing.T) {
	s, err := Open(context.Background(), "sqlite:"+t.TempDir()+"/x y.db", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx := context.Background()
	ag := uuid.New()
	err = s.CreateSite(ctx, chat.Site{ID: 1, Name: "x", Created: time.Now()}, chat.Agent{ID: ag}, chat.Account{Site: 1, Agent: ag, Email: "A@b.c"}, chat.Key{Site: 1, Agent: ag})
	if err != nil {
		t.Fatal(err)
	}
	dep := uuid.New()
	err = s.Update(ctx, 1, func(ctx context.Context, tx chat.Tx) error {
		var ch []chat.Change
		for i := range 3000 {
			ch = append(ch, chat.Change{Kind: chat.ChatStored, Time: time.Now(), Chat: &chat.Chat{GUID: uuid.New(), DepartmentID: dep, RequestedTime: time.Unix(int64(i), 0)}})
		}
		return tx.Apply(ctx, ch)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []chat.Query{
		{Size: 50},
		{Size: 50, Sort: chat.NewestFirst},
		{Size: 50, Sort: chat.NewestFirst, Page: 100},
		{Size: 50, Sort: chat.Sort{By: "id", Descending: true}},
		{Size: 50, Sort: chat.NewestFirst, Where: filter.And{filter.Is(filter.Field{Name: "departmentId", Kind: filter.GUID}, filter.GUIDValue(dep)), filter.Range{Field: chat.FieldRequestedTime, Min: &filter.Bound{Value: filter.TimeValue(time.Unix(1000, 0))}}}},
	} {
		p, err := s.Search(ctx, 1, q)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(p.Total, len(p.Chats))
		sq, _ := s.search(1, q); text, args := sq.page, sq.args
		s.read(ctx, func(ctx context.Context, c *conn) error {
			return c.query(ctx, func(r *sql.Rows) error {
				var a, b, d int
				var e string
				r.Scan(&a, &b, &d, &e)
				fmt.Println("  ", a, b, e)
				return nil
			}, "EXPLAIN QUERY PLAN "+text, args...)
		})
	}
}
