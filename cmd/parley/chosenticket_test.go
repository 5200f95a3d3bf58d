package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"testing"
)

// TestAKilledServerAttachesChatsToWhatWasChosen kills the server as soon as an agent's
// choice is acknowledged; the chat ends in the next life.
func TestAKilledServerAttachesChatsToWhatWasChosen(t *testing.T) {
	t.Parallel()
	for name, db := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := filepath.Join(t.TempDir(), "files")
			site := initSite(t, db)
			server := startNode(t, db, files)
			agent, _, guid := opened(t, server.base, site)
			if _, err := agent.do(t.Context(), map[string]any{"type": "chooseTicket", "chat": guid, "subject": "Laces"}); err != nil {
				t.Fatal(err)
			}
			server.kill()
			server = startNode(t, db, files)
			again, _, err := connect(t.Context(), server.base, map[string]any{"role": "agent", "token": site.APIKey})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = again.conn.CloseNow() })
			if _, err := again.do(t.Context(), map[string]any{"type": "end", "chat": guid}); err != nil {
				t.Fatal(err)
			}
			var record struct{ PreChatTicketID int64 }
			readAt(t, server.base+"/v4/livechat/chats/"+guid, site, &record)
			var ticket struct {
				Subject  string
				Messages []struct{ Text string }
			}
			readAt(t, fmt.Sprintf("%s/v4/livechat/tickets/%d", server.base, record.PreChatTicketID), site, &ticket)
			if ticket.Subject != "Laces" || len(ticket.Messages) != 1 {
				t.Errorf("ticket %d is %+v", record.PreChatTicketID, ticket)
			}
		})
	}
}

// readAt reads what the Chat API has at an address.
func readAt(t *testing.T, address string, site newSite, into any) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+site.APIKey)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(into); err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d: %v", address, response.StatusCode, err)
	}
}
