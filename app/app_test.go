package app_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mindflow/app"
	"mindflow/localdb"
	"mindflow/task"
)

// A clock stands at an instant until a test moves it.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

var ctx = context.Background()

// open opens an empty data directory on Wednesday, 11 March 2026, 9:00.
func open(t *testing.T) (*app.App, *clock) {
	t.Helper()
	c := &clock{time.Date(2026, 3, 11, 9, 0, 0, 0, time.UTC)}
	a, err := app.Open(ctx, t.TempDir(), c.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a, c
}

func add(t *testing.T, a *app.App, text string) app.Task {
	t.Helper()
	change, err := a.Add(ctx, app.Line{Text: text}, task.Typed)
	if err != nil {
		t.Fatal(err)
	}
	return change.Tasks[0]
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func titles(list []app.Task) []string {
	out := []string{}
	for _, t := range list {
		out = append(out, t.Title)
	}
	return out
}

// Where a line names no project, tag or day, the list it was typed in gives it.
func TestAddInAList(t *testing.T) {
	a, _ := open(t)
	project := must[task.Project](t)(a.AddProject(ctx, "Home/Garden"))
	tag := must[task.Tag](t)(a.AddTag(ctx, "phone"))
	for _, c := range []struct {
		text    string
		in      app.ViewRequest
		project string
		tags    []string
		due     string
	}{
		{"Weed", app.ViewRequest{View: "project", ID: project.ID}, "Garden", nil, ""},
		{"Weed #Work", app.ViewRequest{View: "project", ID: project.ID}, "Work", nil, ""},
		{"Call", app.ViewRequest{View: "tag", ID: tag.ID}, "", []string{"phone"}, ""},
		{"Call @mail", app.ViewRequest{View: "tag", ID: tag.ID}, "", []string{"mail", "phone"}, ""},
		{"Rest", app.ViewRequest{View: "today"}, "", nil, "2026-03-11"},
		{"Rest tomorrow", app.ViewRequest{View: "today"}, "", nil, "2026-03-12"},
		{"Think", app.ViewRequest{View: "inbox"}, "", nil, ""},
	} {
		got := must[app.Change](t)(a.AddIn(ctx, app.Line{Text: c.text}, task.QuickAdd, c.in)).Tasks[0]
		if got.Project != c.project || !slices.Equal(got.Tags, c.tags) || got.Due.String() != c.due {
			t.Errorf("%q in %s: project %q, tags %q, due %s", c.text, c.in.View, got.Project, got.Tags, got.Due)
		}
	}
}

// Pasted lines become tasks of the list, and their indented lines steps.
func TestPasteIntoAList(t *testing.T) {
	a, _ := open(t)
	project := must[task.Project](t)(a.AddProject(ctx, "Move"))
	made := must[app.Change](t)(a.AddIn(ctx, app.Line{Text: "Order boxes\n  - the small ones\nMeasure the rooms #Home\n"}, task.QuickAdd, app.ViewRequest{View: "project", ID: project.ID})).Tasks
	if len(made) != 3 || made[1].Parent != made[0].ID || made[1].Project != "Move" || made[2].Project != "Home" {
		t.Errorf("made %+v", made)
	}
}

// Names make one project or tag however they are written. One in the Trash stays there
// with its tasks, and out of sight.
func TestNamesAreFoundAgain(t *testing.T) {
	a, _ := open(t)
	add(t, a, "one #Work @phone")
	add(t, a, "two #work @PHONE")
	if p, g := must[[]app.ProjectCount](t)(a.Projects(ctx)), must[[]app.TagCount](t)(a.Tags(ctx)); len(p) != 1 || p[0].Open != 2 || len(g) != 1 || g[0].Open != 2 {
		t.Errorf("projects %+v, tags %+v", p, g)
	}
	must[app.Change](t)(a.RemoveProject(ctx, "WORK"))
	if list := must[[]app.Task](t)(a.List(ctx, "", 0)); len(list) != 0 {
		t.Errorf("the tasks of a project in the Trash are listed: %q", titles(list))
	}
	if got := add(t, a, "three #Work"); got.Project != "Work" {
		t.Errorf("project %q", got.Project)
	}
	if list := must[[]app.Task](t)(a.List(ctx, "#Work", 0)); len(list) != 1 {
		t.Errorf("%d tasks of the new project of an old name", len(list))
	}
	must[app.Change](t)(a.RemoveTag(ctx, "phone"))
	if list := must[[]app.Task](t)(a.List(ctx, "", 0)); len(list[0].Tags) != 0 {
		t.Errorf("a tag in the Trash is shown: %q", list[0].Tags)
	}
	if got := add(t, a, "four #Inbox"); got.Project != "" {
		t.Errorf("the Inbox became a project: %q", got.Project)
	}
}

func TestToday(t *testing.T) {
	a, c := open(t)
	add(t, a, "Taxes {2026-03-09}")
	add(t, a, "Receipts 2026-03-09")
	for _, text := range []string{"Lunch today 12:00 ~45m", "Stand-up today 9:30", "Draft today ~1h", "Film today 19:00", "Rent tomorrow", "Learn the lute"} {
		add(t, a, text)
	}
	begun := add(t, a, "begun")
	must[app.Change](t)(a.Start(ctx, begun.ID))
	finished := add(t, a, "finished today")
	must[app.Change](t)(a.Complete(ctx, finished.ID))

	page := must[app.Page](t)(a.View(ctx, app.ViewRequest{View: "today", Limit: 100}))
	got := map[string][]string{}
	for _, s := range page.Sections {
		got[s.Key] = titles(s.Tasks)
		if s.Total != len(s.Tasks) {
			t.Errorf("%s: total %d of %d", s.Key, s.Total, len(s.Tasks))
		}
	}
	if want := []string{"Stand-up", "Lunch", "Draft", "begun"}; !slices.Equal(got["planned"], want) {
		t.Errorf("planned %q, want %q", got["planned"], want)
	}
	if want := []string{"Film"}; !slices.Equal(got["evening"], want) {
		t.Errorf("evening %q, want %q", got["evening"], want)
	}
	if len(got["done"]) != 1 || len(got["overdue"]) != 2 {
		t.Errorf("done %q, overdue %q", got["done"], got["overdue"])
	}
	if page.Capacity.PlannedMin != 30+45+60+30+30 { // unestimated ones at half an hour; overdue ones are not today's plan
		t.Errorf("%d minutes planned", page.Capacity.PlannedMin)
	}
	if short := must[app.Page](t)(a.View(ctx, app.ViewRequest{View: "today", Limit: 1})); short.Capacity.PlannedMin != page.Capacity.PlannedMin {
		t.Errorf("the plan depends on how much of the list was asked for: %d", short.Capacity.PlannedMin)
	}
	// 8 working hours, one of which is over at 10:00.
	c.at = c.at.Add(time.Hour)
	page = must[app.Page](t)(a.View(ctx, app.ViewRequest{View: "today", Limit: 100}))
	if page.Capacity.FreeMin != 7*60 {
		t.Errorf("%d minutes free at 10:00 of a day from 9:00 to 17:00", page.Capacity.FreeMin)
	}
	if bar := must[app.Sidebar](t)(a.Sidebar(ctx)); bar.Today != len(got["planned"])+len(got["overdue"])+len(got["evening"]) {
		t.Errorf("the sidebar counts %d for today", bar.Today)
	}
}

// A list longer than was asked for says how long it is.
func TestLimitKeepsTheTotal(t *testing.T) {
	a, _ := open(t)
	for range 5 {
		add(t, a, "one of five")
	}
	page := must[app.Page](t)(a.View(ctx, app.ViewRequest{View: "inbox", Limit: 2}))
	if s := page.Sections[0]; len(s.Tasks) != 2 || s.Total != 5 {
		t.Errorf("%d tasks of %d", len(s.Tasks), s.Total)
	}
	if _, err := a.View(ctx, app.ViewRequest{View: "attic"}); err == nil {
		t.Error("an unknown list was given")
	}
}

func TestUpcomingHasADayASection(t *testing.T) {
	a, _ := open(t)
	add(t, a, "Rent 2026-03-12")
	add(t, a, "Dentist 2026-03-12 9:00")
	add(t, a, "Venue start 2026-03-14 2026-03-20")
	add(t, a, "Far off 2026-06-01")
	page := must[app.Page](t)(a.View(ctx, app.ViewRequest{View: "upcoming", Limit: 100}))
	var got []string
	for _, s := range page.Sections {
		got = append(got, s.Key+": "+strings.Join(titles(s.Tasks), ", "))
	}
	if want := []string{"2026-03-12: Rent, Dentist", "2026-03-14: Venue"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNext(t *testing.T) {
	a, c := open(t)
	add(t, a, "Someday p5")
	urgent := add(t, a, "Send the contract today p1")
	later := add(t, a, "Review the draft tomorrow p2")
	ranked := must[[]app.Ranked](t)(a.Next(ctx, 2))
	if len(ranked) != 2 || ranked[0].Task.ID != urgent.ID || ranked[0].Reason == "" {
		t.Fatalf("got %+v", ranked)
	}
	sum := 0.0
	for _, term := range ranked[0].Terms {
		sum += term.Points
	}
	if sum != ranked[0].Score {
		t.Errorf("the terms add up to %g, the score is %g", sum, ranked[0].Score)
	}
	// Not now, twice, and another one comes first; hours later it is back.
	for range 2 {
		c.at = c.at.Add(time.Second)
		if err := a.NotNow(ctx, urgent.ID); err != nil {
			t.Fatal(err)
		}
	}
	if got := must[[]app.Ranked](t)(a.Next(ctx, 1))[0].Task.ID; got != later.ID {
		t.Error("a task that was put aside is still first")
	}
	c.at = c.at.Add(47 * time.Hour)
	if got := must[[]app.Ranked](t)(a.Next(ctx, 1))[0].Task.ID; got != urgent.ID {
		t.Error("a task that was put aside two days ago is not back")
	}
}

func TestRecurringTaskComesAgain(t *testing.T) {
	a, c := open(t)
	rent := add(t, a, "Water the ferns every week")
	must[app.Change](t)(a.Edit(ctx, []string{rent.ID}, app.Assignment{Field: "due", Op: "=", Value: "2026-03-09"}))
	change := must[app.Change](t)(a.Complete(ctx, rent.ID))
	if len(change.Tasks) != 2 {
		t.Fatalf("%d tasks written", len(change.Tasks))
	}
	open := must[[]app.Task](t)(a.List(ctx, "", 0))
	if len(open) != 1 || open[0].ID == rent.ID || open[0].Due.Date != "2026-03-16" || open[0].Status != task.Pending {
		t.Errorf("then open: %+v", open)
	}
	// Completing it again, as another device would, makes no second one.
	must[app.Change](t)(a.Reopen(ctx, rent.ID))
	must[app.Change](t)(a.Complete(ctx, rent.ID))
	if n := len(must[[]app.Task](t)(a.List(ctx, "", 0))); n != 1 {
		t.Errorf("%d open occurrences", n)
	}
	// Taken back and done again, it still comes again.
	must[app.Change](t)(a.Undo(ctx, 0))
	must[app.Change](t)(a.Undo(ctx, 0))
	must[app.Change](t)(a.Undo(ctx, 0))
	must[app.Change](t)(a.Complete(ctx, rent.ID))
	if open = must[[]app.Task](t)(a.List(ctx, "", 0)); len(open) != 1 || open[0].ID == rent.ID {
		t.Errorf("after an undo, done again: %+v", open)
	}
	c.at = c.at.AddDate(0, 0, 30) // nobody watered them for a month
	must[app.Change](t)(a.Complete(ctx, open[0].ID))
	if again := must[[]app.Task](t)(a.List(ctx, "", 0)); len(again) != 1 || again[0].Due.Date != "2026-04-13" {
		t.Errorf("after a month: %+v", again)
	}
}

// What belongs to a date moves with it.
func TestNextOccurrenceKeepsItsDistances(t *testing.T) {
	a, _ := open(t)
	report := add(t, a, "Report every friday start wed {sat}")
	must[app.Change](t)(a.Complete(ctx, report.ID))
	open := must[[]app.Task](t)(a.List(ctx, "", 0))
	if len(open) != 1 || open[0].Due.Date != "2026-03-20" || open[0].Start.Date != "2026-03-25" || open[0].Deadline.Date != "2026-03-21" {
		t.Errorf("from start %s, due %s, deadline %s came %+v", report.Start, report.Due, report.Deadline, open)
	}
}

// The teaching tasks come once, and only to someone who has none.
func TestWelcome(t *testing.T) {
	a, _ := open(t)
	if !must[bool](t)(a.Welcome(ctx)) || len(must[[]app.Task](t)(a.List(ctx, "", 0))) != 3 {
		t.Error("a new person was not welcomed")
	}
	if must[bool](t)(a.Welcome(ctx)) {
		t.Error("welcomed twice")
	}
	if _, err := a.Undo(ctx, 0); !errors.Is(err, localdb.ErrNothingToUndo) {
		t.Errorf("the welcome can be undone: %v", err)
	}
	other, _ := open(t)
	add(t, other, "my own")
	if must[bool](t)(other.Welcome(ctx)) {
		t.Error("someone with tasks was given more")
	}
}

func TestSettings(t *testing.T) {
	a, _ := open(t)
	for value, ok := range map[string]bool{`"dark"`: true, `"purple"`: false, `7`: false, `{`: false} {
		if err := a.SetSetting(ctx, "theme", []byte(value)); (err == nil) != ok {
			t.Errorf("theme %s: %v", value, err)
		}
	}
	if err := a.SetSetting(ctx, "wallpaper", []byte(`"x"`)); err == nil {
		t.Error("an unknown setting was stored")
	}
	if s := must[app.Settings](t)(a.Settings(ctx)); s.Theme != "dark" || s.Hours[time.Monday].From != 9*60 {
		t.Errorf("settings %+v", s)
	}
}

// An import that fails at one task leaves nothing of the others.
func TestImportIsAllOrNothing(t *testing.T) {
	a, _ := open(t)
	broken := []byte("TYPE,CONTENT\ntask,Good\ntask,\"Bad\n")
	if _, err := a.Import(ctx, "", "broken.csv", broken, false); err == nil {
		t.Fatal("a broken file was imported")
	}
	if list := must[[]app.Task](t)(a.List(ctx, "all", 0)); len(list) != 0 {
		t.Errorf("left behind: %q", titles(list))
	}
	circle := []byte(`[{"description":"a","uuid":"a0000000-0000-4000-8000-000000000001","depends":["a0000000-0000-4000-8000-000000000002"],"status":"pending","entry":"20260301T080000Z"},
{"description":"b","uuid":"a0000000-0000-4000-8000-000000000002","depends":["a0000000-0000-4000-8000-000000000001"],"status":"pending","entry":"20260301T080000Z"}]`)
	report := must[app.ImportReport](t)(a.Import(ctx, "", "circle.json", circle, false))
	if report.Imported != 2 || len(report.Losses) != 1 || !strings.Contains(report.Losses[0].What, "wait for each other") {
		t.Errorf("report %+v", report)
	}
	if ranked := must[[]app.Ranked](t)(a.Next(ctx, 1)); len(ranked) != 1 {
		t.Error("after a circle nothing can be done next")
	}
}

// A failed export leaves the file that was there.
func TestExportFileIsWholeOrOld(t *testing.T) {
	a, _ := open(t)
	add(t, a, "Water the ferns")
	name := filepath.Join(t.TempDir(), "out.json")
	if err := a.ExportFile(ctx, name); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(name)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	before, _ := os.ReadFile(name)
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if err := a.ExportFile(stopped, name); err == nil {
		t.Error("an export that was stopped succeeded")
	}
	if after, err := os.ReadFile(name); err != nil || string(after) != string(before) {
		t.Errorf("the file changed (%v)", err)
	}
	link := filepath.Join(filepath.Dir(name), "link.json")
	if err := os.Symlink(name, link); err != nil {
		t.Fatal(err)
	}
	if err := a.ExportFile(ctx, link); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link was replaced (%v)", err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(name), ".mindflow-export-*")); len(left) != 0 {
		t.Errorf("left behind: %q", left)
	}
}

// Another program's edit on the same data is heard of within a second.
func TestOtherProgramsAreHeard(t *testing.T) {
	a, c := open(t)
	other, err := app.Open(ctx, a.Dir(), c.now)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	heard := make(chan struct{}, 10)
	a.OnChange(func() { heard <- struct{}{} })
	add(t, other, "from elsewhere")
	<-heard
	if list := must[[]app.Task](t)(a.List(ctx, "", 0)); len(list) != 1 {
		t.Errorf("%d tasks", len(list))
	}
}
