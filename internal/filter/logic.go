package filter

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// What a logical expression may be.
const (
	MaxLogic       = 1 << 10 // bytes
	maxLogicLevels = 32
)

// Join joins the parts that restrict something, nil when none does.
func Join(all []Expr, join func([]Expr) Expr) Expr {
	var parts []Expr
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

// ParseLogic reads an expression such as "1 and (2 or not 3)". Its numbers are the
// positions of parts, from 1, and each part must be named; "not" binds more
// tightly than "and", "and" more than "or"; && || ! stand for the same. A nil part
// restricts nothing, and drops out of what it is a part of. What is wrong with an
// expression is a *SyntaxError.
func ParseLogic(s string, parts []Expr) (Expr, error) {
	if len(s) > MaxLogic {
		return nil, &SyntaxError{fmt.Sprintf("%d bytes are more than the limit of %d", len(s), MaxLogic)}
	}
	p := logicParser{text: s, parts: parts, named: make([]bool, len(parts))}
	p.next()
	x, err := p.either(0)
	if err != nil {
		return nil, err
	}
	if p.token != "" {
		return nil, p.fail("%q stands where the expression should end, or go on with and, or", beginning(p.token))
	}
	for i, named := range p.named {
		if !named {
			return nil, &SyntaxError{fmt.Sprintf("it does not name filter %d", i+1)}
		}
	}
	return x, nil
}

type logicParser struct {
	text    string
	parts   []Expr
	named   []bool
	token   string // the one to be looked at, "" at the end
	at, end int    // its bytes in text
}

func (p *logicParser) fail(format string, args ...any) error {
	return &SyntaxError{fmt.Sprintf("at byte %d: %s", p.at+1, fmt.Sprintf(format, args...))}
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
	if p.token != sign && !strings.EqualFold(p.token, word) {
		return false
	}
	p.next()
	return true
}

func (p *logicParser) either(depth int) (Expr, error) {
	return p.chain("or", "||", depth, p.both, func(parts []Expr) Expr { return Or(parts) })
}

func (p *logicParser) both(depth int) (Expr, error) {
	return p.chain("and", "&&", depth, p.operand, func(parts []Expr) Expr { return And(parts) })
}

func (p *logicParser) chain(word, sign string, depth int, part func(int) (Expr, error), join func([]Expr) Expr) (Expr, error) {
	var parts []Expr
	for {
		x, err := part(depth)
		if err != nil {
			return nil, err
		}
		parts = append(parts, x)
		if !p.take(word, sign) {
			return Join(parts, join), nil
		}
	}
}

func (p *logicParser) operand(depth int) (Expr, error) {
	switch {
	case depth > maxLogicLevels:
		return nil, p.fail("the expression has more than %d levels", maxLogicLevels)
	case p.take("not", "!"):
		x, err := p.operand(depth + 1)
		if x == nil {
			return nil, err
		}
		return Not{X: x}, err
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

// number takes the position of a
func (p *logicParser) number() (Expr, error) {
	switch {
	case p.token == "":
		return nil, p.fail("the expression ends where the number of a filter should stand")
	case p.token[0] < '0' || p.token[0] > '9':
		return nil, p.fail("%q stands where the number of a filter should", beginning(p.token))
	}
	n, err := strconv.Atoi(p.token)
	if err != nil || n < 1 || n > len(p.parts) {
		return nil, p.fail("there is no filter %s, only %d", beginning(p.token), len(p.parts))
	}
	p.named[n-1] = true
	p.next()
	return p.parts[n-1], nil
}

// beginning shortens what a message quotes.
func beginning(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return fmt.Sprintf("%s… (%d bytes)", s[:cut], len(s))
}
