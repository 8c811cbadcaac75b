package scoring

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"mindflow/task"
)

// maxQuoted is how many characters of a title a sentence quotes.
const maxQuoted = 60

// quote returns a title between asterisks, shortened if need be.
func quote(title string) string {
	title = strings.Join(strings.Fields(strings.ReplaceAll(title, "*", "")), " ")
	if utf8.RuneCountInString(title) > maxQuoted {
		title = strings.TrimSpace(string([]rune(title)[:maxQuoted-1])) + "…"
	}
	if title == "" {
		title = "untitled"
	}
	return "*" + title + "*"
}

// count returns "1 day", "2 days".
func count(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

// duration writes minutes as "45 min", "2 h", "2 h 10".
func duration(min int) string {
	switch h, m := min/60, min%60; {
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0 || h >= 10:
		return fmt.Sprintf("%d h", h)
	default:
		return fmt.Sprintf("%d h %02d", h, m)
	}
}

// span writes a number of days in the largest unit that is still exact enough.
func span(days int) string {
	switch {
	case days < 14:
		return count(days, "day")
	case days < 60:
		return count(days/7, "week")
	case days < 730:
		return count(days/30, "month")
	}
	return count(days/365, "year")
}

// days returns how many days from today the instant lies. The end of a day counts
// as that day, not as the next.
func (r *ranking) days(at int64) int {
	return int(dayNumber(time.Unix(at-1, 0).In(r.cal.loc)) - dayNumber(r.in.Now))
}

// day writes the day of an instant ahead: "today", "tomorrow", "in 3 days".
func (r *ranking) day(at int64) string {
	switch d := r.days(at); d {
	case 0:
		return "today"
	case 1:
		return "tomorrow"
	default:
		return "in " + span(d)
	}
}

// clock returns " at 17:00" if the task has a time of day and is due so soon that
// it matters.
func (r *ranking) clock(w task.When, at int64) string {
	if w.Time == "" || w.Time == "00:00" || r.days(at) > 1 {
		return ""
	}
	return " at " + time.Unix(at, 0).In(r.cal.loc).Format("15:04")
}

// overdue writes how long ago an instant was: "2 days overdue".
func (r *ranking) overdue(at int64) string {
	if d := -r.days(at); d > 0 {
		return span(d) + " overdue"
	}
	return "overdue since " + time.Unix(at, 0).In(r.cal.loc).Format("15:04")
}

// ago writes when an instant was: "today", "yesterday", "3 weeks ago".
func (r *ranking) ago(at int64) string {
	switch d := int(dayNumber(r.in.Now) - dayNumber(time.Unix(at, 0).In(r.cal.loc))); {
	case d <= 0:
		return "today"
	case d == 1:
		return "yesterday"
	default:
		return span(d) + " ago"
	}
}

// minutesAgo writes a short time back: "just now", "20 min ago", "3 h ago".
func minutesAgo(d time.Duration) string {
	switch min := int(d.Minutes()); {
	case min < 1:
		return "just now"
	case min < 60:
		return fmt.Sprintf("%d min ago", min)
	case min < 48*60:
		return fmt.Sprintf("%d h ago", min/60)
	default:
		return span(min/(24*60)) + " ago"
	}
}

// and joins clauses: "a", "a and b", "a, b and c".
func and(parts []string) string {
	if n := len(parts); n > 1 {
		return strings.Join(parts[:n-1], ", ") + " and " + parts[n-1]
	}
	return strings.Join(parts, "")
}

// upper returns s with its first letter in upper case.
func upper(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}
