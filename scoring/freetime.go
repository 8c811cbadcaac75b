package scoring

import (
	"sort"
	"time"
)

// A Span is a part of a day, in minutes from midnight. From = To is no time at all.
type Span struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// FreeTime says when a person has time for tasks. The zero FreeTime says that
// nothing is known; every minute then counts as free.
type FreeTime struct {
	spans   []freeSpan
	end     int64   // after it nothing is listed, and free time is counted at the usual rate
	weekly  float64 // free seconds in a usual week
	workday float64 // free seconds on a usual day that has any
}

// A freeSpan is a stretch of free seconds, and how many there were before it.
type freeSpan struct{ from, to, before int64 }

// WeeklyHours makes free time of the same hours every week, given by time.Weekday,
// for a number of days from the day of from, in its location. What lies beyond
// those days is reckoned at the average rate. Hours that are all empty read as
// the zero FreeTime.
func WeeklyHours(hours [7]Span, from time.Time, days int) FreeTime {
	var f FreeTime
	workdays := 0
	for _, h := range hours {
		if h.To > h.From {
			f.weekly += float64(h.To-h.From) * 60
			workdays++
		}
	}
	if workdays == 0 {
		return FreeTime{}
	}
	f.workday = f.weekly / float64(workdays)
	f.spans = make([]freeSpan, 0, days)
	y, m, d := from.Date()
	at := func(day, minute int) int64 {
		return time.Date(y, m, d+day, minute/60, minute%60, 0, 0, from.Location()).Unix()
	}
	total := int64(0)
	for day := range days {
		h := hours[(int(from.Weekday())+day)%7]
		if h.To <= h.From {
			continue
		}
		s := freeSpan{at(day, h.From), at(day, h.To), total}
		f.spans = append(f.spans, s)
		total += s.to - s.from
	}
	f.end = at(days, 0)
	if n := len(f.spans); n > 0 {
		f.end = max(f.end, f.spans[n-1].to)
	}
	return f
}

// Between returns the free minutes from a to b, and 0 if b is not after a.
func (f FreeTime) Between(a, b time.Time) int {
	return int(max(0, f.until(b.Unix())-f.until(a.Unix())) / 60)
}

// MinutesADay returns the free minutes of a usual day that has any.
func (f FreeTime) MinutesADay() float64 { return f.perDay() / 60 }

func (f FreeTime) unlimited() bool { return f.weekly == 0 }

func (f FreeTime) perDay() float64 {
	if f.unlimited() {
		return 86400
	}
	return f.workday
}

// until returns the free seconds before the instant t, counted from a fixed point.
func (f FreeTime) until(t int64) float64 {
	if f.unlimited() {
		return float64(t)
	}
	// The number of spans that begin before t; the last of them may still be running.
	n := sort.Search(len(f.spans), func(i int) bool { return f.spans[i].from >= t })
	sum := 0.0
	if n > 0 {
		s := f.spans[n-1]
		sum = float64(s.before + min(t, s.to) - s.from)
	}
	if t > f.end {
		sum += float64(float64(t-f.end) / (7 * 86400) * f.weekly)
	}
	return sum
}
