package importers_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"mindflow/app/importers"
	"mindflow/task"
)

// tuesday is a Tuesday morning in Berlin.
func tuesday(tb testing.TB) time.Time {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		tb.Fatal(err)
	}
	return time.Date(2026, 3, 10, 9, 0, 0, 0, loc)
}

func file(tb testing.TB, name string) []byte {
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// words stands in for the reader of quick add.
func words(s string) (task.When, bool) {
	w, ok := map[string]task.When{"tomorrow 18:00": {Date: "2026-03-11", Time: "18:00"}}[s]
	return w, ok
}

func read(tb testing.TB, format, data string) importers.Result {
	tb.Helper()
	res, err := importers.Read(format, "", []byte(data), tuesday(tb), words)
	if err != nil {
		tb.Fatal(err)
	}
	return res
}

// show writes what a draft says in one line, leaving out what every draft has.
func show(d importers.Draft) string {
	var b strings.Builder
	part := func(name, value string) {
		if value != "" && value != "[]" {
			fmt.Fprintf(&b, " %s=%s", name, value)
		}
	}
	fmt.Fprintf(&b, "%d %s %s", d.Line, d.Title, d.Priority)
	if d.Status != task.Pending {
		part("status", string(d.Status))
	}
	part("project", d.ProjectName)
	part("section", d.SectionName)
	part("tags", strings.Join(d.TagNames, ","))
	part("start", d.Start.String())
	part("due", d.Due.String())
	part("deadline", d.Deadline.String())
	if d.EstimateMin > 0 {
		part("estimate", fmt.Sprint(d.EstimateMin))
	}
	if !d.Recurrence.IsZero() {
		part("recurs", fmt.Sprint(d.Recurrence.RRule, " ", d.Recurrence.Anchor, " ", d.Recurrence.Policy))
	}
	for name, at := range map[string]time.Time{"completed": d.CompletedAt, "deleted": d.DeletedAt, "snoozed": d.SnoozedUntil} {
		if !at.IsZero() {
			part(name, at.Format("2006-01-02T15:04Z"))
		}
	}
	part("parent", d.ParentRef)
	part("blocked", fmt.Sprint(d.BlockedByRefs))
	if d.Description != "" {
		part("notes", fmt.Sprintf("%q", d.Description))
	}
	return b.String()
}

func expect(t *testing.T, res importers.Result, drafts, losses string) {
	t.Helper()
	var gotDrafts, gotLosses []string
	for _, d := range res.Drafts {
		gotDrafts = append(gotDrafts, show(d))
	}
	for _, l := range res.Losses {
		gotLosses = append(gotLosses, l.Item+": "+l.What)
	}
	lines := func(s string) []string {
		if s = strings.TrimSpace(s); s == "" {
			return nil
		}
		return strings.Split(s, "\n")
	}
	if diff := cmp.Diff(lines(drafts), gotDrafts); diff != "" {
		t.Errorf("drafts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(lines(losses), gotLosses); diff != "" {
		t.Errorf("losses (-want +got):\n%s", diff)
	}
}

// holds fails if a draft could not be stored once it has IDs.
func holds(tb testing.TB, res importers.Result) {
	tb.Helper()
	refs := map[string]bool{}
	for _, d := range res.Drafts {
		if refs[d.Ref] || d.Ref == "" {
			tb.Errorf("line %d: the reference %q is not its own", d.Line, d.Ref)
		}
		if d.ParentRef != "" && !refs[d.ParentRef] {
			tb.Errorf("line %d: the parent %q does not come before it", d.Line, d.ParentRef)
		}
		refs[d.Ref] = true
		t := d.Task
		t.ID = uuid.NewString()
		if err := t.Validate(); err != nil {
			tb.Errorf("line %d: %v", d.Line, err)
		}
		if t.Source != task.Import {
			tb.Errorf("line %d: the source is %q", d.Line, t.Source)
		}
		names := append([]string{}, d.TagNames...)
		for _, name := range append(names, d.ProjectName, d.SectionName) {
			if p := (task.Tag{ID: t.ID, Name: name}); name != "" && p.Validate() != nil {
				tb.Errorf("line %d: %v", d.Line, p.Validate())
			}
		}
		if len(d.TagNames) > task.MaxTags || len(d.BlockedByRefs) > task.MaxBlockedBy {
			tb.Errorf("line %d: %d tags, %d blockers", d.Line, len(d.TagNames), len(d.BlockedByRefs))
		}
	}
	for _, d := range res.Drafts {
		for _, ref := range d.BlockedByRefs {
			if !refs[ref] || ref == d.Ref {
				tb.Errorf("line %d: it is blocked by %q", d.Line, ref)
			}
		}
	}
}

func TestDetect(t *testing.T) {
	for name, c := range map[string]struct{ data, format string }{
		"taskwarrior.json":       {string(file(t, "taskwarrior.json")), importers.Taskwarrior},
		"lines.json":             {string(file(t, "taskwarrior-lines.json")), importers.Taskwarrior},
		"Home [2203306141].csv":  {string(file(t, "todoist.csv")), importers.TodoistCSV},
		"semicolons.csv":         {"type;content\r\ntask;Buy milk\r\n", importers.TodoistCSV},
		"empty-taskwarrior.json": {"[]", importers.Taskwarrior},
		"empty.json":             {"[]", ""},
		"other.json":             {`[{"title":"Buy milk"}]`, ""},
		"other.csv":              {"Title,Notes\nBuy milk,\n", ""},
		"nothing":                {"", ""},
	} {
		format, ok := importers.Detect([]byte(c.data), name)
		if format != c.format || ok != (c.format != "") {
			t.Errorf("%s is taken for %q, want %q", name, format, c.format)
		}
	}
}

// A file is read whole or not at all, and the message says what to do.
func TestRefusals(t *testing.T) {
	const todoist = "TYPE,CONTENT,PRIORITY,INDENT,DURATION\n"
	const object = `{"uuid":"u%d","description":"x","status":"pending","entry":"20260301T101500Z"}`
	for _, c := range []struct{ format, data, want string }{
		{"ics", "", `the format "ics" is not one of`},
		{importers.TodoistCSV, strings.Repeat("x", importers.MaxBytes+1), "the file has 21 MiB and the limit is 20"},
		{importers.TodoistCSV, "TYPE,CONTENT\ntask,caf\xe9\n", "line 2: this is not UTF-8 text"},
		{importers.TodoistCSV, "", "line 1: the file is empty"},
		{importers.TodoistCSV, "Title,Notes\n", "line 1: the column TYPE is missing"},
		{importers.TodoistCSV, "TYPE,CONTENT,CONTENT\n", "line 1: the column CONTENT is there twice"},
		{importers.TodoistCSV, todoist + "task,a,1,1,\ntask,b,1\n", "line 3: it has 3 columns where the heading has 5"},
		{importers.TodoistCSV, todoist + "task,\"a\nb\",1,1,\ntask,c\"d,1,1,\n", "line 4: a quotation mark is out of place"},
		{importers.TodoistCSV, todoist + "task,\"a,1,1,\n", "line 2: a quotation mark is out of place"},
		{importers.TodoistCSV, todoist + "chore,a,1,1,\n", `line 2: the type "chore" is not one of`},
		{importers.TodoistCSV, todoist + "task,a,5,1,\n", `line 2: the priority "5"`},
		{importers.TodoistCSV, todoist + "task,a,1,0,\n", `line 2: the indent "0"`},
		{importers.TodoistCSV, todoist + "task,a,1,1,soon\n", `line 2: the duration "soon"`},
		{importers.TodoistCSV, todoist + strings.Repeat("task,a,1,1,\n", importers.MaxTasks+1), "line 50002: the file has more than 50000 tasks"},
		{importers.Taskwarrior, "[\n{\"uuid\":\"a\"},\n{\"uuid\" 1}\n]", "line 3: this is not valid JSON"},
		{importers.Taskwarrior, "[\n{\"uuid\":\"a\"},\n", "line 3: the file ends too early"},
		{importers.Taskwarrior, "[\n]\n[]", "line 3: something follows the end"},
		{importers.Taskwarrior, "[\n7]", "line 2: a task must be a JSON object"},
		{importers.Taskwarrior, "[null]", "line 1: a task must be a JSON object"},
		{importers.Taskwarrior, "[\n{\"description\":\"x\"}]", "line 2: the task has no uuid"},
		{importers.Taskwarrior, `[{"uuid":"a","tags":{}}]`, `line 1: the field "tags" has an unexpected value`},
		{importers.Taskwarrior, `[{"uuid":"a","annotations":7}]`, `line 1: the field "annotations" has an unexpected value`},
		{importers.Taskwarrior, `[{"uuid":"a","due":{}}]`, `line 1: the field "due" has an unexpected value`},
		{importers.Taskwarrior, `[{"uuid":"a","status":"lost"}]`, `line 1: the status "lost" is not one of`},
		{importers.Taskwarrior, "{\"uuid\":\"a\"}\nhello\n", "line 2: this is not one JSON object"},
		{importers.Taskwarrior, strings.Repeat(object+"\n", importers.MaxTasks+1), "line 50001: the file has more than 50000 tasks"},
	} {
		res, err := importers.Read(c.format, "", []byte(c.data), tuesday(t), nil)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60q: %v, want %q", c.data, err, c.want)
			continue
		}
		var line *importers.LineError
		if errors.As(err, &line) && !strings.HasSuffix(err.Error(), "; nothing was imported") {
			t.Errorf("%q does not say that nothing was imported", err)
		}
		if len(res.Drafts)+len(res.Losses) > 0 {
			t.Errorf("%q: something was read all the same", err)
		}
	}
}

// What is over a limit of a task is cut and said, never refused.
func TestLimits(t *testing.T) {
	var tags, depends []string
	for i := range 120 {
		tags = append(tags, fmt.Sprintf(`"t%03d"`, i))
		depends = append(depends, fmt.Sprintf(`"d%03d"`, i))
	}
	data := fmt.Sprintf(`[{"uuid":"a","status":"pending","description":"%s","project":"%s","tags":[%s],"depends":[%s],"annotations":[{"description":"%s"}]}`,
		strings.Repeat("ä", 1003), strings.Repeat("p", 201), strings.Join(tags, ","), strings.Join(depends, ","), strings.Repeat("n", 70_000))
	for i := range 120 {
		data += fmt.Sprintf(`,{"uuid":"d%03d","status":"pending","description":"x"}`, i)
	}
	res := read(t, importers.Taskwarrior, data+"]")
	holds(t, res)
	d := res.Drafts[0]
	if len([]rune(d.Title)) != task.MaxTitle || !strings.HasPrefix(d.Description, "…äää\n\n- nnn") || len(d.Description) != task.MaxDescription {
		t.Errorf("title of %d characters, notes of %d bytes: %.40q", len([]rune(d.Title)), len(d.Description), d.Description)
	}
	var got []string
	for _, l := range res.Losses {
		got = append(got, fmt.Sprintf("%.60s", l.What))
	}
	if want := []string{
		"the title has 1003 characters and the limit is 1000; the res",
		"the notes are over 64 KiB and are cut there",
		"the name of its project has 201 characters and is cut at 200",
		"it has 120 tags and the limit is 50; not kept: t050, t051, t",
		"it is blocked by more than 100 tasks; d100 is not kept",
	}; !cmp.Equal(got[:len(want)], want) {
		t.Errorf("losses %s", cmp.Diff(want, got[:len(want)]))
	}
}
