package v4

import (
	"embed"
	"fmt"

	"github.com/parleychat/parley/internal/chat"
)

// vectors are the requests and answers that show how the API is, with the chats
// that they need.
//
//go:embed testdata/samples testdata/import testdata/vectors
var vectors embed.FS

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
	return encodePage(nil, page, chat.IncludeSession), nil
}
