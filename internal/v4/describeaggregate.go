package v4

import (
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
	"github.com/parleychat/parley/internal/openapi"
)

// What an aggregation takes and gives, described.

func aggregationSchema() *openapi.Schema {
	by, measures := openapi.ListOf(openapi.OneOf(groupingNames()...)), openapi.ListOf(openapi.OneOf(measureNames()...))
	by.MaxItems, measures.MaxItems = chat.MaxGroupings, chat.MaxMeasures
	s := searchSchema()
	s.Description = "Which chats, as a search asks for them, and what to make of them. Without `groupBy` they are one group."
	s.Properties = append(
		s.Properties[:len(s.Properties)-len(additionSchemas())],
		openapi.Member[*openapi.Schema]{Name: "groupBy", Value: by.Described("What the chats of a group have in common: a filter's value, or the unit that a time falls into.")},
		openapi.Member[*openapi.Schema]{Name: "measures", Value: measures.Described("A filter whose values are amounts, and what to make of them. Times are in seconds. A percentile is the smallest value that so many percent of the chats do not exceed.")},
		openapi.Member[*openapi.Schema]{Name: "timeZone", Value: &openapi.Schema{Type: "string", Default: "UTC", Examples: []any{"Europe/Berlin"}, Description: "The IANA name of the zone whose hours and days are meant."}},
	)
	return s
}

// units and statistics are the words that stand behind a filter's name.
func units() (words []string) {
	for u := chat.Hour; u <= chat.DayOfWeek; u++ {
		words = append(words, u.String())
	}
	return words
}

func statistics() (words []string) {
	for s := chat.Sum; s <= chat.P99; s++ {
		words = append(words, s.String())
	}
	return words
}

func groupingNames() (names []string) {
	for _, d := range chat.Fields() {
		switch {
		case d.Kind == filter.Time:
			names = append(names, dotted(d.Name, units())...)
		case d.Counted:
			names = append(names, d.Name)
		}
	}
	return names
}

func measureNames() (names []string) {
	for _, d := range chat.Fields() {
		if d.Measured() {
			names = append(names, dotted(d.Name, statistics())...)
		}
	}
	return names
}

func dotted(name string, words []string) (all []string) {
	for _, w := range words {
		all = append(all, name+"."+w)
	}
	return all
}

func aggregateSchema() *openapi.Schema {
	group := &openapi.Schema{
		Type: "object", Required: []string{"keys", "count", "figures"},
		Properties: openapi.Members[*openapi.Schema]{
			{Name: "keys", Value: &openapi.Schema{
				Type: "object", Description: "By each name of `groupBy`: the value as a facet has it, an hour as its first moment, a day, week (from Monday) or month by its date, `hourOfDay` from 0 to 23, `dayOfWeek` from 1, Monday, to 7.",
				Additional: &openapi.Schema{Description: "A string, a whole number, a boolean, or null."},
			}},
			{Name: "count", Value: openapi.Integer().Described("The chats of the group.")},
			{Name: "figures", Value: &openapi.Schema{
				Type: "object", Description: "By each name of `measures`; null where no chat has a value.",
				Additional: openapi.Nullable(&openapi.Schema{Type: "number", Format: "double"}),
			}},
		},
	}
	return &openapi.Schema{
		Type: "object", Description: "Figures about all chats found.", Required: []string{"total", "groups"},
		Properties: openapi.Members[*openapi.Schema]{
			{Name: "total", Value: openapi.Integer().Described("The chats found, as a search counts them.")},
			{Name: "groups", Value: openapi.ListOf(group).Described("At most 10,000.")},
		},
	}
}

func aggregationBodyDoc() *carried {
	return &carried{schema: openapi.RefTo("Aggregation"), optional: true, examples: []example{
		{"days", "chats of a month by day, and how long they took", `{"groupBy": ["requestedTime.day"], "measures": ["duration.median", "duration.p90", "waitingTime.average"], "timeZone": "Europe/Berlin", "filters": [{"name": "requestedTime", "operator": "is", "value": ["2026-01-01T00:00:00+01:00", "2026-02-01T00:00:00+01:00"]}]}`},
		{"agents", "ratings by agent", `{"groupBy": ["agent"], "measures": ["postChatSurvey.ratingGrade.average"]}`},
	}}
}
