package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/parleychat/parley/internal/store/storetest"
	"github.com/parleychat/parley/internal/v4/v4test"
)

// databases are the addresses of a fresh database of each kind.
func databases(t *testing.T) map[string]string {
	return map[string]string{
		"SQLite":     "sqlite:" + filepath.Join(t.TempDir(), "parley.db"),
		"PostgreSQL": storetest.Postgres(t),
	}
}

const vectorData = "../../internal/v4/testdata/"

// TestTheWireIsAsTheVectorsSay goes the way of a user: init, import of the
// specification's answers, serve, and then each vector over HTTP.
func TestTheWireIsAsTheVectorsSay(t *testing.T) {
	t.Parallel()
	for name, db := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := initSite(t, db)
			importAll(t, db, vectorData+"samples/search-*.json", vectorData+"samples/get-chat.json", vectorData+"import/*.json")
			base := start(t, "-database", db)
			v4test.Run(t, base, site.APIKey, vectorData+"vectors")
			v4test.Run(t, base, site.APIKey, vectorData+"vectors/once")
		})
	}
}

func initSite(t *testing.T, db string) newSite {
	t.Helper()
	out := runOK(t, "init", "-database", db, "-email", "ada@example.com", "-password", "correct horse battery")
	var site newSite
	if err := json.Unmarshal(out, &site); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return site
}

func importAll(t *testing.T, db string, patterns ...string) {
	t.Helper()
	args := []string{"import", "-database", db}
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no files like %s: %v", pattern, err)
		}
		args = append(args, files...)
	}
	runOK(t, args...)
}

// runOK runs a command in this process and gives what it prints.
func runOK(t *testing.T, args ...string) []byte {
	t.Helper()
	var out, errs bytes.Buffer
	if err := run(t.Context(), args, noEnv, strings.NewReader(""), &out, &errs); err != nil {
		t.Fatalf("parley %s: %v\n%s", strings.Join(args, " "), err, errs.String())
	}
	return out.Bytes()
}

func noEnv(string) (string, bool) { return "", false }

// start serves until the test ends and gives the base address.
func start(t *testing.T, args ...string) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	logs, w := io.Pipe()
	ended := make(chan error, 1)
	args = append([]string{"serve", "-listen", "127.0.0.1:0", "-files", filepath.Join(t.TempDir(), "files"), "-index", filepath.Join(t.TempDir(), "index")}, args...)
	go func() {
		err := run(ctx, args, noEnv, strings.NewReader(""), io.Discard, w)
		ended <- err
		w.CloseWithError(errors.Join(io.EOF, err))
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("serve ended with %v", err)
		}
	})
	lines := bufio.NewScanner(logs)
	for lines.Scan() {
		var line struct{ Msg, Address string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "listening" {
			go io.Copy(io.Discard, logs) //nolint:errcheck // ends with the server
			return "http://" + line.Address
		}
	}
	t.Fatalf("serve never listened: %v", lines.Err())
	return ""
}

func TestServeStopsGracefullyOnSIGTERM(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cmd := parley(t, "serve", "-demo", "-listen", "127.0.0.1:0", "-database", "sqlite:"+filepath.Join(dir, "p.db"), "-files", filepath.Join(dir, "files"), "-index", filepath.Join(dir, "index"))
	var logs bytes.Buffer
	cmd.Stderr = &logs
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.Contains(lines.Text(), "curl") {
	}
	expectDemoToAnswer(t, lines.Text())
	expectDemoShop(t, lines.Text())
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("serve ended with %v\n%s", err, logs.String())
	}
	if !strings.Contains(logs.String(), `"shutting down"`) {
		t.Errorf("no word of the shutdown in the log:\n%s", logs.String())
	}
}

// expectDemoShop asks what the widget of the demo shows, and expects something of all.
func expectDemoShop(t *testing.T, printed string) {
	t.Helper()
	_, rest, _ := strings.Cut(printed, "'")
	base, _, _ := strings.Cut(rest, "/v4/")
	res, err := http.Get(base + "/live/campaign?site=10000")
	if err != nil {
		t.Fatal(err)
	}
	type question struct{ Type string }
	var shown struct {
		Campaign    struct{ Name string }
		Departments []struct{ ID string }
		Forms       struct{ PreChat, PostChat, Offline []question }
	}
	err = errors.Join(json.NewDecoder(res.Body).Decode(&shown), res.Body.Close())
	if err != nil || shown.Campaign.Name != "All pages" || len(shown.Departments) != 6 {
		t.Errorf("the demo shows %+v, %v", shown, err)
	}
	types := map[string]bool{}
	for _, q := range slices.Concat(shown.Forms.PreChat, shown.Forms.PostChat, shown.Forms.Offline) {
		types[q.Type] = true
	}
	if len(types) != 6 || len(shown.Forms.PostChat) == 0 || len(shown.Forms.Offline) == 0 {
		t.Errorf("the demo asks %v in %+v", types, shown.Forms)
	}
}

// expectDemoToAnswer pastes the printed curl line, so to speak.
func expectDemoToAnswer(t *testing.T, printed string) {
	t.Helper()
	_, line, found := strings.Cut(printed, "curl -s -X POST '")
	url, rest, _ := strings.Cut(line, "' -H '")
	header, _, ok := strings.Cut(rest, "'")
	if !found || !ok {
		t.Fatalf("no curl line in %q", printed)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	name, value, _ := strings.Cut(header, ": ")
	req.Header.Set(name, value)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	var answer struct {
		Total int
		List  []struct{ Guid string }
	}
	err = errors.Join(json.NewDecoder(res.Body).Decode(&answer), res.Body.Close())
	if err != nil || res.StatusCode != http.StatusOK || answer.Total == 0 || len(answer.List) != 10 {
		t.Errorf("status %d, %d chats of %d, %v", res.StatusCode, len(answer.List), answer.Total, err)
	}
}

// TestAFileOfPlacesThatCannotBeReadIsRefused at the start, before anybody is answered.
func TestAFileOfPlacesThatCannotBeReadIsRefused(t *testing.T) {
	t.Parallel()
	for cause, content := range map[string][]byte{"no such file": nil, "invalid": []byte("places")} {
		folder := t.TempDir()
		places := filepath.Join(folder, "places.mmdb")
		if content != nil {
			if err := os.WriteFile(places, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		out, err := parley(t, "serve", "-database", databases(t)["SQLite"], "-listen", "127.0.0.1:0", "-files", filepath.Join(folder, "files"), "-index", filepath.Join(folder, "index"), "-geo", places).CombinedOutput()
		if err == nil || !strings.Contains(string(out), places) || !strings.Contains(string(out), cause) {
			t.Errorf("%s: %v\n%s", cause, err, out)
		}
	}
}
