package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"mindflow/app"
	"mindflow/task"
	"mindflow/task/quickadd"
)

// handle is the end of an ID: enough to type, and unlike its start, which is the
// time, different for tasks made together.
func handle(id string) string { return id[max(0, len(id)-6):] }

func printJSON(v any) error {
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(v)
}

// printTasks prints a line for each task, or all of them as a JSON array.
func (c *cli) printTasks(tasks []app.Task) error {
	if c.json {
		return printJSON(tasks)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for _, t := range tasks {
		fmt.Fprintf(table, "%s\t%s %s\t%s\t%s\n", handle(t.ID), mark(t), t.Priority, clean(t.Title), clean(strings.Join(c.facts(t), " · ")))
	}
	return table.Flush()
}

// mark is the state of a task in one character.
func mark(t app.Task) string {
	switch {
	case !t.DeletedAt.IsZero():
		return "×"
	case t.Status == task.Completed:
		return "✓"
	case t.Status == task.InProgress:
		return "▸"
	}
	return "○"
}

// facts are what a line says of a task beside its title.
func (c *cli) facts(t app.Task) []string {
	var facts []string
	add := func(s string) {
		if s != "" {
			facts = append(facts, s)
		}
	}
	if t.Project != "" {
		add("#" + t.Project)
	}
	if t.Section != "" {
		add("/" + t.Section)
	}
	for _, tag := range t.Tags {
		add("@" + tag)
	}
	if !t.Due.IsZero() {
		add(c.day(t.Due))
	}
	if !t.Deadline.IsZero() {
		add("deadline " + c.day(t.Deadline))
	}
	if t.EstimateMin > 0 {
		add(length(t.EstimateMin))
	}
	if !t.Recurrence.IsZero() {
		add("↻")
	}
	return facts
}

func (c *cli) day(w task.When) string { return quickadd.DateLabel(w, c.now()) }

// length writes minutes as 45 min or 1 h 30.
func length(minutes int) string {
	switch h, m := minutes/60, minutes%60; {
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0:
		return fmt.Sprintf("%d h", h)
	default:
		return fmt.Sprintf("%d h %02d", h, m)
	}
}

// printTask prints one task whole.
func (c *cli) printTask(t app.Task) error {
	if c.json {
		return printJSON(t)
	}
	fmt.Printf("%s %s\n", mark(t), clean(t.Title))
	rows := [][2]string{{"id", t.ID}, {"status", string(t.Status)}, {"priority", t.Priority.String()}}
	add := func(name, value string) {
		if value != "" {
			rows = append(rows, [2]string{name, clean(value)})
		}
	}
	add("project", t.Project)
	add("section", t.Section)
	add("tags", strings.Join(t.Tags, ", "))
	add("start", t.Start.String())
	add("due", t.Due.String())
	add("deadline", t.Deadline.String())
	if t.EstimateMin > 0 {
		add("estimate", length(t.EstimateMin))
	}
	add("repeats", t.Recurrence.RRule)
	for _, r := range t.Reminders {
		add("reminder", string(r))
	}
	for _, id := range t.BlockedBy {
		add("blocked by", handle(id))
	}
	if t.Parent != "" {
		add("step of", handle(t.Parent))
	}
	if t.Pinned {
		add("pinned", "yes")
	}
	add("rank", t.Rank)
	if t.SpentMin > 0 {
		add("spent", length(t.SpentMin))
	}
	for _, at := range []struct {
		name string
		time time.Time
	}{{"snoozed", t.SnoozedUntil}, {"created", t.CreatedAt}, {"started", t.StartedAt}, {"completed", t.CompletedAt}, {"deleted", t.DeletedAt}} {
		if !at.time.IsZero() {
			add(at.name, at.time.Local().Format("2006-01-02 15:04"))
		}
	}
	printPairs(rows)
	if t.Description != "" {
		fmt.Printf("\n%s\n", clean(t.Description))
	}
	return nil
}

// printChange says what an edit did.
func (c *cli) printChange(change app.Change, word string) error {
	if c.json {
		return printJSON(change.Tasks)
	}
	switch n := len(change.Tasks); {
	case n == 0 && change.Seq == 0:
		fmt.Println("nothing to change")
	case n == 0:
		fmt.Println(word)
	case n <= 10:
		for _, t := range change.Tasks {
			said := word
			if change.Intent == "complete" && t.Status != task.Completed && word == "done" {
				said = "next, " + c.day(t.Due)
			}
			fmt.Printf("%s: %s %s\n", said, handle(t.ID), clean(t.Title))
		}
	default:
		fmt.Printf("%s: %d tasks\n", word, n)
	}
	return nil
}

// printRanked says what is best to do now.
func (c *cli) printRanked(ranked []app.Ranked, why bool) error {
	if c.json {
		return printJSON(ranked)
	}
	if len(ranked) == 0 {
		fmt.Println("Nothing is waiting to be done. Add a task with: mindflow add TEXT")
		return nil
	}
	for i, r := range ranked {
		if i > 0 {
			fmt.Println()
		}
		fmt.Printf("%s  %s\n", handle(r.Task.ID), strings.Join(append([]string{clean(r.Task.Title)}, c.facts(r.Task)...), " · "))
		fmt.Printf("        %s.\n", sentence(r.Reason))
		if r.Despite != "" {
			fmt.Printf("        %s.\n", sentence(r.Despite))
		}
		if !why {
			continue
		}
		table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		for _, t := range r.Terms {
			fmt.Fprintf(table, "        %s\t%+.1f\t%s\n", strings.ReplaceAll(t.Name, "_", " "), t.Points, plain(t.Why))
		}
		fmt.Fprintf(table, "        score\t%+.1f\t\n", r.Score)
		if err := table.Flush(); err != nil {
			return err
		}
		if r.Change != "" {
			fmt.Printf("        What would change it: %s.\n", plain(r.Change))
		}
	}
	return nil
}

// sentence starts with a capital letter.
func sentence(s string) string {
	s = plain(s)
	for i, r := range s {
		return string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

// plain drops the asterisks around titles.
func plain(s string) string { return clean(strings.ReplaceAll(s, "*", "")) }

func (c *cli) printParsed(p quickadd.Parsed, now time.Time) error {
	if c.json {
		return printJSON(p)
	}
	fmt.Println(clean(p.Title))
	fmt.Println("→", clean(quickadd.Summary(p, now)))
	var rows [][2]string
	for _, s := range p.Spans {
		doubt := ""
		if s.Doubtful {
			doubt = " (doubtful: not applied)"
		}
		rows = append(rows, [2]string{string(s.Kind), clean(s.Text + " → " + s.Label + doubt)})
	}
	printPairs(rows)
	return nil
}

// printPairs prints aligned names and values.
func printPairs(rows [][2]string) {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		fmt.Fprintf(table, "  %s\t%s\n", row[0], clean(row[1]))
	}
	table.Flush()
}

// clean takes out what could steer a terminal: control characters and bidirectional
// overrides. Line breaks and tabs stay.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
}
