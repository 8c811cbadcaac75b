package importers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"mindflow/task"
)

func looksLikeTaskwarrior(head []byte, name string) bool {
	if len(head) == 0 || (head[0] != '[' && head[0] != '{') {
		return false
	}
	if string(head) == "[]" || string(head) == "[\n]" {
		return strings.Contains(strings.ToLower(name), "task")
	}
	start := head[:min(len(head), 64<<10)]
	for _, field := range []string{`"uuid"`, `"description"`, `"status"`, `"entry"`} {
		if !bytes.Contains(start, []byte(field)) {
			return false
		}
	}
	return true
}

// taskwarrior reads an export: an array, or one object a line.
func (r *reader) taskwarrior(data []byte) error {
	var all []warrior
	read := func(raw json.RawMessage, line int) error {
		w, err := readWarrior(raw, line)
		if err != nil {
			return err
		}
		if len(all) >= MaxTasks {
			return &LineError{line, fmt.Sprintf("the file has more than %d tasks; export it in parts, as `task project:Home export`", MaxTasks)}
		}
		all = append(all, w)
		return nil
	}
	var err error
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
		err = eachElement(data, read)
	} else {
		err = eachLine(data, read)
	}
	if err != nil {
		return err
	}
	all = r.withoutDoubles(all)
	rules := carriers(all)
	for i := range all {
		if err := r.warrior(&all[i], rules[i]); err != nil {
			return err
		}
	}
	return nil
}

// withoutDoubles keeps the last task of each uuid.
func (r *reader) withoutDoubles(all []warrior) []warrior {
	last := map[string]int{}
	for i := range all {
		last[all[i].text["uuid"]] = i
	}
	var kept []warrior
	for i := range all {
		if last[all[i].text["uuid"]] == i {
			kept = append(kept, all[i])
		} else {
			r.lose(oneLine(all[i].text["description"]), "it is in the file twice; only the one of line %d is kept", all[last[all[i].text["uuid"]]].line)
		}
	}
	return kept
}

// open reports whether the task is still to be done. The template of a recurring
// task is not a task to be done itself.
func (w *warrior) open() bool {
	s := w.text["status"]
	return s == "pending" || s == "waiting"
}

// A role says what a recurring task becomes.
type role int

const (
	plain   role = iota // a task of its own, without the recurrence
	carrier             // the one task that goes on recurring
	dropped             // a template whose carrier is another task
)

// carriers decides which of the tasks that belong to one recurrence goes on with
// it. Taskwarrior keeps a hidden template and makes a task of it for each date; here
// a recurring task is one task, so it is the open task with the latest date, and
// the template only if there is none.
func carriers(all []warrior) []role {
	roles := make([]role, len(all))
	best := map[string]int{} // by uuid of the template
	ended := map[string]bool{}
	for i := range all {
		w := &all[i]
		if parent := w.text["parent"]; parent != "" && w.open() && w.text["recur"] != "" {
			if b, ok := best[parent]; !ok || all[b].text["due"] < w.text["due"] {
				best[parent] = i
			}
		}
		if s := w.text["status"]; s == "deleted" || s == "completed" {
			ended[w.text["uuid"]] = true
		}
	}
	for i := range all {
		w := &all[i]
		switch {
		case w.text["status"] == "recurring":
			if _, ok := best[w.text["uuid"]]; ok {
				roles[i] = dropped
			} else {
				roles[i] = carrier
			}
		case w.text["parent"] == "" && w.text["recur"] != "" && w.open():
			roles[i] = carrier
		}
	}
	for parent, i := range best {
		if !ended[parent] {
			roles[i] = carrier
		}
	}
	return roles
}

// warrior makes a draft of one task.
func (r *reader) warrior(w *warrior, role role) error {
	if role == dropped {
		return nil
	}
	d, err := r.add(w.text["description"], w.line)
	if err != nil {
		return err
	}
	i := len(r.result.Drafts) - 1
	d.Ref = w.text["uuid"]
	d.ProjectName = strings.Join(strings.FieldsFunc(w.text["project"], func(c rune) bool { return c == '.' }), "/")
	d.TagNames, d.BlockedByRefs = w.tags, w.depends
	r.note(i, r.annotations(w.notes))
	// Taskwarrior has nothing lower than no priority, but people who set L mean low.
	switch p := w.text["priority"]; p {
	case "":
	case "H":
		d.Priority = task.P1
	case "M":
		d.Priority = task.P2
	case "L":
		d.Priority = task.P4
	default:
		r.keep(i, fmt.Sprintf("the priority %q is not H, M or L", p), "Priority: "+p)
	}
	if at, ok := r.instant(i, w, "entry"); ok {
		d.CreatedAt = at
	}
	if err := r.status(i, w); err != nil {
		return err
	}
	d.Due = r.day(i, w, "due")
	d.Start = r.day(i, w, "scheduled")
	if at, ok := r.instant(i, w, "wait"); ok && d.Open() && at.After(r.now) {
		d.SnoozedUntil = at
	}
	r.recurrence(i, w, role)
	for _, name := range slices.Sorted(maps.Keys(w.rest)) {
		value := w.rest[name]
		if name == "estimate" || name == "est" {
			if min, ok := minutes(value); ok {
				r.setEstimate(i, min, value)
			} else {
				r.keep(i, fmt.Sprintf("the estimate %q is not a time with its unit, as 2h", shorten(oneLine(value), 40)), "Estimate: "+oneLine(value))
			}
			continue
		}
		if value = oneLine(value); value != "" {
			r.keep(i, fmt.Sprintf("the field %q is not known here", shorten(name, 40)), name+": "+value)
		}
	}
	return nil
}

// status sets the status of draft i and the instants that go with it.
func (r *reader) status(i int, w *warrior) error {
	d := &r.result.Drafts[i]
	ended := r.now
	if at, ok := r.instant(i, w, "modified"); ok {
		ended = at
	}
	if at, ok := r.instant(i, w, "end"); ok {
		ended = at
	}
	switch s := w.text["status"]; s {
	case "pending", "waiting", "recurring", "":
		if at, ok := r.instant(i, w, "start"); ok {
			d.Begin(at)
		}
	case "completed":
		d.Complete(ended)
	case "deleted":
		d.DeletedAt = ended.UTC().Truncate(time.Millisecond)
	default:
		return &LineError{w.line, fmt.Sprintf("the status %q is not one of pending, waiting, recurring, completed, deleted; export the file again", shorten(s, 40))}
	}
	return nil
}

// recurrence sets the recurrence of draft i, and what until means for it.
func (r *reader) recurrence(i int, w *warrior, role role) {
	d := &r.result.Drafts[i]
	until := r.day(i, w, "until")
	if role != carrier {
		if !until.IsZero() && d.Open() {
			r.keep(i, "Taskwarrior deletes it on "+until.Date+", which is not known here", "Expires: "+until.String())
		}
		return
	}
	recur := w.text["recur"]
	rule, ok := taskwarriorRule(recur)
	if !ok {
		r.keep(i, fmt.Sprintf("the recurrence %q is not understood", shorten(recur, 60)), "Recurs: "+recur)
		return
	}
	if d.Due.IsZero() {
		r.keep(i, fmt.Sprintf("it recurs %q but has no date to count from", shorten(recur, 60)), "Recurs: "+recur)
		return
	}
	if !until.IsZero() {
		rule += ";UNTIL=" + strings.ReplaceAll(until.Date, "-", "")
	}
	// Taskwarrior makes a task for every date, whether the last one is done or not.
	d.Recurrence = task.Recurrence{RRule: rule, Anchor: task.FromSchedule, Policy: task.KeepAll}
}

// day returns the date in a field of the task, as a day or with a time.
func (r *reader) day(i int, w *warrior, field string) task.When {
	at, ok := r.instant(i, w, field)
	if !ok {
		return task.When{}
	}
	return localWhen(at, r.now.Location())
}

// instant reads a field that holds an instant: in the basic form of ISO 8601, or as
// seconds since 1970, as the first versions wrote it.
func (r *reader) instant(i int, w *warrior, field string) (time.Time, bool) {
	s := w.text[field]
	if s == "" {
		return time.Time{}, false
	}
	at, err := time.Parse(warriorTime, s)
	if err != nil {
		seconds, numeric := strconv.ParseInt(s, 10, 64)
		at, err = time.Unix(seconds, 0).UTC(), numeric
	}
	if err != nil || at.Year() < 1901 || at.Year() > 2998 {
		r.keep(i, fmt.Sprintf("the %s date %q is not understood", field, shorten(s, 40)), upperFirst(field)+": "+s)
		delete(w.text, field) // so that it is said once
		return time.Time{}, false
	}
	return at, true
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// annotations writes notes as a list, each with its day.
func (r *reader) annotations(notes []annotation) string {
	var lines []string
	for _, a := range notes {
		text := oneLine(a.Description)
		if at, err := time.Parse(warriorTime, a.Entry); err == nil {
			text = at.In(r.now.Location()).Format(time.DateOnly) + ": " + text
		}
		lines = append(lines, "- "+text)
	}
	return strings.Join(lines, "\n")
}
