package quickadd_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mindflow/task/quickadd"
)

func TestAcceptedIsCut(t *testing.T) {
	for _, accept := range []string{"April", "about april", "ABOUT APRIL"} {
		p := quickadd.Parse("Email Mark about April", quickadd.Options{Now: someday, Accept: []string{accept}})
		if got := show("", p); got != "Email Mark | due 2026-04-01" {
			t.Errorf("accepting %q: %s", accept, got)
		}
	}
}

func TestAcceptedGoesBeforeCertain(t *testing.T) {
	p := quickadd.Parse("Pay p1 rent p2", quickadd.Options{Now: someday, Accept: []string{"p2"}})
	if got := show("", p); got != "Pay p1 rent | p2 | ? p1" {
		t.Error(got)
	}
}

func TestRejectedStays(t *testing.T) {
	p := quickadd.Parse("Call Bob Tomorrow 5pm #Work", quickadd.Options{Now: someday, Reject: []string{"tomorrow 5PM"}})
	if got := show("", p); got != "Call Bob Tomorrow 5pm | #Work" {
		t.Error(got)
	}
	if line := quickadd.Render(p); line != `Call Bob \Tomorrow \5pm #Work` {
		t.Errorf("renders as %s", line)
	}
}

func TestHoursAreSettable(t *testing.T) {
	opt := quickadd.Options{Now: someday, Hours: quickadd.Hours{Morning: "07:30", Evening: "nonsense"}}
	for line, want := range map[string]string{
		"Run tomorrow morning": "Run | due 2026-03-12T07:30",
		"Run tomorrow evening": "Run | due 2026-03-12T19:00",
		"Run every morning":    "Run | due 2026-03-12T07:30 | FREQ=DAILY",
	} {
		if got := show(line, quickadd.Parse(line, opt)); got != want {
			t.Errorf("%s: %s", line, got)
		}
	}
}

func TestWhen(t *testing.T) {
	for text, want := range map[string]string{
		"tomorrow 5pm":                    "2026-03-12T17:00",
		"2026-12-01":                      "2026-12-01",
		"2026-12-01 17:00":                "2026-12-01T17:00",
		"2026-12-01T17:00[Europe/Berlin]": "2026-12-01T17:00[Europe/Berlin]",
		" next week ":                     "2026-03-16",
		"on fri":                          "2026-03-13",
		"sat":                             "2026-03-14",
		"evening":                         "2026-03-11T19:00",
		"9am":                             "2026-03-12T09:00",
		"at 9":                            "2026-03-12T09:00",
		"april":                           "2026-04-01",
		"+5d":                             "2026-03-16",
		"3 days":                          "2026-03-14",
		"2h":                              "2026-03-11T12:00",
		"in 30 min":                       "2026-03-11T10:30",
		"":                                "",
		"5":                               "",
		"feb 30":                          "",
		"tomorrow Bob":                    "",
		"call tomorrow":                   "",
		"tomorrow!":                       "",
	} {
		w, ok := quickadd.When(text, quickadd.Options{Now: someday})
		if got := w.String(); got != want || ok != (want != "") {
			t.Errorf("When(%q) = %s, %v; want %s", text, got, ok, want)
		}
	}
}

func TestSummary(t *testing.T) {
	for line, want := range map[string]string{
		"Buy milk":                                   "Inbox",
		"Buy milk today":                             "Inbox · today",
		"Buy milk tomorrow 5pm every 2 weeks":        "Inbox · tomorrow 17:00 · every 2 weeks",
		"Buy milk 4 dec #Home /Shop":                 "Home / Shop · Fri 4 Dec",
		"Buy milk 4 dec 2027":                        "Inbox · Sat 4 Dec 2027",
		"Buy milk 10 mar 2026":                       "Inbox · yesterday",
		"Buy milk every! mon, wed p1 ~90m":           "Inbox · today · every! Mon, Wed · p1 · 1 h 30 min",
		"Buy milk every last workday":                "Inbox · Tue 31 Mar · every last workday",
		"Buy milk every 3 months on the 3rd":         "Inbox · Fri 3 Apr · every 3 months on 3rd",
		"Buy milk {fri} start tomorrow @shop +ann":   "Inbox · deadline Fri 13 Mar · from tomorrow · @shop · +ann",
		"Buy milk tomorrow 5pm !30m !9am after #12a": "Inbox · tomorrow 17:00 · 30 min before · tomorrow 09:00 · after #12a",
	} {
		if got := quickadd.Summary(quickadd.Parse(line, quickadd.Options{Now: someday}), someday); got != want {
			t.Errorf("%s\n  is  %s\n want %s", line, got, want)
		}
	}
}

func TestLines(t *testing.T) {
	text := strings.Join([]string{
		"    Plan trip", "    - [ ] Book flight", "\t\t* Compare prices", "", "      1. Book hotel", "    2) Pack", "[x] Done thing", "-5 degrees", "2026. A year",
	}, "\r\n")
	want := []quickadd.Line{
		{0, "Plan trip"}, {0, "Book flight"}, {1, "Compare prices"}, {1, "Book hotel"}, {0, "Pack"}, {0, "Done thing"}, {0, "-5 degrees"}, {0, "2026. A year"},
	}
	if diff := cmp.Diff(want, quickadd.Lines(text)); diff != "" {
		t.Error(diff)
	}
}

func TestJSON(t *testing.T) {
	for line, want := range map[string]string{
		"Buy milk": `{"title":"Buy milk","spans":[]}`,
		"Call p1 fri": `{"title":"Call","priority":"p1","due":{"date":"2026-03-13"},"spans":[` +
			`{"start":5,"end":7,"kind":"priority","text":"p1","doubtful":false,"label":"p1"},` +
			`{"start":8,"end":11,"kind":"due","text":"fri","doubtful":false,"label":"Fri 13 Mar"}]}`,
	} {
		got, err := json.Marshal(quickadd.Parse(line, quickadd.Options{Now: someday}))
		if err != nil || string(got) != want {
			t.Errorf("%s\n  is  %s, %v\n want %s", line, got, err, want)
		}
	}
}

// What is offered and what is kept literal stays in the title.
func TestSpansOfWhatStays(t *testing.T) {
	p := quickadd.Parse("Read `x` on April", quickadd.Options{Now: time.Date(2026, 3, 11, 0, 0, 0, 0, time.UTC)})
	kinds := make([]quickadd.Kind, 0, 2)
	for _, s := range p.Spans {
		kinds = append(kinds, s.Kind)
	}
	if !slices.Equal(kinds, []quickadd.Kind{quickadd.Literal, quickadd.Due}) || p.Title != "Read `x` on April" {
		t.Errorf("%+v", p)
	}
}
