package importers

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"mindflow/task"
)

// An every is a recurrence as Todoist has it in words: "every! 2nd tuesday at 9am
// starting 3 may".
type every struct {
	body       string // "2nd tuesday"
	completion bool   // counted from when it was done
	clock      string // HH:MM
	from       string
	until      string
}

var (
	everyWord  = regexp.MustCompile(`^(?:every(!)? ?|(after) |ev(!)? )(.+)$`)
	everyFrom  = regexp.MustCompile(`^(.*?) (?:starting|starts|from) (.+)$`)
	everyUntil = regexp.MustCompile(`^(.*?) (?:until|ending|ends) (.+)$`)
	everyClock = regexp.MustCompile(`^(.*?)(?: at)? ?\b(?:(\d{1,2}):(\d{2}) ?(am|pm)?|(\d{1,2}) ?(am|pm))$`)
	everyUnits = regexp.MustCompile(`^(?:(\d{1,3}|other) )?(day|week|month|quarter|year)s?$`)
	everyNth   = regexp.MustCompile(`^(1st|first|2nd|second|3rd|third|4th|fourth|last) ([a-z]+)(?: of (?:the|every|each) month)?$`)
	everyDays  = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)?$`)
	everyYear  = regexp.MustCompile(`^(?:([a-z]+) (\d{1,2})(?:st|nd|rd|th)?|(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]+))$`)
	everyList  = regexp.MustCompile(`\s*(?:,|\band\b|&)\s*`)
	everyOther = regexp.MustCompile(`^(other|\d{1,2}) (.+)$`)
)

// everyRule takes the words apart, and reports whether they are a recurrence at all.
func everyRule(text string) (e every, ok bool) {
	text = strings.Join(strings.Fields(strings.ToLower(text)), " ")
	if word, found := map[string]string{"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year"}[text]; found {
		return every{body: word}, true
	}
	m := everyWord.FindStringSubmatch(text)
	if m == nil {
		return every{}, false
	}
	e.completion, e.body = m[1]+m[2]+m[3] != "", m[4]
	if m := everyUntil.FindStringSubmatch(e.body); m != nil {
		e.body, e.until = m[1], m[2]
	}
	if m := everyFrom.FindStringSubmatch(e.body); m != nil {
		e.body, e.from = m[1], m[2]
	}
	if m := everyClock.FindStringSubmatch(e.body); m != nil && m[1] != "" {
		hour, min := number(m[2]+m[5], 0), number(m[3], 0)
		half := m[4] + m[6]
		if half != "" && hour >= 1 && hour <= 12 {
			hour %= 12
			if half == "pm" {
				hour += 12
			}
		}
		if hour < 24 && min < 60 {
			e.body, e.clock = m[1], fmt.Sprintf("%02d:%02d", hour, min)
		}
	}
	if clock, found := map[string]string{"morning": "09:00", "afternoon": "12:00", "evening": "19:00", "night": "22:00"}[e.body]; found {
		e.body, e.clock = "day", clock
	}
	return e, true
}

// A cycle is a rule with a test of whether a day is one of its days.
type cycle struct {
	rule  string
	on    func(time.Time) bool
	loose bool // the words do not say which day the counting begins on
}

// cycle returns the rule that the words name.
func (e every) cycle() (c cycle, ok bool) {
	any := func(time.Time) bool { return true }
	if m := everyUnits.FindStringSubmatch(e.body); m != nil {
		n := number(m[1], 1)
		if m[1] == "other" {
			n = 2
		}
		rule, ok := everyUnit(n, m[2])
		return cycle{rule, any, n > 1 || m[2] != "day"}, ok
	}
	switch e.body {
	case "weekday", "weekdays", "workday", "workdays":
		return cycle{workdays, func(t time.Time) bool { return t.Weekday()%6 != 0 }, false}, true
	case "weekend", "weekends":
		return cycle{"FREQ=WEEKLY;BYDAY=SA", func(t time.Time) bool { return t.Weekday() == time.Saturday }, false}, true
	case "last day", "last day of the month":
		return cycle{"FREQ=MONTHLY;BYMONTHDAY=-1", func(t time.Time) bool { return t.AddDate(0, 0, 1).Day() == 1 }, false}, true
	}
	if m := everyNth.FindStringSubmatch(e.body); m != nil {
		if day, found := weekday(m[2]); found {
			return nthWeekday(m[1], day), true
		}
	}
	if m := everyYear.FindStringSubmatch(e.body); m != nil {
		month, found := month(m[1] + m[4])
		if day := number(m[2]+m[3], 0); found && day >= 1 && day <= 31 {
			return cycle{fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYMONTHDAY=%d", month, day),
				func(t time.Time) bool { return t.Month() == month && t.Day() == day }, false}, true
		}
	}
	return e.list()
}

// list reads a list of weekdays or of days of the month.
func (e every) list() (c cycle, ok bool) {
	interval, body := "", e.body
	if m := everyOther.FindStringSubmatch(body); m != nil {
		if _, found := weekday(everyList.Split(m[2], 2)[0]); found {
			interval, body = fmt.Sprintf(";INTERVAL=%d", number(m[1], 2)), m[2]
		}
	}
	var weekdays []time.Weekday
	var days []int
	for _, word := range everyList.Split(body, -1) {
		if day, found := weekday(word); found {
			weekdays = append(weekdays, day)
		} else if m := everyDays.FindStringSubmatch(word); m != nil && number(m[1], 0) >= 1 && number(m[1], 0) <= 31 {
			days = append(days, number(m[1], 0))
		} else {
			return cycle{}, false
		}
	}
	switch {
	case len(weekdays) > 0 && len(days) == 0:
		slices.Sort(weekdays)
		var names []string
		for _, day := range slices.Compact(weekdays) {
			names = append(names, weekdayCode(day))
		}
		return cycle{"FREQ=WEEKLY" + interval + ";BYDAY=" + strings.Join(names, ","),
			func(t time.Time) bool { return slices.Contains(weekdays, t.Weekday()) }, interval != ""}, true
	case len(days) > 0 && len(weekdays) == 0:
		slices.Sort(days)
		days = slices.Compact(days)
		return cycle{"FREQ=MONTHLY;BYMONTHDAY=" + strings.Trim(strings.ReplaceAll(fmt.Sprint(days), " ", ","), "[]"),
			func(t time.Time) bool { return slices.Contains(days, t.Day()) }, false}, true
	}
	return cycle{}, false
}

func nthWeekday(nth string, day time.Weekday) cycle {
	n := map[string]int{"1st": 1, "first": 1, "2nd": 2, "second": 2, "3rd": 3, "third": 3, "4th": 4, "fourth": 4, "last": -1}[nth]
	return cycle{fmt.Sprintf("FREQ=MONTHLY;BYDAY=%d%s", n, weekdayCode(day)), func(t time.Time) bool {
		if n < 0 {
			return t.Weekday() == day && t.AddDate(0, 0, 7).Month() != t.Month()
		}
		return t.Weekday() == day && (t.Day()-1)/7 == n-1
	}, false}
}

// recur sets the recurrence of draft i and the next date it falls on, and reports
// whether the words were understood.
func (t *table) recur(i int, e every) bool {
	c, ok := e.cycle()
	if !ok {
		return false
	}
	y, m, day := t.now.Date()
	first := time.Date(y, m, day, 0, 0, 0, 0, time.UTC)
	if e.clock != "" && e.clock <= t.now.Format("15:04") {
		first = first.AddDate(0, 0, 1)
	}
	if e.from != "" {
		from, ok := t.date(e.from)
		if !ok {
			return false
		}
		if start, err := time.Parse(time.DateOnly, from.Date); err == nil && (start.After(first) || c.loose) {
			first = start
		}
	}
	if e.until != "" {
		until, ok := t.date(e.until)
		if !ok {
			return false
		}
		c.rule += ";UNTIL=" + strings.ReplaceAll(until.Date, "-", "")
	}
	const leapCycle = 8*366 + 1 // within which every day of a year comes, 29 February too
	for n := 0; !c.on(first); n++ {
		if n == leapCycle {
			return false
		}
		first = first.AddDate(0, 0, 1)
	}
	d := &t.result.Drafts[i]
	d.Due = task.When{Date: first.Format(time.DateOnly), Time: e.clock}
	d.Recurrence = task.Recurrence{RRule: c.rule, Anchor: task.FromSchedule, Policy: task.KeepOne}
	if e.completion {
		d.Recurrence.Anchor = task.FromCompletion
	}
	if c.loose && e.from == "" {
		t.lose(d.Title, "it recurs %q, and the file does not say when next; taken to be %s", strings.TrimSpace("every "+e.body), d.Due.Date)
	}
	return true
}

var weekdayNames = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}
var monthNames = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}

func weekday(s string) (time.Weekday, bool) {
	i, ok := named(weekdayNames, strings.TrimSuffix(s, "s"))
	return time.Weekday(i), ok
}

func month(s string) (time.Month, bool) {
	i, ok := named(monthNames, s)
	return time.Month(i + 1), ok
}

// named returns the index of the name that s is or is short for, with three letters
// or more.
func named(names []string, s string) (int, bool) {
	if len(s) < 3 {
		return 0, false
	}
	i := slices.IndexFunc(names, func(name string) bool { return strings.HasPrefix(name, s) })
	return max(i, 0), i >= 0
}

func weekdayCode(day time.Weekday) string { return strings.ToUpper(weekdayNames[day][:2]) }

// date reads a date as Todoist writes it, else in words.
func (t *table) date(text string) (task.When, bool) {
	if w, ok := parseDate(text, t.now.Location()); ok {
		return w, valid(w)
	}
	if t.parseWhen != nil {
		if w, ok := t.parseWhen(text); ok && valid(w) {
			return w, true
		}
	}
	return task.When{}, false
}

// parseDate reads a date in figures, or with an English month, with or without a
// time.
func parseDate(text string, loc *time.Location) (task.When, bool) {
	text = strings.Join(strings.Fields(strings.ReplaceAll(text, ",", " ")), " ")
	for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05.999999Z07:00"} {
		if at, err := time.Parse(layout, text); err == nil {
			return localWhen(at, loc), true
		}
	}
	for _, day := range []string{"2006-01-02", "Jan 2 2006", "2 Jan 2006", "January 2 2006", "2 January 2006"} {
		if at, err := time.Parse(day, text); err == nil {
			return task.Day(at), true
		}
		for _, clock := range []string{" 15:04", " at 15:04", "T15:04:05", "T15:04", " 3:04 pm", " 3:04pm", " 3pm", " 3 pm"} {
			if at, err := time.Parse(day+clock, strings.Replace(text, "AM", "am", 1)); err == nil {
				w := task.Day(at)
				w.Time = at.Format("15:04")
				return w, true
			}
		}
	}
	return task.When{}, false
}
