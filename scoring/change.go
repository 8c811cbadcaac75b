package scoring

import (
	"math"
	"strconv"

	"mindflow/task"
)

// changeDays is how far ahead a date is tried. Beyond six working days of slack
// urgency does not fall any more.
const changeDays = 21

// efforts tried, in minutes.
var changeEfforts = [...]int32{15, 30, 45, 60, 90, 120, 180, 240, 480}

// A change is one field of one task changed so that another task comes first.
type change struct {
	item int32
	size float64 // by how many points it moves the task's score
	to   string  // "were p2", "took 15 min"
}

// change says what the smallest change of one field is that puts the task first,
// or, for the first task, another one before it. The load of the week is taken to
// stay as it is.
func (r *ranking) change(best []place, pos int) string {
	first := &best[0]
	if pos > 0 {
		if c := r.raise(&best[pos], first); c.to != "" {
			return "If it " + c.to + ", it would come first"
		}
		if r.pinning(&best[pos], first) {
			return "Only pinning it would put it first"
		}
		return ""
	}
	if len(best) == 1 {
		return ""
	}
	smallest := r.lower(first, &best[1])
	for i := 1; i < len(best) && i <= others; i++ {
		if c := r.raise(&best[i], first); c.to != "" && c.size < smallest.size {
			smallest = c
		}
	}
	switch {
	case smallest.to == "" && first.pinned:
		return ""
	case smallest.to == "":
		return "Only pinning another task would put that one first"
	case smallest.item != first.item:
		return "If " + quote(r.in.Items[smallest.item].Task.Title) + " " + smallest.to + ", it would come first"
	}
	return "If it " + smallest.to + ", " + quote(r.in.Items[best[1].item].Task.Title) + " would come first"
}

// A trial looks for the smallest change of one task that brings it across another.
type trial struct {
	*ranking
	from  *place
	over  func(changed *place) bool
	found change
}

// try takes the change if it works and is smaller than what was found before. It
// reports whether it works.
func (t *trial) try(f fact, to string) bool {
	item := t.from.item
	_, sum := t.points(t.values(&t.in.Items[item], &f, item))
	if !t.over(&place{sum, f.due, item, f.pinned}) {
		return false
	}
	if size := math.Abs(sum - t.from.score); size < t.found.size {
		t.found = change{item, size, to}
	}
	return true
}

func (r *ranking) trial(from *place, over func(*place) bool) trial {
	return trial{r, from, over, change{item: from.item, size: math.Inf(1)}}
}

// raise returns the smallest change that puts a task before the first one.
func (r *ranking) raise(from, first *place) change {
	t := r.trial(from, func(p *place) bool { return r.less(p, first) })
	now, f := r.in.Items[from.item].Task, r.facts[from.item]
	for p := int(f.priority) - 1; p >= 1; p-- {
		if t.try(withPriority(f, p), "were p"+strconv.Itoa(p)) {
			break
		}
	}
	for days := changeDays; days >= 0; days-- {
		if g, ok := r.withDue(now, f, from.item, days); ok && g.due < f.due && t.try(g, "were due "+r.day(g.due)) {
			break
		}
	}
	for i := len(changeEfforts) - 1; i >= 0; i-- {
		if e := changeEfforts[i]; e < f.estimate && t.try(withEstimate(f, e), "took "+duration(int(e))) {
			break
		}
	}
	return t.found
}

// pinning reports whether a task would come first if it were pinned.
func (r *ranking) pinning(from, first *place) bool {
	pinned := *from
	pinned.pinned = true
	return !from.pinned && r.less(&pinned, first)
}

// lower returns the smallest change of the first task that puts the next before it.
func (r *ranking) lower(first, next *place) change {
	t := r.trial(first, func(p *place) bool { return r.less(next, p) })
	now, f := r.in.Items[first.item].Task, r.facts[first.item]
	for p := int(f.priority) + 1; p <= 5; p++ {
		if t.try(withPriority(f, p), "were p"+strconv.Itoa(p)) {
			break
		}
	}
	if now.Due.Date != "" {
		later := false
		for days := 0; days <= changeDays && !later; days++ {
			if g, ok := r.withDue(now, f, first.item, days); ok && g.due > f.due {
				later = t.try(g, "were due "+r.day(g.due))
			}
		}
		if g, ok := r.withDue(now, f, first.item, -1); ok && !later {
			t.try(g, "had no due date")
		}
	}
	for _, e := range changeEfforts {
		if e > f.estimate && t.try(withEstimate(f, e), "took "+duration(int(e))) {
			break
		}
	}
	if f.pinned {
		f.pinned = false
		t.try(f, "were not pinned")
	}
	return t.found
}

func withPriority(f fact, p int) fact {
	f.priority = uint8(p)
	return f
}

func withEstimate(f fact, minutes int32) fact {
	spent := f.estimate - f.left
	f.estimate, f.left, f.known = minutes, max(0, minutes-spent), given
	return f
}

// withDue returns the fact as it were if the task were due at the end of the day so
// many days from today, or not at all for −1. It is not ok if that would change
// nothing, because a deadline or a successor is earlier.
func (r *ranking) withDue(t *task.Task, f fact, item int32, days int) (fact, bool) {
	own := int64(never)
	if days >= 0 {
		own = r.cal.start(dayNumber(r.in.Now) + int64(days) + 1)
	}
	changed := own
	if t.Deadline.Date != "" {
		own = min(own, r.cal.due(t.Deadline))
	}
	f.due, f.source = r.neededBy(item, own)
	return f, f.due == changed && f.source == item
}
