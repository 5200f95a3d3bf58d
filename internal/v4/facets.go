package v4

import (
	"slices"
	"strconv"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// maxFacets is how many facets a search may ask for.
const maxFacets = 10

// readFacets reads the addition "facets": names of filters. A facet is answered
// under the name that lookUp gives.
func (a *asked) readFacets(more additions) error {
	asked, err := more.list("facets")
	if err != nil {
		return err
	}
	if len(asked) > maxFacets {
		return chat.Invalid("facets: %d are more than the limit of %d", len(asked), maxFacets)
	}
	for _, name := range asked {
		what, known := lookUp(name)
		switch {
		case !known:
			return chat.Invalid("facets: there is no filter %q", clip(name))
		case !what.field.Counted:
			return chat.Invalid("facets: the values of %s are not counted", what.name)
		case !slices.Contains(a.facets, what.name):
			a.facets = append(a.facets, what.name)
			a.query.Facets = append(a.query.Facets, what.field.Field)
		}
	}
	return nil
}

// writeFacets adds the members "facets" and, where not all values are listed,
// "facetOthers".
func (w *writer) writeFacets(called []string, facets []chat.Facet) {
	w.object("facets", true)
	more := false
	for i, f := range facets {
		w.list(called[i], len(f.Values))
		for _, v := range f.Values {
			w.object("", true)
			w.name("value")
			w.buf = append(appendFacetValue(w.buf, f.Field, v.Value), ',')
			w.echo("count", v.Chats)
			w.end('}')
		}
		w.end(']')
		more = more || f.Others > 0
	}
	w.end('}')
	if !more {
		return
	}
	w.object("facetOthers", true)
	for i, f := range facets {
		if f.Others > 0 {
			w.echo(called[i], f.Others)
		}
	}
	w.end('}')
}

// appendFacetValue writes a value as the chat's own member has it; none is null,
// but of a guid the zero guid.
func appendFacetValue(b []byte, f filter.Field, v filter.Value) []byte {
	switch {
	case f.Kind == filter.GUID:
		return append(appendGUID(append(b, '"'), chat.GUID([]byte(v.Text()))), '"')
	case v.Absent():
		return append(b, "null"...)
	case f.Kind == filter.Bool && v.Int() != 0:
		return append(b, "true"...)
	case f.Kind == filter.Bool:
		return append(b, "false"...)
	}
	if words, ok := enumsOfChats[f.Name]; ok && 0 <= v.Int() && v.Int() <= 255 {
		return words.append(b, uint8(v.Int()))
	}
	return strconv.AppendInt(b, v.Int(), 10)
}

// enumsOfChats are the enumerations among the members of a chat, by name.
var enumsOfChats = func() map[string]*enum {
	e := enumNames{names{}, map[string]*enum{}}
	wholeChat(e, &chat.Chat{})
	return e.found
}()

// enumNames is the shape that only lists a noun's enumerations.
type enumNames struct {
	names
	found map[string]*enum
}

func (e enumNames) enum(name string, _ *uint8, words *enum) { e.found[name] = words }
