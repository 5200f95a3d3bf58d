// Package v4test runs the Chat API's test vectors as tests, against a server at any
// address, and holds its answers against its description too. The server's site
// must hold the chats of v4's testdata/samples (search-chats.json,
// search-missed-and-refused.json, get-chat.json) and of testdata/import.
package v4test

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"testing"

	"github.com/parleychat/parley/internal/conform"
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
	vectors, err := read(dir)
	if err != nil {
		t.Fatal(err)
	}
	server := &conform.Server{Base: base, Sign: conform.Bearer(token)}
	description := describedAt(t, server)
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			for i, s := range v.Steps {
				if err := run(t, server, s, description); err != nil {
					t.Errorf("%s/%s.txtar: step %d: %s: %v", dir, v.Name, i+1, s.Request.Line, err)
				}
			}
		})
	}
}

// read reads the vectors of a folder, which may speak of files beside the folder
// above it.
func read(dir string) ([]conform.Vector, error) {
	here, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	above := filepath.Dir(here)
	return conform.Read(os.DirFS(filepath.Dir(above)), path.Join(filepath.Base(above), filepath.Base(here)))
}

// describedAt reads the description of a server.
func describedAt(t *testing.T, server *conform.Server) *openapitest.Description {
	t.Helper()
	got, err := server.Ask(t.Context(), conform.Step{Request: conform.Message{Line: "GET /openapi.json"}})
	if err != nil {
		t.Fatal(err)
	}
	d, err := openapitest.Parse(got.Body)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	return d
}

func run(t *testing.T, server *conform.Server, s conform.Step, description *openapitest.Description) error {
	t.Helper()
	got, err := server.Ask(t.Context(), s)
	if err != nil {
		return err
	}
	if err := s.Matches(got); err != nil {
		return err
	}
	method, target, err := s.Call()
	if err != nil {
		return fmt.Errorf("read the vector: %w", err)
	}
	return description.Check(method, target, got.Status, got.Body)
}
