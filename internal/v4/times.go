package v4

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// tick is how exact a time of the Chat API is.
const tick = 100 * time.Nanosecond

// appendTime writes an instant in UTC with up to seven digits of a second's
// fraction, trailing zeros dropped (wire.md §3).
func appendTime(b []byte, t time.Time) []byte {
	if t.Nanosecond()%int(tick) != 0 {
		t = t.Truncate(tick)
	}
	return t.UTC().AppendFormat(b, time.RFC3339Nano)
}

// nearestSecond rounds to a whole second, and never out of the year 9999.
func nearestSecond(t time.Time) time.Time {
	whole := t.Truncate(time.Second)
	if t.Sub(whole) < time.Second/2 {
		return whole
	}
	if up := whole.Add(time.Second); up.UTC().Year() <= maxYear {
		return up
	}
	return whole
}

const maxYear = 9999

// Layouts of an instant. Go's parser takes a fraction of any length after the
// seconds although the layouts name none.
var timeLayouts = [...]string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05", "2006-01-02"}

// parseTime reads an instant as RFC 3339 writes it, also without an offset,
// which means UTC, or a date alone, which means its first moment. What is finer
// than 100 ns is dropped. Years are 1 to 9999.
func parseTime(s string) (time.Time, bool) {
	if len(s) > 10 && (s[10] == ' ' || s[10] == 't') {
		s = s[:10] + "T" + s[11:]
	}
	if strings.ContainsRune(s, ',') {
		return time.Time{}, false // Go would take it for a decimal point
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			t = t.UTC().Truncate(tick)
			return t, t.Year() >= 1 && t.Year() <= maxYear
		}
	}
	return time.Time{}, false
}

// appendSpan writes a duration as HH:mm:ss, from one day up d.HH:mm:ss, rounded
// down to the second (wire.md §3).
func appendSpan(b []byte, d time.Duration) []byte {
	sec := max(int64(d/time.Second), 0)
	if days := sec / secondsADay; days > 0 {
		b = append(strconv.AppendInt(b, days, 10), '.')
		sec %= secondsADay
	}
	b = append(appendTwo(b, sec/3600), ':')
	b = append(appendTwo(b, sec/60%60), ':')
	return appendTwo(b, sec%60)
}

func appendTwo(b []byte, n int64) []byte {
	return append(b, byte('0'+n/10), byte('0'+n%10))
}

const secondsADay = 24 * 60 * 60

// parseSpan reads HH:mm:ss or d.HH:mm:ss, or a number of seconds. A fraction of
// a second is dropped; a duration is never negative.
func parseSpan(s string) (time.Duration, bool) {
	clock := strings.Split(s, ":")
	if len(clock) == 1 {
		sec, err := strconv.ParseFloat(s, 64)
		return spanOf(sec, err == nil && !strings.ContainsAny(s, "xX_nNiI"))
	}
	if len(clock) != 3 {
		return 0, false
	}
	days, hours, hasDays := strings.Cut(clock[0], ".")
	if !hasDays {
		days, hours = "0", clock[0]
	}
	whole, fraction, _ := strings.Cut(clock[2], ".")
	d, ok1 := digits(days, math.MaxInt32)
	h, ok2 := digits(hours, 9999)
	m, ok3 := digits(clock[1], 59)
	sec, ok4 := digits(whole, 59)
	_, ok5 := digits("0"+fraction, math.MaxInt64)
	return spanOf(float64(d*secondsADay+h*3600+m*60+sec), ok1 && ok2 && ok3 && ok4 && ok5)
}

// spanOf drops the fraction of a number of seconds.
func spanOf(seconds float64, ok bool) (time.Duration, bool) {
	const most = math.MaxInt64 / int64(time.Second)
	if !ok || math.Signbit(seconds) && seconds != 0 || !(seconds < float64(most)) {
		return 0, false
	}
	return time.Duration(int64(seconds)) * time.Second, true
}

func digits(s string, most int64) (int64, bool) {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n <= most
}
