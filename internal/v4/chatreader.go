package v4

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"

	"github.com/parleychat/parley/internal/chat"
)

// maxRecord is the most bytes that one record of an import may have.
const maxRecord = 64 << 20

// ChatReader reads chats as a stream, whatever they came in: the answer of a
// search, a list, a single chat, or any sequence of these, with or without line
// ends between them. It needs memory for one record at a time.
type ChatReader struct {
	in     *window
	tokens *json.Decoder // nil while records stand on lines of their own
	base   int64         // where in the input tokens began, or begin
	line   node          // the record that was found on a line of its own
	tried  int64         // up to where no such line begins
	place  place
	n      int
}

// place is what the next value of the input belongs to.
type place uint8

const (
	outside   place = iota
	inList          // an array on the outermost level
	inAnswer        // the list of a search's answer
	afterList       // the rest of such an answer
	over
)

// ChatItem is one record of the input, good or bad.
type ChatItem struct {
	// Chat and Related are what the record says; nil when Err is set.
	Chat    *chat.Chat
	Related *chat.Related
	Index   int   // of the record, counted from 1
	Offset  int64 // of the record's first byte
	Line    int   // of the record's first byte, counted from 1
	// Err tells why the record could not be read. Bytes it names are counted
	// from the record's beginning.
	Err error
}

// NewChatReader reads chats from r. A byte order mark at its beginning is skipped.
func NewChatReader(r io.Reader) *ChatReader {
	return &ChatReader{in: &window{r: bufio.NewReaderSize(r, 64<<10), line: 1, most: maxRecord}}
}

// restart goes on from where the window stands, with what belongs to nothing.
func (c *ChatReader) restart() {
	c.tokens, c.base, c.place = nil, c.in.position(), outside
}

// Next gives the next record, and io.EOF after the last. A record that is no chat
// is an item with Err, and so is one that is no JSON, after which reading goes on
// with the next line that begins a value; inside a list, where nothing tells what
// is meant to come next, it is the last item. The error of Next itself is one of
// reading the input.
func (c *ChatReader) Next() (ChatItem, error) {
	for {
		start, end, err := c.record()
		switch {
		case c.in.broken() != nil:
			c.place = over
			return ChatItem{}, c.in.broken()
		case errors.Is(err, io.EOF):
			c.place = over
			return ChatItem{}, io.EOF
		case err != nil:
			return c.unreadable(start, err), nil
		case end > start:
			item := c.item(start)
			if c.line.kind == object {
				item.Chat, item.Related, item.Err = decodeChat(&c.line)
			} else {
				item.Chat, item.Related, item.Err = DecodeChat(c.in.bytes(start, end))
			}
			return item, nil
		}
	}
}

func (c *ChatReader) item(start int64) ChatItem {
	c.n++
	return ChatItem{Index: c.n, Offset: start, Line: c.in.lineOf(start)}
}

// unreadable is an item for what is no JSON, and moves on.
func (c *ChatReader) unreadable(start int64, err error) ChatItem {
	item := c.item(start)
	item.Err = c.reason(start, err)
	if c.place != outside {
		c.place = over
		return item
	}
	if c.in.nextLine(start) {
		c.restart()
	} else {
		c.place = over
	}
	return item
}

// reason puts an error into the words that parse has for it: json.Decoder counts
// bytes now from 0 and now from 1.
func (c *ChatReader) reason(start int64, err error) error {
	switch {
	case errors.Is(err, errTwoLists):
		return err
	case c.in.full:
		return chat.Invalid("the record is larger than the limit of %d bytes", c.in.most)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return chat.Invalid("the input ends inside a record or a list")
	}
	p := parser{doc: string(c.in.bytes(start, c.in.position()))}
	if _, same := p.value(0); same != nil {
		return same
	}
	return chat.Invalid("malformed JSON: %s", err)
}

// record moves over the next value and tells where it stood, or gives an empty
// place when it moved over something that is no record.
func (c *ChatReader) record() (start, end int64, err error) {
	if c.place != over {
		c.in.discard(c.offset())
	}
	c.line = node{}
	if start, end, ok := c.onItsLine(); ok {
		return start, end, nil
	}
	if c.tokens == nil {
		c.tokens = json.NewDecoder(c.in)
	}
	switch c.place {
	case outside:
		return c.outermost()
	case inList, inAnswer:
		return c.listed()
	case afterList:
		return c.offset(), 0, c.finishAnswer()
	default:
		return 0, 0, io.EOF
	}
}

// offset is where the last token ended.
func (c *ChatReader) offset() int64 {
	if c.tokens == nil {
		return c.base
	}
	return c.base + c.tokens.InputOffset()
}

// longestLine is the most bytes of a line that are looked at as a whole.
const longestLine = 1 << 20

// onItsLine moves over a record that has the next line for itself, as most have: it is
// taken apart once, and not also to find its end. Whatever is not as simple is left to
// the tokens, and so are errors.
func (c *ChatReader) onItsLine() (start, end int64, ok bool) {
	if c.place != outside || c.offset() < c.tried {
		return 0, 0, false
	}
	start, end = c.in.wholeLine(c.offset(), longestLine)
	c.tried = end
	doc, err := parse(string(c.in.bytes(start, end)))
	if err != nil || doc.kind != object || isAnswer(&doc) {
		return 0, 0, false
	}
	c.in.rewind(end)
	c.restart()
	c.line = doc
	return start, end, true
}

// isAnswer tells a search's answer from a chat, or what may have been meant as one.
func isAnswer(doc *node) bool {
	for i := range doc.kids {
		switch kid := &doc.kids[i]; {
		case sameName(kid.name, "guid"):
			return false
		case sameName(kid.name, "list") && kid.kind == list:
			return true
		}
	}
	return false
}

// listed moves over an item of a list, or over the list's end.
func (c *ChatReader) listed() (start, end int64, err error) {
	before := c.offset()
	if !c.tokens.More() {
		_, err := c.tokens.Token() // a bracket, or whatever stands there in its place
		if c.place == inAnswer {
			c.place = afterList
		} else if err == nil {
			c.place = outside
		}
		return c.in.begin(before, blank+","), 0, unexpected(err)
	}
	err = c.tokens.Decode(&skipped{})
	return c.in.begin(before, blank+","), c.offset(), unexpected(err)
}

// outermost moves over a value that belongs to nothing, or into a list.
func (c *ChatReader) outermost() (start, end int64, err error) {
	before := c.offset()
	token, err := c.tokens.Token()
	start = c.in.begin(before, blank)
	switch {
	case err != nil:
		return start, 0, err
	case token == json.Delim('['):
		c.place = inList
		return start, 0, nil
	case token == json.Delim('{'):
		err = c.members()
		if c.place == inAnswer {
			return start, 0, nil
		}
		return start, c.offset(), unexpected(err)
	default:
		return start, c.offset(), nil
	}
}

// members moves over the members of an object, as far as a list if there is one:
// that makes it the answer of a search, unless it is a chat already.
func (c *ChatReader) members() error {
	isChat := false
	for c.tokens.More() {
		token, err := c.tokens.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string)
		isChat = isChat || sameName(name, "guid")
		if sameName(name, "list") && !isChat && c.in.follows(c.offset(), '[') {
			_, err := c.tokens.Token()
			c.place = inAnswer
			return err
		}
		if err := c.tokens.Decode(&skipped{}); err != nil {
			return err
		}
	}
	_, err := c.tokens.Token()
	return err
}

var errTwoLists = chat.Invalid("the answer has a second list")

// finishAnswer moves over what follows the list of an answer.
func (c *ChatReader) finishAnswer() error {
	err := c.members()
	if err == nil && c.place == inAnswer {
		return errTwoLists
	}
	if err == nil {
		c.place = outside
	}
	return unexpected(err)
}

// unexpected tells an end of the input inside a value from one between values.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// skipped is a value that is only moved over.
type skipped struct{}

func (*skipped) UnmarshalJSON([]byte) error { return nil }

const byteOrderMark = "\uFEFF"

// blank is what may stand between tokens.
const blank = " \t\r\n"
