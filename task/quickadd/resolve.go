package quickadd

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mindflow/task"
)

// A draft is a Parsed whose dates are not yet put together from their parts.
type draft struct {
	Parsed
	due       moment
	again     *recurring
	reminders []found
}

// resolve applies what was found and cuts it from the title. What was accepted goes
// first; where two parts give one field, the first is applied and the other offered.
func (p *parser) resolve(all []found) Parsed {
	var d draft
	for i := range all {
		if f := &all[i]; f.kind != Literal && p.listed(p.opt.Accept, *f) && p.claim(&d, *f) {
			f.doubtful, f.applied = false, true
		}
	}
	for i := range all {
		if f := &all[i]; f.kind != Literal && !f.doubtful && !f.applied {
			f.applied = p.claim(&d, *f)
			f.doubtful = !f.applied
		}
	}
	d.Spans = []Span{}
	if d.Title = p.title(all); blank(d.Title) {
		return Parsed{Title: clean(p.text), Spans: d.Spans}
	}
	p.dates(&d)
	for _, f := range all {
		d.Spans = append(d.Spans, Span{f.start, f.end, f.kind, p.text[f.start:f.end], f.doubtful, p.label(&d, f)})
	}
	return d.Parsed
}

// claim puts what f says into the draft, unless something else is already there.
func (p *parser) claim(d *draft, f found) bool {
	switch f.kind {
	case Project:
		return setOnce(&d.Project, f.name)
	case Section:
		return setOnce(&d.Section, f.name)
	case Notes:
		return setOnce(&d.Description, f.name)
	case Tag, Person:
		return addTo(&d.Tags, f.name, task.MaxTags)
	case BlockedBy:
		return addTo(&d.BlockedBy, f.name, task.MaxBlockedBy)
	case Priority:
		return setOnce(&d.Priority, task.Priority(f.n))
	case Estimate:
		return setOnce(&d.EstimateMin, f.n)
	case Start:
		return setOnce(&d.Start, f.moment.when(p.opt.Now))
	case Deadline:
		return setOnce(&d.Deadline, f.moment.when(p.opt.Now))
	case Reminder:
		d.reminders = append(d.reminders, f)
		return len(d.reminders) <= task.MaxReminders
	case Recurrence:
		if d.again != nil || f.again.clock.timed && d.due.timed {
			return false
		}
		d.again = &f.again
		d.due.takeClock(f.again.clock)
		return true
	case Due:
		if f.moment.isDate && d.due.isDate || f.moment.timed && d.due.timed {
			return false
		}
		if f.moment.isDate {
			d.due.day, d.due.isDate = f.moment.day, true
		}
		d.due.takeClock(f.moment)
		return true
	}
	return false
}

func (m *moment) takeClock(from moment) {
	if from.timed {
		m.clock, m.timed, m.zone = from.clock, true, from.zone
	}
}

func setOnce[T comparable](field *T, v T) bool {
	var zero T
	if *field != zero && *field != v {
		return false
	}
	*field = v
	return true
}

func addTo(list *[]string, name string, limit int) bool {
	if slices.ContainsFunc(*list, func(s string) bool { return strings.EqualFold(s, name) }) {
		return true
	}
	if len(*list) == limit {
		return false
	}
	*list = append(*list, name)
	return true
}

// dates works out the fields that depend on more than one part of the text.
func (p *parser) dates(d *draft) {
	if d.again != nil {
		p.recur(d)
	}
	d.Due = d.due.when(p.opt.Now)
	for _, f := range d.reminders {
		r := task.Reminder("-" + itoa(f.n))
		if f.moment.timed {
			w := f.moment.when(p.opt.Now)
			if !f.moment.isDate && !d.Due.IsZero() {
				w.Date = d.Due.Date // "!9am" is on the day of the task
			}
			r = task.Reminder(w.String())
		}
		if !slices.Contains(d.Reminders, r) {
			d.Reminders = append(d.Reminders, r)
		}
	}
	slices.Sort(d.Reminders)
}

// recur finds the first date of a task that recurs, and with it the end of the rule.
func (p *parser) recur(d *draft) {
	r := d.again
	if !d.due.isDate {
		from := r.from
		if from.IsZero() {
			from = p.today
			if d.due.timed { // a time already past means from tomorrow
				d.due.clock %= 24 * 60
				from, _ = time.Parse(time.DateOnly, d.due.when(p.opt.Now).Date)
			}
		}
		d.due.day, d.due.isDate = r.rule.first(from), true
	}
	if r.length > 0 {
		if end := shift(d.due.day, r.length, r.unit).AddDate(0, 0, -1); inRange(end) {
			r.rule.until = end.Format("20060102")
		}
	}
	d.Recurrence = r.task()
}

// title returns the text without what was applied.
func (p *parser) title(all []found) string {
	var kept strings.Builder
	kept.Grow(len(p.text))
	at, cut := 0, false
	// keep adds the text up to an offset. After a cut, one space takes the place of
	// the white space around it, and punctuation that stood there is not left to begin the title.
	keep := func(to int) {
		s := p.text[at:to]
		if cut {
			trimmed := strings.TrimLeftFunc(s, unicode.IsSpace)
			switch {
			case kept.Len() == 0:
				trimmed = trimLead(trimmed)
			case trimmed != "" && trimmed != s:
				kept.WriteByte(' ')
			}
			s = trimmed
		}
		kept.WriteString(s)
	}
	for _, f := range all {
		switch {
		case f.applied:
			before := strings.TrimRightFunc(p.text[at:f.start], unicode.IsSpace)
			to := at + len(before)
			if blankSpace := strings.TrimSpace(before) == ""; !blankSpace || !cut {
				keep(to)
			}
			at, cut = f.end, true
		case f.kind == Literal && p.text[f.start] == '\\':
			keep(f.start)
			at, cut = f.start+1, false
		}
	}
	atEnd := cut && strings.TrimSpace(p.text[at:]) == ""
	keep(len(p.text))
	s := clean(kept.String())
	if atEnd {
		s = clean(trimTail(s))
	}
	return s
}

// trimLead drops the punctuation that followed a part cut from the start: "Tomorrow, call Bob".
func trimLead(s string) string {
	t := strings.TrimLeft(s, ",;:.!?")
	for _, dash := range dashes {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(t), dash+" "); ok {
			t = rest
		}
	}
	return strings.TrimLeftFunc(t, unicode.IsSpace)
}

// trimTail drops one mark that led to a part cut from the end: "Call Bob, tomorrow".
func trimTail(s string) string {
	if mark := tailMark(s); mark != "" {
		return s[:len(s)-len(mark)]
	}
	return s
}

// tailMark returns the mark that trimTail drops.
func tailMark(s string) string {
	if s != "" && strings.IndexByte(",;:", s[len(s)-1]) >= 0 {
		return s[len(s)-1:]
	}
	for _, dash := range dashes {
		if strings.HasSuffix(s, " "+dash) {
			return " " + dash
		}
	}
	return ""
}

var dashes = [...]string{"-", "–", "—"}

// clean returns s as a title can hold it: without outer white space, on one line,
// in valid UTF-8.
func clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	if strings.IndexFunc(s, unicode.IsControl) >= 0 {
		s = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return ' '
			}
			return r
		}, s)
	}
	return strings.TrimSpace(s)
}

// blank reports whether a title says nothing.
func blank(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsSpace(r) && !unicode.IsPunct(r) }) < 0
}
