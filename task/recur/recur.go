// Package recur finds when a recurring task comes next.
//
// It expands RFC 5545 rules over floating days and times: 09:00 is 09:00 whichever
// side of a clock change it falls on, and the zone is attached afterwards. It knows
// no clock and no store. Its one rule: an expansion is bounded, whatever the rule says.
package recur

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"mindflow/task"
)

// horizon bounds how far ahead a next occurrence is looked for.
const horizon = 20 * 366 * 24 * time.Hour

// Next returns the first occurrence of rule after the given day, counting from the
// day and time of from, and the rule as it continues from there (a COUNT grows
// smaller). It returns false when the rule has ended.
func Next(rule string, from task.When, after string) (task.When, string, bool, error) {
	parts := strings.Split(rule, ";")
	for i, part := range parts {
		text, counted := strings.CutPrefix(part, "COUNT=")
		if !counted {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			return task.When{}, "", false, &task.InvalidError{Field: "recurrence", Reason: fmt.Sprintf("COUNT %q is not a number", text)}
		}
		if n <= 1 {
			return task.When{}, "", false, nil
		}
		parts[i] = "COUNT=" + strconv.Itoa(n-1)
	}
	option, err := rrule.StrToROption(strings.TrimSuffix(rule, ";"))
	if err != nil {
		return task.When{}, "", false, &task.InvalidError{Field: "recurrence", Reason: err.Error()}
	}
	if option.Freq > rrule.DAILY {
		return task.When{}, "", false, &task.InvalidError{Field: "recurrence", Reason: "a task can come again daily at most"}
	}
	start, err := time.Parse(time.DateOnly, from.Date)
	if err != nil {
		return task.When{}, "", false, &task.InvalidError{Field: "recurrence", Reason: "a task that comes again needs a date"}
	}
	limit, err := time.Parse(time.DateOnly, max(after, from.Date))
	if err != nil {
		return task.When{}, "", false, &task.InvalidError{Field: "recurrence", Reason: fmt.Sprintf("%q is not a day", after)}
	}
	option.Dtstart, option.Count = start, 0 // the count is kept in the rule that goes on
	if option.Until.IsZero() || option.Until.Sub(limit) > horizon {
		option.Until = limit.Add(horizon)
	}
	r, err := rrule.NewRRule(*option)
	if err != nil {
		return task.When{}, "", false, &task.InvalidError{Field: "recurrence", Reason: err.Error()}
	}
	next := r.After(limit, false)
	if next.IsZero() {
		return task.When{}, "", false, nil
	}
	return task.When{Date: next.Format(time.DateOnly), Time: from.Time, Zone: from.Zone}, strings.Join(parts, ";"), true, nil
}
