package importers

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// rrule writes a rule of RFC 5545 for every n units of a frequency.
func rrule(freq string, n int) string {
	switch {
	case freq == "DAILY" && n%7 == 0:
		freq, n = "WEEKLY", n/7
	case freq == "MONTHLY" && n%12 == 0:
		freq, n = "YEARLY", n/12
	}
	if n == 1 {
		return "FREQ=" + freq
	}
	return fmt.Sprintf("FREQ=%s;INTERVAL=%d", freq, n)
}

const workdays = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"

var (
	amountOf   = regexp.MustCompile(`^(\d{1,4})? ?([a-z]+)$`)
	isoPeriod  = regexp.MustCompile(`^p(?:(\d{1,4})y)?(?:(\d{1,4})m)?(?:(\d{1,4})w)?(?:(\d{1,4})d)?$`)
	isoMinutes = regexp.MustCompile(`^p(?:(\d{1,4})d)?(?:t(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:\d{1,5}s)?)?$`)
	minutesOf  = regexp.MustCompile(`^(?:(\d{1,4}(?:\.\d{1,2})?) ?(?:h|hr|hrs|hour|hours))? ?(?:(\d{1,5}) ?(?:m|min|mins|minute|minutes))?$`)
)

// taskwarriorRule turns the frequency of Taskwarrior into a rule: a word as
// "weekly", an amount as "2wks", or an ISO 8601 period as "P1M".
func taskwarriorRule(recur string) (string, bool) {
	recur = strings.ToLower(strings.TrimSpace(recur))
	switch recur {
	case "daily":
		return rrule("DAILY", 1), true
	case "weekdays":
		return workdays, true
	case "weekly":
		return rrule("WEEKLY", 1), true
	case "biweekly", "fortnight":
		return rrule("WEEKLY", 2), true
	case "monthly":
		return rrule("MONTHLY", 1), true
	case "bimonthly":
		return rrule("MONTHLY", 2), true
	case "quarterly":
		return rrule("MONTHLY", 3), true
	case "semiannual":
		return rrule("MONTHLY", 6), true
	case "annual", "yearly":
		return rrule("YEARLY", 1), true
	case "biannual", "biyearly":
		return rrule("YEARLY", 2), true
	}
	if m := isoPeriod.FindStringSubmatch(recur); m != nil {
		months, days := 12*number(m[1], 0)+number(m[2], 0), 7*number(m[3], 0)+number(m[4], 0)
		switch {
		case months > 0 && days == 0:
			return rrule("MONTHLY", months), true
		case days > 0 && months == 0:
			return rrule("DAILY", days), true
		}
		return "", false
	}
	m := amountOf.FindStringSubmatch(recur)
	if m == nil {
		return "", false
	}
	return everyUnit(number(m[1], 1), m[2])
}

// everyUnit returns the rule for every n of a unit as it is written in English or
// abbreviated by Taskwarrior.
func everyUnit(n int, unit string) (string, bool) {
	if n == 0 {
		return "", false
	}
	switch unit {
	case "d", "day", "days":
		return rrule("DAILY", n), true
	case "w", "wk", "wks", "week", "weeks":
		return rrule("WEEKLY", n), true
	case "m", "mo", "mos", "mth", "mths", "mnth", "mnths", "month", "months":
		return rrule("MONTHLY", n), true
	case "q", "qtr", "qtrs", "qrtr", "qrtrs", "quarter", "quarters":
		return rrule("MONTHLY", 3*n), true
	case "y", "yr", "yrs", "year", "years":
		return rrule("YEARLY", n), true
	}
	return "", false
}

// minutes reads an estimate with its unit: "2h", "1h30m", "90 min", "PT1H30M". A
// bare number says no unit and is not understood.
func minutes(s string) (int, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if m := isoMinutes.FindStringSubmatch(s); m != nil && s != "p" && s != "pt" {
		return 24*60*number(m[1], 0) + 60*number(m[2], 0) + number(m[3], 0), true
	}
	m := minutesOf.FindStringSubmatch(s)
	if m == nil || m[1]+m[2] == "" {
		return 0, false
	}
	hours, _ := strconv.ParseFloat("0"+m[1], 64)
	return int(hours*60+0.5) + number(m[2], 0), true
}

// number reads digits, and returns otherwise for none.
func number(s string, otherwise int) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return otherwise
}
