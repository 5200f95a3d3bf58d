package v4

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/parleychat/parley/internal/chat"
)

// maxDepth is how many levels of lists and objects a document may have.
const maxDepth = 32

// kind is the type of a JSON value.
type kind uint8

const (
	null kind = iota
	boolean
	number
	text
	list
	object
)

func (k kind) String() string {
	return [...]string{"null", "a boolean", "a number", "a string", "a list", "an object"}[k]
}

// node is a JSON value taken apart. encoding/json cannot serve here: it keeps
// neither the order of members nor their text, and lets the last of several
// members of one name win in silence.
type node struct {
	kind  kind
	taken bool   // a reader has asked for this member
	name  string // of a member of an object
	raw   string // the value as it was written
	text  string // of a string, unescaped
	kids  []node // the members of an object, the items of a list
}

// parse reads one JSON document (RFC 8259) and nothing after it. It refuses
// invalid UTF-8, more than maxDepth levels, and names that an object has twice
// in whatever letter case; the error tells the byte offset.
func parse(doc string) (node, error) {
	p := parser{doc: doc}
	if !utf8.ValidString(doc) {
		p.pos = invalidAt(doc)
		return node{}, p.fail("this is not UTF-8")
	}
	n, err := p.value(0)
	if err != nil {
		return node{}, err
	}
	if p.space(); p.pos < len(doc) {
		return node{}, p.fail("something follows the end of the value")
	}
	return n, nil
}

func invalidAt(s string) int {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return i
			}
		}
	}
	return len(s)
}

type parser struct {
	doc string
	pos int
}

func (p *parser) fail(format string, args ...any) error {
	return chat.Invalid("malformed JSON at byte %d: %s", p.pos, fmt.Sprintf(format, args...))
}

func (p *parser) space() {
	for p.pos < len(p.doc) {
		switch p.doc[p.pos] {
		case ' ', '\t', '\n', '\r':
			p.pos++
		default:
			return
		}
	}
}

// next skips space and shows the byte after it, 0 at the end.
func (p *parser) next() byte {
	p.space()
	if p.pos == len(p.doc) {
		return 0
	}
	return p.doc[p.pos]
}

func (p *parser) value(depth int) (node, error) {
	switch c := p.next(); {
	case c == '{' || c == '[':
		return p.group(c, depth)
	case c == '"':
		start := p.pos
		s, err := p.string()
		return node{kind: text, raw: p.doc[start:p.pos], text: s}, err
	case c == '-' || (c >= '0' && c <= '9'):
		return p.number()
	case p.pos == len(p.doc):
		return node{}, p.fail("the document ends where a value should begin")
	default:
		return p.literal()
	}
}

func (p *parser) literal() (node, error) {
	rest := p.doc[p.pos:]
	for _, word := range [...]string{"null", "true", "false"} {
		if strings.HasPrefix(rest, word) {
			p.pos += len(word)
			if word == "null" {
				return node{kind: null, raw: word}, nil
			}
			return node{kind: boolean, raw: word}, nil
		}
	}
	r, _ := utf8.DecodeRuneInString(rest)
	return node{}, p.fail("%q begins no value", r)
}

// group reads an object or a list.
func (p *parser) group(open byte, depth int) (node, error) {
	if depth == maxDepth {
		return node{}, p.fail("the document has more than %d levels", maxDepth)
	}
	n, closer, start := node{kind: object}, byte('}'), p.pos
	if open == '[' {
		n.kind, closer = list, ']'
	}
	p.pos++
	for p.next() != closer {
		if len(n.kids) > 0 {
			if err := p.expect(','); err != nil {
				return node{}, err
			}
		}
		kid, err := p.kid(n.kind, depth)
		if err != nil {
			return node{}, err
		}
		n.kids = append(n.kids, kid)
	}
	p.pos++
	if n.kind == object {
		if name, twice := duplicate(n.kids); twice {
			p.pos = start
			return node{}, p.fail("the object has the member %q twice", clip(name))
		}
	}
	n.raw = p.doc[start:p.pos]
	return n, nil
}

// kid reads a member of an object, or an item of a list.
func (p *parser) kid(of kind, depth int) (node, error) {
	if of == list {
		return p.value(depth + 1)
	}
	if p.next() != '"' {
		return node{}, p.fail("a member's name in quotes should stand here")
	}
	name, err := p.string()
	if err != nil {
		return node{}, err
	}
	if err := p.expect(':'); err != nil {
		return node{}, err
	}
	n, err := p.value(depth + 1)
	n.name = name
	return n, err
}

func (p *parser) expect(c byte) error {
	if p.next() != c {
		return p.fail("%q should stand here", c)
	}
	p.pos++
	return nil
}

// duplicate finds a name that occurs twice. Sorting keeps a hostile object of
// many members cheap.
func duplicate(members []node) (string, bool) {
	names := make([]string, len(members))
	for i := range members {
		names[i] = members[i].name
	}
	slices.SortFunc(names, compareNames)
	for i := 1; i < len(names); i++ {
		if sameName(names[i-1], names[i]) {
			return names[i], true
		}
	}
	return "", false
}

func (p *parser) number() (node, error) {
	start := p.pos
	p.skip('-')
	switch {
	case p.skip('0'):
	case p.digits() == 0:
		return node{}, p.fail("a digit should stand here")
	}
	if p.skip('.') && p.digits() == 0 {
		return node{}, p.fail("a digit should stand here")
	}
	if p.skip('e') || p.skip('E') {
		if !p.skip('+') {
			p.skip('-')
		}
		if p.digits() == 0 {
			return node{}, p.fail("a digit should stand here")
		}
	}
	return node{kind: number, raw: p.doc[start:p.pos]}, nil
}

func (p *parser) skip(c byte) bool {
	if p.pos < len(p.doc) && p.doc[p.pos] == c {
		p.pos++
		return true
	}
	return false
}

func (p *parser) digits() (n int) {
	for p.pos < len(p.doc) && p.doc[p.pos] >= '0' && p.doc[p.pos] <= '9' {
		p.pos++
		n++
	}
	return n
}

// string reads a string whose opening quote is next. Most strings hold no
// escape and are given as a part of the document, without a copy.
func (p *parser) string() (string, error) {
	p.pos++
	start := p.pos
	for p.pos < len(p.doc) {
		switch c := p.doc[p.pos]; {
		case c == '"':
			p.pos++
			return p.doc[start : p.pos-1], nil
		case c == '\\':
			return p.escaped(start)
		case c < ' ':
			return "", p.fail("a string holds the control character %#02x bare", c)
		}
		p.pos++
	}
	return "", p.fail("the document ends inside a string")
}

// escaped reads on at the first escape of a string that began at start.
func (p *parser) escaped(start int) (string, error) {
	var b strings.Builder
	b.WriteString(p.doc[start:p.pos])
	for p.pos < len(p.doc) {
		switch c := p.doc[p.pos]; {
		case c == '"':
			p.pos++
			return b.String(), nil
		case c == '\\':
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			b.WriteRune(r)
		case c < ' ':
			return "", p.fail("a string holds the control character %#02x bare", c)
		default:
			b.WriteByte(c)
			p.pos++
		}
	}
	return "", p.fail("the document ends inside a string")
}

var escapes = map[byte]rune{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escape reads one escape. Half of a surrogate pair becomes U+FFFD, as
// encoding/json has it.
func (p *parser) escape() (rune, error) {
	if p.pos+1 < len(p.doc) {
		if r, ok := escapes[p.doc[p.pos+1]]; ok {
			p.pos += 2
			return r, nil
		}
	}
	r, ok := hexEscape(p.doc[p.pos:])
	if !ok {
		return 0, p.fail("a string holds a backslash that begins no escape")
	}
	p.pos += 6
	if !utf16.IsSurrogate(r) {
		return r, nil
	}
	if low, ok := hexEscape(p.doc[p.pos:]); ok {
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			p.pos += 6
			return pair, nil
		}
	}
	return utf8.RuneError, nil
}

// hexEscape reads \uXXXX.
func hexEscape(s string) (r rune, ok bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	for _, c := range []byte(s[2:6]) {
		digit := strings.IndexByte("0123456789abcdef", lower(c))
		if digit < 0 {
			return 0, false
		}
		r = r<<4 | rune(digit)
	}
	return r, true
}
