package scoring

import (
	"math"
	"time"

	"mindflow/task"
)

// gridSteps is how many steps of the grid make a point.
const gridSteps = 1 << 20

// grid rounds x to a millionth or so. Sums of rounded numbers have no rounding
// error of their own, so points add up exactly and in any order, and processors
// that differ in the last bit of a logarithm still agree.
func grid(x float64) float64 { return math.RoundToEven(x*gridSteps)/gridSteps + 0 } // + 0 turns −0 into 0

// importance is W by priority, and its logarithm.
var (
	importance    = [...]float64{task.P1: 8, task.P2: 4, task.P3: 2, task.P4: 1, task.P5: 0.5}
	logImportance = [...]float64{task.P1: 3 * math.Ln2, task.P2: 2 * math.Ln2, task.P3: math.Ln2, task.P4: 0, task.P5: -math.Ln2}
)

// weight returns W, on the grid so that sums of it do not hang on their order.
func weight(it *Item, f *fact) float64 {
	w := importance[f.priority]
	if it.Weight > 0 && it.Weight != 1 {
		w = grid(w * it.Weight)
	}
	return max(w, 1.0/gridSteps)
}

// values returns the value of each term, before any weight.
func (r *ranking) values(it *Item, f *fact, item int32) (v [NumTerms]float64) {
	v[Importance] = logImportance[f.priority]
	if it.Weight > 0 && it.Weight != 1 {
		v[Importance] += math.Log(it.Weight)
	}
	v[Urgency] = r.urgency(f)
	v[Effort] = r.effort(f.estimate)
	if f.blocks {
		sum := 0.0
		for _, l := range r.graph.after(item) {
			sum += weight(&r.in.Items[l.to()], &r.facts[l.to()])
		}
		v[Unblocks] = math.Log1p(0.7 * sum / weight(it, f))
	}
	v[Age] = math.Log1p(float64(r.now-f.created) / (14 * 86400))
	v[Fit] = r.fit(it, f)
	if f.today {
		v[Continuity] = 1
	}
	for _, at := range it.NotNow {
		v[NotNow] -= math.Exp2(-max(0, r.in.Now.Sub(at).Hours()) / 4)
	}
	return v
}

// effort returns −ln(max(15, estimate) / 30).
func (r *ranking) effort(estimate int32) float64 {
	if int(estimate) < len(r.efforts) {
		return r.efforts[max(0, estimate)]
	}
	return -math.Log(float64(estimate) / 30)
}

// setEfforts works out the terms of estimates up to a day's work, which are nearly
// all there are.
func (r *ranking) setEfforts() {
	for estimate := range r.efforts {
		r.efforts[estimate] = -math.Log(float64(max(15, estimate))/30) + 0
	}
}

// urgency returns −min(3, slack/2), and 3 less for a hard deadline that is past.
func (r *ranking) urgency(f *fact) float64 {
	u := -3.0
	if f.due != never {
		u = -min(3, r.slack(f)/2)
	}
	if f.missed {
		u -= 3
	}
	return u
}

// slack returns the working days to spare before the task must be begun, at least 0.
func (r *ranking) slack(f *fact) float64 {
	return max(0, (r.free(f)-float64(f.left)*60)/r.in.Free.perDay())
}

// free returns the free seconds from now until the task is due, at least 0.
func (r *ranking) free(f *fact) float64 {
	if f.due <= r.now {
		return 0
	}
	return r.in.Free.until(f.due) - r.spent
}

// fit returns how well the task suits the moment, −0.5 to 0.5.
func (r *ranking) fit(it *Item, f *fact) float64 {
	fit := it.Fit
	if r.in.Gap > 0 && f.known != guessed {
		if int(f.left) <= r.in.Gap {
			fit += 0.5
		} else {
			fit -= 0.5
		}
	}
	return min(0.5, max(-0.5, fit))
}

// points weighs the values and returns the points of each term and their sum.
func (r *ranking) points(v [NumTerms]float64) (p [NumTerms]float64, sum float64) {
	for i := range v {
		if v[i] != 0 {
			p[i] = grid(10 * r.theta[i] * v[i])
			sum += p[i]
		}
	}
	return p, sum
}

// effortWeight returns θ3 in a week of the given load: it rises from its base to
// twice that while the load goes from 0.8 to 1.4.
func effortWeight(base, load float64) float64 {
	return base * (1 + min(1, max(0, (load-0.8)/0.6)))
}

// setDay sets when the day of now begins and ends, and its date.
func (r *ranking) setDay(now time.Time) {
	day := dayNumber(now)
	r.dayStart, r.dayEnd = r.cal.start(day), r.cal.start(day+1)
	r.today = now.Format(time.DateOnly)
}
