package quickadd

import "time"

// impossible stands for a date that does not exist, such as 31 April.
var impossible = time.Time{}

// day reads a date without a time at token j. It is impossible for the likes of
// 31 April: then the phrase is one of a date, and must stay text.
func (p *parser) day(j int) (d time.Time, next int, s strength, ok bool) {
	if j >= len(p.toks) {
		return
	}
	t := &p.toks[j]
	if digit(t.low) || t.has(isNumber) {
		if d, next, ok := p.ahead(j); ok {
			return d, next, medium, true
		}
	}
	switch {
	case digit(t.low):
		return p.figures(j)
	case t.has(isDay):
		if t.has(isFragile) {
			return p.today.AddDate(0, 0, t.n), j + 1, fragile, true
		}
		return p.today.AddDate(0, 0, t.n), j + 1, medium, true
	case t.has(isWeekday):
		return p.weekday(j)
	case t.has(isMonth):
		return p.monthDay(j)
	case t.has(isThis | isNext):
		return p.thisOrNext(j)
	case t.has(isEndOf):
		return lastOf(p.today, unit(t.n)), j + 1, weak, true
	case t.has(isEnd):
		return p.endOf(j)
	case t.has(isIn):
		n, u, next, ok := p.length(j + 1)
		if !ok || u < day || !p.linked(j, j+1) {
			return impossible, 0, 0, false
		}
		s = medium
		if p.toks[j+1].has(isDeterminer) {
			s = weak // "in a day trip"
		}
		return shift(p.today, n, u), next, s, true
	case t.low[0] == '+':
		n, rest, ok := number(t.low[1:])
		u := p.loc.words[rest]
		if !ok || !u.has(isUnit) || unit(u.n) < day {
			return impossible, 0, 0, false
		}
		return shift(p.today, n, unit(u.n)), j + 1, strong, true
	case t.has(isThe) && p.linked(j, j+1) && j+1 < len(p.toks):
		if digit(p.toks[j+1].low) {
			if d, next, s, ok = p.figures(j + 1); ok && p.ordinal(p.toks[j+1].low) != 0 {
				return d, next, s, true
			}
			return impossible, 0, 0, false
		}
		if p.toks[j+1].has(isWeekend) && !p.toks[j+1].has(isPlural) {
			s = hint
			if j > 0 && p.toks[j-1].has(isOn|isAt) {
				s = weak // "at the weekend"
			}
			return p.weekend(), j + 2, s, true
		}
		return p.dayAfter(j + 1)
	case t.has(isUnit):
		return p.dayAfter(j)
	}
	return
}

// figures reads a date that begins with a digit: 2026-12-01, 12/1, 27th, 1 aug.
func (p *parser) figures(j int) (d time.Time, next int, s strength, ok bool) {
	low := p.toks[j].low
	n, rest, _ := number(low)
	switch {
	case len(low) == 10 && low[4] == low[7] && (low[4] == '-' || low[4] == '/'):
		y, ok1 := atoi(low[:4])
		m, ok2 := atoi(low[5:7])
		d, ok3 := atoi(low[8:])
		return dateOr(y, m, d), j + 1, strong, ok1 && ok2 && ok3
	case rest != "" && rest[0] == '/':
		return p.slashes(j)
	case rest == "" && len(low) <= 2:
		return p.dayMonth(j, n, strong)
	case p.ordinal(low) != 0:
		if d, next, s, ok = p.dayMonth(j, n, strong); ok {
			return d, next, s, true
		}
		d, ok = nextDayOfMonth(p.today, n)
		return d, j + 1, weak, ok
	}
	return impossible, 0, 0, false
}

// ordinal returns 27 for 27th, and 0 for what is not an ordinal number in figures.
func (p *parser) ordinal(low string) int {
	n, rest, ok := number(low)
	if !ok || rest == "" || n > 31 {
		return 0
	}
	for _, suffix := range p.loc.suffixes {
		if rest == suffix {
			return n
		}
	}
	return 0
}

// dayMonth reads the month after the day n: 1 aug, 1st of aug 2027.
func (p *parser) dayMonth(j, n int, s strength) (time.Time, int, strength, bool) {
	k := j + 1
	if p.is(k, isOf) {
		k++
	}
	if !p.is(k, isMonth) || !p.linked(j, k) {
		return impossible, 0, 0, false
	}
	if p.toks[k].has(isFragile) && k == j+1 && p.ordinal(p.toks[j].low) == 0 {
		s = weak // "only 1 may enter"
	}
	return p.withYear(k+1, p.toks[k].n, n, s)
}

// monthDay reads aug 1, aug 1st and aug 1, 2027, or the bare month as a hint.
func (p *parser) monthDay(j int) (time.Time, int, strength, bool) {
	m, k := p.toks[j].n, j+1
	if k < len(p.toks) && p.linked(j, k) {
		low := p.toks[k].low
		n, rest, ok := number(low)
		switch {
		case p.ordinal(low) != 0:
			return p.withYear(k+1, m, n, strong)
		case ok && rest == "" && len(low) <= 2 && !p.is(k+1, isMeridiem):
			s := strong
			if p.toks[j].has(isFragile) && p.is(k+1, isMeasure|isUnit) {
				s = weak // "march 4 miles"
			}
			return p.withYear(k+1, m, n, s)
		case ok && rest == "" && len(low) == 4:
			d, ok := date(n, m, 1)
			return d, k + 1, hint, ok
		}
	}
	d, _ := annual(p.today, m, 1)
	return d, j + 1, hint, true
}

// withYear reads the year after a month and a day, or takes the next one that fits.
func (p *parser) withYear(j, m, d int, s strength) (time.Time, int, strength, bool) {
	if j < len(p.toks) && !p.toks[j-1].stop && len(p.toks[j].low) == 4 {
		if y, ok := atoi(p.toks[j].low); ok && y >= 1900 && y <= 2999 {
			return dateOr(y, m, d), j + 1, strong, true
		}
	}
	day, ok := annual(p.today, m, d)
	if !ok {
		day = impossible
	}
	return day, j, s, true
}

// slashes reads 12/1 and 12/1/2027, in the order of the language.
func (p *parser) slashes(j int) (time.Time, int, strength, bool) {
	low := p.toks[j].low
	m, rest, _ := number(low)
	d, rest, ok := number(rest[1:])
	if !ok || len(low)-len(rest) > 5 {
		return impossible, 0, 0, false
	}
	// 12/1 is as the language has it; 31/12 can be read one way only.
	if m > 12 || !p.loc.monthFirst && d <= 12 {
		m, d = d, m
	}
	if rest == "" {
		day, ok := annual(p.today, m, d)
		s := weak
		if m <= d && d <= 4 || m == 9 && d == 11 || m == 7 && d == 24 {
			s = hint // 1/2 is a half, 9/11 is history, and 24/7 is always
		}
		return day, j + 1, s, ok
	}
	y, ok := atoi(rest[1:])
	if !ok || rest[0] != '/' || len(rest) != 3 && len(rest) != 5 {
		return impossible, 0, 0, false
	}
	if len(rest) == 3 {
		y += 2000
	}
	return dateOr(y, m, d), j + 1, strong, true
}

// weekday reads friday, friday night and fri 4 dec.
func (p *parser) weekday(j int) (time.Time, int, strength, bool) {
	t := &p.toks[j]
	if k := j + 1; k < len(p.toks) && !t.stop {
		if digit(p.toks[k].low) || p.toks[k].has(isMonth) {
			if d, next, s, ok := p.day(k); ok && s == strong {
				return d, next, strong, true
			}
		}
	}
	if k := j + 1; p.is(k, isThe) && p.linked(j, k+1) && k+1 < len(p.toks) && p.ordinal(p.toks[k+1].low) != 0 {
		d, next, s, ok := p.day(k)
		if d.Day() == 13 {
			s = hint // as likely the film
		}
		return d, next, s, ok
	}
	if p.is(j+1, isNext) && p.is(j+2, isUnit) && p.toks[j+2].n == int(week) && p.linked(j, j+2) {
		return monday(p.today).AddDate(0, 0, 7+t.n), j + 3, medium, true
	}
	s := medium
	if t.has(isFragile) {
		s = fragile
	}
	return coming(p.today, t.n), j + 1, s, true
}

// thisOrNext reads this friday, next friday, this weekend, next month.
func (p *parser) thisOrNext(j int) (time.Time, int, strength, bool) {
	if !p.linked(j, j+1) || j+1 >= len(p.toks) {
		return impossible, 0, 0, false
	}
	this, t := p.toks[j].has(isThis), &p.toks[j+1]
	nextMonday := monday(p.today).AddDate(0, 0, 7)
	switch {
	case t.has(isWeekday) && this:
		return coming(p.today, t.n), j + 2, medium, true
	case t.has(isWeekday):
		return nextMonday.AddDate(0, 0, t.n), j + 2, medium, true
	case t.has(isWeekend) && !this:
		return nextMonday.AddDate(0, 0, 5), j + 2, medium, true
	case t.has(isWeekend):
		return p.weekend(), j + 2, medium, true
	case t.has(isUnit) && !this && t.n == int(week) && p.is(j+2, isWeekday) && p.linked(j, j+2):
		return nextMonday.AddDate(0, 0, p.toks[j+2].n), j + 3, medium, true
	case t.has(isUnit) && !this && unit(t.n) >= week && len(t.low) > 2:
		return lastOf(p.today, unit(t.n)).AddDate(0, 0, 1), j + 2, medium, true
	}
	return impossible, 0, 0, false
}

// weekend returns the Saturday of this week, or today if the weekend has begun.
func (p *parser) weekend() time.Time {
	if weekdayOf(p.today) >= 5 {
		return p.today
	}
	return coming(p.today, 5)
}

// endOf reads end of month and end of the next week.
func (p *parser) endOf(j int) (time.Time, int, strength, bool) {
	k := j + 1
	if !p.is(k, isOf) {
		return impossible, 0, 0, false
	}
	k++
	in := p.today
	if p.is(k, isThe|isThis) {
		k++
	}
	next := p.is(k, isNext)
	if next {
		k++
	}
	if !p.linked(j, k) || !p.is(k, isUnit|isMonth) || p.is(k, isUnit) && p.toks[k].n < int(day) {
		return impossible, 0, 0, false
	}
	if p.is(k, isMonth) {
		d, _ := annual(lastOf(in, month), p.toks[k].n, 1)
		if int(in.Month()) == p.toks[k].n {
			d = in
		}
		return lastOf(d, month), k + 1, weak, true
	}
	u := unit(p.toks[k].n)
	if next {
		in = lastOf(in, u).AddDate(0, 0, 1)
	}
	return lastOf(in, u), k + 1, weak, true
}

// dayAfter reads day after tomorrow.
func (p *parser) dayAfter(j int) (time.Time, int, strength, bool) {
	if p.is(j, isUnit) && p.toks[j].n == int(day) && p.is(j+1, isAfter) && p.is(j+2, isDay) &&
		p.toks[j+2].n == 1 && p.linked(j, j+2) {
		return p.today.AddDate(0, 0, 2), j + 3, medium, true
	}
	return impossible, 0, 0, false
}

// ahead reads 3 days from now and a week from friday.
func (p *parser) ahead(j int) (d time.Time, next int, ok bool) {
	n, u, k, ok := p.length(j)
	if !ok || u < day || !p.is(k, isFrom) || !p.linked(j, k+1) {
		return impossible, 0, false
	}
	switch {
	case p.is(k+1, isNow):
		return shift(p.today, n, u), k + 2, true
	case p.is(k+1, isDay|isWeekday):
		if d, next, _, ok = p.day(k + 1); ok && !d.IsZero() {
			return shift(d, n, u), next, true
		}
	}
	return impossible, 0, false
}

// length reads a number and a unit: 3 days, a week, 2h.
func (p *parser) length(j int) (n int, u unit, next int, ok bool) {
	if j >= len(p.toks) {
		return
	}
	t := &p.toks[j]
	n, rest, ok := number(t.low)
	switch {
	case ok && rest != "":
		w := p.loc.words[rest]
		return n, unit(w.n), j + 1, w.has(isUnit) && n > 0
	case t.has(isNumber):
		n = t.n
	case !ok:
		return
	}
	if !p.linked(j, j+1) || !p.is(j+1, isUnit) {
		return 0, 0, 0, false
	}
	return n, unit(p.toks[j+1].n), j + 2, n > 0
}

func dateOr(y, m, d int) time.Time {
	t, ok := date(y, m, d)
	if !ok {
		return impossible
	}
	return t
}
