package quickadd

import "strings"

// A role is a part that a word can play in the grammar. A word may have several.
type role uint64

const (
	isWeekday  role = 1 << iota // n: 0 Monday to 6 Sunday
	isWeekdays                  // mondays; n as above
	isMonth                     // n: 1 to 12
	isUnit                      // n: a unit
	isDay                       // today, tomorrow; n: days from today
	isNight                     // of an evening, but without a clock
	isPart                      // morning, noon; n: a part
	isNumber                    // n
	isOrdinal                   // first; n, or -1 for last
	isMeridiem                  // n: 0 am, 12 pm
	isOClock
	isAt   // may come before a clock time
	isOn   // may come before a date
	isDue  // makes the date after it certain
	isThe  // may come before 27th
	isThis // this friday
	isNext // next friday
	isEnd  // end of month
	isOf
	isEndOf // eom; n: a unit
	isWeekend
	isWorkday
	isIn
	isAnd
	isFor
	isNot
	isBefore
	isAfter
	isBlocked
	isBy
	isStart    // start mon
	isStarting // start of a recurrence
	isFrom
	isNow
	isUntil
	isTimes
	isDeadline
	isEvery
	isOther
	isOften // daily; n: unit + 16 × interval

	// What the words around a date say about it.

	isCloser     // may follow a date: "friday with Ann"
	isDeterminer // makes the next word a thing: "the friday"
	isOdd        // a preposition that a due date does not have: "about friday"
	isGreeting   // is followed by a person: "call tom"
	isCounter    // is followed by a number: "chapter 3/4", "John 3:16"
	isMeasure    // is counted: "at 5 star hotels"
	isEvening    // happens in the evening: "dinner at 8"
	isPlural     // recurs by itself: "on mondays", "weekdays at 9"
	isHead       // makes a name together with a weekday: "friday meeting"
	isFragile    // is also another word or a name: sun, may, tom
)

// A unit is a length of time.
type unit int

const (
	minute unit = iota
	hour
	day
	week
	month
	quarter
	year
)

// A part is a time of day that has a word.
type part int

const (
	morning part = iota
	noon
	afternoon
	evening
	midnight
)

type word struct {
	is role
	n  int
}

// A locale is all that the parser knows about a language. Another language is
// another one of these.
type locale struct {
	words      map[string]word
	never      map[string][]string // word before → words that then are no date
	suffixes   []string            // of numbers: 1st
	zones      map[string]string   // abbreviation in capitals → IANA name
	monthFirst bool                // 12/1 is 1 December

	// Words to write with.
	weekdays, months                       [12]string
	units                                  [7][2]string // one and many
	inbox, today, tomorrow, yesterday      string
	every, weekday, weekend, workday, last string
	deadline, from, after, until, times    string
	lasting, on, repeats, before, due      string
	notBefore                              string
}

// add gives each word of the space-separated list a role. Words separated by "|" are
// variants of one; the variants at place k get the value n + k.
func (l *locale) add(is role, n int, list string) {
	for k, variants := range strings.Fields(list) {
		for _, v := range strings.Split(variants, "|") {
			w := l.words[v]
			w.is |= is
			if is < isCloser {
				w.n = n + k
			}
			l.words[v] = w
		}
	}
}

// same gives each word of the list a role and the same value.
func (l *locale) same(is role, n int, list string) {
	for _, w := range strings.Fields(list) {
		l.add(is, n, w)
	}
}

var english = newEnglish()

func newEnglish() *locale {
	l := &locale{
		words:      map[string]word{},
		suffixes:   []string{"th", "st", "nd", "rd"},
		monthFirst: true,
		weekdays:   [12]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
		months:     [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		units:      [7][2]string{day: {"day", "days"}, week: {"week", "weeks"}, month: {"month", "months"}, quarter: {"quarter"}, year: {"year", "years"}},
		inbox:      "Inbox", today: "today", tomorrow: "tomorrow", yesterday: "yesterday",
		every: "every", weekday: "weekday", weekend: "weekend", workday: "workday", last: "last",
		deadline: "deadline", from: "from", after: "after", until: "until", times: "times",
		lasting: "for", on: "on", repeats: "repeats", before: "before", due: "due",
		notBefore: "not before",
		zones: map[string]string{
			"UTC": "UTC", "GMT": "GMT", "BST": "Europe/London",
			"CET": "Europe/Paris", "CEST": "Europe/Paris", "EET": "Europe/Athens", "EEST": "Europe/Athens",
			"ET": "America/New_York", "EST": "America/New_York", "EDT": "America/New_York",
			"CT": "America/Chicago", "CST": "America/Chicago", "CDT": "America/Chicago",
			"MT": "America/Denver", "MST": "America/Denver", "MDT": "America/Denver",
			"PT": "America/Los_Angeles", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
			"IST": "Asia/Kolkata", "JST": "Asia/Tokyo", "AEST": "Australia/Sydney", "AEDT": "Australia/Sydney",
		},
		never: map[string][]string{
			"black": {"friday"}, "good": {"friday", "morning", "afternoon", "evening", "night"},
			"cyber": {"monday"}, "easter": {"monday", "sunday"}, "ash": {"wednesday"}, "palm": {"sunday"},
			"shrove": {"tuesday"}, "giving": {"tuesday"}, "casual": {"friday"}, "freaky": {"friday"},
			"bloody": {"sunday"}, "ruby": {"tuesday"}, "super": {"tuesday", "sunday"}, "usa": {"today"},
			"man": {"friday"}, "girl": {"friday"}, "high": {"noon"}, "not": {"today", "tonight"},
			"long": {"march"}, "theresa": {"may"}, "brian": {"may"},
			"twice": {"daily", "weekly", "monthly", "yearly", "annually"},
			"once":  {"daily", "weekly", "monthly", "yearly", "annually"},
			"mark":  {"sat"}, "who": {"sat"}, "he": {"sat"}, "she": {"sat"}, "they": {"sat"}, "i": {"sat"}, "we": {"sat"},
		},
	}
	l.add(isWeekday, 0, "monday|mon tuesday|tue|tues wednesday|wed|weds thursday|thu|thur|thurs friday|fri saturday|sat sunday|sun")
	l.add(isWeekdays, 0, "mondays tuesdays wednesdays thursdays fridays saturdays sundays")
	l.add(isMonth, 1, "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sep|sept october|oct november|nov december|dec")
	l.add(isUnit, 0, "minute|minutes|min|mins|m hour|hours|hr|hrs|h day|days|d week|weeks|wk|wks|w month|months|mo quarter|quarters year|years|yr|yrs|y")
	l.add(isDay, 0, "today|tod|tonight tomorrow|tom|tmr|tmrw|tomorow")
	l.add(isNight, 0, "night|tonight")
	l.add(isPart, 0, "morning noon|midday|lunchtime afternoon evening midnight")
	l.add(isNumber, 1, "a|an|one two three four five six seven eight nine ten eleven twelve")
	l.add(isOrdinal, 1, "first second third fourth fifth")
	l.add(isOrdinal, -1, "last")
	l.add(isMeridiem, 0, "am|a.m")
	l.add(isMeridiem, 12, "pm|p.m")
	l.add(isEndOf, int(day), "eod eow eom eoq eoy")
	l.same(isOClock, 0, "o'clock o’clock oclock")
	l.same(isAt, 0, "at by due @")
	l.same(isOn, 0, "on by due")
	l.same(isDue, 0, "due")
	l.same(isThe, 0, "the")
	l.same(isThis, 0, "this coming")
	l.same(isNext, 0, "next")
	l.same(isEnd, 0, "end")
	l.same(isOf, 0, "of")
	l.same(isWeekend, 0, "weekend weekends")
	l.same(isWorkday, 0, "weekday weekdays workday workdays")
	l.same(isIn, 0, "in")
	l.same(isAnd, 0, "and & or")
	l.same(isFor, 0, "for")
	l.same(isNot, 0, "not")
	l.same(isBefore, 0, "before")
	l.same(isAfter, 0, "after")
	l.same(isBlocked, 0, "blocked")
	l.same(isBy, 0, "by")
	l.same(isStart, 0, "start starts starting")
	l.same(isStarting, 0, "starting from")
	l.same(isFrom, 0, "from")
	l.same(isNow, 0, "now")
	l.same(isUntil, 0, "until till")
	l.same(isTimes, 0, "times time x")
	l.same(isDeadline, 0, "deadline")
	l.same(isEvery, 0, "every each")
	l.same(isOther, 0, "other")
	l.same(isOften, often(1, day), "daily")
	l.same(isOften, often(1, week), "weekly")
	l.same(isOften, often(2, week), "fortnightly biweekly")
	l.same(isOften, often(1, month), "monthly")
	l.same(isOften, often(1, quarter), "quarterly")
	l.same(isOften, often(1, year), "yearly annually")
	l.same(isCloser, 0, "with w/ at and & or to for from about in on by before after then if when because until till so but via re regarding every due @ not while unless as using")
	l.same(isDeterminer, 0, "the a an my your his its our their any no last previous")
	l.same(isOdd, 0, "about of to for since than from before after until till between during re regarding like versus vs and or is was are were called named version into against per without")
	l.same(isGreeting, 0, "call email e-mail mail ask tell meet text ping message with see thank remind invite pay help phone ring visit and & for from to about hug love hi hey dear")
	l.same(isCounter, 0, "page pages chapter part step phase level grade version no number item ticket ratio score odds scale room genesis exodus leviticus deuteronomy psalm psalms proverbs isaiah matthew mark luke john acts romans corinthians hebrews james peter revelation")
	l.same(isMeasure, 0, "star stars people persons guests items places stops percent % dollars euros pounds miles km kg floor floors rooms pages steps reps sets cents degrees")
	l.same(isEvening, 0, "dinner supper drinks party concert cinema movie theatre theater gig")
	l.same(isPlural, 0, "mondays tuesdays wednesdays thursdays fridays saturdays sundays weekdays workdays weekends")
	l.same(isHead, 0, "meeting meetings report reports standup stand-up review reviews notes note blues market school paper newsletter post edition special deal deals sale sales group class club crew team schedule agenda plan routine brunch workshop briefing roast best sermon mass driver")
	l.same(isFragile, 0, "sat sun wed mar may march tom tod")
	return l
}

// often packs an interval and its unit into the value of a word.
func often(n int, u unit) int { return int(u) + 16*n }
