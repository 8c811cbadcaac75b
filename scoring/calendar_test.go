package scoring

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"mindflow/task"
)

// The quick reading of dates gives what task.When.In gives, in every kind of zone.
func TestCalendarAgreesWithWhen(t *testing.T) {
	zones := []string{"UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Australia/Lord_Howe"}
	rapid.Check(t, func(rt *rapid.T) {
		loc, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(rt, "here"))
		if err != nil {
			rt.Fatal(err)
		}
		now := time.Unix(rapid.Int64Range(0, 4e9).Draw(rt, "now"), 0).In(loc)
		w := task.Day(now.AddDate(0, 0, rapid.IntRange(-2000, 2000).Draw(rt, "days")))
		if rapid.Bool().Draw(rt, "timed") {
			w.Time = time.Unix(60*rapid.Int64Range(0, 1439).Draw(rt, "minute"), 0).UTC().Format("15:04")
			w.Zone = rapid.SampledFrom(append(zones, "")).Draw(rt, "there")
		}
		if got, want := newCalendar(now).due(w), w.In(loc).Unix(); got != want {
			rt.Fatalf("%s in %s: %s, want %s", w, loc, time.Unix(got, 0).In(loc), time.Unix(want, 0).In(loc))
		}
	})
}

// A day whose midnight the clocks skip ends when the next one begins all the same.
func TestDayWithoutMidnight(t *testing.T) {
	loc, err := time.LoadLocation("America/Sao_Paulo")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2018, 11, 1, 9, 0, 0, 0, loc)
	for w, want := range map[task.When]time.Time{
		{Date: "2018-11-04"}:                time.Date(2018, 11, 5, 0, 0, 0, 0, loc),
		{Date: "2018-11-04", Time: "09:00"}: time.Date(2018, 11, 4, 9, 0, 0, 0, loc),
	} {
		if got := newCalendar(now).due(w); got != want.Unix() {
			t.Errorf("%s is %s, want %s", w, time.Unix(got, 0).In(loc), want)
		}
	}
}

func TestDatesThatCannotBeRead(t *testing.T) {
	c := newCalendar(time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC))
	for _, w := range []task.When{{}, {Date: "2026-02-30"}, {Date: "2026-13-01"}, {Date: "2026-3-1"}, {Date: "20260301"},
		{Date: "2026-03-0x"}, {Date: "2026-03-10", Time: "25:00"}, {Date: "2026-03-10", Time: "9:00"}} {
		if got := c.due(w); got != never {
			t.Errorf("%+v is %s", w, time.Unix(got, 0))
		}
	}
}
