package openapi

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"strings"
)

var (
	//go:embed page/page.html
	pageHTML string
	//go:embed page/page.css
	pageCSS string
	//go:embed page/page.js
	pageJS string
)

// Page is the description as one page of HTML that needs nothing else: it reads
// without a script, and with it each operation can be tried. The policy is the
// Content-Security-Policy to send along: it allows what is in the page, and calls to
// the server that the page is from.
func (d *Document) Page() (html []byte, policy string, err error) {
	t, err := template.New("page").Funcs(template.FuncMap{"markdown": markdown, "schema": d.kind}).Parse(pageHTML)
	if err != nil {
		return nil, "", fmt.Errorf("read the page's template: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, d.view()); err != nil {
		return nil, "", fmt.Errorf("write the page: %w", err)
	}
	policy = fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", digest(pageCSS), digest(pageJS))
	return b.Bytes(), policy, nil
}

func digest(of string) string {
	sum := sha256.Sum256([]byte(of))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// view is what the page's template shows.
type view struct {
	*Document
	Groups []group
	Nouns  []noun
	Style  template.CSS
	Script template.JS
}

// group is the operations of a tag.
type group struct {
	Tag
	Slug       string
	Operations []shown
}

// shown is an operation as the page shows it.
type shown struct {
	*Operation
	Method, Path string
	Permissions  string
	Open         bool // needs no credentials
	Asks         *Media
	Form         bool   // the body is form-encoded
	First        string // the first example of a body
	Line         string // the same on one line
	Answers      []shownAnswer
	Words        string // what a search looks into
}

type shownAnswer struct {
	Status      string
	Description string
	Kind        *Schema
	Example     string
}

// noun is a component's schema.
type noun struct {
	Name string
	*Schema
}

func (d *Document) view() view {
	v := view{Document: d, Style: template.CSS(pageCSS), Script: template.JS(pageJS)} //nolint:gosec // both are files of the program
	for _, tag := range d.Tags {
		g := group{Tag: tag, Slug: slug(tag.Name)}
		for _, path := range d.Paths {
			for _, op := range path.Value {
				if len(op.Value.Tags) > 0 && op.Value.Tags[0] == tag.Name {
					g.Operations = append(g.Operations, d.shown(strings.ToUpper(op.Name), path.Name, op.Value))
				}
			}
		}
		if len(g.Operations) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	for _, s := range d.Components.Schemas {
		v.Nouns = append(v.Nouns, noun{s.Name, s.Value})
	}
	return v
}

func slug(name string) string { return strings.ReplaceAll(strings.ToLower(name), " ", "-") }

func (d *Document) shown(method, path string, op *Operation) shown {
	s := shown{Operation: new(*op), Method: method, Path: path, Open: len(op.Security) == 0}
	s.Parameters = make([]Parameter, len(op.Parameters))
	for i, p := range op.Parameters {
		s.Parameters[i] = d.parameter(p)
	}
	for _, permissions := range firstOf(op.Security) {
		s.Permissions = strings.Join(permissions, ", ")
	}
	if op.RequestBody != nil && len(op.RequestBody.Content) > 0 {
		media := op.RequestBody.Content[0]
		s.Asks, s.Form = &media.Value, !strings.HasSuffix(media.Name, "json")
		if examples := media.Value.Examples; len(examples) > 0 {
			s.First, s.Line = indented(examples[0].Value.Value), string(examples[0].Value.Value)
		}
	}
	for _, r := range op.Responses {
		s.Answers = append(s.Answers, d.answer(r.Name, r.Value))
	}
	s.Words = strings.ToLower(strings.Join([]string{method, path, op.OperationID, op.Summary, op.Description}, " "))
	return s
}

func firstOf(all []Requirement) Requirement {
	if len(all) == 0 {
		return nil
	}
	return all[0]
}

// parameter follows a reference to a parameter.
func (d *Document) parameter(p Parameter) Parameter {
	if name, ok := strings.CutPrefix(p.Ref, "#/components/parameters/"); ok {
		if shared, ok := d.Components.Parameters.Named(name); ok {
			return *shared
		}
	}
	return p
}

func (d *Document) answer(status string, r *Response) shownAnswer {
	if name, ok := strings.CutPrefix(r.Ref, "#/components/responses/"); ok {
		if shared, ok := d.Components.Responses.Named(name); ok {
			r = shared
		}
	}
	a := shownAnswer{Status: status, Description: r.Description}
	if len(r.Content) > 0 {
		media := r.Content[0].Value
		a.Kind = media.Schema
		if len(media.Examples) > 0 {
			a.Example = indented(media.Examples[0].Value.Value)
		}
	}
	return a
}

func indented(raw json.RawMessage) string {
	var b bytes.Buffer
	if err := json.Indent(&b, raw, "", "  "); err != nil {
		return string(raw)
	}
	return b.String()
}

// Pretty is an example's value, indented.
func (e Example) Pretty() string { return indented(e.Value) }

// Failed reports whether an answer is an error.
func (a shownAnswer) Failed() bool { return a.Status >= "400" }

// Needs reports whether a schema requires a member.
func (s *Schema) Needs(member string) bool {
	for _, name := range s.Required {
		if name == member {
			return true
		}
	}
	return false
}

// kind is a schema in few words, with links to the nouns it speaks of.
func (d *Document) kind(s *Schema) template.HTML {
	switch {
	case s == nil:
		return ""
	case s.Ref != "":
		name := template.HTMLEscapeString(s.Referred())
		return template.HTML(`<a href="#noun-` + name + `">` + name + `</a>`) //nolint:gosec // escaped
	case s.AnyOf != nil:
		kinds := make([]string, len(s.AnyOf))
		for i, one := range s.AnyOf {
			kinds[i] = string(d.kind(one))
		}
		return template.HTML(strings.Join(kinds, " or ")) //nolint:gosec // made of escaped parts
	case s.Items != nil:
		return "list of " + d.kind(s.Items)
	}
	return template.HTML(template.HTMLEscapeString(s.words())) //nolint:gosec // escaped
}

// words is a simple schema's type.
func (s *Schema) words() string {
	name := ""
	switch t := s.Type.(type) {
	case string:
		name = t
	case []string:
		name = strings.Join(t, " or ")
	default:
		name = "anything"
	}
	switch s.Format {
	case "uuid":
		name = strings.Replace(name, "string", "guid", 1)
	case "date-time":
		name = strings.Replace(name, "string", "time", 1)
	}
	if len(s.Enum) > 0 {
		values := make([]string, len(s.Enum))
		for i, v := range s.Enum {
			values[i] = fmt.Sprint(v)
		}
		name = strings.Join(values, " · ")
	}
	return name
}
