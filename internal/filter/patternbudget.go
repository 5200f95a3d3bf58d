package filter

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"unicode/utf8"
)

// ErrTooExpensive says that a search's patterns need more work than its Budget
// allows.
var ErrTooExpensive = errors.New("the regular expression is too expensive for what it has to search")

// SearchSteps is the budget of one search: bytes of text times instructions of
// the pattern.
const SearchSteps = 200_000_000

// chunk is how many bytes a pattern reads between two looks at the deadline.
const chunk = 8 << 10

// Budget is the work that the patterns of one search may still do. Many goroutines
// may spend it.
type Budget struct{ steps atomic.Int64 }

// NewBudget makes a budget of so many steps, usually SearchSteps. Looking for a
// literal costs a step a byte, running a pattern a step for each byte and
// instruction.
func NewBudget(steps int64) *Budget {
	b := &Budget{}
	b.steps.Store(steps)
	return b
}

// Left is the number of steps that are left.
func (b *Budget) Left() int64 { return max(b.steps.Load(), 0) }

// spend takes steps off the budget, ErrTooExpensive when it has too few.
func (b *Budget) spend(steps int64) error {
	if b.steps.Load() < steps || b.steps.Add(-steps) < 0 {
		b.steps.Store(0)
		return ErrTooExpensive
	}
	return nil
}

// MatchWithin is Match within a budget and a deadline: the answer is that of
// Match, or there is an error, ErrTooExpensive or the context's. Only Matches
// costs anything.
//
// A text up to 8 KiB is matched in one go. A longer one is read by the engine
// rune by rune, which is slower but the same match, so that the budget is
// charged and the deadline looked at every 8 KiB and nothing depends on where a
// piece ends.
func MatchWithin(ctx context.Context, e Expr, r Record, b *Budget) (bool, error) {
	m := matcher{patterns: func(p *Pattern, text string) (bool, error) { return p.matchWithin(ctx, text, b) }}
	holds := m.match(e, r)
	return holds && m.err == nil, m.err
}

func (p *Pattern) matchWithin(ctx context.Context, text string, b *Budget) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if p.required != "" {
		if err := b.spend(int64(len(text)) + 1); err != nil {
			return false, err
		}
		if !strings.Contains(text, p.required) {
			return false, nil
		}
	}
	if len(text) > chunk {
		return p.matchLong(ctx, text, b)
	}
	if err := b.spend((int64(len(text)) + 1) * p.instructions); err != nil {
		return false, err
	}
	return p.engine.MatchString(text), nil
}

func (p *Pattern) matchLong(ctx context.Context, text string, b *Budget) (bool, error) {
	in := &metered{text: text, pay: func(bytes int) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return b.spend(int64(bytes) * p.instructions)
	}}
	holds := p.engine.MatchReader(in)
	if in.err != nil {
		return false, in.err
	}
	return holds, nil
}

// metered is a text that a pattern reads and pays for piece by piece. It ends
// when it cannot be paid for, which ends the match; what that said is void.
type metered struct {
	text     string
	at, paid int
	pay      func(bytes int) error
	err      error
}

// ReadRune implements io.RuneReader.
func (m *metered) ReadRune() (rune, int, error) {
	if m.err != nil || m.at == len(m.text) {
		return 0, 0, io.EOF
	}
	if m.at >= m.paid {
		piece := min(chunk, len(m.text)-m.paid)
		if m.err = m.pay(piece); m.err != nil {
			return 0, 0, io.EOF
		}
		m.paid += piece
	}
	r, size := utf8.DecodeRuneInString(m.text[m.at:])
	m.at += size
	return r, size, nil
}
