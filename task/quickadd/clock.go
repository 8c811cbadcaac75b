package quickadd

import (
	"strings"
	"time"

	"mindflow/task"
)

// A clock is a time of day in figures.
type clock struct {
	min   int
	vague bool // one of 12 hours, and nobody said which half of the day
	bare  bool // just an hour: "at 5"
	zone  string
	next  int
}

// clock reads a time of day in figures at token j. Only where a bare hour is allowed
// is "5" one.
func (p *parser) clock(j int, bare bool) (c clock, ok bool) {
	h, rest, ok := number(p.toks[j].low)
	if !ok || len(p.toks[j].low)-len(rest) > 2 {
		return clock{}, false
	}
	c.next = j + 1
	colon := rest != "" && rest[0] == ':'
	m := 0
	if colon || rest != "" && rest[0] == '.' {
		if len(rest) < 3 {
			return clock{}, false
		}
		if m, ok = atoi(rest[1:3]); !ok || m > 59 {
			return clock{}, false
		}
		if rest = rest[3:]; !colon && !p.loc.words[rest].has(isMeridiem) {
			return clock{}, false // 5.30 may be a price; 5.30pm is not
		}
	}
	half := p.loc.words[rest]
	if rest == "" && p.linked(j, j+1) && p.is(j+1, isMeridiem) {
		half = p.toks[j+1].word
		c.next = j + 2
	}
	switch {
	case half.has(isMeridiem):
		if h < 1 || h > 12 {
			return clock{}, false
		}
		h = h%12 + half.n
	case rest != "" || h > 23:
		return clock{}, false
	case colon:
		c.vague = h > 0 && p.toks[j].low[1] == ':' // 3:15, where 24 hours would have 03:15
	case p.linked(j, j+1) && p.is(j+1, isOClock) && h >= 1 && h <= 12:
		c.next, c.vague = j+2, true
	case bare && !p.is(j+1, isUnit|isTimes|isMonth|isMeasure):
		c.bare, c.vague = true, h >= 1 && h <= 12
	default:
		return clock{}, false
	}
	c.min = h*60 + m
	c.zone, c.next = p.zone(c.next)
	return c, true
}

// zone reads the time zone after a clock, and returns the token after it.
func (p *parser) zone(j int) (string, int) {
	if j >= len(p.toks) || !p.linked(j-1, j) {
		return "", j
	}
	s := p.text[p.toks[j].start:p.toks[j].end]
	if name := p.loc.zones[s]; name != "" && p.right(j+1) <= closer { // not "5pm CT scan"
		return name, j + 1
	}
	if strings.Contains(s, "/") && validZone(s) {
		return s, j + 1
	}
	return "", j
}

// validZone reports whether name is one that task.When can hold.
func validZone(name string) bool {
	if name == "" || name == "Local" || name[0] < 'A' || name[0] > 'Z' {
		return false
	}
	_, err := time.LoadLocation(name)
	return err == nil
}

// instant reads what task.When.String writes with a time, 2026-12-01T17:00 with or
// without a zone in brackets.
func (p *parser) instant(j int, ph *phrase) bool {
	s := p.text[p.toks[j].start:p.toks[j].end]
	if len(s) < len("2026-12-01T17:00") || s[10] != 'T' || !digit(s) {
		return false
	}
	if utc := strings.TrimSuffix(s, "Z"); utc != s {
		s = utc + "[UTC]"
	}
	w, err := task.ParseWhen(s)
	if err != nil || w.Time == "" {
		return false
	}
	ph.day, _ = time.Parse(time.DateOnly, w.Date)
	ph.clock, _ = parseClockText(w.Time)
	ph.zone = w.Zone
	ph.isDate, ph.timed, ph.exact = true, true, true
	ph.next, ph.strength = j+1, strong
	return true
}

// soon reads a length from now that is shorter than a day: in 2 hours, +30m.
func (p *parser) soon(j int, ph *phrase) bool {
	var n, next int
	var u unit
	var ok bool
	if t := &p.toks[j]; t.low[0] == '+' {
		var rest string
		n, rest, ok = number(t.low[1:])
		w := p.loc.words[rest]
		u, next, ok = unit(w.n), j+1, ok && w.has(isUnit) && n > 0
	} else if t.has(isIn) && p.linked(j, j+1) {
		n, u, next, ok = p.length(j + 1)
	}
	if !ok || u > hour {
		return false
	}
	span := time.Minute
	if u == hour {
		span = time.Hour
	}
	at := p.opt.Now.Add(time.Duration(n) * span)
	ph.day, ph.clock = civil(at), at.Hour()*60+at.Minute()
	ph.isDate, ph.timed, ph.exact = true, true, true
	ph.next, ph.strength, ph.never = next, strong, !inRange(at)
	return true
}
