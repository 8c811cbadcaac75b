// Package scoring answers "what should I do next?" and says why.
//
// It is pure: tasks, the clock, the person's weights and their free time come in
// as values. It refuses to know where any of them is kept, and it never learns by
// itself: what was learned comes in as a Profile.
//
// The one rule: two devices that are given the same tasks in the same minute give
// the same answer. So nothing here may hang on the order of the input, on the order
// of a map, or on the last bit of a logarithm (see grid).
package scoring

import (
	"time"

	"mindflow/task"
)

// Positions of the terms in Theta and in Scored.Terms.
const (
	Importance = iota
	Urgency
	Effort
	Unblocks
	Age
	Fit
	Continuity
	NotNow
	NumTerms
)

// TermName returns the name of the term at the given position, as JSON has it.
func TermName(i int) string {
	return [NumTerms]string{"importance", "urgency", "effort", "unblocks", "age", "fit", "continuity", "not_now"}[i]
}

// A Profile holds the weight of each term. The weight of effort is what it is in a
// quiet week; it doubles as the week fills up. The zero Profile reads as Defaults.
type Profile struct {
	Theta [NumTerms]float64 `json:"theta"`
}

// Defaults returns the weights of a person nothing is known about yet.
func Defaults() Profile {
	return Profile{[NumTerms]float64{1, 1, 0.5, 1, 0.15, 0.35, 0.5, 1}}
}

// An Item is a task with what the formula needs and the task does not hold.
type Item struct {
	Task   *task.Task
	Weight float64     // of its project; 0 reads as 1
	Fit    float64     // what is known of energy and time of day, −0.5 to 0.5; 0 where nothing is
	NotNow []time.Time // when the person answered "Not now"
}

// An Input is everything an answer depends on.
//
// Items should hold the completed tasks as well where they are at hand: their
// estimates tell what is usual in a project. They are never suggested.
type Input struct {
	Now     time.Time // its location is the person's zone; seconds are ignored
	Items   []Item
	Profile Profile
	Free    FreeTime
	Context string // ID of a tag or project: only its tasks are suggested; empty: all
	Gap     int    // minutes before the next meeting; 0 where unknown
}

// A Term is one summand of a score.
type Term struct {
	Name   string  `json:"name"`
	Value  float64 `json:"value"`
	Weight float64 `json:"weight"`
	Points float64 `json:"points"` // 10 · weight · value, on the grid
	Why    string  `json:"why"`
}

// A Scored is a task that can be started now, with its score and the reason for it.
// The sentences have no full stop; titles in them stand between asterisks.
type Scored struct {
	Item    int            `json:"item"` // index into Input.Items
	Score   float64        `json:"score"`
	Terms   [NumTerms]Term `json:"terms"` // their points add up to Score exactly
	Missed  bool           `json:"missed,omitzero"`
	Reason  string         `json:"reason"`           // what speaks for it
	Despite string         `json:"despite,omitzero"` // what speaks against it
	Change  string         `json:"change,omitzero"`  // the smallest change that would put another task first
}

// others is how many tasks behind the first are looked at for the smallest change
// that would put another one first.
const others = 5

// Rank returns the tasks that can be started now, best first, and at most limit of
// them (0: all). It costs one pass over the items; only what is returned is
// explained.
func Rank(in Input, limit int) []Scored {
	r := newRanking(in)
	keep := limit
	if limit > 0 {
		keep = max(limit, others) + 1 // the last one is explained against the next
	}
	best := r.best(keep)
	shown := len(best)
	if limit > 0 {
		shown = min(shown, limit)
	}
	out := make([]Scored, shown)
	for pos := range out {
		out[pos] = r.explain(best, pos)
	}
	return out
}
