package v4

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// reader is the shape that takes members out of a parsed object. It is lenient
// about how a value is written, as clients and exports differ (wire.md §1), and
// strict about what it means.
type reader struct {
	frames []frame
	err    error
}

// frame is an object or a list that is being walked.
type frame struct {
	of   *node
	name string // as the parent calls it
	next int    // where the next member, or item, is looked for first
}

func readerOf(doc *node) *reader {
	return &reader{frames: append(make([]frame, 0, 4), frame{of: doc})}
}

func (r *reader) top() *frame { return &r.frames[len(r.frames)-1] }

// take finds a member that is not null. Members mostly come in the order in
// which they are asked for.
func (r *reader) take(name string) *node {
	f := r.top()
	switch {
	case r.err != nil:
		return nil
	case f.of.kind == list && name == "":
		f.next++
		return &f.of.kids[f.next-1]
	case f.of.kind != object:
		return nil
	}
	n := len(f.of.kids)
	for k := range n {
		i := f.next + k
		if i >= n {
			i -= n
		}
		kid := &f.of.kids[i]
		if !sameName(kid.name, name) {
			continue
		}
		f.next, kid.taken = i+1, true
		if kid.kind == null {
			return nil
		}
		return kid
	}
	return nil
}

// has reports whether the current object has a member that is not null.
func (r *reader) has(name string) bool { return r.take(name) != nil }

// wrong notes that a member is not what it should be.
func (r *reader) wrong(name string, n *node, what string) {
	if r.err == nil {
		r.err = chat.Invalid("%s: %s is not %s", r.path(name), shown(n), what)
	}
}

// shown is a value as an error message quotes it.
func shown(n *node) string {
	switch n.kind {
	case text:
		return strconv.Quote(clip(n.text))
	case list, object:
		return n.kind.String()
	default:
		return clip(n.raw)
	}
}

// path is where a member stands, such as messages[3].time.
func (r *reader) path(name string) string {
	var b strings.Builder
	for i, f := range r.frames {
		if f.name != "" && b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(f.name)
		if f.of.kind == list && i < len(r.frames) {
			b.WriteString("[" + strconv.Itoa(f.next-1) + "]")
		}
	}
	if name != "" && b.Len() > 0 {
		b.WriteByte('.')
	}
	return b.String() + name
}

// scalar is a value's text: that of a string, or a number or boolean as written.
func scalar(n *node) (string, bool) {
	switch n.kind {
	case text:
		return n.text, true
	case number, boolean:
		return n.raw, true
	default:
		return "", false
	}
}

// convert takes a member and converts its text. An empty text is no value.
func convert[V any](r *reader, name string, v *V, what string, parse func(string) (V, bool)) {
	n := r.take(name)
	if n == nil {
		return
	}
	s, ok := scalar(n)
	if ok && s == "" {
		return
	}
	value, fits := parse(s)
	if !ok || !fits {
		r.wrong(name, n, what)
		return
	}
	*v = value
}

func (r *reader) text(name string, v *string) {
	n := r.take(name)
	if n == nil {
		return
	}
	s, ok := scalar(n)
	if !ok {
		r.wrong(name, n, "a string")
		return
	}
	*v = s
}

func (r *reader) guid(name string, v *chat.GUID) { convert(r, name, v, "a guid", parseGUID) }

func (r *reader) instant(name string, v *time.Time, _ precision) {
	convert(r, name, v, "a time", parseTime)
}

func (r *reader) span(name string, v *time.Duration) { convert(r, name, v, "a duration", parseSpan) }

func (r *reader) integer(name string, v *int64) { convert(r, name, v, "an integer", parseInteger) }

func (r *reader) optional(name string, v **int64) {
	convert(r, name, v, "an integer", func(s string) (*int64, bool) {
		n, ok := parseInteger(s)
		return &n, ok
	})
}

func (r *reader) number(name string, v *float64) { convert(r, name, v, "a number", parseNumber) }

func (r *reader) flag(name string, v *bool) { convert(r, name, v, "a boolean", parseBool) }

func (r *reader) enum(name string, v *uint8, words *enum) {
	n := r.take(name)
	if n == nil {
		return
	}
	s, ok := scalar(n)
	if ok && s == "" {
		return
	}
	value, err := words.parse(s)
	switch {
	case !ok:
		r.wrong(name, n, "a word or an integer")
	case err != nil && r.err == nil:
		r.err = chat.Invalid("%s: %s", r.path(name), err)
	case err == nil:
		*v = value
	}
}

func (r *reader) echo(name string, _ int64) { r.take(name) }

// list also reads a string that holds the list's JSON (samples/put-chat.json).
func (r *reader) list(name string, _ int) (int, bool) {
	n := r.take(name)
	if n == nil {
		return 0, false
	}
	if n.kind == text {
		inner, err := parse(n.text)
		if err != nil && r.err == nil {
			r.err = chat.Invalid("%s: %s", r.path(name), err)
		}
		if err == nil && inner.kind == list {
			inner.name, inner.taken = n.name, true
			*n = inner
		}
	}
	if n.kind != list {
		r.wrong(name, n, "a list")
		return 0, false
	}
	r.frames = append(r.frames, frame{of: n, name: name})
	return len(n.kids), true
}

func (r *reader) raw(name string, v *string) {
	if r.err != nil {
		return
	}
	n := r.take(name)
	switch {
	case n == nil:
	case n.kind != object:
		r.wrong(name, n, "an object")
	default:
		*v = compact(n)
	}
}

func (r *reader) object(name string, _ bool) bool {
	if r.err != nil {
		return false
	}
	var n *node
	if f := r.top(); name == "" {
		n = &f.of.kids[f.next]
		f.next++
	} else if n = r.take(name); n == nil {
		return false
	}
	if n.kind != object {
		r.wrong(name, n, "an object")
		return false
	}
	r.frames = append(r.frames, frame{of: n, name: name})
	return true
}

func (r *reader) end(byte) { r.frames = r.frames[:len(r.frames)-1] }

// extra keeps what nobody asked for, without the space between its tokens, beside
// what was kept before under other names.
func (r *reader) extra(e *chat.Extra, _ func() names) {
	kids := r.top().of.kids
	all := slices.DeleteFunc(slices.Clone(*e), func(old chat.Member) bool {
		return slices.ContainsFunc(kids, func(m node) bool { return sameName(m.name, old.Name) })
	})
	for i := range kids {
		if m := &kids[i]; !m.taken {
			all = append(all, chat.Member{Name: m.name, Raw: compact(m)})
		}
	}
	*e = all
}

func compact(n *node) string {
	if n.kind != list && n.kind != object {
		return n.raw
	}
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(n.raw)); err != nil {
		return n.raw // cannot be: it was parsed
	}
	return b.String()
}

func (r *reader) reading() bool { return true }

func parseGUID(s string) (chat.GUID, bool) {
	g, err := chat.ParseGUID(s)
	return g, err == nil
}

func parseInteger(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

func parseNumber(s string) (float64, bool) {
	x, err := strconv.ParseFloat(s, 64)
	return x, err == nil && !math.IsNaN(x) && !math.IsInf(x, 0) && !strings.ContainsAny(s, "xX_")
}

func parseBool(s string) (value, ok bool) {
	switch {
	case sameName(s, "true"):
		return true, true
	case sameName(s, "false"):
		return false, true
	default:
		return false, false
	}
}
