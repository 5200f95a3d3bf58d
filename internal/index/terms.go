package index

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"unicode"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// A term is a kind of one byte and what the chat has of the kind: a word, or a
// value of a field in a form whose bytes are ordered as the values are.
const (
	kindMessages = 1 // a word of a message
	kindTold     = 2 // a word of what the visitor told before the chat: of textFields
	kindComment  = 3 // a word of the wrap-up comment
	kindGivenUp  = 4
	firstField   = 8 // the kinds from here on are fields

	// Below the kind of a field, what the term says of it.
	fieldExists = 0
	fieldValue  = 1
)

// formatVersion is of the files, wordsVersion of the analysis in package filter:
// whoever changes one of them in a way that shows counts it up.
const (
	formatVersion = 2
	wordsVersion  = 2
)

// unindexed are the fields whose values are nearly all different, so that terms of
// them would only take room; those of text are handled apart.
var unindexed = map[string]bool{
	"id": true, "guid": true, "sessionId": true, "visitorId": true, "contactIdentityId": true,
	"startTime": true, "endTime": true, "requestedTime": true,
}

// indexed is a field with terms.
type indexed struct {
	chat.Declared
	kind byte
}

// indexedFields are the fields with terms, in the order of chat.Fields.
var indexedFields = func() (fields []indexed) {
	for _, d := range chat.Fields() {
		if d.Kind != filter.Text && !unindexed[d.Name] {
			fields = append(fields, indexed{d, byte(firstField + len(fields))})
		}
	}
	return fields
}()

var kindOf = func() map[string]byte {
	kinds := map[string]byte{}
	for _, f := range indexedFields {
		kinds[f.Name] = f.kind
	}
	return kinds
}()

// textFields are the texts that are kept whole.
var textFields = [...]string{"preChatName", "preChatEmail", "preChatPhone", "preChatCompany"}

func textColumn(name string) (int, bool) {
	for i, n := range textFields {
		if n == name {
			return i, true
		}
	}
	return 0, false
}

// fingerprint tells indexes apart that mean different things by the same bytes.
func fingerprint() string {
	h := fnv.New64a()
	fmt.Fprint(h, formatVersion, wordsVersion, unicode.Version, textFields)
	for _, f := range indexedFields {
		fmt.Fprint(h, f.Name, f.Kind, f.kind)
	}
	return fmt.Sprintf("%d-%016x", formatVersion, h.Sum64())
}

// valueTerm is the term of a field's value; values that are equal have the same,
// and they are ordered as filter.Value.Compare orders the values.
func valueTerm(kind byte, v filter.Value) string {
	b := append(make([]byte, 0, 18), kind, fieldValue)
	switch v.Kind() {
	case filter.GUID, filter.Text:
		b = append(b, v.Text()...)
	case filter.Number:
		b = binary.BigEndian.AppendUint64(b, orderedFloat(v.Number()))
	default:
		b = binary.BigEndian.AppendUint64(b, uint64(v.Int())^1<<63)
	}
	return string(b)
}

// orderedFloat maps NaN below all other numbers, and both zeros to one.
func orderedFloat(x float64) uint64 {
	switch b := math.Float64bits(x + 0); {
	case math.IsNaN(x):
		return 0
	case b>>63 == 1:
		return ^b
	default:
		return b | 1<<63
	}
}

// above is the least text that is greater than all that begin with prefix, "" when
// there is none.
func above(prefix string) string {
	b := []byte(prefix)
	for len(b) > 0 {
		if last := len(b) - 1; b[last] < 0xFF {
			b[last]++
			return string(b)
		}
		b = b[:len(b)-1]
	}
	return ""
}

// document is what the index knows of a chat.
type document struct {
	id      int64
	ticks   int64
	texts   [len(textFields)]string // as they came
	words   [3][]string             // by their kinds, from kindMessages on
	values  []string
	givenUp bool
}

// analyse makes the document of a chat.
func analyse(c *chat.Chat) *document {
	d := &document{
		id: c.ID, ticks: filter.Ticks(c.RequestedTime), givenUp: c.GivenUp(),
		texts: [...]string{c.PreChat.Name, c.PreChat.Email, c.PreChat.Phone, c.PreChat.Company},
	}
	messages, told, comment := c.FullText()
	for k, texts := range [...][]string{messages, told, {comment}} {
		for _, s := range texts {
			d.words[k] = filter.AppendWords(d.words[k], s)
		}
	}
	record := chat.Record{Chat: c}
	for _, f := range indexedFields {
		exists := false
		for _, v := range record.Values(f.Field) {
			d.values = append(d.values, valueTerm(f.kind, v))
			exists = exists || !v.Absent()
		}
		if exists {
			d.values = append(d.values, string([]byte{f.kind, fieldExists}))
		}
	}
	if d.givenUp {
		d.values = append(d.values, string([]byte{kindGivenUp}))
	}
	return d
}
