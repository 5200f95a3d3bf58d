// Package openapitest holds the answers of an API against its OpenAPI 3.1
// description, and the description against the schema that the OpenAPI Initiative
// publishes for it (oas-3.1-2022-10-07.json, Apache 2.0).
package openapitest

import (
	"bytes"
	_ "embed"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

//go:embed oas-3.1-2022-10-07.json
var published []byte

// Description is a description that answers can be held against.
type Description struct {
	operations []operation
	failure    *jsonschema.Schema // of the component Error
}

// operation is one method of one path.
type operation struct {
	method, path string
	address      *regexp.Regexp
	answers      map[string]answer // by status
	examples     []example
}

// answer is what an answer's body must be.
type answer struct {
	json  *jsonschema.Schema
	other bool // it is not JSON, and may be anything
}

// example is an example of a body, beside the schema that it must satisfy.
type example struct {
	place  string
	value  any
	schema *jsonschema.Schema
}

const at = "memory:///openapi.json"

// Parse reads a description. It fails unless it is sound: valid by the published
// schema, each schema in it compiles, and each example is what it is an example
// of.
func Parse(raw []byte) (*Description, error) {
	doc, err := object(raw)
	if err != nil {
		return nil, err
	}
	if err := valid(raw); err != nil {
		return nil, err
	}
	closeObjects(doc["components"])
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(at, doc); err != nil {
		return nil, err
	}
	d := &Description{}
	if d.failure, err = c.Compile(at + "#/components/schemas/Error"); err != nil {
		return nil, err
	}
	for path, methods := range members(doc["paths"]) {
		for method, op := range members(methods) {
			o, err := read(c, doc, path, method, op)
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", method, path, err)
			}
			d.operations = append(d.operations, o)
		}
	}
	return d, d.checkExamples()
}

// valid holds a document against the published schema.
func valid(raw []byte) error {
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(published))
	if err != nil {
		return err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("memory:///published.json", schema); err != nil {
		return err
	}
	compiled, err := c.Compile("memory:///published.json")
	if err != nil {
		return err
	}
	return compiled.Validate(doc)
}

// closeObjects refuses members that an object's schema does not name, unless it
// says that others may come: what a server answers should be described.
func closeObjects(v any) {
	switch v := v.(type) {
	case map[string]any:
		_, says := v["additionalProperties"]
		if _, is := v["properties"].(map[string]any); is && v["type"] == "object" && !says {
			v["additionalProperties"] = false
		}
		for _, kid := range v {
			closeObjects(kid)
		}
	case []any:
		for _, kid := range v {
			closeObjects(kid)
		}
	}
}

func read(c *jsonschema.Compiler, doc map[string]any, path, method string, op any) (operation, error) {
	o := operation{method: strings.ToUpper(method), path: path, address: addressOf(path), answers: map[string]answer{}}
	here := "#/paths/" + escaped(path) + "/" + method
	if err := o.readContent(c, here+"/requestBody", members(op)["requestBody"]); err != nil {
		return o, err
	}
	for status, told := range members(members(op)["responses"]) {
		place := here + "/responses/" + status
		if ref, is := members(told)["$ref"].(string); is {
			place, told = ref, follow(doc, ref)
		}
		o.answers[status] = answer{}
		for media := range members(members(told)["content"]) {
			if !strings.HasSuffix(media, "json") {
				o.answers[status] = answer{other: true}
				continue
			}
			schema, err := c.Compile(at + place + "/content/" + escaped(media) + "/schema")
			if err != nil {
				return o, err
			}
			o.answers[status] = answer{json: schema}
		}
		if err := o.readContent(c, place, told); err != nil {
			return o, err
		}
	}
	return o, nil
}

// readContent notes the examples of a body or an answer.
func (o *operation) readContent(c *jsonschema.Compiler, place string, of any) error {
	for media, m := range members(members(of)["content"]) {
		if !strings.HasSuffix(media, "json") {
			continue
		}
		schema, err := c.Compile(at + place + "/content/" + escaped(media) + "/schema")
		if err != nil {
			return err
		}
		for name, e := range members(members(m)["examples"]) {
			o.examples = append(o.examples, example{place + " " + name, members(e)["value"], schema})
		}
	}
	return nil
}

func (d *Description) checkExamples() error {
	for _, o := range d.operations {
		for _, e := range o.examples {
			if err := e.schema.Validate(e.value); err != nil {
				return fmt.Errorf("the example %s: %w", e.place, err)
			}
		}
	}
	return nil
}

var prefix = regexp.MustCompile(`(?i)^(/api)?(/v4)?(/|$)`)

// addressOf matches the addresses of a path without their prefix, in any letter
// case.
func addressOf(path string) *regexp.Regexp {
	quoted := regexp.QuoteMeta(path)
	return regexp.MustCompile("(?i)^" + regexp.MustCompile(`\\\{\w+\\\}`).ReplaceAllString(quoted, "[^/:]+") + "/?$")
}

// Check holds an answer against the description: the status must be one of the
// operation's, and the body what that status has. An address that is not
// described must be answered with an error.
func (d *Description) Check(method, target string, status int, body []byte) error {
	if method == "HEAD" {
		return nil
	}
	place := method + " " + target
	o := d.operationOf(method, target)
	if o == nil {
		if status < 400 {
			return fmt.Errorf("%s answers %d, and is not described", place, status)
		}
		return satisfies(d.failure, body, place)
	}
	want, told := o.answers[fmt.Sprint(status)]
	switch {
	case !told:
		return fmt.Errorf("%s answers %d, which the description of %s %s does not have: %.200s", place, status, o.method, o.path, body)
	case want.other:
		return nil
	case want.json == nil && len(body) > 0:
		return fmt.Errorf("%s answers %d with a body, which is not described: %.200s", place, status, body)
	case want.json == nil:
		return nil
	default:
		return satisfies(want.json, body, place)
	}
}

func satisfies(schema *jsonschema.Schema, body []byte, place string) error {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%s: %w: %.200s", place, err, body)
	}
	if err := schema.Validate(v); err != nil {
		return fmt.Errorf("%s is not answered as described: %w", place, err)
	}
	return nil
}

var slashes = regexp.MustCompile(`/+`)

func (d *Description) operationOf(method, target string) *operation {
	path, _, _ := strings.Cut(target, "?")
	if plain, err := url.PathUnescape(path); err == nil {
		path = plain
	}
	path = "/" + prefix.ReplaceAllString(slashes.ReplaceAllString(path, "/"), "")
	for i := range d.operations {
		if o := &d.operations[i]; o.method == method && o.address.MatchString(path) {
			return o
		}
	}
	return nil
}

func object(raw []byte) (map[string]any, error) {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("the description: %w", err)
	}
	m, is := v.(map[string]any)
	if !is {
		return nil, fmt.Errorf("the description is no object")
	}
	return m, nil
}

// members are those of an object, none of anything else.
func members(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

// follow finds what a reference within the document points to.
func follow(doc map[string]any, ref string) any {
	var v any = doc
	for name := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		v = members(v)[strings.NewReplacer("~1", "/", "~0", "~").Replace(name)]
	}
	return v
}

// escaped is a name within a JSON pointer within a URL.
func escaped(name string) string {
	return url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(name))
}

// Operation is the method and the path of the operation that a request is for,
// such as "GET /things/{id}", "" for none.
func (d *Description) Operation(method, target string) string {
	if o := d.operationOf(method, target); o != nil {
		return o.method + " " + o.path
	}
	return ""
}
