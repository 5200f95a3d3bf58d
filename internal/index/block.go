package index

import "encoding/binary"

// blockSize is about how many bytes of terms and postings are read for one term.
const blockSize = 4096

// entries walks over the terms of a block. Each is the number of bytes that it has
// in common with the one before, the number and the bytes of its rest, and its
// posting.
type entries struct {
	rest    []byte
	n       int
	term    []byte
	posting posting
	err     error
}

func (e *entries) next() bool {
	if len(e.rest) == 0 || e.err != nil {
		return false
	}
	shared, a := binary.Uvarint(e.rest)
	if a <= 0 || shared > uint64(len(e.term)) {
		return e.fail()
	}
	length, b := binary.Uvarint(e.rest[a:])
	if b <= 0 || length > uint64(len(e.rest)-a-b) {
		return e.fail()
	}
	e.rest = e.rest[a+b:]
	e.term = append(e.term[:shared], e.rest[:length]...)
	e.posting, e.rest, e.err = cutPosting(e.rest[length:], e.n)
	return e.err == nil
}

func (e *entries) fail() bool {
	e.err = errPosting
	return false
}

// blockWriter makes the blocks and the directory of a segment of n chats.
type blockWriter struct {
	n     int
	out   []byte
	terms directory

	block       []byte
	first, last []byte
}

// add appends a term, which is greater than all before, with the numbers of its
// chats, ascending.
func (w *blockWriter) add(term []byte, numbers []uint16) {
	shared := 0
	if len(w.block) == 0 {
		w.first = append(w.first[:0], term...)
	} else {
		for shared < len(term) && shared < len(w.last) && term[shared] == w.last[shared] {
			shared++
		}
	}
	w.block = binary.AppendUvarint(w.block, uint64(shared))
	w.block = binary.AppendUvarint(w.block, uint64(len(term)-shared))
	w.block = append(w.block, term[shared:]...)
	w.block = appendPosting(w.block, numbers, w.n)
	w.last = append(w.last[:0], term...)
	if len(w.block) >= blockSize {
		w.flush()
	}
}

func (w *blockWriter) flush() {
	if len(w.block) > 0 {
		w.terms.add(w.first, w.block)
		w.out = append(w.out, w.block...)
		w.block = w.block[:0]
	}
}
