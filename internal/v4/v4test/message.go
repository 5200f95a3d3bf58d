package v4test

import (
	"bytes"
	"fmt"
	"net/textproto"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// message is a section of a vector: a line, headers, an empty line, a body. The
// line is "METHOD /address" of a request, the status of an answer. The header
// "Authorization: none" sends a request without credentials.
//
// A body that is one line beginning with @ stands for another one:
//
//	@file ../samples/get-chat.json   a file's contents, beside the vector
//	@quoted "ab\xff"                 a Go string, for bytes that are no text
//	@repeat 10000 "["                a Go string many times
type message struct {
	line   string
	header map[string][]string
	body   []byte
}

func readMessage(section []byte, dir string) (message, error) {
	head, body, _ := strings.Cut(strings.TrimSuffix(string(section), "\n"), "\n\n")
	lines := strings.Split(head, "\n")
	m := message{line: strings.TrimSpace(lines[0]), header: map[string][]string{}}
	for _, line := range lines[1:] {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return m, fmt.Errorf("%q is no header", line)
		}
		name = textproto.CanonicalMIMEHeaderKey(name)
		m.header[name] = append(m.header[name], strings.TrimSpace(value))
	}
	var err error
	m.body, err = expand(body, dir)
	return m, err
}

func expand(body, dir string) ([]byte, error) {
	verb, rest, _ := strings.Cut(body, " ")
	switch verb {
	case "@file":
		return os.ReadFile(filepath.Join(dir, rest))
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
