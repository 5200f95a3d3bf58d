package index

import (
	"cmp"
	"slices"
)

// part is a segment together with those of its chats that live.
type part struct {
	*segment
	live set
}

// moved says where merge put the chats of a part: their new numbers, -1 for those
// that it left behind.
type moved []int32

// merge makes a segment in memory of the living chats of some parts, at most
// maxSegment. The dead leave nothing in it.
func merge(parts []part) (*segment, []moved, error) {
	order, maps := arrange(parts)
	s := &segment{n: len(order), ids: make([]int64, len(order)), ticks: make([]int64, len(order))}
	for k := range s.texts {
		s.texts[k] = newColumn(s.n)
	}
	for i, o := range order {
		from := parts[o.part]
		s.ids[i], s.ticks[i] = from.ids[o.number], from.ticks[o.number]
		for k := range s.texts {
			s.texts[k].add(string(from.texts[k].text(o.number)), from.texts[k].original(o.number))
		}
	}
	s.orderIDs()
	s.since = parts[0].since
	for _, p := range parts {
		if p.since.at < s.since.at {
			s.since = p.since
		}
	}
	w := &blockWriter{n: s.n}
	if err := mergeTerms(parts, maps, w); err != nil {
		return nil, nil, err
	}
	s.take(w)
	return s, maps, nil
}

// origin is where a chat was.
type origin struct {
	ticks, id    int64
	part, number int
}

// arrange puts the living chats of all parts in order.
func arrange(parts []part) ([]origin, []moved) {
	var order []origin
	maps := make([]moved, len(parts))
	for k, p := range parts {
		maps[k] = make(moved, p.n)
		for i := range maps[k] {
			maps[k][i] = -1
		}
		for i := p.live.next(0); i >= 0; i = p.live.next(i + 1) {
			order = append(order, origin{p.ticks[i], p.ids[i], k, i})
		}
	}
	slices.SortFunc(order, func(a, b origin) int {
		return cmp.Or(cmp.Compare(a.ticks, b.ticks), cmp.Compare(a.id, b.id))
	})
	for i, o := range order {
		maps[o.part][o.number] = int32(i)
	}
	return order, maps
}

// reading walks over all terms of a part.
type reading struct {
	part
	moved moved
	block int // the next one
	room  []byte
	entries
}

// advance moves to the next term and reports whether there is one.
func (r *reading) advance() (bool, error) {
	for !r.entries.next() {
		if r.err != nil {
			return false, r.err
		}
		if r.block == r.terms.len() {
			return false, nil
		}
		b, err := r.segment.block(r.block, &r.room)
		if err != nil {
			return false, err
		}
		r.block++
		r.entries = entries{rest: b, n: r.n, term: r.term[:0]}
	}
	return true, nil
}

func mergeTerms(parts []part, maps []moved, w *blockWriter) error {
	var readings []*reading
	for k, p := range parts {
		r := &reading{part: p, moved: maps[k]}
		r.entries.n = p.n
		more, err := r.advance()
		if err != nil {
			return err
		}
		if more {
			readings = append(readings, r)
		}
	}
	var term []byte
	var numbers []uint16
	for len(readings) > 0 {
		term = append(term[:0], slices.MinFunc(readings, func(a, b *reading) int { return slices.Compare(a.term, b.term) }).term...)
		numbers = numbers[:0]
		sources := 0
		for i := 0; i < len(readings); i++ {
			r := readings[i]
			if string(r.term) != string(term) {
				continue
			}
			sources++
			err := r.posting.each(func(n int) {
				if to := r.moved[n]; to >= 0 {
					numbers = append(numbers, uint16(to))
				}
			})
			if err != nil {
				return err
			}
			more, err := r.advance()
			if err != nil {
				return err
			}
			if !more {
				readings = slices.Delete(readings, i, i+1)
				i--
			}
		}
		if len(numbers) == 0 {
			continue
		}
		if sources > 1 {
			slices.Sort(numbers)
		}
		w.add(term, numbers)
	}
	return nil
}
