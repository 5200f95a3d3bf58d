package chat_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/parleychat/parley/internal/chat"
)

// TestThePageHasEveryTransition holds docs/live.md to the table.
func TestThePageHasEveryTransition(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../docs/live.md")
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for _, tr := range chat.Transitions() {
		kinds := make([]string, len(tr.Adds))
		for i, k := range tr.Adds {
			kinds[i] = string(k)
		}
		to := tr.To.String()
		if tr.To == 0 {
			to = "the record alone"
		}
		fmt.Fprintf(&want, "| %s | %s | %s | %s |\n", tr.From, tr.Command, to, strings.Join(kinds, ", "))
	}
	if !strings.Contains(string(data), want.String()) {
		t.Errorf("docs/live.md lacks the table, or has another one:\n%s", want.String())
	}
}
