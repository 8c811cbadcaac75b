package localdb_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mindflow/localdb"
	"mindflow/task"
)

// full is a task with every field set.
func full(c *clock) task.Task {
	t := task.New(newID(), "Send the signed contract", c.at)
	t.Description = "cc the finance address"
	t.Priority = task.P1
	t.Project, t.Section, t.Parent = newID(), newID(), newID()
	t.Tags = []string{newID(), newID()}
	t.Start = task.When{Date: "2026-03-12"}
	t.Due = task.When{Date: "2026-03-13", Time: "17:00", Zone: "Europe/Berlin"}
	t.Deadline = task.When{Date: "2026-03-14", Time: "09:00"}
	t.EstimateMin = 30
	t.Spent = map[string]int{"laptop": 10, "phone": 5}
	t.Recurrence = task.Recurrence{RRule: "FREQ=WEEKLY;BYDAY=MO", Anchor: task.FromSchedule, Policy: task.KeepOne}
	t.Reminders = []task.Reminder{"-30", "2026-03-13T09:00"}
	t.BlockedBy = []string{newID()}
	t.Rank, t.Pinned = "a0V", true
	t.StartedAt = c.at.Add(time.Minute)
	t.SnoozedUntil = c.at.Add(time.Hour)
	t.DeletedAt = c.at.Add(2 * time.Hour)
	t.Source, t.Batch = task.QuickAdd, newID()
	return t
}

func TestEveryFieldSurvivesTheFile(t *testing.T) {
	c, dir := start(), t.TempDir()
	db := open(t, dir, c)
	want := full(c)
	if _, err := db.Edit(context.Background(), "add", func(e *localdb.Edit) error { return e.PutTask(want) }); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, read(t, open(t, dir, c), want.ID)); diff != "" {
		t.Errorf("what was read differs from what was stored (-stored +read):\n%s", diff)
	}
}

func TestClearingEveryField(t *testing.T) {
	c := start()
	db := open(t, t.TempDir(), c)
	was := full(c)
	if _, err := db.Edit(context.Background(), "add", func(e *localdb.Edit) error { return e.PutTask(was) }); err != nil {
		t.Fatal(err)
	}
	bare := task.New(was.ID, was.Title, was.CreatedAt)
	edit(t, db, was.ID, func(t *task.Task) { *t = bare })
	if diff := cmp.Diff(bare, read(t, db, was.ID)); diff != "" {
		t.Errorf("cleared task (-want +read):\n%s", diff)
	}
}

func TestAnInvalidEditStoresNothing(t *testing.T) {
	c := start()
	db := open(t, t.TempDir(), c)
	good, bad := task.New(newID(), "good", c.at), task.New(newID(), " ", c.at)
	_, err := db.Edit(context.Background(), "add", func(e *localdb.Edit) error {
		if err := e.PutTask(good); err != nil {
			return err
		}
		return e.PutTask(bad)
	})
	var invalid *task.InvalidError
	if !errors.As(err, &invalid) || invalid.Field != "title" {
		t.Fatalf("Edit = %v, want an InvalidError of the title", err)
	}
	if _, err := db.Task(context.Background(), good.ID); !errors.Is(err, task.ErrNotFound) {
		t.Errorf("the other half of a refused edit is there: %v", err)
	}
	if s := status(t, db); s.Pending != 0 || s.Digest != 0 {
		t.Errorf("a refused edit left %d change sets and digest %x", s.Pending, s.Digest)
	}
}

// A state is what a test compares of a copy.
type state struct {
	Pending int
	Digest  uint64
}

func status(t testing.TB, db *localdb.DB) state {
	t.Helper()
	at, err := db.Position(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	digest, err := db.Digest(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return state{at.Pending, digest}
}

func TestAnEditThatChangesNothingIsNoEdit(t *testing.T) {
	c := start()
	db := open(t, t.TempDir(), c)
	made := add(t, db, c, "Water the ferns")
	before := status(t, db)
	if change := edit(t, db, made.ID, func(*task.Task) {}); change.Seq != 0 {
		t.Errorf("got change %+v", change)
	}
	if after := status(t, db); after != before {
		t.Errorf("status went from %+v to %+v", before, after)
	}
}

// Undo and redo survive the program, in any number of steps.
func TestUndoAndRedoAcrossRestarts(t *testing.T) {
	ctx, c, dir := context.Background(), start(), t.TempDir()
	db := open(t, dir, c)
	made := add(t, db, c, "one")
	for _, title := range []string{"two", "three"} {
		edit(t, db, made.ID, func(t *task.Task) { t.Title = title; t.Tags = append(t.Tags, newID()) })
	}
	expect := func(step string, err error, title string, tags int, deleted bool) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", step, err)
		}
		got := read(t, db, made.ID)
		if got.Title != title || len(got.Tags) != tags || got.DeletedAt.IsZero() == deleted {
			t.Errorf("%s: title %q, %d tags, deleted %v", step, got.Title, len(got.Tags), got.DeletedAt)
		}
		db.Close()
		db = open(t, dir, c)
	}
	undo := func() error { _, err := db.Undo(ctx, 0); return err }
	redo := func() error { _, err := db.Redo(ctx); return err }
	expect("undo", undo(), "two", 1, false)
	expect("undo", undo(), "one", 0, false)
	expect("undo of the add", undo(), "one", 0, true)
	if err := undo(); !errors.Is(err, localdb.ErrNothingToUndo) {
		t.Errorf("undo of nothing: %v", err)
	}
	expect("redo of the add", redo(), "one", 0, false)
	expect("redo", redo(), "two", 1, false)
	expect("redo", redo(), "three", 2, false)
	if err := redo(); !errors.Is(err, localdb.ErrNothingToRedo) {
		t.Errorf("redo of nothing: %v", err)
	}
	expect("undo again", undo(), "two", 1, false)
	edit(t, db, made.ID, func(t *task.Task) { t.Title = "four" })
	if err := redo(); !errors.Is(err, localdb.ErrNothingToRedo) {
		t.Errorf("redo after a new edit: %v", err)
	}
}

// Undoing an old edit leaves alone what was written since.
func TestUndoOfAnOldEdit(t *testing.T) {
	ctx, c := context.Background(), start()
	db := open(t, t.TempDir(), c)
	made := add(t, db, c, "one")
	old := edit(t, db, made.ID, func(t *task.Task) { t.Title = "two"; t.EstimateMin = 30 })
	edit(t, db, made.ID, func(t *task.Task) { t.Title = "three" })
	if _, err := db.Undo(ctx, old.Seq); err != nil {
		t.Fatal(err)
	}
	if got := read(t, db, made.ID); got.Title != "three" || got.EstimateMin != 0 {
		t.Errorf("title %q, estimate %d; want three and none", got.Title, got.EstimateMin)
	}
	edit(t, db, made.ID, func(t *task.Task) { t.EstimateMin = 10 })
	last := edit(t, db, made.ID, func(t *task.Task) { t.EstimateMin = 20 })
	edit(t, db, made.ID, func(t *task.Task) { t.EstimateMin = 25 })
	if _, err := db.Undo(ctx, last.Seq); !errors.Is(err, localdb.ErrSuperseded) {
		t.Errorf("undo of an edit that was overwritten: %v", err)
	}
}

// Undoing an add takes back the project it made, unless others have moved in.
func TestUndoKeepsAProjectInUse(t *testing.T) {
	ctx, c := context.Background(), start()
	for _, used := range []bool{false, true} {
		db := open(t, t.TempDir(), c)
		project := task.Project{ID: newID(), Name: "Garden", CreatedAt: c.at}
		made, err := db.Edit(ctx, "add", func(e *localdb.Edit) error {
			first := task.New(newID(), "Weed", c.at)
			first.Project = project.ID
			return errors.Join(e.PutProject(project), e.PutTask(first))
		})
		if err != nil {
			t.Fatal(err)
		}
		if used {
			add(t, db, c, "Sow", func(t *task.Task) { t.Project = project.ID })
		}
		if _, err := db.Undo(ctx, made.Seq); err != nil {
			t.Fatal(err)
		}
		projects, err := db.Projects(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if projects[0].DeletedAt.IsZero() != used {
			t.Errorf("project in use %v: deleted at %v", used, projects[0].DeletedAt)
		}
	}
}

// A large edit is several change sets and still one step of undo.
func TestALargeEditIsOneStep(t *testing.T) {
	ctx, c := context.Background(), start()
	db := open(t, t.TempDir(), c)
	const n = 1000
	change, err := db.Edit(ctx, "import", func(e *localdb.Edit) error {
		for range n {
			if err := e.PutTask(task.New(newID(), "one of many", c.at)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || len(change.Tasks) != n {
		t.Fatalf("%d tasks, %v", len(change.Tasks), err)
	}
	if s := status(t, db); s.Pending < 2 {
		t.Errorf("%d change sets; the server takes none so large", s.Pending)
	}
	undone, err := db.Undo(ctx, 0)
	if err != nil || len(undone.Tasks) != n {
		t.Fatalf("undid %d tasks, %v", len(undone.Tasks), err)
	}
}

// Two programs on one file hear of each other and never give the same stamp.
func TestTwoPrograms(t *testing.T) {
	c, dir := start(), t.TempDir()
	one, two := open(t, dir, c), open(t, dir, c)
	heard := make(chan struct{}, 100)
	one.WatchOthers(time.Millisecond, func() { heard <- struct{}{} })
	made := add(t, one, c, "mine")
	edit(t, two, made.ID, func(t *task.Task) { t.Title = "yours" })
	<-heard
	edit(t, one, made.ID, func(t *task.Task) { t.Title = "mine again" })
	if got := read(t, two, made.ID).Title; got != "mine again" {
		t.Errorf("title %q", got)
	}
}

func TestListenersHearAfterTheCommit(t *testing.T) {
	c := start()
	db := open(t, t.TempDir(), c)
	titles := make(chan string, 10)
	var id string
	db.OnCommit(func() { titles <- read(t, db, id).Title })
	made := task.New(newID(), "Pay the rent", c.at)
	id = made.ID
	if _, err := db.Edit(context.Background(), "add", func(e *localdb.Edit) error { return e.PutTask(made) }); err != nil {
		t.Fatal(err)
	}
	if got := <-titles; got != "Pay the rent" {
		t.Errorf("the listener read %q", got)
	}
}
