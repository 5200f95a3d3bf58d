package filter

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The limits of a regular expression. Together with a Budget they keep a search
// from being made slow.
const (
	maxPattern      = 256 // bytes
	maxInstructions = 200 // of the compiled program
)

// Matches holds when the pattern matches somewhere in one of the record's
// original texts of the field (Originals), letter case and all: the folded Values say
// nothing about capitals. The field is of kind Text.
type Matches struct {
	Field   Field
	Pattern *Pattern
}

func (Matches) expr() {}

// Originals is implemented by a Record whose texts can be matched by a pattern.
// A record that does not implement it satisfies no Matches.
type Originals interface {
	// Texts returns the texts of a field as they were stored, one for each of
	// the Values that the field has, in any order.
	Texts(Field) []string
}

// Pattern is a regular expression in RE2 syntax, made by ParsePattern.
type Pattern struct {
	source       string
	engine       *regexp.Regexp
	instructions int64
	required     string // every text that matches contains it; may be empty
	literal      string // see Literal
}

// ParsePattern reads a regular expression in RE2 syntax (that of package
// regexp), in which letter case counts unless it says (?i). One that is wrong,
// has more than 256 bytes, or compiles to more than 200 instructions is a
// *SyntaxError.
func ParsePattern(s string) (*Pattern, error) {
	if len(s) > maxPattern {
		return nil, &SyntaxError{fmt.Sprintf("the regular expression is longer than %d bytes", maxPattern)}
	}
	parsed, err := syntax.Parse(s, syntax.Perl)
	if err != nil {
		return nil, &SyntaxError{err.Error()}
	}
	parsed = parsed.Simplify()
	program, err := syntax.Compile(parsed)
	if err != nil {
		return nil, &SyntaxError{err.Error()}
	}
	if len(program.Inst) > maxInstructions {
		return nil, &SyntaxError{fmt.Sprintf("the regular expression is too complex: %d instructions, at most %d", len(program.Inst), maxInstructions)}
	}
	engine, err := regexp.Compile(s)
	if err != nil {
		return nil, &SyntaxError{err.Error()}
	}
	p := &Pattern{source: s, engine: engine, instructions: int64(len(program.Inst))}
	p.required, p.literal = literals(parsed)
	return p, nil
}

// String is the text that the pattern was made from.
func (p *Pattern) String() string { return p.source }

// Equal reports whether both were made from the same text.
func (p *Pattern) Equal(q *Pattern) bool {
	return p == q || (p != nil && q != nil && p.source == q.source)
}

// Literal is a folded text (see Fold) that is contained in the folded form of
// every text that the pattern matches, for an index to narrow the search by;
// "" when there is none to tell. It need not be the longest.
func (p *Pattern) Literal() string { return p.literal }

// Match reports whether the pattern matches somewhere in the text. MatchWithin
// does so within a budget.
func (p *Pattern) Match(text string) bool {
	return strings.Contains(text, p.required) && p.engine.MatchString(text)
}

// literals finds the longest literals that every match contains: one as it
// stands in the text, one folded.
func literals(re *syntax.Regexp) (exact, folded string) {
	switch re.Op {
	case syntax.OpLiteral:
		anyCase := re.Flags&syntax.FoldCase != 0
		for part := range strings.FieldsFuncSeq(string(re.Rune), func(r rune) bool { return vague(r, anyCase) }) {
			folded = longer(folded, foldedWithin(part))
			if !anyCase {
				exact = longer(exact, part)
			}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return literals(re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			e, f := literals(sub)
			exact, folded = longer(exact, e), longer(folded, f)
		}
	}
	return exact, folded
}

// vague reports whether a rune of a literal stands for several that Fold does
// not make one: U+FFFD, which also matches bytes that are no UTF-8, and in any
// letter case the few letters whose case Fold keeps (those of Cherokee).
func vague(r rune, anyCase bool) bool {
	if r == utf8.RuneError {
		return true
	}
	for other := unicode.SimpleFold(r); anyCase && other != r; other = unicode.SimpleFold(other) {
		if Fold(string(other)) != Fold(string(r)) {
			return true
		}
	}
	return false
}

func longer(a, b string) string {
	if len(b) > len(a) {
		return b
	}
	return a
}

// foldedWithin is the part of a literal that stands in every folded text that
// contains the literal. What stands before or behind may join its first or last
// letter ("e" and an accent fold to "é"), so these are left out when they can.
func foldedWithin(literal string) string {
	for literal != "" && !startsAnew(literal) {
		_, size := utf8.DecodeRuneInString(literal)
		literal = literal[size:]
	}
	for literal != "" {
		r, size := utf8.DecodeLastRuneInString(literal)
		if closed(r) {
			break
		}
		cut := startsAnew(literal[len(literal)-size:])
		literal = literal[:len(literal)-size]
		if cut {
			break
		}
	}
	return Fold(literal)
}

// startsAnew reports whether the first rune of s, folded or not, never joins
// what stands before it.
func startsAnew(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return norm.NFC.PropertiesString(s).BoundaryBefore() && norm.NFC.PropertiesString(Fold(string(r))).BoundaryBefore()
}

// closed reports whether nothing behind r, folded, ever joins it.
func closed(r rune) bool {
	folded := Fold(string(r))
	_, size := utf8.DecodeLastRuneInString(folded)
	return norm.NFC.PropertiesString(folded[len(folded)-size:]).BoundaryAfter()
}
