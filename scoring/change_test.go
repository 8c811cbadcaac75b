package scoring_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mindflow/scoring"
	"mindflow/task"
)

var (
	asPriority = regexp.MustCompile(`^If it were (p[1-5]), `)
	asDue      = regexp.MustCompile(`^If it were due (today|tomorrow|in (\d+) days), `)
	asLong     = regexp.MustCompile(`^If it took (?:(\d+) h)? ?(\d+)?(?: min)?, `)
)

// What the sentence says about a task comes true if one does it.
func TestTheChangeComesTrue(t *testing.T) {
	now := tuesday(t)
	done := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		in := calm(now, drawItems(rt, now))
		for pos, s := range scoring.Rank(in, 0) {
			kind := comesTrue(rt, in, s, pos == 0)
			done[kind]++
		}
	})
	for _, kind := range []string{"priority", "due", "estimate"} {
		if done[kind] == 0 {
			t.Errorf("no change of the %s was tried", kind)
		}
	}
}

// comesTrue makes the change that s speaks of, if it is one of this very task, and
// fails if that does not put it first, or does not put another one first. It returns the field changed.
func comesTrue(rt *rapid.T, in scoring.Input, s scoring.Scored, first bool) (kind string) {
	copied := in.Items[s.Item].Task.Clone()
	it := &copied
	switch {
	case strings.HasPrefix(s.Change, "If it were not pinned, "):
		kind, it.Pinned = "pin", false
	case asPriority.MatchString(s.Change):
		kind = "priority"
		it.Priority, _ = task.ParsePriority(asPriority.FindStringSubmatch(s.Change)[1])
	case asDue.MatchString(s.Change):
		kind = "due"
		m := asDue.FindStringSubmatch(s.Change)
		days := map[string]int{"today": 0, "tomorrow": 1}[m[1]]
		if m[2] != "" {
			fmt.Sscan(m[2], &days)
		}
		it.Due = task.Day(in.Now.AddDate(0, 0, days))
	case asLong.MatchString(s.Change):
		kind = "estimate"
		m := asLong.FindStringSubmatch(s.Change)
		var hours, minutes int
		fmt.Sscan(m[1], &hours)
		fmt.Sscan(m[2], &minutes)
		it.EstimateMin = hours*60 + minutes
	default:
		return ""
	}
	in.Items = slices.Clone(in.Items)
	in.Items[s.Item].Task = it
	if after := place(in, s.Item); (after == 0) == first {
		rt.Fatalf("%q, done to a task that is first: %v, moves it to place %d", s.Change, first, after)
	}
	return kind
}

func TestFreeTimeBetween(t *testing.T) {
	loc := berlin(t)
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, loc)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	f := scoring.WeeklyHours(office, at("2026-03-24 12:00"), 14) // Tuesday; the clocks go forward on Sunday
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"2026-03-24 09:00", "2026-03-24 15:00", 360},
		{"2026-03-24 08:00", "2026-03-24 09:10", 10},
		{"2026-03-24 14:00", "2026-03-25 10:00", 120},
		{"2026-03-25 10:00", "2026-03-24 14:00", 0},
		{"2026-03-27 12:00", "2026-03-30 12:00", 360},  // over the weekend and the clock change
		{"2026-03-20 00:00", "2026-03-24 10:00", 60},   // nothing is listed before the first day
		{"2026-04-07 00:00", "2026-04-14 00:00", 1800}, // beyond the list: the usual rate
		{"2026-04-06 14:00", "2026-04-21 00:00", 3660},
	} {
		if got := f.Between(at(c.a), at(c.b)); got != c.want {
			t.Errorf("%s to %s: %d free minutes, want %d", c.a, c.b, got, c.want)
		}
	}
	if got := f.MinutesADay(); got != 360 {
		t.Errorf("a working day has %g minutes, want 360", got)
	}
	var unknown scoring.FreeTime
	if got := unknown.Between(at("2026-03-28 12:00"), at("2026-03-29 12:00")); got != 23*60 {
		t.Errorf("a day without hours has %d minutes, want 1380", got)
	}
}
