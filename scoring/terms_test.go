package scoring_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"mindflow/scoring"
	"mindflow/task"
)

// A Tuesday morning, as the working day of six hours begins.
func tuesday(tb testing.TB) time.Time { return time.Date(2026, 3, 10, 9, 0, 0, 0, berlin(tb)) }

// id makes an ID of a short name.
func id(n int) string { return fmt.Sprintf("00000000-0000-7000-8000-%012x", n) }

// make an item of a task that was created at the given time and is otherwise new.
func item(n int, title string, created time.Time, change func(*scoring.Item)) scoring.Item {
	t := task.New(id(n), title, created)
	it := scoring.Item{Task: &t}
	if change != nil {
		change(&it)
	}
	return it
}

func input(now time.Time, items ...scoring.Item) scoring.Input {
	return scoring.Input{Now: now, Items: items, Free: scoring.WeeklyHours(office, now, 60)}
}

// The figures are worked out by hand from the formula; office hours are 360 minutes
// on Monday to Friday, and it is Tuesday 09:00.
func TestTermsMatchTheFormula(t *testing.T) {
	now := tuesday(t)
	due := func(s string) task.When {
		w, err := task.ParseWhen(s)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	type points map[string]float64
	plain := points{"importance": 6.931472, "urgency": -30}
	for name, c := range map[string]struct {
		change func(*scoring.Item)
		more   []scoring.Item // behind the first, which is looked at
		input  func(*scoring.Input)
		want   points // over plain
	}{
		"a new task":           {want: points{}},
		"p1":                   {change: func(it *scoring.Item) { it.Task.Priority = task.P1 }, want: points{"importance": 20.794415}},
		"p5":                   {change: func(it *scoring.Item) { it.Task.Priority = task.P5 }, want: points{"importance": -6.931472}},
		"project counts 1.5":   {change: func(it *scoring.Item) { it.Weight = 1.5 }, want: points{"importance": 10.986123}},
		"due today":            {change: func(it *scoring.Item) { it.Task.Due = due("2026-03-10") }, want: points{"urgency": -4.583333}},       // (360−30)/360/2
		"due tomorrow":         {change: func(it *scoring.Item) { it.Task.Due = due("2026-03-11") }, want: points{"urgency": -9.583333}},       // (720−30)/360/2
		"due at noon":          {change: func(it *scoring.Item) { it.Task.Due = due("2026-03-10T12:00") }, want: points{"urgency": -2.083333}}, // (180−30)/360/2
		"due in another zone":  {change: func(it *scoring.Item) { it.Task.Due = due("2026-03-10T11:00[Europe/London]") }, want: points{"urgency": -2.083333}},
		"due after a weekend":  {change: func(it *scoring.Item) { it.Task.Due = due("2026-03-15") }, want: points{"urgency": -19.583333}}, // (4·360−30)/360/2
		"due in a month":       {change: func(it *scoring.Item) { it.Task.Due = due("2026-04-10") }, want: points{}},                      // held at −3
		"overdue":              {change: func(it *scoring.Item) { it.Task.Due = due("2026-03-01") }, want: points{"urgency": 0}},
		"deadline before due":  {change: func(it *scoring.Item) { it.Task.Due, it.Task.Deadline = due("2026-03-12"), due("2026-03-11") }, want: points{"urgency": -9.583333}},
		"deadline missed":      {change: func(it *scoring.Item) { it.Task.Deadline = due("2026-03-09") }, want: points{"urgency": -30}}, // 0 and 3 more
		"two hours":            {change: func(it *scoring.Item) { it.Task.EstimateMin = 120 }, want: points{"effort": -6.931472}},
		"five minutes":         {change: func(it *scoring.Item) { it.Task.EstimateMin = 5 }, want: points{"effort": 3.465736}}, // counts as 15
		"ten hours":            {change: func(it *scoring.Item) { it.Task.EstimateMin = 600 }, want: points{"effort": -14.978661}},
		"two weeks old":        {change: func(it *scoring.Item) { it.Task.CreatedAt = now.AddDate(0, 0, -14) }, want: points{"age": 1.039721}},
		"from the future":      {change: func(it *scoring.Item) { it.Task.CreatedAt = now.AddDate(0, 0, 14) }, want: points{}},
		"begun today":          {change: func(it *scoring.Item) { it.Task.Begin(now.Add(-time.Hour)) }, want: points{"continuity": 5}},
		"begun yesterday":      {change: func(it *scoring.Item) { it.Task.Begin(now.Add(-10 * time.Hour)) }, want: points{}},
		"not now, twice":       {change: func(it *scoring.Item) { it.NotNow = []time.Time{now.Add(-4 * time.Hour), now} }, want: points{"not_now": -15}},
		"suits the moment":     {change: func(it *scoring.Item) { it.Fit = 0.5 }, want: points{"fit": 1.75}},
		"held at a half":       {change: func(it *scoring.Item) { it.Fit = -2 }, want: points{"fit": -1.75}},
		"fits in the gap":      {change: func(it *scoring.Item) { it.Task.EstimateMin = 30 }, input: func(in *scoring.Input) { in.Gap = 45 }, want: points{"fit": 1.75}},
		"too long for the gap": {change: func(it *scoring.Item) { it.Task.EstimateMin = 30 }, input: func(in *scoring.Input) { in.Gap = 20 }, want: points{"fit": -1.75}},
		"length not known":     {input: func(in *scoring.Input) { in.Gap = 45 }, want: points{}},
		"half done": {change: func(it *scoring.Item) {
			it.Task.Due, it.Task.EstimateMin, it.Task.Spent = due("2026-03-11"), 120, map[string]int{"a": 40, "b": 20}
		}, want: points{"urgency": -9.166667, "effort": -6.931472}}, // (720−60)/360/2
		"unblocks two": {more: []scoring.Item{
			item(8, "Eight", now, func(it *scoring.Item) { it.Task.Priority, it.Task.BlockedBy = task.P1, []string{id(1)} }),
			item(9, "Nine", now, func(it *scoring.Item) { it.Task.BlockedBy = []string{id(1)} }),
		}, want: points{"unblocks": 15.040774}}, // ln(1 + 0.7·(8+2)/2)
		"needed by a successor": {more: []scoring.Item{
			item(8, "Eight", now, func(it *scoring.Item) {
				it.Task.Due, it.Task.EstimateMin, it.Task.BlockedBy = due("2026-03-12T12:00"), 60, []string{id(1)}
			}),
		}, want: points{"unblocks": 5.306283, "urgency": -11.25}}, // by Thursday 11:00: (840−30)/360/2
		"needed along a chain": {more: []scoring.Item{
			item(9, "Nine", now, func(it *scoring.Item) {
				it.Task.Due, it.Task.EstimateMin, it.Task.BlockedBy = due("2026-03-12T13:00"), 60, []string{id(8)}
			}),
			item(8, "Eight", now, func(it *scoring.Item) { it.Task.EstimateMin, it.Task.BlockedBy = 60, []string{id(1)} }),
		}, want: points{"unblocks": 5.306283, "urgency": -11.25}},
		"usual in its project": {change: func(it *scoring.Item) { it.Task.Project = id(7) }, more: []scoring.Item{
			item(8, "Eight", now, func(it *scoring.Item) { it.Task.Project, it.Task.EstimateMin = id(7), 60; it.Task.Complete(now) }),
			item(9, "Nine", now, func(it *scoring.Item) { it.Task.Project, it.Task.EstimateMin = id(7), 90; it.Task.Complete(now) }),
			item(10, "Ten", now, func(it *scoring.Item) { it.Task.Project, it.Task.EstimateMin, it.Task.DeletedAt = id(7), 5, now }),
		}, want: points{"effort": -3.465736}},
		"usual for its tag": {change: func(it *scoring.Item) { it.Task.Tags = []string{id(5), id(7)} }, more: []scoring.Item{
			item(8, "Eight", now, func(it *scoring.Item) { it.Task.Tags, it.Task.EstimateMin = []string{id(7)}, 60; it.Task.Complete(now) }),
		}, want: points{"effort": -3.465736}},
		"a full week": {change: func(it *scoring.Item) { it.Task.EstimateMin = 60 }, more: []scoring.Item{
			item(8, "Eight", now, func(it *scoring.Item) { it.Task.Due, it.Task.EstimateMin = due("2026-03-13"), 1980 }), // 1.1 of 1800
		}, want: points{"effort": -5.198604}}, // θ3 halfway from 0.5 to 1
		"a hopeless week": {change: func(it *scoring.Item) { it.Task.EstimateMin = 60 }, more: []scoring.Item{
			item(8, "Eight", now, func(it *scoring.Item) { it.Task.Due, it.Task.EstimateMin = due("2026-03-13"), 6000 }),
		}, want: points{"effort": -6.931472}},
	} {
		t.Run(name, func(t *testing.T) {
			in := input(now, append([]scoring.Item{item(1, "One", now, c.change)}, c.more...)...)
			if c.input != nil {
				c.input(&in)
			}
			for _, s := range scoring.Rank(in, 0) {
				if s.Item != 0 {
					continue
				}
				for _, term := range s.Terms {
					want, changed := c.want[term.Name]
					if !changed {
						want = plain[term.Name]
					}
					if math.Abs(term.Points-want) > 2e-6 {
						t.Errorf("%s gives %f points, want %f", term.Name, term.Points, want)
					}
					if math.Abs(term.Points-10*term.Weight*term.Value) > 1e-6 {
						t.Errorf("%s: %f points are not 10 · %f · %f", term.Name, term.Points, term.Weight, term.Value)
					}
				}
				return
			}
			t.Fatal("the task is not offered")
		})
	}
}

// With no hours given, every minute counts as free and a day has 24 hours.
func TestTermsWithoutHours(t *testing.T) {
	now := tuesday(t)
	in := input(now, item(1, "One", now, func(it *scoring.Item) { it.Task.Due = task.Day(now.AddDate(0, 0, 1)) }))
	in.Free = scoring.WeeklyHours([7]scoring.Span{}, now, 60)
	got := scoring.Rank(in, 1)[0].Terms[scoring.Urgency]
	want := -10 * (39*60 - 30) / 1440.0 / 2 // 39 hours are left until the end of Wednesday
	if math.Abs(got.Points-want) > 2e-6 || got.Why != "due tomorrow" {
		t.Errorf("got %f %q, want %f", got.Points, got.Why, want)
	}
}
