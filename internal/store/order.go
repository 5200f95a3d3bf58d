package store

import (
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// order is how chats are sorted, as SQL.
type order struct {
	key        string // what they are sorted by
	direction  string // of it
	ties       string // of the ids of chats that are equal in it
	descending bool
	field      filter.Field
	place      place // where the key stands
}

func orderOf(by chat.Sort) (order, error) {
	if by.By == "" {
		by.By = chat.FieldRequestedTime.Name
	}
	d, _ := chat.FieldNamed(by.By)
	p, ok := places[d.Name]
	if !ok || !d.Sortable {
		return order{}, chat.Invalid("chats cannot be sorted by %q", by.By)
	}
	if p.many != "" {
		p = place{column: p.sort, nullable: true}
	}
	direction, nulls := "ASC", " NULLS FIRST"
	if by.Descending {
		direction, nulls = "DESC", " NULLS LAST"
	}
	if !p.nullable {
		nulls = ""
	}
	return order{key: p.expression(), direction: direction + nulls, ties: direction, descending: by.Descending, field: d.Field, place: p}, nil
}

// beyond is the condition on the chats that stand after a place of the order. Where
// there is no NULL it compares rows, which is one range of an index that begins
// with the key and the id.
func (s *statement) beyond(by order, after chat.Place) string {
	sign := " > "
	if by.descending {
		sign = " < "
	}
	switch {
	case by.key == "c.id":
		return by.key + sign + s.arg(after.ID)
	case !by.place.nullable:
		return "(" + by.key + ", c.id)" + sign + "(" + s.value(after.Key, by.place) + ", " + s.arg(after.ID) + ")"
	case after.Key.Absent() && by.descending:
		return "(" + by.key + " IS NULL AND c.id < " + s.arg(after.ID) + ")"
	case after.Key.Absent():
		return "(" + by.key + " IS NOT NULL OR c.id > " + s.arg(after.ID) + ")"
	}
	key := s.value(after.Key, by.place)
	condition := by.key + sign + key + " OR (" + by.key + " = " + key + " AND c.id" + sign + s.arg(after.ID) + ")"
	if by.descending {
		condition += " OR " + by.key + " IS NULL"
	}
	return "(" + condition + ")"
}

// tightened takes those bounds out of a condition that follow from standing after a
// place of the order, or the place if it follows from them: a database that is
// given two bounds of one range may begin at the wrong one, and read all that lies
// between. The place is nil when it says nothing.
func tightened(e filter.Expr, by order, after chat.Place) (filter.Expr, *chat.Place) {
	switch {
	case after.Beginning():
		return e, nil
	case by.place.nullable:
		return e, &after
	}
	members, ok := e.(filter.And)
	if !ok {
		members = filter.And{e}
	}
	tight := make(filter.And, 0, len(members))
	for _, m := range members {
		r, ok := m.(filter.Range)
		if d, _ := chat.FieldNamed(r.Field.Name); !ok || d.Field != by.field {
			tight = append(tight, m)
			continue
		}
		bound, open := &r.Min, r.Max == nil
		if by.descending {
			bound, open = &r.Max, r.Min == nil
		}
		if *bound != nil && by.allAfter(after, *bound) {
			return e, nil
		}
		if *bound = nil; !open {
			tight = append(tight, r)
		}
	}
	return tight, &after
}

// allAfter reports whether all that lies within the bound stands after the place.
func (by order) allAfter(after chat.Place, bound *filter.Bound) bool {
	n := after.Key.Compare(bound.Value)
	if by.descending {
		n = -n
	}
	return n < 0 || (n == 0 && bound.Exclusive)
}
