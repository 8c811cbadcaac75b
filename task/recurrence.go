package task

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// A Recurrence says how a task comes again. It is one value, so that the halves
// of two edits never mix.
type Recurrence struct {
	RRule  string `json:"rrule"`  // RFC 5545, the part after "RRULE:"
	Anchor Anchor `json:"anchor"` // what the next date is counted from
	Policy Policy `json:"policy"` // what happens to occurrences that pile up
}

// An Anchor is what the next occurrence is counted from.
type Anchor string

// The anchors.
const (
	FromSchedule   Anchor = "schedule"
	FromCompletion Anchor = "completion"
)

// A Policy says what happens when the next occurrence comes before the last is done.
type Policy string

// The policies.
const (
	KeepOne Policy = "keep_one"
	Wait    Policy = "wait"
	KeepAll Policy = "keep_all"
)

// IsZero reports whether the task does not recur.
func (r Recurrence) IsZero() bool { return r == Recurrence{} }

func (r Recurrence) encode() string {
	b, _ := json.Marshal(r) // three strings always encode
	return string(b)
}

func decodeRecurrence(s string) (r Recurrence, err error) {
	if err := json.Unmarshal([]byte(s), &r); err != nil {
		return Recurrence{}, &InvalidError{"recurrence", "it is not a rule with rrule, anchor and policy"}
	}
	return r, nil
}

func (r Recurrence) validate() error {
	if r.IsZero() {
		return nil
	}
	bad := func(format string, args ...any) error {
		return &InvalidError{"recurrence", fmt.Sprintf(format, args...)}
	}
	if len(r.RRule) > MaxRRule {
		return bad("the rule has over %d characters", MaxRRule)
	}
	freq := ""
	for _, part := range strings.Split(r.RRule, ";") {
		name, value, ok := strings.Cut(part, "=")
		if !ok || name == "" || value == "" {
			return bad("%q is not a NAME=VALUE of an RFC 5545 rule", part)
		}
		if name == "FREQ" {
			freq = value
		}
	}
	switch freq {
	case "DAILY", "WEEKLY", "MONTHLY", "YEARLY":
	default:
		return bad("FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY, not %q", freq)
	}
	if r.Anchor != FromSchedule && r.Anchor != FromCompletion {
		return bad("the anchor must be schedule or completion, not %q", r.Anchor)
	}
	if r.Policy != KeepOne && r.Policy != Wait && r.Policy != KeepAll {
		return bad("the policy must be keep_one, wait or keep_all, not %q", r.Policy)
	}
	return nil
}

// A Reminder is written "-30" for minutes before the task is due, or as a When
// with a time. It is text so that each reminder is a cell of its own.
type Reminder string

func (r Reminder) validate() error {
	if min, ok := strings.CutPrefix(string(r), "-"); ok {
		if n, err := strconv.Atoi(min); err == nil && n >= 0 && n <= MaxEstimateMin {
			return nil
		}
	} else if w, err := ParseWhen(string(r)); err == nil && w.Time != "" {
		return nil
	}
	return &InvalidError{"reminders", fmt.Sprintf("%q is neither minutes before (-30) nor a date with a time", string(r))}
}
