// Package task defines what a task is: its fields, their limits, their defaults,
// and the projects, sections and tags around it.
//
// It holds plain types and pure functions: no SQL, no RPC, no clock. Every
// other package speaks in these types, so this one imports none of them.
//
// The field tables (fields.go) are the only lists of an entity's fields. A field
// that is not in its table is neither stored nor synced, and a test fails for one
// that is missing.
package task

import (
	"errors"
	"slices"
	"time"
)

// ErrNotFound reports that no task has the given ID.
var ErrNotFound = errors.New("task not found")

// A Status is where a task stands. Whether it is snoozed is not a status: it
// follows from SnoozedUntil and the clock.
type Status string

// The statuses a task can have.
const (
	Pending    Status = "pending"
	InProgress Status = "in_progress"
	Completed  Status = "completed"
)

var statuses = []Status{Pending, InProgress, Completed}

// A Source says how a task came to be.
type Source string

// The sources of tasks.
const (
	Typed    Source = "typed"
	QuickAdd Source = "quick_add"
	Chat     Source = "chat"
	Import   Source = "import"
	MCP      Source = "mcp"
)

var sources = []Source{Typed, QuickAdd, Chat, Import, MCP}

// A Task is one thing to do. Instants are kept to the millisecond, in UTC.
// The zero value of a field means that it is not set.
type Task struct {
	ID          string   `json:"id"` // UUIDv7
	Title       string   `json:"title"`
	Description string   `json:"description,omitzero"` // Markdown subset
	Status      Status   `json:"status"`
	Priority    Priority `json:"priority"`

	Project string   `json:"project,omitzero"` // ID of a Project; none is the Inbox
	Section string   `json:"section,omitzero"` // ID of a Section of that project
	Parent  string   `json:"parent,omitzero"`  // ID of the task this is a step of
	Tags    []string `json:"tags,omitzero"`    // IDs of Tags, sorted

	Start    When `json:"start,omitzero"`    // not offered before
	Due      When `json:"due,omitzero"`      // meant to be done by
	Deadline When `json:"deadline,omitzero"` // worthless after

	EstimateMin int            `json:"estimate_min,omitzero"` // minutes
	Spent       map[string]int `json:"-"`                     // minutes, by the device that counted them; see SpentMin

	Recurrence Recurrence `json:"recurrence,omitzero"`
	Reminders  []Reminder `json:"reminders,omitzero"`  // sorted
	BlockedBy  []string   `json:"blocked_by,omitzero"` // IDs of tasks to be done first, sorted
	Rank       string     `json:"rank,omitzero"`       // fractional key of the manual order, sorts as bytes
	Pinned     bool       `json:"pinned,omitzero"`

	CreatedAt    time.Time `json:"created_at,omitzero"`
	StartedAt    time.Time `json:"started_at,omitzero"` // when work on it last began
	CompletedAt  time.Time `json:"completed_at,omitzero"`
	DeletedAt    time.Time `json:"deleted_at,omitzero"` // in the Trash since
	SnoozedUntil time.Time `json:"snoozed_until,omitzero"`

	Source Source `json:"source,omitzero"`
	Batch  string `json:"batch,omitzero"` // ID shared by tasks that one action made
}

// New returns a pending task with the given ID and title, created at the given
// instant, with the default priority.
func New(id, title string, at time.Time) Task {
	return Task{ID: id, Title: title, Status: Pending, Priority: P3, CreatedAt: at.UTC().Truncate(time.Millisecond)}
}

// Open reports whether the task is still to be done: neither completed nor in the Trash.
func (t *Task) Open() bool { return t.Status != Completed && t.DeletedAt.IsZero() }

// Snoozed reports whether the task is put off at the given instant.
func (t *Task) Snoozed(now time.Time) bool { return t.SnoozedUntil.After(now) }

// SpentMin returns the minutes spent on the task on all devices together.
func (t *Task) SpentMin() int {
	sum := 0
	for _, min := range t.Spent {
		sum += min
	}
	return sum
}

// Complete marks the task as done at the given instant. A task that is already
// completed keeps the instant it has.
func (t *Task) Complete(at time.Time) {
	if t.Status == Completed {
		return
	}
	t.Status, t.CompletedAt = Completed, at.UTC().Truncate(time.Millisecond)
	t.SnoozedUntil = time.Time{}
}

// Reopen makes a completed task pending again.
func (t *Task) Reopen() {
	if t.Status == Completed {
		t.Status, t.CompletedAt = Pending, time.Time{}
	}
}

// Begin marks the task as being worked on since the given instant. A completed
// or snoozed task is taken up again.
func (t *Task) Begin(at time.Time) {
	t.Status, t.StartedAt = InProgress, at.UTC().Truncate(time.Millisecond)
	t.CompletedAt, t.SnoozedUntil = time.Time{}, time.Time{}
}

// Clone returns a copy that shares no memory with t.
func (t *Task) Clone() Task {
	c := *t
	c.Tags = slices.Clone(t.Tags)
	c.Reminders = slices.Clone(t.Reminders)
	c.BlockedBy = slices.Clone(t.BlockedBy)
	if t.Spent != nil {
		c.Spent = make(map[string]int, len(t.Spent))
		for device, min := range t.Spent {
			c.Spent[device] = min
		}
	}
	return c
}

// SetDefaults gives an absent status and priority what they read as.
func (t *Task) SetDefaults() {
	if t.Status == "" {
		t.Status = Pending
	}
	if t.Priority == 0 {
		t.Priority = P3
	}
}
