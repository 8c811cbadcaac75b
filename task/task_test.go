package task_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"mindflow/task"
)

var at = time.Date(2026, 3, 11, 9, 0, 0, 0, time.UTC)

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func ids(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = newID()
	}
	slices.Sort(list)
	return list
}

func reminders(n int) []task.Reminder {
	list := make([]task.Reminder, n)
	for i := range list {
		list[i] = task.Reminder("-" + strings.Repeat("1", i%4+1))
	}
	return list
}

// Every limit, on both sides.
func TestLimits(t *testing.T) {
	self := newID()
	for _, c := range []struct {
		field string
		ok    func(*task.Task)
		bad   func(*task.Task)
	}{
		{"id", func(t *task.Task) {}, func(t *task.Task) { t.ID = "7" }},
		{"title", func(t *task.Task) { t.Title = strings.Repeat("é", task.MaxTitle) }, func(t *task.Task) { t.Title = strings.Repeat("é", task.MaxTitle+1) }},
		{"title", func(t *task.Task) { t.Title = "x" }, func(t *task.Task) { t.Title = " \t " }},
		{"title", func(t *task.Task) { t.Title = "a — b" }, func(t *task.Task) { t.Title = "a\nb" }},
		{"title", func(t *task.Task) { t.Title = "naïve" }, func(t *task.Task) { t.Title = "na\xefve" }},
		{"description", func(t *task.Task) { t.Description = strings.Repeat("x", task.MaxDescription) }, func(t *task.Task) { t.Description = strings.Repeat("x", task.MaxDescription+1) }},
		{"description", func(t *task.Task) { t.Description = "a\n\tb" }, func(t *task.Task) { t.Description = "\xff" }},
		{"description", func(t *task.Task) { t.Description = "a\x1bb" }, func(t *task.Task) { t.Description = "a\x00b" }},
		{"status", func(t *task.Task) { t.Status = task.InProgress }, func(t *task.Task) { t.Status = "waiting" }},
		{"completed_at", func(t *task.Task) { t.Complete(at) }, func(t *task.Task) { t.Status = task.Completed }},
		{"completed_at", func(t *task.Task) {}, func(t *task.Task) { t.CompletedAt = at }},
		{"priority", func(t *task.Task) { t.Priority = task.P1 }, func(t *task.Task) { t.Priority = 0 }},
		{"priority", func(t *task.Task) { t.Priority = task.P5 }, func(t *task.Task) { t.Priority = 6 }},
		{"project", func(t *task.Task) { t.Project = newID() }, func(t *task.Task) { t.Project = "Work" }},
		{"section", func(t *task.Task) { t.Project, t.Section = newID(), newID() }, func(t *task.Task) { t.Section = newID() }},
		{"parent", func(t *task.Task) { t.Parent = newID() }, func(t *task.Task) { t.Parent = self }},
		{"tags", func(t *task.Task) { t.Tags = ids(task.MaxTags) }, func(t *task.Task) { t.Tags = ids(task.MaxTags + 1) }},
		{"tags", func(t *task.Task) { t.Tags = ids(1) }, func(t *task.Task) { t.Tags = []string{"phone"} }},
		{"blocked_by", func(t *task.Task) { t.BlockedBy = ids(task.MaxBlockedBy) }, func(t *task.Task) { t.BlockedBy = ids(task.MaxBlockedBy + 1) }},
		{"blocked_by", func(t *task.Task) { t.BlockedBy = ids(1) }, func(t *task.Task) { t.BlockedBy = []string{self} }},
		{"start", func(t *task.Task) { t.Start = task.When{Date: "2024-02-29"} }, func(t *task.Task) { t.Start = task.When{Date: "2026-02-29"} }},
		{"due", func(t *task.Task) { t.Due = task.When{Date: "1900-01-01"} }, func(t *task.Task) { t.Due = task.When{Date: "1899-12-31"} }},
		{"due", func(t *task.Task) { t.Due = task.When{Date: "2999-12-31", Time: "23:59"} }, func(t *task.Task) { t.Due = task.When{Date: "2999-12-31", Time: "24:00"} }},
		{"due", func(t *task.Task) { t.Due = task.When{Date: "2026-03-11", Time: "09:00"} }, func(t *task.Task) { t.Due = task.When{Date: "2026-03-11", Time: "9:00"} }},
		{"due", func(t *task.Task) { t.Due = task.When{Date: "2026-03-11", Time: "09:00", Zone: "Asia/Tokyo"} }, func(t *task.Task) { t.Due = task.When{Date: "2026-03-11", Time: "09:00", Zone: "Nowhere"} }},
		{"due", func(t *task.Task) {}, func(t *task.Task) { t.Due = task.When{Date: "2026-03-11", Zone: "Asia/Tokyo"} }},
		{"deadline", func(t *task.Task) { t.Deadline = task.When{Date: "3000-01-01"}; t.Deadline.Date = "2999-01-01" }, func(t *task.Task) { t.Deadline = task.When{Date: "3000-01-01"} }},
		{"estimate_min", func(t *task.Task) { t.EstimateMin = task.MaxEstimateMin }, func(t *task.Task) { t.EstimateMin = task.MaxEstimateMin + 1 }},
		{"estimate_min", func(t *task.Task) { t.EstimateMin = 0 }, func(t *task.Task) { t.EstimateMin = -1 }},
		{"spent", func(t *task.Task) { t.Spent = map[string]int{"a": 0} }, func(t *task.Task) { t.Spent = map[string]int{"a": -1} }},
		{"recurrence", func(t *task.Task) {
			t.Recurrence = task.Recurrence{RRule: "FREQ=DAILY", Anchor: task.FromSchedule, Policy: task.Wait}
		}, func(t *task.Task) {
			t.Recurrence = task.Recurrence{RRule: "FREQ=HOURLY", Anchor: task.FromSchedule, Policy: task.Wait}
		}},
		{"recurrence", func(t *task.Task) {
			t.Recurrence = task.Recurrence{RRule: "FREQ=WEEKLY;BYDAY=MO", Anchor: task.FromCompletion, Policy: task.KeepAll}
		}, func(t *task.Task) {
			t.Recurrence = task.Recurrence{RRule: "FREQ=WEEKLY;", Anchor: task.FromCompletion, Policy: task.KeepAll}
		}},
		{"recurrence", func(t *task.Task) {
			t.Recurrence = task.Recurrence{RRule: "FREQ=DAILY", Anchor: task.FromSchedule, Policy: task.KeepOne}
		}, func(t *task.Task) {
			t.Recurrence = task.Recurrence{RRule: "FREQ=DAILY", Anchor: "moon", Policy: task.KeepOne}
		}},
		{"recurrence", func(t *task.Task) {
			t.Recurrence = task.Recurrence{RRule: "FREQ=DAILY;UNTIL=" + strings.Repeat("1", task.MaxRRule-17), Anchor: task.FromSchedule, Policy: task.KeepOne}
		}, func(t *task.Task) {
			t.Recurrence = task.Recurrence{RRule: "FREQ=DAILY;UNTIL=" + strings.Repeat("1", task.MaxRRule-16), Anchor: task.FromSchedule, Policy: task.KeepOne}
		}},
		{"reminders", func(t *task.Task) { t.Reminders = reminders(task.MaxReminders) }, func(t *task.Task) { t.Reminders = reminders(task.MaxReminders + 1) }},
		{"reminders", func(t *task.Task) { t.Reminders = []task.Reminder{"-0", "2026-03-11T09:00"} }, func(t *task.Task) { t.Reminders = []task.Reminder{"2026-03-11"} }},
		{"rank", func(t *task.Task) { t.Rank = strings.Repeat("a", task.MaxRank) }, func(t *task.Task) { t.Rank = strings.Repeat("a", task.MaxRank+1) }},
		{"created_at", func(t *task.Task) {}, func(t *task.Task) { t.CreatedAt = time.Time{} }},
		{"source", func(t *task.Task) { t.Source = task.MCP }, func(t *task.Task) { t.Source = "guess" }},
		{"batch", func(t *task.Task) { t.Batch = newID() }, func(t *task.Task) { t.Batch = "b" }},
	} {
		good, bad := task.New(self, "Water the ferns", at), task.New(self, "Water the ferns", at)
		c.ok(&good)
		c.bad(&bad)
		if err := good.Validate(); err != nil {
			t.Errorf("%s within its limit: %v", c.field, err)
		}
		var invalid *task.InvalidError
		if err := bad.Validate(); !errors.As(err, &invalid) || invalid.Field != c.field {
			t.Errorf("%s beyond its limit: %v", c.field, err)
		}
	}
}

func TestLimitsOfProjectsAndTags(t *testing.T) {
	id := newID()
	for _, c := range []struct {
		value interface{ Validate() error }
		ok    bool
	}{
		{&task.Project{ID: id, Name: strings.Repeat("é", task.MaxName), Weight: task.MaxWeight}, true},
		{&task.Project{ID: id, Name: strings.Repeat("é", task.MaxName+1)}, false},
		{&task.Project{ID: id, Name: "Garden", Weight: task.MinWeight}, true},
		{&task.Project{ID: id, Name: "Garden", Weight: task.MinWeight - 0.01}, false},
		{&task.Project{ID: id, Name: "Garden", Weight: task.MaxWeight + 0.01}, false},
		{&task.Project{ID: id, Name: "Garden", Color: "#5E8C4A"}, true},
		{&task.Project{ID: id, Name: "Garden", Color: "green"}, false},
		{&task.Section{ID: id, Project: id, Name: "Spring"}, true},
		{&task.Section{ID: id, Name: "Spring"}, false},
		{&task.Tag{ID: id, Name: "phone"}, true},
		{&task.Tag{ID: id, Name: ""}, false},
	} {
		if err := c.value.Validate(); (err == nil) != c.ok {
			t.Errorf("Validate(%+v) = %v", c.value, err)
		}
	}
}

// Every field of every entity is in its table, or it would be neither stored nor synced.
func TestTablesAreComplete(t *testing.T) {
	check(t, task.Fields, task.Task{})
	check(t, task.ProjectFields, task.Project{})
	check(t, task.SectionFields, task.Section{})
	check(t, task.TagFields, task.Tag{})
}

func check[T any](t *testing.T, table task.Table[T], zero T) {
	t.Helper()
	typ := reflect.TypeOf(zero)
	for i := range typ.NumField() {
		name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
		if name == "-" { // Spent is in JSON by its sum only
			name = strings.ToLower(typ.Field(i).Name)
		}
		if _, ok := table.Field(name); !ok && name != "id" {
			t.Errorf("%s.%s is not in the field table", typ.Name(), name)
		}
	}
}

// The writes of a Diff, put one by one, make the one task of the other: whatever can
// be edited can be synced.
func TestDiffAndPutAreInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, to := genTask.Draw(t, "from"), genTask.Draw(t, "to")
		got := from.Clone()
		for _, w := range task.Fields.Diff(&from, &to) {
			f, ok := task.Fields.Field(w.Field)
			if !ok {
				t.Fatalf("Diff wrote %s, which is no field", w.Field)
			}
			if err := f.Put(&got, w.Sub, w.Value); err != nil {
				t.Fatal(err)
			}
		}
		got.ID = to.ID
		if left := task.Fields.Diff(&got, &to); len(left) > 0 {
			t.Fatalf("still differs by %v", left)
		}
	})
}

var genTask = rapid.Custom(func(t *rapid.T) task.Task {
	made := task.New("", rapid.String().Draw(t, "title"), at)
	made.Priority = task.Priority(rapid.IntRange(1, 5).Draw(t, "priority"))
	made.Tags = sortedSet(rapid.SliceOfDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), rapid.ID).Draw(t, "tags"))
	made.BlockedBy = sortedSet(rapid.SliceOfDistinct(rapid.SampledFrom([]string{"x", "y"}), rapid.ID).Draw(t, "blockers"))
	made.Due = rapid.SampledFrom([]task.When{{}, {Date: "2026-03-11"}, {Date: "2026-03-11", Time: "09:00"}, {Date: "2026-03-11", Time: "09:00", Zone: "Asia/Tokyo"}}).Draw(t, "due")
	made.EstimateMin = rapid.IntRange(0, 90).Draw(t, "estimate")
	made.Pinned = rapid.Bool().Draw(t, "pinned")
	made.Spent = rapid.MapOf(rapid.SampledFrom([]string{"laptop", "phone"}), rapid.IntRange(0, 9)).Draw(t, "spent")
	if rapid.Bool().Draw(t, "recurs") {
		made.Recurrence = task.Recurrence{RRule: "FREQ=DAILY", Anchor: task.FromSchedule, Policy: task.Wait}
	}
	if rapid.Bool().Draw(t, "done") {
		made.Complete(at)
	}
	return made
})

func sortedSet(s []string) []string {
	slices.Sort(s)
	return s
}

func TestPutRefusesTheWrongType(t *testing.T) {
	for _, c := range []struct {
		field, sub string
		value      any
	}{
		{"title", "", int64(1)}, {"status", "", "delegated"}, {"source", "", "guess"}, {"title", "sub", "x"}, {"priority", "", "p1"}, {"pinned", "", int64(1)},
		{"due", "", "31 February"}, {"recurrence", "", "{"}, {"tags", "", true}, {"tags", "a", "yes"}, {"spent", "", int64(1)},
	} {
		var e task.Task
		f, _ := task.Fields.Field(c.field)
		if err := f.Put(&e, c.sub, c.value); err == nil {
			t.Errorf("Put(%s, %q, %v) was taken", c.field, c.sub, c.value)
		}
		if diff := cmp.Diff(task.Task{}, e); diff != "" {
			t.Errorf("a refused Put changed the task:\n%s", diff)
		}
	}
}

func TestWhenRoundTrip(t *testing.T) {
	for _, s := range []string{"", "2026-12-01", "2026-12-01T17:00", "2026-12-01T17:00[Europe/Berlin]"} {
		w, err := task.ParseWhen(s)
		if err != nil || w.String() != s {
			t.Errorf("ParseWhen(%q) = %v, %v", s, w, err)
		}
	}
	for _, s := range []string{"soon", "2026-13-01", "2026-12-01T25:00", "2026-12-01T17:00[Europe/Berlin", "2026-12-01T17:00[]", "2026-12-01T17:00[Local]", "T17:00"} {
		if w, err := task.ParseWhen(s); err == nil {
			t.Errorf("ParseWhen(%q) = %v", s, w)
		}
	}
}

func TestWhenIn(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for s, want := range map[string]string{
		"2026-03-11":                   "2026-03-12T00:00:00+01:00", // the end of the day
		"2026-03-11T09:00":             "2026-03-11T09:00:00+01:00", // where the person is
		"2026-03-11T09:00[Asia/Tokyo]": "2026-03-11T01:00:00+01:00",
		"2026-03-29T02:30":             "2026-03-29T03:30:00+02:00", // a reading that is skipped
		"2026-03-29":                   "2026-03-30T00:00:00+02:00", // a day of 23 hours
	} {
		w, err := task.ParseWhen(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.In(berlin).In(berlin).Format(time.RFC3339); got != want {
			t.Errorf("%s is %s, want %s", s, got, want)
		}
	}
}

// The JSON that scripts rely on.
func TestJSON(t *testing.T) {
	made := task.New("id", "Send contract", at)
	made.Priority, made.Due, made.EstimateMin = task.P1, task.When{Date: "2026-12-01", Time: "17:00"}, 30
	b, err := json.Marshal(made)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"id":"id","title":"Send contract","status":"pending","priority":"p1","due":{"date":"2026-12-01","time":"17:00"},"estimate_min":30,"created_at":"2026-03-11T09:00:00Z"}`
	if string(b) != want {
		t.Errorf("got  %s\nwant %s", b, want)
	}
	var back task.Task
	if err := json.Unmarshal(b, &back); err != nil || cmp.Diff(made, back) != "" {
		t.Errorf("came back as %+v, %v", back, err)
	}
}

func TestLifeOfATask(t *testing.T) {
	made := task.New(newID(), "Water the ferns", at)
	made.SnoozedUntil = at.Add(time.Hour)
	if !made.Open() || !made.Snoozed(at) || made.Snoozed(at.Add(time.Hour)) {
		t.Error("a snoozed task is open, and snoozed until the hour")
	}
	made.Begin(at)
	if made.Status != task.InProgress || made.Snoozed(at) {
		t.Error("a task that is begun is no longer put off")
	}
	made.Complete(at.Add(time.Hour))
	made.Complete(at.Add(2 * time.Hour))
	if made.Open() || !made.CompletedAt.Equal(at.Add(time.Hour)) {
		t.Errorf("completed at %v", made.CompletedAt)
	}
	made.Reopen()
	if err := made.Validate(); err != nil || made.Status != task.Pending {
		t.Errorf("reopened: %s, %v", made.Status, err)
	}
}

// Two devices that make the same tag apart make one tag.
func TestNamesDecideIDs(t *testing.T) {
	space := uuid.New()
	if task.TagID(space, "Über") != task.TagID(space, "u\u0308BER") {
		t.Error("case or composition of letters made another tag")
	}
	if task.TagID(space, "work") == task.TagID(space, "home") || task.TagID(space, "work") == task.TagID(uuid.New(), "work") {
		t.Error("different names or spaces made one tag")
	}
}

// In São Paulo the clocks went from 23:59 to 1:00 on the night to 4 November 2018.
func TestWhenInAZoneThatSkipsMidnight(t *testing.T) {
	saoPaulo, err := time.LoadLocation("America/Sao_Paulo")
	if err != nil {
		t.Fatal(err)
	}
	for s, want := range map[string]string{
		"2018-11-03":       "2018-11-04T01:00:00-02:00",
		"2018-11-04":       "2018-11-05T00:00:00-02:00",
		"2018-11-04T00:30": "2018-11-04T01:30:00-02:00",
		"2018-11-04T09:00": "2018-11-04T09:00:00-02:00",
	} {
		w, err := task.ParseWhen(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.In(saoPaulo).Format(time.RFC3339); got != want {
			t.Errorf("%s is %s, want %s", s, got, want)
		}
	}
}

func FuzzParseWhen(f *testing.F) {
	f.Add("2026-12-01T17:00[Europe/Berlin]")
	f.Fuzz(func(t *testing.T, s string) {
		w, err := task.ParseWhen(s)
		if err != nil {
			return
		}
		if back, err := task.ParseWhen(w.String()); err != nil || back != w {
			t.Fatalf("%q parsed to %+v and came back as %+v, %v", s, w, back, err)
		}
		w.In(time.UTC)
	})
}
