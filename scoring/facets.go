package scoring

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
)

// rank names the priority.
func (s *subject) rank() string {
	switch s.fact.priority {
	case 1:
		return "top priority (p1)"
	case 2:
		return "high priority (p2)"
	}
	return "more important than most (p" + strconv.Itoa(int(s.fact.priority)) + ")"
}

// project says how much its project counts, if that is not as much as others.
func (s *subject) project() string {
	switch w := s.it.Weight; w {
	case 0, 1:
		return ""
	case 2:
		return " in a project that counts double"
	case 0.5:
		return " in a project that counts half"
	default:
		return " in a project that counts " + strconv.FormatFloat(w, 'g', 3, 64) + " times as much"
	}
}

func (s *subject) length() string { return duration(int(s.fact.estimate)) }

// A when is the effective due date in words.
type when struct {
	text string // "due tomorrow at 17:00", "2 days overdue", "needed today for *Title*"
	day  string // "tomorrow at 17:00"
	hard bool   // it is a hard deadline ahead
}

func (s *subject) when() when {
	f := s.fact
	if f.due == never {
		return when{text: "without a due date"}
	}
	if f.source != s.item {
		title := quote(s.in.Items[f.source].Task.Title)
		if f.due <= s.now {
			return when{"already needed for " + title, s.ago(f.due - 1), false}
		}
		return when{"needed " + s.day(f.due) + " for " + title, s.day(f.due), false}
	}
	date, hard := s.task.Due, false
	if s.task.Deadline.Date != "" && s.cal.due(s.task.Deadline) == f.due {
		date, hard = s.task.Deadline, true
	}
	if f.due <= s.now {
		return when{s.overdue(f.due), s.ago(f.due - 1), false}
	}
	day := s.day(f.due) + s.clock(date, f.due)
	return when{"due " + day, day, hard}
}

// room says how much free time is left before the task is due, where that is known
// and short enough to matter.
func (s *subject) room() string {
	if s.in.Free.unlimited() || s.fact.due == never || s.fact.due <= s.now {
		return ""
	}
	free, slack := int(s.free(s.fact)/60), s.slack(s.fact)
	switch {
	case free == 0:
		return " with no free time left before it"
	case slack < 0.5: // less than half a working day
		return " with only " + duration(free) + " free before it"
	case slack < 3:
		return " with " + duration(free) + " free before it"
	}
	return ""
}

// blocked names what the task unblocks, the most important first.
func (s *subject) blocked() string {
	links := slices.Clone(s.graph.after(s.item))
	slices.SortFunc(links, func(a, b link) int {
		x, y := &s.in.Items[a.to()], &s.in.Items[b.to()]
		return cmp.Or(cmp.Compare(weight(y, &s.facts[b.to()]), weight(x, &s.facts[a.to()])), cmp.Compare(x.Task.ID, y.Task.ID))
	})
	var titles []string
	for _, l := range links[:min(2, len(links))] {
		titles = append(titles, quote(s.in.Items[l.to()].Task.Title))
	}
	if n := len(links); n > 2 {
		return fmt.Sprintf("%d tasks, %s among them", n, titles[0])
	}
	return and(titles)
}

// lastNotNow says when the person last answered "Not now".
func (s *subject) lastNotNow() string {
	last := s.it.NotNow[0]
	for _, at := range s.it.NotNow {
		if at.After(last) {
			last = at
		}
	}
	return minutesAgo(s.in.Now.Sub(last))
}
