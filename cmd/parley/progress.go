package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

// progress is a line on a terminal that is written over and over; on anything
// else it is silent.
type progress struct {
	w      io.Writer // nil when silent
	last   time.Time
	active bool // a line stands there unended
}

const progressEvery = 200 * time.Millisecond

func newProgress(w io.Writer) *progress {
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return &progress{w: w}
		}
	}
	return &progress{}
}

// show writes the line, if the last one is old enough to be read.
func (p *progress) show(line func() string) {
	if p.w == nil || time.Since(p.last) < progressEvery {
		return
	}
	p.last, p.active = time.Now(), true
	fmt.Fprintf(p.w, "\r\x1b[K%s", line())
}

// end leaves the line as it is, so that others can write below it.
func (p *progress) end() {
	if p.active {
		fmt.Fprintln(p.w)
		p.active = false
	}
}
