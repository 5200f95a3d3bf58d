package chat_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/parleychat/parley/internal/chat"
)

func TestWhatWebhooksAreToldIsCutBetweenLetters(t *testing.T) {
	t.Parallel()
	const most = 1_000
	for _, letter := range []string{"a", "é", "の", "🙂"} {
		for before := range utf8.UTFMax {
			cut := chat.Legible(strings.Repeat("x", before)+strings.Repeat(letter, most), most)
			if !utf8.ValidString(cut) || len(cut) > most || len(cut) <= most-utf8.UTFMax {
				t.Errorf("%d bytes and then %q are cut to %d bytes, valid: %v", before, letter, len(cut), utf8.ValidString(cut))
			}
		}
	}
	if got := chat.Legible("a\x00b\xff", most); got != "ab" {
		t.Errorf("a text with bytes that are no letters becomes %q", got)
	}
}
