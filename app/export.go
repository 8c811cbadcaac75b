package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"mindflow/localdb"
	"mindflow/task"
	"mindflow/task/query"
)

// An exported is the document of an export: everything, with names for people and IDs
// for programs. Tasks, projects and tags in the Trash are in it too.
type exported struct {
	Format     string         `json:"format"` // "mindflow/1"
	ExportedAt time.Time      `json:"exported_at"`
	Projects   []task.Project `json:"projects"`
	Sections   []task.Section `json:"sections"`
	Tags       []task.Tag     `json:"tags"`
	Tasks      []Task         `json:"tasks"`
}

// Export writes everything as one JSON document.
func (a *App) Export(ctx context.Context, w io.Writer) error {
	doc := exported{Format: "mindflow/1", ExportedAt: a.now().UTC().Truncate(time.Second)}
	var err error
	if doc.Projects, err = a.db.Projects(ctx); err != nil {
		return err
	}
	if doc.Sections, err = a.db.Sections(ctx); err != nil {
		return err
	}
	if doc.Tags, err = a.db.Tags(ctx); err != nil {
		return err
	}
	// An empty list is [], not null.
	doc.Projects, doc.Sections, doc.Tags, doc.Tasks = append([]task.Project{}, doc.Projects...), append([]task.Section{}, doc.Sections...), append([]task.Tag{}, doc.Tags...), []Task{}
	for _, e := range []query.Expr{query.Not{Expr: query.State("trash")}, query.State("trash")} {
		list, err := a.db.List(ctx, e, localdb.ByCreated, 0)
		if err != nil {
			return err
		}
		shown, err := a.show(ctx, list)
		if err != nil {
			return err
		}
		doc.Tasks = append(doc.Tasks, shown...)
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(doc); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// ExportFile writes everything to a file, which holds the whole document or, if that
// fails, what it held before. A link is followed, and what is no ordinary file, such as
// a pipe, is written to as it is.
func (a *App) ExportFile(ctx context.Context, name string) (err error) {
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		out, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return fmt.Errorf("export to %s: %w", name, err)
		}
		return errors.Join(a.Export(ctx, out), out.Close())
	}
	part, err := os.CreateTemp(filepath.Dir(name), ".mindflow-export-*") // mode 0600
	if err != nil {
		return fmt.Errorf("export: %w; choose a directory that can be written to", err)
	}
	defer os.Remove(part.Name()) // after the rename it is gone
	if err := a.Export(ctx, part); err != nil {
		part.Close()
		return err
	}
	if err := part.Sync(); err != nil {
		part.Close()
		return fmt.Errorf("export to %s: %w", name, err)
	}
	if err := part.Close(); err != nil {
		return fmt.Errorf("export to %s: %w", name, err)
	}
	if err := os.Rename(part.Name(), name); err != nil {
		return fmt.Errorf("export to %s: %w", name, err)
	}
	return nil
}
