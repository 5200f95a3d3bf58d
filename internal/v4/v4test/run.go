// Package v4test runs the Chat API's test vectors against a server at any
// address: requests, and what their answers must contain. The server's site must
// hold the chats of v4's testdata/samples (search-chats.json,
// search-missed-and-refused.json, get-chat.json) and of testdata/import.
package v4test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/parleychat/parley/internal/openapi/openapitest"
)

// Run sends each vector of dir to the server at base, with the token as Bearer
// credentials, and holds the answers against what the vector expects and against
// the server's own description, /openapi.json. The vectors
// of v4's testdata/vectors change nothing and can be run again and again; those
// of testdata/vectors/once write and remove, so they can be run once after an
// import, in any order.
func Run(t *testing.T, base, token, dir string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no vectors in %s (%v)", dir, err)
	}
	description := describedAt(t, base)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			steps, err := readSteps(file)
			if err != nil {
				t.Fatal(err)
			}
			for i, s := range steps {
				if err := s.run(t, base, token, description); err != nil {
					t.Errorf("%s: step %d: %s: %v", file, i+1, s.request.line, err)
				}
			}
		})
	}
}

// describedAt reads the description of the server at base.
func describedAt(t *testing.T, base string) *openapitest.Description {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, strings.TrimSuffix(base, "/")+"/openapi.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close() //nolint:errcheck // it has been read
	raw, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	d, err := openapitest.Parse(raw)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	return d
}

// step is a request and the answer that it must get.
type step struct {
	request message
	answer  message
}

// readSteps reads a vector: pairs of the sections "request" and "answer".
func readSteps(file string) ([]step, error) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		return nil, err
	}
	var steps []step
	for i, section := range archive.Files {
		wanted := []string{"request", "answer"}[i%2]
		if section.Name != wanted {
			return nil, fmt.Errorf("%s: section %d is %q, want %q", file, i+1, section.Name, wanted)
		}
		m, err := readMessage(section.Data, filepath.Dir(file))
		if err != nil {
			return nil, fmt.Errorf("%s: section %d: %w", file, i+1, err)
		}
		if wanted == "request" {
			steps = append(steps, step{request: m})
		} else {
			steps[len(steps)-1].answer = m
		}
	}
	if len(steps) == 0 || len(archive.Files)%2 != 0 {
		return nil, fmt.Errorf("%s: requests and answers do not pair up", file)
	}
	return steps, nil
}

func (s step) run(t *testing.T, base, token string, description *openapitest.Description) error {
	t.Helper()
	method, target, ok := strings.Cut(s.request.line, " ")
	if !ok {
		return fmt.Errorf("the request does not begin with a method and an address")
	}
	r, err := http.NewRequestWithContext(t.Context(), method, strings.TrimSuffix(base, "/")+target, bytes.NewReader(s.request.body))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	for name, values := range s.request.header {
		r.Header[name] = values
	}
	if r.Header.Get("Authorization") == "none" {
		r.Header.Del("Authorization")
	}
	client := http.Client{Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	got, err := client.Do(r)
	if err != nil {
		return fmt.Errorf("send the request: %w", err)
	}
	defer got.Body.Close() //nolint:errcheck // it has been read
	body, err := io.ReadAll(got.Body)
	if err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	if err := s.answer.matches(got, body); err != nil {
		return err
	}
	return description.Check(method, target, got.StatusCode, body)
}

// matches holds an answer against what is expected.
func (m message) matches(got *http.Response, body []byte) error {
	if status := fmt.Sprint(got.StatusCode); status != m.line {
		return fmt.Errorf("the status is %s, want %s: %.300s", status, m.line, body)
	}
	for name, want := range m.header {
		if values := got.Header.Values(name); !slices.Equal(values, want) {
			return fmt.Errorf("the header %s is %q, want %q", name, values, want)
		}
	}
	if len(m.body) == 0 {
		if len(body) > 0 {
			return fmt.Errorf("there is a body, want none: %.300s", body)
		}
		return nil
	}
	return Contains(m.body, body)
}
