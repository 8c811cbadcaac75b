// Package quickadd turns one line of text into a task, and a task back into such a line.
//
// It knows a grammar of signs, dates and phrases and a table of words for each
// language. It refuses to know which projects, tags and tasks exist,
// what the person did before, and what time it is: it speaks in names, and the clock
// comes in with the text.
//
// A word behind a backslash is not read, nor is what stands in quotes or ticks. The
// backslash goes; quotes and ticks stay, as they belong to the title.
//
// Its one rule: never take from a title what was not clearly meant. A phrase that
// could be read either way is offered and stays in the title until it is accepted.
package quickadd

import (
	"time"

	"mindflow/task"
)

// Options are what a parse depends on besides the text.
type Options struct {
	Now    time.Time // its Location is the person's zone
	Accept []string  // texts of doubtful spans to apply; case does not matter
	Reject []string  // texts of spans to leave as text; case does not matter
	Hours  Hours     // what is not set is as in DefaultHours
}

// Hours are the times of day, as HH:MM, that words stand for.
type Hours struct{ Morning, Noon, Afternoon, Evening string }

// DefaultHours returns the hours that apply until the person sets others.
func DefaultHours() Hours { return Hours{"09:00", "12:00", "14:00", "19:00"} }

// Parsed is what was understood. Projects, sections, tags and tasks are names as
// typed, not IDs; a person is a tag that starts with "+".
type Parsed struct {
	Title       string          `json:"title"`
	Description string          `json:"description,omitzero"`
	Project     string          `json:"project,omitzero"`
	Section     string          `json:"section,omitzero"`
	Tags        []string        `json:"tags,omitzero"`
	Priority    task.Priority   `json:"priority,omitzero"`
	Start       task.When       `json:"start,omitzero"`
	Due         task.When       `json:"due,omitzero"`
	Deadline    task.When       `json:"deadline,omitzero"`
	EstimateMin int             `json:"estimate_min,omitzero"`
	Recurrence  task.Recurrence `json:"recurrence,omitzero"`
	Reminders   []task.Reminder `json:"reminders,omitzero"`
	BlockedBy   []string        `json:"blocked_by,omitzero"` // without the '#'
	Spans       []Span          `json:"spans"`               // in order, never overlapping, never nil
}

// A Span is a part of the text that means something.
type Span struct {
	Start    int    `json:"start"` // byte offsets into the text
	End      int    `json:"end"`
	Kind     Kind   `json:"kind"`
	Text     string `json:"text"`
	Doubtful bool   `json:"doubtful"` // offered only: still in the title
	Label    string `json:"label"`    // what it means, for the person
}

// A Kind says what a span means.
type Kind string

// The kinds of spans. A Literal is text that is kept from being parsed.
const (
	Project    Kind = "project"
	Section    Kind = "section"
	Tag        Kind = "tag"
	Person     Kind = "person"
	Priority   Kind = "priority"
	Estimate   Kind = "estimate"
	Due        Kind = "due"
	Deadline   Kind = "deadline"
	Start      Kind = "start"
	Reminder   Kind = "reminder"
	Recurrence Kind = "recurrence"
	BlockedBy  Kind = "blocked_by"
	Notes      Kind = "notes"
	Literal    Kind = "literal"
)
