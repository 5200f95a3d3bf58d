package chat_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
	"github.com/parleychat/parley/internal/filter"
)

// vast is a store that claims to find a number of chats.
type vast struct {
	*chattest.Store
	total int64
	asked chat.Query
}

func (v *vast) Search(_ context.Context, _ chat.SiteID, q chat.Query) (*chat.Page, error) {
	v.asked = q
	return &chat.Page{Total: v.total, Number: q.Page, Size: q.Size}, nil
}

func TestPagesThatAreTooFarOffNameTheCursor(t *testing.T) {
	t.Parallel()
	v := &vast{Store: chattest.NewStore(), total: 1_000_000}
	actor, _ := v.AddSite(t, 10000)
	s := chat.NewService(v, &chattest.Files{}, &chattest.Bus{}, time.Now)
	for _, c := range []struct {
		page, size, total int64
		refused           bool
	}{
		{1999, 50, 1_000_000, false},
		{2000, 50, 1_000_000, false},
		{2001, 50, 1_000_000, true},
		{200, 500, 1_000_000, false},
		{201, 500, 1_000_000, true},
		{2001, 50, 100_051, true},
		{2001, 50, 100_050, false},
		{1 << 40, 500, 1_000_000, false},
	} {
		v.total = c.total
		page, err := s.Search(t.Context(), actor, chat.Query{Page: c.page, Size: c.size})
		if c.refused {
			if chat.KindOf(err) != chat.KindInvalid || !strings.Contains(err.Error(), "cursor") {
				t.Errorf("page %d of %d: %v", c.page, c.size, err)
			}
			continue
		}
		if err != nil || page.Total != c.total || page.Number != c.page || page.Size != c.size {
			t.Errorf("page %d of %d: %+v, %v", c.page, c.size, page, err)
		}
		if v.asked.Offset() > chat.MaxOffset {
			t.Errorf("the store is asked to read over %d chats", v.asked.Offset())
		}
	}
	if _, err := s.Search(t.Context(), actor, chat.Query{Page: 1 << 40, After: &chat.Place{}}); err != nil || v.asked.Page != 0 {
		t.Errorf("with a place: %+v, %v", v.asked, err)
	}
}

func TestAPlaceOfAnotherOrderIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.Search(t.Context(), w.ada, chat.Query{After: &chat.Place{Key: filter.IntValue(1), ID: 1}})
	if chat.KindOf(err) != chat.KindInvalid {
		t.Error(err)
	}
}
