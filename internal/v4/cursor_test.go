package v4

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

func TestCursorsComeBackAsTheyWent(t *testing.T) {
	t.Parallel()
	sortable := slices.DeleteFunc(slices.Clone(chat.Fields()), func(d chat.Declared) bool { return !d.Sortable })
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom(sortable).Draw(t, "field")
		q := chat.Query{Sort: chat.Sort{By: d.Name, Descending: rapid.Bool().Draw(t, "descending")}}
		want := chat.Place{Key: drawValue(t, d.Kind), ID: rapid.Int64().Draw(t, "id")}
		s, err := encodeCursor(7, q, want)
		if err != nil || url.QueryEscape(s) != s {
			t.Fatalf("%+v became %q, %v", want, s, err)
		}
		got, err := decodeCursor(7, q, s)
		if err != nil || *got != want {
			t.Fatalf("%+v became %q, then %+v, %v", want, s, got, err)
		}
	})
}

func drawValue(t *rapid.T, kind filter.Kind) filter.Value {
	switch kind {
	case filter.Text:
		return filter.TextValue(rapid.String().Draw(t, "text"))
	case filter.GUID:
		return filter.GUIDValue([16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "guid")))
	case filter.Number:
		return filter.NumberValue(rapid.Float64().Draw(t, "number"))
	case filter.Bool:
		return filter.BoolValue(rapid.Bool().Draw(t, "flag"))
	case filter.Time:
		return filter.TimeValue(time.Date(rapid.IntRange(1, 9999).Draw(t, "year"), 1, 1, 0, 0, 0, 100*rapid.IntRange(0, 9999999).Draw(t, "ticks"), time.UTC))
	default:
		return filter.IntValue(rapid.Int64().Draw(t, "integer"))
	}
}

func TestCursorsOfAnotherSearchAreRefused(t *testing.T) {
	t.Parallel()
	status := filter.Field{Name: "status", Kind: filter.Int}
	q := chat.Query{Sort: chat.NewestFirst, Where: filter.Is(status, filter.IntValue(0))}
	place := chat.Place{Key: filter.TimeValue(noon), ID: 12}
	good, err := encodeCursor(10000, q, place)
	if err != nil {
		t.Fatal(err)
	}
	refused := func(what string, site chat.SiteID, q chat.Query, s string) {
		if got, err := decodeCursor(site, q, s); chat.KindOf(err) != chat.KindInvalid || !strings.HasPrefix(fmt.Sprint(err), "cursor: ") {
			t.Errorf("%s: %+v, %v", what, got, err)
		}
	}
	refused("another site", 10001, q, good)
	for what, change := range map[string]func(*chat.Query){
		"the other search":   func(q *chat.Query) { q.GivenUp = true },
		"another condition":  func(q *chat.Query) { q.Where = filter.Is(status, filter.IntValue(1)) },
		"no condition":       func(q *chat.Query) { q.Where = nil },
		"another order":      func(q *chat.Query) { q.Sort.By = "startTime" },
		"the opposite order": func(q *chat.Query) { q.Sort.Descending = false },
	} {
		other := q
		change(&other)
		refused(what, 10000, other, good)
	}
	for i := range good {
		if i > 0 { // an empty one is the beginning
			refused("cut", 10000, q, good[:i])
		}
		b := []byte(good)
		b[i] = map[bool]byte{true: 'B', false: 'A'}[b[i] == 'A']
		if got, err := decodeCursor(10000, q, string(b)); i > 0 && err == nil && *got == place {
			t.Errorf("%s is as good as %s", b, good)
		}
	}
	for _, s := range []string{"x", "=", good + "=", good + "\n", " " + good, good + "A", strings.Repeat("A", 70_000), "null"} {
		refused(clip(s), 10000, q, s)
	}
	raw, err := base64.RawURLEncoding.DecodeString(good)
	if err != nil {
		t.Fatal(err)
	}
	raw[0]++
	refused("another version", 10000, q, base64.RawURLEncoding.EncodeToString(raw))
	nan := chat.Query{Sort: chat.Sort{By: "avgResponseTime"}}
	s, err := encodeCursor(1, nan, chat.Place{Key: filter.NumberValue(math.NaN()), ID: 1})
	if err != nil {
		t.Fatal(err)
	}
	refused("no number", 1, nan, s)
}

func TestATextTooLongForACursorIsSaidSo(t *testing.T) {
	t.Parallel()
	q := chat.Query{Sort: chat.Sort{By: "preChatName"}}
	key := func(n int) chat.Place { return chat.Place{Key: filter.TextValue(strings.Repeat("x", n)), ID: 1} }
	if s, err := encodeCursor(1, q, key(maxCursorKey)); err != nil || len(s) > searchBody/2 {
		t.Errorf("%d bytes, %v", len(s), err)
	}
	if _, err := encodeCursor(1, q, key(maxCursorKey+1)); chat.KindOf(err) != chat.KindInvalid || !strings.Contains(err.Error(), "preChatName") {
		t.Error(err)
	}
}

// pageSeen is what matters of a search's answer.
type pageSeen struct {
	Total      int
	List       []struct{ ID int64 }
	PageIndex  int
	NextCursor string
}

func (w *world) search(t *testing.T, target, body string) (answer pageSeen) {
	t.Helper()
	rec := w.ask("POST", target, body)
	if rec.Code != 200 {
		t.Fatalf("%s %s: %d %s", target, body, rec.Code, rec.Body)
	}
	mustUnmarshal(t, rec.Body.Bytes(), &answer)
	return answer
}

func TestPagesByCursorJoined(t *testing.T) {
	t.Parallel()
	w := withChats(t)
	const may = `"filters": [{"name": "requestedTime", "operator": "is", "value": ["2023-05-01", "2023-05-31"]}]`
	for _, target := range []string{
		"/livechat/chats:search?pageSize=10", "/livechat/chats:search?pageSize=10&sortBy=preChatName", "/livechat/chats:search?pageSize=10&pageIndex=1&sortBy=departmentId&sortOrder=desc",
	} {
		want := w.search(t, strings.Replace(target, "pageSize=10", "pageSize=500", 1), "{"+may+"}")
		var got []struct{ ID int64 }
		cursor, pages := "", 0
		for ; pages == 0 || cursor != ""; pages++ {
			body, err := json.Marshal(cursor)
			if err != nil {
				t.Fatal(err)
			}
			page := w.search(t, target, `{"cursor": `+string(body)+`, `+may+"}")
			if page.Total != 25 || page.PageIndex != 0 {
				t.Errorf("%s: %+v", target, page)
			}
			got, cursor = append(got, page.List...), page.NextCursor
		}
		if pages != 3 || !slices.Equal(got, want.List) {
			t.Errorf("%s: %d pages of %v, want %v", target, pages, got, want.List)
		}
	}
	first := w.search(t, "/livechat/chats:search?pageSize=10&cursor=", "{"+may+"}")
	second := w.search(t, "/livechat/chats:search?pageSize=10&CURSOR="+first.NextCursor, "{"+may+"}")
	if len(second.List) != 10 || second.List[0] == first.List[0] {
		t.Errorf("as a parameter: %+v", second)
	}
	faulty(t, w.ask("POST", "/livechat/chats:search?cursor="+first.NextCursor, "{}"), 400, "cursor: ")
	faulty(t, w.ask("POST", "/livechat/chats:search?cursor=", `{"cursor": ""}`), 400, "cursor: ")
	faulty(t, w.ask("POST", "/livechat/chats:search?pageIndex=2&cursor=", ""), 400, "pageIndex: ")
}
