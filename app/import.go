package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/google/uuid"

	"mindflow/app/importers"
	"mindflow/localdb"
	"mindflow/task"
	"mindflow/task/quickadd"
)

// An ImportReport says what an import did, or in a dry run would do.
type ImportReport struct {
	Imported int              `json:"imported"`
	Skipped  int              `json:"skipped"` // were imported before
	Projects int              `json:"projects"`
	Tags     int              `json:"tags"`
	Losses   []importers.Loss `json:"losses"` // what could not be kept; never nil
	Seq      int64            `json:"seq"`    // number to undo it by
}

// ImportFormats returns the formats that Import reads.
func ImportFormats() []string { return importers.Formats() }

// ReadImport reads a file to import, or, for "-", standard input.
func ReadImport(name string) ([]byte, error) {
	file := os.Stdin
	if name != "-" {
		var err error
		if file, err = os.Open(name); err != nil {
			return nil, err
		}
		defer file.Close()
	}
	data, err := io.ReadAll(io.LimitReader(file, importers.MaxBytes+1)) // one more, so that Import sees that it is too large
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return data, nil
}

// errDryRun takes an edit back that was made to see what it would do.
var errDryRun = errors.New("dry run")

// Import makes tasks of another program's file, all or none, as one edit. An empty
// format is found out from the content. The name of the file names the project of a
// Todoist backup, which does not say it itself. A Taskwarrior task that was imported before
// is left as it is now, or taken out of the Trash.
func (a *App) Import(ctx context.Context, format, name string, data []byte, dryRun bool) (ImportReport, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return ImportReport{}, &task.InvalidError{Field: "file", Reason: "it is empty; export it again"}
	}
	if format == "" {
		var ok bool
		if format, ok = importers.Detect(data, name); !ok {
			return ImportReport{}, &task.InvalidError{Field: "file", Reason: "it is neither a Taskwarrior export (JSON) nor a Todoist backup (CSV)"}
		}
	}
	if !slices.Contains(importers.Formats(), format) {
		return ImportReport{}, &task.InvalidError{Field: "format", Reason: fmt.Sprintf("%q is not known; import one of %v", format, importers.Formats())}
	}
	now := a.now()
	result, err := importers.Read(format, name, data, now, func(phrase string) (task.When, bool) {
		return quickadd.When(phrase, quickadd.Options{Now: now})
	})
	if err != nil {
		return ImportReport{}, fmt.Errorf("import %s: %w", format, err)
	}
	report := ImportReport{Losses: append([]importers.Loss{}, result.Losses...)}
	change, err := a.db.Edit(ctx, "import", func(e *localdb.Edit) error {
		if err := a.importDrafts(e, format, result.Drafts, &report); err != nil {
			return err
		}
		if dryRun {
			return errDryRun
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDryRun) {
		return ImportReport{}, fmt.Errorf("import %s: %w; nothing was imported", format, err)
	}
	report.Seq = change.Seq
	return report, nil
}

func (a *App) importDrafts(e *localdb.Edit, format string, drafts []importers.Draft, report *ImportReport) error {
	n, err := newNamer(e, a.now())
	if err != nil {
		return err
	}
	ids := map[string]string{} // by the file's own references
	for _, d := range drafts {
		if id := newID(); d.Ref != "" && format == importers.Taskwarrior {
			ids[d.Ref] = uuid.NewSHA1(e.Space(), []byte("taskwarrior:"+d.Ref)).String()
		} else if d.Ref != "" {
			ids[d.Ref] = id
		}
	}
	batch := newID()
	var waiting []task.Task
	for i, d := range drafts {
		t := d.Task
		if t.ID = ids[d.Ref]; t.ID == "" {
			t.ID = newID()
		}
		if old, err := e.Task(t.ID); err == nil && (old.DeletedAt.IsZero() || !d.DeletedAt.IsZero()) {
			report.Skipped++
			continue
		} else if err != nil && !errors.Is(err, task.ErrNotFound) {
			return err
		}
		if err := importNames(n, &t, d); err != nil {
			return fmt.Errorf("line %d: %w", d.Line, err)
		}
		t.Parent, t.Batch = ids[d.ParentRef], batch
		for _, ref := range d.BlockedByRefs {
			t.BlockedBy = append(t.BlockedBy, ids[ref])
		}
		slices.Sort(t.BlockedBy)
		if err := t.Validate(); err != nil {
			return fmt.Errorf("line %d, %q: %w", drafts[i].Line, t.Title, err)
		}
		if err := e.PutTask(t); err != nil {
			return err
		}
		report.Imported++
		if t.BlockedBy != nil {
			waiting = append(waiting, t)
		}
	}
	report.Projects, report.Tags = n.made.projects, n.made.tags
	return breakCycles(e, waiting, report)
}

func importNames(n *namer, t *task.Task, d importers.Draft) (err error) {
	if d.ProjectName != "" {
		if t.Project, err = n.project(d.ProjectName); err != nil {
			return err
		}
		if d.SectionName != "" && t.Project != "" {
			if t.Section, err = n.section(t.Project, d.SectionName); err != nil {
				return err
			}
		}
	}
	t.Tags, err = n.tagIDs(d.TagNames)
	return err
}

// breakCycles drops the blockers of tasks that would wait for themselves. Only tasks of
// the import can be in a circle: what was here before waits for none of them.
func breakCycles(e *localdb.Edit, waiting []task.Task, report *ImportReport) error {
	byID := map[string]*task.Task{}
	for i := range waiting {
		byID[waiting[i].ID] = &waiting[i]
	}
	const under, done = 1, 2
	state := map[string]int{}
	for i := range waiting {
		// A depth-first search with its own stack: a chain may be as long as the file.
		stack := []string{waiting[i].ID}
		for len(stack) > 0 {
			id := stack[len(stack)-1]
			t := byID[id]
			if t == nil || state[id] != 0 {
				if state[id] == under {
					state[id] = done
				}
				stack = stack[:len(stack)-1]
				continue
			}
			state[id] = under
			for _, blocker := range t.BlockedBy {
				if state[blocker] == under { // it waits, by the way of the stack, for t
					report.Losses = append(report.Losses, importers.Loss{Item: t.Title, What: "what it waits for is dropped: the tasks would wait for each other"})
					t.BlockedBy = nil
					if err := e.PutTask(*t); err != nil {
						return err
					}
					break
				}
			}
			stack = append(stack, t.BlockedBy...)
		}
	}
	return nil
}
