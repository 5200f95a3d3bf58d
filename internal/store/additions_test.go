package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
	"github.com/parleychat/parley/internal/store/storetest"
)

// follow puts the pages together that follow one another by their places, and holds
// the facets of each against the definition.
func (o *oracle) follow(ctx context.Context, s *Store, q chat.Query, want []*chat.Chat) error {
	var got []int64
	for q.After = (&chat.Place{}); q.After != nil; {
		page, err := s.Search(ctx, o.site, q)
		if err != nil {
			return fmt.Errorf("after %v: %w", *q.After, err)
		}
		if page.Total != int64(len(want)) || page.Next != nil && int64(len(page.Chats)) != q.Size {
			return fmt.Errorf("after %v: %d chats of %d, want %d; next %v", *q.After, len(page.Chats), page.Total, len(want), page.Next)
		}
		if err := o.checkFacets(page.Facets, q.Facets, want); err != nil {
			return err
		}
		got, q.After = append(got, idsOf(page.Chats)...), page.Next
	}
	if !slices.Equal(got, idsOf(want)) {
		return fmt.Errorf("page by page %v, want %v", got, idsOf(want))
	}
	return nil
}

// checkFacets counts anew, in the plainest way.
func (o *oracle) checkFacets(got []chat.Facet, fields []filter.Field, found []*chat.Chat) error {
	if len(got) != len(fields) {
		return fmt.Errorf("%d facets, want %d", len(got), len(fields))
	}
	for i, f := range fields {
		counts := map[filter.Value]int64{}
		for _, c := range found {
			has := map[filter.Value]bool{}
			for _, v := range (chat.Record{Chat: c, Related: o.related}).Values(f) {
				has[v] = true
			}
			if len(has) == 0 {
				has[chat.NoValue(f)] = true
			}
			for v := range has {
				counts[v]++
			}
		}
		listed := map[filter.Value]int64{}
		for _, v := range got[i].Values {
			listed[v.Value] = v.Chats
		}
		if got[i].Field != f || fmt.Sprint(listed) != fmt.Sprint(counts) || got[i].Others != 0 || !slices.IsSortedFunc(got[i].Values, byCount) {
			return fmt.Errorf("the facet of %s is %+v, want %v", f.Name, got[i], counts)
		}
	}
	return nil
}

func byCount(a, b chat.FacetValue) int {
	return cmp.Or(cmp.Compare(b.Chats, a.Chats), strings.Compare(fmt.Sprint(!a.Value.Absent()), fmt.Sprint(!b.Value.Absent())), a.Value.Compare(b.Value))
}

func TestFacetsListTheMostFrequentAndCountTheOthers(t *testing.T) {
	t.Parallel()
	bothDatabases(t, func(t *testing.T, address string) {
		s := openTest(t, address)
		createSite(t, s, 1)
		var chats []*chat.Chat
		for i := range 3 * chat.MaxFacetValues {
			n := i % (2 * chat.MaxFacetValues) // the first half occurs twice
			chats = append(chats, &chat.Chat{GUID: chat.GUID{1, byte(i >> 8), byte(i)}, DepartmentID: chat.GUID{byte(n >> 8), byte(n)}})
		}
		storeChats(t, s, 1, chats...)
		department := filter.Field{Name: "departmentId", Kind: filter.GUID}
		page, err := s.Search(t.Context(), 1, chat.Query{Size: 10, Facets: []filter.Field{department}})
		if err != nil {
			t.Fatal(err)
		}
		f := page.Facets[0]
		if len(f.Values) != chat.MaxFacetValues || f.Others != chat.MaxFacetValues || !slices.IsSortedFunc(f.Values, byCount) {
			t.Errorf("%d values and %d others", len(f.Values), f.Others)
		}
		if first, last := f.Values[0], f.Values[len(f.Values)-1]; !first.Value.Absent() || first.Chats != 2 || last.Chats != 2 {
			t.Errorf("from %+v to %+v", first, last)
		}
	})
}

func TestOnlyFieldsOfFewValuesAreCounted(t *testing.T) {
	t.Parallel()
	s := openTest(t, sqliteAddress(t))
	for _, d := range chat.Fields() {
		_, err := s.Search(t.Context(), 1, chat.Query{Size: 10, Facets: []filter.Field{d.Field}})
		if d.Counted != (err == nil) || err != nil && chat.KindOf(err) != chat.KindInvalid {
			t.Errorf("%s: %v", d.Name, err)
		}
	}
	if _, err := s.Search(t.Context(), 1, chat.Query{Size: 10, Facets: []filter.Field{{Name: "site; --"}}}); chat.KindOf(err) != chat.KindInvalid {
		t.Error(err)
	}
}

func TestAPlanTellsHowItWasDoneAndNoValues(t *testing.T) {
	t.Parallel()
	const canary = "can'ary\n\\"
	words, err := filter.ParseWords("canary")
	if err != nil {
		t.Fatal(err)
	}
	name := filter.Field{Name: "preChatName", Kind: filter.Text}
	has := filter.Contains{Field: name, Parts: []filter.Value{filter.TextValue(canary)}}
	bothDatabases(t, func(t *testing.T, address string) {
		s := openTest(t, address)
		createSite(t, s, 1)
		storeChats(t, s, 1, &chat.Chat{GUID: chat.GUID{1}, PreChat: chat.PreChat{Name: "a " + canary + " b"}})
		for by, where := range map[string]filter.Expr{
			chat.BySQL:       has,
			chat.ByDocuments: filter.And{has, filter.HasWords{Field: chat.FieldKeywords, Query: words}},
		} {
			page, err := s.Search(t.Context(), 1, chat.Query{Size: 10, Where: where, Explain: true, After: &chat.Place{}, Facets: []filter.Field{{Name: "status", Kind: filter.Int}}})
			if err != nil {
				t.Fatal(err)
			}
			plan := page.Plan
			if plan == nil || plan.By != by || plan.Documents != 1 || plan.Bytes < 20 || plan.Conditions != filter.Show(where) || len(plan.Steps) < 3 {
				t.Errorf("%s: %+v", by, plan)
			}
			if lines := strings.Join(plan.Database, "\n"); strings.Contains(lines, "ary") || !strings.Contains(lines, "chat") {
				t.Errorf("%s:\n%s", by, lines)
			}
			if (plan.Candidates == 1) != (by == chat.ByDocuments) {
				t.Errorf("%s: %d candidates", by, plan.Candidates)
			}
		}
		page, err := s.Search(t.Context(), 1, chat.Query{Size: 10, Where: has})
		if err != nil || page.Plan != nil || page.Facets != nil {
			t.Errorf("what nobody asked for: %+v, %v", page, err)
		}
	})
}

// TestFacetsCatchAWrongCount is the control of the oracle's facets.
func TestFacetsCatchAWrongCount(t *testing.T) {
	t.Parallel()
	o := &oracle{Random: storetest.NewRandom(1), related: &chat.Related{}}
	agent := filter.Field{Name: "agent", Kind: filter.GUID}
	c := &chat.Chat{Agents: []chat.ChatAgent{{AgentID: chat.GUID{1}}, {AgentID: chat.GUID{1}}}}
	good := []chat.FacetValue{{Value: filter.GUIDValue(chat.GUID{1}), Chats: 2}, {Value: filter.GUIDValue(chat.GUID{}), Chats: 1}}
	found := []*chat.Chat{c, c, {}}
	if err := o.checkFacets([]chat.Facet{{Field: agent, Values: good}}, []filter.Field{agent}, found); err != nil {
		t.Error(err)
	}
	for what, wrong := range map[string][]chat.FacetValue{
		"each link counted": {{Value: good[0].Value, Chats: 4}, good[1]}, "none forgotten": good[:1], "the wrong order": {good[1], good[0]},
	} {
		if o.checkFacets([]chat.Facet{{Field: agent, Values: wrong}}, []filter.Field{agent}, found) == nil {
			t.Errorf("%s goes unnoticed", what)
		}
	}
}
