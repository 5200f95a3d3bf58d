package openapitest

import (
	"strings"
	"testing"
)

const sound = `{"openapi": "3.1.0", "info": {"title": "Things", "version": "1"},
	"paths": {"/things/{id}": {"get": {
		"parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
		"responses": {
			"200": {"description": "one", "content": {"application/json": {
				"schema": {"$ref": "#/components/schemas/Thing"}, "examples": {"one": {"value": {"at": "2026-01-01T00:00:00Z"}}}}}},
			"404": {"$ref": "#/components/responses/NotFound"}}}}},
	"components": {
		"responses": {"NotFound": {"description": "none", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}},
		"schemas": {
			"Thing": {"type": "object", "required": ["at"], "properties": {"at": {"type": "string", "format": "date-time"}}},
			"Error": {"type": "object", "required": ["code"], "properties": {"code": {"type": "integer"}}}}}}`

// Each way in which a description can be unsound is refused.
func TestADescriptionIsSound(t *testing.T) {
	t.Parallel()
	if _, err := Parse([]byte(sound)); err != nil {
		t.Fatalf("%+v", err)
	}
	for what, change := range map[string][2]string{
		"no JSON":                   {`{"openapi"`, `"openapi"`},
		"another version":           {"3.1.0", "2.0"},
		"no version of the API":     {`, "version": "1"`, ""},
		"a parameter from nowhere":  {`"in": "path"`, `"in": "air"`},
		"an optional path":          {`"in": "path", "required": true`, `"in": "path"`},
		"an answer without a text":  {`"description": "one", `, ""},
		"a schema of no type":       {`"type": "integer"`, `"type": "whole"`},
		"a reference to nothing":    {"schemas/Thing", "schemas/Things"},
		"an example that lacks it":  {`{"at": "2026-01-01T00:00:00Z"}`, `{}`},
		"an example of wrong type":  {`{"at": "2026-01-01T00:00:00Z"}`, `{"at": 7}`},
		"an example of wrong form":  {`2026-01-01T00:00:00Z`, `noon`},
		"an example that says more": {`"2026-01-01T00:00:00Z"}`, `"2026-01-01T00:00:00Z", "more": 1}`},
	} {
		changed := strings.Replace(sound, change[0], change[1], 1)
		if changed == sound {
			t.Errorf("%s: nothing was changed", what)
		}
		if _, err := Parse([]byte(changed)); err == nil {
			t.Errorf("%s was not noticed", what)
		}
	}
}

func TestAnswersAreHeldAgainstTheirOperation(t *testing.T) {
	t.Parallel()
	d, err := Parse([]byte(sound))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		target string
		status int
		body   string
		ok     bool
	}{
		{"/v4/THINGS/7/", 200, `{"at":"2026-01-01T00:00:00Z"}`, true},
		{"/things/7?x=1", 200, `{"at":"2026-01-01T00:00:00.1234567Z"}`, true},
		{"/things/7", 200, `{"at":null}`, false},
		{"/things/7", 200, `{"at":"2026-01-01T00:00:00Z","b":1}`, false},
		{"/things/7", 200, ``, false},
		{"/things/7", 404, `{"code":1}`, true},
		{"/things/7", 404, `{"code":"1"}`, false},
		{"/things/7", 500, `{"code":1}`, false},
		{"/things/7:Verb", 200, `{"at":"2026-01-01T00:00:00Z"}`, false},
		{"/others", 404, `{"code":1}`, true},
		{"/others", 200, `{"code":1}`, false},
	} {
		if err := d.Check("GET", c.target, nil, c.status, []byte(c.body)); (err == nil) != c.ok {
			t.Errorf("%s %d %s: %v", c.target, c.status, c.body, err)
		}
	}
	if d.Operation("GET", "/api/things/7") != "GET /things/{id}" || d.Operation("PUT", "/things/7") != "" {
		t.Error("an operation was not told by its request")
	}
}
