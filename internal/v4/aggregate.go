package v4

import (
	"net/http"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// aggregateChats answers figures about the chats that came about.
func (s *server) aggregateChats(r *http.Request, actor chat.Actor) (answer, error) {
	return s.aggregate(r, actor, false)
}

// aggregateGivenUp answers figures about the others.
func (s *server) aggregateGivenUp(r *http.Request, actor chat.Actor) (answer, error) {
	return s.aggregate(r, actor, true)
}

func (s *server) aggregate(r *http.Request, actor chat.Actor, givenUp bool) (answer, error) {
	p, body, err := questionOf(r)
	if err != nil {
		return answer{}, err
	}
	a, err := aggregationOf(p, body, givenUp)
	if err != nil {
		return answer{}, err
	}
	result, err := s.Service.Aggregate(r.Context(), actor, a.Aggregation)
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusOK, body: a.encode(s.lend(), result), lent: true}, nil
}

// aggregation is an aggregation as a caller put it, with the names that groupings and
// measures are answered under.
type aggregation struct {
	chat.Aggregation
	by, measures []string
}

// aggregationOf reads the conditions of a search, and what to make of the chats found.
func aggregationOf(p parameters, body []byte, givenUp bool) (a aggregation, err error) {
	a.GivenUp = givenUp
	doc, err := searchBodyOf(body)
	if err != nil {
		return a, err
	}
	if a.Where, err = conditions(doc, p); err != nil {
		return a, err
	}
	more := additions{doc, p}
	if err := a.readGroupings(more); err != nil {
		return a, err
	}
	if err := a.readMeasures(more); err != nil {
		return a, err
	}
	zone, err := more.text("timeZone")
	if err != nil || zone == nil {
		return a, err
	}
	a.Zone, err = zoneNamed(*zone)
	return a, err
}

// zoneNamed finds a time zone by its name. What means another one on each machine is
// none.
func zoneNamed(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || sameName(name, "local") {
		return nil, chat.Invalid("timeZone: %q is not the name of a time zone, such as Europe/Berlin", clip(name))
	}
	return zone, nil
}

// readGroupings reads the names of filters, those of times with a unit:
// requestedTime.day.
func (a *aggregation) readGroupings(more additions) error {
	names, err := more.list("groupBy")
	if err != nil {
		return err
	}
	for _, name := range names {
		g, called, err := groupingOf(name)
		if err != nil {
			return err
		}
		a.By, a.by = append(a.By, g), append(a.by, called)
	}
	return nil
}

func groupingOf(name string) (g chat.Grouping, called string, err error) {
	if what, known := lookUp(name); known {
		if what.field.Kind == filter.Time {
			return g, "", chat.Invalid("groupBy: %s is a time: add a unit, such as %[1]s.day", what.name)
		}
		return chat.Grouping{Field: what.field.Field}, what.name, nil
	}
	field, unit, found := cutLast(name)
	what, known := lookUp(field)
	if !found || !known {
		return g, "", chat.Invalid("groupBy: there is no filter %q", clip(name))
	}
	if g.Unit, err = chat.ParseUnit(unit); err != nil {
		return g, "", chat.Invalid("groupBy: %q is no unit of time", clip(unit))
	}
	g.Field = what.field.Field
	return g, what.name + "." + g.Unit.String(), nil
}

// readMeasures reads names of filters with a statistic: duration.p90.
func (a *aggregation) readMeasures(more additions) error {
	names, err := more.list("measures")
	if err != nil {
		return err
	}
	for _, name := range names {
		field, statistic, found := cutLast(name)
		what, known := lookUp(field)
		switch {
		case !found || !known:
			return chat.Invalid("measures: %q is no filter with a statistic, such as duration.average", clip(name))
		case !what.field.Measured():
			return chat.Invalid("measures: the values of %s are no amounts", what.name)
		}
		of, err := chat.ParseStatistic(statistic)
		if err != nil {
			return chat.Invalid("measures: %q is no statistic", clip(statistic))
		}
		a.Measures = append(a.Measures, chat.Measure{Field: what.field.Field, Of: of})
		a.measures = append(a.measures, what.name+"."+of.String())
	}
	return nil
}

// cutLast cuts a name at its last dot.
func cutLast(name string) (before, after string, found bool) {
	i := strings.LastIndexByte(name, '.')
	if i < 0 {
		return name, "", false
	}
	return name[:i], name[i+1:], true
}

// encode appends the answer.
func (a aggregation) encode(dst []byte, result *chat.Aggregate) []byte {
	w := writer{buf: append(dst, '{')}
	w.echo("total", result.Total)
	w.list("groups", len(result.Groups))
	for _, g := range result.Groups {
		w.object("", true)
		w.object("keys", true)
		for i, k := range g.Keys {
			w.name(a.by[i])
			w.buf = append(a.appendKey(w.buf, i, k), ',')
		}
		w.end('}')
		w.echo("count", g.Chats)
		w.object("figures", true)
		for i, figure := range g.Figures {
			if figure == nil {
				w.name(a.measures[i])
				w.buf = append(w.buf, "null,"...)
				continue
			}
			w.number(a.measures[i], figure)
		}
		w.end('}')
		w.end('}')
	}
	w.end(']')
	w.end('}')
	return w.done()
}

// appendKey writes a key: an hour as an instant, longer units by their first day, other
// values as a facet has them.
func (a aggregation) appendKey(b []byte, i int, k filter.Value) []byte {
	var layout string
	g := a.By[i]
	switch g.Unit {
	case chat.Hour:
		layout = time.RFC3339
	case chat.Day, chat.Week:
		layout = time.DateOnly
	case chat.Month:
		layout = "2006-01"
	default:
		return appendFacetValue(b, g.Field, k)
	}
	zone := a.Zone
	if zone == nil {
		zone = time.UTC
	}
	return append(filter.FromTicks(k.Int()).In(zone).AppendFormat(append(b, '"'), layout), '"')
}
