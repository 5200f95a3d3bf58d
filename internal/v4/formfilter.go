package v4

import (
	"strings"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// formValue is a value of a filter on a form's field: {"fieldId","campaignId",
// "value"} (chat-api.txt, Search Chats; wire.md §4).
type formValue struct {
	field    chat.GUID // zero for every field of the form, or the field of the filter's name
	campaign chat.GUID // zero for all campaigns
	values   []string
}

// addForm takes one value that is an object.
func (c *condition) addForm(n *node) (err error) {
	var f formValue
	if f.field, err = c.formGUID(n, "fieldId"); err != nil {
		return err
	}
	if f.campaign, err = c.formGUID(n, "campaignId"); err != nil {
		return err
	}
	entered := condition{name: c.name}
	for _, value := range itemsOfValue(member(n, "value")) {
		if value.kind == object {
			return chat.Invalid("%s: the value of a form's field is a string, not an object", clip(c.name))
		}
		if err := entered.add(&value); err != nil {
			return err
		}
	}
	f.values = entered.values
	c.forms = append(c.forms, f)
	return nil
}

// itemsOfValue are the values that a list has, or that stand alone.
func itemsOfValue(n *node) []node {
	switch {
	case n == nil:
		return nil
	case n.kind == list:
		return n.kids
	default:
		return []node{*n}
	}
}

// formGUID reads a member that is a guid or not there.
func (c *condition) formGUID(n *node, name string) (chat.GUID, error) {
	m := member(n, name)
	if m == nil || (m.kind == text && m.text == "") {
		return chat.GUID{}, nil
	}
	id, ok := parseGUID(m.text)
	if !ok {
		return id, chat.Invalid("%s: the %s %s is not of kind guid", clip(c.name), name, clip(m.raw))
	}
	return id, nil
}

// secured are the names by which the form for card data would be searched. They
// are refused, since the answer would tell what it holds.
var secured = []string{"pciform", "pciformfield"}

func unknownFilter(name string) error {
	for _, s := range secured {
		if sameName(bareName(name), s) {
			return chat.Invalid("%s: what was entered in a secure form cannot be searched", clip(name))
		}
	}
	return chat.Invalid("%s: there is no such filter", clip(name))
}

// formFieldNamed is a field of any form that a filter names by its own name.
func formFieldNamed(name string) filterable {
	d, _ := chat.FieldNamed(chat.FieldAnyForm.Name)
	d.Field = chat.FormFieldByName(chat.FieldAnyForm, bareName(name))
	return filterable{name: clip(name), field: d}
}

// formExpr is a condition on fields of forms. A campaign narrows to its chats,
// under a negative operator too; within them that is the complement.
func (c condition) formExpr(what filterable, op filter.Operator) (filter.Expr, error) {
	if err := c.suitsForms(what); err != nil {
		return nil, err
	}
	var holds, campaigns filter.Or
	everywhere := false
	for _, f := range c.forms {
		if op.Ignores(f.values) {
			continue
		}
		field := namedField{what.name, what.field}
		if f.field != (chat.GUID{}) {
			field.Field = chat.FormFieldByID(field.Field, f.field)
		}
		x, err := field.apply(op, f.values)
		if err != nil {
			return nil, err
		}
		if f.campaign == (chat.GUID{}) {
			everywhere = true
		} else {
			campaign := filter.Is(chat.FieldCampaignID, filter.GUIDValue(f.campaign))
			campaigns = append(campaigns, campaign)
			x = filter.And{campaign, x}
		}
		holds = append(holds, x)
	}
	switch {
	case len(holds) == 0:
		return nil, nil
	case !op.Negative:
		return holds, nil
	case everywhere:
		return filter.Not{X: holds}, nil
	default:
		return filter.And{campaigns, filter.Not{X: holds}}, nil
	}
}

func (c condition) suitsForms(what filterable) error {
	for _, s := range secured {
		if sameName(bareName(c.name), s) {
			return unknownFilter(c.name)
		}
	}
	if !chat.IsFormField(what.field.Field) {
		return chat.Invalid("%s: a value is a string, a number or a boolean, not an object, which only fields of forms take", what.name)
	}
	if len(c.values) > 0 {
		return chat.Invalid("%s: its values are of two kinds", what.name)
	}
	return nil
}

// bareName is a filter's name without {! and } around it.
func bareName(name string) string {
	if inner, ok := strings.CutPrefix(name, "{!"); ok {
		name = strings.TrimSuffix(inner, "}")
	}
	return strings.TrimSpace(name)
}
