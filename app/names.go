package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"mindflow/localdb"
	"mindflow/task"
)

// A Task is a task as people and programs outside see it: with names in place of the
// IDs of its project, section and tags. It is the JSON of every interface.
type Task struct {
	task.Task
	Project   string   `json:"project,omitzero"` // as short as is unambiguous: Garden, or Home/Garden
	ProjectID string   `json:"project_id,omitzero"`
	Section   string   `json:"section,omitzero"`
	SectionID string   `json:"section_id,omitzero"`
	Tags      []string `json:"tags,omitzero"`
	SpentMin  int      `json:"spent_min,omitzero"`
}

// names are the projects, sections and tags, for showing tasks.
type names struct {
	projects map[string]task.Project
	paths    map[string]string // of projects, by ID
	sections map[string]string
	tags     map[string]string
}

func (a *App) names(ctx context.Context) (*names, error) {
	projects, err := a.db.Projects(ctx)
	if err != nil {
		return nil, err
	}
	sections, err := a.db.Sections(ctx)
	if err != nil {
		return nil, err
	}
	tags, err := a.db.Tags(ctx)
	if err != nil {
		return nil, err
	}
	n := &names{map[string]task.Project{}, map[string]string{}, map[string]string{}, map[string]string{}}
	live := map[string]int{}
	for _, p := range projects {
		n.projects[p.ID] = p
		if p.DeletedAt.IsZero() {
			live[task.Fold(p.Name)]++
		}
	}
	for _, p := range projects {
		n.paths[p.ID] = p.Name
		if p.Area != "" && live[task.Fold(p.Name)] > 1 {
			n.paths[p.ID] = p.Area + "/" + p.Name
		}
	}
	for _, s := range sections {
		if s.DeletedAt.IsZero() {
			n.sections[s.ID] = s.Name
		}
	}
	for _, t := range tags {
		if t.DeletedAt.IsZero() {
			n.tags[t.ID] = t.Name
		}
	}
	return n, nil
}

// show names what a task refers to by ID.
func (n *names) show(t task.Task) Task {
	shown := Task{
		Task: t, Project: n.paths[t.Project], ProjectID: t.Project,
		Section: n.sections[t.Section], SectionID: t.Section, SpentMin: t.SpentMin(),
	}
	for _, id := range t.Tags {
		if name := n.tags[id]; name != "" {
			shown.Tags = append(shown.Tags, name)
		}
	}
	slices.Sort(shown.Tags)
	return shown
}

func (n *names) showAll(tasks []task.Task) []Task {
	shown := make([]Task, len(tasks))
	for i, t := range tasks {
		shown[i] = n.show(t)
	}
	return shown
}

func (a *App) show(ctx context.Context, tasks []task.Task) ([]Task, error) {
	n, err := a.names(ctx)
	if err != nil {
		return nil, err
	}
	return n.showAll(tasks), nil
}

// colors are given to new projects in turn. They stand out on both themes.
var colors = []string{"#3B8EA5", "#B4653A", "#5E8C4A", "#8A6BBE", "#C2497A", "#A8842C", "#4F74C9", "#2F8F7F"}

// A namer finds projects, sections and tags by name within an edit, and makes those
// that are missing.
type namer struct {
	edit     *localdb.Edit
	now      time.Time
	projects []task.Project
	sections []task.Section
	tags     map[string]task.Tag // by folded name
	made     struct{ projects, tags int }
}

func newNamer(e *localdb.Edit, now time.Time) (*namer, error) {
	n := &namer{edit: e, now: now.UTC().Truncate(time.Millisecond), tags: map[string]task.Tag{}}
	var err error
	if n.projects, err = e.Projects(); err != nil {
		return nil, err
	}
	if n.sections, err = e.Sections(); err != nil {
		return nil, err
	}
	tags, err := e.Tags()
	for _, t := range tags {
		n.tags[task.Fold(t.Name)] = t
	}
	return n, err
}

// find returns the live project of a name, or of an area and a name: Home/Garden.
func (n *namer) find(name string) (task.Project, bool) {
	want := task.Fold(strings.TrimSpace(name))
	for _, p := range n.projects {
		if p.DeletedAt.IsZero() && (task.Fold(p.Name) == want || p.Area != "" && task.Fold(p.Area+"/"+p.Name) == want) {
			return p, true
		}
	}
	return task.Project{}, false
}

// project returns the ID of the project of a name, which is made if there is none. One
// in the Trash stays there, with its tasks. The Inbox is the ID "": to be in no project.
func (n *namer) project(name string) (string, error) {
	if task.Fold(strings.TrimSpace(name)) == "inbox" {
		return "", nil
	}
	if p, ok := n.find(name); ok {
		return p.ID, nil
	}
	area, short, grouped := strings.Cut(strings.TrimSpace(name), "/")
	if !grouped {
		area, short = "", area
	}
	p := task.Project{Name: strings.TrimSpace(short), Area: strings.TrimSpace(area), Color: colors[len(n.projects)%len(colors)], CreatedAt: n.now}
	p.ID = task.ProjectID(n.edit.Space(), strings.Trim(p.Area+"/"+p.Name, "/"))
	if _, taken, err := n.edit.Project(p.ID); err != nil {
		return "", err
	} else if taken { // renamed since, or in the Trash: the name is free, its ID is not
		p.ID = newID()
	}
	n.made.projects++
	n.projects = append(n.projects, p)
	return p.ID, n.edit.PutProject(p)
}

// section returns the ID of the section of a name in a project, which is made if
// there is none.
func (n *namer) section(project, name string) (string, error) {
	want := task.Fold(name)
	for _, s := range n.sections {
		if s.Project == project && s.DeletedAt.IsZero() && task.Fold(s.Name) == want {
			return s.ID, nil
		}
	}
	within, err := uuid.Parse(project)
	if err != nil {
		return "", &task.InvalidError{Field: "section", Reason: "a section needs a project; name it with #Project"}
	}
	s := task.Section{ID: task.SectionID(within, name), Project: project, Name: name}
	if old, taken, err := n.edit.Section(s.ID); err != nil {
		return "", err
	} else if taken && old.DeletedAt.IsZero() {
		s.ID = newID()
	}
	n.sections = append(n.sections, s)
	return s.ID, n.edit.PutSection(s)
}

// tag returns the ID of the tag of a name, which is made, or taken out of the Trash,
// if there is none.
func (n *namer) tag(name string) (string, error) {
	key := task.Fold(name)
	t, there := n.tags[key]
	if there && t.DeletedAt.IsZero() {
		return t.ID, nil
	}
	if !there {
		t = task.Tag{ID: task.TagID(n.edit.Space(), name), Name: name}
		if _, taken, err := n.edit.Tag(t.ID); err != nil {
			return "", err
		} else if taken { // renamed since
			t.ID = newID()
		}
	}
	t.DeletedAt = time.Time{}
	n.made.tags++
	n.tags[key] = t
	return t.ID, n.edit.PutTag(t)
}

// tagIDs returns the sorted IDs of tags by name.
func (n *namer) tagIDs(names []string) ([]string, error) {
	var ids []string
	for _, name := range names {
		id, err := n.tag(name)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}
