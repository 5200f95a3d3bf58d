package v4

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"

	"github.com/parleychat/parley/internal/chat"
)

// vectors are the requests and answers that show how the API is, with the chats
// that they need.
//
//go:embed testdata/samples testdata/import testdata/vectors
var vectors embed.FS

// Vectors are the test vectors of the API: folders "vectors", of those that only
// read, "vectors/once", of those that write, and "samples" and "import", with the
// chats that the site must hold (VectorChats).
func Vectors() (fs.FS, error) { return fs.Sub(vectors, "testdata") }

// VectorChats are the chats that the vectors speak of, one a line, as an import
// takes them.
func VectorChats() ([]byte, error) {
	imports, err := fs.Glob(vectors, "testdata/import/*.json")
	if err != nil {
		return nil, err
	}
	var lines bytes.Buffer
	for _, name := range append([]string{"testdata/samples/search-chats.json", "testdata/samples/search-missed-and-refused.json", "testdata/samples/get-chat.json"}, imports...) {
		raw, err := vectors.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if err := appendRecords(&lines, raw); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return lines.Bytes(), nil
}

// appendRecords appends the chats of a file, which has them one after the other or
// is an answer with a list.
func appendRecords(lines *bytes.Buffer, raw []byte) error {
	for d := json.NewDecoder(bytes.NewReader(raw)); d.More(); {
		var record json.RawMessage
		if err := d.Decode(&record); err != nil {
			return err
		}
		records := []json.RawMessage{record}
		var answer struct{ List []json.RawMessage }
		if json.Unmarshal(record, &answer) == nil && answer.List != nil {
			records = answer.List
		} else if record[0] == '[' {
			if err := json.Unmarshal(record, &records); err != nil {
				return err
			}
		}
		for _, r := range records {
			if err := json.Compact(lines, r); err != nil {
				return err
			}
			lines.WriteByte('\n')
		}
	}
	return nil
}

// exampleChat is the specification's sample of a chat, as Parley answers it.
func exampleChat() ([]byte, error) {
	raw, err := vectors.ReadFile("testdata/samples/get-chat.json")
	if err != nil {
		return nil, fmt.Errorf("read the sample of a chat: %w", err)
	}
	c, related, err := DecodeChat(raw)
	if err != nil {
		return nil, fmt.Errorf("decode the sample of a chat: %w", err)
	}
	return EncodeChat(nil, c, related, 0), nil
}

// examplePage is a page of one chat.
func examplePage() ([]byte, error) {
	body, err := exampleChat()
	if err != nil {
		return nil, err
	}
	c, related, err := DecodeChat(body)
	if err != nil {
		return nil, fmt.Errorf("decode the sample of a chat: %w", err)
	}
	page := &chat.Page{Total: 1, Chats: []*chat.Chat{c}, Related: *related, Size: chat.DefaultPageSize}
	return asked{query: chat.Query{Include: chat.IncludeSession}}.encode(nil, page, ""), nil
}
