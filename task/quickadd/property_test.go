package quickadd_test

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mindflow/task"
	"mindflow/task/quickadd"
)

var someday = time.Date(2026, 3, 11, 10, 0, 0, 0, time.UTC)

// checkParse holds what is true of every parse of every text.
func checkParse(t interface {
	Helper()
	Fatalf(string, ...any)
}, text string, opt quickadd.Options) quickadd.Parsed {
	t.Helper()
	p := quickadd.Parse(text, opt)
	says := func(r rune) bool { return !unicode.IsSpace(r) && !unicode.IsControl(r) }
	if p.Title == "" && strings.IndexFunc(text, says) >= 0 {
		t.Fatalf("%q has an empty title", text)
	}
	if !utf8.ValidString(p.Title) || strings.IndexFunc(p.Title, unicode.IsControl) >= 0 || strings.TrimSpace(p.Title) != p.Title {
		t.Fatalf("%q has the title %q", text, p.Title)
	}
	if p.Spans == nil {
		t.Fatalf("%q has nil spans", text)
	}
	at := 0
	for _, s := range p.Spans {
		if s.Start < at || s.End <= s.Start || s.End > len(text) || text[s.Start:s.End] != s.Text {
			t.Fatalf("%q has the span %+v after %d", text, s, at)
		}
		at = s.End
	}
	checkFields(t, text, p)

	// Rendered today and parsed next year, it is the same task.
	later := quickadd.Options{Now: opt.Now.AddDate(1, 0, 3), Hours: opt.Hours}
	line := quickadd.Render(p)
	if diff := cmp.Diff(fields(p), fields(quickadd.Parse(line, later))); diff != "" {
		t.Fatalf("%q renders as %q, which is not the same (-was +is):\n%s", text, line, diff)
	}
	return p
}

// checkFields fails if a task could not hold what was parsed.
func checkFields(t interface {
	Helper()
	Fatalf(string, ...any)
}, text string, p quickadd.Parsed) {
	t.Helper()
	v := task.New("0192f3c4-7700-7000-8000-000000000000", "x", someday)
	v.Start, v.Due, v.Deadline = p.Start, p.Due, p.Deadline
	v.EstimateMin, v.Recurrence, v.Reminders = p.EstimateMin, p.Recurrence, p.Reminders
	if p.Priority != 0 {
		v.Priority = p.Priority
	}
	if len(p.Description) <= task.MaxDescription {
		v.Description = p.Description
	}
	if err := v.Validate(); err != nil {
		t.Fatalf("%q gives what no task can hold: %v", text, err)
	}
}

func fields(p quickadd.Parsed) quickadd.Parsed {
	p.Spans = nil
	return p
}

// vocabulary is what lines are made of where parts of the grammar meet.
var vocabulary = strings.Fields(`call Bob the a on at by due in for of about next this end every every! day days week month
	mon tue fri sat sun friday Friday Mondays weekday weekend today tomorrow Tomorrow tonight tom night morning evening noon midnight
	may May march April 1 2 5 27th 1st 31st 12/1 9/11 24/7 2026-12-01 2027-02-30 2026-12-01T17:00 5pm 17:00 9am pm 10 times
	3rd last first workday monthly daily until starting start not before after deadline #x #Work #1204 #"two words" #"a
	/s /"s t" @home @"x \" y" +ann +5d +2h ~45m ~1h30m ! !! !!! !30m !9am !fri {fri} {may 5 5pm} {x p1 p5 // note
	"quoted friday" "open ” “ ` + "`code` ` ``" + ` \tomorrow \#x \\ \x , - – fri, tomorrow. (mon) and or blocked UTC Europe/Berlin ET é 🎉 x`)

func lines() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		words := rapid.SliceOfN(rapid.SampledFrom(vocabulary), 1, 10).Draw(t, "words")
		return strings.Join(words, rapid.SampledFrom([]string{" ", " ", " ", "  ", "\t", ""}).Draw(t, "space"))
	})
}

func moments() *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		zone := rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"}).Draw(t, "zone")
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		return time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "now"), 0).In(loc)
	})
}

func TestParseHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(lines(), rapid.String()).Draw(t, "text")
		checkParse(t, text, quickadd.Options{Now: moments().Draw(t, "now")})
	})
}

// Whatever is rejected is text again, and whatever is accepted is not offered twice.
func TestAcceptAndReject(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := lines().Draw(t, "text")
		opt := quickadd.Options{Now: someday}
		for _, s := range quickadd.Parse(text, opt).Spans {
			if s.Doubtful {
				opt.Accept = append(opt.Accept, strings.ToUpper(s.Text))
			}
		}
		checkParse(t, text, opt)
		opt.Reject = nil
		for range 20 { // what is turned back into text may free other words
			spans := quickadd.Parse(text, opt).Spans
			for _, s := range spans {
				opt.Reject = append(opt.Reject, strings.ToUpper(s.Text))
			}
		}
		p := checkParse(t, text, opt)
		for _, s := range p.Spans {
			if s.Kind != quickadd.Literal {
				t.Fatalf("%q still has %+v", text, s)
			}
		}
	})
}

// Render says every value that a task can have and a line can say.
func TestRender(t *testing.T) {
	name := rapid.StringMatching(`[A-Za-z0-9é🎉"\\#+/.,:!{}' -]{0,8}[a-zA-Z0-9"\\]`)
	when := rapid.Custom(func(t *rapid.T) task.When {
		at := moments().Draw(t, "when")
		w := task.Day(at)
		if rapid.Bool().Draw(t, "timed") {
			w.Time = at.Format("15:04")
			w.Zone = rapid.SampledFrom([]string{"", "", "Europe/Berlin", "UTC", "CET"}).Draw(t, "in")
		}
		return w
	})
	maybe := func(t *rapid.T, s string) bool { return rapid.IntRange(0, 2).Draw(t, s) == 0 }
	rapid.Check(t, func(t *rapid.T) {
		title := lines().Filter(func(s string) bool { return strings.ContainsAny(s, "abcdefghijklmnopqrstuvwxyz") }).Draw(t, "title")
		p := quickadd.Parsed{Title: strings.ReplaceAll(strings.TrimSpace(title), "\t", " ")}
		if maybe(t, "project") {
			p.Project = strings.TrimSpace(name.Draw(t, "name"))
		}
		if maybe(t, "section") {
			p.Section = strings.TrimSpace(name.Draw(t, "name"))
		}
		if maybe(t, "tag") {
			p.Tags = []string{strings.TrimSpace(name.Draw(t, "name")), "+" + strings.TrimSpace(name.Draw(t, "name")), "last"}
			if strings.EqualFold(p.Tags[0], p.Tags[1]) {
				p.Tags = p.Tags[1:]
			}
		}
		if maybe(t, "priority") {
			p.Priority = task.Priority(rapid.IntRange(1, 5).Draw(t, "p"))
		}
		if maybe(t, "due") {
			p.Due = when.Draw(t, "w")
			if maybe(t, "recurrence") {
				p.Recurrence = quickadd.Parse("x every "+rapid.SampledFrom(rules).Draw(t, "rule"), quickadd.Options{Now: someday}).Recurrence
			}
		}
		if maybe(t, "start") {
			p.Start = when.Draw(t, "w")
		}
		if maybe(t, "deadline") {
			p.Deadline = when.Draw(t, "w")
		}
		if maybe(t, "estimate") {
			p.EstimateMin = rapid.IntRange(1, task.MaxEstimateMin).Draw(t, "min")
		}
		if maybe(t, "reminder") {
			p.Reminders = []task.Reminder{"-30", "2026-03-11T09:00", "2026-03-11T09:00[Asia/Tokyo]"}
		}
		if maybe(t, "blocked") {
			p.BlockedBy = []string{"12ab", "0192f3c4-7700"}
		}
		if maybe(t, "notes") {
			p.Description = "call\n// " + p.Title
		}
		line := quickadd.Render(p)
		if diff := cmp.Diff(p, fields(quickadd.Parse(line, quickadd.Options{Now: someday}))); diff != "" {
			t.Fatalf("%q is not the same (-was +is):\n%s", line, diff)
		}
	})
}

var rules = []string{
	"day", "3 days", "weekday", "weekend", "mon", "mon, wed", "2 weeks", "2 weeks on mon, fri", "other friday", "month",
	"3 months", "quarter", "6 months on the 5th", "27th", "1st, 15th, 31st", "last day", "3rd friday", "last friday", "first workday",
	"last workday", "2 months on the last workday", "year", "2 years", "jan 5", "feb 29", "2 years on jan 5", "3rd friday of november",
	"day for 10 times", "day until 2027-01-01", "mon for 3 weeks", "last friday of may until dec 1",
}

// Every rule that can be said has words, and they say the same rule.
func TestRules(t *testing.T) {
	for _, s := range rules {
		p := quickadd.Parse("x every "+s, quickadd.Options{Now: someday})
		if p.Title != "x" || p.Recurrence.IsZero() {
			t.Errorf("every %s: title %q, rule %q", s, p.Title, p.Recurrence.RRule)
		}
		if s := quickadd.Summary(p, someday); strings.Contains(s, "repeats") {
			t.Errorf("%s has no words: %s", p.Recurrence.RRule, s)
		}
		checkParse(t, "x every "+s, quickadd.Options{Now: someday})
	}
}

func FuzzParse(f *testing.F) {
	for _, r := range corpus(f) {
		f.Add(r.line, r.now.Unix())
	}
	f.Fuzz(func(t *testing.T, text string, at int64) {
		at %= 8e9
		if len(text) > 2000 {
			return
		}
		checkParse(t, text, quickadd.Options{Now: time.Unix(max(at, -at), 0).UTC()})
	})
}
