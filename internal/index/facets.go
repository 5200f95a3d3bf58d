package index

import (
	"encoding/binary"
	"math/bits"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// facets counts the values of fields among the chats found.
func (f *finding) facets(total int64) ([]chat.Facet, error) {
	var facets []chat.Facet
	for _, field := range f.query.Facets {
		values, err := f.facet(field, total)
		if err != nil {
			return nil, err
		}
		facets = append(facets, chat.NewFacet(field, values))
	}
	return facets, nil
}

func (f *finding) facet(field filter.Field, total int64) ([]chat.FacetValue, error) {
	counts := map[string]int64{}
	without := total
	kind := kindOf[field.Name]
	for k, p := range f.snap.parts {
		found, with := f.found[k].must, newSet(p.n)
		err := p.scan(string([]byte{kind, fieldValue}), above(string([]byte{kind, fieldValue})), func(term []byte, values posting) error {
			these := newSet(p.n)
			if err := values.addTo(these); err != nil {
				return err
			}
			with.or(these)
			if n := common(found, these); n > 0 {
				counts[string(term[2:])] += n
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		without -= common(found, with)
	}
	list := make([]chat.FacetValue, 0, len(counts)+1)
	for text, n := range counts {
		list = append(list, chat.FacetValue{Value: termValue(field.Kind, text), Chats: n})
	}
	if without > 0 {
		list = append(list, chat.FacetValue{Value: chat.NoValue(field), Chats: without})
	}
	return list, nil
}

// common counts the members that two sets have in common.
func common(a, b set) (n int64) {
	for i, w := range b {
		n += int64(bits.OnesCount64(a[i] & w))
	}
	return n
}

// termValue is the value of a term, without its kind.
func termValue(kind filter.Kind, text string) filter.Value {
	if kind == filter.GUID {
		var id chat.GUID
		copy(id[:], text)
		return filter.GUIDValue(id)
	}
	n := int64(binary.BigEndian.Uint64([]byte(text)) ^ 1<<63)
	if kind == filter.Bool {
		return filter.BoolValue(n != 0)
	}
	return filter.IntValue(n)
}
