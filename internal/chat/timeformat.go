package chat

import (
	"strings"
	"time"
)

// TimeFormat is how a person reads times (chat-api.txt, Attach to Ticket).
type TimeFormat struct {
	// UTCOffset is in minutes with JavaScript's sign, −420 being UTC+7; at most 14
	// hours either way.
	UTCOffset int64
	// Layout is made of YYYY YY MM M DD D HH H hh h mm m ss s A a, other text being
	// kept; "" is YYYY-MM-DD HH:mm:ss. It has at most 100 bytes.
	Layout string
}

const (
	maxUTCOffset = 14 * 60
	maxLayout    = 100
	usualLayout  = "YYYY-MM-DD HH:mm:ss"
)

func (f TimeFormat) check() error {
	if f.UTCOffset < -maxUTCOffset || f.UTCOffset > maxUTCOffset {
		return Invalid("utcOffset: %d is more than 14 hours, given in minutes", f.UTCOffset)
	}
	if len(f.Layout) > maxLayout {
		return Invalid("dateTimeFormat: %d bytes, at most %d", len(f.Layout), maxLayout)
	}
	return nil
}

// timeTokens are what a layout is made of, a longer one before its beginning, with
// the same in the standard library's words.
var timeTokens = [...]struct{ token, layout string }{
	{"YYYY", "2006"},
	{"YY", "06"},
	{"MM", "01"},
	{"M", "1"},
	{"DD", "02"},
	{"D", "2"},
	{"HH", "15"},
	{"hh", "03"},
	{"h", "3"},
	{"mm", "04"},
	{"m", "4"},
	{"ss", "05"},
	{"s", "5"},
	{"A", "PM"},
	{"a", "pm"},
}

// Render is the local time as the layout says. Other text is never taken for
// anything but itself.
func (f TimeFormat) Render(t time.Time) string {
	local := t.UTC().Add(-time.Duration(f.UTCOffset) * time.Minute)
	layout := f.Layout
	if layout == "" {
		layout = usualLayout
	}
	var b strings.Builder
	for layout != "" {
		token, text := nextToken(layout, local)
		b.WriteString(text)
		layout = layout[len(token):]
	}
	return b.String()
}

func nextToken(layout string, t time.Time) (token, text string) {
	for _, known := range timeTokens {
		if strings.HasPrefix(layout, known.token) {
			return known.token, t.Format(known.layout)
		}
	}
	if layout[0] == 'H' { // without a leading zero, which the standard library lacks
		return "H", strings.TrimPrefix(t.Format("15"), "0")
	}
	return layout[:1], layout[:1]
}
