package v4

import (
	"strconv"

	"github.com/parleychat/parley/internal/chat"
)

// enum is how the values of an enumeration are written and read.
type enum struct {
	words  []string // by value
	asCode bool     // written as an integer
	parse  func(string) (uint8, error)
}

// The enumerations of the specification. All are written as words but the social
// network, which is written as an integer (wire.md §3).
var (
	statuses     = enumOf(chat.ParseStatus)
	sources      = enumOf(chat.ParseSource)
	senders      = enumOf(chat.ParseSender)
	chatTypes    = enumOf(chat.ParseType)
	formTypes    = enumOf(chat.ParseFormType)
	roles        = enumOf(chat.ParseRole)
	socialMedias = coded(enumOf(chat.ParseSocialMedia))
)

type enumeration interface {
	~uint8
	String() string
}

func enumOf[E enumeration](parse func(string) (E, error)) *enum {
	e := &enum{words: make([]string, 64)}
	for n := range e.words {
		e.words[n] = E(n).String()
	}
	for n := len(e.words); n > 0 && e.words[n-1] == ""; n-- { // an enumeration that has no word for what it does not know
		e.words = e.words[:n-1]
	}
	e.parse = func(s string) (uint8, error) {
		v, err := parse(s)
		return uint8(v), err
	}
	return e
}

func coded(e *enum) *enum {
	e.asCode = true
	return e
}

func (e *enum) append(b []byte, n uint8) []byte {
	switch {
	case e.asCode:
		return strconv.AppendUint(b, uint64(n), 10)
	case int(n) < len(e.words):
		return append(append(append(b, '"'), e.words[n]...), '"')
	default:
		return append(strconv.AppendUint(append(b, '"'), uint64(n), 10), '"')
	}
}
