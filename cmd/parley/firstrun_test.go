package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// serving serves in this process until the test stops it, and gives what it has printed
// when it began to listen.
func serving(t *testing.T, args ...string) (printed string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var out bytes.Buffer
	logs, w := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, append([]string{"serve", "-listen", "127.0.0.1:0"}, args...), noEnv, strings.NewReader(""), &out, w)
		ended <- err
		w.CloseWithError(errors.Join(io.EOF, err))
	}()
	stop = func() error {
		cancel()
		return <-ended
	}
	for lines := bufio.NewScanner(logs); lines.Scan(); {
		if strings.Contains(lines.Text(), `"msg":"listening"`) {
			go io.Copy(io.Discard, logs) //nolint:errcheck // ends with the server
			return out.String(), stop
		}
	}
	t.Fatalf("serve never listened: %v", stop())
	return "", nil
}

func TestAnEmptyDatabaseIsSetUpByTheLinkThatServePrints(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	args := []string{"-database", "sqlite:" + filepath.Join(dir, "p.db"), "-files", filepath.Join(dir, "files"), "-index", filepath.Join(dir, "index")}
	printed, stop := serving(t, args...)
	link, err := url.Parse(regexp.MustCompile(`http://\S+/setup\?key=\S+`).FindString(printed))
	if err != nil || link.Host == "" {
		t.Fatalf("no link in %q", printed)
	}
	b := newBrowser(t, "http://"+link.Host)
	b.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	form := url.Values{"key": {link.Query().Get("key")}, "site": {"Shop"}, "name": {"Ada"}, "email": {"ada@example.com"}, "password": {"correct horse battery"}}
	if status := b.submit("/setup", form, nil); status != http.StatusSeeOther {
		t.Fatalf("setting up is answered by %d", status)
	}
	b.signIn()
	if status := b.submit("/setup", form, nil); status != http.StatusConflict {
		t.Errorf("a second time: %d", status)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	printed, stop = serving(t, args...)
	if err := stop(); err != nil {
		t.Error(err)
	}
	if printed != "" {
		t.Errorf("with a site it prints %q", printed)
	}
}

func TestALinkCanBeFollowedOnThisMachine(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]string{"0.0.0.0:80": "localhost:80", "[::]:8080": "localhost:8080", "127.0.0.1:1": "127.0.0.1:1", "[::1]:2": "[::1]:2"} {
		address, err := net.ResolveTCPAddr("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		if got := reachable(address); got != want {
			t.Errorf("%s: %s, want %s", at, got, want)
		}
	}
}
