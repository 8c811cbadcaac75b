package quickadd

import "time"

// A strength says how surely a phrase is a date.
type strength int

const (
	hint    strength = iota // offered at best: "april"
	fragile                 // also another word: certain only when nothing follows
	weak                    // certain only when nothing follows that it could belong to: "evening"
	medium                  // certain unless it looks like part of a name: "friday"
	strong                  // certain: "tomorrow 5pm"
)

// A phrase is a moment as it stands in the text.
type phrase struct {
	moment
	next     int // token after it
	strength strength
	led      bool // begins with "on", "at", "by" or "due"
	sure     bool // begins with "due"
	never    bool // looks like a date, and is an impossible one

	loose bool // the day is that of "eod", and another may follow: "eod friday"
	alone bool // may be a name: what follows is not part of it
	exact bool // the clock is given in figures
	vague bool // the clock has 12 hours and nobody said which half
	half  int  // what a word like "evening" says about it: 0 nothing, 1 before noon, 2 after
}

// phrase reads the longest date, time or both at token i.
func (p *parser) phrase(i int) (phrase, bool) {
	ph := phrase{next: i}
	j, at := p.lead(i, &ph)
	if p.more(j, at, &ph) {
		for !ph.never && !ph.alone {
			j, at = p.innerLead(ph.next)
			if !p.more(j, at, &ph) {
				break
			}
		}
	}
	if ph.vague {
		if ph.half == 0 && p.evening {
			ph.half = 2
		}
		ph.clock = unvague(ph.clock, ph.half)
	}
	switch {
	case ph.isDate && ph.exact:
		ph.strength = strong
	case ph.isDate && ph.timed:
		ph.strength = max(ph.strength, medium)
	}
	if ph.isDate && ph.timed && ph.clock == 24*60 && !inRange(ph.day.AddDate(0, 0, 1)) {
		ph.never = true
	}
	return ph, ph.never || ph.isDate || ph.timed
}

// more reads one more part of the phrase at token j, and reports whether there was one.
func (p *parser) more(j int, at bool, ph *phrase) bool {
	if j >= len(p.toks) {
		return false
	}
	first := !ph.isDate && !ph.timed
	if !first && p.toks[ph.next-1].comma && !digit(p.toks[j].low) {
		return false // "fri, 5pm" goes on; "fri, evening dress" does not
	}
	if first && (p.instant(j, ph) || p.soon(j, ph)) {
		return true
	}
	if !ph.isDate || ph.loose {
		if d, next, s, ok := p.day(j); ok {
			if ph.alone = p.nameLike(j, s); ph.alone && !first {
				return false
			}
			ph.day, ph.isDate, ph.next = d, true, next
			ph.never = !inRange(d)
			ph.loose = first && p.endOfDay(next-1)
			if first {
				ph.strength = s
			}
			if p.toks[next-1].has(isNight) {
				ph.half = 2
			}
			return true
		}
	}
	if !ph.exact {
		if c, ok := p.clock(j, at); ok {
			ph.clock, ph.timed, ph.exact, ph.vague = c.min, true, true, c.vague
			ph.zone, ph.next = c.zone, c.next
			if first {
				ph.strength = strong
				if c.bare {
					ph.strength = weak
				}
			}
			return true
		}
	}
	return p.part(j, first, ph)
}

// nameLike reports whether the day at token j, of the given strength, may be a person:
// "Call April 5pm" and "meet Tom 5pm" have only a time.
func (p *parser) nameLike(j int, s strength) bool {
	t := &p.toks[j]
	switch {
	case t.has(isMonth):
		return s == hint
	case t.has(isDay) && s == fragile:
		return capitalised(p.text[t.start:]) || j > 0 && p.toks[j-1].has(isGreeting)
	}
	return false
}

// part reads a word for a time of day: "evening", "this evening", "in the evening".
func (p *parser) part(j int, first bool, ph *phrase) bool {
	k, s := j, weak
	switch {
	case p.is(j, isThis):
		k, s = j+1, medium
	case p.is(j, isIn) && p.is(j+1, isThe):
		k, s = j+2, medium
	}
	if !p.linked(j, k) || ph.half != 0 {
		return false
	}
	switch {
	case p.is(k, isPart) && (!ph.timed || ph.vague):
		named := part(p.toks[k].n)
		if !ph.timed {
			ph.clock, ph.timed = p.hourOf(named), true
			ph.exact = named == noon || named == midnight // no clock may follow to say it better
		}
		ph.half = 2
		if named == morning {
			ph.half = 1
		}
		if k == j+1 && !ph.isDate {
			ph.day, ph.isDate = p.today, true
		}
	case p.is(k, isNight) && ph.isDate && !ph.timed:
		ph.half = 2
	case p.is(k, isEndOf) && ph.isDate && p.endOfDay(k):
	default:
		return false
	}
	ph.next = k + 1
	if first {
		ph.strength = s
	}
	return true
}

// endOfDay reports whether token j ends "eod" or "end of day".
func (p *parser) endOfDay(j int) bool {
	t := &p.toks[j]
	return t.n == int(day) && (t.has(isEndOf) || t.has(isUnit) && j >= 2 && p.toks[j-1].has(isOf) && p.toks[j-2].has(isEnd))
}

// hourOf returns the time of day that a word stands for, in minutes.
func (p *parser) hourOf(named part) int {
	set, usual := p.opt.Hours, DefaultHours()
	var s, fallback string
	switch named {
	case morning:
		s, fallback = set.Morning, usual.Morning
	case noon:
		s, fallback = set.Noon, usual.Noon
	case afternoon:
		s, fallback = set.Afternoon, usual.Afternoon
	case evening:
		s, fallback = set.Evening, usual.Evening
	case midnight:
		return 24 * 60
	}
	min, ok := parseClockText(s)
	if !ok {
		min, _ = parseClockText(fallback)
	}
	return min
}

// unvague decides which half of the day a clock of 12 hours means: what a word says,
// or else the one in which people are up and about, 7 to 6.
func unvague(min, half int) int {
	switch h := min / 60; {
	case half == 1:
		return min % (12 * 60)
	case half == 2 && h < 12, half == 0 && h < 7:
		return min + 12*60
	}
	return min
}

// lead skips the words before a date: "on", "at", "by", "due on". It reports whether
// the last was one that a bare hour may follow.
func (p *parser) lead(i int, ph *phrase) (next int, at bool) {
	for next = i; next < i+2 && next < len(p.toks); next++ {
		t := &p.toks[next]
		if !t.has(isOn|isAt) || t.comma || t.stop || next > i && !p.toks[i].has(isDue) {
			break
		}
		if p.is(next+1, isDay) && !t.has(isBy|isDue) {
			break // "log on tomorrow" has an "on" of its own
		}
		ph.led = true
		ph.sure = ph.sure || t.has(isDue)
		at = t.has(isAt)
	}
	return next, at
}

// innerLead skips a word between a date and its time: "fri at 5", "5pm on fri".
func (p *parser) innerLead(j int) (next int, at bool) {
	switch {
	case p.toks[j-1].stop:
		return len(p.toks), false
	case p.is(j, isOn|isAt) && !p.is(j, isDue) && p.linked(j, j+1):
		return j + 1, p.is(j, isAt)
	}
	return j, false
}

// is reports whether token j plays one of the roles.
func (p *parser) is(j int, r role) bool { return j < len(p.toks) && p.toks[j].has(r) }

// linked reports whether no punctuation follows the tokens from j up to k.
func (p *parser) linked(j, k int) bool {
	for ; j < k && j < len(p.toks); j++ {
		if p.toks[j].comma || p.toks[j].stop {
			return false
		}
	}
	return true
}

func digit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// inRange reports whether task.When can hold the day.
func inRange(t time.Time) bool { return t.Year() >= 1900 && t.Year() <= 2999 }
