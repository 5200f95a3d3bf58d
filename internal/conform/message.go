package conform

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/textproto"
	"path"
	"strconv"
	"strings"
)

// Message is a section of a vector: a line, headers, an empty line, a body. The
// line is "METHOD /address" of a request, the status of an answer. The header
// "Authorization: none" sends a request without credentials.
//
// A body that is one line beginning with @ stands for another one:
//
//	@file ../samples/get-chat.json   a file's contents, beside the vector
//	@quoted "ab\xff"                 a Go string, for bytes that are no text
//	@repeat 10000 "["                a Go string many times
type Message struct {
	Line   string
	Header map[string][]string
	Body   []byte
}

func readMessage(section []byte, fsys fs.FS, dir string) (Message, error) {
	head, body, _ := strings.Cut(strings.TrimSuffix(string(section), "\n"), "\n\n")
	lines := strings.Split(head, "\n")
	m := Message{Line: strings.TrimSpace(lines[0]), Header: map[string][]string{}}
	for _, line := range lines[1:] {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return m, fmt.Errorf("%q is no header", line)
		}
		name = textproto.CanonicalMIMEHeaderKey(name)
		m.Header[name] = append(m.Header[name], strings.TrimSpace(value))
	}
	var err error
	m.Body, err = expand(body, fsys, dir)
	return m, err
}

func expand(body string, fsys fs.FS, dir string) ([]byte, error) {
	verb, rest, _ := strings.Cut(body, " ")
	switch verb {
	case "@file":
		return fs.ReadFile(fsys, path.Join(dir, rest))
	case "@quoted":
		text, err := strconv.Unquote(rest)
		return []byte(text), err
	case "@repeat":
		count, text, _ := strings.Cut(rest, " ")
		n, err := strconv.Atoi(count)
		if err != nil {
			return nil, fmt.Errorf("@repeat: %w", err)
		}
		if text, err = strconv.Unquote(text); err != nil {
			return nil, fmt.Errorf("@repeat: %w", err)
		}
		return bytes.Repeat([]byte(text), n), nil
	default:
		return []byte(body), nil
	}
}
