package localdb_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"mindflow/localdb"
	"mindflow/task"
)

// A clock stands at an instant until a test moves it.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func start() *clock { return &clock{time.Date(2026, 3, 11, 9, 0, 0, 0, time.UTC)} }

func open(t testing.TB, dir string, c *clock) *localdb.DB {
	t.Helper()
	db, err := localdb.Open(context.Background(), dir, c.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// add stores a task with the given title, changed by the functions.
func add(t testing.TB, db *localdb.DB, c *clock, title string, change ...func(*task.Task)) task.Task {
	t.Helper()
	made := task.New(newID(), title, c.at)
	for _, fn := range change {
		fn(&made)
	}
	if _, err := db.Edit(context.Background(), "add", func(e *localdb.Edit) error { return e.PutTask(made) }); err != nil {
		t.Fatal(err)
	}
	return made
}

// edit changes one stored task.
func edit(t testing.TB, db *localdb.DB, id string, fn func(*task.Task)) localdb.Change {
	t.Helper()
	change, err := db.Edit(context.Background(), "edit", func(e *localdb.Edit) error {
		stored, err := e.Task(id)
		if err != nil {
			return err
		}
		fn(&stored)
		return e.PutTask(stored)
	})
	if err != nil {
		t.Fatal(err)
	}
	return change
}

func read(t testing.TB, db *localdb.DB, id string) task.Task {
	t.Helper()
	got, err := db.Task(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return got
}
