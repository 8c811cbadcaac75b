package quickadd

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"mindflow/task"
)

// sign reads what begins with a sign at token i: a project, a tag, a reminder …
func (p *parser) sign(i int) (found, bool) {
	t := &p.toks[i]
	switch t.low[0] {
	case '#':
		return p.named(i, Project)
	case '@':
		return p.named(i, Tag)
	case '+':
		return p.named(i, Person)
	case '/':
		if strings.HasPrefix(t.low, "//") {
			return p.notes(i)
		}
		return p.named(i, Section)
	case '~':
		return p.tilde(i)
	case '!':
		return p.bang(i)
	case '{':
		return p.braces(i)
	case '`':
		return p.quoted(i, "`", "`")
	case '"':
		return p.quoted(i, `"`, `"`)
	case '\\':
		if p.loc.known(t.low) {
			return found{kind: Literal, end: t.end}, true
		}
	}
	if strings.HasPrefix(t.low, "“") {
		return p.quoted(i, "“", "”")
	}
	return found{}, false
}

// named reads a sign and a name, which may be in quotes.
func (p *parser) named(i int, kind Kind) (found, bool) {
	t := &p.toks[i]
	f := found{kind: kind}
	var ok bool
	if f.name, f.end, ok = p.quotedName(t.start + 1); !ok {
		f.name, f.end = p.text[t.start+1:t.end], t.end
		ok = plainName(f.name, kind)
	}
	if kind == Person {
		f.name = "+" + f.name
	}
	return f, ok && utf8.RuneCountInString(f.name) <= task.MaxName
}

// plainName reports whether a name of the kind needs no quotes.
func plainName(name string, kind Kind) bool {
	first, _ := utf8.DecodeRuneInString(name)
	letter := unicode.IsLetter(first)
	for _, r := range name {
		switch {
		case unicode.IsLetter(r):
			letter = true
		case unicode.In(r, unicode.N, unicode.M, unicode.So, unicode.Sk, unicode.Cf), r == '-', r == '_':
			letter = letter || unicode.Is(unicode.So, r)
		case kind == Project && strings.ContainsRune("/.&+", r):
		default:
			return false
		}
		if !letter && kind != Project {
			return false
		}
	}
	// A number is no project, nor is a colour.
	return letter && (kind != Project || !hexColor(name) && name[len(name)-1] != '/') && utf8.ValidString(name)
}

// hexColor reports whether s is a colour as after the # of #3B5BDB.
func hexColor(s string) bool {
	return len(s) == 6 && strings.Trim(s, "0123456789abcdefABCDEF") == "" && strings.ContainsAny(s, "0123456789")
}

// quotedName reads a name in quotes at a byte offset. Within, a backslash makes the
// next quote or backslash an ordinary character.
func (p *parser) quotedName(at int) (name string, end int, ok bool) {
	if at >= len(p.text) || p.text[at] != '"' {
		return "", 0, false
	}
	var b strings.Builder
	for i := at + 1; i < len(p.text); i++ {
		c := p.text[i]
		switch {
		case c == '"':
			name = strings.TrimSpace(b.String())
			ok = name != "" && p.boundary(i+1) && utf8.ValidString(name) && strings.IndexFunc(name, unicode.IsControl) < 0
			return name, i + 1, ok
		case c == '\\' && i+1 < len(p.text) && (p.text[i+1] == '"' || p.text[i+1] == '\\'):
			i++
			c = p.text[i]
		}
		b.WriteByte(c)
	}
	return "", 0, false
}

// boundary reports whether nothing but punctuation comes between offset i and the
// next white space.
func (p *parser) boundary(i int) bool {
	for _, r := range p.text[i:] {
		if unicode.IsSpace(r) {
			return true
		}
		if !strings.ContainsRune(closing, r) {
			return false
		}
	}
	return true
}

// quoted passes over text in quotes, which end before white space or punctuation, and
// over code in ticks, which may end anywhere.
func (p *parser) quoted(i int, open, end string) (found, bool) {
	if strings.Contains(p.dry, end) {
		return found{}, false
	}
	at := p.toks[i].start + len(open)
	for {
		n := strings.Index(p.text[at:], end)
		if n < 0 {
			p.dry += end
			return found{}, false
		}
		if at += n + len(end); end == "`" || p.boundary(at) {
			return found{kind: Literal, end: at}, true
		}
	}
}

// notes reads // and what follows.
func (p *parser) notes(i int) (found, bool) {
	text := strings.TrimSpace(strings.ToValidUTF8(p.text[p.toks[i].start+2:], "\uFFFD"))
	return found{kind: Notes, name: text, end: len(p.text)}, text != ""
}

// tilde reads an estimate: ~45m, ~1h30m, ~2 h.
func (p *parser) tilde(i int) (found, bool) {
	t := &p.toks[i]
	if min, ok := p.minutes(t.low[1:], hour); ok {
		return estimated(min, t.end)
	}
	n, ok := atoi(t.low[1:])
	if ok && p.linked(i, i+1) && p.is(i+1, isUnit) && p.toks[i+1].n <= int(hour) {
		if p.toks[i+1].n == int(hour) {
			n *= 60
		}
		return estimated(n, p.toks[i+1].end)
	}
	return found{}, false
}

func estimated(min, end int) (found, bool) {
	return found{kind: Estimate, n: min, end: end}, min > 0 && min <= task.MaxEstimateMin
}

// bang reads a priority (! to !!!) or a reminder (!30m, !9am, !fri 9am).
func (p *parser) bang(i int) (found, bool) {
	t := &p.toks[i]
	switch t.low {
	case "!":
		return found{kind: Priority, n: int(task.P3), end: t.end}, true
	case "!!":
		return found{kind: Priority, n: int(task.P2), end: t.end}, true
	case "!!!":
		return found{kind: Priority, n: int(task.P1), end: t.end}, true
	}
	if min, ok := p.minutes(t.low[1:], week); ok {
		return found{kind: Reminder, n: min, end: t.end}, min <= task.MaxEstimateMin
	}
	whole := *t
	defer func() { p.toks[i] = whole }()
	p.toks[i].start++
	p.toks[i].low = t.low[1:]
	p.toks[i].word = p.loc.words[t.low]
	if t.low == "" {
		return found{}, false
	}
	if c, ok := p.clock(i, false); ok {
		m := moment{clock: c.min, timed: true, zone: c.zone}
		return found{kind: Reminder, moment: m, start: whole.start, core: whole.start, end: p.toks[c.next-1].end}, true
	}
	ph, ok := p.phrase(i)
	f := found{kind: Reminder, moment: ph.moment, start: whole.start, core: whole.start}
	if ok {
		f.end = p.toks[ph.next-1].end
	}
	return f, ok && !ph.never && ph.timed
}

// braces reads a deadline: {fri}, {2026-12-01 17:00}.
func (p *parser) braces(i int) (found, bool) {
	start := p.toks[i].start
	n := strings.IndexByte(p.text[start:], '}')
	if n < 0 || !p.boundary(start+n+1) {
		return found{}, false
	}
	inner := newParser(strings.TrimSpace(p.text[start+1:start+n]), p.opt)
	m, ok := inner.whole()
	return found{kind: Deadline, moment: m, end: start + n + 1}, ok
}

// prefixed reads what a word announces: a deadline, a start, a task to wait for.
func (p *parser) prefixed(i int) (found, bool) {
	t := &p.toks[i]
	kind, from := Kind(""), i+1
	switch {
	case t.has(isAfter), t.has(isBlocked) && p.is(i+1, isBy):
		if t.has(isBlocked) {
			from++
		}
		return p.blocker(i, from)
	case t.has(isDeadline):
		kind = Deadline
	case t.has(isStart):
		kind = Start
	case t.has(isNot) && p.is(i+1, isBefore):
		kind, from = Start, i+2
	}
	if kind == "" || from >= len(p.toks) || kind == Start && !p.linked(i, from) {
		return found{}, false
	}
	ph, ok := p.phrase(from)
	if !ok || ph.sure {
		return found{}, false
	}
	f := found{kind: kind, moment: ph.moment, end: p.toks[ph.next-1].end}
	if ph.never {
		f.kind = ""
		return f, true
	}
	ph.led = kind == Deadline
	ph.sure = from == i+2 || kind == Deadline && ph.strength > hint
	return p.judged(f, i, ph)
}

// blocker reads the #id of a task after "after" or "blocked by".
func (p *parser) blocker(i, j int) (found, bool) {
	if !p.linked(i, j) || j >= len(p.toks) || p.toks[j].low[0] != '#' {
		return found{}, false
	}
	t := &p.toks[j]
	id := p.text[t.start+1 : t.end]
	return found{kind: BlockedBy, name: id, end: t.end}, id != "" && strings.Trim(t.low[1:], "0123456789abcdef-") == ""
}

// estimate reads for 1h30m and for 2 hours.
func (p *parser) estimate(i int) (found, bool) {
	if !p.toks[i].has(isFor) || !p.linked(i, i+1) || i+1 >= len(p.toks) {
		return found{}, false
	}
	if min, ok := p.minutes(p.toks[i+1].low, hour); ok {
		return estimated(min, p.toks[i+1].end)
	}
	n, u, next, ok := p.length(i + 1)
	if !ok || u > hour {
		return found{}, false
	}
	if u == hour {
		n *= 60
	}
	return estimated(n, p.toks[next-1].end)
}

// minutes reads a length in one word with units up to the longest: 45m, 1h30m, 1.5h, 2d.
func (p *parser) minutes(s string, longest unit) (min int, ok bool) {
	if s == "" {
		return 0, false
	}
	for s != "" {
		n, rest, ok := number(s)
		if !ok {
			return 0, false
		}
		tenths := 10 * n
		if len(rest) > 2 && rest[0] == '.' && digit(rest[1:]) {
			tenths += int(rest[1] - '0')
			rest = rest[2:]
		}
		end := strings.IndexAny(rest, "0123456789")
		if end < 0 {
			end = len(rest)
		}
		w := p.loc.words[rest[:end]]
		if !w.has(isUnit) || unit(w.n) > longest {
			return 0, false
		}
		min += tenths * [...]int{1, 60, 24 * 60, 7 * 24 * 60}[w.n] / 10
		s = rest[end:]
	}
	return min, true
}
