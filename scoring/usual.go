package scoring

import "mindflow/task"

// guess is the estimate, in minutes, of a task of which nothing is known.
const guess = 30

// An origin says where an estimate comes from.
type origin uint8

const (
	guessed   origin = iota // nothing is known
	given                   // the task has one
	inProject               // the median of its project
	inTag                   // the median of a tag of it
)

// A usual knows the median estimate of projects and tags.
type usual struct {
	numbers  map[string]int32 // of projects, as they are met
	projects []int32          // medians by number; 0: no task of it has an estimate
	tags     map[string]int32
}

// project returns the number of a project.
func (u *usual) project(id string) int32 {
	n, ok := u.numbers[id]
	if !ok {
		if u.numbers == nil {
			u.numbers = map[string]int32{}
		}
		n = int32(len(u.numbers))
		u.numbers[id] = n
	}
	return n
}

// learn works out the medians of the projects, and those of the tags that are
// asked for: by open tasks without an estimate in a project without a median.
// Tasks in the Trash teach nothing; completed ones do.
func (u *usual) learn(items []Item, facts []fact) {
	groups := make([][]int32, len(u.numbers))
	for i := range facts {
		if f := &facts[i]; f.estimate > 0 && f.project >= 0 {
			groups[f.project] = append(groups[f.project], f.estimate)
		}
	}
	u.projects = make([]int32, len(groups))
	for i, estimates := range groups {
		if len(estimates) > 0 {
			u.projects[i] = median(estimates)
		}
	}
	asked := map[string][]int32{}
	for i := range facts {
		if f := &facts[i]; f.open && f.tagged && f.estimate == 0 && (f.project < 0 || u.projects[f.project] == 0) {
			for _, tag := range items[i].Task.Tags {
				asked[tag] = nil
			}
		}
	}
	if len(asked) == 0 {
		return
	}
	for i := range facts {
		if facts[i].estimate == 0 || !facts[i].tagged {
			continue
		}
		for _, tag := range items[i].Task.Tags {
			if estimates, ok := asked[tag]; ok {
				asked[tag] = append(estimates, facts[i].estimate)
			}
		}
	}
	u.tags = map[string]int32{}
	for tag, estimates := range asked {
		if len(estimates) > 0 {
			u.tags[tag] = median(estimates)
		}
	}
}

// estimate returns what is usual for a task in minutes: the median of its project,
// else that of the first of its tags that has one, else a guess.
func (u *usual) estimate(t *task.Task, f *fact) (int32, origin) {
	if f.project >= 0 && u.projects[f.project] > 0 {
		return u.projects[f.project], inProject
	}
	if f.tagged && len(u.tags) > 0 {
		for _, tag := range t.Tags {
			if m, ok := u.tags[tag]; ok {
				return m, inTag
			}
		}
	}
	return guess, guessed
}
