package v4

import (
	"cmp"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/openapi"
)

// about is what the description tells of a route beside what its row in the table
// of routes tells.
type about struct {
	route   string // "GET /livechat/chats/{id}"
	id      string // for programs: the name of a generated function
	tag     string
	summary string
	text    string   // Markdown
	query   []string // parameters, by their names in sharedParameters
	takes   *carried
	gives   []given
	errors  []int // beside those that follow from the row
}

// carried is a body.
type carried struct {
	schema   *openapi.Schema
	asked    []string // what of a noun a request cannot do without
	media    string   // JSON unless it says otherwise
	optional bool
	examples []example
}

type example struct{ name, summary, value string }

// given is an answer that is no error.
type given struct {
	status  int
	text    string
	schema  *openapi.Schema // nil for no body
	example func() ([]byte, error)
	media   string // JSON unless it says otherwise
}

// describe makes the description of the rows of the table that are told about.
func describe(rows []route) (*openapi.Document, error) {
	doc := &openapi.Document{
		OpenAPI: openapi.Version, Info: apiInfo, Servers: apiServers, Tags: apiTags,
		Filters: filterList(),
	}
	var n nouns
	for _, d := range describedNouns() {
		n.add(d)
	}
	n.schemas = append(append(n.schemas, chatsAsked(n.schemas)...), ownSchemas()...)
	doc.Components = openapi.Components{Schemas: n.schemas, Responses: errorResponses(), Parameters: sharedParameters()}
	doc.Components.SecuritySchemes = securitySchemes()
	for _, a := range abouts() {
		i := slices.IndexFunc(rows, func(rt route) bool { return rt.method+" "+rt.pattern == a.route })
		if i < 0 {
			continue
		}
		op, err := a.operation(rows[i], n.schemas)
		if err != nil {
			return nil, fmt.Errorf("describe %s: %w", a.route, err)
		}
		path, _ := doc.Paths.Named(rows[i].pattern)
		doc.Paths = doc.Paths.With(rows[i].pattern, path.With(strings.ToLower(rows[i].method), op))
	}
	return doc, n.err
}

// operation joins what is told about a route with its row.
func (a about) operation(rt route, nouns openapi.Members[*openapi.Schema]) (*openapi.Operation, error) {
	op := &openapi.Operation{
		Tags: []string{a.tag}, Summary: a.summary, Description: a.text, OperationID: a.id,
		Parameters: pathParameters(rt.pattern), Security: needed(rt.need),
	}
	for _, name := range a.query {
		op.Parameters = append(op.Parameters, openapi.Parameter{Ref: "#/components/parameters/" + name})
	}
	if rt.writes() {
		op.Parameters = append(op.Parameters, openapi.Parameter{Ref: "#/components/parameters/idempotencyKey"})
	}
	if a.takes != nil {
		op.RequestBody, op.Limit = a.takes.body(nouns), rt.body
	}
	for _, g := range a.gives {
		r, err := g.response()
		if err != nil {
			return nil, err
		}
		op.Responses = op.Responses.With(strconv.Itoa(g.status), r)
	}
	for _, status := range a.failures(rt) {
		op.Responses = op.Responses.With(strconv.Itoa(status), &openapi.Response{Ref: "#/components/responses/" + errorNames[status]})
	}
	return op, nil
}

// failures are the statuses of the errors that a route can answer, in order.
func (a about) failures(rt route) []int {
	all := append([]int{http.StatusInternalServerError}, a.errors...)
	if !rt.probe {
		all = append(all, http.StatusTooManyRequests)
	}
	if rt.need != anyone {
		all = append(all, http.StatusUnauthorized, http.StatusForbidden, http.StatusRequestEntityTooLarge)
	}
	if a.takes != nil {
		all = append(all, http.StatusBadRequest, http.StatusRequestEntityTooLarge)
	}
	if rt.writes() {
		all = append(all, http.StatusBadRequest, http.StatusConflict, http.StatusUnprocessableEntity)
	}
	if len(a.query) > 0 {
		all = append(all, http.StatusBadRequest)
	}
	if strings.Contains(rt.pattern, "{") {
		all = append(all, http.StatusBadRequest, http.StatusNotFound)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// needed is what a caller must be allowed to, however it signs in.
func needed(need chat.Permissions) []openapi.Requirement {
	if need == anyone {
		return []openapi.Requirement{}
	}
	names := strings.Fields(need.String())
	return []openapi.Requirement{{"bearer": names}, {"basic": names}, {"oauth2": names}}
}

var placeholder = regexp.MustCompile(`\{(\w+)\}`)

// pathParameters are the placeholders of a pattern. A chat's id may be its guid.
func pathParameters(pattern string) []openapi.Parameter {
	var all []openapi.Parameter
	for _, m := range placeholder.FindAllStringSubmatch(pattern, -1) {
		p := openapi.Parameter{Name: m[1], In: "path", Required: true, Schema: openapi.Text()}
		p.Description, p.Example = idText(pattern)
		all = append(all, p)
	}
	return all
}

// body describes a request's body.
func (c *carried) body(nouns openapi.Members[*openapi.Schema]) *openapi.Body {
	media := openapi.Media{Schema: c.schema}
	if c.asked != nil {
		media.Schema = askedFor(c.schema, nouns, c.asked...)
	}
	for _, e := range c.examples {
		media.Examples = media.Examples.With(e.name, openapi.Example{Summary: e.summary, Value: []byte(e.value)})
	}
	return &openapi.Body{Required: !c.optional, Content: openapi.Members[openapi.Media]{{Name: cmp.Or(c.media, mediaJSON), Value: media}}}
}

const (
	mediaJSON = "application/json"
	mediaForm = "application/x-www-form-urlencoded"
)

func (g given) response() (*openapi.Response, error) {
	r := &openapi.Response{Description: g.text}
	if r.Description == "" {
		r.Description = http.StatusText(g.status)
	}
	if g.schema == nil {
		return r, nil
	}
	media, kind := openapi.Media{Schema: g.schema}, mediaJSON
	if g.media != "" {
		kind = g.media
	}
	if g.example != nil {
		value, err := g.example()
		if err != nil {
			return nil, err
		}
		media.Examples = media.Examples.With("answer", openapi.Example{Value: value})
	}
	r.Content = openapi.Members[openapi.Media]{{Name: kind, Value: media}}
	return r, nil
}

// exampleOf is a noun as it is answered, from some of its members.
func exampleOf[N any](members func(shape, *N), of string) func() ([]byte, error) {
	return func() ([]byte, error) {
		doc, err := parse(of)
		if err != nil {
			return nil, err
		}
		r, noun := readerOf(&doc), new(N)
		members(r, noun)
		return encode(noun, members), r.err
	}
}

// listed is an example of a list of one.
func listed(one func() ([]byte, error)) func() ([]byte, error) {
	return func() ([]byte, error) {
		body, err := one()
		return append(append([]byte{'['}, body...), ']'), err
	}
}

// Description is what a server with these options answers at /openapi.json.
func Description(o Options) ([]byte, error) {
	a, err := (&server{Options: o}).description()
	return a.body, err
}

// description is the description of what this server answers, as JSON.
func (s *server) description() (answer, error) {
	doc, err := describe(s.routes())
	if err != nil {
		return answer{}, err
	}
	body, err := doc.JSON()
	if err != nil {
		return answer{}, fmt.Errorf("encode the description: %w", err)
	}
	return answered(body), nil
}

// page is the description as a page of HTML.
func (s *server) page() (answer, error) {
	doc, err := describe(s.routes())
	if err != nil {
		return answer{}, err
	}
	body, policy, err := doc.Page()
	if err != nil {
		return answer{}, err
	}
	a := answered(body)
	a.header = http.Header{"Content-Type": {"text/html; charset=utf-8"}, "Content-Security-Policy": {policy}}
	return a, nil
}

// fixed answers what is made at the first request and never changes.
func fixed(body func() (answer, error)) handler {
	once := sync.OnceValues(body)
	return func(*http.Request, chat.Actor) (answer, error) { return once() }
}
