package app

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"mindflow/localdb"
	"mindflow/task"
	"mindflow/task/quickadd"
)

// A Change is what an edit did: the tasks as they now are, and the number to undo it by.
type Change struct {
	Seq    int64  `json:"seq"` // 0 if there was nothing to do
	Intent string `json:"intent"`
	Tasks  []Task `json:"tasks"` // never nil
}

// edit runs fn in one edit and shows the tasks it wrote.
func (a *App) edit(ctx context.Context, intent string, fn func(*localdb.Edit) error) (Change, error) {
	change, err := a.db.Edit(ctx, intent, fn)
	if err != nil {
		return Change{}, err
	}
	return a.shown(ctx, change)
}

func (a *App) shown(ctx context.Context, change localdb.Change) (Change, error) {
	written, err := a.db.Tasks(ctx, change.Tasks)
	if err != nil {
		return Change{}, err
	}
	shown, err := a.show(ctx, written)
	return Change{change.Seq, change.Intent, shown}, err
}

// A Line is quick-add text, with the doubtful spans that were accepted and the
// certain ones that were turned back into text, by their text.
type Line struct {
	Text   string   `json:"text"`
	Accept []string `json:"accept,omitzero"`
	Reject []string `json:"reject,omitzero"`
}

// Parse says what quick add understands of a line, now.
func (a *App) Parse(line Line) quickadd.Parsed { return Parse(line, a.now()) }

// Parse says what quick add understands of a line at the given time.
func Parse(line Line, now time.Time) quickadd.Parsed {
	return quickadd.Parse(line.Text, quickadd.Options{Now: now, Accept: line.Accept, Reject: line.Reject})
}

// Add makes one task of a line.
func (a *App) Add(ctx context.Context, line Line, source task.Source) (Change, error) {
	return a.add(ctx, line, source, func(*task.Task) {})
}

// add makes one task of a line; fill gives what the line does not say.
func (a *App) add(ctx context.Context, line Line, source task.Source, fill func(*task.Task)) (Change, error) {
	return a.edit(ctx, "add", func(e *localdb.Edit) error {
		n, err := newNamer(e, a.now())
		if err != nil {
			return err
		}
		t, err := a.draft(ctx, n, a.Parse(line), source, fill)
		if err != nil {
			return err
		}
		return e.PutTask(t)
	})
}

// AddLines makes a task of every line; an indented one is a step of the line above
// it. All of them are one edit.
func (a *App) AddLines(ctx context.Context, text string, source task.Source) (Change, error) {
	return a.addLines(ctx, text, source, func(*task.Task) {})
}

// addLines makes a task of every line; fill gives what a line does not say.
func (a *App) addLines(ctx context.Context, text string, source task.Source, fill func(*task.Task)) (Change, error) {
	lines := quickadd.Lines(text)
	if len(lines) == 0 {
		return Change{}, &task.InvalidError{Field: "title", Reason: "there is no line to add; write one task a line"}
	}
	return a.edit(ctx, "add", func(e *localdb.Edit) error {
		n, err := newNamer(e, a.now())
		if err != nil {
			return err
		}
		batch := newID()
		var above []task.Task // the line above of each depth
		for i, line := range lines {
			above = above[:min(line.Depth, len(above))]
			t, err := a.draft(ctx, n, a.Parse(Line{Text: line.Text}), source, func(t *task.Task) {
				t.Batch = batch
				if len(above) == 0 {
					fill(t)
					return
				}
				parent := above[len(above)-1]
				t.Parent = parent.ID
				if t.Project == "" {
					t.Project, t.Section = parent.Project, parent.Section
				}
			})
			if err != nil {
				return fmt.Errorf("line %d: %w", i+1, err)
			}
			above = append(above, t)
			if err := e.PutTask(t); err != nil {
				return err
			}
		}
		return nil
	})
}

// draft turns what was parsed into a task; fill gives what the line does not say.
func (a *App) draft(ctx context.Context, n *namer, p quickadd.Parsed, source task.Source, fill func(*task.Task)) (task.Task, error) {
	t := task.New(newID(), p.Title, a.now())
	if err := t.Validate(); err != nil { // before anything is made for it
		return t, err
	}
	if err := noImpossibleDay(p.Title); err != nil {
		return t, err
	}
	t.Source = source
	t.Description = p.Description
	if p.Priority != 0 {
		t.Priority = p.Priority
	}
	t.Start, t.Due, t.Deadline, t.EstimateMin = p.Start, p.Due, p.Deadline, p.EstimateMin
	t.Recurrence, t.Reminders = p.Recurrence, p.Reminders
	var err error
	if p.Project != "" {
		if t.Project, err = n.project(p.Project); err != nil {
			return t, err
		}
	}
	fill(&t)
	if p.Section != "" {
		if t.Section, err = n.section(t.Project, p.Section); err != nil {
			return t, err
		}
	}
	named, err := n.tagIDs(p.Tags)
	if err != nil {
		return t, err
	}
	t.Tags = assignList(t.Tags, "+=", named)
	for _, part := range p.BlockedBy {
		id, err := a.Resolve(ctx, part)
		if err != nil {
			return t, fmt.Errorf("after #%s: %w", part, err)
		}
		t.BlockedBy = append(t.BlockedBy, id)
	}
	return t, nil
}

// isoDay is a day as nobody writes anything else.
var isoDay = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// noImpossibleDay refuses a day that is not in the calendar, which quick add leaves in
// the title: whoever writes 2026-02-30 means a date.
func noImpossibleDay(title string) error {
	for _, word := range strings.Fields(title) {
		if _, err := time.Parse(time.DateOnly, word); err != nil && isoDay.MatchString(word) {
			return &task.InvalidError{Field: "due", Reason: fmt.Sprintf("%s is not a day of the calendar; write another, or put it in quotation marks to keep it as text", word)}
		}
	}
	return nil
}

// Task returns one task.
func (a *App) Task(ctx context.Context, id string) (Task, error) {
	t, err := a.db.Task(ctx, id)
	if errors.Is(err, task.ErrNotFound) {
		return Task{}, &NotFoundError{"task", id}
	}
	if err != nil {
		return Task{}, err
	}
	shown, err := a.show(ctx, []task.Task{t})
	if err != nil {
		return Task{}, err
	}
	return shown[0], nil
}

// change edits each of some tasks in one edit.
func (a *App) change(ctx context.Context, intent string, ids []string, fn func(*localdb.Edit, *task.Task) error) (Change, error) {
	return a.edit(ctx, intent, func(e *localdb.Edit) error {
		for _, id := range ids {
			t, err := stored(e, id)
			if err != nil {
				return err
			}
			if err := fn(e, &t); err != nil {
				return err
			}
			if err := e.PutTask(t); err != nil {
				return err
			}
		}
		return nil
	})
}

// stored returns a task of the edit.
func stored(e *localdb.Edit, id string) (task.Task, error) {
	t, err := e.Task(id)
	if errors.Is(err, task.ErrNotFound) {
		err = &NotFoundError{"task", id}
	}
	return t, err
}

// Complete marks tasks as done. Those that recur come again.
func (a *App) Complete(ctx context.Context, ids ...string) (Change, error) {
	return a.change(ctx, "complete", ids, func(e *localdb.Edit, t *task.Task) error {
		if t.Status == task.Completed {
			return nil
		}
		if !t.DeletedAt.IsZero() {
			return &task.InvalidError{Field: "task", Reason: fmt.Sprintf("%q is in the Trash; restore it first", t.Title)}
		}
		t.Complete(a.now())
		return a.comeAgain(e, t)
	})
}

// Reopen makes completed tasks pending again.
func (a *App) Reopen(ctx context.Context, ids ...string) (Change, error) {
	return a.change(ctx, "reopen", ids, func(_ *localdb.Edit, t *task.Task) error {
		t.Reopen()
		return nil
	})
}

// Start marks a task as being worked on.
func (a *App) Start(ctx context.Context, id string) (Change, error) {
	return a.change(ctx, "start", []string{id}, func(_ *localdb.Edit, t *task.Task) error {
		t.Begin(a.now())
		return nil
	})
}

// Remove puts tasks into the Trash, with their steps.
func (a *App) Remove(ctx context.Context, ids ...string) (Change, error) {
	at := a.now().UTC().Truncate(time.Millisecond)
	return a.edit(ctx, "delete", func(e *localdb.Edit) error {
		seen := map[string]bool{}
		queue := slices.Clone(ids)
		for i := 0; i < len(queue); i++ {
			if seen[queue[i]] { // two devices can make a circle of parents
				continue
			}
			seen[queue[i]] = true
			t, err := stored(e, queue[i])
			if err != nil {
				return err
			}
			if t.DeletedAt.IsZero() {
				t.DeletedAt = at
				if err := e.PutTask(t); err != nil {
					return err
				}
			}
			steps, err := e.Children(t.ID)
			if err != nil {
				return err
			}
			queue = append(queue, steps...)
		}
		return nil
	})
}

// Restore takes tasks out of the Trash, with the steps that went into it with them.
func (a *App) Restore(ctx context.Context, ids ...string) (Change, error) {
	return a.edit(ctx, "restore", func(e *localdb.Edit) error {
		queue := slices.Clone(ids)
		for i := 0; i < len(queue); i++ {
			t, err := stored(e, queue[i])
			if err != nil {
				return err
			}
			if t.DeletedAt.IsZero() {
				continue
			}
			steps, err := e.TrashedWith(t)
			if err != nil {
				return err
			}
			t.DeletedAt = time.Time{}
			if err := e.PutTask(t); err != nil {
				return err
			}
			queue = append(queue, steps...)
		}
		return nil
	})
}

// NotNow puts a suggested task aside for some hours.
func (a *App) NotNow(ctx context.Context, id string) error {
	if _, err := a.Task(ctx, id); err != nil {
		return err
	}
	return a.db.NotNow(ctx, id)
}

// Undo takes back the edit with the given number, or the latest for 0.
func (a *App) Undo(ctx context.Context, seq int64) (Change, error) {
	change, err := a.db.Undo(ctx, seq)
	if err != nil {
		return Change{}, err
	}
	return a.shown(ctx, change)
}

// Redo does again what was undone last.
func (a *App) Redo(ctx context.Context) (Change, error) {
	change, err := a.db.Redo(ctx)
	if err != nil {
		return Change{}, err
	}
	return a.shown(ctx, change)
}

// AddIn makes tasks of text typed or pasted in one of the window's lists, one a line.
// The list gives their project, tag or day where a line names none.
func (a *App) AddIn(ctx context.Context, line Line, source task.Source, in ViewRequest) (Change, error) {
	n, err := a.names(ctx)
	if err != nil {
		return Change{}, err
	}
	fill := func(t *task.Task) {
		switch in.View {
		case "project":
			if _, ok := n.projects[in.ID]; ok && t.Project == "" {
				t.Project = in.ID
			}
		case "tag":
			if _, ok := n.tags[in.ID]; ok {
				t.Tags = []string{in.ID}
			}
		case "today":
			if t.Due.IsZero() && t.Start.IsZero() {
				t.Due = task.Day(a.now())
			}
		}
	}
	if strings.Contains(strings.TrimSpace(line.Text), "\n") {
		return a.addLines(ctx, line.Text, source, fill)
	}
	return a.add(ctx, line, source, fill)
}

// Summary says in one line what was understood of a line.
func (a *App) Summary(p quickadd.Parsed) string { return quickadd.Summary(p, a.now()) }
