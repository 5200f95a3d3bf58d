package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/hook"
)

// told is what a webhook was told once.
type told struct{ id, status string }

// receiver is a webhook's endpoint, in whose midst something can happen.
type receiver struct {
	mu     sync.Mutex
	before func() // happens once, before the next answer
	all    []told
	wrong  []error
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	if err == nil {
		err = hook.Verify(request.Header, []string{botSecret}, body, time.Now())
	}
	var payload struct{ Status string }
	if err == nil {
		err = json.Unmarshal(body, &payload)
	}
	r.mu.Lock()
	if err != nil {
		r.wrong = append(r.wrong, err)
	}
	r.all = append(r.all, told{request.Header.Get(hook.IDHeader), payload.Status})
	before := r.before
	r.before = nil
	r.mu.Unlock()
	if before != nil {
		before()
	}
	w.WriteHeader(http.StatusNoContent)
}

func (r *receiver) calls() []told {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.all)
}

// untold holds what a webhook was told to what was acknowledged: each thing once at
// least, and under one id.
func untold(acknowledged []string, calls []told) (wrong []string) {
	ids := map[string]string{}
	for _, c := range calls {
		if id, known := ids[c.status]; known && id != c.id {
			wrong = append(wrong, fmt.Sprintf("%s was told as %s and as %s", c.status, id, c.id))
		}
		ids[c.status] = c.id
	}
	for _, status := range acknowledged {
		if ids[status] == "" {
			wrong = append(wrong, status+" was not told")
		}
	}
	return wrong
}

// toldAgain reports whether something was told under one id more than once.
func toldAgain(calls []told) bool {
	seen := map[string]bool{}
	for _, c := range calls {
		seen[c.id] = true
	}
	return len(seen) < len(calls)
}

// TestAKilledServerTellsWebhooksAllTheSame kills the server while a webhook is told
// something, and has not answered yet.
func TestAKilledServerTellsWebhooksAllTheSame(t *testing.T) {
	t.Parallel()
	for name, db := range map[string]string{"SQLite": "sqlite:" + filepath.Join(t.TempDir(), "parley.db"), "PostgreSQL": databases(t)["PostgreSQL"]} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := &receiver{}
			address := httptest.NewServer(r)
			t.Cleanup(address.Close)
			files := filepath.Join(t.TempDir(), "files")
			site := initSite(t, db)
			flags := []string{"-hook-networks", "127.0.0.0/8"}
			server := startNode(t, db, files, flags...)
			noun := map[string]any{"event": "agentStatusChanges", "targetUrl": address.URL, "secret": botSecret}
			if _, err := post(t.Context(), server.base, site, "webhooks", noun); err != nil {
				t.Fatal(err)
			}
			var acknowledged []string
			setStatuses := func(round int) {
				t.Helper()
				agent, _, err := connect(t.Context(), server.base, map[string]any{"role": "agent", "token": site.APIKey})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = agent.conn.CloseNow() })
				for n := range 6 {
					status := fmt.Sprintf("busy %d-%d", round, n)
					_, err := agent.do(t.Context(), map[string]any{"type": "status", "status": status})
					if errors.Is(err, errRefused) {
						t.Fatal(err)
					}
					if err != nil {
						return // killed
					}
					acknowledged = append(acknowledged, status)
				}
			}
			killed := make(chan struct{})
			r.mu.Lock()
			r.before = func() { server.kill(); close(killed) }
			r.mu.Unlock()
			setStatuses(0)
			<-killed
			server = startNode(t, db, files, flags...)
			setStatuses(1)
			deadline := time.Now().Add(50 * time.Second) // a claim lasts 20
			for (len(untold(acknowledged, r.calls())) > 0 || !toldAgain(r.calls())) && time.Now().Before(deadline) {
				time.Sleep(50 * time.Millisecond)
			}
			calls := r.calls()
			for _, wrong := range untold(acknowledged, calls) {
				t.Error(wrong)
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			for _, err := range r.wrong {
				t.Error(err)
			}
			t.Logf("%d acknowledged, %d calls", len(acknowledged), len(calls))
			if !toldAgain(calls) {
				t.Error("nothing was told again: the server was not killed in the midst of a delivery")
			}
		})
	}
}

// TestWhatWasNotToldIsSeen is the control of the test above.
func TestWhatWasNotToldIsSeen(t *testing.T) {
	t.Parallel()
	done := []string{"a", "b"}
	if wrong := untold(done, []told{{"1", "a"}, {"2", "b"}, {"1", "a"}, {"3", "c"}}); len(wrong) > 0 {
		t.Error(wrong)
	}
	for _, calls := range [][]told{nil, {{"1", "a"}}, {{"1", "a"}, {"2", "b"}, {"3", "a"}}} {
		if len(untold(done, calls)) == 0 {
			t.Errorf("nothing was seen in %v", calls)
		}
	}
}
