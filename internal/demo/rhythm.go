package demo

import "time"

// Months is how long a time the chats of a site are spread over.
const Months = 24

// byHour and byDay are how busy the hours of a day (UTC) and the days of a week
// (from Sunday) are, compared with each other.
var (
	byHour = [24]float64{2, 1, 1, 1, 1, 2, 4, 7, 12, 15, 16, 15, 12, 14, 16, 16, 15, 13, 10, 8, 7, 6, 4, 3}
	byDay  = [7]float64{0.35, 1.15, 1.1, 1, 1, 0.95, 0.45}
)

// rhythm tells when chats are requested: more by day than by night, more on
// Monday than on Sunday, and twice as many at the end as in the beginning.
type rhythm struct {
	start time.Time
	until []float64 // the share of all chats requested until the end of each hour
	hour  int       // where the last one fell
}

func newRhythm(start time.Time) *rhythm {
	start = start.UTC().Truncate(time.Hour)
	hours := int(start.AddDate(0, Months, 0).Sub(start) / time.Hour)
	r := &rhythm{start: start, until: make([]float64, hours)}
	sum := 0.0
	for h := range r.until {
		at := start.Add(time.Duration(h) * time.Hour)
		sum += byHour[at.Hour()] * byDay[at.Weekday()] * (1 + float64(h)/float64(hours))
		r.until[h] = sum
	}
	for h := range r.until {
		r.until[h] /= sum
	}
	return r
}

// at is the time by which a share of all chats has been requested, exact to
// 100 ns. Shares are asked for in ascending order.
func (r *rhythm) at(share float64) time.Time {
	for r.hour < len(r.until)-1 && r.until[r.hour] < share {
		r.hour++
	}
	before := 0.0
	if r.hour > 0 {
		before = r.until[r.hour-1]
	}
	part := min(max((share-before)/(r.until[r.hour]-before), 0), 1)
	offset := time.Duration(r.hour)*time.Hour + time.Duration(part*float64(time.Hour-1))
	return r.start.Add(offset).Truncate(100 * time.Nanosecond)
}
