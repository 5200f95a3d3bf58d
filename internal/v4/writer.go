package v4

import (
	"cmp"
	"encoding/hex"
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/parleychat/parley/internal/chat"
)

// writer is the shape that appends JSON. Each value is followed by a comma, which
// end replaces by the closing bracket. It is written by hand because the two hot
// answers are nothing else: BenchmarkEncodeChat holds it against encoding/json.
type writer struct{ buf []byte }

func (w *writer) name(name string) {
	if name == "" { // an item of a list
		return
	}
	w.buf = append(w.buf, '"')
	w.buf = append(w.buf, name...)
	w.buf = append(w.buf, '"', ':')
}

func (w *writer) text(name string, v *string) {
	w.name(name)
	w.buf = append(appendString(w.buf, *v), ',')
}

// raw writes nothing as an empty object.
func (w *writer) raw(name string, v *string) {
	w.name(name)
	w.buf = append(append(w.buf, cmp.Or(*v, "{}")...), ',')
}

func (w *writer) guid(name string, v *chat.GUID) {
	w.name(name)
	w.buf = append(appendGUID(append(w.buf, '"'), *v), '"', ',')
}

func (w *writer) instant(name string, v *time.Time, p precision) {
	w.name(name)
	t := *v
	if p == wholeSecond {
		t = nearestSecond(t)
	}
	w.buf = append(appendTime(append(w.buf, '"'), t), '"', ',')
}

func (w *writer) span(name string, v *time.Duration) {
	w.name(name)
	w.buf = append(appendSpan(append(w.buf, '"'), *v), '"', ',')
}

func (w *writer) integer(name string, v *int64) { w.echo(name, *v) }

func (w *writer) echo(name string, n int64) {
	w.name(name)
	w.buf = append(strconv.AppendInt(w.buf, n, 10), ',')
}

func (w *writer) optional(name string, v **int64) {
	if *v == nil {
		w.name(name)
		w.buf = append(w.buf, "null,"...)
		return
	}
	w.echo(name, **v)
}

func (w *writer) number(name string, v *float64) {
	w.name(name)
	w.buf = append(appendNumber(w.buf, *v), ',')
}

func (w *writer) flag(name string, v *bool) {
	w.name(name)
	w.buf = append(strconv.AppendBool(w.buf, *v), ',')
}

func (w *writer) enum(name string, v *uint8, words *enum) {
	w.name(name)
	w.buf = append(words.append(w.buf, *v), ',')
}

func (w *writer) list(name string, n int) (int, bool) {
	w.name(name)
	w.buf = append(w.buf, '[')
	return n, true
}

func (w *writer) object(name string, present bool) bool {
	if name != "" {
		w.name(name)
	}
	if !present {
		w.buf = append(w.buf, "null,"...)
		return false
	}
	w.buf = append(w.buf, '{')
	return true
}

func (w *writer) end(closer byte) {
	if last := len(w.buf) - 1; w.buf[last] == ',' {
		w.buf = w.buf[:last]
	}
	w.buf = append(w.buf, closer, ',')
}

// extra gives back what came with an import, but never under a name that the
// noun has of its own: the same record may have been read by an older version.
func (w *writer) extra(e *chat.Extra, own func() names) {
	known := own()
	for _, m := range *e {
		if _, ok := known[foldName(m.Name)]; ok {
			continue
		}
		w.buf = append(appendString(w.buf, m.Name), ':')
		w.buf = append(append(w.buf, m.Raw...), ',')
	}
}

func (w *writer) reading() bool { return false }

// done gives the document without the last value's comma.
func (w *writer) done() []byte { return w.buf[:len(w.buf)-1] }

const zeroGUID = "00000000-0000-0000-0000-000000000000"

// appendGUID writes a guid in lower case.
func appendGUID(b []byte, g chat.GUID) []byte {
	if g == (chat.GUID{}) {
		return append(b, zeroGUID...)
	}
	n := len(b)
	b = append(b, zeroGUID...)
	out := b[n:]
	hex.Encode(out[0:8], g[0:4])
	hex.Encode(out[9:13], g[4:6])
	hex.Encode(out[14:18], g[6:8])
	hex.Encode(out[19:23], g[8:10])
	hex.Encode(out[24:36], g[10:16])
	return b
}

// appendNumber writes a number with a decimal point in it. JSON has no way to
// write NaN and the infinities; they become 0.0.
func appendNumber(b []byte, x float64) []byte {
	if x == 0 || math.IsNaN(x) || math.IsInf(x, 0) {
		return append(b, "0.0"...)
	}
	n := len(b)
	b = strconv.AppendFloat(b, x, 'f', -1, 64)
	for _, c := range b[n:] {
		if c == '.' {
			return b
		}
	}
	return append(b, '.', '0')
}

// appendString writes a string. Only what JSON demands is escaped; bytes that are
// no UTF-8 become U+FFFD.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := plain(s, 0); i < len(s); i = plain(s, i) {
		if c := s[i]; c < utf8.RuneSelf {
			b = append(b, s[start:i]...)
			b = appendEscape(b, c)
			i++
			start = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			b = append(b, s[start:i]...)
			b = append(b, "\uFFFD"...)
			start = i + 1
		}
		i += size
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}

// plain finds the first byte from i on that is not printable ASCII fit to stand
// in a JSON string as it is, looking at eight bytes at a time.
func plain(s string, i int) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	for ; i+8 <= len(s); i += 8 {
		v := uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
			uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
		quote, slash := v^(ones*'"'), v^(ones*'\\')
		if (v|(v-ones*' ')|(quote-ones)|(slash-ones))&tops != 0 {
			break
		}
	}
	for ; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			break
		}
	}
	return i
}

func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	default:
		const digits = "0123456789abcdef"
		return append(b, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
	}
}
