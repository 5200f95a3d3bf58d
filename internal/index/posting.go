package index

import (
	"encoding/binary"
	"errors"
)

// A posting says which of a segment's n chats have a term: all of them, a list of
// the steps from one to the next, or a bit each, whatever is shortest. Its head is
// the number of bytes that follow, times four, plus the kind.
const (
	postingAll = iota
	postingList
	postingBits
)

var errPosting = errors.New("a posting is damaged")

// appendPosting encodes ascending numbers.
func appendPosting(to []byte, numbers []uint16, n int) []byte {
	if len(numbers) == n {
		return binary.AppendUvarint(to, postingAll)
	}
	if bytes := (n + 7) / 8; len(numbers) > bytes {
		to = binary.AppendUvarint(to, uint64(bytes)<<2|postingBits)
		at := len(to)
		to = append(to, make([]byte, bytes)...)
		for _, i := range numbers {
			to[at+int(i>>3)] |= 1 << (i & 7)
		}
		return to
	}
	size, last := 0, -1
	for _, i := range numbers {
		size += stepSize(int(i) - last - 1)
		last = int(i)
	}
	to = binary.AppendUvarint(to, uint64(size)<<2|postingList)
	last = -1
	for _, i := range numbers {
		to = binary.AppendUvarint(to, uint64(int(i)-last-1))
		last = int(i)
	}
	return to
}

func stepSize(step int) int {
	switch {
	case step < 1<<7:
		return 1
	case step < 1<<14:
		return 2
	default:
		return 3
	}
}

// posting is an encoded posting of a segment of n chats.
type posting struct {
	kind byte
	body []byte
	n    int
}

// cutPosting takes the posting off that b begins with.
func cutPosting(b []byte, n int) (posting, []byte, error) {
	head, size := binary.Uvarint(b)
	if size <= 0 || head>>2 > uint64(len(b)-size) {
		return posting{}, nil, errPosting
	}
	end := size + int(head>>2)
	return posting{byte(head & 3), b[size:end], n}, b[end:], nil
}

// addTo adds the posting's chats to a set.
func (p posting) addTo(s set) error {
	switch p.kind {
	case postingAll:
		s.addRange(0, p.n)
		return nil
	case postingBits:
		return p.addBits(s)
	}
	return p.each(func(i int) { s[i>>6] |= 1 << (i & 63) })
}

func (p posting) addBits(s set) error {
	if len(p.body) != (p.n+7)/8 {
		return errPosting
	}
	b, at := p.body, 0
	for ; len(b) >= 8; b, at = b[8:], at+1 {
		s[at] |= binary.LittleEndian.Uint64(b)
	}
	for i, c := range b {
		s[at] |= uint64(c) << (8 * i)
	}
	return nil
}

// each calls fn with each number, ascending.
func (p posting) each(fn func(int)) error {
	switch p.kind {
	case postingAll:
		for i := range p.n {
			fn(i)
		}
	case postingList:
		at := -1
		for b := p.body; len(b) > 0; {
			step, size := uint64(b[0]), 1
			if step >= 0x80 {
				step, size = binary.Uvarint(b)
			}
			at += int(step) + 1
			if size <= 0 || at < 0 || at >= p.n {
				return errPosting
			}
			fn(at)
			b = b[size:]
		}
	case postingBits:
		s := newSet(p.n)
		if err := p.addBits(s); err != nil {
			return err
		}
		for i := s.next(0); i >= 0; i = s.next(i + 1) {
			if i >= p.n {
				return errPosting
			}
			fn(i)
		}
	default:
		return errPosting
	}
	return nil
}
