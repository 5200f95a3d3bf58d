package index

import (
	"slices"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// words says which chats within have the words of a query.
func (e *evaluation) words(x filter.HasWords, within set) (verdict, error) {
	left := exactly(within.clone())
	if len(x.Query.All) == 0 {
		return exactly(newSet(e.n)), nil
	}
	ask := func(p filter.Phrase, negate bool) error {
		if left.may.empty() {
			return nil
		}
		v, err := e.phrase(p, x.Field, left.may)
		if err != nil {
			return err
		}
		if negate {
			v = v.complement(left.may)
		}
		if left.exact() && v.exact() {
			left = v
			return nil
		}
		must := left.must.clone()
		must.and(v.must)
		left = verdict{v.may, must}
		return nil
	}
	for _, p := range x.Query.All {
		if err := ask(p, false); err != nil {
			return left, err
		}
	}
	for _, p := range x.Query.None {
		if err := ask(p, true); err != nil {
			return left, err
		}
	}
	return left, nil
}

// hasPhrase reports whether documents have to be asked for a query.
func hasPhrase(q filter.WordQuery) bool {
	long := func(p filter.Phrase) bool { return len(p.Terms) > 1 }
	return slices.ContainsFunc(q.All, long) || slices.ContainsFunc(q.None, long)
}

// phrase says which chats within have a phrase. It lies within one text: all its words
// are in messages, in what the visitor told, or in the comment. What the visitor told is
// kept whole, so that there the phrase itself is looked for; for the other texts their
// documents are asked (phrases.go).
func (e *evaluation) phrase(p filter.Phrase, f filter.Field, within set) (verdict, error) {
	found, err := e.together(p, kindMessages, within)
	switch {
	case err != nil:
		return verdict{}, err
	case f == chat.FieldMessages && len(p.Terms) > 1:
		found, err = e.settled(p, f, found)
		return exactly(found), err
	case f == chat.FieldMessages:
		return exactly(found), nil
	}
	comment, err := e.together(p, kindComment, within)
	if err != nil {
		return verdict{}, err
	}
	found.or(comment)
	told, err := e.together(p, kindTold, within)
	if err != nil {
		return verdict{}, err
	}
	if len(p.Terms) == 1 {
		found.or(told)
		return exactly(found), nil
	}
	have, err := e.settled(p, f, found)
	e.inSequence(p, told, have)
	return exactly(have), err
}

// inSequence adds those of the chats with a phrase in what the visitor told.
func (e *evaluation) inSequence(p filter.Phrase, among, to set) {
	query := filter.HasWords{Field: chat.FieldKeywords, Query: filter.WordQuery{All: []filter.Phrase{p}}}
	for k := range e.texts {
		e.texts[k].each(among, to, func(text []byte) bool { return filter.Match(query, original(text)) })
	}
}

// together are the chats within that have all words of a phrase in texts of a kind.
func (e *evaluation) together(p filter.Phrase, kind byte, within set) (set, error) {
	left := within.clone()
	if len(p.Terms) == 0 {
		return newSet(e.n), nil
	}
	for i, word := range p.Terms {
		found := newSet(e.n)
		term := string(append([]byte{kind}, word...))
		var err error
		if p.Prefix && i == len(p.Terms)-1 {
			err = e.span(term, above(term), found)
		} else {
			err = e.lookUp(term, found)
		}
		if err != nil {
			return nil, err
		}
		left.and(found)
		if left.empty() {
			break
		}
	}
	return left, nil
}
