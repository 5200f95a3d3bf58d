package v4

import (
	"strings"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// combination is how the filters of a search's body are joined: conditionMetType
// and logicalExpression (wire.md §4, additions).
type combination struct {
	any   bool   // one filter is enough, else all are needed
	logic string // unless this says otherwise
}

func combinationOf(body *node) (c combination, err error) {
	met, err := optionalText(body, "conditionMetType")
	if err != nil {
		return c, err
	}
	if c.logic, err = optionalText(body, "logicalExpression"); err != nil {
		return c, err
	}
	given := strings.TrimSpace(c.logic) != ""
	switch foldName(met) {
	case "", "all", "any":
		c.any = sameName(met, "any")
		if given && met != "" {
			return c, chat.Invalid("logicalExpression: it contradicts the conditionMetType %q", met)
		}
	case "logicalexpression":
		if !given {
			return c, errRequired("logicalExpression")
		}
	default:
		return c, chat.Invalid("conditionMetType: %q is none of all, any, logicalExpression", clip(met))
	}
	if !given {
		c.logic = ""
	}
	return c, nil
}

func optionalText(of *node, name string) (string, error) {
	m := member(of, name)
	switch {
	case m == nil:
		return "", nil
	case m.kind != text:
		return "", chat.Invalid("%s: a string is needed, not %s", name, m.kind)
	default:
		return m.text, nil
	}
}

// join makes one condition of the filters in the order of the body, in which nil
// stands for one that restricts nothing: it drops out of what it is a part of.
func (c combination) join(filters []filter.Expr) (filter.Expr, error) {
	switch {
	case c.logic != "":
		return parseLogic(c.logic, filters)
	case c.any:
		return filter.Join(filters, func(parts []filter.Expr) filter.Expr { return filter.Or(parts) }), nil
	default:
		return filter.Join(filters, func(parts []filter.Expr) filter.Expr { return filter.And(parts) }), nil
	}
}

// parseLogic reads an expression over the positions of filters.
func parseLogic(s string, filters []filter.Expr) (filter.Expr, error) {
	x, err := filter.ParseLogic(s, filters)
	if err != nil {
		return nil, chat.Invalid("logicalExpression: %s", err)
	}
	return x, nil
}
