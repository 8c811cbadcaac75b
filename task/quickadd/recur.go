package quickadd

import (
	"slices"
	"strings"
	"time"

	"mindflow/task"
)

// A recurring is what a phrase of recurrence says.
type recurring struct {
	rule    rule
	rolling bool      // counts from completion
	from    time.Time // "starting mon"; zero if not said
	length  int       // "for 3 weeks": the number and
	unit    unit      // the unit
	clock   moment    // "at 9am"
}

// task returns the recurrence in the form a task keeps.
func (r recurring) task() task.Recurrence {
	anchor := task.FromSchedule
	if r.rolling {
		anchor = task.FromCompletion
	}
	return task.Recurrence{RRule: r.rule.String(), Anchor: anchor, Policy: task.KeepOne}
}

// recurrence reads every 2 weeks on mon, every! 3 days, daily at 9, mondays.
func (p *parser) recurrence(i int) (found, bool) {
	t := &p.toks[i]
	var r recurring
	var next int
	ok, plural := false, false
	switch {
	case t.has(isEvery):
		r.rolling = t.stop && p.text[t.end] == '!'
		if !t.comma && (!t.stop || r.rolling) {
			r.rule, next, ok = p.every(i+1, &r)
		}
	case t.has(isOften):
		r.rule, next, ok = p.units(i+1, rule{every: t.n / 16}, unit(t.n%16))
	case t.has(isPlural), t.has(isOn) && p.is(i+1, isPlural) && p.linked(i, i+1):
		j := i
		if t.has(isOn) {
			j++
		}
		plural = j == i
		r.rule, next, ok = p.weekdays(j, rule{every: 1, unit: week})
	}
	if !ok {
		return found{}, false
	}
	basic := next
	next = p.tails(next, &r)
	f := found{kind: Recurrence, again: r, end: p.toks[next-1].end}
	ph := phrase{next: next, strength: medium}
	if next > basic {
		ph.strength = strong
	}
	f, ok = p.judged(f, i, ph)
	if next == basic && ok {
		right := p.right(next)
		switch {
		case t.has(isOften) && basic == i+1:
			ok = right <= closer && !f.doubtful
		case plural:
			f.doubtful = true
		}
	}
	return f, ok
}

// every reads what follows "every".
func (p *parser) every(j int, r *recurring) (rule, int, bool) {
	ru := rule{every: 1}
	if p.is(j, isOther) && p.linked(j, j+1) {
		ru.every = 2
		j++
	}
	if j >= len(p.toks) {
		return ru, 0, false
	}
	t := &p.toks[j]
	if n := p.nth(j); n > 1 && ru.every == 1 && p.is(j+1, isUnit) && p.linked(j, j+1) {
		ru.every, t, j = n, &p.toks[j+1], j+1 // every second week
	}
	switch {
	case t.has(isPart), t.has(isNight):
		ru.unit = day
		if t.has(isPart) {
			r.clock = moment{clock: p.hourOf(part(t.n)) % (24 * 60), timed: true}
		}
		return ru, j + 1, true
	case t.has(isUnit) && !t.has(isNumber) && len(t.low) > 2:
		return p.units(j+1, ru, unit(t.n))
	}
	if days, next, ok := p.onDays(j, ru); ok {
		return days, next, true
	}
	if ru.every > 1 {
		return ru, 0, false
	}
	if n, rest, ok := number(t.low); ok && rest == "" && n > 0 && n < 1000 && p.linked(j, j+1) && p.is(j+1, isWeekdays) {
		return p.weekdays(j+1, rule{every: n, unit: week}) // every 2 fridays
	}
	n, u, next, ok := p.length(j)
	if !ok || u < day || n > 999 {
		return ru, 0, false
	}
	ru.every = n
	return p.units(next, ru, u)
}

// units finishes a rule that has a unit, and perhaps days of it.
func (p *parser) units(next int, r rule, u unit) (rule, int, bool) {
	if u == quarter {
		r.every, u = 3*r.every, month
	}
	if r.unit = u; u < day {
		return r, 0, false
	}
	if days, n, ok := p.onDays(next, r); ok && u != day && p.linked(next-1, next) {
		return days, n, true
	}
	return r, next, true
}

// onDays reads the days of a rule at token j, which "on" or "on the" may announce. A
// rule that has no unit yet gets the one that its days imply.
func (p *parser) onDays(j int, r rule) (rule, int, bool) {
	if r.unit != 0 {
		bare := r.unit == week && p.is(j, isWeekday) || r.unit == month && j < len(p.toks) && p.ordinal(p.toks[j].low) != 0
		if !p.is(j, isOn) && !bare || p.is(j, isDue) {
			return r, 0, false
		}
		if p.is(j, isOn) {
			j++
		}
	}
	if p.is(j, isThe) {
		j++
	}
	if j >= len(p.toks) {
		return r, 0, false
	}
	t := &p.toks[j]
	if t.has(isWeekday|isWorkday|isWeekend) || strings.ContainsAny(t.low, ",/-") && !digit(t.low) {
		if r.unit == 0 {
			r.unit = week
		}
		if r.unit != week {
			return r, 0, false
		}
		return p.weekdays(j, r)
	}
	n, k := p.nth(j), j+1
	switch {
	case n != 0 && n <= 5 && p.linked(j, k) && p.is(k, isWeekday):
		r.days[p.toks[k].n], r.nth = true, n
	case (n == 1 || n == -1) && p.linked(j, k) && p.is(k, isWorkday):
		r.days, r.pos = workdays, n
	case n == -1 && p.linked(j, k) && p.is(k, isUnit) && p.toks[k].n == int(day):
		r.monthDays = []int{-1}
	case n > 0 && !t.has(isOrdinal):
		if yearly, next, ok := p.yearly(j, r); ok {
			return yearly, next, true
		}
		return p.numbers(j, r)
	default:
		return p.yearly(j, r)
	}
	return p.ofMonth(k+1, r)
}

// nth returns 3 for "3rd" and "third", -1 for "last" and 0 for what is no such word.
func (p *parser) nth(j int) int {
	if p.is(j, isOrdinal) {
		return p.toks[j].n
	}
	return p.ordinal(p.toks[j].low)
}

// ofMonth reads "of the month" and "of november" after a day.
func (p *parser) ofMonth(j int, r rule) (rule, int, bool) {
	u, next := month, j
	if p.is(j, isOf) && p.linked(j-1, j) {
		k := j + 1
		if p.is(k, isThe|isEvery) {
			k++
		}
		switch {
		case p.is(k, isMonth):
			u, next, r.month = year, k+1, p.toks[k].n
		case p.is(k, isUnit) && p.toks[k].n == int(month):
			next = k + 1
		}
	}
	if r.unit == 0 {
		r.unit = u
	}
	return r, next, r.unit == u
}

// numbers reads one or more days of the month: 27th, 1st and 15th.
func (p *parser) numbers(j int, r rule) (rule, int, bool) {
	next := j
	for k := j; k < len(p.toks); k++ {
		n := p.ordinal(p.toks[k].low)
		if n == 0 {
			break
		}
		if !slices.Contains(r.monthDays, n) {
			r.monthDays = append(r.monthDays, n)
		}
		next = k + 1
		if p.is(k+1, isAnd) && p.linked(k, k+1) {
			k++
		} else if !p.toks[k].comma {
			break
		}
	}
	slices.Sort(r.monthDays)
	return p.ofMonth(next, r)
}

// yearly reads jan 5, 5 jan and 5th of jan.
func (p *parser) yearly(j int, r rule) (rule, int, bool) {
	if r.unit == 0 {
		r.unit = year
	}
	if d, next, s, ok := p.day(j); ok && s >= weak && !d.IsZero() && r.unit == year {
		for k := j; k < next; k++ {
			if p.is(k, isMonth) && len(p.toks[next-1].low) != 4 { // no year
				r.month, r.monthDays = int(d.Month()), []int{d.Day()}
				return r, next, true
			}
		}
	}
	return r, 0, false
}

// weekdays reads a list of weekdays: mon, wed and fri; mon/wed; mon-fri.
func (p *parser) weekdays(j int, r rule) (rule, int, bool) {
	next := j
	for k := j; k < len(p.toks); k++ {
		if !p.dayList(p.toks[k].low, &r) {
			break
		}
		next = k + 1
		if p.is(k+1, isAnd) && p.linked(k, k+1) {
			k++
		} else if !p.toks[k].comma {
			break
		}
	}
	return r, next, next > j
}

var daySets = map[role][7]bool{isWorkday: workdays, isWeekend: weekends}

// dayList adds the weekdays of one token to the rule: mon, mon,wed or mon-fri.
func (p *parser) dayList(low string, r *rule) bool {
	days := r.days
	for item := range strings.FieldsFuncSeq(low, func(c rune) bool { return c == ',' || c == '/' || c == '+' }) {
		from, to, span := strings.Cut(item, "-")
		if !span {
			to = from
		}
		a, b := p.loc.words[from], p.loc.words[to]
		if set, ok := daySets[a.is&(isWorkday|isWeekend)]; ok && !span {
			for d, on := range set {
				days[d] = days[d] || on
			}
			continue
		}
		if !a.has(isWeekday|isWeekdays) || !b.has(isWeekday|isWeekdays) {
			return false
		}
		for d := a.n; ; d = (d + 1) % 7 {
			days[d] = true
			if d == b.n {
				break
			}
		}
	}
	r.days = days
	return true
}

// tails reads what may follow a rule, in any order: at 9am, starting mon, until
// dec 1, for 10 times.
func (p *parser) tails(j int, r *recurring) int {
	for {
		next := p.tail(j, r)
		if next == j {
			return j
		}
		j = next
	}
}

func (p *parser) tail(j int, r *recurring) int {
	if j >= len(p.toks) || p.toks[j-1].stop {
		return j
	}
	t := &p.toks[j]
	switch {
	case t.has(isStarting):
		if ph, ok := p.phrase(j + 1); ok && !ph.never && ph.isDate && r.from.IsZero() && !(ph.timed && r.clock.timed) {
			r.from = ph.day
			r.setClock(ph)
			return ph.next
		}
	case t.has(isUntil):
		if ph, ok := p.phrase(j + 1); ok && !ph.never && ph.isDate && !(ph.timed && r.clock.timed) && r.bounded() {
			r.setClock(ph)
			r.rule.until = ph.day.Format("20060102")
			return ph.next
		}
	case t.has(isFor):
		n, next := p.count(j + 1)
		if n > 0 && r.bounded() {
			r.rule.count = n
			return next
		}
		if n, u, next, ok := p.length(j + 1); ok && u >= day && n < 1000 && r.bounded() {
			r.length, r.unit = n, u
			return next
		}
	}
	if n, next := p.count(j); n > 0 && r.bounded() {
		r.rule.count = n
		return next
	}
	if !r.clock.timed {
		if ph, ok := p.phrase(j); ok && ph.timed && !ph.isDate && !ph.never && p.fits(j, ph) {
			r.setClock(ph)
			return ph.next
		}
	}
	return j
}

// fits reports whether a clock after a recurrence may be taken for its own.
func (p *parser) fits(j int, ph phrase) bool {
	f, ok := p.judged(found{}, j, ph)
	return ok && (ph.exact || !f.doubtful)
}

// bounded reports whether the rule has no end yet.
func (r *recurring) bounded() bool {
	return r.rule.count == 0 && r.rule.until == "" && r.length == 0
}

func (r *recurring) setClock(ph phrase) {
	if ph.timed {
		r.clock = moment{clock: ph.clock % (24 * 60), timed: true, zone: ph.zone}
	}
}

// count reads 10 times and 10x.
func (p *parser) count(j int) (n, next int) {
	if j >= len(p.toks) {
		return 0, j
	}
	n, rest, ok := number(p.toks[j].low)
	switch {
	case !ok || n > 9999:
		return 0, j
	case p.loc.words[rest].has(isTimes):
		return n, j + 1
	case rest == "" && p.linked(j, j+1) && p.is(j+1, isTimes):
		return n, j + 2
	}
	return 0, j
}
