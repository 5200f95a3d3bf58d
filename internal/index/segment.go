package index

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"sort"
	"sync"
	"sync/atomic"
)

// maxSegment is how many chats a segment has at most, so that their numbers fit
// into 16 bits.
const maxSegment = 1 << 16

// segment is an index of some chats, which are numbered in the order of a search:
// by their requested times, then their ids.
type segment struct {
	n     int
	ids   []int64
	ticks []int64
	byID  []uint16 // the chats' numbers in the order of their ids
	texts [len(textFields)]column

	terms  directory
	blocks io.ReaderAt

	phrases phrases // what documents said

	// since is the place in the log of the oldest event in the segment; it is for
	// segments in memory, which are read from the log again after a crash.
	since position

	file  *segmentFile // nil in memory
	users atomic.Int64 // snapshots, and searches that read in it
}

// directory finds the block of a term. Blocks are ordered, as the terms in them.
type directory struct {
	firsts  []byte // the first terms of all blocks
	firstAt []uint32
	at      []uint32 // where each block begins, and where the next one would
	sums    []uint32
}

func (d *directory) len() int { return len(d.sums) }

func (d *directory) first(i int) []byte { return d.firsts[d.firstAt[i]:d.firstAt[i+1]] }

// find is the block that has a term, if any has.
func (d *directory) find(term string) int {
	return max(sort.Search(d.len(), func(i int) bool { return string(d.first(i)) > term })-1, 0)
}

func (d *directory) add(first []byte, body []byte) {
	if len(d.firstAt) == 0 {
		d.firstAt, d.at = []uint32{0}, []uint32{0}
	}
	d.firsts = append(d.firsts, first...)
	d.firstAt = append(d.firstAt, uint32(len(d.firsts)))
	d.at = append(d.at, d.at[len(d.at)-1]+uint32(len(body)))
	d.sums = append(d.sums, crc32.Checksum(body, castagnoli))
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// ErrDamaged is in the chain of the error about an index whose files are not what
// was written.
var ErrDamaged = errors.New("the index is damaged")

// find is the number of the chat with an id, -1 when the segment has none.
func (s *segment) find(id int64) int {
	i, ok := slices.BinarySearchFunc(s.byID, id, func(i uint16, id int64) int { return cmp.Compare(s.ids[i], id) })
	if !ok {
		return -1
	}
	return int(s.byID[i])
}

// orderIDs fills byID.
func (s *segment) orderIDs() {
	s.byID = make([]uint16, s.n)
	for i := range s.byID {
		s.byID[i] = uint16(i)
	}
	slices.SortFunc(s.byID, func(a, b uint16) int { return cmp.Compare(s.ids[a], s.ids[b]) })
}

// compare says how a chat stands to a place in the order of time.
func (s *segment) compare(i int, ticks, id int64) int {
	return cmp.Or(cmp.Compare(s.ticks[i], ticks), cmp.Compare(s.ids[i], id))
}

var blockRooms = sync.Pool{New: func() any { return new([]byte) }}

// block reads a block into room.
func (s *segment) block(i int, room *[]byte) ([]byte, error) {
	from, to := s.terms.at[i], s.terms.at[i+1]
	b := slices.Grow((*room)[:0], int(to-from))[:to-from]
	*room = b
	if _, err := s.blocks.ReadAt(b, int64(from)); err != nil {
		return nil, fmt.Errorf("read terms: %w", err)
	}
	if crc32.Checksum(b, castagnoli) != s.terms.sums[i] {
		return nil, fmt.Errorf("%w: a block of terms has another checksum", ErrDamaged)
	}
	return b, nil
}

// lookUp adds the chats that have a term.
func (s *segment) lookUp(term string, to set) error {
	if s.terms.len() == 0 {
		return nil
	}
	room, _ := blockRooms.Get().(*[]byte)
	defer blockRooms.Put(room)
	b, err := s.block(s.terms.find(term), room)
	if err != nil {
		return err
	}
	for e := (entries{rest: b, n: s.n}); e.next(); {
		if c := bytes.Compare(e.term, []byte(term)); c == 0 {
			return e.posting.addTo(to)
		} else if c > 0 {
			return nil
		}
	}
	return nil
}

// scan calls fn with each term from one up to another, the latter excluded ("" is
// the end), until fn returns an error.
func (s *segment) scan(from, to string, fn func(term []byte, p posting) error) error {
	if s.terms.len() == 0 {
		return nil
	}
	room, _ := blockRooms.Get().(*[]byte)
	defer blockRooms.Put(room)
	for i := s.terms.find(from); i < s.terms.len() && (to == "" || string(s.terms.first(i)) < to); i++ {
		b, err := s.block(i, room)
		if err != nil {
			return err
		}
		e := entries{rest: b, n: s.n}
		for e.next() {
			if string(e.term) < from {
				continue
			}
			if to != "" && string(e.term) >= to {
				return nil
			}
			if err := fn(e.term, e.posting); err != nil {
				return err
			}
		}
		if e.err != nil {
			return e.err
		}
	}
	return nil
}

// span adds the chats that have one of the terms from one up to another, the latter
// excluded.
func (s *segment) span(from, to string, into set) error {
	return s.scan(from, to, func(_ []byte, p posting) error { return p.addTo(into) })
}

// from is the number of the first chat requested at a time or later.
func (s *segment) from(t int64) int {
	return sort.Search(s.n, func(i int) bool { return s.ticks[i] >= t })
}

// past is the number of the first chat requested after a time.
func (s *segment) past(t int64) int {
	return sort.Search(s.n, func(i int) bool { return s.ticks[i] > t })
}
