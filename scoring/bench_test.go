package scoring_test

import (
	"fmt"
	"math/rand/v2"
	"sort"
	"testing"
	"time"

	"mindflow/scoring"
	"mindflow/task"
)

var office = [7]scoring.Span{1: {540, 900}, 2: {540, 900}, 3: {540, 900}, 4: {540, 900}, 5: {540, 900}}

// list returns n open tasks as a busy life has them: half of them dated, some at a
// time or in another zone, a tenth blocked, and most with tags and a project.
func list(n int, now time.Time) []scoring.Item {
	rng := rand.New(rand.NewPCG(1, 2))
	id := func(kind, i int) string { return fmt.Sprintf("%08x-0000-7000-8000-%012x", kind, i) }
	items := make([]scoring.Item, n)
	tasks := make([]task.Task, n)
	for i := range n {
		t := &tasks[i]
		*t = task.New(id(1, i), "Task", now.Add(-time.Duration(rng.IntN(400*24))*time.Hour))
		t.Priority = task.Priority(1 + rng.IntN(5))
		if i%5 > 0 {
			t.Project = id(2, rng.IntN(40))
		}
		if i%2 > 0 {
			t.Tags = []string{id(3, rng.IntN(30)), id(3, 30+rng.IntN(30))}
			t.Due = task.Day(now.AddDate(0, 0, rng.IntN(120)-20))
		}
		switch i % 16 {
		case 1:
			t.Due.Time = "17:00"
		case 3:
			t.Due.Time, t.Due.Zone = "09:30", "America/New_York"
		case 5:
			t.Deadline = task.Day(now.AddDate(0, 0, rng.IntN(60)))
		}
		if i%3 == 0 {
			t.EstimateMin = 15 * (1 + rng.IntN(16))
		}
		if i%10 == 9 {
			t.BlockedBy = []string{id(1, rng.IntN(i))}
		}
		items[i] = scoring.Item{Task: t, Weight: []float64{0, 1, 1.5, 2}[rng.IntN(4)]}
		if i%50 == 0 {
			items[i].NotNow = []time.Time{now.Add(-time.Hour)}
		}
	}
	return items
}

// The floor beside the figure is what sorting as many numbers costs on the same
// machine in the same minute.
func BenchmarkRank100k(b *testing.B) {
	const n = 100_000
	now := time.Date(2026, 3, 10, 9, 30, 0, 0, berlin(b))
	in := scoring.Input{Now: now, Items: list(n, now), Free: scoring.WeeklyHours(office, now, 90)}
	numbers, scratch := make([]float64, n), make([]float64, n)
	for i := range numbers {
		numbers[i] = rand.Float64()
	}
	b.Run("rank", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if len(scoring.Rank(in, 6)) != 6 {
				b.Fatal("fewer than six tasks")
			}
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/op")
	})
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			copy(scratch, numbers)
			sort.Float64s(scratch)
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/op")
	})
}

func berlin(tb testing.TB) *time.Location {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		tb.Fatal(err)
	}
	return loc
}
