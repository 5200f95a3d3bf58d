package main

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/parleychat/parley/bench/machine"
)

// report is what a run saw.
type report struct {
	options
	backends []measured
}

// String is the report in Markdown.
func (r *report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Search in %d chats\n\n%s, %s; made-up chats (seed %d), up to %d rounds, one client, keep-alive, warm.\n",
		r.chats, machine.Name(), runtime.Version(), r.seed, r.rounds)
	fmt.Fprint(&b, `
Times are milliseconds. Each question is asked of Parley over HTTP, of SQL written by
hand (same driver, same rows, no network, no JSON), and of a bare net/http handler
that sends the same bytes, in turns within one run; "first" is the longest that Parley
took when a variant of the question had not been asked before. Words are looked up by hand in a
contentless FTS5 table, on PostgreSQL in a GIN index over a tsvector, both in the order
of time; e-mail addresses by LIKE over all chats of the range. Parley's totals and ids
were the same as those of the SQL in every variant of every question.
`)
	if r.chats < 1_000_000 {
		fmt.Fprint(&b, "The targets are meant for 1,000,000 chats.\n")
	}
	return b.String() + r.sections()
}

// sections has what was seen on each database.
func (r *report) sections() string {
	var b strings.Builder
	for i := range r.backends {
		r.backends[i].write(&b, r.chats)
	}
	return b.String()
}

func (m *measured) write(b *strings.Builder, chats int) {
	fmt.Fprintf(b, "\n## %s %s\n\n", m.backend.title, m.version)
	fmt.Fprint(b, "| question | p50 | p95 | p99 | first | target | | SQL p50 | Parley : SQL | net/http p50 |\n|---|---:|---:|---:|---:|---:|---|---:|---:|---:|\n")
	for _, a := range m.answers {
		m.row(b, a)
	}
	fmt.Fprint(b, "\n| what | figure | target | |\n|---|---:|---:|---|\n")
	of := func(sqlite, postgres float64) float64 { return limit{sqlite, postgres}[m.backend.number] }
	line := func(what, unit string, figure, target float64, least bool) {
		bound, verdict := "≤", met(figure <= target)
		if least {
			bound, verdict = "≥", met(figure >= target)
		}
		if target == 0 {
			fmt.Fprintf(b, "| %s | %s | | |\n", what, number(figure)+unit)
			return
		}
		fmt.Fprintf(b, "| %s | %s | %s %s | %s |\n", what, number(figure)+unit, bound, number(target)+unit, verdict)
	}
	line("pages of 50, department + 30 days, by 8 clients", " a second", m.throughput, of(600, 0), true)
	line("CPU of one chat by its id", " µs", float64(m.cpu.Microseconds()), 0, false)
	line("the same in CPU times of net/http sending the bytes", "", float64(m.cpu)/float64(m.bare), of(3, 0), false)
	line("size on disk, all included", " bytes a chat", float64(m.size)/float64(chats), of(1300, 3000), false)
	if m.imported > 0 {
		line(fmt.Sprintf("import of %d chats and the building of the search index", m.chats), " chats a second", float64(m.chats)/(m.imported+m.caughtUp-m.firstSearch).Seconds(), of(3000, 2000), true)
	}
	line("start to first search", " s", m.firstSearch.Seconds(), 2, false)
	line("memory of an empty server", " MB", float64(m.empty)/1e6, 60, false)
	line("memory after all questions", " MB", float64(m.loaded)/1e6, 0, false)
}

// row is one question.
func (m *measured) row(b *strings.Builder, a *answer) {
	if a.refused != nil {
		fmt.Fprintf(b, "| %s | %s | | | | | **not answered** | | | |\n", a.text, strings.ReplaceAll(a.refused.reason(), "|", " "))
		return
	}
	parley := a.arms[0]
	byHand, ratio := "", ""
	if a.arms[1].name == handWritten {
		byHand, ratio = ms(a.arms[1].percentile(50)), fmt.Sprintf("%.2f", a.over(a.arms[1]))
	}
	target, verdict := m.judge(a)
	fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", a.text,
		ms(parley.percentile(50)), ms(parley.percentile(95)), ms(parley.percentile(99)), ms(a.first), target, verdict, byHand, ratio, ms(a.arms[len(a.arms)-1].percentile(50)))
}

// over is Parley's median in those of another arm.
func (a *answer) over(other *arm) float64 {
	return float64(a.arms[0].percentile(50)) / float64(other.percentile(50))
}

// judge tells the target and whether it is met.
func (m *measured) judge(a *answer) (target, verdict string) {
	n := m.backend.number
	switch {
	case a.target[n] > 0:
		return fmt.Sprintf("≤ %g", a.target[n]), met(a.arms[0].percentile(50).Seconds()*1000 <= a.target[n])
	case a.ofFloor[n] > 0:
		return fmt.Sprintf("≤ %g × SQL", a.ofFloor[n]), met(a.over(a.arms[1]) <= a.ofFloor[n])
	case a.ofOther[n] > 0:
		for _, other := range m.answers {
			if other.text == a.of && other.refused == nil {
				ratio := a.over(other.arms[0])
				return fmt.Sprintf("≤ %g × page 1, is %.2f", a.ofOther[n], ratio), met(ratio <= a.ofOther[n])
			}
		}
	}
	return "", ""
}

func met(holds bool) string {
	if holds {
		return "met"
	}
	return "**missed**"
}

// reason is what a refusal says, short.
func (r *refused) reason() string {
	if r.status == 0 {
		return r.text
	}
	return strconv.Itoa(r.status)
}

func number(x float64) string {
	if x >= 100 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.2f", x)
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f", d.Seconds()*1000) }
