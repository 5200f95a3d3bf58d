package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// conformTo runs the command as a user would, and gives what it prints.
func conformTo(ctx context.Context, base, key string, more ...string) (string, error) {
	var out bytes.Buffer
	args := append([]string{"conform", "-base", base, "-key", key}, more...)
	err := run(ctx, args, noEnv, strings.NewReader(""), &out, io.Discard)
	return out.String(), err
}

// TestAFreshSiteConforms goes the way of a user: print the chats, import them,
// serve, try the vectors, clean up.
func TestAFreshSiteConforms(t *testing.T) {
	t.Parallel()
	for name, db := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := initSite(t, db)
			base := start(t, "-database", db)
			if _, err := conformTo(t.Context(), base, site.APIKey); err == nil || !strings.Contains(err.Error(), "conform -data") {
				t.Errorf("without the chats: %v", err)
			}
			file := filepath.Join(t.TempDir(), "chats.ndjson")
			if err := os.WriteFile(file, runOK(t, "conform", "-data"), 0o600); err != nil {
				t.Fatal(err)
			}
			runOK(t, "import", "-database", db, file)
			out, err := conformTo(t.Context(), base, site.APIKey, "-email", "ada@example.com", "-read-only", "-run", "^filter")
			if err != nil {
				t.Errorf("signing in by Basic: %v\n%s", err, out)
			}
			out, err = conformTo(t.Context(), base, site.APIKey)
			if err != nil || !strings.Contains(out, " vectors passed") || strings.Contains(out, "FAIL") {
				t.Errorf("%v\n%s", err, out)
			}
			for path, want := range map[string]string{"tickets": "[]", "wrapupCategories": "[]"} {
				if got := fetch(t, base+"/v4/livechat/"+path, site.APIKey); got != want {
					t.Errorf("left behind: %s", got)
				}
			}
			if out, err := conformTo(t.Context(), base, site.APIKey, "-clean"); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
			if got := fetch(t, base+"/v4/livechat/chats/4875", site.APIKey); !strings.Contains(got, "404000") {
				t.Errorf("a chat is left: %.100s", got)
			}
		})
	}
}

func fetch(t *testing.T, address, key string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+key)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// The control: a server that writes one member in another way does not conform,
// and the command says which request shows it.
func TestAServerThatChangesOneMemberDoesNotConform(t *testing.T) {
	t.Parallel()
	db := databases(t)["SQLite"]
	site := initSite(t, db)
	file := filepath.Join(t.TempDir(), "chats.ndjson")
	if err := os.WriteFile(file, runOK(t, "conform", "-data"), 0o600); err != nil {
		t.Fatal(err)
	}
	runOK(t, "import", "-database", db, file)
	target, err := url.Parse(start(t, "-database", db))
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ModifyResponse: func(res *http.Response) error {
			body, err := io.ReadAll(res.Body)
			body = bytes.ReplaceAll(body, []byte(`"avgResponseTime":6.0`), []byte(`"avgResponseTime":6`))
			res.Body = io.NopCloser(bytes.NewReader(body))
			res.Header.Set("Content-Length", strconv.Itoa(len(body)))
			res.ContentLength = int64(len(body))
			return err
		},
	}
	changed := httptest.NewServer(proxy)
	defer changed.Close()
	out, err := conformTo(t.Context(), changed.URL, site.APIKey, "-read-only")
	if err == nil || !strings.Contains(err.Error(), "vectors failed") {
		t.Errorf("%v\n%s", err, out)
	}
	for _, want := range []string{"FAIL  spec-get-chat", "GET /v4/livechat/chats/4875", ".avgResponseTime is 6, want 6.0", "ok    paging"} {
		if !strings.Contains(out, want) {
			t.Errorf("the report lacks %q:\n%s", want, out)
		}
	}
}
