package app

import (
	"context"
	"strings"
	"time"

	"mindflow/localdb"
	"mindflow/task"
)

// Projects returns the projects that are not in the Trash.
func (a *App) Projects(ctx context.Context) ([]ProjectCount, error) {
	projects, err := a.db.Projects(ctx)
	if err != nil {
		return nil, err
	}
	open, err := a.db.OpenByProject(ctx)
	if err != nil {
		return nil, err
	}
	list := []ProjectCount{}
	for _, p := range projects {
		if p.DeletedAt.IsZero() {
			list = append(list, ProjectCount{p, open[p.ID]})
		}
	}
	return list, nil
}

// Tags returns the tags that are not in the Trash.
func (a *App) Tags(ctx context.Context) ([]TagCount, error) {
	tags, err := a.db.Tags(ctx)
	if err != nil {
		return nil, err
	}
	open, err := a.db.OpenByTag(ctx)
	if err != nil {
		return nil, err
	}
	list := []TagCount{}
	for _, t := range tags {
		if t.DeletedAt.IsZero() {
			list = append(list, TagCount{t, open[t.ID]})
		}
	}
	return list, nil
}

// AddProject makes a project, in an area if the name is led by one: Home/Garden. A
// project of that name is left as it is.
func (a *App) AddProject(ctx context.Context, name string) (task.Project, error) {
	var made task.Project
	_, err := a.edit(ctx, "project_add", func(e *localdb.Edit) error {
		n, err := newNamer(e, a.now())
		if err != nil {
			return err
		}
		id, err := n.project(strings.TrimPrefix(name, "#"))
		if err != nil {
			return err
		}
		made, _, err = e.Project(id)
		return err
	})
	return made, err
}

// AddTag makes a tag. A tag of that name is left as it is.
func (a *App) AddTag(ctx context.Context, name string) (task.Tag, error) {
	var made task.Tag
	_, err := a.edit(ctx, "tag_add", func(e *localdb.Edit) error {
		n, err := newNamer(e, a.now())
		if err != nil {
			return err
		}
		id, err := n.tag(strings.TrimSpace(strings.TrimPrefix(name, "@")))
		if err != nil {
			return err
		}
		made, _, err = e.Tag(id)
		return err
	})
	return made, err
}

// RemoveProject puts a project into the Trash. Its tasks are hidden with it, and an
// undo brings back exactly them.
func (a *App) RemoveProject(ctx context.Context, name string) (Change, error) {
	return a.edit(ctx, "project_delete", func(e *localdb.Edit) error {
		n, err := newNamer(e, a.now())
		if err != nil {
			return err
		}
		p, ok := n.find(strings.TrimPrefix(name, "#"))
		if !ok {
			return &NotFoundError{"project", name}
		}
		p.DeletedAt = a.now().UTC().Truncate(time.Millisecond)
		return e.PutProject(p)
	})
}

// RemoveTag takes a tag off every list. Tasks that have it keep it out of sight, so
// that an undo is exact.
func (a *App) RemoveTag(ctx context.Context, name string) (Change, error) {
	return a.edit(ctx, "tag_delete", func(e *localdb.Edit) error {
		n, err := newNamer(e, a.now())
		if err != nil {
			return err
		}
		t, ok := n.tags[task.Fold(strings.TrimPrefix(name, "@"))]
		if !ok || !t.DeletedAt.IsZero() {
			return &NotFoundError{"tag", name}
		}
		t.DeletedAt = a.now().UTC().Truncate(time.Millisecond)
		return e.PutTag(t)
	})
}
