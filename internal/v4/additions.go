package v4

import (
	"strings"

	"github.com/parleychat/parley/internal/chat"
)

// additions are what a search can be asked for beyond the specification (wire.md
// §4). Each is a member of the body, or else a parameter of that name, in which a
// list is repeated or comma-separated.
type additions struct {
	body *node
	p    parameters
}

// take finds an addition: a member of the body, or the values of a parameter.
func (a additions) take(name string) (*node, []string, error) {
	m, values := member(a.body, name), a.p[foldName(name)]
	if m != nil && len(values) > 0 {
		return nil, nil, chat.Invalid("%s: it stands in the body and in the query string", name)
	}
	return m, values, nil
}

// text is an addition that is a string; nil when it was not asked for.
func (a additions) text(name string) (*string, error) {
	m, values, err := a.take(name)
	switch {
	case err != nil:
		return nil, err
	case len(values) > 0:
		return new(a.p.one(foldName(name))), nil
	case m == nil:
		return nil, nil
	case m.kind != text:
		return nil, chat.Invalid("%s: a string is needed, not %s", name, m.kind)
	default:
		return &m.text, nil
	}
}

// flag is an addition that is true or false, which is the same as none.
func (a additions) flag(name string) (bool, error) {
	m, values, err := a.take(name)
	given := ""
	switch {
	case err != nil:
		return false, err
	case len(values) > 0:
		given = a.p.one(foldName(name))
	case m != nil:
		given, _ = scalar(m)
		if m.kind != boolean && m.kind != text {
			return false, chat.Invalid("%s: true or false is needed, not %s", name, m.kind)
		}
	}
	if given == "" {
		return false, nil
	}
	is, ok := parseBool(given)
	if !ok {
		return false, chat.Invalid("%s: %q is neither true nor false", name, clip(given))
	}
	return is, nil
}

// list is an addition that is a list of names.
func (a additions) list(name string) ([]string, error) {
	m, values, err := a.take(name)
	if err != nil || m == nil {
		return splitNames(values), err
	}
	if m.kind != list {
		return nil, chat.Invalid("%s: a list is needed, not %s", name, m.kind)
	}
	names := make([]string, len(m.kids))
	for i := range m.kids {
		if m.kids[i].kind != text {
			return nil, chat.Invalid("%s%s: a string is needed, not %s", name, placeOf(i), m.kids[i].kind)
		}
		names[i] = m.kids[i].text
	}
	return names, nil
}

// splitNames takes names apart that a parameter has repeated or as a comma list.
func splitNames(values []string) (names []string) {
	for _, value := range values {
		for name := range strings.SplitSeq(value, ",") {
			if name = strings.TrimSpace(name); name != "" {
				names = append(names, name)
			}
		}
	}
	return names
}

// refuseAll refuses every addition, where there is none.
func (a additions) refuseAll(what string) error {
	for _, name := range []string{"cursor", "fields", "facets", "highlight", "explain", "export"} {
		m, values, err := a.take(name)
		if err != nil {
			return err
		}
		if m != nil && compact(m) == "false" || m != nil && compact(m) == "[]" {
			continue
		}
		if m != nil || len(values) > 0 {
			return chat.Invalid("%s: this is not for searches of %s", name, what)
		}
	}
	return nil
}
