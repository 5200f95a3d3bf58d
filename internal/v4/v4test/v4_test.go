package v4test

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
	for _, pattern := range []string{vectors + "/*.txtar", vectors + "/once/*.txtar"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			steps, err := readSteps(file)
			if err != nil {
				t.Error(err)
			}
			n += len(steps)
		}
	}
	if n < 100 {
		t.Errorf("only %d requests", n)
	}
}

func TestContains(t *testing.T) {
	for _, c := range []struct{ want, got, err string }{
		{`{"a":1,"b":["x",{"c":null}]}`, `{"z":0,"b":["x",{"c":null,"d":2}],"a":1}`, ""},
		{`{"a":"@absent"}`, `{"b":1}`, ""},
		{`{"a":"@has lo w"}`, `{"a":"hello world"}`, ""},
		{`6.0`, `6.00`, ""},
		{`{"a":1}`, `{}`, ".a is missing"},
		{`{"a":"@absent"}`, `{"a":null}`, ".a is there"},
		{`{"a":1}`, `{"a":"1"}`, `.a is "1", want 1`},
		{`{"a":6.0}`, `{"a":6}`, `.a is 6, want 6.0`},
		{`{"a":"@has x"}`, `{"a":"y"}`, `.a is "y"`},
		{`{"a":{"b":[1,2]}}`, `{"a":{"b":[2,1]}}`, `.a.b[0] is 2, want 1`},
		{`[1]`, `[1,2]`, "the answer has 2 items, want 1"},
		{`[]`, `{}`, "want a list"},
		{`{}`, `[]`, "want an object"},
		{`null`, `0`, "the answer is 0, want null"},
		{`{"a":""}`, `{"a":null}`, `.a is null`},
		{`{}`, `{} {}`, "something follows"},
		{`{}`, ``, "the answer's JSON"},
	} {
		err := Contains([]byte(c.want), []byte(c.got))
		if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s in %s: %v, want %q", c.want, c.got, err, c.err)
		}
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

	steps, err := readSteps(file)
	if err != nil || len(steps) != 2 {
		t.Fatal(steps, err)
	}
	for change, bad := range map[string]message{
		"status": {line: "200", body: steps[0].answer.body},
		"header": {line: "201", header: http.Header{"X-Echo": {"ab"}}, body: steps[0].answer.body},
		"body":   {line: "201", body: []byte(`{"ok":false}`)},
		"none":   {line: "201"},
	} {
		if err := (step{steps[0].request, bad}).run(t, server.URL, "secret", describedAt(t, server.URL)); err == nil {
			t.Errorf("another %s was not noticed", change)
		}
	}
	lacking, err := openapitest.Parse([]byte(strings.Replace(description, `"type": "boolean"`, `"type": "string"`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	if err := steps[0].run(t, server.URL, "secret", lacking); err == nil || !strings.Contains(err.Error(), "as described") {
		t.Errorf("an answer that is not as described was not noticed: %v", err)
	}
}
