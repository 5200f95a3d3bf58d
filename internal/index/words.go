package index

import "github.com/parleychat/parley/internal/filter"

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

// phrase says which chats within have a phrase. It lies within one text, so all its
// words are in messages, or all beside them.
func (e *evaluation) phrase(p filter.Phrase, f filter.Field, within set) (verdict, error) {
	found := newSet(e.n)
	kinds := []byte{kindMessages, kindBeside}
	if !coversAll(f) {
		kinds = kinds[:1]
	}
	for _, kind := range kinds {
		some, err := e.together(p, kind, within)
		if err != nil {
			return verdict{}, err
		}
		found.or(some)
	}
	if len(p.Terms) > 1 {
		return verdict{found, newSet(e.n)}, nil
	}
	return exactly(found), nil
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
