package scoring

import (
	"cmp"
	"slices"
	"sync"
	"time"
)

// A ranking is one call of Rank at work.
type ranking struct {
	in       Input
	theta    [NumTerms]float64 // with the weight of effort as this week's load has it
	cal      *calendar
	usual    usual
	facts    []fact // by item
	graph    graph
	now      int64
	dayStart int64 // of today
	dayEnd   int64
	today    string
	spent    float64 // free seconds until now

	efforts [8 * 60]float64   // see effort
	places  []place           // the eligible tasks
	middle  [NumTerms]float64 // the median of their points, by term
}

// A place is an eligible task with what decides its rank.
type place struct {
	score  float64
	due    int64
	item   int32
	pinned bool
}

func newRanking(in Input) *ranking {
	in.Now = in.Now.Truncate(time.Minute) // devices agree within the same clock minute
	if in.Profile == (Profile{}) {
		in.Profile = Defaults()
	}
	r := &ranking{
		in:    in,
		theta: in.Profile.Theta,
		cal:   newCalendar(in.Now),
		facts: make([]fact, len(in.Items)),
		now:   in.Now.Unix(),
		spent: in.Free.until(in.Now.Unix()),
	}
	r.setDay(in.Now)
	r.setEfforts()
	for i := range in.Items {
		if t := in.Items[i].Task; t != nil {
			r.facts[i] = r.read(t, int32(i))
		}
	}
	// Both go through all tasks in memory once more, which is what takes the time,
	// and neither needs the other.
	var both sync.WaitGroup
	both.Go(func() { r.graph = readGraph(in.Items, r.facts) })
	r.setEstimates()
	both.Wait()
	r.theta[Effort] = effortWeight(r.theta[Effort], r.load())
	r.pullDates()
	r.score()
	return r
}

// less is the total order of the places, best first.
func (r *ranking) less(a, b *place) bool {
	switch {
	case a.pinned != b.pinned:
		return a.pinned
	case a.score != b.score:
		return a.score > b.score
	case a.due != b.due:
		return a.due < b.due
	}
	x, y := r.in.Items[a.item].Task, r.in.Items[b.item].Task
	if !x.CreatedAt.Equal(y.CreatedAt) {
		return x.CreatedAt.Before(y.CreatedAt)
	}
	if x.ID != y.ID {
		return x.ID < y.ID
	}
	return a.item < b.item // the same task twice, which is the caller's doing
}

// best returns the best n places in order, and all of them for n = 0.
func (r *ranking) best(n int) []place {
	top := r.places
	if n > 0 && n < len(top) {
		top = r.choose(n)
	}
	slices.SortFunc(top, func(a, b place) int {
		if r.less(&a, &b) {
			return -1
		}
		return 1
	})
	return top
}

// choose returns the best n places in no order. It keeps them in a heap with the
// worst of them on top, so that most places cost one comparison.
func (r *ranking) choose(n int) []place {
	heap := slices.Clone(r.places[:n])
	sift := func(i int) {
		for {
			worst := i
			for child := 2*i + 1; child <= 2*i+2 && child < n; child++ {
				if r.less(&heap[worst], &heap[child]) {
					worst = child
				}
			}
			if worst == i {
				return
			}
			heap[i], heap[worst] = heap[worst], heap[i]
			i = worst
		}
	}
	for i := n/2 - 1; i >= 0; i-- {
		sift(i)
	}
	for i := n; i < len(r.places); i++ {
		if r.less(&r.places[i], &heap[0]) {
			heap[0] = r.places[i]
			sift(0)
		}
	}
	return heap
}

// median returns the middle element, the lower one of two, and reorders s.
func median(s []int32) int32 { return nth(s, (len(s)-1)/2) }

// nth returns the element that would be s[k] if s were sorted, and reorders s.
func nth[T cmp.Ordered](s []T, k int) T {
	lo, hi := 0, len(s)-1
	for lo < hi {
		pivot := s[lo+(hi-lo)/2]
		i, j := lo, hi
		for i <= j {
			for s[i] < pivot {
				i++
			}
			for s[j] > pivot {
				j--
			}
			if i <= j {
				s[i], s[j] = s[j], s[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			hi = j
		case k >= i:
			lo = i
		default:
			return s[k]
		}
	}
	return s[k]
}
