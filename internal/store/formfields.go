package store

import (
	"strconv"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

const formRows = "chat_field x WHERE x.site = c.site AND x.chat = c.id"

// formPlace is where the values entered in a form stand.
func formPlace(form chat.FormType) place {
	return place{column: "value", many: formRows + " AND x.form = " + strconv.Itoa(int(form))}
}

// fieldRows are the rows of a chat in the order of fieldTarget.
func fieldRows(site chat.SiteID, c *chat.Chat) [][]any {
	var rows [][]any
	for i := range c.FieldResults {
		r := &c.FieldResults[i]
		if !r.FormType.Searched() {
			continue
		}
		var number any
		if x, ok := chat.EnteredNumber(r.Value); ok {
			number = x
		}
		rows = append(rows, []any{
			int64(site), c.ID, int64(i), int64(r.FormType), guidArg(r.FieldID),
			filter.Fold(r.FieldName), filter.Fold(r.Value), number,
		})
	}
	return rows
}

// ofForm turns the place of a form's field to the column of the field's kind.
func (p place) ofForm(f filter.Field) (place, error) {
	switch f.Kind {
	case filter.Text:
	case filter.Number:
		p.column = "number"
	default:
		return p, chat.Invalid("what was entered in forms is searched as text or number, not as %s", f.Kind)
	}
	return p, nil
}

// keyed narrows the rows of a form to those of the field's key.
func (s *statement) keyed(f filter.Field) (string, error) {
	id, name, ok := chat.FormKey(f)
	switch {
	case !ok:
		return "", chat.Invalid("chats cannot be searched by %q", f.Name)
	case id != chat.GUID{}:
		return " AND x.field = " + s.arg(guidArg(id)), nil
	case f.Key != "":
		return " AND x.name = " + s.arg(name), nil
	default:
		return "", nil
	}
}
