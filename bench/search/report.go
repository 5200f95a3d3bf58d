package main

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// measured is what was seen on one database.
type measured struct {
	title     string
	version   string
	chats     int
	imported  time.Duration
	questions []question
}

// question has been asked of several arms: Parley first, then its floors.
type question struct {
	text   string
	arms   []*arm
	target float64 // what the median may be, in medians of the first floor; 0 is none
}

// report is what a run saw.
type report struct {
	options
	backends []measured
}

// String is the report in Markdown.
func (r *report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Search\n\n%s, %s; %d made-up chats (seed %d), %d rounds, one client, keep-alive, warm.\n",
		machine(), runtime.Version(), r.chats, r.seed, r.rounds)
	fmt.Fprint(&b, "Each question is asked of all its rows in turns. Times are milliseconds.\n")
	for _, m := range r.backends {
		fmt.Fprintf(&b, "\n## %s %s\n\nImported at %.0f chats a second.\n", m.title, m.version, float64(m.chats)/m.imported.Seconds())
		for _, q := range m.questions {
			q.write(&b)
		}
	}
	return b.String()
}

func (q *question) write(b *strings.Builder) {
	fmt.Fprintf(b, "\n%s\n\n| answered by | p50 | p95 | p99 | median of Parley : its |\n|---|---:|---:|---:|---:|\n", q.text)
	parley := q.arms[0].percentile(50)
	for i, a := range q.arms {
		ratio := ""
		if i > 0 {
			ratio = fmt.Sprintf("%.2f", float64(parley)/float64(a.percentile(50)))
		}
		if i == 1 && q.target > 0 {
			ratio += fmt.Sprintf(" (target %.1f)", q.target)
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", a.name, ms(a.percentile(50)), ms(a.percentile(95)), ms(a.percentile(99)), ratio)
	}
	if q.target > 0 {
		fmt.Fprintf(b, "\nThe SQL sends nothing over a network. Without the median of net/http alone, Parley's is %.2f of the SQL's.\n", q.searching())
	}
}

// searching is Parley's median less that of the last arm, which only sends the
// bytes, in medians of the first floor.
func (q *question) searching() float64 {
	sending := q.arms[len(q.arms)-1].percentile(50)
	return float64(q.arms[0].percentile(50)-sending) / float64(q.arms[1].percentile(50))
}

func ms(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()*1000) }

var memTotal = regexp.MustCompile(`MemTotal:\s+(\d+) kB`)

// machine names the cores and the memory.
func machine() string {
	text := fmt.Sprintf("%d cores", runtime.NumCPU())
	info, err := os.ReadFile("/proc/meminfo")
	if m := memTotal.FindSubmatch(info); err == nil && m != nil {
		kB, _ := strconv.ParseFloat(string(m[1]), 64)
		text += fmt.Sprintf(", %.0f GB", kB/(1<<20))
	}
	return text
}
