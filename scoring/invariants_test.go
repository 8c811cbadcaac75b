package scoring_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mindflow/scoring"
	"mindflow/task"
)

// drawItems draws a small list in which anything may happen. Every task has an
// estimate, since one that has none leans on those of others.
func drawItems(rt *rapid.T, now time.Time) []scoring.Item {
	n := rapid.IntRange(1, 12).Draw(rt, "tasks")
	items := make([]scoring.Item, n)
	for i := range items {
		items[i] = item(i+1, "Task", now.Add(-time.Duration(rapid.IntRange(-50, 5000).Draw(rt, "age"))*time.Hour), func(it *scoring.Item) {
			t := it.Task
			t.Priority = task.Priority(rapid.IntRange(1, 5).Draw(rt, "priority"))
			t.EstimateMin = rapid.SampledFrom([]int{5, 15, 30, 45, 120, 600}).Draw(rt, "estimate")
			if d := rapid.IntRange(-5, 20).Draw(rt, "due"); d < 15 {
				t.Due = task.Day(now.AddDate(0, 0, d))
			}
			if d := rapid.IntRange(-2, 40).Draw(rt, "deadline"); d < 10 {
				t.Deadline = task.Day(now.AddDate(0, 0, d))
			}
			for b := range i {
				if rapid.IntRange(0, 5).Draw(rt, "blocked") == 0 {
					t.BlockedBy = append(t.BlockedBy, id(b+1))
				}
			}
			it.Weight = rapid.SampledFrom([]float64{0, 0.5, 1, 1.3, 2}).Draw(rt, "weight")
			t.Pinned = rapid.IntRange(0, 9).Draw(rt, "pinned") == 0
			if rapid.Bool().Draw(rt, "put off") {
				it.NotNow = []time.Time{now.Add(-time.Duration(rapid.IntRange(0, 600).Draw(rt, "minutes")) * time.Minute)}
			}
		})
	}
	return items
}

// calm makes an input whose week is so free that no task changes its load.
func calm(now time.Time, items []scoring.Item) scoring.Input {
	return scoring.Input{Now: now, Items: items} // no hours: 168 a week
}

func place(in scoring.Input, item int) int {
	return slices.IndexFunc(scoring.Rank(in, 0), func(s scoring.Scored) bool { return s.Item == item })
}

func TestTermsAddUpExactly(t *testing.T) {
	now := tuesday(t)
	rapid.Check(t, func(rt *rapid.T) {
		for _, s := range scoring.Rank(input(now, drawItems(rt, now)...), 0) {
			forward, backward := 0.0, 0.0
			for i := range s.Terms {
				forward += s.Terms[i].Points
				backward += s.Terms[len(s.Terms)-1-i].Points
			}
			if forward != s.Score || backward != s.Score {
				rt.Fatalf("terms add up to %v and %v, the score is %v", forward, backward, s.Score)
			}
		}
	})
}

func TestOrderDoesNotHangOnTheInput(t *testing.T) {
	now := tuesday(t)
	rapid.Check(t, func(rt *rapid.T) {
		items := drawItems(rt, now)
		shuffled := slices.Clone(items)
		seed := rapid.Uint64().Draw(rt, "seed")
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		a, b := scoring.Rank(input(now, items...), 0), scoring.Rank(input(now, shuffled...), 0)
		if len(a) != len(b) {
			rt.Fatalf("%d and %d tasks are offered", len(a), len(b))
		}
		for i := range a {
			if items[a[i].Item].Task != shuffled[b[i].Item].Task {
				rt.Fatalf("place %d differs", i)
			}
			a[i].Item, b[i].Item = 0, 0
			if a[i] != b[i] {
				rt.Fatalf("place %d is explained in two ways:\n%+v\n%+v", i, a[i], b[i])
			}
		}
	})
}

func TestTheBestFewAreTheFirstOfAll(t *testing.T) {
	now := tuesday(t)
	rapid.Check(t, func(rt *rapid.T) {
		in := input(now, drawItems(rt, now)...)
		all := scoring.Rank(in, 0)
		limit := rapid.IntRange(1, 12).Draw(rt, "limit")
		if got := scoring.Rank(in, limit); !slices.Equal(got, all[:min(limit, len(all))]) {
			rt.Fatalf("the best %d are not the first of all", limit)
		}
	})
}

func TestRaisingNeverLowersTheRank(t *testing.T) {
	now := tuesday(t)
	rapid.Check(t, func(rt *rapid.T) {
		in := calm(now, drawItems(rt, now))
		i := rapid.IntRange(0, len(in.Items)-1).Draw(rt, "raised")
		before := place(in, i)
		if before < 0 {
			return
		}
		it := in.Items[i].Task
		how := rapid.SampledFrom([]string{"priority", "due", "successor"}).Draw(rt, "how")
		switch how {
		case "priority":
			it.Priority = max(task.P1, it.Priority-1)
		case "due":
			sooner := task.Day(now.AddDate(0, 0, rapid.SampledFrom([]int{-10, 0, 3}).Draw(rt, "sooner")))
			if it.Due.Date != "" && it.Due.Date < sooner.Date {
				return
			}
			it.Due = sooner
		case "successor":
			in.Items = append(in.Items, item(99, "Successor", now, func(s *scoring.Item) {
				s.Task.EstimateMin, s.Task.BlockedBy = 30, []string{it.ID}
				if rapid.Bool().Draw(rt, "dated") {
					s.Task.Due = task.Day(now.AddDate(0, 0, 2))
				}
			}))
		}
		if after := place(in, i); after > before {
			rt.Fatalf("%s moved the task from place %d to %d", how, before, after)
		}
	})
}

func TestRemovingATaskKeepsTheOrderOfTheOthers(t *testing.T) {
	now := tuesday(t)
	rapid.Check(t, func(rt *rapid.T) {
		in := calm(now, drawItems(rt, now))
		gone := in.Items[rapid.IntRange(0, len(in.Items)-1).Draw(rt, "removed")].Task
		for _, it := range in.Items {
			if slices.Contains(it.Task.BlockedBy, gone.ID) || len(gone.BlockedBy) > 0 {
				return // it blocks something, or something pulls its date
			}
		}
		var before []*task.Task
		for _, s := range scoring.Rank(in, 0) {
			if it := in.Items[s.Item].Task; it != gone {
				before = append(before, it)
			}
		}
		in.Items = slices.DeleteFunc(slices.Clone(in.Items), func(it scoring.Item) bool { return it.Task == gone })
		for i, s := range scoring.Rank(in, 0) {
			if in.Items[s.Item].Task != before[i] {
				rt.Fatalf("place %d changed", i)
			}
		}
	})
}
