// Package openapi is a description of an HTTP API in the form of OpenAPI 3.1, as
// Go values, and the page that shows it to a reader. It knows no API of its own.
package openapi

import (
	"bytes"
	"encoding/json"
)

// Version is the version of OpenAPI that a Document is written in.
const Version = "3.1.0"

// Document is a whole description.
type Document struct {
	OpenAPI    string        `json:"openapi"`
	Info       Info          `json:"info"`
	Servers    []Server      `json:"servers,omitempty"`
	Tags       []Tag         `json:"tags,omitempty"`
	Paths      Members[Path] `json:"paths"`
	Components Components    `json:"components"`
	Security   []Requirement `json:"security,omitempty"`
	Filters    []Filter      `json:"x-parley-filters,omitempty"`
}

// Info is what the API is.
type Info struct {
	Title       string   `json:"title"`
	Summary     string   `json:"summary,omitempty"`
	Description string   `json:"description,omitempty"`
	License     *License `json:"license,omitempty"`
	Version     string   `json:"version"`
}

// License is the terms that the API's program is given under.
type License struct {
	Name       string `json:"name"`
	Identifier string `json:"identifier,omitempty"`
}

// Server is an address that the paths are below.
type Server struct {
	URL         string `json:"url"`
	Description string `json:"description,omitempty"`
}

// Tag is a group of operations.
type Tag struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

// Path is the operations of one path, by their methods in lower case.
type Path = Members[*Operation]

// Operation is what one method does at one path.
type Operation struct {
	Tags        []string           `json:"tags,omitempty"`
	Summary     string             `json:"summary,omitempty"`
	Description string             `json:"description,omitempty"`
	OperationID string             `json:"operationId"`
	Parameters  []Parameter        `json:"parameters,omitempty"`
	RequestBody *Body              `json:"requestBody,omitempty"`
	Responses   Members[*Response] `json:"responses"`
	Security    []Requirement      `json:"security"` // of which one is enough; empty for none
	Limit       int64              `json:"x-parley-body-limit,omitempty"`
}

// Requirement is the security schemes that are needed together, with the
// permissions that each must give.
type Requirement map[string][]string

// Parameter is one in the query, the path or a header.
type Parameter struct {
	Ref         string  `json:"$ref,omitempty"`
	Name        string  `json:"name,omitempty"`
	In          string  `json:"in,omitempty"`
	Description string  `json:"description,omitempty"`
	Required    bool    `json:"required,omitempty"`
	Style       string  `json:"style,omitempty"`
	Explode     *bool   `json:"explode,omitempty"`
	Schema      *Schema `json:"schema,omitempty"`
	Example     any     `json:"example,omitempty"`
}

// Body is what a request carries.
type Body struct {
	Description string         `json:"description,omitempty"`
	Content     Members[Media] `json:"content"`
	Required    bool           `json:"required,omitempty"`
}

// Media is a body of one media type.
type Media struct {
	Schema   *Schema          `json:"schema,omitempty"`
	Examples Members[Example] `json:"examples,omitempty"`
}

// Example is a body as it may look.
type Example struct {
	Summary string          `json:"summary,omitempty"`
	Value   json.RawMessage `json:"value"`
}

// Response is an answer of one status.
type Response struct {
	Ref         string          `json:"$ref,omitempty"`
	Description string          `json:"description,omitempty"`
	Headers     Members[Header] `json:"headers,omitempty"`
	Content     Members[Media]  `json:"content,omitempty"`
}

// Header is a header of an answer.
type Header struct {
	Description string  `json:"description,omitempty"`
	Schema      *Schema `json:"schema"`
}

// Components are what the rest refers to.
type Components struct {
	Schemas         Members[*Schema]    `json:"schemas,omitempty"`
	Responses       Members[*Response]  `json:"responses,omitempty"`
	Parameters      Members[*Parameter] `json:"parameters,omitempty"`
	SecuritySchemes Members[Security]   `json:"securitySchemes,omitempty"`
}

// Security is a way of telling who is calling.
type Security struct {
	Type        string `json:"type"`
	Description string `json:"description,omitempty"`
	Scheme      string `json:"scheme,omitempty"`
	Flows       *Flows `json:"flows,omitempty"`
}

// Flows are the grants of OAuth 2 that there are.
type Flows struct {
	Password          *Flow `json:"password,omitempty"`
	ClientCredentials *Flow `json:"clientCredentials,omitempty"`
	AuthorizationCode *Flow `json:"authorizationCode,omitempty"`
}

// Flow is one grant of OAuth 2.
type Flow struct {
	AuthorizationURL string          `json:"authorizationUrl,omitempty"`
	TokenURL         string          `json:"tokenUrl"`
	RefreshURL       string          `json:"refreshUrl,omitempty"`
	Scopes           Members[string] `json:"scopes"`
}

// Filter is something that a search can be narrowed by.
type Filter struct {
	Name      string   `json:"name"`
	Aliases   []string `json:"aliases,omitempty"`
	Kind      string   `json:"kind"`
	Values    []string `json:"values,omitempty"` // the words of an enum
	Operators []string `json:"operators"`
	Sortable  bool     `json:"sortable"`
	Note      string   `json:"note,omitempty"`
}

// Members is an object whose members keep their order.
type Members[V any] []Member[V]

// Member is a named value.
type Member[V any] struct {
	Name  string
	Value V
}

// Named finds the value of a member.
func (m Members[V]) Named(name string) (value V, ok bool) {
	for i := range m {
		if m[i].Name == name {
			return m[i].Value, true
		}
	}
	return value, false
}

// With is the members and one more, which takes the place of one of its name.
func (m Members[V]) With(name string, value V) Members[V] {
	for i := range m {
		if m[i].Name == name {
			m[i].Value = value
			return m
		}
	}
	return append(m, Member[V]{name, value})
}

// MarshalJSON writes the members in their order.
func (m Members[V]) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	b.WriteByte('{')
	for i := range m {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := encoder.Encode(m[i].Name); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := encoder.Encode(m[i].Value); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// JSON is the document as text, indented.
func (d *Document) JSON() ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(d); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
