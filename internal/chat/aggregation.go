package chat

import (
	"slices"
	"time"

	"github.com/parleychat/parley/internal/filter"
)

// The limits of an Aggregation.
const (
	MaxGroupings = 3
	MaxMeasures  = 10
	// MaxGroups is how many groups an answer may have. More are TooExpensive: a part
	// of a report would be taken for all of it.
	MaxGroups = 10_000
)

// Aggregation asks for figures about all chats that a search finds, instead of for
// the chats.
type Aggregation struct {
	GivenUp  bool        // of the missed and refused chats, else of all others
	Where    filter.Expr // nil for all
	By       []Grouping  // none for one group of all
	Measures []Measure
	Zone     *time.Location // of the days and hours of By; nil for UTC
}

// Grouping is what chats of one group have in common: the value of a field, or when
// a time of theirs was.
type Grouping struct {
	Field filter.Field
	Unit  Unit // of a field of times
}

// Unit is a part of time, or of the day or week.
type Unit uint8

// The units. Weeks begin on Mondays.
const (
	NoUnit Unit = iota
	Hour
	Day
	Week
	Month
	HourOfDay // 0 to 23
	DayOfWeek // 1, Monday, to 7
)

var unitWords = words{1: "hour", 2: "day", 3: "week", 4: "month", 5: "hourOfDay", 6: "dayOfWeek"}

// String is the unit's word.
func (u Unit) String() string { return unitWords.word(uint8(u)) }

// ParseUnit reads a unit's word, in any letter case.
func ParseUnit(s string) (Unit, error) { return parse[Unit](unitWords, "unit of time", s) }

// Measure is one figure of a group.
type Measure struct {
	Field filter.Field
	Of    Statistic
}

// Statistic is how a group's values make a figure.
type Statistic uint8

// The statistics. A percentile is the smallest of the values that so many percent
// of them do not exceed, so that it is always one of them; a chat without a value
// counts in none.
const (
	Sum Statistic = iota
	Average
	Minimum
	Maximum
	Median
	P90
	P95
	P99
)

var statisticWords = words{0: "sum", 1: "average", 2: "minimum", 3: "maximum", 4: "median", 5: "p90", 6: "p95", 7: "p99"}

// String is the statistic's word.
func (s Statistic) String() string { return statisticWords.word(uint8(s)) }

// ParseStatistic reads a statistic's word, in any letter case.
func ParseStatistic(s string) (Statistic, error) {
	return parse[Statistic](statisticWords, "statistic", s)
}

// Check refuses what cannot be asked for, as KindInvalid.
func (a Aggregation) Check() error {
	if len(a.By) > MaxGroupings {
		return Invalid("groupBy: %d are more than the limit of %d", len(a.By), MaxGroupings)
	}
	if len(a.Measures) > MaxMeasures {
		return Invalid("measures: %d are more than the limit of %d", len(a.Measures), MaxMeasures)
	}
	for i, g := range a.By {
		if slices.Contains(a.By[:i], g) {
			return Invalid("groupBy: %s is there twice", g.Field.Name)
		}
		d, known := FieldNamed(g.Field.Name)
		switch isTime := known && d.Kind == filter.Time; {
		case !known, !isTime && !d.Counted:
			return Invalid("groupBy: chats cannot be grouped by %q", clip(g.Field.Name))
		case isTime && (g.Unit == NoUnit || g.Unit > DayOfWeek):
			return Invalid("groupBy: %s is a time: say by which unit", d.Name)
		case !isTime && g.Unit != NoUnit:
			return Invalid("groupBy: %s is no time, and has no unit", d.Name)
		}
	}
	for i, m := range a.Measures {
		if slices.Contains(a.Measures[:i], m) {
			return Invalid("measures: the %s of %s is there twice", m.Of, m.Field.Name)
		}
		if d, known := FieldNamed(m.Field.Name); !known || !d.Measured() || m.Of > P99 {
			return Invalid("measures: %q is not measured", clip(m.Field.Name))
		}
	}
	return nil
}

// Measured tells the fields whose values are amounts, one of a chat at most, so that a sum
// of them means something.
func (d Declared) Measured() bool { return d.amount }

// amount declares a field whose values can be summed up.
func amount(d Declared) Declared {
	d.amount = true
	return d
}

// Fields are those that are measured, each once.
func (a Aggregation) Fields() (fields []filter.Field) {
	for _, m := range a.Measures {
		if !slices.Contains(fields, m.Field) {
			fields = append(fields, m.Field)
		}
	}
	return fields
}

// Aggregate is the answer to an Aggregation.
type Aggregate struct {
	Total  int64   // chats found; a chat of several groups counts once
	Groups []Group // in the order of their keys
}

// Group is the chats that have all of its keys. A chat with several values of a field
// is in the groups of all of them; one without, in that of NoValue.
type Group struct {
	// Keys stand in the order of the groupings. Of an hour, day, week or month it is
	// the time at which it begins, of the others a number.
	Keys    []filter.Value
	Chats   int64
	Figures []*float64 // in the order of the measures; nil where no chat has a value
}
