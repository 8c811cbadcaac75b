package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"mindflow/localdb"
	"mindflow/task"
	"mindflow/task/query"
)

// eveningStarts is the time of day from which a task belongs to the evening.
const eveningStarts = "18:00"

// List returns the tasks that a query asks for (the language of task/query), at most
// limit of them (0: all), those due first in front.
func (a *App) List(ctx context.Context, text string, limit int) ([]Task, error) {
	e, err := query.Parse(text, a.now())
	if err != nil {
		return nil, err
	}
	list, err := a.db.List(ctx, e, localdb.ByDue, limit)
	if err != nil {
		return nil, notFound(err)
	}
	return a.show(ctx, list)
}

// Search returns the tasks whose title or notes have the words, at most limit.
func (a *App) Search(ctx context.Context, words string, limit int) ([]Task, error) {
	list, err := a.db.Search(ctx, words, limit)
	if err != nil {
		return nil, err
	}
	return a.show(ctx, list)
}

// A ViewRequest asks for one of the window's lists.
type ViewRequest struct {
	View  string `json:"view"` // inbox, today, upcoming, anytime, project, tag, done or trash
	ID    string `json:"id"`   // of the project or tag
	Limit int    `json:"limit"`
}

// A Section is a heading with its tasks.
type Section struct {
	Key   string `json:"key"`   // planned, overdue, evening, done, all, a section's ID or a day
	Title string `json:"title"` // a section's name
	Tasks []Task `json:"tasks"` // never nil
	Total int    `json:"total"` // how many it has, however many were asked for; maxTotal stands for more
}

// maxTotal bounds how far a list is counted: nobody tells 10,000 from more, and counting
// them takes longer than showing the first.
const maxTotal = 10_000

// A Capacity compares what is planned for today with the working time that is left.
type Capacity struct {
	PlannedMin int `json:"planned_min"`
	FreeMin    int `json:"free_min"`
}

// A Page is one of the window's lists.
type Page struct {
	Sections []Section `json:"sections"` // never nil
	Capacity *Capacity `json:"capacity,omitempty"`
}

// View returns one of the window's lists.
func (a *App) View(ctx context.Context, req ViewRequest) (Page, error) {
	b := &pageBuilder{app: a, ctx: ctx, left: max(req.Limit, 1)}
	if b.names, b.err = a.names(ctx); b.err != nil {
		return Page{}, b.err
	}
	now := a.now()
	day := func(n int) string { return now.AddDate(0, 0, n).Format(time.DateOnly) }
	switch req.View {
	case "inbox":
		b.section("all", "", query.And{query.Open, query.Project("")}, localdb.ByRank)
	case "today":
		b.today(day(0), day(1))
	case "upcoming":
		within := func(field string) query.Expr { return query.Date{Field: field, From: day(1), Before: day(15)} }
		b.section("", "", query.And{query.Open, query.Or{within("due"), within("start")}}, localdb.ByDue)
		b.splitByDay(day(1))
	case "anytime":
		b.section("all", "", query.And{query.Open, query.Not{Expr: query.Date{Field: "start", From: day(1)}}}, localdb.ByDue)
	case "project":
		if _, ok := b.names.projects[req.ID]; !ok {
			return Page{}, &NotFoundError{"project", req.ID}
		}
		b.project(req.ID)
	case "tag":
		if _, ok := b.names.tags[req.ID]; !ok {
			return Page{}, &NotFoundError{"tag", req.ID}
		}
		b.section("all", "", query.And{query.Open, query.In{Field: "tags", ID: req.ID}}, localdb.ByDue)
	case "done":
		b.section("all", "", query.State("done"), localdb.ByCompleted)
	case "trash":
		b.section("all", "", query.State("trash"), localdb.ByDeleted)
	default:
		return Page{}, &task.InvalidError{Field: "view", Reason: fmt.Sprintf("there is no list %q", req.View)}
	}
	return b.page, b.err
}

// A pageBuilder gathers sections until the limit is spent or something fails.
type pageBuilder struct {
	app   *App
	ctx   context.Context
	names *names
	left  int
	page  Page
	err   error
}

// section appends the tasks that e holds for.
func (b *pageBuilder) section(key, title string, e query.Expr, by localdb.Order) {
	if b.err != nil {
		return
	}
	s := Section{Key: key, Title: title, Tasks: []Task{}}
	var list []task.Task
	// One more than is asked for tells whether the section must be counted at all.
	if list, b.err = b.app.db.List(b.ctx, e, by, b.left+1); b.err != nil {
		return
	}
	s.Total = len(list)
	if len(list) > b.left {
		list = list[:b.left]
		if s.Total, b.err = b.app.db.Count(b.ctx, e, maxTotal); b.err != nil {
			return
		}
	}
	b.left -= len(list)
	s.Tasks = b.names.showAll(list)
	b.page.Sections = append(b.page.Sections, s)
}

// today builds the sections of the day and its capacity.
func (b *pageBuilder) today(today, tomorrow string) {
	evening := today + "T" + eveningStarts
	late := query.Or{query.Date{Field: "due", Before: today}, query.Date{Field: "deadline", Before: today}}
	planned := query.And{query.Open, query.Not{Expr: late}, query.Or{
		query.Date{Field: "due", From: today, Before: evening},
		query.Date{Field: "start", From: today, Before: tomorrow},
		query.Date{Field: "deadline", From: today, Before: tomorrow},
		query.State("started"),
	}, query.Not{Expr: query.Date{Field: "due", From: evening, Before: tomorrow}}}
	overdue := query.And{query.Open, late}
	tonight := query.And{query.Open, query.Not{Expr: late}, query.Date{Field: "due", From: evening, Before: tomorrow}}
	b.section("planned", "", planned, localdb.ByClock)
	b.section("overdue", "", overdue, localdb.ByDue)
	b.section("evening", "", tonight, localdb.ByClock)
	now := b.app.now()
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	b.section("done", "", query.And{query.State("done"), query.Instant{Field: "completed_at", From: midnight, Before: midnight.AddDate(0, 0, 1)}}, localdb.ByCompleted)
	if b.err != nil {
		return
	}
	b.page.Capacity = &Capacity{}
	// What is overdue may be years old; it is work, but not today's plan.
	if b.page.Capacity.PlannedMin, b.err = b.app.db.Minutes(b.ctx, query.Or{planned, tonight}, usualMinutes); b.err != nil {
		return
	}
	b.page.Capacity.FreeMin, b.err = b.app.freeToday(b.ctx)
}

// usualMinutes is what a task is taken to need that has no estimate (SCORING.md).
const usualMinutes = 30

// project builds a project: what is in no section, then each section.
func (b *pageBuilder) project(id string) {
	in := query.And{query.Open, query.In{Field: "project", ID: id}}
	sections, err := b.app.db.Sections(b.ctx)
	if err != nil {
		b.err = err
		return
	}
	b.section("all", "", append(in, query.In{Field: "section"}), localdb.ByRank)
	for _, s := range sections {
		if s.Project == id && s.DeletedAt.IsZero() {
			b.section(s.ID, s.Name, append(in[:len(in):len(in)], query.In{Field: "section", ID: s.ID}), localdb.ByRank)
		}
	}
}

// splitByDay makes a section for each day of the one there is, by the earlier of a
// task's start and due date, days before first not counting.
func (b *pageBuilder) splitByDay(first string) {
	if b.err != nil {
		return
	}
	byDay := map[string][]Task{}
	for _, t := range b.page.Sections[0].Tasks {
		day := t.Due.Date
		if t.Start.Date >= first && (day < first || t.Start.Date < day) {
			day = t.Start.Date
		}
		byDay[day] = append(byDay[day], t)
	}
	b.page.Sections = []Section{}
	for day, list := range byDay {
		b.page.Sections = append(b.page.Sections, Section{Key: day, Tasks: list, Total: len(list)})
	}
	slices.SortFunc(b.page.Sections, func(x, y Section) int {
		if x.Key < y.Key {
			return -1
		}
		return 1
	})
}

// A ProjectCount is a project with the number of its open tasks.
type ProjectCount struct {
	task.Project
	Open int `json:"open"`
}

// A TagCount is a tag with the number of its open tasks.
type TagCount struct {
	task.Tag
	Open int `json:"open"`
}

// A Sidebar is what the window's sidebar shows beside the fixed lists.
type Sidebar struct {
	Inbox    int            `json:"inbox"`
	Today    int            `json:"today"`
	Projects []ProjectCount `json:"projects"` // never nil
	Tags     []TagCount     `json:"tags"`     // never nil
}

// Sidebar returns the counts of the lists, the projects and the tags.
func (a *App) Sidebar(ctx context.Context) (Sidebar, error) {
	var s Sidebar
	var err error
	if s.Projects, err = a.Projects(ctx); err != nil {
		return s, err
	}
	if s.Tags, err = a.Tags(ctx); err != nil {
		return s, err
	}
	byProject, err := a.db.OpenByProject(ctx)
	if err != nil {
		return s, err
	}
	s.Inbox = byProject[""]
	today, err := query.Parse("today | overdue", a.now())
	if err != nil {
		return s, err
	}
	s.Today, err = a.db.Count(ctx, today, maxTotal)
	return s, err
}
