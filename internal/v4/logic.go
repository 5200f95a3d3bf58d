package v4

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// What a logical expression may be.
const (
	maxLogicBytes = 1 << 10
	maxLogicDepth = 32
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
	if err := limitLogic(c.logic); err != nil {
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

func limitLogic(s string) error {
	if len(s) > maxLogicBytes {
		return chat.Invalid("logicalExpression: %d bytes are more than the limit of %d", len(s), maxLogicBytes)
	}
	return nil
}

// checkLogic refuses what is no logical expression over n conditions; none is fine.
func checkLogic(s string, n int) error {
	if s == "" {
		return nil
	}
	if err := limitLogic(s); err != nil {
		return err
	}
	_, err := parseLogic(s, make([]filter.Expr, n))
	return err
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
		return joinParts(filters, func(parts []filter.Expr) filter.Expr { return filter.Or(parts) }), nil
	default:
		return joinParts(filters, func(parts []filter.Expr) filter.Expr { return filter.And(parts) }), nil
	}
}

// joinParts joins the parts that restrict something, nil when none does.
func joinParts(all []filter.Expr, join func([]filter.Expr) filter.Expr) filter.Expr {
	var parts []filter.Expr
	for _, x := range all {
		if x != nil {
			parts = append(parts, x)
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return join(parts)
}

// parseLogic reads an expression such as "1 and (2 or not 3)". Its numbers are the
// positions of filters, from 1, and each filter must be named; "not" binds more
// tightly than "and", "and" more than "or"; && || ! stand for the same.
func parseLogic(s string, filters []filter.Expr) (filter.Expr, error) {
	p := logicParser{text: s, filters: filters, named: make([]bool, len(filters))}
	p.next()
	x, err := p.either(0)
	if err != nil {
		return nil, err
	}
	if p.token != "" {
		return nil, p.fail("%q stands where the expression should end, or go on with and, or", clip(p.token))
	}
	for i, named := range p.named {
		if !named {
			return nil, chat.Invalid("logicalExpression: it does not name filter %d", i+1)
		}
	}
	return x, nil
}

type logicParser struct {
	text    string
	filters []filter.Expr
	named   []bool
	token   string // the one to be looked at, "" at the end
	at, end int    // its bytes in text
}

func (p *logicParser) fail(format string, args ...any) error {
	return chat.Invalid("logicalExpression: at byte %d: %s", p.at+1, fmt.Sprintf(format, args...))
}

// next moves to the next token: a number, a word, a sign of one or two characters.
func (p *logicParser) next() {
	rest := strings.TrimLeft(p.text[p.end:], " \t\r\n")
	p.at = len(p.text) - len(rest)
	n := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
	if n == 0 {
		n = len(rest) - len(strings.TrimLeftFunc(rest, func(r rune) bool { return (r|0x20) >= 'a' && (r|0x20) <= 'z' }))
	}
	if n == 0 && (strings.HasPrefix(rest, "&&") || strings.HasPrefix(rest, "||")) {
		n = 2
	}
	if n == 0 {
		for i := range rest {
			if n = i; n > 0 {
				break
			}
		}
		if n == 0 {
			n = len(rest)
		}
	}
	p.end = p.at + n
	p.token = rest[:n]
}

// take moves on when the token is one of two spellings.
func (p *logicParser) take(word, sign string) bool {
	if p.token != sign && !sameName(p.token, word) {
		return false
	}
	p.next()
	return true
}

func (p *logicParser) either(depth int) (filter.Expr, error) {
	return p.chain("or", "||", depth, p.both, func(parts []filter.Expr) filter.Expr { return filter.Or(parts) })
}

func (p *logicParser) both(depth int) (filter.Expr, error) {
	return p.chain("and", "&&", depth, p.operand, func(parts []filter.Expr) filter.Expr { return filter.And(parts) })
}

func (p *logicParser) chain(word, sign string, depth int, part func(int) (filter.Expr, error), join func([]filter.Expr) filter.Expr) (filter.Expr, error) {
	var parts []filter.Expr
	for {
		x, err := part(depth)
		if err != nil {
			return nil, err
		}
		parts = append(parts, x)
		if !p.take(word, sign) {
			return joinParts(parts, join), nil
		}
	}
}

func (p *logicParser) operand(depth int) (filter.Expr, error) {
	switch {
	case depth > maxLogicDepth:
		return nil, p.fail("the expression has more than %d levels", maxLogicDepth)
	case p.take("not", "!"):
		x, err := p.operand(depth + 1)
		if x == nil {
			return nil, err
		}
		return filter.Not{X: x}, err
	case p.take("(", "("):
		x, err := p.either(depth + 1)
		if err == nil && !p.take(")", ")") {
			err = p.fail("a closing parenthesis is missing")
		}
		return x, err
	default:
		return p.number()
	}
}

// number takes the position of a filter.
func (p *logicParser) number() (filter.Expr, error) {
	switch {
	case p.token == "":
		return nil, p.fail("the expression ends where the number of a filter should stand")
	case p.token[0] < '0' || p.token[0] > '9':
		return nil, p.fail("%q stands where the number of a filter should", clip(p.token))
	}
	n, err := strconv.Atoi(p.token)
	if err != nil || n < 1 || n > len(p.filters) {
		return nil, p.fail("there is no filter %s, only %d", clip(p.token), len(p.filters))
	}
	p.named[n-1] = true
	p.next()
	return p.filters[n-1], nil
}
