package quickadd

import (
	"strconv"
	"strings"
	"time"

	"mindflow/task"
)

func itoa(n int) string { return strconv.Itoa(n) }

// DateLabel says a date as a person at the time now would: "today", "tomorrow 17:00",
// "Fri 4 Dec". The zero When is "".
func DateLabel(w task.When, now time.Time) string { return english.when(w, now) }

// Summary says in one line what will be saved: "Inbox · tomorrow 17:00 · every 2 weeks".
func Summary(p Parsed, now time.Time) string {
	l := english
	place := l.inbox
	if p.Project != "" {
		place = p.Project
	}
	if p.Section != "" {
		place += " / " + p.Section
	}
	parts := []string{place}
	add := func(prefix, s string) {
		if s != "" {
			parts = append(parts, prefix+s)
		}
	}
	add("", l.when(p.Due, now))
	add("", l.recurrence(p.Recurrence))
	add(l.deadline+" ", l.when(p.Deadline, now))
	add(l.from+" ", l.when(p.Start, now))
	if p.Priority != 0 {
		add("", p.Priority.String())
	}
	if p.EstimateMin > 0 {
		add("", length(p.EstimateMin))
	}
	for _, t := range p.Tags {
		if strings.HasPrefix(t, "+") {
			add("", t)
		} else {
			add("@", t)
		}
	}
	for _, r := range p.Reminders {
		add("", l.reminder(r, now))
	}
	for _, id := range p.BlockedBy {
		add(l.after+" #", id)
	}
	return strings.Join(parts, " · ")
}

// when says a date as a person would at now: "today", "tomorrow 17:00", "Fri 4 Dec",
// with the year if it is another one.
func (l *locale) when(w task.When, now time.Time) string {
	day, err := time.Parse(time.DateOnly, w.Date)
	if err != nil {
		return ""
	}
	var s string
	switch today := civil(now); day {
	case today:
		s = l.today
	case today.AddDate(0, 0, 1):
		s = l.tomorrow
	case today.AddDate(0, 0, -1):
		s = l.yesterday
	default:
		s = l.weekdays[weekdayOf(day)][:3] + " " + itoa(day.Day()) + " " + l.months[day.Month()-1]
		if day.Year() != today.Year() {
			s += " " + itoa(day.Year())
		}
	}
	if w.Time != "" {
		s += " " + w.Time
	}
	if w.Zone != "" {
		s += " " + w.Zone
	}
	return s
}

// recurrence says how a task recurs, and only that it does if the grammar has no words for it.
func (l *locale) recurrence(r task.Recurrence) string {
	if r.IsZero() {
		return ""
	}
	rule, ok := parseRule(r.RRule)
	if !ok {
		return l.repeats
	}
	return l.everyWord(r) + " " + rule.phrase(l)
}

func (l *locale) everyWord(r task.Recurrence) string {
	if r.Anchor == task.FromCompletion {
		return l.every + "!"
	}
	return l.every
}

// reminder says a reminder: "30 min before", "tomorrow 09:00".
func (l *locale) reminder(r task.Reminder, now time.Time) string {
	if min, ok := strings.CutPrefix(string(r), "-"); ok {
		n, _ := strconv.Atoi(min)
		return length(n) + " " + l.before
	}
	w, err := task.ParseWhen(string(r))
	if err != nil {
		return ""
	}
	return l.when(w, now)
}

// length says minutes: "45 min", "2 h", "1 h 30 min".
func length(min int) string {
	h, m := min/60, min%60
	switch {
	case h == 0:
		return itoa(m) + " min"
	case m == 0:
		return itoa(h) + " h"
	}
	return itoa(h) + " h " + itoa(m) + " min"
}

// label says what a span means.
func (p *parser) label(d *draft, f found) string {
	l, now := p.loc, p.opt.Now
	switch f.kind {
	case Project, Section, Tag, Person, BlockedBy, Notes:
		return f.name
	case Priority:
		return task.Priority(f.n).String()
	case Estimate:
		return length(f.n)
	case Due:
		if f.applied && f.moment.timed && !f.moment.isDate && d.due.isDate {
			return clockText(f.moment.clock % (24 * 60)) // another span says the day
		}
		return l.when(f.moment.when(now), now)
	case Start, Deadline:
		return l.when(f.moment.when(now), now)
	case Reminder:
		if !f.moment.timed {
			return length(f.n) + " " + l.before
		}
		if !f.moment.isDate && !d.Due.IsZero() {
			return clockText(f.moment.clock % (24 * 60))
		}
		return l.when(f.moment.when(now), now)
	case Recurrence:
		s := l.recurrence(f.again.task())
		if f.again.clock.timed {
			s += " " + clockText(f.again.clock.clock)
		}
		return s
	}
	return ""
}
