package importers

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mindflow/task"
)

// A reader collects the drafts and losses of one file.
type reader struct {
	file      string // its name
	now       time.Time
	parseWhen ParseWhen
	result    Result
	notes     [][]string // of each draft: paragraphs for its description
}

// add begins a draft. The pointer holds until the next call.
func (r *reader) add(title string, line int) (*Draft, error) {
	if len(r.result.Drafts) == MaxTasks {
		return nil, &LineError{line, fmt.Sprintf("the file has more than %d tasks; export it in parts, as one project at a time", MaxTasks)}
	}
	d := Draft{Task: task.New("", oneLine(title), r.now), Line: line}
	d.Source = task.Import
	r.result.Drafts = append(r.result.Drafts, d)
	r.notes = append(r.notes, nil)
	last := &r.result.Drafts[len(r.result.Drafts)-1]
	if last.Title == "" {
		last.Title = "Untitled"
		r.lose(last.Title, "line %d has no title", line)
	}
	return last, nil
}

// lose records that something of an item is not kept as it was.
func (r *reader) lose(item, format string, args ...any) {
	r.result.Losses = append(r.result.Losses, Loss{shorten(item, 200), fmt.Sprintf(format, args...)})
}

// note adds a paragraph to the description of draft i.
func (r *reader) note(i int, text string) {
	if text = paragraphs(text); text != "" {
		r.notes[i] = append(r.notes[i], text)
	}
}

// keep records a loss of draft i and keeps what it was about in the description.
func (r *reader) keep(i int, what, text string) {
	r.lose(r.result.Drafts[i].Title, "%s; kept in the notes", what)
	r.note(i, text)
}

// finish puts the descriptions together and holds every draft to the limits of a task.
func (r *reader) finish() {
	refs := map[string]bool{}
	for i := range r.result.Drafts {
		refs[r.result.Drafts[i].Ref] = true
	}
	for i := range r.result.Drafts {
		d := &r.result.Drafts[i]
		full := d.Title
		if utf8.RuneCountInString(full) > task.MaxTitle {
			runes := []rune(full)
			d.Title = strings.TrimSpace(string(runes[:task.MaxTitle]))
			r.notes[i] = slices.Insert(r.notes[i], 0, "…"+string(runes[task.MaxTitle:]))
			r.lose(d.Title, "the title has %d characters and the limit is %d; the rest is kept in the notes", len(runes), task.MaxTitle)
		}
		d.Description = strings.Join(r.notes[i], "\n\n")
		if len(d.Description) > task.MaxDescription {
			d.Description = strings.ToValidUTF8(d.Description[:task.MaxDescription], "")
			r.lose(d.Title, "the notes are over %d KiB and are cut there", task.MaxDescription>>10)
		}
		d.ProjectName = r.name(d, "project", d.ProjectName)
		d.SectionName = r.name(d, "section", d.SectionName)
		r.tags(d)
		r.blockers(d, refs)
	}
}

// name holds the name of a project, section or tag to one line and its limit.
func (r *reader) name(d *Draft, kind, name string) string {
	name = oneLine(name)
	if n := utf8.RuneCountInString(name); n > task.MaxName {
		r.lose(d.Title, "the name of its %s has %d characters and is cut at %d", kind, n, task.MaxName)
		name = strings.TrimSpace(string([]rune(name)[:task.MaxName]))
	}
	return name
}

// tags holds the tags to their limits and to one of each name.
func (r *reader) tags(d *Draft) {
	var names []string
	seen := map[string]bool{}
	for _, name := range d.TagNames {
		if name = r.name(d, "tag", name); name != "" && !seen[task.Fold(name)] {
			seen[task.Fold(name)] = true
			names = append(names, name)
		}
	}
	if len(names) > task.MaxTags {
		r.lose(d.Title, "it has %d tags and the limit is %d; not kept: %s", len(names), task.MaxTags, strings.Join(names[task.MaxTags:], ", "))
		names = names[:task.MaxTags]
	}
	d.TagNames = names
}

// blockers drops references to tasks that are not there.
func (r *reader) blockers(d *Draft, refs map[string]bool) {
	var kept []string
	for _, ref := range d.BlockedByRefs {
		switch {
		case ref == d.Ref || slices.Contains(kept, ref):
		case !refs[ref]:
			r.lose(d.Title, "it is blocked by the task %s, which is not in the file; not kept", shorten(ref, 40))
		case len(kept) == task.MaxBlockedBy:
			r.lose(d.Title, "it is blocked by more than %d tasks; %s is not kept", task.MaxBlockedBy, shorten(ref, 40))
		default:
			kept = append(kept, ref)
		}
	}
	d.BlockedByRefs = kept
}

// setEstimate sets the estimate of draft i, unless it is out of bounds.
func (r *reader) setEstimate(i int, minutes int, text string) {
	if minutes < 1 || minutes > task.MaxEstimateMin {
		r.keep(i, fmt.Sprintf("the estimate %q is outside 1 to %d minutes", text, task.MaxEstimateMin), "Estimate: "+text)
		return
	}
	r.result.Drafts[i].EstimateMin = minutes
}

// localWhen returns the day and time of an instant where the person is. Midnight,
// and the second before it, stand for the day.
func localWhen(t time.Time, loc *time.Location) task.When {
	t = t.In(loc)
	w := task.Day(t)
	if clock := t.Format("15:04:05"); clock != "00:00:00" && clock != "23:59:59" {
		w.Time = clock[:5]
	}
	return w
}

// valid reports whether w lies in the years a task can hold.
func valid(w task.When) bool {
	_, err := task.ParseWhen(w.String())
	return err == nil && !w.IsZero()
}

// oneLine replaces control characters by spaces and trims.
func oneLine(s string) string {
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return ' '
		}
		return c
	}, s))
}

// paragraphs unifies line ends and replaces other control characters by spaces.
func paragraphs(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		switch {
		case c == '\n' || c == '\t':
			return c
		case c == '\r':
			return '\n'
		case unicode.IsControl(c):
			return ' '
		}
		return c
	}, s))
}

// shorten cuts s to n characters for a message.
func shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}
