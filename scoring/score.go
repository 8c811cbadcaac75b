package scoring

import "sync"

// A part is what was scored of a stretch of the items.
type part struct {
	places  []place
	columns [NumTerms]column
}

// score fills the places and the medians. Half of the items are scored beside the
// other half; which half an item is in makes no difference to it.
func (r *ranking) score() {
	n := 0
	for i := range r.facts {
		if r.facts[i].eligible() {
			n++
		}
	}
	if n == 0 {
		return
	}
	var wait sync.WaitGroup
	var second part
	half := len(r.facts) / 2
	wait.Go(func() { second = r.scorePart(half, len(r.facts), min(n, len(r.facts)-half)) })
	all := r.scorePart(0, half, n)
	wait.Wait()
	r.places = append(all.places, second.places...)
	for c := range all.columns {
		wait.Go(func() {
			all.columns[c].join(second.columns[c])
			r.middle[c] = all.columns[c].median(n)
		})
	}
	wait.Wait()
}

// scorePart scores the items from one index to another and makes room for so many
// tasks: the first part has room for the second.
func (r *ranking) scorePart(from, to, room int) part {
	p := part{places: make([]place, 0, room)}
	for i := from; i < to; i++ {
		f := &r.facts[i]
		if !f.eligible() {
			continue
		}
		points, sum := r.points(r.values(&r.in.Items[i], f, int32(i)))
		p.places = append(p.places, place{sum, f.due, int32(i), f.pinned})
		for c := range points {
			p.columns[c].add(points[c], room)
		}
	}
	return p
}

// A column is what one term gives to each eligible task. Most terms give nothing to
// most tasks, so only the other numbers are kept.
type column struct {
	numbers   []float32
	negatives int
}

func (c *column) add(points float64, room int) {
	if points == 0 {
		return
	}
	if c.numbers == nil {
		c.numbers = make([]float32, 0, room)
	}
	c.numbers = append(c.numbers, float32(points))
	if points < 0 {
		c.negatives++
	}
}

func (c *column) join(other column) {
	c.numbers = append(c.numbers, other.numbers...)
	c.negatives += other.negatives
}

// median returns the middle of the n numbers of which all but those kept are 0.
func (c *column) median(n int) float64 {
	k, zeros := (n-1)/2, n-len(c.numbers)
	switch {
	case k < c.negatives:
		return float64(nth(c.numbers, k))
	case k < c.negatives+zeros:
		return 0
	}
	return float64(nth(c.numbers, k-zeros))
}
