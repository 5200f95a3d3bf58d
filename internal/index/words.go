package index

import (
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// words says which chats within have the words of a query. A word is known exactly,
// of a phrase only whether a chat has all its words in texts that could hold it.
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

// phrase says which chats within have a phrase. It lies within one text: all its words
// are in messages, in what the visitor told, or in the comment. What the visitor told is
// kept whole, so that there the phrase itself is looked for.
func (e *evaluation) phrase(p filter.Phrase, f filter.Field, within set) (verdict, error) {
	found, err := e.together(p, kindMessages, within)
	if err != nil || f == chat.FieldMessages {
		return e.unsure(p, found), err
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
	if v := e.unsure(p, found); !v.exact() {
		e.inSequence(p, told, v.must)
		v.may.or(v.must)
		return v, nil
	}
	found.or(told)
	return exactly(found), nil
}

// unsure is a verdict about chats that have all words of a phrase: that of one word is
// exact.
func (e *evaluation) unsure(p filter.Phrase, found set) verdict {
	if len(p.Terms) == 1 {
		return exactly(found)
	}
	return verdict{found, newSet(e.n)}
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
