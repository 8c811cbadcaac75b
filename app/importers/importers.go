// Package importers reads what other task managers export.
//
// It turns a file into drafts: tasks that name their project, tags and parent as
// the other program did. It refuses to know what MindFlow already holds, so it
// makes no IDs, merges nothing and stores nothing; that is its caller's part.
//
// The one rule: nothing is lost in silence. A file is read whole or refused with
// the line that is wrong, and whatever a draft cannot hold is listed as a Loss.
package importers

import (
	"bytes"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"mindflow/task"
)

// Limits of a file.
const (
	MaxBytes = 20 << 20
	MaxTasks = 50_000
)

// Names of the formats.
const (
	Taskwarrior = "taskwarrior"
	TodoistCSV  = "todoist-csv"
)

// A Draft is a task as another program knew it. The fields of the task that hold
// IDs are empty; names and references stand in for them.
type Draft struct {
	task.Task
	ProjectName   string // "Home/Garden" for a project within another
	SectionName   string // within that project
	TagNames      []string
	Ref           string   // what other drafts of the file call this one
	ParentRef     string   // of the task this is a step of
	BlockedByRefs []string // of tasks of the same file
	Line          int      // where it begins in the file
}

// A Loss says what could not be kept as it was, and what became of it.
type Loss struct {
	Item string `json:"item"` // title of the task, or a name
	What string `json:"what"`
}

// A Result is a file that was read. Parents come before their steps.
type Result struct {
	Drafts []Draft
	Losses []Loss
}

// ParseWhen reads a date in words, as "tomorrow 18:00". It reports whether it
// understood all of it.
type ParseWhen func(string) (task.When, bool)

// A LineError says which line of a file cannot be read, why, and what to do.
type LineError struct {
	Line   int
	Reason string
}

func (e *LineError) Error() string {
	return fmt.Sprintf("line %d: %s; nothing was imported", e.Line, e.Reason)
}

// Formats returns the names of the formats that Read knows.
func Formats() []string { return []string{Taskwarrior, TodoistCSV} }

// Detect returns the format of a file, judged by its content; the name decides
// nothing but breaks the tie for a file that is nearly empty.
func Detect(data []byte, name string) (format string, ok bool) {
	head := bytes.TrimSpace(withoutBOM(data))
	switch {
	case looksLikeTaskwarrior(head, name):
		return Taskwarrior, true
	case looksLikeTodoist(head):
		return TodoistCSV, true
	}
	return "", false
}

// Read reads a file of the given format. Times without a zone are read as of the
// location of now. A date in words is given to parseWhen, which may be nil. The name
// of the file, which may be empty, is what a Todoist backup calls its project.
func Read(format, name string, data []byte, now time.Time, parseWhen ParseWhen) (Result, error) {
	if !slices.Contains(Formats(), format) {
		return Result{}, fmt.Errorf("the format %q is not one of %v", format, Formats())
	}
	if len(data) > MaxBytes {
		return Result{}, fmt.Errorf("the file has %d MiB and the limit is %d; export it in parts, as one project at a time; nothing was imported", (len(data)+1<<20-1)>>20, MaxBytes>>20)
	}
	data = withoutBOM(data)
	if !utf8.Valid(data) {
		return Result{}, &LineError{badLine(data), "this is not UTF-8 text; save the file again as UTF-8"}
	}
	r := &reader{file: name, now: now, parseWhen: parseWhen}
	var err error
	if format == Taskwarrior {
		err = r.taskwarrior(data)
	} else {
		err = r.todoist(data)
	}
	if err != nil {
		return Result{}, err
	}
	r.finish()
	return r.result, nil
}

func withoutBOM(data []byte) []byte { return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) }

// badLine returns the number of the first line that is not UTF-8.
func badLine(data []byte) int {
	line := 1
	for text := range bytes.Lines(data) {
		if !utf8.Valid(text) {
			break
		}
		line++
	}
	return line
}
