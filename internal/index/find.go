package index

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// answers reports whether the index can do more for a query than the database: not
// when the order is another one, and not when it lacks what the database has.
func answers(q chat.Query) bool {
	return (q.Sort.By == "" || q.Sort.By == chat.FieldRequestedTime.Name) && (covers(q.Where) || !inColumns(q.Where))
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
}

// find answers a query from a snapshot.
func (s *site) find(ctx context.Context, snap *snapshot, q chat.Query) (*chat.Found, error) {
	f := &finding{site: s, snap: snap, query: q, budget: filter.NewBudget(filter.SearchSteps)}
	if err := f.evaluate(ctx); err != nil {
		return nil, err
	}
	if err := f.judge(ctx); err != nil {
		return nil, err
	}
	found := &chat.Found{}
	for _, v := range f.found {
		found.Total += int64(v.must.count())
	}
	found.IDs = f.page(found.Total)
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
	e := &evaluation{segment: p.segment, ctx: ctx, budget: f.budget}
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
	held, err := f.source.Judge(ctx, f.id, f.query, doubtful)
	if err != nil {
		return err
	}
	for _, id := range held {
		for k, p := range f.snap.parts {
			if i := p.find(id); i >= 0 && f.found[k].may.has(i) {
				f.found[k].must.add(i)
			}
		}
	}
	return nil
}

// page gives the ids of the page, in its order.
func (f *finding) page(total int64) []int64 {
	size, number := max(f.query.Size, 0), max(f.query.Page, 0)
	if size == 0 || number > total/size {
		return nil
	}
	w := f.walk()
	w.skip(int(number * size))
	ids := make([]int64, 0, min(size, total))
	for int64(len(ids)) < size {
		id, ok := w.next()
		if !ok {
			break
		}
		ids = append(ids, id)
	}
	return ids
}
