package localdb_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"mindflow/localdb"
	"mindflow/task"
	"mindflow/task/query"
)

func titles(list []task.Task) []string {
	out := []string{}
	for _, t := range list {
		out = append(out, t.Title)
	}
	return out
}

// What each query finds among a handful of tasks.
func TestList(t *testing.T) {
	ctx, c := context.Background(), start() // 11 March 2026, 9:00 UTC
	db := open(t, t.TempDir(), c)
	home := task.Project{ID: newID(), Name: "Garden", Area: "Home", CreatedAt: c.at}
	phone := task.Tag{ID: newID(), Name: "phone"}
	if _, err := db.Edit(ctx, "setup", func(e *localdb.Edit) error {
		return errors.Join(e.PutProject(home), e.PutTag(phone))
	}); err != nil {
		t.Fatal(err)
	}
	day := func(s string) func(*task.Task) { return func(t *task.Task) { t.Due = task.When{Date: s} } }
	add(t, db, c, "plain")
	add(t, db, c, "today", day("2026-03-11"), func(t *task.Task) { t.Priority = task.P1 })
	add(t, db, c, "late", day("2026-03-10"), func(t *task.Task) { t.Tags = []string{phone.ID} })
	add(t, db, c, "tomorrow", func(t *task.Task) { t.Due = task.When{Date: "2026-03-12", Time: "09:00"} })
	add(t, db, c, "starts", func(t *task.Task) { t.Start = task.When{Date: "2026-03-11"} })
	add(t, db, c, "begun", func(t *task.Task) { t.Begin(c.at) })
	add(t, db, c, "weeds", func(t *task.Task) { t.Project, t.Description = home.ID, "between the tomatoes" })
	add(t, db, c, "asleep", func(t *task.Task) { t.SnoozedUntil = c.at.Add(time.Hour) })
	add(t, db, c, "finished", func(t *task.Task) { t.Complete(c.at) })
	add(t, db, c, "gone", func(t *task.Task) { t.DeletedAt = c.at })

	for text, want := range map[string][]string{
		"":                          {"begun", "late", "plain", "starts", "today", "tomorrow", "weeds"},
		"all":                       {"asleep", "begun", "finished", "late", "plain", "starts", "today", "tomorrow", "weeds"},
		"done":                      {"finished"},
		"trash":                     {"gone"},
		"snoozed":                   {"asleep"},
		"started":                   {"begun"},
		"today":                     {"begun", "starts", "today"},
		"overdue":                   {"late"},
		"today | overdue":           {"begun", "late", "starts", "today"},
		"tomorrow":                  {"tomorrow"},
		"inbox & !p1 & due:none":    {"begun", "plain", "starts"},
		"#garden":                   {"weeds"},
		`#"Home/Garden"`:            {"weeds"},
		"!#Garden & due>2026-03-11": {"tomorrow"},
		"@PHONE":                    {"late"},
		"!@phone p1..p2":            {"today"},
		"due<=2026-03-11":           {"late", "today"},
		`text:"tomatoes"`:           {"weeds"},
		"toma":                      {"weeds"},
		"(today | @phone) & !p1":    {"begun", "late", "starts"},
	} {
		e, err := query.Parse(text, c.at)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		list, err := db.List(ctx, e, localdb.ByDue, 0)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		got := titles(list)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%q found %q, want %q", text, got, want)
		}
		if n, err := db.Count(ctx, e, 1_000_000); err != nil || n != len(want) {
			t.Errorf("%q counts %d (%v), want %d", text, n, err, len(want))
		}
	}

	var unknown *localdb.UnknownError
	if _, err := db.List(ctx, query.Project("Nowhere"), localdb.ByDue, 0); !errors.As(err, &unknown) || unknown.Name != "Nowhere" {
		t.Errorf("an unknown project: %v", err)
	}
}

func TestOrderAndLimit(t *testing.T) {
	c := start()
	db := open(t, t.TempDir(), c)
	add(t, db, c, "no date")
	add(t, db, c, "later", func(t *task.Task) { t.Due = task.When{Date: "2026-04-01"} })
	add(t, db, c, "soon, at nine", func(t *task.Task) { t.Due = task.When{Date: "2026-03-12", Time: "09:00"} })
	add(t, db, c, "soon", func(t *task.Task) { t.Due = task.When{Date: "2026-03-12"} })
	add(t, db, c, "soon and urgent", func(t *task.Task) { t.Due, t.Priority = task.When{Date: "2026-03-12"}, task.P1 })
	list, err := db.List(context.Background(), query.Open, localdb.ByDue, 4)
	want := []string{"soon and urgent", "soon", "soon, at nine", "later"}
	if err != nil || !slices.Equal(titles(list), want) {
		t.Errorf("got %q (%v), want %q", titles(list), err, want)
	}
}

// The tasks of a deleted project are hidden, not changed: an undo brings all back.
func TestDeletedProjectHidesItsTasks(t *testing.T) {
	ctx, c := context.Background(), start()
	db := open(t, t.TempDir(), c)
	p := task.Project{ID: newID(), Name: "Garden", CreatedAt: c.at}
	if _, err := db.Edit(ctx, "add", func(e *localdb.Edit) error { return e.PutProject(p) }); err != nil {
		t.Fatal(err)
	}
	add(t, db, c, "Weed", func(t *task.Task) { t.Project = p.ID })
	count := func() int {
		list, err := db.List(ctx, query.Open, localdb.ByDue, 0)
		if err != nil {
			t.Fatal(err)
		}
		found, err := db.Search(ctx, "weed", 10)
		if err != nil || len(found) != len(list) {
			t.Errorf("search finds %d (%v), the list %d", len(found), err, len(list))
		}
		return len(list)
	}
	p.DeletedAt = c.at
	if _, err := db.Edit(ctx, "delete", func(e *localdb.Edit) error { return e.PutProject(p) }); err != nil {
		t.Fatal(err)
	}
	if n := count(); n != 0 {
		t.Errorf("%d tasks of a deleted project are shown", n)
	}
	if _, err := db.Undo(ctx, 0); err != nil {
		t.Fatal(err)
	}
	if n := count(); n != 1 {
		t.Errorf("%d tasks after the undo", n)
	}
}

func TestSearch(t *testing.T) {
	ctx, c := context.Background(), start()
	db := open(t, t.TempDir(), c)
	add(t, db, c, "Call the café", func(t *task.Task) { t.Complete(c.at) })
	notes := add(t, db, c, "Lunch", func(t *task.Task) { t.Description = "at the cafe, with the contract" })
	add(t, db, c, "Café: sign the contract")
	add(t, db, c, "Rent")
	for words, want := range map[string][]string{
		"cafe":          {"Café: sign the contract", "Lunch", "Call the café"}, // title first, done last, accents aside
		"contract cafe": {"Café: sign the contract", "Lunch"},
		"contr":         {"Café: sign the contract", "Lunch"},
		"CAFÉ sign":     {"Café: sign the contract"},
		"nothing":       {},
		`" OR *:^(`:     {}, // operators of the index are ordinary text
		"":              {},
	} {
		list, err := db.Search(ctx, words, 10)
		got := titles(list)
		if words == "cafe" && len(got) == 3 { // the accent keeps "cafe" from being in the title as typed
			slices.Sort(got[:2])
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q found %q (%v), want %q", words, got, err, want)
		}
	}
	edit(t, db, notes.ID, func(t *task.Task) { t.Description = "elsewhere" })
	if list, err := db.Search(ctx, "cafe lunch", 10); err != nil || len(list) != 0 {
		t.Errorf("the index still has what was edited away: %q, %v", titles(list), err)
	}
}

// What is in the Trash, however much, hides nothing.
func TestSearchBehindAFullTrash(t *testing.T) {
	ctx, c := context.Background(), start()
	db := open(t, t.TempDir(), c)
	add(t, db, c, "old treasure in the garden")
	fill := func(change func(*task.Task)) {
		t.Helper()
		if _, err := db.Edit(ctx, "import", func(e *localdb.Edit) error {
			for range 2500 {
				made := task.New(newID(), "garden work", c.at)
				change(&made)
				if err := e.PutTask(made); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	check := func(what string) {
		t.Helper()
		if list, err := db.Search(ctx, "garden", 10); err != nil || len(list) == 0 || list[0].Title != "old treasure in the garden" {
			t.Errorf("behind 2,500 tasks %s: %q, %v", what, titles(list), err)
		}
	}
	fill(func(*task.Task) {})
	if _, err := db.Undo(ctx, 0); err != nil {
		t.Fatal(err)
	}
	check("in the Trash")
	fill(func(t *task.Task) { t.Complete(c.at) })
	check("completed")
	e, err := query.Parse("trash & garden", c.at)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := db.Count(ctx, e, 1_000_000); err != nil || n != 2500 {
		t.Errorf("%d in the Trash, %v", n, err)
	}
}

func TestMatchingIDs(t *testing.T) {
	ctx, c := context.Background(), start()
	db := open(t, t.TempDir(), c)
	one := add(t, db, c, "one")
	add(t, db, c, "two")
	for part, want := range map[string]int{one.ID: 1, one.ID[:8]: 2, one.ID[len(one.ID)-6:]: 1, "ffffffff": 0, "*": 0, "?": 0} {
		list, err := db.Matching(ctx, part, 5)
		if err != nil || len(list) != want {
			t.Errorf("%q matches %d (%v), want %d", part, len(list), err, want)
		}
	}
}

func TestSettings(t *testing.T) {
	ctx, c, dir := context.Background(), start(), t.TempDir()
	db := open(t, dir, c)
	var theme string
	if set, err := db.Setting(ctx, "theme", &theme); set || err != nil {
		t.Errorf("a setting nobody made: %v, %v", set, err)
	}
	for _, want := range []string{"dark", "light"} {
		if err := db.SetSetting(ctx, "theme", want); err != nil {
			t.Fatal(err)
		}
		if set, err := db.Setting(ctx, "theme", &theme); !set || err != nil || theme != want {
			t.Errorf("theme %q, %v, %v", theme, set, err)
		}
	}
	if _, err := db.Undo(ctx, 0); !errors.Is(err, localdb.ErrNothingToUndo) {
		t.Errorf("a setting is part of undo: %v", err)
	}
}

// Copies with the same cells have the same digest, whatever way they came to them;
// here, an edit and its undo leave other stamps, and so another digest.
func TestDigestFollowsTheCells(t *testing.T) {
	c := start()
	db := open(t, t.TempDir(), c)
	empty := status(t, db).Digest
	made := add(t, db, c, "one")
	one := status(t, db).Digest
	edit(t, db, made.ID, func(t *task.Task) { t.Title = "two" })
	two := status(t, db).Digest
	if empty != 0 || one == empty || two == one {
		t.Errorf("digests %x, %x, %x", empty, one, two)
	}
}
