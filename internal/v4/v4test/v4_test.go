package v4test

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleychat/parley/internal/conform"
	"github.com/parleychat/parley/internal/openapi/openapitest"
)

var (
	base = flag.String("base", "", "address of a server to run the vectors against, such as http://127.0.0.1:8080")
	key  = flag.String("key", "", "API key or access token for -base")
	dir  = flag.String("dir", vectors, "vectors to run against -base")
)

const vectors = "../testdata/vectors"

// Without -base there is no server, and the vectors are only read.
func TestVectors(t *testing.T) {
	if *base != "" {
		Run(t, *base, *key, *dir)
		return
	}
	n := 0
	for _, dir := range []string{vectors, vectors + "/once"} {
		all, err := read(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range all {
			n += len(v.Steps)
		}
	}
	if n < 100 {
		t.Errorf("only %d requests", n)
	}
}

const vector = `How a vector looks.

-- request --
POST /thing?x=1
Authorization: none
X-Kind: a
X-Kind: b

@repeat 3 "ab"
-- answer --
201
X-Echo: ababab

{"ok":true}
-- request --
DELETE /thing
-- answer --
204
`

const description = `{"openapi": "3.1.0", "info": {"title": "Things", "version": "1"},
	"paths": {"/thing": {
		"post": {"responses": {"201": {"description": "", "content": {"application/json": {"schema": {
			"type": "object", "required": ["ok"], "properties": {"ok": {"type": "boolean"}}}}}}}},
		"delete": {"responses": {"204": {"description": ""}}}}},
	"components": {"schemas": {"Error": {"type": "object"}}}}`

func TestAVectorIsSentAsItStands(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.txtar")
	if err := os.WriteFile(file, []byte(vector), 0o600); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/openapi.json" {
			_, _ = w.Write([]byte(description))
			return
		}
		if r.Method == http.MethodDelete {
			if r.Header.Get("Authorization") != "Bearer secret" {
				t.Errorf("Authorization: %q", r.Header.Get("Authorization"))
			}
			w.WriteHeader(http.StatusNoContent)
			return
		}
		if r.Header.Get("Authorization") != "" || len(r.Header.Values("X-Kind")) != 2 || r.URL.RawQuery != "x=1" {
			t.Errorf("%v %v", r.URL, r.Header)
		}
		body := make([]byte, r.ContentLength)
		_, _ = r.Body.Read(body)
		w.Header().Set("X-Echo", string(body))
		w.WriteHeader(http.StatusCreated)
		_, _ = w.Write([]byte(`{"ok":true}`))
	}))
	defer server.Close()
	Run(t, server.URL, "secret", dir)

	all, err := read(dir)
	if err != nil || len(all) != 1 || len(all[0].Steps) != 2 {
		t.Fatal(all, err)
	}
	first, there := all[0].Steps[0], &conform.Server{Base: server.URL, Sign: conform.Bearer("secret")}
	for change, bad := range map[string]conform.Message{
		"status": {Line: "200", Body: first.Answer.Body},
		"header": {Line: "201", Header: http.Header{"X-Echo": {"ab"}}, Body: first.Answer.Body},
		"body":   {Line: "201", Body: []byte(`{"ok":false}`)},
		"none":   {Line: "201"},
	} {
		if err := run(t, there, conform.Step{Request: first.Request, Answer: bad}, describedAt(t, there)); err == nil {
			t.Errorf("another %s was not noticed", change)
		}
	}
	lacking, err := openapitest.Parse([]byte(strings.Replace(description, `"type": "boolean"`, `"type": "string"`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	if err := run(t, there, first, lacking); err == nil || !strings.Contains(err.Error(), "as described") {
		t.Errorf("an answer that is not as described was not noticed: %v", err)
	}
}
