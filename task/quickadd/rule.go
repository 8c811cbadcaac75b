package quickadd

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A rule is the part of RFC 5545 that the grammar can say.
type rule struct {
	every     int  // 2 in "every 2 weeks"
	unit      unit // day, week, month or year
	month     int  // 1 to 12; 0 is any
	monthDays []int
	days      [7]bool // Monday first
	nth       int     // 3 in "3rd friday", -1 in "last friday"; 0 is every one
	pos       int     // BYSETPOS: 1 and -1 in "first workday" and "last workday"
	count     int
	until     string // YYYYMMDD
}

var (
	freqs    = [...]string{day: "DAILY", week: "WEEKLY", month: "MONTHLY", year: "YEARLY"}
	dayCodes = [...]string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}
	workdays = [7]bool{true, true, true, true, true}
	weekends = [7]bool{5: true, 6: true}
)

// String writes the rule in the manner of RFC 5545.
func (r rule) String() string {
	var b strings.Builder
	b.WriteString("FREQ=" + freqs[r.unit])
	if r.every > 1 {
		fmt.Fprintf(&b, ";INTERVAL=%d", r.every)
	}
	if r.month != 0 {
		fmt.Fprintf(&b, ";BYMONTH=%d", r.month)
	}
	for i, d := range r.monthDays {
		b.WriteString([...]string{";BYMONTHDAY=", ","}[min(i, 1)] + strconv.Itoa(d))
	}
	sep := ";BYDAY="
	for i, code := range dayCodes {
		if r.days[i] {
			b.WriteString(sep)
			if r.nth != 0 {
				b.WriteString(strconv.Itoa(r.nth))
			}
			b.WriteString(code)
			sep = ","
		}
	}
	if r.pos != 0 {
		fmt.Fprintf(&b, ";BYSETPOS=%d", r.pos)
	}
	if r.count != 0 {
		fmt.Fprintf(&b, ";COUNT=%d", r.count)
	}
	if r.until != "" {
		b.WriteString(";UNTIL=" + r.until)
	}
	return b.String()
}

// parseRule reads what String writes. It is not ok for a rule that the grammar
// cannot say.
func parseRule(s string) (r rule, ok bool) {
	r.every = 1
	for part := range strings.SplitSeq(s, ";") {
		name, value, _ := strings.Cut(part, "=")
		n, err := strconv.Atoi(value)
		switch name {
		case "FREQ":
			r.unit, err = unit(slices.Index(freqs[:], value)), nil
		case "INTERVAL":
			r.every = n
		case "BYMONTH":
			r.month = n
		case "BYMONTHDAY":
			for d := range strings.SplitSeq(value, ",") {
				if n, err = strconv.Atoi(d); err == nil {
					r.monthDays = append(r.monthDays, n)
				}
			}
		case "BYDAY":
			err = nil
			for d := range strings.SplitSeq(value, ",") {
				i := -1
				if len(d) >= 2 {
					i = slices.Index(dayCodes[:], d[len(d)-2:])
				}
				if i < 0 {
					return rule{}, false
				}
				r.days[i] = true
				r.nth, _ = strconv.Atoi(d[:len(d)-2])
			}
		case "BYSETPOS":
			r.pos = n
		case "COUNT":
			r.count = n
		case "UNTIL":
			r.until, err = value, nil
		}
		if err != nil {
			return rule{}, false
		}
	}
	return r, r.unit >= day && r.String() == s
}

// falls reports whether the rule, if it began on a day before, could fall on d.
func (r rule) falls(d time.Time) bool {
	if r.month != 0 && int(d.Month()) != r.month {
		return false
	}
	fromEnd := d.Day() - lastOf(d, month).Day() - 1
	if len(r.monthDays) > 0 && !slices.Contains(r.monthDays, d.Day()) && !slices.Contains(r.monthDays, fromEnd) {
		return false
	}
	switch {
	case r.days == [7]bool{}:
		return true
	case !r.days[weekdayOf(d)]:
		return false
	case r.nth > 0:
		return (d.Day()-1)/7+1 == r.nth
	case r.nth < 0:
		return fromEnd >= -7
	case r.pos > 0:
		return !r.inMonth(d, -1)
	case r.pos < 0:
		return !r.inMonth(d, 1)
	}
	return true
}

// inMonth reports whether one of the rule's weekdays comes in the month of d, before
// it (step -1) or after it (step 1).
func (r rule) inMonth(d time.Time, step int) bool {
	for t := d.AddDate(0, 0, step); t.Month() == d.Month(); t = t.AddDate(0, 0, step) {
		if r.days[weekdayOf(t)] {
			return true
		}
	}
	return false
}

// first returns the first day on or after from that the rule falls on. A rule that
// names no day falls on from itself.
func (r rule) first(from time.Time) time.Time {
	for d, n := from, 0; n < 9*366; n++ {
		if r.falls(d) {
			return d
		}
		d = d.AddDate(0, 0, 1)
	}
	return from
}

// phrase says the rule in words that the grammar reads back.
func (r rule) phrase(l *locale) string {
	var s string
	fixed := r.on(l)
	switch {
	case r.every <= 1 && fixed != "":
		s = fixed
	case r.every > 1 && r.unit == month && r.every == 3 && fixed == "":
		s = l.units[quarter][0]
	case r.every <= 1:
		s = l.units[r.unit][0]
	default:
		s = itoa(r.every) + " " + l.units[r.unit][1]
		if fixed != "" {
			s += " " + l.on + " " + fixed
		}
	}
	if r.until != "" {
		if t, err := time.Parse("20060102", r.until); err == nil {
			s += " " + l.until + " " + t.Format(time.DateOnly)
		}
	}
	if r.count != 0 {
		s += fmt.Sprintf(" %s %d %s", l.lasting, r.count, l.times)
	}
	return s
}

// on says the days of the rule: "Mon, Wed", "3rd Friday", "last workday", "Jan 5".
func (r rule) on(l *locale) string {
	nth := func(n int) string {
		switch {
		case n < 0:
			return l.last
		case n%10 < 4 && n/10 != 1:
			return strconv.Itoa(n) + l.suffixes[n%10]
		}
		return strconv.Itoa(n) + l.suffixes[0]
	}
	var names []string
	for i, on := range r.days {
		if on {
			names = append(names, l.weekdays[i])
		}
	}
	if len(names) > 1 {
		for i, name := range names {
			names[i] = name[:3]
		}
	}
	days := strings.Join(names, ", ")
	switch {
	case r.days == workdays && r.pos != 0:
		days = l.workday
	case r.days == workdays:
		days = l.weekday
	case r.days == weekends:
		days = l.weekend
	}
	if n := r.nth + r.pos; n != 0 {
		days = nth(n) + " " + days
	}
	var numbers []string
	for _, d := range r.monthDays {
		if d < 0 {
			numbers = append(numbers, l.last+" "+l.units[day][0])
		} else {
			numbers = append(numbers, nth(d))
		}
	}
	switch {
	case r.month != 0 && len(r.monthDays) == 1 && r.monthDays[0] > 0:
		return l.months[r.month-1] + " " + strconv.Itoa(r.monthDays[0])
	case days == "":
		days = strings.Join(numbers, ", ")
	}
	if r.month != 0 {
		days += " of " + l.months[r.month-1]
	}
	return days
}
