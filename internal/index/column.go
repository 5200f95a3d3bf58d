package index

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/parleychat/parley/internal/filter"
)

// column is one text of each of a segment's chats: folded, all in a row, each
// between two zero bytes, which a folded text never has; and as it came, where that
// is something else.
type column struct {
	folded    []byte
	at        []uint32 // where each begins, and where the next one would
	originals []byte
	originAt  []uint32
}

func newColumn(n int) column {
	return column{folded: []byte{0}, at: append(make([]uint32, 0, n+1), 1), originAt: append(make([]uint32, 0, n+1), 0)}
}

func (c *column) add(folded, original string) {
	c.folded = append(append(c.folded, folded...), 0)
	c.at = append(c.at, uint32(len(c.folded)))
	if original != folded {
		c.originals = append(c.originals, original...)
	}
	c.originAt = append(c.originAt, uint32(len(c.originals)))
}

// text is the folded text of a chat.
func (c *column) text(i int) []byte { return c.folded[c.at[i] : c.at[i+1]-1] }

// original is the text as it came.
func (c *column) original(i int) string {
	if b := c.originals[c.originAt[i]:c.originAt[i+1]]; len(b) > 0 {
		return string(b)
	}
	return string(c.text(i))
}

// contains adds those of the chats within that have part in their text.
func (c *column) contains(part string, within, to set) {
	first, last := within.next(0), within.previous(64*len(within)-1)
	if first < 0 {
		return
	}
	if part == "" {
		to.or(within)
		return
	}
	want := []byte(part)
	if few(within, first, last) {
		for i := first; i >= 0; i = within.next(i + 1) {
			if bytes.Contains(c.text(i), want) {
				to.add(i)
			}
		}
		return
	}
	at, end := c.at[first], c.at[last+1]
	for i := first; ; {
		found := bytes.Index(c.folded[at:end], want)
		if found < 0 {
			return
		}
		i = c.holder(i, at+uint32(found))
		if within.has(i) {
			to.add(i)
		}
		if at = c.at[i+1]; at >= end {
			return
		}
	}
}

// few reports whether looking at each member costs less than looking at all texts
// from the first to the last.
func few(s set, first, last int) bool { return s.count()*16 < last-first }

// holder is the chat, from i on, in whose text a place is.
func (c *column) holder(i int, at uint32) int {
	step := 1
	for i+step < len(c.at) && c.at[i+step] <= at {
		i += step
		step *= 2
	}
	end := min(i+step, len(c.at))
	n, _ := slices.BinarySearch(c.at[i:end], at+1)
	return i + n - 1
}

// each adds those of the chats within for whose text holds is true.
func (c *column) each(within, to set, holds func(text []byte) bool) {
	for i := within.next(0); i >= 0; i = within.next(i + 1) {
		if holds(c.text(i)) {
			to.add(i)
		}
	}
}

// oneOf adds those of the chats within whose text is one of the values.
func (c *column) oneOf(values []filter.Value, within, to set) {
	for _, v := range values {
		if v.Kind() != filter.Text || strings.IndexByte(v.Text(), 0) >= 0 {
			continue
		}
		want := []byte(v.Text())
		c.each(within, to, func(text []byte) bool { return bytes.Equal(text, want) })
	}
}

func (c *column) appendTo(b []byte) []byte {
	b = appendUint32s(b, c.at)
	b = append(b, c.folded...)
	b = appendUint32s(b, c.originAt)
	return append(b, c.originals...)
}

func appendUint32s(b []byte, list []uint32) []byte {
	for _, x := range list {
		b = binary.LittleEndian.AppendUint32(b, x)
	}
	return b
}
