package quickadd

import (
	"strings"
	"time"

	"mindflow/task"
)

// Days are instants at midnight UTC, so that arithmetic on them never meets a change of clocks.

// civil returns the day on which t falls where t is.
func civil(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// date returns the day y-m-d, or false if there is none or task.When cannot hold it.
func date(y, m, d int) (time.Time, bool) {
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return t, y >= 1900 && y <= 2999 && t.Day() == d && int(t.Month()) == m
}

// weekdayOf returns 0 for Monday to 6 for Sunday.
func weekdayOf(t time.Time) int { return (int(t.Weekday()) + 6) % 7 }

// monday returns the first day of the week of t.
func monday(t time.Time) time.Time { return t.AddDate(0, 0, -weekdayOf(t)) }

// coming returns the next day after t that is the given weekday.
func coming(t time.Time, weekday int) time.Time {
	return t.AddDate(0, 0, (weekday-weekdayOf(t)+6)%7+1)
}

// lastOf returns the last day of the unit that t falls in.
func lastOf(t time.Time, u unit) time.Time {
	y, m, _ := t.Date()
	switch u {
	case week:
		return monday(t).AddDate(0, 0, 6)
	case month:
		return time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC)
	case quarter:
		return time.Date(y, (m-1)/3*3+4, 0, 0, 0, 0, 0, time.UTC)
	case year:
		return time.Date(y, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	return t
}

// shift returns the day n units after t. A month that has no such day gives its last.
func shift(t time.Time, n int, u unit) time.Time {
	months := 0
	switch u {
	case day:
		return t.AddDate(0, 0, n)
	case week:
		return t.AddDate(0, 0, 7*n)
	case month:
		months = n
	case quarter:
		months = 3 * n
	case year:
		months = 12 * n
	}
	first := time.Date(t.Year(), t.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, min(t.Day(), lastOf(first, month).Day())-1)
}

// annual returns the next day on or after today with the given month and day, and
// whether there ever is one.
func annual(today time.Time, m, d int) (time.Time, bool) {
	for y := today.Year(); y <= today.Year()+8; y++ { // 8 years: 29 February around 1900
		if t, ok := date(y, m, d); ok && !t.Before(today) {
			return t, true
		}
	}
	return time.Time{}, false
}

// nextDayOfMonth returns the next day on or after today with the given number.
func nextDayOfMonth(today time.Time, d int) (time.Time, bool) {
	if d < 1 || d > 31 {
		return time.Time{}, false
	}
	for t := today; ; t = t.AddDate(0, 0, 1) {
		if t.Day() == d {
			return t, true
		}
	}
}

// A moment is a date, a time of day or both.
type moment struct {
	day    time.Time
	isDate bool // has a day
	clock  int  // minutes since midnight; 24*60 is the midnight at the end of the day
	timed  bool // has a clock
	zone   string
}

// when returns the moment as it stands at now: a time without a day is the next one.
func (m moment) when(now time.Time) task.When {
	if !m.isDate && !m.timed {
		return task.When{}
	}
	here := now
	if m.zone != "" {
		if loc, err := time.LoadLocation(m.zone); err == nil {
			here = now.In(loc)
		}
	}
	d, clock := m.day, m.clock
	if !m.isDate {
		d = civil(here)
		if h, m, sec := here.Clock(); clock*60 < h*3600+m*60+sec {
			d = d.AddDate(0, 0, 1)
		}
	}
	if clock == 24*60 {
		d, clock = d.AddDate(0, 0, 1), 0
	}
	w := task.Day(d)
	if m.timed {
		w.Time, w.Zone = clockText(clock), m.zone
	}
	return w
}

// clockText writes minutes since midnight as HH:MM.
func clockText(min int) string {
	h, m := min/60, min%60
	return string([]byte{byte('0' + h/10), byte('0' + h%10), ':', byte('0' + m/10), byte('0' + m%10)})
}

// parseClockText reads HH:MM, as Hours holds it.
func parseClockText(s string) (int, bool) {
	h, m, ok := strings.Cut(s, ":")
	hour, ok1 := atoi(h)
	min, ok2 := atoi(m)
	return hour*60 + min, ok && ok1 && ok2 && hour < 24 && min < 60 && len(m) == 2
}

// atoi reads up to six decimal digits and nothing else.
func atoi(s string) (int, bool) {
	if s == "" || len(s) > 6 {
		return 0, false
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// number splits s after its leading digits.
func number(s string) (n int, rest string, ok bool) {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	n, ok = atoi(s[:i])
	return n, s[i:], ok
}
