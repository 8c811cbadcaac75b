// Package app is what a person can do with MindFlow: capture, decide, do, take back.
// The window, the command line and other programs all call it, so that each of them
// can do the same things in the same way.
//
// It knows tasks, their store and the small languages, and nothing of windows,
// terminals or exit codes. Its one rule: whatever changes something is one edit that
// can be undone.
package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"mindflow/localdb"
	"mindflow/task"
)

// An App works on one data directory. Its methods may be called from many goroutines.
type App struct {
	db  *localdb.DB
	dir string
	now func() time.Time // in the person's zone

	soonM sync.Mutex
	soon  func() // makes the engine try now, while Sync runs one
}

// Open opens the data directory, which is made if it is missing. The clock gives the
// time in the person's zone.
func Open(ctx context.Context, dir string, now func() time.Time) (*App, error) {
	db, err := localdb.Open(ctx, dir, now)
	if err != nil {
		return nil, err
	}
	return &App{db: db, dir: dir, now: now}, nil
}

// Close ends work on the data directory.
func (a *App) Close() error { return a.db.Close() }

// Dir returns the data directory.
func (a *App) Dir() string { return a.dir }

// OnChange calls fn after every edit, by this process or by another on the same data
// directory, until the function it returns is called. fn must not block.
func (a *App) OnChange(fn func()) (forget func()) {
	own := a.db.OnCommit(fn)
	others := a.db.WatchOthers(250*time.Millisecond, fn)
	return func() { own(); others() }
}

// A NotFoundError says that nothing goes by a name or ID, and what to do.
type NotFoundError struct{ Kind, Name string }

func (e *NotFoundError) Error() string {
	switch {
	case e.Kind == "task" && len(e.Name) < minPart:
		return fmt.Sprintf("%q is too short for an ID; give at least %d characters of its start or its end", e.Name, minPart)
	case e.Kind == "task":
		return fmt.Sprintf("no task has an ID that starts or ends with %q; see the IDs with: mindflow list all", e.Name)
	case e.Kind == "device":
		return fmt.Sprintf("the account has no device %q; see them with: mindflow devices", e.Name)
	}
	return fmt.Sprintf("there is no %s named %q; make it with: mindflow %s add %q", e.Kind, e.Name, e.Kind, e.Name)
}

// Is makes a missing task match task.ErrNotFound.
func (e *NotFoundError) Is(target error) bool { return target == task.ErrNotFound && e.Kind == "task" }

// An AmbiguousError says that a part of an ID fits several tasks.
type AmbiguousError struct {
	Part  string
	Tasks []string // the ends of some of their IDs, and their titles
}

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%q fits several tasks (%s); give more of the ID", e.Part, strings.Join(e.Tasks, ", "))
}

// minPart is how much of an ID has to be given: less is a slip more often than an ID.
const minPart = 4

// Resolve returns the ID of the one task whose ID starts with part, or, if none does,
// ends with it.
func (a *App) Resolve(ctx context.Context, part string) (string, error) {
	if len(part) < minPart {
		return "", &NotFoundError{"task", part}
	}
	found, err := a.db.Matching(ctx, part, 2)
	switch {
	case err != nil:
		return "", err
	case len(found) == 0:
		return "", &NotFoundError{"task", part}
	case len(found) > 1:
		several := &AmbiguousError{Part: part}
		for _, t := range found {
			several.Tasks = append(several.Tasks, fmt.Sprintf("%s %q", t.ID[len(t.ID)-6:], t.Title))
		}
		return "", several
	}
	return found[0].ID, nil
}

// newID returns a UUIDv7 that follows those made before it.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// notFound turns the store's word for an unknown name into the person's.
func notFound(err error) error {
	var unknown *localdb.UnknownError
	if errors.As(err, &unknown) {
		return &NotFoundError{unknown.Kind, unknown.Name}
	}
	return err
}
