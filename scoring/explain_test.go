package scoring_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"mindflow/scoring"
	"mindflow/task"
)

// Each case looks at one task, made three days ago, among plain ones of its age.
func TestSentences(t *testing.T) {
	now := tuesday(t)
	day := func(n int) task.When { return task.Day(now.AddDate(0, 0, n)) }
	at := func(n int, clock string) task.When { return task.When{Date: day(n).Date, Time: clock} }
	blocked := func(n int, title string, change func(*task.Task)) scoring.Item {
		return item(n, title, now, func(it *scoring.Item) {
			it.Task.BlockedBy = []string{id(1)}
			if change != nil {
				change(it.Task)
			}
		})
	}
	for name, c := range map[string]struct {
		change  func(*scoring.Item)
		plain   int // how many plain tasks there are
		more    []scoring.Item
		input   func(*scoring.Input)
		reason  string
		despite string
		instead string // the change that would put another first; empty: not looked at
	}{
		"alone": {reason: "The only task that can be started now"},
		"alone and dated": {
			change: func(it *scoring.Item) { it.Task.Due = at(1, "17:00") },
			reason: "Due tomorrow at 17:00 with 12 h free before it, and nothing else can be started now"},
		"one of its like": {plain: 1, reason: "Nothing else that is open comes before it",
			instead: "If *Plain 1* were due in 3 weeks, it would come first"},
		"two reasons": {plain: 2,
			change:  func(it *scoring.Item) { it.Task.Due = at(0, "11:10") },
			more:    []scoring.Item{blocked(2, "Send contract", nil)},
			reason:  "Due today at 11:10 with only 2 h 10 free before it, and it unblocks *Send contract*",
			instead: "Only pinning another task would put that one first"},
		"due after hours": {plain: 2,
			input:  func(in *scoring.Input) { in.Now = now.Add(8 * time.Hour) },
			change: func(it *scoring.Item) { it.Task.Due = at(0, "23:30") },
			reason: "Due today at 23:30 with no free time left before it", instead: "Only pinning another task would put that one first"},
		"one day overdue": {plain: 2,
			change: func(it *scoring.Item) { it.Task.Due = day(-1) },
			reason: "1 day overdue", instead: "Only pinning another task would put that one first"},
		"overdue since this morning": {plain: 2,
			change: func(it *scoring.Item) { it.Task.Due = at(0, "08:30") },
			reason: "Overdue since 08:30", instead: "Only pinning another task would put that one first"},
		"due in days": {plain: 2,
			change: func(it *scoring.Item) { it.Task.Due = day(3) },
			reason: "Due in 3 days", instead: "If it were p5, *Plain 1* would come first"},
		"hard deadline": {plain: 2,
			change:  func(it *scoring.Item) { it.Task.Due, it.Task.Deadline = day(9), day(0) },
			reason:  "Hard deadline today with 6 h free before it",
			instead: "Only pinning another task would put that one first"},
		"missed deadline": {plain: 2,
			change: func(it *scoring.Item) { it.Task.Deadline = day(-2) },
			reason: "Hard deadline missed 2 days ago: decide whether it is still worth doing"},
		"needed by another": {plain: 2,
			more:   []scoring.Item{blocked(2, "Fly to Oslo", func(t *task.Task) { t.Due, t.Deadline = day(5), day(2) })},
			reason: "Needed in 2 days for *Fly to Oslo* with 18 h free before it"},
		"already needed": {plain: 2,
			more:   []scoring.Item{blocked(2, "Fly to Oslo", func(t *task.Task) { t.Due = day(-1) })},
			reason: "Already needed for *Fly to Oslo*"},
		"unblocks two": {plain: 2,
			more:   []scoring.Item{blocked(2, "B*b", nil), blocked(3, "C", func(t *task.Task) { t.Priority = task.P1 })},
			reason: "Unblocks *C* and *Bb*"},
		"unblocks three": {plain: 2,
			more:   []scoring.Item{blocked(4, "D", nil), blocked(3, "C", nil), blocked(2, strings.Repeat("long ", 30), nil)},
			reason: "Unblocks 3 tasks, *" + strings.Repeat("long ", 11) + "long…* among them"},
		"important but long": {plain: 2,
			change: func(it *scoring.Item) { it.Task.Priority, it.Task.EstimateMin = task.P1, 240 },
			reason: "Top priority (p1)", despite: "despite taking 4 h",
			instead: "If *Plain 1* were due in 6 days, it would come first"},
		"put off": {plain: 2,
			change: func(it *scoring.Item) {
				it.Task.Priority, it.Weight, it.NotNow = task.P1, 2, []time.Time{now.Add(-20 * time.Minute)}
			},
			reason: "Top priority (p1) in a project that counts double", despite: "despite “Not now” 20 min ago",
			instead: "If it were p3, *Plain 1* would come first"},
		"put off again": {plain: 2,
			change: func(it *scoring.Item) {
				it.Task.Priority, it.Weight = task.P2, 1.5
				it.NotNow = []time.Time{now.Add(-3 * time.Hour), now.Add(-49 * time.Hour)}
			},
			reason: "High priority (p2) in a project that counts 1.5 times as much", despite: "despite 2 times “Not now”, the last 3 h ago"},
		"short": {plain: 2, change: func(it *scoring.Item) { it.Task.EstimateMin = 15 },
			reason: "Only 15 min of work", instead: "If *Plain 1* were due in 6 days, it would come first"},
		"probably short": {plain: 2, change: func(it *scoring.Item) { it.Task.Project = id(60) },
			more: []scoring.Item{item(2, "Done", now, func(it *scoring.Item) {
				it.Task.Project, it.Task.EstimateMin = id(60), 15
				it.Task.Complete(now)
			})},
			reason: "Probably only 15 min of work", instead: "If *Plain 1* were due in 6 days, it would come first"},
		"old": {plain: 2, change: func(it *scoring.Item) { it.Task.CreatedAt = now.AddDate(0, 0, -50) },
			reason: "On the list for 7 weeks"},
		"hours older": {
			change: func(it *scoring.Item) { it.Task.CreatedAt = now.Add(-20 * time.Hour) },
			more:   []scoring.Item{item(2, "New", now, nil)},
			reason: "Nothing else that is open comes before it"},
		"begun and old": {plain: 2,
			change: func(it *scoring.Item) { it.Task.Begin(now); it.Task.CreatedAt = now.AddDate(0, -5, 0) },
			reason: "Begun today, and it has been on the list for 5 months"},
		"fits": {plain: 2, input: func(in *scoring.Input) { in.Gap = 40 },
			change: func(it *scoring.Item) { it.Task.EstimateMin = 30 },
			reason: "Fits in the 40 min before your next meeting", instead: "If *Plain 1* took 15 min, it would come first"},
		"pinned": {plain: 2,
			change: func(it *scoring.Item) { it.Task.Pinned, it.Task.EstimateMin = true, 15 },
			reason: "Pinned by you, and it takes only 15 min"},
		"pinned in spite of it": {plain: 2,
			change: func(it *scoring.Item) { it.Task.Pinned, it.Task.EstimateMin = true, 60 },
			reason: "Pinned by you", despite: "despite taking 1 h", instead: "If it were not pinned, *Plain 1* would come first"},
		"low": {plain: 2, change: func(it *scoring.Item) { it.Task.Priority = task.P4 },
			reason: "Next in line, though nothing about it stands out", despite: "despite being only p4",
			instead: "If it were p3, it would come first"},
		"undated among dated": {
			more: []scoring.Item{
				item(2, "Due", now, func(it *scoring.Item) { it.Task.Due = day(0) }),
				item(3, "Due too", now, func(it *scoring.Item) { it.Task.Due = day(0) })},
			reason: "Next in line, though nothing about it stands out", despite: "despite having no due date",
			instead: "If it were due today, it would come first"},
		"later than most": {
			change: func(it *scoring.Item) { it.Task.Due = day(2) },
			more: []scoring.Item{
				item(2, "Due", now, func(it *scoring.Item) { it.Task.Due = day(-1) }),
				item(3, "Due too", now, func(it *scoring.Item) { it.Task.Due = day(0) })},
			reason: "Next in line, though nothing about it stands out", despite: "despite being due only in 2 days",
			instead: "Only pinning it would put it first"},
	} {
		t.Run(name, func(t *testing.T) {
			in := input(now, item(1, "This", now.AddDate(0, 0, -3), c.change))
			for n := range c.plain {
				in.Items = append(in.Items, item(50+n, fmt.Sprintf("Plain %d", n+1), now.AddDate(0, 0, -3), nil))
			}
			in.Items = append(in.Items, c.more...)
			if c.input != nil {
				c.input(&in)
			}
			for _, s := range scoring.Rank(in, 0) {
				if s.Item != 0 {
					continue
				}
				if s.Reason != c.reason {
					t.Errorf("reason  %q\n   want %q", s.Reason, c.reason)
				}
				if s.Despite != c.despite {
					t.Errorf("despite %q\n   want %q", s.Despite, c.despite)
				}
				if s.Change != c.instead && c.instead != "" {
					t.Errorf("change  %q\n   want %q", s.Change, c.instead)
				}
				return
			}
			t.Fatal("the task is not offered")
		})
	}
}
