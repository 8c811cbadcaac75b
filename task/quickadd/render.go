package quickadd

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"mindflow/task"
)

// Render returns text that parses to the same value as p, whenever it is parsed.
// It can say all that Parse can return; a recurrence that Parse cannot is left out.
func Render(p Parsed) string {
	title, fields := p.Title, renderFields(p)
	if alone := Parse(title, anyTime); fields == "" && alone.Title == title && renderFields(alone) == "" {
		return title
	}
	if fields != "" {
		title += tailMark(title) // of two marks, the parser takes one
		fields = " " + fields
	}
	// A backslash goes before each word of the title that would be read as something
	// else, from left to right: what one keeps as text may free the words after it.
	var escapes []int // offsets into title
	for {
		text, inserted := escape(title, escapes)
		at, ok := taken(text, text+fields, inserted)
		if !ok {
			return text + fields
		}
		escapes = append(escapes, at)
		slices.Sort(escapes)
	}
}

// taken returns the offset, without the backslashes inserted into the title, of the
// first word of it that a parse of the line takes for something else.
func taken(title, line string, inserted []int) (int, bool) {
	for _, f := range newParser(line, anyTime).scan() {
		if f.start >= len(title) {
			break
		}
		harmless := f.doubtful || f.kind == Literal && line[f.start] != '\\'
		if n, ours := slices.BinarySearch(inserted, f.start); !ours && (!harmless || f.end > len(title)) {
			return f.start - n, true
		}
	}
	return 0, false
}

// anyTime are options for a parse of which only the spans matter: what is a date and
// what is not does not depend on the clock.
var anyTime = Options{Now: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)}

// escape puts a backslash before each of the sorted offsets of s, and returns where
// the backslashes are in the result.
func escape(s string, offsets []int) (string, []int) {
	var b strings.Builder
	inserted := make([]int, 0, len(offsets))
	at := 0
	for _, o := range offsets {
		b.WriteString(s[at:o])
		inserted = append(inserted, b.Len())
		b.WriteByte('\\')
		at = o
	}
	b.WriteString(s[at:])
	return b.String(), inserted
}

// renderFields renders all but the title. Each part is sure whatever comes before it.
func renderFields(p Parsed) string {
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	if p.Project != "" {
		add("#%s", quoteName(p.Project, Project))
	}
	if p.Section != "" {
		add("/%s", quoteName(p.Section, Section))
	}
	for _, t := range p.Tags {
		if name, ok := strings.CutPrefix(t, "+"); ok && name != "" && name == strings.TrimSpace(name) {
			add("+%s", quoteName(name, Person))
		} else {
			add("@%s", quoteName(t, Tag))
		}
	}
	if p.Priority != 0 {
		add("%s", p.Priority)
	}
	if p.EstimateMin != 0 {
		add("~%dm", p.EstimateMin)
	}
	if !p.Due.IsZero() {
		add("%s %s", english.due, whenText(p.Due))
	}
	if rule, ok := parseRule(p.Recurrence.RRule); ok {
		add("%s %s", english.everyWord(p.Recurrence), rule.phrase(english))
	}
	if !p.Deadline.IsZero() {
		add("{%s}", whenText(p.Deadline))
	}
	if !p.Start.IsZero() {
		add("%s %s", english.notBefore, whenText(p.Start))
	}
	for _, r := range p.Reminders {
		if min, ok := strings.CutPrefix(string(r), "-"); ok {
			n, _ := strconv.Atoi(min)
			add("!%dm", n)
		} else {
			add("!%s", r)
		}
	}
	for _, id := range p.BlockedBy {
		add("after #%s", id)
	}
	if p.Description != "" {
		add("// %s", p.Description)
	}
	return strings.Join(parts, " ")
}

// whenText writes a date with a space before its time, where no zone follows.
func whenText(w task.When) string {
	if w.Zone == "" && w.Time != "" {
		return w.Date + " " + w.Time
	}
	return w.String()
}

// quoteName puts a name in quotes if it needs them.
func quoteName(name string, kind Kind) string {
	if plainName(name, kind) {
		return name
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`
}
