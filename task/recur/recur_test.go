package recur_test

import (
	"errors"
	"testing"

	"mindflow/task"
	"mindflow/task/recur"
)

func TestNext(t *testing.T) {
	for _, c := range []struct {
		rule, from, after string
		next, then        string // "" when the rule has ended
	}{
		{"FREQ=DAILY", "2026-03-11", "2026-03-11", "2026-03-12", "FREQ=DAILY"},
		{"FREQ=DAILY", "2026-03-01", "2026-03-11", "2026-03-12", "FREQ=DAILY"}, // what was missed does not pile up
		{"FREQ=WEEKLY;BYDAY=MO,TH", "2026-03-09T09:00", "2026-03-09", "2026-03-12T09:00", "FREQ=WEEKLY;BYDAY=MO,TH"},
		{"FREQ=WEEKLY;INTERVAL=2", "2026-03-11", "2026-03-11", "2026-03-25", "FREQ=WEEKLY;INTERVAL=2"},
		{"FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31", "2026-01-31", "2026-02-28", "FREQ=MONTHLY;BYMONTHDAY=-1"},
		{"FREQ=MONTHLY;BYDAY=3FR", "2026-03-20", "2026-03-20", "2026-04-17", "FREQ=MONTHLY;BYDAY=3FR"},
		{"FREQ=YEARLY", "2024-02-29", "2024-02-29", "2028-02-29", "FREQ=YEARLY"},
		{"FREQ=DAILY;COUNT=3", "2026-03-11", "2026-03-11", "2026-03-12", "FREQ=DAILY;COUNT=2"},
		{"FREQ=DAILY;COUNT=1", "2026-03-11", "2026-03-11", "", ""},
		{"FREQ=DAILY;UNTIL=20260311T000000Z", "2026-03-11", "2026-03-11", "", ""},
		{"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-03-11", "2026-03-11", "", ""}, // never comes, and is not looked for for ever
		// The clocks go forward in Berlin on 29 March 2026; the reading stays.
		{"FREQ=DAILY", "2026-03-28T09:00[Europe/Berlin]", "2026-03-28", "2026-03-29T09:00[Europe/Berlin]", "FREQ=DAILY"},
	} {
		from, err := task.ParseWhen(c.from)
		if err != nil {
			t.Fatal(err)
		}
		next, then, ok, err := recur.Next(c.rule, from, c.after)
		if err != nil || ok != (c.next != "") || next.String() != c.next || then != c.then {
			t.Errorf("Next(%s, %s, %s) = %s, %q, %v, %v; want %s, %q", c.rule, c.from, c.after, next, then, ok, err, c.next, c.then)
		}
	}
}

func TestNextRefuses(t *testing.T) {
	for _, rule := range []string{"FREQ=SECONDLY", "FREQ=HOURLY", "FREQ=DAILY;COUNT=x", "nonsense", ""} {
		_, _, _, err := recur.Next(rule, task.When{Date: "2026-03-11"}, "2026-03-11")
		var invalid *task.InvalidError
		if !errors.As(err, &invalid) || invalid.Field != "recurrence" {
			t.Errorf("Next(%q) = %v, want an InvalidError of the recurrence", rule, err)
		}
	}
}
