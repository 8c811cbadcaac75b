package importers

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"mindflow/task"
)

// Columns of Todoist's CSV, in the order of the newest version. Only the first two
// are in every version.
var todoistColumns = []string{"TYPE", "CONTENT", "DESCRIPTION", "IS_COLLAPSED", "PRIORITY", "INDENT", "AUTHOR", "RESPONSIBLE",
	"DATE", "DATE_LANG", "TIMEZONE", "DURATION", "DURATION_UNIT", "DEADLINE", "DEADLINE_LANG"}

var (
	label      = regexp.MustCompile(`(^|\s)@([^\s@,;]+)`)
	attachment = regexp.MustCompile(`\[\[file (\{.*?\})\]\]`)
	fileNumber = regexp.MustCompile(`\s*\[\d+\]$`)
)

// todoistProject returns the name of the project that a file is called after: "Home"
// for "Home [2203306141].csv", as Todoist's backups have it. The file itself does not
// say. A file without a name gives "Todoist", because sections need a project.
func todoistProject(file string) string {
	name := path.Base(strings.ReplaceAll(file, `\`, "/"))
	if ext := path.Ext(name); strings.EqualFold(ext, ".csv") {
		name = name[:len(name)-len(ext)]
	}
	if name = oneLine(fileNumber.ReplaceAllString(name, "")); name == "" || name == "." || name == "-" {
		return "Todoist"
	}
	return name
}

func looksLikeTodoist(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	columns := strings.FieldsFunc(strings.ToUpper(string(line)), func(c rune) bool { return strings.ContainsRune(",;\"\r\t ", c) })
	return slices.Contains(columns, "TYPE") && slices.Contains(columns, "CONTENT")
}

// A table is a Todoist file being read.
type table struct {
	*reader
	columns  map[string]int
	row      []string
	line     int
	section  string
	sections []string // that have no task yet, at most the last one
	parents  []parent // of the next task, by falling depth
	last     int      // the draft that a comment belongs to; −1 before the first
}

type parent struct {
	indent int
	ref    string
}

func (t *table) cell(column string) string {
	if i, ok := t.columns[column]; ok && i < len(t.row) {
		return strings.TrimSpace(t.row[i])
	}
	return ""
}

func (t *table) broken(format string, args ...any) error {
	return &LineError{t.line, fmt.Sprintf(format, args...)}
}

// todoist reads one project: a heading, then a row for each section, task and
// comment in the order of the list.
func (r *reader) todoist(data []byte) error {
	t := &table{reader: r, columns: map[string]int{}, line: 1, last: -1}
	in := csv.NewReader(bytes.NewReader(data))
	in.FieldsPerRecord = -1
	if line, _, _ := bytes.Cut(data, []byte("\n")); bytes.Count(line, []byte(";")) > bytes.Count(line, []byte(",")) {
		in.Comma = ';' // as spreadsheets write it where the comma is the decimal sign
	}
	heading, err := t.next(in)
	if err != nil {
		if err == io.EOF {
			return t.broken("the file is empty; export the project again")
		}
		return err
	}
	for i, name := range heading {
		name = strings.ToUpper(strings.TrimSpace(name))
		if _, twice := t.columns[name]; twice && name != "" {
			return t.broken("the column %s is there twice; remove one", shorten(name, 40))
		}
		t.columns[name] = i
	}
	for _, name := range todoistColumns[:2] {
		if _, ok := t.columns[name]; !ok {
			return t.broken("the column %s is missing, so this is not a project of Todoist; export it as a template, as CSV", name)
		}
	}
	unknown := t.unknownColumns(heading)
	for {
		row, err := t.next(in)
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if t.row = row; strings.Join(row, "") == "" {
			continue
		}
		for name, i := range unknown {
			if i < len(row) && strings.TrimSpace(row[i]) != "" {
				r.lose(name, "the column %s is not known; not kept", name)
				delete(unknown, name)
			}
		}
		if err := t.read(len(heading)); err != nil {
			return err
		}
	}
	t.sectionDone()
	return nil
}

// next returns the next row, and notes on which line it begins.
func (t *table) next(in *csv.Reader) ([]string, error) {
	row, err := in.Read()
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return nil, &LineError{parse.StartLine, "a quotation mark is out of place (" + parse.Err.Error() + "); mend the line or export again"}
	}
	if err == nil {
		t.line, _ = in.FieldPos(0)
	}
	return row, err
}

func (t *table) unknownColumns(heading []string) map[string]int {
	unknown := map[string]int{}
	for i, name := range heading {
		name = oneLine(strings.ToUpper(name))
		if name != "" && !slices.Contains(todoistColumns, name) {
			unknown[shorten(name, 40)] = i
		}
	}
	return unknown
}

// read reads one row that is not blank; width is that of the heading.
func (t *table) read(width int) error {
	kind := strings.ToLower(t.cell("TYPE"))
	if kind == "meta" {
		return nil // how Todoist shows the list
	}
	// A row of another width is a broken one: its cells may stand in the wrong column.
	if len(t.row) != width {
		return t.broken("it has %d columns where the heading has %d; mend the line or export again", len(t.row), width)
	}
	switch kind {
	case "section":
		t.sectionDone()
		t.section, t.parents, t.last = oneLine(t.cell("CONTENT")), nil, -1
		t.sections = []string{t.section}
		return nil
	case "note":
		t.comment()
		return nil
	case "task":
		return t.task()
	}
	return t.broken("the type %q is not one of task, section, note, meta; mend the line", shorten(t.cell("TYPE"), 40))
}

// sectionDone records the loss of a section that has no tasks.
func (t *table) sectionDone() {
	for _, name := range t.sections {
		t.lose(name, "the section has no tasks; not kept")
	}
	t.sections = nil
}

// comment adds a comment to the description of the task above it.
func (t *table) comment() {
	text := attachment.ReplaceAllStringFunc(t.cell("CONTENT"), func(token string) string {
		var file struct {
			Name string `json:"file_name"`
			URL  string `json:"file_url"`
		}
		if json.Unmarshal([]byte(attachment.FindStringSubmatch(token)[1]), &file) != nil || file.Name+file.URL == "" {
			return token
		}
		item := oneLine(file.Name)
		if t.last >= 0 {
			item = t.result.Drafts[t.last].Title
		}
		t.lose(item, "the file %q stays with Todoist; the link to it is kept in the notes", oneLine(file.Name))
		return strings.TrimSpace(file.Name + " " + file.URL)
	})
	if t.last < 0 {
		item := t.section
		if item == "" {
			item = "the project"
		}
		t.lose(item, "a comment that belongs to no task is not kept: %q", shorten(oneLine(text), 200))
		return
	}
	if day, ok := parseDate(t.cell("DATE"), t.now.Location()); ok {
		text = day.Date + ": " + text
	}
	t.note(t.last, text)
}

// task makes a draft of a row.
func (t *table) task() error {
	content, labels := oneLine(t.cell("CONTENT")), []string(nil)
	for _, m := range label.FindAllStringSubmatch(content, -1) {
		labels = append(labels, m[2])
	}
	title := strings.Join(strings.Fields(label.ReplaceAllString(content, "$1")), " ")
	if title == "" {
		title = content // nothing but labels
	}
	heading := strings.HasPrefix(title, "* ")
	d, err := t.add(strings.TrimPrefix(title, "* "), t.line)
	if err != nil {
		return err
	}
	i := len(t.result.Drafts) - 1
	t.last, t.sections = i, nil
	d.Ref = fmt.Sprintf("line %d", t.line)
	d.ProjectName, d.SectionName, d.TagNames = todoistProject(t.file), t.section, labels
	t.note(i, t.cell("DESCRIPTION"))
	if heading {
		t.lose(d.Title, "Todoist shows it as a heading that cannot be ticked off; here it is a task")
	}
	switch p := t.cell("PRIORITY"); p {
	case "":
	case "1", "2", "3", "4":
		d.Priority = task.Priority(p[0] - '0')
	default:
		return t.broken("the priority %q is not one of 1 (highest) to 4; mend the line", shorten(p, 40))
	}
	if err := t.place(d); err != nil {
		return err
	}
	if who := oneLine(t.cell("RESPONSIBLE")); who != "" {
		t.keep(i, "it was given to "+shorten(who, 100)+", and here there is nobody to give it to", "Responsible: "+who)
	}
	t.dates(i)
	return t.duration(i)
}

// place hangs the task below the last one that is indented less.
func (t *table) place(d *Draft) error {
	indent := 1
	if s := t.cell("INDENT"); s != "" {
		if indent = number(s, 0); indent < 1 || indent > 100 {
			return t.broken("the indent %q is not a number from 1; mend the line", shorten(s, 40))
		}
	}
	for len(t.parents) > 0 && t.parents[len(t.parents)-1].indent >= indent {
		t.parents = t.parents[:len(t.parents)-1]
	}
	if n := len(t.parents); n > 0 {
		d.ParentRef = t.parents[n-1].ref
	}
	t.parents = append(t.parents, parent{indent, d.Ref})
	return nil
}

// dates sets the due date, the recurrence and the deadline of draft i.
func (t *table) dates(i int) {
	d := &t.result.Drafts[i]
	if text := oneLine(t.cell("DATE")); text != "" {
		rule, isRule := everyRule(text)
		switch {
		case !isRule:
			if w, ok := t.date(text); ok {
				d.Due = w
			} else {
				t.keep(i, fmt.Sprintf("the date %q is not understood", shorten(text, 60)), "Date: "+text)
			}
		case !t.recur(i, rule):
			t.keep(i, fmt.Sprintf("the recurrence %q is not understood", shorten(text, 60)), "Recurs: "+text)
		}
	}
	if zone := t.cell("TIMEZONE"); d.Due.Time != "" && d.Due.Zone == "" && zone != "" && zone != t.now.Location().String() {
		if _, err := time.LoadLocation(zone); err != nil || zone == "Local" {
			t.lose(d.Title, "the time zone %q is not known; %s is read as the time here", shorten(zone, 60), d.Due.Time)
		} else {
			d.Due.Zone = zone
		}
	}
	if text := oneLine(t.cell("DEADLINE")); text != "" {
		if w, ok := t.date(text); ok {
			d.Deadline = w
		} else {
			t.keep(i, fmt.Sprintf("the deadline %q is not understood", shorten(text, 60)), "Deadline: "+text)
		}
	}
}

// duration sets the estimate of draft i.
func (t *table) duration(i int) error {
	text, unit := t.cell("DURATION"), strings.ToLower(t.cell("DURATION_UNIT"))
	if text == "" || text == "None" || text == "0" {
		return nil
	}
	n := number(text, -1)
	if n < 0 {
		return t.broken("the duration %q is not a number; mend the line", shorten(text, 40))
	}
	switch unit {
	case "", "minute", "none":
		t.setEstimate(i, n, text+" min")
	default:
		t.keep(i, fmt.Sprintf("a duration in the unit %q is no estimate in minutes", shorten(unit, 40)), "Duration: "+text+" "+oneLine(unit))
	}
	return nil
}
