package importers_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"mindflow/app/importers"
	"mindflow/task"
)

func TestTodoist(t *testing.T) {
	res := read(t, importers.TodoistCSV, string(file(t, "todoist.csv")))
	holds(t, res)
	expect(t, res, `
5 Plan the move p1 project=Todoist tags=home,big due=2026-03-20 deadline=2026-03-31 estimate=90 notes="Boxes first, \"fragile\" ones last"
6 Measure the rooms p2 project=Todoist due=2026-03-11T18:00 parent=line 5
7 Kitchen p4 project=Todoist parent=line 6
8 Order boxes p4 project=Todoist due=2026-10-05 estimate=15 parent=line 5 notes="Responsible: the office (14781400)\n\n2026-03-02: Got an offer: https://example.com/boxes\n\n2026-03-02: Here it is offer, final.pdf https://files.example.com/abc/offer.pdf"
15 Water the ferns p2 project=Todoist section=Every week due=2026-03-16T09:00 estimate=15 recurs=FREQ=WEEKLY;BYDAY=MO schedule keep_one
16 Take out the bins p4 project=Todoist section=Every week due=2026-03-12T07:30 recurs=FREQ=WEEKLY;BYDAY=MO,TH schedule keep_one
17 Stand-up p3 project=Todoist section=Every week due=2026-03-10T09:15 recurs=FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR schedule keep_one
18 Change the filter p4 project=Todoist section=Every week due=2026-03-10 recurs=FREQ=MONTHLY;INTERVAL=3 completion keep_one
19 Pay the cleaner p4 project=Todoist section=Every week due=2026-03-15 recurs=FREQ=MONTHLY;BYMONTHDAY=1,15 schedule keep_one
20 Book club p4 project=Todoist section=Every week due=2026-05-12 recurs=FREQ=MONTHLY;BYDAY=2TU;UNTIL=20261231 schedule keep_one
21 Birthday of a friend p4 project=Todoist section=Every week due=2028-02-29 recurs=FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29 schedule keep_one
22 Close the books p4 project=Todoist section=Every week due=2026-03-31 recurs=FREQ=MONTHLY;BYMONTHDAY=-1 schedule keep_one
23 Rent p1 project=Todoist section=Every week notes="Recurs: every third moon"
24 Miete p1 project=Todoist section=Every week notes="Date: jeden ersten Montag"
26 Reading list p4 project=Todoist section=Odds
27 Call New York p2 project=Todoist section=Odds due=2026-03-12T15:30[America/New_York]
28 Call the moon p2 project=Todoist section=Odds due=2026-03-12T15:30
29 Paint the hall p3 project=Todoist section=Odds notes="Deadline: some day\n\nDuration: 2 day"
30 Write to me@example.com p3 project=Todoist section=Odds tags=mail notes="Estimate: 90000 min"
31 @waiting p3 project=Todoist section=Odds tags=waiting
32 Two lines of title p4 project=Todoist section=Odds
`, `
the project: a comment that belongs to no task is not kept: "The key is with the neighbour"
Order boxes: it was given to the office (14781400), and here there is nobody to give it to; kept in the notes
Order boxes: the file "offer, final.pdf" stays with Todoist; the link to it is kept in the notes
Empty for now: the section has no tasks; not kept
Every week: a comment that belongs to no task is not kept: "Not about any task"
Change the filter: it recurs "every 3 months", and the file does not say when next; taken to be 2026-03-10
STARRED: the column STARRED is not known; not kept
Rent: the recurrence "every third moon" is not understood; kept in the notes
Miete: the date "jeden ersten Montag" is not understood; kept in the notes
Reading list: Todoist shows it as a heading that cannot be ticked off; here it is a task
Call the moon: the time zone "Moon/Tranquility" is not known; 15:30 is read as the time here
Paint the hall: the deadline "some day" is not understood; kept in the notes
Paint the hall: a duration in the unit "day" is no estimate in minutes; kept in the notes
Write to me@example.com: the estimate "90000 min" is outside 1 to 60000 minutes; kept in the notes
`)
}

// Older versions have fewer columns, and spreadsheets write semicolons.
func TestTodoistVersions(t *testing.T) {
	for _, data := range []string{
		"TYPE,CONTENT,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG\ntask,Buy milk,2,1,,,2026-03-12,en\n",
		"TYPE;CONTENT;DESCRIPTION;PRIORITY;INDENT;DATE\r\nTASK;Buy milk;;2;;2026-03-12\r\n;;;;;\r\n",
		"DATE,CONTENT,PRIORITY,TYPE\nmeta,,,meta\n12 Mar 2026,Buy milk,2,task",
	} {
		res := read(t, importers.TodoistCSV, data)
		res.Drafts[0].Line = 2
		expect(t, res, "2 Buy milk p2 project=Todoist due=2026-03-12", "")
	}
}

// A task may be indented by more than one step, and a section begins anew.
func TestTodoistIndent(t *testing.T) {
	res := read(t, importers.TodoistCSV, "TYPE,CONTENT,INDENT\ntask,a,1\ntask,b,3\ntask,c,2\ntask,d,3\nsection,S,\ntask,e,2\ntask,f,3\n")
	expect(t, res, `
2 a p3 project=Todoist
3 b p3 project=Todoist parent=line 2
4 c p3 project=Todoist parent=line 2
5 d p3 project=Todoist parent=line 4
7 e p3 project=Todoist section=S
8 f p3 project=Todoist section=S parent=line 7
`, "")
}

func TestTodoistDates(t *testing.T) {
	// It is Tuesday, 10 March 2026, 09:00.
	for text, want := range map[string]string{
		"2026-10-05":                        "2026-10-05",
		"2026-10-05 15:30":                  "2026-10-05T15:30",
		"2026-10-05T15:30:00":               "2026-10-05T15:30",
		"2026-10-05T22:00:00Z":              "2026-10-06",
		"Oct 5 2026":                        "2026-10-05",
		"5 Oct 2026 3pm":                    "2026-10-05T15:00",
		"October 5, 2026 3:15 pm":           "2026-10-05T15:15",
		"3026-01-01":                        "",
		"every day":                         "2026-03-10 FREQ=DAILY schedule",
		"daily":                             "2026-03-10 FREQ=DAILY schedule",
		"every day at 8:59":                 "2026-03-11T08:59 FREQ=DAILY schedule",
		"every evening":                     "2026-03-10T19:00 FREQ=DAILY schedule",
		"Every other day":                   "2026-03-10 FREQ=DAILY;INTERVAL=2 schedule",
		"every 2 weeks starting 1 Apr 2026": "2026-04-01 FREQ=WEEKLY;INTERVAL=2 schedule",
		"every week":                        "2026-03-10 FREQ=WEEKLY schedule",
		"every other fri":                   "2026-03-13 FREQ=WEEKLY;INTERVAL=2;BYDAY=FR schedule",
		"every tuesday, thursday and sun":   "2026-03-10 FREQ=WEEKLY;BYDAY=SU,TU,TH schedule",
		"every weekend":                     "2026-03-14 FREQ=WEEKLY;BYDAY=SA schedule",
		"every month":                       "2026-03-10 FREQ=MONTHLY schedule",
		"every 5th":                         "2026-04-05 FREQ=MONTHLY;BYMONTHDAY=5 schedule",
		"every last fri":                    "2026-03-27 FREQ=MONTHLY;BYDAY=-1FR schedule",
		"every quarter":                     "2026-03-10 FREQ=MONTHLY;INTERVAL=3 schedule",
		"every jan 31 at 12am":              "2027-01-31T00:00 FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31 schedule",
		"every 14th of july":                "2026-07-14 FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=14 schedule",
		"every! 10 days":                    "2026-03-10 FREQ=DAILY;INTERVAL=10 completion",
		"after 10 days":                     "2026-03-10 FREQ=DAILY;INTERVAL=10 completion",
		"ev workday until 2026-04-01":       "2026-03-10 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20260401 schedule",
		"every day starting whenever":       "",
		"every day until then":              "",
		"every 31 feb":                      "",
		"every 0 days":                      "",
		"every 32nd":                        "",
		"every hour":                        "",
		"every mon, 15th":                   "",
		"soon":                              "",
	} {
		res := read(t, importers.TodoistCSV, "TYPE,CONTENT,DATE\ntask,x,\""+text+"\"\n")
		d := res.Drafts[0]
		got := d.Due.String()
		if !d.Recurrence.IsZero() {
			got += " " + d.Recurrence.RRule + " " + string(d.Recurrence.Anchor)
		}
		if got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
		if want == "" && (len(res.Losses) != 1 || !strings.Contains(d.Description, text)) {
			t.Errorf("%s: losses %v, notes %q", text, res.Losses, d.Description)
		}
	}
}

func TestTodoistProject(t *testing.T) {
	for file, want := range map[string]string{
		"Home [2203306141].csv":      "Home",
		"/tmp/backup/Work.csv":       "Work",
		`C:\Users\me\Größe [12].CSV`: "Größe",
		"Notes [draft].csv":          "Notes [draft]",
		"plain":                      "plain",
		"":                           "Todoist",
	} {
		res, err := importers.Read(importers.TodoistCSV, file, []byte("TYPE,CONTENT\ntask,Water the ferns\n"), tuesday(t), nil)
		if err != nil || res.Drafts[0].ProjectName != want {
			t.Errorf("%s is of the project %q (%v), want %q", file, res.Drafts[0].ProjectName, err, want)
		}
	}
}

func FuzzTodoist(f *testing.F) {
	f.Add(file(f, "todoist.csv"))
	f.Add([]byte("TYPE;CONTENT;DATE;INDENT;DURATION\ntask;@a @b;every 2nd tue at 9:99 from x;9;1\nnote;[[file {}]];;;\n"))
	now := tuesday(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		importers.Detect(data, "x.csv")
		if res, err := importers.Read(importers.TodoistCSV, "", data, now, words); err == nil {
			holds(t, res)
		}
	})
}

// FuzzTodoistDate puts the text into an otherwise sound file, which the fuzzer
// alone seldom keeps sound.
func FuzzTodoistDate(f *testing.F) {
	for _, s := range []string{"every 2nd tuesday at 9pm starting 2026-05-01 until 2027-01-01", "every! 3 months", "29 feb 2028 3pm", "every other mon, wed"} {
		f.Add(s)
	}
	now := tuesday(f)
	f.Fuzz(func(t *testing.T, text string) {
		var b strings.Builder
		w := csv.NewWriter(&b)
		w.WriteAll([][]string{{"TYPE", "CONTENT", "DATE", "DEADLINE"}, {"task", "x", text, text}})
		res, err := importers.Read(importers.TodoistCSV, "", []byte(b.String()), now, words)
		if err == nil {
			holds(t, res)
			if d := res.Drafts[0]; !d.Recurrence.IsZero() && d.Recurrence.Policy != task.KeepOne {
				t.Errorf("%q keeps %s", text, d.Recurrence.Policy)
			}
		}
	})
}
