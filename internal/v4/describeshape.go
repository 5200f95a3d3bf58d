package v4

import (
	"strconv"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/openapi"
)

// describer is the shape that finds out how a noun looks as JSON, so that the
// description of the API is made of the same lists of members that answers are
// written by. It walks as a reader, and so meets every member that there can be,
// or as a writer of an empty noun, and so meets those that are always there.
type describer struct {
	read bool
	open []*looks // the object or list that is walked, and what it is in
}

// looks is a value as a describer met it.
type looks struct {
	name     string
	scalar   *openapi.Schema // of what is neither an object nor a list
	kids     []*looks        // the members of an object
	item     *looks          // of a list
	nullable bool
	extra    bool // members come along that nobody knows
}

// lookAt walks a noun's members.
func lookAt[N any](members func(shape, *N), read bool) *looks {
	d := &describer{read: read, open: []*looks{{}}}
	members(d, new(N))
	return d.open[0]
}

func (l *looks) kid(name string) *looks {
	for _, k := range l.kids {
		if k.name == name {
			return k
		}
	}
	return nil
}

func (d *describer) top() *looks { return d.open[len(d.open)-1] }

// add meets a scalar; one without a name is a list's item.
func (d *describer) add(name string, s *openapi.Schema) {
	if name == "" {
		d.top().item.scalar = s
		return
	}
	d.top().kids = append(d.top().kids, &looks{name: name, scalar: s})
}

func (d *describer) text(name string, _ *string)   { d.add(name, openapi.Text()) }
func (d *describer) integer(name string, _ *int64) { d.add(name, openapi.Integer()) }
func (d *describer) number(name string, _ *float64) {
	d.add(name, &openapi.Schema{Type: "number", Format: "double"})
}
func (d *describer) flag(name string, _ *bool)      { d.add(name, openapi.Bool()) }
func (d *describer) echo(name string, _ int64)      { d.add(name, openapi.Integer()) }
func (d *describer) guid(name string, _ *chat.GUID) { d.add(name, guidSchema()) }
func (d *describer) raw(name string, _ *string) {
	d.add(name, &openapi.Schema{Type: "object", Extra: true})
}
func (d *describer) extra(*chat.Extra, func() names) { d.top().extra = true }
func (d *describer) reading() bool                   { return d.read }

func (d *describer) optional(name string, _ **int64) {
	d.add(name, openapi.Nullable(openapi.Integer()))
}

func (d *describer) instant(name string, _ *time.Time, _ precision) {
	d.add(name, &openapi.Schema{Type: "string", Format: "date-time"})
}

func (d *describer) span(name string, _ *time.Duration) {
	d.add(name, &openapi.Schema{Type: "string", Pattern: `^([1-9][0-9]*\.)?[0-2][0-9]:[0-5][0-9]:[0-5][0-9]$`, Examples: []any{"00:11:00"}})
}

func (d *describer) enum(name string, _ *uint8, words *enum) { d.add(name, words.schema()) }

func (d *describer) list(name string, _ int) (int, bool) {
	d.begin(&looks{name: name, item: &looks{}})
	return 1, true
}

func (d *describer) object(name string, present bool) bool {
	if name == "" {
		d.open = append(d.open, d.top().item)
		return true
	}
	d.begin(&looks{name: name, nullable: !present})
	return true
}

func (d *describer) begin(l *looks) {
	d.top().kids = append(d.top().kids, l)
	d.open = append(d.open, l)
}

func (d *describer) end(byte) { d.open = d.open[:len(d.open)-1] }

func guidSchema() *openapi.Schema { return &openapi.Schema{Type: "string", Format: "uuid"} }

// known lists the words of an enumeration with their integers, in order.
func (e *enum) known() (words []string, codes []int) {
	for n, w := range e.words {
		if w != strconv.Itoa(n) {
			words, codes = append(words, w), append(codes, n)
		}
	}
	return words, codes
}

func (e *enum) schema() *openapi.Schema {
	words, codes := e.known()
	if !e.asCode {
		return openapi.OneOf(words...)
	}
	s := &openapi.Schema{Type: "integer"}
	for _, n := range codes {
		s.Enum = append(s.Enum, n)
	}
	return s
}
