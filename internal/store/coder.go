package store

import (
	"encoding/binary"
	"errors"
	"math"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// coder writes a noun into a document, or reads it from one: each noun's members
// are described once (describe.go) and the description serves both ways. After
// an error it does nothing more, and what was read is worthless.
type coder struct {
	version byte   // of the document, so that a description can leave out what is younger
	reading bool   // else writing
	out     []byte // written so far
	in      string // still to be read; texts read are parts of it
	last    int64  // ticks of the last time, which the next one is told from
	err     error
}

// errDamaged answers a document that no coder has written.
var errDamaged = errors.New("the document is damaged")

func (c *coder) fail() {
	if c.err == nil {
		c.err = errDamaged
	}
	c.in = ""
}

// take reads the next n bytes.
func (c *coder) take(n uint64) string {
	if c.err != nil || n > uint64(len(c.in)) {
		c.fail()
		return ""
	}
	s := c.in[:n]
	c.in = c.in[n:]
	return s
}

func (c *coder) readUvarint() (n uint64) {
	for shift := uint(0); shift < 64 && len(c.in) > 0; shift += 7 {
		b := c.in[0]
		c.in = c.in[1:]
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return n
		}
	}
	c.fail()
	return 0
}

func (c *coder) uvarint(n *uint64) {
	if c.reading {
		*n = c.readUvarint()
		return
	}
	c.out = binary.AppendUvarint(c.out, *n)
}

// int codes small numbers of either sign in few bytes.
func (c *coder) int(n *int64) {
	if c.reading {
		u := c.readUvarint()
		*n = int64(u>>1) ^ -int64(u&1)
		return
	}
	c.out = binary.AppendVarint(c.out, *n)
}

func (c *coder) byte(b *byte) {
	if !c.reading {
		c.out = append(c.out, *b)
		return
	}
	if s := c.take(1); s != "" {
		*b = s[0]
	}
}

func (c *coder) bool(b *bool) {
	var n byte
	if *b {
		n = 1
	}
	c.byte(&n)
	if n > 1 {
		c.fail()
	}
	*b = n == 1
}

func (c *coder) float(x *float64) {
	if !c.reading {
		c.out = binary.LittleEndian.AppendUint64(c.out, math.Float64bits(*x))
		return
	}
	if s := c.take(8); s != "" {
		*x = math.Float64frombits(binary.LittleEndian.Uint64([]byte(s)))
	}
}

func (c *coder) text(s *string) {
	n := uint64(len(*s))
	c.uvarint(&n)
	if c.reading {
		*s = c.take(n)
		return
	}
	c.out = append(c.out, *s...)
}

// guid takes one byte for the zero guid, else 17.
func (c *coder) guid(g *chat.GUID) {
	given := *g != chat.GUID{}
	c.bool(&given)
	switch {
	case !given:
	case c.reading:
		copy(g[:], c.take(uint64(len(g))))
	default:
		c.out = append(c.out, g[:]...)
	}
}

// time codes the distance from the time before it, since those of a chat are
// close together; 0 is the zero time.
func (c *coder) time(t *time.Time) {
	var n uint64
	if !c.reading && !t.IsZero() {
		ticks := filter.Ticks(*t)
		away := ticks - c.last
		c.last = ticks
		n = (uint64(away)<<1 ^ uint64(away>>63)) + 1
	}
	c.uvarint(&n)
	if c.reading && n > 0 {
		n--
		c.last += int64(n>>1) ^ -int64(n&1)
		*t = filter.FromTicks(c.last)
	}
}

// seconds codes a duration in whole seconds.
func (c *coder) seconds(d *time.Duration) {
	n := int64(*d / time.Second)
	c.int(&n)
	if c.reading {
		*d = time.Duration(n) * time.Second
	}
}

func enum[E ~uint8](c *coder, e *E) {
	b := byte(*e)
	c.byte(&b)
	*e = E(b)
}

// list codes a list; an empty one is read as nil.
func list[T any](c *coder, items *[]T, each func(*coder, *T)) {
	const most = 1 << 10 // made at once, however many a damaged document promises
	n := uint64(len(*items))
	c.uvarint(&n)
	if c.reading {
		*items = nil
		if n > uint64(len(c.in)) { // no item takes less than a byte
			c.fail()
		} else if n > 0 {
			*items = make([]T, 0, min(n, most))
		}
	}
	for i := 0; uint64(i) < n && c.err == nil; i++ {
		if c.reading {
			var zero T
			*items = append(*items, zero)
		}
		each(c, &(*items)[i])
	}
}

// optional codes what may be nil.
func optional[T any](c *coder, item **T, describe func(*coder, *T)) {
	given := *item != nil
	c.bool(&given)
	if !given {
		return
	}
	if c.reading {
		*item = new(T)
	}
	describe(c, *item)
}
