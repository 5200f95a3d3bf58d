package index

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// answers reports whether the index can do more for a query than the database: where
// the database would have to read documents, and where all is known of conditions, in
// the order of time.
func answers(q chat.Query) bool {
	uncounted := slices.ContainsFunc(q.Facets, func(f filter.Field) bool { return !counts(f) })
	placed := q.After == nil || q.Sort.Has(*q.After)
	return placed && !uncounted && (byTime(q.Sort) && covers(q.Where) || !inColumns(q.Where))
}

func byTime(s chat.Sort) bool { return s.By == "" || s.By == chat.FieldRequestedTime.Name }

// counts reports whether facets of a field can be counted by its terms.
func counts(f filter.Field) bool {
	d, _ := chat.FieldNamed(f.Name)
	return d.Counted && d.Field == f && kindOf[f.Name] != 0
}

// covers reports whether the index knows every leaf exactly, or with the help of
// documents that the database would have to read as well.
func covers(x filter.Expr) bool {
	for f := range filter.Fields(x) {
		_, isText := textColumn(f.Name)
		if _, hasTerms := kindOf[f.Name]; !hasTerms && !isText && !isFullText(f) && f.Name != chat.FieldRequestedTime.Name {
			return false
		}
	}
	return true
}

// inColumns reports whether a database can answer a condition without documents.
func inColumns(x filter.Expr) bool {
	switch x := x.(type) {
	case filter.And:
		return !slices.ContainsFunc(x, func(m filter.Expr) bool { return !inColumns(m) })
	case filter.Or:
		return !slices.ContainsFunc(x, func(m filter.Expr) bool { return !inColumns(m) })
	case filter.Not:
		return inColumns(x.X)
	case filter.HasWords, filter.Matches:
		return false
	default:
		return !isFullText(fieldOf(x))
	}
}

// finding is a search under way: what was found in each segment of a snapshot.
type finding struct {
	*site
	snap   *snapshot
	query  chat.Query
	budget *filter.Budget
	found  []verdict // of each part
	plan   *chat.Plan

	asking sync.Mutex // guards plan while parts are evaluated
}

// find answers a query from a snapshot.
func (s *site) find(ctx context.Context, snap *snapshot, q chat.Query) (*chat.Found, error) {
	f := &finding{site: s, snap: snap, query: q, budget: filter.NewBudget(filter.SearchSteps)}
	found := &chat.Found{}
	if q.Explain {
		f.plan = &chat.Plan{By: chat.ByIndex, Conditions: filter.Show(q.Where)}
		found.Plan = f.plan
	}
	at := time.Now()
	if err := f.inTime(ctx); err != nil {
		return nil, err
	}
	at = f.plan.Step("index", at)
	if err := f.judge(ctx); err != nil {
		return nil, err
	}
	at = f.plan.Step("documents", at)
	for _, v := range f.found {
		found.Total += int64(v.must.count())
	}
	var err error
	if found.IDs, found.Next, err = f.page(ctx, found.Total); err != nil {
		return nil, err
	}
	at = f.plan.Step("page", at)
	if found.Facets, err = f.facets(found.Total); err != nil {
		return nil, fmt.Errorf("count in the index of site %d: %w", f.id, err)
	}
	f.plan.Step("facets", at)
	return found, nil
}

// dear is the cost from which on a condition is evaluated on all processors.
const dear = 4

func (f *finding) evaluate(ctx context.Context) error {
	f.found = make([]verdict, len(f.snap.parts))
	processors := 1
	if cost(f.query.Where) >= dear {
		processors = min(runtime.GOMAXPROCS(0), len(f.snap.parts))
	}
	var next atomic.Int64
	work := func() error {
		for k := int(next.Add(1)) - 1; k < len(f.snap.parts); k = int(next.Add(1)) - 1 {
			if err := f.evaluatePart(ctx, k); err != nil {
				return err
			}
		}
		return nil
	}
	errs := make([]error, processors)
	var others sync.WaitGroup
	for i := 1; i < processors; i++ {
		others.Go(func() { errs[i] = work() })
	}
	errs[0] = work()
	others.Wait()
	switch err := errors.Join(errs...); {
	case errors.Is(err, filter.ErrTooExpensive):
		return chat.ErrTooMuchText
	case err != nil:
		return fmt.Errorf("search the index of site %d: %w", f.id, err)
	}
	return nil
}

func (f *finding) evaluatePart(ctx context.Context, k int) error {
	p := f.snap.parts[k]
	within, err := p.searched(f.query.GivenUp)
	if err != nil {
		return err
	}
	e := &evaluation{segment: p.segment, ctx: ctx, budget: f.budget, ask: f.ask}
	f.found[k], err = e.eval(f.query.Where, within)
	return err
}

// searched are the living chats of one of the two searches.
func (p part) searched(givenUp bool) (set, error) {
	chats := newSet(p.n)
	if err := p.lookUp(string([]byte{kindGivenUp}), chats); err != nil {
		return nil, err
	}
	if givenUp {
		chats.and(p.live)
		return chats, nil
	}
	live := p.live.clone()
	live.andNot(chats)
	return live, nil
}

// judge settles the chats that the index is in doubt of.
func (f *finding) judge(ctx context.Context) error {
	var doubtful []int64
	for k, p := range f.snap.parts {
		if v := f.found[k]; !v.exact() {
			open := v.may.clone()
			open.andNot(v.must)
			for i := open.next(0); i >= 0; i = open.next(i + 1) {
				doubtful = append(doubtful, p.ids[i])
			}
		}
	}
	if len(doubtful) == 0 {
		return nil
	}
	judged, err := f.source.Judge(ctx, f.id, f.query, doubtful)
	if err != nil {
		return err
	}
	if f.plan != nil {
		f.plan.Candidates += int64(len(doubtful))
		f.plan.Documents += judged.Documents
		f.plan.Bytes += judged.Bytes
	}
	for _, id := range judged.IDs {
		for k, p := range f.snap.parts {
			if i := p.find(id); i >= 0 && f.found[k].may.has(i) {
				f.found[k].must.add(i)
			}
		}
	}
	return nil
}

// page gives the ids of the page, in its order, and the place where the next one
// begins if there is one and pages are not counted.
func (f *finding) page(ctx context.Context, total int64) (ids []int64, next *chat.Place, err error) {
	q := f.query
	if q.Size <= 0 || q.After == nil && q.Offset() >= total {
		return nil, nil, nil
	}
	var w interface{ next() (chat.Place, bool) }
	if byTime(q.Sort) {
		w = f.walkTo()
	} else if w, err = f.sorted(ctx); err != nil {
		return nil, nil, err
	}
	var last chat.Place
	for int64(len(ids)) < q.Size {
		place, ok := w.next()
		if !ok {
			return ids, nil, nil
		}
		ids, last = append(ids, place.ID), place
	}
	if _, more := w.next(); more && q.After != nil {
		next = &last
	}
	return ids, next, nil
}

// walkTo is a walk in the order of time from where the page begins.
func (f *finding) walkTo() *walk {
	w := f.walk()
	if q := f.query; q.After == nil {
		w.skip(int(q.Offset()))
	} else if !q.After.Beginning() {
		w.goPast(q.After.Key.Int(), q.After.ID)
	}
	return w
}

// places are chats in an order, those from the beginning of a page on.
type places []chat.Place

func (p *places) next() (place chat.Place, ok bool) {
	if len(*p) == 0 {
		return place, false
	}
	place, *p = (*p)[0], (*p)[1:]
	return place, true
}

// sorted has all that was found put in order by the source.
func (f *finding) sorted(ctx context.Context) (*places, error) {
	var ids []int64
	for k, p := range f.snap.parts {
		found := f.found[k].must
		for i := found.next(0); i >= 0; i = found.next(i + 1) {
			ids = append(ids, p.ids[i])
		}
	}
	q := f.query
	all, err := f.source.Sorted(ctx, f.id, q.Sort, ids)
	from := min(q.Offset(), int64(len(all)))
	if q.After != nil {
		n, found := slices.BinarySearchFunc(all, *q.After, q.Sort.Compare)
		if from = int64(n); found {
			from++
		}
	}
	left := places(all[from:])
	return &left, err
}
