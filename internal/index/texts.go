package index

import (
	"bytes"
	"slices"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

func coversAll(f filter.Field) bool { return f == chat.FieldKeywords }

// text says which chats within a leaf on a text that is kept whole holds for, and
// whether it is one that the index knows.
func (e *evaluation) text(c *column, x filter.Expr, within set) (v verdict, known bool, err error) {
	found := newSet(e.n)
	switch x := x.(type) {
	case filter.Exists:
		c.each(within, found, func(text []byte) bool { return len(text) > 0 })
	case filter.OneOf:
		c.oneOf(x.Values, within, found)
	case filter.Contains:
		if slices.ContainsFunc(x.Parts, func(v filter.Value) bool { return v.Kind() != filter.Text }) {
			return v, false, nil
		}
		for _, part := range x.Parts {
			c.contains(part.Text(), within, found)
		}
	case filter.Range:
		for _, b := range []*filter.Bound{x.Min, x.Max} {
			if b != nil && b.Value.Kind() != filter.Text {
				return v, false, nil
			}
		}
		c.each(within, found, func(text []byte) bool { return inRange(text, x) })
	case filter.Matches:
		err = e.matches(c, x, within, found)
	default:
		return v, false, nil
	}
	return exactly(found), true, err
}

func inRange(text []byte, x filter.Range) bool {
	if b := x.Min; b != nil {
		if c := bytes.Compare(text, []byte(b.Value.Text())); c < 0 || c == 0 && b.Exclusive {
			return false
		}
	}
	if b := x.Max; b != nil {
		if c := bytes.Compare(text, []byte(b.Value.Text())); c > 0 || c == 0 && b.Exclusive {
			return false
		}
	}
	return true
}

// matches adds the chats within whose text a pattern matches: of those that contain
// what every match contains.
func (e *evaluation) matches(c *column, x filter.Matches, within, to set) error {
	if x.Pattern == nil {
		return nil
	}
	candidates := within
	if literal := x.Pattern.Literal(); literal != "" {
		candidates = newSet(e.n)
		c.contains(literal, within, candidates)
	}
	for i := candidates.next(0); i >= 0; i = candidates.next(i + 1) {
		holds, err := filter.MatchWithin(e.ctx, x, original(c.original(i)), e.budget)
		if err != nil {
			return err
		}
		if holds {
			to.add(i)
		}
	}
	return nil
}

// original is the text of a chat that a pattern looks at.
type original string

// Values implements filter.Record.
func (o original) Values(filter.Field) []filter.Value {
	return []filter.Value{filter.TextValue(string(o))}
}

// Texts implements filter.Originals.
func (o original) Texts(filter.Field) []string { return []string{string(o)} }
