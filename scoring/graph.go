package scoring

import (
	"cmp"
	"slices"
)

// A graph holds what blocks what among the open items, sorted by blocker and then
// by the ID of what it blocks, so that nothing hangs on the order of the input.
type graph []link

// A link says that item from must be done before item to can be started.
type link struct{ from, to int32 }

// readGraph reads the links and marks both ends of each. A blocker that is not
// among the items, or that is done or in the Trash, blocks nothing; nor does a
// task block itself.
func readGraph(items []Item, facts []fact) graph {
	index := map[string]int32{}
	for i := range items {
		if facts[i].open {
			for _, id := range items[i].Task.BlockedBy {
				index[id] = -1
			}
		}
	}
	if len(index) == 0 {
		return nil
	}
	for i := range items {
		if facts[i].open {
			if _, ok := index[items[i].Task.ID]; ok {
				index[items[i].Task.ID] = int32(i)
			}
		}
	}
	var g graph
	for i := range items {
		if !facts[i].open {
			continue
		}
		for _, id := range items[i].Task.BlockedBy {
			if from := index[id]; from >= 0 && from != int32(i) {
				g = append(g, link{from, int32(i)})
				facts[from].blocks, facts[i].blocked = true, true
			}
		}
	}
	slices.SortFunc(g, func(a, b link) int {
		return cmp.Or(cmp.Compare(a.from, b.from),
			cmp.Compare(items[a.to].Task.ID, items[b.to].Task.ID), cmp.Compare(a.to, b.to))
	})
	return slices.Compact(g)
}

// successors returns the links that start at the given item.
func (g graph) successors(item int32) graph {
	lo, _ := slices.BinarySearchFunc(g, item, func(l link, item int32) int { return cmp.Compare(l.from, item) })
	hi := lo
	for hi < len(g) && g[hi].from == item {
		hi++
	}
	return g[lo:hi]
}

// pullDates gives each blocker the date its successors need it by: theirs less the
// work left in them. It goes from the last task of each chain to the first. Tasks
// in a circle keep the dates they have; none of them can be started anyway.
func (g graph) pullDates(facts []fact) {
	waiting := map[int32]int{} // how many successors of a blocker have no final date yet
	back := make(graph, len(g))
	for i, l := range g {
		waiting[l.from]++
		back[i] = link{l.to, l.from}
	}
	// Within one successor the order of its blockers does not matter: each takes
	// its date from its successors in the order of g.
	slices.SortFunc(back, func(a, b link) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	var ready []int32
	for _, l := range back {
		if !facts[l.from].blocks && (len(ready) == 0 || ready[len(ready)-1] != l.from) {
			ready = append(ready, l.from)
		}
	}
	for len(ready) > 0 {
		item := ready[len(ready)-1]
		ready = ready[:len(ready)-1]
		for _, l := range back.successors(item) {
			if waiting[l.to]--; waiting[l.to] == 0 {
				facts[l.to].due, facts[l.to].source = g.neededBy(facts, l.to, facts[l.to].due)
				ready = append(ready, l.to)
			}
		}
	}
}

// neededBy returns the earliest of the item's own date and those its successors
// need it by, and the item whose own date that is.
func (g graph) neededBy(facts []fact, item int32, own int64) (due int64, source int32) {
	due, source = own, item
	for _, l := range g.successors(item) {
		s := &facts[l.to]
		if s.due == never {
			continue
		}
		if d := s.due - int64(s.left)*60; d < due {
			due, source = d, s.source
		}
	}
	return due, source
}
