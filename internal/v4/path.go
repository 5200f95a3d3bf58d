package v4

import (
	"net/url"
	"strings"
)

// The API's addresses are looser than net/http's patterns: any letter case, three
// prefixes or none, a slash at the end, and verbs after a colon, which may be
// escaped (wire.md §1). canonical maps each address to one form that a ServeMux
// can match, and patternOf maps the table's patterns to the same form.
//
// A verb moves to the front, as /:search/livechat/chats: ServeMux has no pattern
// for {id}:Verb, and GET chats/{id} must never swallow chats:Search. That form
// cannot be asked for from outside.

// words is the set of a table's literal segments, folded. Segments that are none
// of them are parameters and keep their case.
type words map[string]bool

func (w words) add(pattern string) {
	path, _ := cutVerb(pattern)
	for segment := range strings.SplitSeq(path, "/") {
		if !strings.HasPrefix(segment, "{") {
			w[foldName(segment)] = true
		}
	}
}

// patternOf is the ServeMux pattern, without a method, of one of the table's
// patterns such as /livechat/chats/{id}:AttachToTicket.
func patternOf(pattern string) string {
	path, verb := cutVerb(pattern)
	segments := strings.Split(path[1:], "/")
	for i, s := range segments {
		if !strings.HasPrefix(s, "{") {
			segments[i] = foldName(s)
		}
	}
	return verbFirst(verb, segments)
}

func verbFirst(verb string, segments []string) string {
	path := "/" + strings.Join(segments, "/")
	if verb != "" {
		return "/" + foldName(verb) + path
	}
	return path
}

// cutVerb splits /a/b:Verb into /a/b and :Verb.
func cutVerb(path string) (rest, verb string) {
	i := strings.LastIndexByte(path, ':')
	if i < 0 || strings.IndexByte(path[i:], '/') >= 0 {
		return path, ""
	}
	return path[:i], path[i:]
}

// canonical maps an escaped path to the form that patternOf makes, false for one
// that no pattern can match.
func (w words) canonical(escaped string) (string, bool) {
	segments, ok := unescape(escaped)
	if !ok {
		return "", false
	}
	for i, s := range segments {
		if folded := foldName(s); w[folded] {
			segments[i] = folded
		}
	}
	segments = withoutPrefix(segments)
	if len(segments) == 0 {
		return "", false
	}
	last := len(segments) - 1
	name, verb := cutVerb(segments[last])
	if segments[last] = name; verb != "" && w[foldName(name)] {
		segments[last] = foldName(name)
	}
	if name == "" || isDots(name) || segments[0][0] == ':' {
		return "", false
	}
	for i, s := range segments {
		segments[i] = url.PathEscape(s)
	}
	return verbFirst(url.PathEscape(verb), segments), true
}

// isDots tells the names that ServeMux would redirect to somewhere else.
func isDots(name string) bool { return name == "." || name == ".." }

// unescape splits a path into its segments, dropping empty ones.
func unescape(escaped string) (segments []string, ok bool) {
	for s := range strings.SplitSeq(escaped, "/") {
		s, err := url.PathUnescape(s)
		if err != nil || isDots(s) {
			return nil, false
		}
		if s != "" {
			segments = append(segments, s)
		}
	}
	return segments, true
}

// withoutPrefix drops /v4, /api/v4 or /api.
func withoutPrefix(segments []string) []string {
	for _, prefix := range [...]string{"api", "v4"} {
		if len(segments) > 0 && sameName(segments[0], prefix) {
			segments = segments[1:]
		}
	}
	return segments
}

// unescaped is the path that a canonical, escaped one stands for.
func unescaped(path string) string {
	if plain, err := url.PathUnescape(path); err == nil {
		return plain
	}
	return "/" // cannot be: canonical escaped it
}
