package index

import (
	"context"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/bus"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
	"github.com/parleychat/parley/internal/store"
)

// rewriting is an index that is asked something else.
type rewriting struct {
	*Index
	rewrite func(filter.Expr) filter.Expr
}

func (x rewriting) Find(ctx context.Context, id chat.SiteID, q chat.Query) (*chat.Found, error) {
	q.Where = filter.Normal(rewritten(q.Where, x.rewrite))
	return x.Index.Find(ctx, id, q)
}

func rewritten(e filter.Expr, leaf func(filter.Expr) filter.Expr) filter.Expr {
	switch e := e.(type) {
	case filter.And:
		var all filter.And
		for _, m := range e {
			all = append(all, rewritten(m, leaf))
		}
		return all
	case filter.Or:
		var all filter.Or
		for _, m := range e {
			all = append(all, rewritten(m, leaf))
		}
		return all
	case filter.Not:
		return filter.Not{X: rewritten(e.X, leaf)}
	default:
		return leaf(e)
	}
}

// frozen is an index that never learns of anything after the first search.
type frozen struct {
	*Index
	snap *snapshot
}

func (x *frozen) Find(ctx context.Context, id chat.SiteID, q chat.Query) (*chat.Found, error) {
	if !answers(q) {
		return nil, nil
	}
	s, _ := x.look(id)
	if x.snap == nil {
		var err error
		if x.snap, err = s.fresh(ctx); err != nil {
			return nil, err
		}
	}
	return s.find(ctx, x.snap, q)
}

// shifted is an index whose pages begin one chat too late.
type shifted struct{ *Index }

func (x shifted) Find(ctx context.Context, id chat.SiteID, q chat.Query) (*chat.Found, error) {
	found, err := x.Index.Find(ctx, id, q)
	if found != nil && len(found.IDs) > 1 && q.Page > 0 {
		found.IDs = found.IDs[1:]
	}
	return found, err
}

// TestTheOracleCatchesWrongIndexes is the oracle's positive control.
func TestTheOracleCatchesWrongIndexes(t *testing.T) {
	t.Parallel()
	rewrite := func(leaf func(filter.Expr) filter.Expr) func(*Index) chat.Index {
		return func(x *Index) chat.Index { return rewriting{x, leaf} }
	}
	for name, wrong := range map[string]func(*Index) chat.Index{
		"never learns of changes": func(x *Index) chat.Index { return &frozen{Index: x} },
		"begins pages too late":   func(x *Index) chat.Index { return shifted{x} },
		"includes all bounds": rewrite(func(e filter.Expr) filter.Expr {
			if r, ok := e.(filter.Range); ok {
				for _, b := range []**filter.Bound{&r.Min, &r.Max} {
					if *b != nil {
						*b = &filter.Bound{Value: (*b).Value}
					}
				}
				return r
			}
			return e
		}),
		"takes phrases for words": rewrite(func(e filter.Expr) filter.Expr {
			w, ok := e.(filter.HasWords)
			if !ok {
				return e
			}
			var q filter.WordQuery
			for _, p := range w.Query.All {
				for _, term := range p.Terms {
					q.All = append(q.All, filter.Phrase{Terms: []string{term}})
				}
			}
			return filter.HasWords{Field: w.Field, Query: q}
		}),
		"looks for messages everywhere": rewrite(func(e filter.Expr) filter.Expr {
			if w, ok := e.(filter.HasWords); ok && w.Field == chat.FieldMessages {
				w.Field = chat.FieldKeywords
				return w
			}
			return e
		}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOracle(t, *treeSeed, 0, map[string]*store.Store{"SQLite": openStore(t, sqliteAddress(t))})
			o.on["SQLite"].wrong(wrong)
			var err error
			for i := 0; i < 3000 && err == nil; i++ {
				_, err = o.ask(t.Context())
				if i%5 == 0 {
					o.add(t, 1)
				}
			}
			if err == nil {
				t.Error("3000 conditions did not show it")
			}
		})
	}
}

func (s *served) wrong(with func(*Index) chat.Index) {
	s.service = chat.NewService(s.store, nil, bus.NewLocal(), time.Now).WithIndex(with(s.index.Index))
}
