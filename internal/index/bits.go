package index

import "math/bits"

// set is a set of a segment's chats, by their numbers.
type set []uint64

func newSet(n int) set { return make(set, (n+63)/64) }

func fullSet(n int) set {
	s := newSet(n)
	s.addRange(0, n)
	return s
}

func (s set) add(i int)      { s[i>>6] |= 1 << (i & 63) }
func (s set) remove(i int)   { s[i>>6] &^= 1 << (i & 63) }
func (s set) has(i int) bool { return s[i>>6]>>(i&63)&1 == 1 }

// addRange adds from to to, the latter excluded.
func (s set) addRange(from, to int) {
	for from < to && from&63 != 0 {
		s.add(from)
		from++
	}
	for ; from+64 <= to; from += 64 {
		s[from>>6] = ^uint64(0)
	}
	for ; from < to; from++ {
		s.add(from)
	}
}

func (s set) clone() set { return append(set(nil), s...) }

func (s set) and(t set) {
	for i, w := range t {
		s[i] &= w
	}
}

func (s set) or(t set) {
	for i, w := range t {
		s[i] |= w
	}
}

func (s set) andNot(t set) {
	for i, w := range t {
		s[i] &^= w
	}
}

func (s set) count() (n int) {
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

func (s set) empty() bool {
	for _, w := range s {
		if w != 0 {
			return false
		}
	}
	return true
}

// next is the least member from i on, -1 when there is none.
func (s set) next(i int) int {
	if i < 0 {
		i = 0
	}
	at := i >> 6
	if at >= len(s) {
		return -1
	}
	for w := s[at] >> (i & 63) << (i & 63); ; w = s[at] {
		if w != 0 {
			return at<<6 + bits.TrailingZeros64(w)
		}
		if at++; at == len(s) {
			return -1
		}
	}
}

// previous is the greatest member up to i, -1 when there is none.
func (s set) previous(i int) int {
	if i < 0 {
		return -1
	}
	at := min(i>>6, len(s)-1)
	if at < 0 {
		return -1
	}
	w := s[at]
	if at == i>>6 {
		w = w << (63 - i&63) >> (63 - i&63)
	}
	for ; ; w = s[at] {
		if w != 0 {
			return at<<6 + 63 - bits.LeadingZeros64(w)
		}
		if at--; at < 0 {
			return -1
		}
	}
}

// sums counts the members before each word, and all of them.
func (s set) sums() []int32 {
	sums := make([]int32, len(s)+1)
	for i, w := range s {
		sums[i+1] = sums[i] + int32(bits.OnesCount64(w))
	}
	return sums
}

// rank counts the members below i, given the sums.
func (s set) rank(i int, sums []int32) int {
	at := i >> 6
	if at == len(s) {
		return int(sums[at])
	}
	return int(sums[at]) + bits.OnesCount64(s[at]&(1<<(i&63)-1))
}
