package openapi

import (
	"reflect"
	"strings"
)

// Schema is what a value may be, in JSON Schema 2020-12.
type Schema struct {
	Ref         string           `json:"$ref,omitempty"`
	Type        any              `json:"type,omitempty"` // a string, or a list of them
	Format      string           `json:"format,omitempty"`
	Description string           `json:"description,omitempty"`
	Enum        []any            `json:"enum,omitempty"`
	Pattern     string           `json:"pattern,omitempty"`
	Minimum     *int64           `json:"minimum,omitempty"`
	Maximum     *int64           `json:"maximum,omitempty"`
	Default     any              `json:"default,omitempty"`
	Examples    []any            `json:"examples,omitempty"`
	Items       *Schema          `json:"items,omitempty"`
	MaxItems    int              `json:"maxItems,omitempty"`
	MaxLength   int              `json:"maxLength,omitempty"`
	Properties  Members[*Schema] `json:"properties,omitempty"`
	Required    []string         `json:"required,omitempty"`
	// Additional is what members that are not named may be: nil for anything,
	// which nobody need understand.
	Additional *Schema   `json:"additionalProperties,omitempty"`
	AnyOf      []*Schema `json:"anyOf,omitempty"`
	AllOf      []*Schema `json:"allOf,omitempty"`
}

const schemas = "#/components/schemas/"

// RefTo refers to one of the components' schemas.
func RefTo(name string) *Schema { return &Schema{Ref: schemas + name} }

// Referred is the name of the component that a schema refers to, "" for none.
func (s *Schema) Referred() string {
	name, _ := strings.CutPrefix(s.Ref, schemas)
	return name
}

// ListOf is a list whose items are like this.
func ListOf(item *Schema) *Schema { return &Schema{Type: "array", Items: item} }

// Text is any string.
func Text() *Schema { return &Schema{Type: "string"} }

// Integer is a whole number of at most 64 bits.
func Integer() *Schema { return &Schema{Type: "integer", Format: "int64"} }

// Bool is true or false.
func Bool() *Schema { return &Schema{Type: "boolean"} }

// OneOf is one of some words.
func OneOf(words ...string) *Schema {
	s := Text()
	for _, w := range words {
		s.Enum = append(s.Enum, w)
	}
	return s
}

// Nullable is the schema, or null.
func Nullable(s *Schema) *Schema {
	if name, simple := s.Type.(string); simple && s.Enum == nil {
		or := *s
		or.Type = []string{name, "null"}
		return &or
	}
	return &Schema{AnyOf: []*Schema{s, {Type: "null"}}}
}

// Described is a copy of the schema with a description.
func (s *Schema) Described(text string) *Schema {
	described := *s
	described.Description = text
	return &described
}

// Same reports whether two schemas allow and say the same.
func (s *Schema) Same(other *Schema) bool { return reflect.DeepEqual(s, other) }
