package main

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// TestCrowdsOfSearchesWait has many clients search at once: each gets its answer,
// unless there is no time to wait.
func TestCrowdsOfSearchesWait(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		flags   []string
		refused bool
	}{
		"patience":   {[]string{"-search-wait", "1m"}, false},
		"no waiting": {[]string{"-searches-per-site", "1", "-search-wait", "1ns"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := "sqlite:" + t.TempDir() + "/parley.db"
			site := initSite(t, db)
			importAll(t, db, vectorData+"samples/search-chats.json", vectorData+"import/paging.json")
			base := start(t, append(c.flags, "-database", db)...)
			statuses := searchAtOnce(t, base, site.APIKey, 200)
			if statuses[200]+statuses[429] != 200 || statuses[200] == 0 || (statuses[429] > 0) != c.refused {
				t.Errorf("answers by status: %v", statuses)
			}
		})
	}
}

// searchAtOnce counts the answers of n clients by their status.
func searchAtOnce(t *testing.T, base, key string, n int) map[int]int {
	t.Helper()
	var mu sync.Mutex
	statuses := map[int]int{}
	var clients sync.WaitGroup
	for range n {
		clients.Go(func() {
			status, err := searchOnce(t, base, key)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			statuses[status]++
			mu.Unlock()
		})
	}
	clients.Wait()
	return statuses
}

func searchOnce(t *testing.T, base, key string) (int, error) {
	t.Helper()
	body := `{"filters": [{"name": "keywords", "operator": "isNot", "value": ["nothing"]}], "facets": ["status"]}`
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/v4/livechat/chats:Search", strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Authorization", "Bearer "+key)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, res.Body)
	if res.StatusCode == http.StatusTooManyRequests && res.Header.Get("Retry-After") == "" {
		err = errors.Join(err, errors.New("a 429 without Retry-After"))
	}
	return res.StatusCode, errors.Join(err, res.Body.Close())
}
