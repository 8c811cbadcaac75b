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
		return err
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
	if _, err := e.Task(next.ID); !errors.Is(err, task.ErrNotFound) {
		return err // it is there already, or could not be read
	}
	next.Reopen()
	next.Due, next.Recurrence.RRule = due, rule
	next.CreatedAt = done.CompletedAt
	next.StartedAt, next.Spent, next.Start, next.Deadline = time.Time{}, nil, task.When{}, task.When{}
	return e.PutTask(next)
}
