package scoring

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"mindflow/task"
)

// telling is how many points a term must stand off the median to be worth a word.
const telling = 0.5

// A subject is an eligible task with what is said about it.
type subject struct {
	*ranking
	item  int32
	it    *Item
	task  *task.Task
	fact  *fact
	value [NumTerms]float64
}

func (r *ranking) subject(item int32) subject {
	it, f := &r.in.Items[item], &r.facts[item]
	return subject{r, item, it, it.Task, f, r.values(it, f, item)}
}

// explain returns the task at the given position with everything said about it.
func (r *ranking) explain(best []place, pos int) Scored {
	s := r.subject(best[pos].item)
	points, sum := r.points(s.value)
	out := Scored{Item: int(s.item), Score: sum, Missed: s.fact.missed}
	for i := range out.Terms {
		out.Terms[i] = Term{TermName(i), s.value[i] + 0, r.theta[i], points[i], s.why(i)}
	}
	out.Reason = s.reason(best, pos, points)
	out.Despite = s.despite(points)
	out.Change = r.change(best, pos)
	return out
}

// reason says in one sentence what speaks for the task: the two terms that give it
// most over the median task.
func (s *subject) reason(best []place, pos int, points [NumTerms]float64) string {
	if s.fact.missed {
		return "Hard deadline missed " + s.ago(s.fact.due-1) + ": decide whether it is still worth doing"
	}
	gains := s.gains(points, s.middle, telling)
	if len(gains) == 0 && pos+1 < len(best) {
		next := s.subject(best[pos+1].item)
		than, _ := s.points(next.value)
		gains = s.gains(points, than, 0)
	}
	var clauses []clause
	if s.fact.pinned {
		clauses = append(clauses, clause{"Pinned by you", ""})
	}
	for _, i := range gains {
		// "Needed today for A" already says that it unblocks A.
		if links := s.graph.after(s.item); i == Unblocks && len(links) == 1 && links[0].to() == s.fact.source && slices.Contains(gains, Urgency) {
			continue
		}
		clauses = append(clauses, s.clause(i))
	}
	if len(clauses) == 0 && len(s.places) == 1 && s.fact.due != never {
		clauses = append(clauses, s.clause(Urgency))
	}
	if len(s.places) == 1 {
		clauses = append(clauses, clause{"The only task that can be started now", "nothing else can be started now"})
	}
	switch {
	case len(clauses) > 1:
		return clauses[0].alone + ", and " + clauses[1].joined
	case len(clauses) == 1:
		return clauses[0].alone
	case pos == 0:
		return "Nothing else that is open comes before it"
	}
	return "Next in line, though nothing about it stands out"
}

// gains returns the terms that give more than than by over a margin, largest first.
// "Not now" can only be a smaller loss than another's, which is no reason.
func (s *subject) gains(points, than [NumTerms]float64, margin float64) []int {
	var terms []int
	for i := range points {
		young := i == Age && s.now-s.fact.created < 86400
		undated := i == Urgency && s.fact.due == never
		if i != NotNow && !young && !undated && points[i]-than[i] > margin {
			terms = append(terms, i)
		}
	}
	slices.SortStableFunc(terms, func(a, b int) int {
		return cmp.Compare(points[b]-than[b], points[a]-than[a])
	})
	return terms
}

// A clause is one reason: as the beginning of a sentence, and after "and".
type clause struct{ alone, joined string }

func (s *subject) clause(term int) clause {
	is := func(what string) clause { return clause{upper(what), "it is " + what} }
	switch term {
	case Importance:
		return is(s.rank() + s.project())
	case Urgency:
		when := s.when()
		if when.hard {
			return clause{"Hard deadline " + when.day + s.room(), "its hard deadline is " + when.day + s.room()}
		}
		return is(when.text + s.room())
	case Effort:
		if s.fact.known != given {
			return clause{"Probably only " + s.length() + " of work", "it probably takes only " + s.length()}
		}
		return clause{"Only " + s.length() + " of work", "it takes only " + s.length()}
	case Unblocks:
		return clause{"Unblocks " + s.blocked(), "it unblocks " + s.blocked()}
	case Age:
		days := span(int((s.now - s.fact.created) / 86400))
		return clause{"On the list for " + days, "it has been on the list for " + days}
	case Fit:
		if s.in.Gap > 0 {
			gap := "in the " + duration(s.in.Gap) + " before your next meeting"
			return clause{"Fits " + gap, "it fits " + gap}
		}
		return clause{"Suits the moment", "it suits the moment"}
	}
	return clause{"Begun today", "you began it today"} // Continuity
}

// despite says what speaks against the task: the term that costs it most against
// the median task.
func (s *subject) despite(points [NumTerms]float64) string {
	worst := -1
	for i := range points {
		loss := points[i] - s.middle[i]
		if loss < -telling && (worst < 0 || loss < points[worst]-s.middle[worst]) && !(i == Urgency && s.fact.missed) {
			worst = i
		}
	}
	switch worst {
	case Importance:
		return "despite being only p" + strconv.Itoa(int(s.fact.priority)) + s.project()
	case Urgency:
		when := s.when()
		switch {
		case s.fact.due == never:
			return "despite having no due date"
		case when.hard:
			return "despite a hard deadline only " + when.day
		case s.fact.source != s.item:
			return "despite being needed only " + when.day
		}
		return "despite being due only " + when.day
	case Effort:
		if s.fact.known != given {
			return "despite probably taking " + s.length()
		}
		return "despite taking " + s.length()
	case Unblocks:
		return "despite unblocking less than most"
	case Age:
		return "despite having been added " + s.ago(s.fact.created)
	case Fit:
		if s.in.Gap > 0 {
			return "despite not fitting in the " + duration(s.in.Gap) + " before your next meeting"
		}
		return "despite not suiting the moment"
	case Continuity:
		return "despite not having been begun today"
	case NotNow:
		if n := len(s.it.NotNow); n > 1 {
			return fmt.Sprintf("despite %d times “Not now”, the last %s", n, s.lastNotNow())
		}
		return "despite “Not now” " + s.lastNotNow()
	}
	return ""
}

// why says in a few words where the value of a term comes from.
func (s *subject) why(term int) string {
	switch term {
	case Importance:
		return "p" + strconv.Itoa(int(s.fact.priority)) + s.project()
	case Urgency:
		switch when := s.when(); {
		case s.fact.missed:
			return "missed: decide"
		case s.fact.due == never:
			return "no due date"
		case when.hard:
			return "hard deadline " + when.day + s.room()
		default:
			return when.text + s.room()
		}
	case Effort:
		switch s.fact.known {
		case given:
			return s.length()
		case inProject:
			return s.length() + ", as is usual in its project"
		case inTag:
			return s.length() + ", as is usual for its tag"
		}
		return "no estimate, so " + s.length() + " assumed"
	case Unblocks:
		if s.fact.blocks {
			return "unblocks " + s.blocked()
		}
		return "unblocks nothing"
	case Age:
		return "added " + s.ago(s.fact.created)
	case Fit:
		switch {
		case s.value[Fit] == 0:
			return "nothing known"
		case s.in.Gap > 0 && s.it.Fit == 0 && s.value[Fit] > 0:
			return "fits in the " + duration(s.in.Gap) + " before the next meeting"
		case s.in.Gap > 0 && s.it.Fit == 0:
			return "longer than the " + duration(s.in.Gap) + " before the next meeting"
		case s.value[Fit] > 0:
			return "suits the moment"
		}
		return "does not suit the moment"
	case Continuity:
		if s.fact.today {
			return "begun today"
		}
		return "not begun today"
	}
	if len(s.it.NotNow) > 0 {
		return "“Not now” " + s.lastNotNow()
	}
	return "never put off"
}
