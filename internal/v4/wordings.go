package v4

import (
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/openapi"
)

// worded is a shape that can walk texts by language and key: every one can.
type worded interface {
	wordings(name string, v *[]chat.Wording)
}

// wordings walks an object of languages, each an object of texts by their keys.
func wordings(s shape, name string, v *[]chat.Wording) {
	if w, ok := s.(worded); ok {
		w.wordings(name, v)
	}
}

func (n names) wordings(name string, _ *[]chat.Wording) { n.add(name) }

func (w *writer) wordings(name string, v *[]chat.Wording) {
	w.name(name)
	w.buf = append(w.buf, '{')
	for _, language := range *v {
		w.buf = append(appendString(w.buf, language.Language), ':', '{')
		for _, t := range language.Texts {
			w.buf = append(appendString(w.buf, t.Key), ':')
			w.text("", &t.Text)
		}
		w.end('}')
	}
	w.end('}')
}

// wordings takes the place of all that there was.
func (r *reader) wordings(name string, v *[]chat.Wording) {
	n := r.objectIn(r.take(name), name)
	if n == nil {
		return
	}
	all := make([]chat.Wording, 0, len(n.kids))
	for i := range n.kids {
		language := &n.kids[i]
		path := name + "." + language.name
		if r.objectIn(language, path) == nil {
			continue
		}
		w := chat.Wording{Language: language.name}
		for j := range language.kids {
			if t := &language.kids[j]; t.kind == text {
				w.Texts = append(w.Texts, chat.OwnText{Key: t.name, Text: t.text})
			} else if t.kind != null {
				r.wrong(path+"."+t.name, t, "a string")
			}
		}
		all = append(all, w)
	}
	*v = all
}

// objectIn is a member that is an object; nil for one that is not there, and for one
// that is none, which is wrong.
func (r *reader) objectIn(n *node, path string) *node {
	if n == nil || n.kind == null {
		return nil
	}
	if n.kind != object {
		r.wrong(path, n, "an object")
		return nil
	}
	return n
}

func (d *describer) wordings(name string, _ *[]chat.Wording) {
	text := openapi.Text()
	text.MaxLength = chat.MaxOwnText
	byKey := &openapi.Schema{Type: "object", Additional: text}
	d.add(name, &openapi.Schema{Type: "object", Additional: byKey})
}
