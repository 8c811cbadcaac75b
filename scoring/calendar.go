package scoring

import (
	"math"
	"time"

	"mindflow/task"
)

// never is the instant of a date that is not set. It is in the far future, so
// that it loses against every other.
const never = math.MaxInt64

// calendarDays is how far around the present a calendar remembers days. Dates
// further off are worked out each time.
const calendarDays = 800

// A calendar turns dates into instants (seconds since 1970) for one person. It
// remembers what it worked out, because 100,000 tasks fall on a few hundred days.
type calendar struct {
	loc    *time.Location
	first  int64 // number of the first day remembered; day 0 is 1970-01-01
	starts [2 * calendarDays]int64
	zones  map[string]*time.Location
}

func newCalendar(now time.Time) *calendar {
	return &calendar{loc: now.Location(), first: dayNumber(now) - calendarDays, zones: map[string]*time.Location{}}
}

// dayNumber returns the number of the day that t falls on where t is.
func dayNumber(t time.Time) int64 {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400
}

// start returns the instant at which the day with the given number begins.
func (c *calendar) start(day int64) int64 {
	i := day - c.first
	if i < 0 || i >= int64(len(c.starts)) {
		return time.Date(1970, 1, 1+int(day), 0, 0, 0, 0, c.loc).Unix()
	}
	if c.starts[i] == 0 {
		c.starts[i] = time.Date(1970, 1, 1+int(day), 0, 0, 0, 0, c.loc).Unix()
	}
	return c.starts[i]
}

// due returns the instant until which w leaves time: the end of the day if it has
// no time, and never if it is not set or cannot be read.
func (c *calendar) due(w task.When) int64 {
	day, ok := parseDay(w.Date)
	if !ok {
		return never
	}
	if w.Time == "" {
		return c.start(day + 1)
	}
	minute, ok := parseClock(w.Time)
	if !ok {
		return never
	}
	loc := c.loc
	if w.Zone != "" {
		loc = c.zone(w.Zone)
	}
	if loc == c.loc {
		// A day of 24 hours has no clock change, so its minutes can be counted.
		if start := c.start(day); c.start(day+1)-start == 86400 {
			return start + minute*60
		}
	}
	return time.Date(1970, 1, 1+int(day), int(minute/60), int(minute%60), 0, 0, loc).Unix()
}

// reached reports whether the day or the time that w names has begun at now.
func (c *calendar) reached(w task.When, now int64, today string) bool {
	if w.Time == "" {
		return w.Date <= today // dates are written so that text order is time order
	}
	t := c.due(w)
	return t == never || t <= now
}

func (c *calendar) zone(name string) *time.Location {
	loc, ok := c.zones[name]
	if !ok {
		var err error
		if loc, err = time.LoadLocation(name); err != nil {
			loc = c.loc
		}
		c.zones[name] = loc
	}
	return loc
}

// parseDay reads YYYY-MM-DD and returns the number of the day.
func parseDay(s string) (int64, bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	y, ok1 := digits(s[0:4])
	m, ok2 := digits(s[5:7])
	d, ok3 := digits(s[8:10])
	if !ok1 || !ok2 || !ok3 || m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return 0, false
	}
	// Count years from March, so that the leap day is the last of its year.
	if m <= 2 {
		y--
		m += 12
	}
	return 365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + d - 719469, true
}

func daysIn(y, m int64) int64 {
	switch {
	case m == 2 && y%4 == 0 && (y%100 != 0 || y%400 == 0):
		return 29
	case m == 2:
		return 28
	case m == 4 || m == 6 || m == 9 || m == 11:
		return 30
	}
	return 31
}

// parseClock reads HH:MM and returns the minutes since midnight.
func parseClock(s string) (int64, bool) {
	if len(s) != 5 || s[2] != ':' {
		return 0, false
	}
	h, ok1 := digits(s[:2])
	m, ok2 := digits(s[3:])
	return h*60 + m, ok1 && ok2 && h < 24 && m < 60
}

func digits(s string) (n int64, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int64(s[i]-'0')
	}
	return n, true
}
