package task

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
)

// Limits of an entity's fields. Characters are Unicode code points.
const (
	MaxTitle       = 1000      // characters
	MaxDescription = 64 << 10  // bytes
	MaxName        = 200       // characters of a project, section or tag
	MaxTags        = 50        // per task
	MaxReminders   = 20        // per task
	MaxBlockedBy   = 100       // per task
	MaxEstimateMin = 60 * 1000 // minutes
	MaxRank        = 64        // bytes
	MaxRRule       = 500       // bytes
	MinWeight      = 0.5       // of a project
	MaxWeight      = 2.0       // of a project
)

// An InvalidError says which field was refused and why.
// Reason is shown to the user as it stands.
type InvalidError struct{ Field, Reason string }

func (e *InvalidError) Error() string { return "invalid " + e.Field + ": " + e.Reason }

// Validate returns an InvalidError for the first field that breaks its limit, or nil.
func (t *Task) Validate() error {
	if err := validateID("id", t.ID); err != nil {
		return err
	}
	if err := validateLine("title", t.Title, MaxTitle); err != nil {
		return err
	}
	if len(t.Description) > MaxDescription {
		return &InvalidError{"description", fmt.Sprintf("it has %d KiB; the limit is %d", (len(t.Description)+1023)/1024, MaxDescription/1024)}
	}
	if !utf8.ValidString(t.Description) || strings.ContainsRune(t.Description, 0) { // the server's database cannot keep U+0000
		return &InvalidError{"description", "it is not valid UTF-8 text without zero bytes"}
	}
	if !slices.Contains(statuses, t.Status) {
		return &InvalidError{"status", fmt.Sprintf("%q is not one of pending, in_progress, completed", t.Status)}
	}
	if (t.Status == Completed) != !t.CompletedAt.IsZero() {
		return &InvalidError{"completed_at", "it must be set for a completed task and for no other"}
	}
	if t.Priority < P1 || t.Priority > P5 {
		return &InvalidError{"priority", "it must be p1 (highest) to p5 (lowest)"}
	}
	for field, id := range map[string]string{"project": t.Project, "section": t.Section, "parent": t.Parent, "batch": t.Batch} {
		if id != "" {
			if err := validateID(field, id); err != nil {
				return err
			}
		}
	}
	if t.Section != "" && t.Project == "" {
		return &InvalidError{"section", "a section needs a project"}
	}
	if t.Parent == t.ID {
		return &InvalidError{"parent", "a task cannot be a step of itself"}
	}
	if err := validateIDs("tags", t.Tags, MaxTags); err != nil {
		return err
	}
	if err := validateIDs("blocked_by", t.BlockedBy, MaxBlockedBy); err != nil {
		return err
	}
	for _, id := range t.BlockedBy {
		if id == t.ID {
			return &InvalidError{"blocked_by", "a task cannot block itself"}
		}
	}
	if err := t.Start.validate("start"); err != nil {
		return err
	}
	if err := t.Due.validate("due"); err != nil {
		return err
	}
	if err := t.Deadline.validate("deadline"); err != nil {
		return err
	}
	if t.EstimateMin < 0 || t.EstimateMin > MaxEstimateMin {
		return &InvalidError{"estimate_min", fmt.Sprintf("%d minutes is outside 0 to %d", t.EstimateMin, MaxEstimateMin)}
	}
	for _, min := range t.Spent {
		if min < 0 {
			return &InvalidError{"spent", "the time spent cannot be negative"}
		}
	}
	if err := t.Recurrence.validate(); err != nil {
		return err
	}
	if len(t.Reminders) > MaxReminders {
		return &InvalidError{"reminders", fmt.Sprintf("%d is over the limit of %d", len(t.Reminders), MaxReminders)}
	}
	for _, r := range t.Reminders {
		if err := r.validate(); err != nil {
			return err
		}
	}
	if len(t.Rank) > MaxRank {
		return &InvalidError{"rank", fmt.Sprintf("the key is over %d bytes long", MaxRank)}
	}
	if t.CreatedAt.IsZero() {
		return &InvalidError{"created_at", "it is missing"}
	}
	if t.Source != "" && !slices.Contains(sources, t.Source) {
		return &InvalidError{"source", fmt.Sprintf("%q is not one of typed, quick_add, chat, import, mcp", t.Source)}
	}
	return nil
}

func validateID(field, id string) error {
	if u, err := uuid.Parse(id); err != nil || u.String() != id {
		return &InvalidError{field, fmt.Sprintf("%q is not an ID", id)}
	}
	return nil
}

func validateIDs(field string, ids []string, limit int) error {
	if len(ids) > limit {
		return &InvalidError{field, fmt.Sprintf("%d is over the limit of %d", len(ids), limit)}
	}
	for _, id := range ids {
		if err := validateID(field, id); err != nil {
			return err
		}
	}
	return nil
}

// validateLine checks one line of text that a person reads: not blank, no longer
// than limit characters, no control characters.
func validateLine(field, s string, limit int) error {
	if strings.TrimSpace(s) == "" {
		if field == "title" {
			return &InvalidError{field, "it is empty; write what is to be done in a few words"}
		}
		return &InvalidError{field, "its name is empty"}
	}
	if !utf8.ValidString(s) {
		return &InvalidError{field, "it is not valid UTF-8 text"}
	}
	if n := utf8.RuneCountInString(s); n > limit {
		return &InvalidError{field, fmt.Sprintf("it has %d characters; the limit is %d, so shorten it or move the rest to the notes", n, limit)}
	}
	if strings.IndexFunc(s, unicode.IsControl) >= 0 {
		return &InvalidError{field, "it has a line break or another control character; keep it to one line"}
	}
	return nil
}
