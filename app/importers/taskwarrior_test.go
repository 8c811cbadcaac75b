package importers_test

import (
	"testing"

	"mindflow/app/importers"
)

func TestTaskwarrior(t *testing.T) {
	res := read(t, importers.Taskwarrior, string(file(t, "taskwarrior.json")))
	holds(t, res)
	expect(t, res, `
2 Pay rent p3 project=Home/Money tags=bank due=2026-04-01 recurs=FREQ=MONTHLY schedule keep_all
3 Pay rent p3 project=Home/Money tags=bank due=2026-03-01
4 Pay rent p3 status=completed project=Home/Money tags=bank due=2026-02-01 completed=2026-01-31T10:11Z
6 Water the lemon tree p3 project=Home/Garden due=2026-03-13 recurs=FREQ=DAILY;INTERVAL=3;UNTIL=20261001 schedule keep_all
7 Howl at the sky p3 due=2026-03-20T19:00 notes="Recurs: every third moon"
8 Stretch p3 due=2026-03-10T09:00 notes="Recurs: PT4H"
9 Write the quarterly report p1 status=in_progress project=Work tags=office,deep start=2026-03-12T09:00 due=2026-03-31T18:00 estimate=180 notes="- 2026-02-16: Figures are on the shared drive\n- 2026-03-09: Ask the office for the chart"
11 Send report to the board p2 project=Work due=2026-04-01 blocked=[22bb2f0e-7d19-4a0b-93a1-1f2f60b0c001]
12 Book the venue p4 blocked=[22bb2f0e-7d19-4a0b-93a1-1f2f60b0c002]
13 Renew passport p3 snoozed=2026-04-01T06:00Z
14 Look at the waiting list p3
15 Claim the voucher p3 notes="Expires: 2026-05-01"
16 Buy a bicycle pump p3 status=completed tags=shop completed=2026-02-20T17:15Z
17 Learn the lute p3 deleted=2026-02-21T17:15Z
18 Finished without an end p3 status=completed completed=2024-03-01T10:15Z
19 Paint the door p3 notes="Estimate: 4"
20 Paint the fence p3 estimate=90
21 Build the shed p3 notes="Estimate: 2000h"
22 Review ticket p3 notes="jiraid: OPS-4711\n\npoints: 3.5\n\nreviewers: [\"first\",\"second\"]"
23 Two lines and a bell p3
24 Grüße an 李雷 schicken 🎉 p3 project=Familie/Grüße tags=privat,häuslich
25 Call the dentist p3 due=2026-03-10T12:00
26 Odd date p3 notes="Due: next tuesday"
27 Own priority p3 notes="Priority: A"
28 Untitled p3
30 Edited twice p3 project=Inbox
31 Clean the gutters p3 due=2026-04-15 recurs=FREQ=MONTHLY;INTERVAL=6 schedule keep_all
32 Recurs without a date p3 notes="Recurs: weekly"
`, `
Edited twice: it is in the file twice; only the one of line 30 is kept
Howl at the sky: the recurrence "every third moon" is not understood; kept in the notes
Stretch: the recurrence "PT4H" is not understood; kept in the notes
Claim the voucher: Taskwarrior deletes it on 2026-05-01, which is not known here; kept in the notes
Paint the door: the estimate "4" is not a time with its unit, as 2h; kept in the notes
Build the shed: the estimate "2000h" is outside 1 to 60000 minutes; kept in the notes
Review ticket: the field "jiraid" is not known here; kept in the notes
Review ticket: the field "points" is not known here; kept in the notes
Review ticket: the field "reviewers" is not known here; kept in the notes
Odd date: the due date "next tuesday" is not understood; kept in the notes
Own priority: the priority "A" is not H, M or L; kept in the notes
Untitled: line 28 has no title
Recurs without a date: it recurs "weekly" but has no date to count from; kept in the notes
Book the venue: it is blocked by the task deadbeef-0000-4000-8000-000000000000, which is not in the file; not kept
`)
}

func TestTaskwarriorLines(t *testing.T) {
	res := read(t, importers.Taskwarrior, string(file(t, "taskwarrior-lines.json")))
	holds(t, res)
	expect(t, res, `
1 Buy milk p3
2 Buy potatoes p3 tags=shop,market
4 Cook p3 blocked=[a360fc44-315c-4366-b70c-ea7e7520b749 a360fc44-315c-4366-b70c-ea7e7520b750]
`, "")
}

func TestTaskwarriorRecurrence(t *testing.T) {
	for recur, want := range map[string]string{
		"daily": "FREQ=DAILY", "weekdays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "weekly": "FREQ=WEEKLY",
		"biweekly": "FREQ=WEEKLY;INTERVAL=2", "fortnight": "FREQ=WEEKLY;INTERVAL=2", "2wks": "FREQ=WEEKLY;INTERVAL=2",
		"monthly": "FREQ=MONTHLY", "P1M": "FREQ=MONTHLY", "2m": "FREQ=MONTHLY;INTERVAL=2", "bimonthly": "FREQ=MONTHLY;INTERVAL=2",
		"quarterly": "FREQ=MONTHLY;INTERVAL=3", "2q": "FREQ=MONTHLY;INTERVAL=6", "semiannual": "FREQ=MONTHLY;INTERVAL=6",
		"yearly": "FREQ=YEARLY", "12mo": "FREQ=YEARLY", "P2Y": "FREQ=YEARLY;INTERVAL=2", "P1Y6M": "FREQ=MONTHLY;INTERVAL=18",
		"biannual": "FREQ=YEARLY;INTERVAL=2", "P7D": "FREQ=WEEKLY", "10d": "FREQ=DAILY;INTERVAL=10", "P2W": "FREQ=WEEKLY;INTERVAL=2",
		"P1M3D": "", "0d": "", "4h": "", "PT30M": "", "P": "", "often": "", "-1d": "",
	} {
		res := read(t, importers.Taskwarrior, `[{"uuid":"a","description":"x","status":"recurring","due":"20260401T100000Z","recur":"`+recur+`"}]`)
		if got := res.Drafts[0].Recurrence.RRule; got != want {
			t.Errorf("%s is %q, want %q", recur, got, want)
		}
		if (want == "") != (len(res.Losses) == 1) {
			t.Errorf("%s: losses %v", recur, res.Losses)
		}
	}
}

// When the template was deleted the recurrence is over, though an open task of it is left.
func TestTaskwarriorEndedRecurrence(t *testing.T) {
	res := read(t, importers.Taskwarrior, `[
{"uuid":"t","description":"x","status":"deleted","due":"20260401T100000Z","end":"20260301T100000Z","recur":"weekly"},
{"uuid":"c","description":"x","status":"pending","due":"20260401T100000Z","recur":"weekly","parent":"t"}]`)
	expect(t, res, `
2 x p3 due=2026-04-01T12:00 deleted=2026-03-01T10:00Z
3 x p3 due=2026-04-01T12:00
`, "")
}

func TestTaskwarriorEstimates(t *testing.T) {
	for text, want := range map[string]int{"2h": 120, "1h30m": 90, "1h 30min": 90, "90 min": 90, "1.5h": 90, "PT1H30M": 90, "PT45M": 45, "P1D": 1440, "7": 0, "soon": 0, "": 0} {
		res := read(t, importers.Taskwarrior, `[{"uuid":"a","description":"x","status":"pending","estimate":"`+text+`"}]`)
		if got := res.Drafts[0].EstimateMin; got != want {
			t.Errorf("%q is %d minutes, want %d", text, got, want)
		}
	}
}

func FuzzTaskwarrior(f *testing.F) {
	f.Add(file(f, "taskwarrior.json"))
	f.Add(file(f, "taskwarrior-lines.json"))
	f.Add([]byte(`[{"uuid":"a","description":"\u0000","due":"99999999999999","start":"-1","depends":["a"],"tags":["","\n"]}]`))
	now := tuesday(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		importers.Detect(data, "x.json")
		if res, err := importers.Read(importers.Taskwarrior, "", data, now, words); err == nil {
			holds(t, res)
		}
	})
}
