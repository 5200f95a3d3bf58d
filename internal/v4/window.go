package v4

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

// window is an input of which the part since the last discard is kept, so that a
// record can be cut out of it, or read again from the next line on.
type window struct {
	r    *bufio.Reader
	kept []byte
	base int64 // offset of kept[0]
	next int   // what of kept is to be read next
	line int   // of kept[0], counted from 1
	most int   // bytes that kept may have
	full bool  // kept has reached most
	err  error // of r
}

var errFull = errors.New("the record is too large")

// Read gives what was kept and not yet read, then what comes.
func (w *window) Read(p []byte) (int, error) {
	if w.next == len(w.kept) {
		if err := w.more(len(p)); err != nil {
			return 0, err
		}
	}
	n := copy(p, w.kept[w.next:])
	w.next += n
	return n, nil
}

// more keeps up to n bytes more.
func (w *window) more(n int) error {
	if w.err != nil {
		return w.err
	}
	if len(w.kept) >= w.most {
		w.full = true
		return errFull
	}
	if w.base == 0 && len(w.kept) == 0 {
		w.skipMark()
	}
	had := len(w.kept)
	w.kept = append(w.kept, make([]byte, min(n, w.most-had))...)
	n, w.err = w.r.Read(w.kept[had:])
	w.kept = w.kept[:had+n]
	if n > 0 {
		return nil // the error, if there is one, comes next time
	}
	return w.err
}

// skipMark passes over a byte order mark. It counts as a part of the input.
func (w *window) skipMark() {
	if mark, _ := w.r.Peek(len(byteOrderMark)); string(mark) == byteOrderMark {
		w.kept = append(w.kept, "   "...)
		_, _ = w.r.Discard(len(byteOrderMark))
	}
}

// broken is the error of reading, if it was one.
func (w *window) broken() error {
	if errors.Is(w.err, io.EOF) {
		return nil
	}
	return w.err
}

// position is the offset of what is read next.
func (w *window) position() int64 { return w.base + int64(w.next) }

// bytes cuts out a part of what is kept.
func (w *window) bytes(from, to int64) []byte { return w.kept[from-w.base : to-w.base] }

// discard forgets what lies before an offset that is kept.
func (w *window) discard(before int64) {
	n := int(before - w.base)
	w.line += bytes.Count(w.kept[:n], []byte{'\n'})
	w.kept, w.base, w.next, w.full = w.kept[n:], before, w.next-n, false
}

// lineOf is the line of an offset that is kept, counted from 1.
func (w *window) lineOf(at int64) int {
	return w.line + bytes.Count(w.kept[:at-w.base], []byte{'\n'})
}

// begin is where, from an offset on, something begins that is none of skip.
func (w *window) begin(from int64, skip string) int64 {
	i := int(from - w.base)
	for i < len(w.kept) && strings.IndexByte(skip, w.kept[i]) >= 0 {
		i++
	}
	return w.base + int64(i)
}

// follows reports whether the value of a member whose name ends at an offset
// begins with c.
func (w *window) follows(from int64, c byte) bool {
	for i := int(from - w.base); ; i++ {
		if i == len(w.kept) && w.more(512) != nil {
			return false
		}
		if b := w.kept[i]; strings.IndexByte(blank+":", b) < 0 {
			return b == c
		}
	}
}

// wholeLine is what an offset's line holds, or the next one that holds something,
// without its end. It is cut off after a number of bytes.
func (w *window) wholeLine(from int64, most int) (start, end int64) {
	for looked := 0; ; {
		start = w.begin(from, blank)
		rest := w.bytes(start, w.base+int64(len(w.kept)))
		if i := bytes.IndexByte(rest[min(looked, len(rest)):], '\n'); i >= 0 {
			return start, start + int64(looked+i)
		}
		looked = len(rest)
		if looked >= most || w.more(64<<10) != nil {
			return start, start + int64(looked)
		}
	}
}

// rewind goes on reading at an offset that is kept.
func (w *window) rewind(to int64) { w.next = int(to - w.base) }

// nextLine moves to the first line after an offset that begins an object or a
// list, without space before it. It reports whether there is one.
func (w *window) nextLine(after int64) bool {
	w.discard(after)
	w.next = 0
	for newline := false; ; {
		if w.next == len(w.kept) {
			w.discard(w.base + int64(w.next))
			if w.more(4<<10) != nil {
				return false
			}
		}
		b := w.kept[w.next]
		if newline && (b == '{' || b == '[') {
			return true
		}
		newline = b == '\n'
		w.next++
	}
}
