package index

import (
	"math"
	"sort"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// walk goes through the chats of a result in the order of a search.
type walk struct {
	descending bool
	lanes      []lane
}

// lane is the result in one segment.
type lane struct {
	*segment
	found set
	at    int // the next chat, -1 after the last
}

func (f *finding) walk() *walk {
	w := &walk{descending: f.query.Sort.Descending}
	for k, p := range f.snap.parts {
		l := lane{segment: p.segment, found: f.found[k].must}
		if l.at = l.end(w.descending); l.at >= 0 {
			w.lanes = append(w.lanes, l)
		}
	}
	return w
}

// end is the chat that a lane begins with.
func (l *lane) end(descending bool) int {
	if descending {
		return l.found.previous(l.n - 1)
	}
	return l.found.next(0)
}

// next gives the place of the next chat, if there is one.
func (w *walk) next() (place chat.Place, ok bool) {
	best := -1
	for k := range w.lanes {
		if l := &w.lanes[k]; l.at >= 0 && (best < 0 || w.before(l, &w.lanes[best])) {
			best = k
		}
	}
	if best < 0 {
		return place, false
	}
	l := &w.lanes[best]
	place = chat.Place{Key: filter.TimeValue(filter.FromTicks(l.ticks[l.at])), ID: l.ids[l.at]}
	if w.descending {
		l.at = l.found.previous(l.at - 1)
	} else {
		l.at = l.found.next(l.at + 1)
	}
	return place, true
}

// goPast passes over all chats up to a place.
func (w *walk) goPast(ticks, id int64) {
	for k := range w.lanes {
		l := &w.lanes[k]
		i := sort.Search(l.n, func(i int) bool { return l.compare(i, ticks, id) >= 0 })
		if w.descending {
			l.at = l.found.previous(i - 1)
			continue
		}
		if i < l.n && l.compare(i, ticks, id) == 0 {
			i++
		}
		l.at = l.found.next(i)
	}
}

// before reports whether the next chat of one lane comes before that of another.
func (w *walk) before(a, b *lane) bool {
	c := a.compare(a.at, b.ticks[b.at], b.ids[b.at])
	if w.descending {
		return c > 0
	}
	return c < 0
}

// leap is from how many chats on they are passed over by counting.
const leap = 256

// skip passes over n chats, many of them at a time: it looks for the time before
// which so many chats come.
func (w *walk) skip(n int) {
	if n >= leap {
		n -= w.jump(n)
	}
	for range n {
		if _, ok := w.next(); !ok {
			return
		}
	}
}

// jump passes over at most n chats, all those of the times before some time, and
// tells how many they are.
func (w *walk) jump(n int) int {
	sums := make([][]int32, len(w.lanes))
	low, high := int64(math.MaxInt64), int64(math.MinInt64)
	for k := range w.lanes {
		l := &w.lanes[k]
		sums[k] = l.found.sums()
		low, high = min(low, l.ticks[0]), max(high, l.ticks[l.n-1])
	}
	// passed counts the chats that come before all of a time.
	passed := func(t int64) (sum int) {
		for k := range w.lanes {
			sum += w.lanes[k].passed(t, w.descending, sums[k])
		}
		return sum
	}
	// The last time, in the order of the walk, with at most n chats before it.
	for low < high {
		middle := low + int64(uint64(high-low)/2)
		if w.descending {
			if passed(middle) <= n {
				high = middle
			} else {
				low = middle + 1
			}
			continue
		}
		middle++
		if passed(middle) <= n {
			low = middle
		} else {
			high = middle - 1
		}
	}
	for k := range w.lanes {
		w.lanes[k].seek(low, w.descending)
	}
	return passed(low)
}

// passed counts the chats found that come before all of a time.
func (l *lane) passed(t int64, descending bool, sums []int32) int {
	if descending {
		return int(sums[len(sums)-1]) - l.found.rank(l.past(t), sums)
	}
	return l.found.rank(l.from(t), sums)
}

func (l *lane) seek(t int64, descending bool) {
	if descending {
		l.at = l.found.previous(l.past(t) - 1)
	} else {
		l.at = l.found.next(l.from(t))
	}
}
