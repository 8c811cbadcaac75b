package scoring_test

import (
	"slices"
	"testing"
	"time"

	"mindflow/scoring"
	"mindflow/task"
)

// titles returns the titles of the ranked tasks, best first.
func titles(in scoring.Input, ranked []scoring.Scored) []string {
	var out []string
	for _, s := range ranked {
		out = append(out, in.Items[s.Item].Task.Title)
	}
	return out
}

func TestOnlyTasksThatCanBeStartedAreOffered(t *testing.T) {
	now := tuesday(t)
	with := func(title string, change func(*task.Task)) scoring.Item {
		return item(1, title, now, func(it *scoring.Item) { change(it.Task) })
	}
	for title, c := range map[string]struct {
		change  func(*task.Task)
		offered bool
	}{
		"new":                   {func(t *task.Task) {}, true},
		"in progress":           {func(t *task.Task) { t.Begin(now) }, true},
		"completed":             {func(t *task.Task) { t.Complete(now) }, false},
		"in the Trash":          {func(t *task.Task) { t.DeletedAt = now }, false},
		"snoozed":               {func(t *task.Task) { t.SnoozedUntil = now.Add(time.Hour) }, false},
		"snoozed until now":     {func(t *task.Task) { t.SnoozedUntil = now }, true},
		"starts tomorrow":       {func(t *task.Task) { t.Start = task.When{Date: "2026-03-11"} }, false},
		"starts today":          {func(t *task.Task) { t.Start = task.When{Date: "2026-03-10"} }, true},
		"starts in an hour":     {func(t *task.Task) { t.Start = task.When{Date: "2026-03-10", Time: "10:00"} }, false},
		"started an hour ago":   {func(t *task.Task) { t.Start = task.When{Date: "2026-03-10", Time: "08:00"} }, true},
		"starts now in London":  {func(t *task.Task) { t.Start = task.When{Date: "2026-03-10", Time: "08:00", Zone: "Europe/London"} }, true},
		"blocked":               {func(t *task.Task) { t.BlockedBy = []string{id(2)} }, false},
		"blocked by a done one": {func(t *task.Task) { t.BlockedBy = []string{id(3)} }, true},
		"blocked by trash":      {func(t *task.Task) { t.BlockedBy = []string{id(4)} }, true},
		"blocked by nothing":    {func(t *task.Task) { t.BlockedBy = []string{id(5)} }, true},
		"blocked by itself":     {func(t *task.Task) { t.BlockedBy = []string{id(1)} }, true},
	} {
		in := input(now, with(title, c.change),
			item(2, "open", now, nil),
			item(3, "done", now, func(it *scoring.Item) { it.Task.Complete(now) }),
			item(4, "trash", now, func(it *scoring.Item) { it.Task.DeletedAt = now }),
			scoring.Item{})
		if got := slices.Contains(titles(in, scoring.Rank(in, 0)), title); got != c.offered {
			t.Errorf("%s: offered %v, want %v", title, got, c.offered)
		}
	}
}

func TestContextOffersOnlyItsTasks(t *testing.T) {
	now := tuesday(t)
	in := input(now,
		item(1, "tagged", now, func(it *scoring.Item) { it.Task.Tags = []string{id(70), id(71)} }),
		item(2, "in project", now, func(it *scoring.Item) { it.Task.Project = id(72) }),
		item(3, "neither", now, nil))
	for context, want := range map[string][]string{
		"":     {"tagged", "in project", "neither"},
		id(71): {"tagged"},
		id(72): {"in project"},
		id(73): nil,
	} {
		in.Context = context
		if got := titles(in, scoring.Rank(in, 0)); !slices.Equal(got, want) {
			t.Errorf("context %.40q offers %q, want %q", context, got, want)
		}
	}
}

// Tasks that block each other in a circle can come out of two edits made apart. They
// are not offered, and what is before the circle still is.
func TestCircleOfBlockers(t *testing.T) {
	now := tuesday(t)
	blocked := func(n int, title string, by ...int) scoring.Item {
		return item(n, title, now, func(it *scoring.Item) {
			it.Task.Due = task.Day(now)
			for _, b := range by {
				it.Task.BlockedBy = append(it.Task.BlockedBy, id(b))
			}
		})
	}
	in := input(now, blocked(1, "a", 2, 4), blocked(2, "b", 1), blocked(3, "c", 2), item(4, "before", now, nil))
	if got := titles(in, scoring.Rank(in, 0)); !slices.Equal(got, []string{"before"}) {
		t.Errorf("offered %q", got)
	}
}

func TestOrder(t *testing.T) {
	now := tuesday(t)
	day := func(n int) task.When { return task.Day(now.AddDate(0, 0, n)) }
	in := input(now,
		item(9, "plain", now, nil),
		item(8, "plain, smaller ID", now, nil),
		item(7, "due in three months", now, func(it *scoring.Item) { it.Task.Due = day(90) }), // as urgent as none
		item(6, "due in two months", now, func(it *scoring.Item) { it.Task.Due = day(60) }),
		item(5, "overdue", now, func(it *scoring.Item) { it.Task.Due = day(-2) }),
		item(4, "pinned, low", now, func(it *scoring.Item) { it.Task.Priority, it.Task.Pinned = task.P5, true }),
		item(3, "pinned", now, func(it *scoring.Item) { it.Task.Pinned = true }),
		item(2, "a second older", now.Add(-time.Second), nil))
	got := titles(in, scoring.Rank(in, 0))
	// A second of age is worth a millionth of a point, and points come before dates.
	want := []string{"pinned", "pinned, low", "overdue", "a second older", "due in two months", "due in three months",
		"plain, smaller ID", "plain"}
	if !slices.Equal(got, want) {
		t.Errorf("order %q\n want %q", got, want)
	}
	for limit := 1; limit < len(want); limit++ {
		if got := titles(in, scoring.Rank(in, limit)); !slices.Equal(got, want[:limit]) {
			t.Errorf("the best %d are %q", limit, got)
		}
	}
}

// Two devices that look within the same minute agree to the last digit.
func TestSecondsDoNotMatter(t *testing.T) {
	now := tuesday(t)
	items := list(200, now)
	early := scoring.Rank(input(now, items...), 0)
	late := input(now, items...)
	late.Now = now.Add(59 * time.Second)
	if !slices.Equal(early, scoring.Rank(late, 0)) {
		t.Error("the answer changed within a minute")
	}
}

func TestZeroProfileIsTheDefaultOne(t *testing.T) {
	now := tuesday(t)
	in := input(now, list(50, now)...)
	zero := scoring.Rank(in, 0)
	in.Profile = scoring.Defaults()
	if !slices.Equal(zero, scoring.Rank(in, 0)) {
		t.Error("the zero profile ranks otherwise than the defaults")
	}
}
