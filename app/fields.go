package app

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"mindflow/localdb"
	"mindflow/task"
	"mindflow/task/quickadd"
)

// An Assignment is one "field=value", "field+=value" or "field-=value" of an edit. An
// empty value clears the field.
type Assignment struct {
	Field string
	Op    string // "=", "+=" or "-="
	Value string
}

// ParseAssignment reads an assignment. The value is everything after the sign.
func ParseAssignment(text string) (Assignment, error) {
	field, value, ok := strings.Cut(text, "=")
	if !ok || field == "" {
		return Assignment{}, &task.InvalidError{Field: "assignment", Reason: fmt.Sprintf("%q is not field=value", text)}
	}
	op := "="
	if last := field[len(field)-1]; last == '+' || last == '-' {
		field, op = field[:len(field)-1], string(last)+"="
	}
	return Assignment{field, op, value}, nil
}

// Edit sets fields of tasks, as one edit. Values are what a person types: names,
// dates as quick add reads them, 45m, p1.
func (a *App) Edit(ctx context.Context, ids []string, set ...Assignment) (Change, error) {
	// A section belongs to a project, so the project comes first.
	slices.SortStableFunc(set, func(x, y Assignment) int { return order(x.Field) - order(y.Field) })
	var n *namer
	return a.edit(ctx, "edit", func(e *localdb.Edit) (err error) {
		if n, err = newNamer(e, a.now()); err != nil {
			return err
		}
		for _, id := range ids {
			t, err := stored(e, id)
			if err != nil {
				return err
			}
			for _, as := range set {
				if err := a.assign(ctx, n, &t, as); err != nil {
					return err
				}
			}
			if err := e.PutTask(t); err != nil {
				return err
			}
		}
		return nil
	})
}

func order(field string) int {
	if field == "project" {
		return 0
	}
	return 1
}

// editable are the fields that Edit sets, for its error.
const editable = "title, description, status, priority, project, section, parent, tags, start, due, deadline, estimate, recurrence, reminders, blocked_by, pinned, rank, snoozed_until"

func (a *App) assign(ctx context.Context, n *namer, t *task.Task, as Assignment) (err error) {
	field, value := strings.ToLower(as.Field), strings.TrimSpace(as.Value)
	list := field == "tags" || field == "blocked_by" || field == "reminders"
	if as.Op != "=" && !list {
		return &task.InvalidError{Field: field, Reason: "only tags, blocked_by and reminders take += and -="}
	}
	switch field {
	case "title":
		t.Title = value
	case "description", "notes":
		t.Description = as.Value
	case "status":
		switch task.Status(value) {
		case task.Completed:
			t.Complete(a.now())
			return a.comeAgain(n.edit, t)
		case task.InProgress:
			t.Begin(a.now())
		case task.Pending:
			t.Reopen()
			t.Status, t.StartedAt = task.Pending, time.Time{}
		default:
			t.Status = task.Status(value) // and Validate says what is wrong
		}
	case "priority":
		if value == "" {
			t.Priority = task.P3
			return nil
		}
		t.Priority, err = task.ParsePriority(value)
	case "project":
		return assignProject(n, t, value)
	case "section":
		if t.Section = ""; value != "" {
			t.Section, err = n.section(t.Project, value)
		}
	case "parent":
		if t.Parent = ""; value != "" {
			if t.Parent, err = a.Resolve(ctx, value); err == nil {
				err = notWithin(n.edit, t)
			}
		}
	case "tags":
		return assignTags(n, t, as.Op, value)
	case "start":
		t.Start, err = a.when(field, value)
	case "due":
		t.Due, err = a.when(field, value)
	case "deadline":
		t.Deadline, err = a.when(field, value)
	case "estimate", "estimate_min":
		t.EstimateMin, err = minutes(value)
	case "recurrence":
		return a.assignRecurrence(t, value)
	case "reminders":
		t.Reminders = assignList(t.Reminders, as.Op, strings.FieldsFunc(value, separator))
	case "blocked_by":
		return a.assignBlockers(ctx, n.edit, t, as.Op, strings.FieldsFunc(strings.ReplaceAll(value, "#", ""), separator))
	case "pinned":
		t.Pinned, err = truth(value)
	case "rank":
		t.Rank = value
	case "snoozed_until":
		var w task.When
		if w, err = a.when(field, value); err == nil {
			t.SnoozedUntil = time.Time{}
			if !w.IsZero() {
				t.SnoozedUntil = a.snoozeEnd(w)
			}
		}
	default:
		return &task.InvalidError{Field: "field", Reason: fmt.Sprintf("a task has no %q to edit; it has %s", as.Field, editable)}
	}
	return err
}

// assignProject moves a task, with no section, to a project that must exist: a
// mistyped name in an edit should not make a second one.
func assignProject(n *namer, t *task.Task, name string) error {
	if name == "" || strings.EqualFold(name, "inbox") {
		t.Project, t.Section = "", ""
		return nil
	}
	p, ok := n.find(strings.TrimPrefix(name, "#"))
	if !ok {
		return &NotFoundError{"project", name}
	}
	if p.ID != t.Project {
		t.Project, t.Section = p.ID, ""
	}
	return nil
}

func assignTags(n *namer, t *task.Task, op, value string) error {
	var named []string
	for _, name := range strings.FieldsFunc(value, func(r rune) bool { return r == ',' }) {
		if name = strings.TrimPrefix(strings.TrimSpace(name), "@"); name != "" {
			named = append(named, name)
		}
	}
	var ids []string
	if op == "-=" { // taking a tag away must not make one
		for _, name := range named {
			if tag, ok := n.tags[task.Fold(name)]; ok {
				ids = append(ids, tag.ID)
			}
		}
	} else {
		var err error
		if ids, err = n.tagIDs(named); err != nil {
			return err
		}
	}
	t.Tags = assignList(t.Tags, op, ids)
	return nil
}

// assignList applies an operator to a sorted list.
func assignList[S ~string](old []S, op string, values []string) []S {
	var list []S
	if op != "=" {
		list = slices.Clone(old)
	}
	for _, v := range values {
		if op == "-=" {
			list = slices.DeleteFunc(list, func(s S) bool { return s == S(v) })
		} else {
			list = append(list, S(v))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func (a *App) assignBlockers(ctx context.Context, e *localdb.Edit, t *task.Task, op string, parts []string) error {
	var ids []string
	for _, part := range parts {
		id, err := a.Resolve(ctx, part)
		if err != nil {
			return err
		}
		ids = append(ids, id)
	}
	t.BlockedBy = assignList(t.BlockedBy, op, ids)
	return noCycle(e, t)
}

// noCycle refuses blockers that wait, directly or not, for t itself, and names the way.
func noCycle(e *localdb.Edit, t *task.Task) error {
	seen := map[string]bool{}
	var visit func(id string, path []string) error
	visit = func(id string, path []string) error {
		if seen[id] {
			return nil
		}
		seen[id] = true
		blocker, err := stored(e, id)
		if err != nil {
			return err
		}
		path = append(path, blocker.Title)
		if id == t.ID {
			return &task.InvalidError{Field: "blocked_by", Reason: "the tasks would wait for each other: " + strings.Join(path, " ← ")}
		}
		for _, next := range blocker.BlockedBy {
			if err := visit(next, path); err != nil {
				return err
			}
		}
		return nil
	}
	for _, id := range t.BlockedBy {
		if err := visit(id, []string{t.Title}); err != nil {
			return err
		}
	}
	return nil
}

// notWithin refuses a parent that is itself a step, directly or not, of t.
func notWithin(e *localdb.Edit, t *task.Task) error {
	for id, depth := t.Parent, 0; id != ""; depth++ {
		if id == t.ID {
			return &task.InvalidError{Field: "parent", Reason: "a task cannot be a step of its own steps"}
		}
		if depth > 100 {
			return &task.InvalidError{Field: "parent", Reason: "steps within steps go 100 deep at most"}
		}
		parent, err := stored(e, id)
		if err != nil {
			return err
		}
		id = parent.Parent
	}
	return nil
}

func (a *App) assignRecurrence(t *task.Task, value string) error {
	if value == "" {
		t.Recurrence = task.Recurrence{}
		return nil
	}
	p := a.Parse(Line{Text: "x " + value})
	if p.Recurrence.IsZero() || p.Title != "x" {
		return &task.InvalidError{Field: "recurrence", Reason: fmt.Sprintf("%q is not understood; write for example: every monday, every 2 weeks, every! 10 days", value)}
	}
	t.Recurrence = p.Recurrence
	if t.Due.IsZero() {
		t.Due = p.Due
	}
	return nil
}

// when reads a date that a person typed.
func (a *App) when(field, value string) (task.When, error) {
	if value == "" {
		return task.When{}, nil
	}
	if w, err := task.ParseWhen(value); err == nil {
		return w, nil
	}
	if w, ok := quickadd.When(value, quickadd.Options{Now: a.now()}); ok {
		return w, nil
	}
	return task.When{}, &task.InvalidError{Field: field, Reason: fmt.Sprintf("%q is not a date; write for example: tomorrow 5pm, fri, 2026-12-01", value)}
}

// snoozeEnd is the instant a snooze until w ends: a day's morning if it has no time.
func (a *App) snoozeEnd(w task.When) time.Time {
	if w.Time == "" {
		w.Time = quickadd.DefaultHours().Morning
	}
	return w.In(a.now().Location()).UTC()
}

// minutes reads 45, 45m, 1h, 1h30m or 1.5h.
func minutes(value string) (int, error) {
	value = strings.TrimPrefix(strings.ToLower(strings.ReplaceAll(value, " ", "")), "~")
	if value == "" {
		return 0, nil
	}
	if n, err := strconv.Atoi(value); err == nil {
		return n, nil
	}
	d, err := time.ParseDuration(strings.TrimSuffix(value, "in"))
	if err != nil || d < 0 {
		return 0, &task.InvalidError{Field: "estimate", Reason: fmt.Sprintf("%q is not a length of time; write for example: 45m or 1h30m", value)}
	}
	return int(d.Round(time.Minute) / time.Minute), nil
}

func truth(value string) (bool, error) {
	switch strings.ToLower(value) {
	case "true", "yes", "on", "1":
		return true, nil
	case "", "false", "no", "off", "0":
		return false, nil
	}
	return false, &task.InvalidError{Field: "pinned", Reason: fmt.Sprintf("%q is neither yes nor no", value)}
}

func separator(r rune) bool { return r == ',' || r == ' ' }
