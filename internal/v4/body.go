package v4

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/parleychat/parley/internal/chat"
)

// What the bodies of the writing operations have in common.

// objectOf reads a body that is an object.
func objectOf(r *http.Request) (*reader, error) {
	doc, err := documentOf(r)
	if err != nil {
		return nil, err
	}
	if doc.kind != object {
		return nil, chat.Invalid("the body is an object, not %s", doc.kind)
	}
	return readerOf(&doc), nil
}

// objectsOf reads a body that is a list of objects, or one object (wire.md §7).
func objectsOf(r *http.Request) ([]*reader, error) {
	doc, err := documentOf(r)
	if err != nil {
		return nil, err
	}
	switch doc.kind {
	case object:
		return []*reader{readerOf(&doc)}, nil
	case list:
		items := make([]*reader, len(doc.kids))
		for i := range doc.kids {
			if doc.kids[i].kind != object {
				return nil, chat.Invalid("%s: %s is not an object", placeOf(i), shown(&doc.kids[i]))
			}
			items[i] = readerOf(&doc.kids[i])
			items[i].top().name = placeOf(i)
		}
		return items, nil
	default:
		return nil, chat.Invalid("the body is a list of objects or an object, not %s", doc.kind)
	}
}

func documentOf(r *http.Request) (node, error) {
	body, err := bodyOf(r)
	if err != nil {
		return node{}, err
	}
	return parse(string(body))
}

// placeOf is how an error names a list's item.
func placeOf(i int) string { return "[" + strconv.Itoa(i) + "]" }

// encode is the JSON of one noun.
func encode[N any](noun *N, members func(shape, *N)) []byte {
	w := writer{buf: []byte{'{'}}
	members(&w, noun)
	w.end('}')
	return w.done()
}

// encodeList is the JSON of a bare array of nouns.
func encodeList[N any](nouns []N, members func(shape, *N)) []byte {
	w := writer{buf: []byte{'['}}
	for i := range nouns {
		w.object("", true)
		members(&w, &nouns[i])
		w.end('}')
	}
	w.end(']')
	return w.done()
}

// The members that an operation cannot do without.

// missing is the error of such a member: an earlier one, or that it is not there.
func (r *reader) missing(name string) error {
	if r.err != nil {
		return r.err
	}
	return errRequired(r.path(name))
}

func (r *reader) requiredInteger(name string) (int64, error) {
	var v *int64
	r.optional(name, &v)
	if v == nil {
		return 0, r.missing(name)
	}
	return *v, nil
}

func (r *reader) requiredText(name string) (string, error) {
	if !r.has(name) {
		return "", r.missing(name)
	}
	var v string
	r.text(name, &v)
	return v, r.err
}

func (r *reader) requiredGUID(name string) (chat.GUID, error) {
	var v chat.GUID
	r.guid(name, &v)
	if v == (chat.GUID{}) {
		return v, r.missing(name)
	}
	return v, nil
}

// chatRef reads a member that names a chat by its integer id or guid.
func (r *reader) chatRef(name string) (chat.Ref, error) {
	text, err := r.requiredText(name)
	if err != nil {
		return chat.Ref{}, err
	}
	if text == "" {
		return chat.Ref{}, errRequired(r.path(name))
	}
	ref, err := chat.ParseRef(text)
	if err != nil {
		return ref, chat.Invalid("%s: %s", r.path(name), err)
	}
	return ref, nil
}

// fieldValue reads what was entered in a field: a text, or the list of texts of a
// checkbox list, which become one, comma-separated.
func (r *reader) fieldValue(name string) (string, error) {
	n := r.take(name)
	if n == nil {
		return "", r.missing(name)
	}
	if n.kind != list {
		return r.requiredText(name)
	}
	values := make([]string, len(n.kids))
	for i := range n.kids {
		v, ok := scalar(&n.kids[i])
		if !ok {
			return "", chat.Invalid("%s: %s is not a string", r.path(name)+placeOf(i), shown(&n.kids[i]))
		}
		values[i] = v
	}
	return strings.Join(values, ","), nil
}
