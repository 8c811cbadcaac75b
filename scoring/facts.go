package scoring

import (
	"math"
	"slices"

	"mindflow/task"
)

// guess is the estimate, in minutes, of a task of which nothing is known.
const guess = 30

// week is the time ahead that decides how full the week is, in seconds.
const week = 7 * 86400

// A fact is what the formula reads off one item, once.
type fact struct {
	due      int64 // effective: the earliest of its own date and those its successors need it by
	source   int32 // item whose own date due is
	estimate int32 // minutes
	left     int32 // minutes
	open     bool
	blocked  bool
	blocks   bool
	missed   bool   // the hard deadline is past
	eligible bool   // can be started now
	known    origin // where the estimate comes from
}

// An origin says where an estimate comes from.
type origin uint8

const (
	guessed   origin = iota // nothing is known
	given                   // the task has one
	inProject               // the median of its project
	inTag                   // the median of a tag of it
)

// read returns what the formula reads off one task alone.
func (r *ranking) read(t *task.Task, item int32) fact {
	f := fact{source: item, open: t.Open(), due: never}
	if !f.open {
		return f
	}
	if t.Due.Date != "" {
		f.due = r.cal.due(t.Due)
	}
	if t.Deadline.Date != "" {
		deadline := r.cal.due(t.Deadline)
		f.missed = deadline <= r.now
		f.due = min(f.due, deadline)
	}
	f.estimate, f.known = r.usual.estimate(t)
	f.left = f.estimate
	if len(t.Spent) > 0 {
		f.left = int32(max(0, int(f.estimate)-t.SpentMin()))
	}
	return f
}

// eligible reports whether an open task can be started now.
func (r *ranking) eligible(t *task.Task, f *fact) bool {
	return !f.blocked && !t.SnoozedUntil.After(r.in.Now) &&
		(t.Start.Date == "" || r.cal.reached(t.Start, r.now, r.today)) &&
		(r.in.Context == "" || t.Project == r.in.Context || slices.Contains(t.Tags, r.in.Context))
}

// load returns the work due in the next seven days over the free time in them.
// Work that is overdue counts, and so does work that is blocked.
func (r *ranking) load() float64 {
	work := int64(0)
	for i := range r.facts {
		// Own dates only: the work of a blocker is counted with what it blocks
		// when that is due, and on its own when it is due itself.
		if f := &r.facts[i]; f.open && f.due < r.now+week {
			work += int64(f.left)
		}
	}
	free := r.in.Free.until(r.now+week) - r.in.Free.until(r.now)
	switch {
	case work == 0:
		return 0
	case free <= 0:
		return math.Inf(1)
	}
	return float64(work*60) / free
}

// A usual knows the median estimate of projects and tags.
type usual struct{ projects, tags map[string]int32 }

// newUsual works out the medians of the projects, and those of the tags that are
// asked for: by tasks without an estimate in a project without a median.
func newUsual(items []Item) usual {
	u := usual{map[string]int32{}, map[string]int32{}}
	groups := map[string][]int32{}
	for i := range items {
		if t := items[i].Task; t != nil && t.EstimateMin > 0 && t.Project != "" && t.DeletedAt.IsZero() {
			groups[t.Project] = append(groups[t.Project], int32(t.EstimateMin))
		}
	}
	for project, estimates := range groups {
		u.projects[project] = median(estimates)
	}
	clear(groups)
	for i := range items {
		t := items[i].Task
		if t == nil || t.EstimateMin > 0 || len(t.Tags) == 0 || !t.Open() {
			continue
		}
		if _, ok := u.projects[t.Project]; !ok {
			for _, tag := range t.Tags {
				groups[tag] = nil
			}
		}
	}
	if len(groups) == 0 {
		return u
	}
	for i := range items {
		t := items[i].Task
		if t == nil || t.EstimateMin == 0 || !t.DeletedAt.IsZero() {
			continue
		}
		for _, tag := range t.Tags {
			if estimates, asked := groups[tag]; asked {
				groups[tag] = append(estimates, int32(t.EstimateMin))
			}
		}
	}
	for tag, estimates := range groups {
		if len(estimates) > 0 {
			u.tags[tag] = median(estimates)
		}
	}
	return u
}

// estimate returns the estimate of t in minutes: its own, else the median of its
// project, else that of the first of its tags that has one, else a guess.
func (u usual) estimate(t *task.Task) (int32, origin) {
	if t.EstimateMin > 0 {
		return int32(t.EstimateMin), given
	}
	if t.Project != "" {
		if m, ok := u.projects[t.Project]; ok {
			return m, inProject
		}
	}
	if len(u.tags) > 0 {
		for _, tag := range t.Tags {
			if m, ok := u.tags[tag]; ok {
				return m, inTag
			}
		}
	}
	return guess, guessed
}
