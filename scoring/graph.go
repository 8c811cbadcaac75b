package scoring

import "slices"

// A graph holds what blocks what among the open items, sorted, so that what one
// item blocks lies together.
type graph []link

// A link says that one item must be done before another can be started. It is a
// number, because sorting numbers is fast: the blocker's index in the upper half.
type link uint64

func newLink(from, to int32) link { return link(from)<<32 | link(to) }

func (l link) from() int32 { return int32(l >> 32) }
func (l link) to() int32   { return int32(l & 0xffffffff) }

// readGraph reads the links of the facts marked blocked, which at first only says
// that they name a blocker, and then marks both ends of each link. A blocker that
// is not among the items, or that is done or in the Trash, blocks nothing; nor
// does a task block itself.
func readGraph(items []Item, facts []fact) graph {
	var blocked []int32 // items that name a blocker
	for i := range facts {
		if facts[i].open && facts[i].blocked {
			facts[i].blocked = false
			blocked = append(blocked, int32(i))
		}
	}
	if len(blocked) == 0 {
		return nil
	}
	index := make(map[string]int32, len(blocked))
	for _, i := range blocked {
		for _, id := range items[i].Task.BlockedBy {
			index[id] = -1
		}
	}
	for i := range facts {
		if facts[i].open {
			if _, named := index[items[i].Task.ID]; named {
				index[items[i].Task.ID] = int32(i)
			}
		}
	}
	g := make(graph, 0, len(blocked))
	for _, i := range blocked {
		for _, id := range items[i].Task.BlockedBy {
			if from := index[id]; from >= 0 && from != i {
				g = append(g, newLink(from, i))
				facts[from].blocks, facts[i].blocked = true, true
			}
		}
	}
	slices.Sort(g)
	return slices.Compact(g)
}

// after returns the links that start at the given item.
func (g graph) after(item int32) graph {
	lo, _ := slices.BinarySearch(g, newLink(item, 0))
	hi := lo
	for hi < len(g) && g[hi].from() == item {
		hi++
	}
	return g[lo:hi]
}

// pullDates gives each blocker the date its successors need it by: theirs less the
// work left in them. It goes from the last task of each chain to the first. Tasks
// in a circle keep the dates they have; none of them can be started anyway.
func (r *ranking) pullDates() {
	back := make(graph, len(r.graph))
	for i, l := range r.graph {
		r.facts[l.from()].waiting++
		back[i] = newLink(l.to(), l.from())
	}
	slices.Sort(back)
	var ready []int32 // items whose own date is final
	for i, l := range back {
		if !r.facts[l.from()].blocks && (i == 0 || back[i-1].from() != l.from()) {
			ready = append(ready, l.from())
		}
	}
	for len(ready) > 0 {
		item := ready[len(ready)-1]
		ready = ready[:len(ready)-1]
		for _, l := range back.after(item) {
			f := &r.facts[l.to()]
			if f.waiting--; f.waiting == 0 {
				f.due, f.source = r.neededBy(l.to(), f.due)
				ready = append(ready, l.to())
			}
		}
	}
}

// neededBy returns the earliest of an item's own date and those its successors
// need it by, and the item whose own date that is.
func (r *ranking) neededBy(item int32, own int64) (due int64, source int32) {
	due, source = own, item
	for _, l := range r.graph.after(item) {
		s := &r.facts[l.to()]
		if s.due == never {
			continue
		}
		d := s.due - int64(s.left)*60
		if d < due || (d == due && source != item && r.in.Items[s.source].Task.ID < r.in.Items[source].Task.ID) {
			due, source = d, s.source
		}
	}
	return due, source
}
