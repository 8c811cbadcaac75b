package app

import (
	"errors"
	"time"

	"github.com/google/uuid"

	"mindflow/localdb"
	"mindflow/task"
	"mindflow/task/recur"
)

// comeAgain makes the next occurrence of a recurring task that was just completed.
// Its ID follows from the task's and the date, so that two devices that complete the
// same task make the same occurrence.
func (a *App) comeAgain(e *localdb.Edit, done *task.Task) error {
	if done.Recurrence.IsZero() {
		return nil
	}
	today := task.Day(a.now()).Date
	from := done.Due
	if done.Recurrence.Anchor == task.FromCompletion || from.IsZero() {
		from.Date = today
	}
	after := from.Date
	if done.Recurrence.Policy == task.KeepOne { // occurrences that were missed do not pile up
		after = max(after, today)
	}
	if done.Due.Date > today { // done early: the occurrence after this one
		after = max(after, done.Due.Date)
	}
	due, rule, more, err := recur.Next(done.Recurrence.RRule, from, after)
	if err != nil || !more {
		return nil // a rule of another program that is not understood here ends the series; the task is done all the same
	}
	previous, err := uuid.Parse(done.ID)
	if err != nil {
		return err
	}
	key := due.Date
	if done.Recurrence.Anchor == task.FromCompletion {
		key = "next"
	}
	next := done.Clone()
	next.ID = uuid.NewSHA1(previous, []byte(key)).String()
	switch there, err := e.Task(next.ID); {
	case errors.Is(err, task.ErrNotFound):
	case err != nil:
		return err
	case there.DeletedAt.IsZero(): // made already, here or on another device
		return nil
	}
	next.Reopen()
	days := between(from.Date, due.Date)
	next.Start, next.Deadline = moved(done.Start, days), moved(done.Deadline, days)
	next.Due, next.Recurrence.RRule = due, rule
	next.CreatedAt = done.CompletedAt
	next.StartedAt, next.SnoozedUntil, next.DeletedAt = time.Time{}, time.Time{}, time.Time{}
	next.Spent, next.BlockedBy, next.Pinned = nil, nil, false
	return e.PutTask(next)
}

// between returns the days from one date to another, both YYYY-MM-DD.
func between(from, to string) int {
	a, errA := time.Parse(time.DateOnly, from)
	b, errB := time.Parse(time.DateOnly, to)
	if errA != nil || errB != nil {
		return 0
	}
	return int(b.Sub(a).Hours() / 24)
}

// moved returns w some days later.
func moved(w task.When, days int) task.When {
	if day, err := time.Parse(time.DateOnly, w.Date); err == nil {
		w.Date = day.AddDate(0, 0, days).Format(time.DateOnly)
	}
	return w
}
