package task

import (
	"fmt"
	"strings"
	"time"
)

// A When is a day, a floating time of a day, or a time of a day in a zone.
// A floating time is the same reading of the clock wherever the person is.
// The zero value means no date.
type When struct {
	Date string `json:"date,omitzero"` // YYYY-MM-DD
	Time string `json:"time,omitzero"` // HH:MM
	Zone string `json:"zone,omitzero"` // IANA name, as Europe/Berlin
}

// Day returns the When of the date of t, without a time.
func Day(t time.Time) When { return When{Date: t.Format(time.DateOnly)} }

// ParseWhen reads what String writes: 2026-12-01, 2026-12-01T17:00 or
// 2026-12-01T17:00[Europe/Berlin], in the manner of RFC 9557. The empty string
// is the zero When.
func ParseWhen(s string) (When, error) {
	var w When
	rest, zone, zoned := strings.Cut(s, "[")
	if zoned {
		w.Zone = strings.TrimSuffix(zone, "]")
		if w.Zone == zone || w.Zone == "" {
			return When{}, &InvalidError{"date", fmt.Sprintf("%q has an unfinished zone", s)}
		}
	}
	w.Date, w.Time, _ = strings.Cut(rest, "T")
	if err := w.validate("date"); err != nil {
		return When{}, err
	}
	return w, nil
}

// String writes the When so that text order is time order within one zone.
func (w When) String() string {
	s := w.Date
	if w.Time != "" {
		s += "T" + w.Time
	}
	if w.Zone != "" {
		s += "[" + w.Zone + "]"
	}
	return s
}

// IsZero reports whether there is no date.
func (w When) IsZero() bool { return w == When{} }

// In returns the instant that w names for a person whose own zone is local, and
// the end of the day if it has no time. A reading of the clock that is skipped
// when clocks go forward is moved forward by the skipped hour.
func (w When) In(local *time.Location) time.Time {
	if w.Zone != "" {
		if loc, err := time.LoadLocation(w.Zone); err == nil {
			local = loc
		}
	}
	day, err := time.Parse(time.DateOnly, w.Date)
	if err != nil {
		return time.Time{}
	}
	if w.Time == "" {
		return reading(day.AddDate(0, 0, 1), local)
	}
	clock, err := time.Parse("15:04", w.Time)
	if err != nil {
		return time.Time{}
	}
	return reading(day.Add(time.Duration(clock.Hour())*time.Hour+time.Duration(clock.Minute())*time.Minute), local)
}

// reading returns the instant at which a clock in local reads what t reads in UTC; for
// a reading that is skipped, the instant that the clock would have shown it without
// the change.
func reading(t time.Time, local *time.Location) time.Time {
	at := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, local)
	if at.Hour() == t.Hour() && at.Day() == t.Day() {
		return at
	}
	_, before := t.Add(-24 * time.Hour).In(local).Zone()
	return t.Add(-time.Duration(before) * time.Second).In(local)
}

// validate reports the first thing wrong with w as an InvalidError of the given field.
func (w When) validate(field string) error {
	if w.IsZero() {
		return nil
	}
	day, err := time.Parse(time.DateOnly, w.Date)
	if err != nil {
		return &InvalidError{field, fmt.Sprintf("%q is not a date; write YYYY-MM-DD", w.Date)}
	}
	if y := day.Year(); y < 1900 || y > 2999 {
		return &InvalidError{field, fmt.Sprintf("the year %d is outside 1900 to 2999", y)}
	}
	if w.Time != "" {
		if t, err := time.Parse("15:04", w.Time); err != nil || t.Format("15:04") != w.Time {
			return &InvalidError{field, fmt.Sprintf("%q is not a time of day; write HH:MM", w.Time)}
		}
	}
	if w.Zone != "" {
		if w.Time == "" {
			return &InvalidError{field, "a zone needs a time"}
		}
		if _, err := time.LoadLocation(w.Zone); err != nil || w.Zone == "Local" {
			return &InvalidError{field, fmt.Sprintf("%q is not a time zone; write a name as Europe/Berlin", w.Zone)}
		}
	}
	return nil
}
