package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/bus/bustest"
	"github.com/parleychat/parley/internal/store/storetest"
)

// TestAChangeOnOneNodeIsReadOnTheOther follows the log on one node while chats are
// stored through the other, with the bus and without it.
func TestAChangeOnOneNodeIsReadOnTheOther(t *testing.T) {
	t.Parallel()
	db := storetest.Postgres(t)
	site := initSite(t, db)
	server := bustest.NATS(t)
	cable := bustest.NewCable(t, strings.TrimPrefix(server, "nats://"))
	here := peer{start(t, "-database", db, "-nats", "nats://"+cable.Address()), site.APIKey}
	there := peer{start(t, "-database", db, "-nats", server), site.APIKey}

	importAll(t, db, vectorData+"samples/get-chat.json") // by a process that has no bus
	position := here.await(t, 0, 2*time.Second)
	position = here.expectAfter(t, there, position, "7", 2*time.Second)
	cable.Cut()
	position = here.expectAfter(t, there, position, "8", 2*time.Second)
	cable.Mend()
	here.expectAfter(t, there, position, "9", 2*time.Second)
}

// peer is a server, with a key to it.
type peer struct{ base, key string }

// expectAfter changes a chat on another node while this one waits for changes.
func (n peer) expectAfter(t *testing.T, other peer, position int64, ticket string, within time.Duration) int64 {
	t.Helper()
	changed := make(chan error, 1)
	go func() {
		_, err := other.ask(t, http.MethodPut, "/v4/livechat/chats/4875", `{"preChatTicketId": `+ticket+`}`)
		changed <- err
	}()
	next := n.await(t, position, within)
	if err := <-changed; err != nil {
		t.Error(err)
	}
	return next
}

// await waits for the log to go on, and gives where it ends then.
func (n peer) await(t *testing.T, position int64, within time.Duration) int64 {
	t.Helper()
	began := time.Now()
	body, err := n.ask(t, http.MethodGet, fmt.Sprintf("/v4/livechat/chats:Changes?wait=20&since=%d", position), "")
	took := time.Since(began)
	var page struct {
		Changes  []struct{}
		Position int64
	}
	if err == nil {
		err = json.Unmarshal(body, &page)
	}
	if err != nil || len(page.Changes) == 0 || page.Position <= position {
		t.Fatalf("after %d: %s, %v", position, body, err)
	}
	if took > within {
		t.Errorf("the change after %d took %v, more than %v", position, took, within)
	}
	return page.Position
}

func (n peer) ask(t *testing.T, method, target, body string) ([]byte, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, n.base+target, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+n.key)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode/100 != 2 {
		err = fmt.Errorf("%s %s: %d %s", method, target, res.StatusCode, answer)
	}
	return answer, err
}
