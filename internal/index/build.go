package index

import (
	"bytes"
	"cmp"
	"maps"
	"slices"

	"github.com/parleychat/parley/internal/filter"
)

// build makes a segment in memory of up to maxSegment documents.
func build(documents []*document) *segment {
	slices.SortFunc(documents, func(a, b *document) int {
		return cmp.Or(cmp.Compare(a.ticks, b.ticks), cmp.Compare(a.id, b.id))
	})
	s := &segment{n: len(documents)}
	var terms gathered
	for i := range s.texts {
		s.texts[i] = newColumn(s.n)
	}
	for i, d := range documents {
		s.ids, s.ticks = append(s.ids, d.id), append(s.ticks, d.ticks)
		for k, text := range d.texts {
			s.texts[k].add(filter.Fold(text), text)
		}
		terms.add(d, uint16(i))
	}
	s.orderIDs()
	w := &blockWriter{n: s.n}
	terms.write(w)
	s.take(w)
	return s
}

func (s *segment) take(w *blockWriter) {
	w.flush()
	s.terms, s.blocks = w.terms, bytes.NewReader(w.out)
}

// gathered has the terms of documents while a segment is built.
type gathered struct {
	words  [2]map[string][]uint16
	values map[string][]uint16
}

func (g *gathered) add(d *document, number uint16) {
	if g.values == nil {
		g.values, g.words = map[string][]uint16{}, [2]map[string][]uint16{{}, {}}
	}
	note := func(in map[string][]uint16, term string) {
		list := in[term]
		if len(list) == 0 || list[len(list)-1] != number {
			in[term] = append(list, number)
		}
	}
	for i, words := range d.words {
		for _, w := range words {
			note(g.words[i], w)
		}
	}
	for _, v := range d.values {
		note(g.values, v)
	}
}

// write hands the terms on in their order: first words, then values.
func (g *gathered) write(w *blockWriter) {
	var term []byte
	for i, kind := range [...]byte{kindMessages, kindBeside} {
		for _, word := range slices.Sorted(maps.Keys(g.words[i])) {
			term = append(append(term[:0], kind), word...)
			w.add(term, g.words[i][word])
		}
	}
	for _, value := range slices.Sorted(maps.Keys(g.values)) {
		w.add([]byte(value), g.values[value])
	}
}
