package live

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/parleychat/parley/internal/chat"
)

// maxDepth is how many levels of lists and objects a frame may have.
const maxDepth = 32

// maxMembers is how many members an object in a frame may have.
const maxMembers = 100

// decode reads a frame of a client. Members that are not known are ignored, but
// nothing in a frame may be ambiguous: encoding/json would let the last of two
// members of one name win, and put U+FFFD for what is no text.
func decode(data []byte) (*command, error) {
	if err := strict(data); err != nil {
		return nil, err
	}
	var c command
	var wrong *json.UnmarshalTypeError
	switch err := json.Unmarshal(data, &c); {
	case errors.As(err, &wrong) && wrong.Field != "":
		return nil, chat.Invalid("%q cannot be %.40s", wrong.Field, wrong.Value)
	case err != nil:
		return nil, &chat.Error{Kind: chat.KindInvalid, Message: "a frame is one JSON object", Cause: err}
	case c.Type == "":
		return nil, chat.Invalid(`a frame has a "type"`)
	}
	return &c, nil
}

// strict refuses what is not JSON in UTF-8, what is nested too deep or has too many
// members, objects with two members of one name in whatever letter case, and strings
// that hold NUL or half of a surrogate pair.
func strict(data []byte) error {
	switch {
	case !utf8.Valid(data):
		return chat.Invalid("a frame is UTF-8")
	case !json.Valid(data):
		return chat.Invalid("a frame is JSON")
	}
	var open []names // of each object or list that is open
	for len(data) > 0 {
		var err error
		switch data[0] {
		case '{', '[':
			open, data = append(open, nil), data[1:]
			if len(open) > maxDepth {
				err = chat.Invalid("a frame has at most %d levels", maxDepth)
			}
		case '}', ']':
			open, data = open[:len(open)-1], data[1:]
		case '"':
			quoted := data[:quotedLen(data)]
			data = bytes.TrimLeft(data[len(quoted):], " \t\r\n")
			if err = strictString(quoted); err == nil && bytes.HasPrefix(data, []byte(":")) {
				err = open[len(open)-1].add(quoted)
			}
		default:
			data = data[1:]
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// names are those of the members of an object so far.
type names []string

func (n *names) add(quoted []byte) error {
	var name string
	if err := json.Unmarshal(quoted, &name); err != nil {
		return chat.Invalid("a frame is JSON")
	}
	switch {
	case slices.ContainsFunc(*n, func(other string) bool { return strings.EqualFold(other, name) }):
		return chat.Invalid("a frame has the member %.40q twice", name)
	case len(*n) == maxMembers:
		return chat.Invalid("an object in a frame has at most %d members", maxMembers)
	}
	*n = append(*n, name)
	return nil
}

// quotedLen is how many bytes the string takes that valid JSON begins with.
func quotedLen(data []byte) int {
	for i := 1; ; i++ {
		switch data[i] {
		case '"':
			return i + 1
		case '\\':
			i++
		}
	}
}

// strictString refuses what PostgreSQL cannot keep, or no decoder gives back.
func strictString(quoted []byte) error {
	high := false // the escape before was the first half of a pair
	for i := 0; i < len(quoted); i++ {
		r, size := rune(quoted[i]), 1
		if quoted[i] == '\\' {
			r, size = escapeOf(quoted[i:])
		}
		low := utf16.IsSurrogate(r) && r >= 0xDC00
		switch {
		case high != low:
			return chat.Invalid("a string in a frame has half of a surrogate pair")
		case r == 0:
			return chat.Invalid("a string in a frame has the character NUL")
		}
		high = utf16.IsSurrogate(r) && !low
		i += size - 1
	}
	return nil
}

// escapeOf reads an escape of valid JSON; what it stands for counts only for \u.
func escapeOf(s []byte) (r rune, size int) {
	if s[1] != 'u' {
		return rune(s[1]), 2
	}
	n, err := strconv.ParseUint(string(s[2:6]), 16, 16)
	if err != nil {
		return 0, 6
	}
	return rune(n), 6
}
