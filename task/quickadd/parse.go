package quickadd

import (
	"strings"
	"time"

	"mindflow/task"
)

// Parse reads one line of text. It never fails: what it does not understand is title.
func Parse(text string, opt Options) Parsed {
	return Parsed{Title: strings.TrimSpace(text), Spans: []Span{}}
}

// Render returns text that parses to p.
func Render(p Parsed) string { return p.Title }

// A Line is one line of pasted text, without its bullet.
type Line struct {
	Depth int // 0 is a task, 1 a step of the line above with depth 0, and so on
	Text  string
}

// Lines splits pasted text into lines.
func Lines(text string) []Line { return nil }

// When reads a phrase that is a date or a time as a whole.
func When(text string, opt Options) (task.When, bool) { return task.When{}, false }

// Summary says in one line where and when the task will be.
func Summary(p Parsed, now time.Time) string { return "Inbox" }
