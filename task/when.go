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
// when clocks go forward is moved forward by the skipped hour, as time.Date does.
func (w When) In(local *time.Location) time.Time {
	if w.Zone != "" {
		if loc, err := time.LoadLocation(w.Zone); err == nil {
			local = loc
		}
	}
	day, err := time.ParseInLocation(time.DateOnly, w.Date, local)
	if err != nil {
		return time.Time{}
	}
	if w.Time == "" {
		return time.Date(day.Year(), day.Month(), day.Day()+1, 0, 0, 0, 0, local)
	}
	clock, err := time.Parse("15:04", w.Time)
	if err != nil {
		return time.Time{}
	}
	return time.Date(day.Year(), day.Month(), day.Day(), clock.Hour(), clock.Minute(), 0, 0, local)
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
