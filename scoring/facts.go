package scoring

import (
	"math"
	"slices"

	"mindflow/task"
)

// week is the time ahead that decides how full the week is, in seconds.
const week = 7 * 86400

// A fact is what the formula reads off one task. Facts lie side by side in memory;
// the tasks do not, and going to each of 100,000 tasks again costs more than the
// whole formula.
type fact struct {
	due      int64 // effective: the earliest of its own date and those its successors need it by
	created  int64
	source   int32  // item whose own date due is
	estimate int32  // minutes
	left     int32  // minutes of work left; until setEstimates the minutes spent, negative
	waiting  int32  // successors whose own date is not final yet; see pullDates
	project  int32  // number of the project in usual; −1: none
	priority uint8  // 1 to 5
	known    origin // where the estimate comes from
	open     bool
	ready    bool // open, begun, not snoozed and of the context asked for
	blocked  bool
	blocks   bool
	missed   bool // the hard deadline is past
	today    bool // started today
	pinned   bool
	tagged   bool
}

func (f *fact) eligible() bool { return f.ready && !f.blocked }

// read returns what the formula reads off one task alone.
func (r *ranking) read(t *task.Task, item int32) fact {
	f := fact{
		source:   item,
		created:  r.now,
		due:      never,
		open:     t.Open(),
		priority: uint8(task.P3),
		project:  -1,
		pinned:   t.Pinned,
		tagged:   len(t.Tags) > 0,
	}
	if !t.DeletedAt.IsZero() {
		return f
	}
	f.estimate = int32(t.EstimateMin)
	if t.Project != "" {
		f.project = r.usual.project(t.Project)
	}
	if !f.open {
		return f // a completed task teaches what is usual, and no more
	}
	if len(t.Spent) > 0 {
		f.left = -int32(t.SpentMin())
	}
	if t.Priority >= task.P1 && t.Priority <= task.P5 {
		f.priority = uint8(t.Priority)
	}
	if t.Due.Date != "" {
		f.due = r.cal.due(t.Due)
	}
	if t.Deadline.Date != "" {
		deadline := r.cal.due(t.Deadline)
		f.missed = deadline <= r.now
		f.due = min(f.due, deadline)
	}
	if !t.CreatedAt.IsZero() {
		f.created = min(r.now, t.CreatedAt.Unix())
	}
	if !t.StartedAt.IsZero() {
		at := t.StartedAt.Unix()
		f.today = at >= r.dayStart && at < r.dayEnd
	}
	f.blocked = len(t.BlockedBy) > 0 // until readGraph knows better
	f.ready = !t.SnoozedUntil.After(r.in.Now) &&
		(t.Start.Date == "" || r.cal.reached(t.Start, r.now, r.today)) &&
		(r.in.Context == "" || t.Project == r.in.Context || slices.Contains(t.Tags, r.in.Context))
	return f
}

// setEstimates gives tasks without an estimate the one that is usual for their
// like, and works out what is left of each task.
func (r *ranking) setEstimates() {
	r.usual.learn(r.in.Items, r.facts)
	for i := range r.facts {
		if r.facts[i].open {
			r.setEstimate(r.in.Items[i].Task, &r.facts[i])
		}
	}
}

func (r *ranking) setEstimate(t *task.Task, f *fact) {
	f.known = given
	if f.estimate == 0 {
		f.estimate, f.known = r.usual.estimate(t, f)
	}
	f.left = max(0, f.left+f.estimate)
}

// load returns the work due in the next seven days over the free time in them.
// Work that is overdue counts, and so does work that is blocked or snoozed. It
// goes by each task's own date, so it comes before pullDates.
func (r *ranking) load() float64 {
	work := int64(0)
	for i := range r.facts {
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
