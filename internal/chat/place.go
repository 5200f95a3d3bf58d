package chat

import (
	"math"

	"github.com/parleychat/parley/internal/filter"
)

// Place is where a chat stands in an order (Sort), or would stand if it were
// there. The zero Place is the beginning, before every chat.
type Place struct {
	// Key is the chat's value of the field that is sorted by; where a chat can be
	// without one, the zero guid.
	Key filter.Value
	ID  int64
}

// Beginning reports whether the place is before every chat.
func (p Place) Beginning() bool { return p.Key.Kind() == 0 }

// field is what is sorted by.
func (s Sort) field() (Declared, bool) {
	if s.By == "" {
		s.By = FieldRequestedTime.Name
	}
	d, ok := FieldNamed(s.By)
	return d, ok && d.Sortable
}

// PlaceOf is where the chat stands in the order.
func (s Sort) PlaceOf(c *Chat) Place {
	p := Place{Key: filter.GUIDValue(GUID{}), ID: c.ID}
	d, _ := s.field()
	if d.Field == FieldBotID { // a filter looks at every bot, a sort at the chat's own
		p.Key = filter.GUIDValue(c.BotID)
	} else if values := (Record{Chat: c}).Values(d.Field); len(values) > 0 {
		p.Key = values[0]
	}
	return p
}

// Compare says how two places of the order stand to each other.
func (s Sort) Compare(a, b Place) int {
	if a.Beginning() || b.Beginning() {
		return filter.BoolValue(b.Beginning()).Compare(filter.BoolValue(a.Beginning()))
	}
	order := a.Key.Compare(b.Key)
	if order == 0 {
		order = filter.IntValue(a.ID).Compare(filter.IntValue(b.ID))
	}
	if s.Descending {
		return -order
	}
	return order
}

// Has reports whether the place can be one of the order: its key is of the field's
// kind, and can be compared.
func (s Sort) Has(p Place) bool {
	d, ok := s.field()
	return ok && (p.Beginning() || (p.Key.Kind() == d.Kind && !math.IsNaN(p.Key.Number())))
}
