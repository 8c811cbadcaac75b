package quickadd

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mindflow/task"
)

// Parse reads one line of text. It never fails: what it does not understand is title.
func Parse(text string, opt Options) Parsed {
	p := newParser(text, opt)
	return p.resolve(p.scan())
}

// When reads a phrase that is a date, a time or both as a whole, and a length of time
// as the moment after it.
func When(text string, opt Options) (task.When, bool) {
	for _, try := range []string{text, "in " + text} {
		if m, ok := newParser(try, opt).whole(); ok {
			return m.when(opt.Now), true
		}
	}
	return task.When{}, false
}

type parser struct {
	text  string
	toks  []token
	loc   *locale
	opt   Options
	today time.Time

	// How far the scan has come.
	free    int    // first token that no span before it has taken
	until   int    // token at which a range of days ends, of which the start was found
	evening bool   // a word like "dinner" has been passed
	dry     string // marks that close nothing in the rest of the text
}

func newParser(text string, opt Options) *parser {
	return &parser{text: text, toks: english.tokens(text), loc: english, opt: opt, today: civil(opt.Now)}
}

// A found is a part of the text that means something, before it is decided whether
// it is applied.
type found struct {
	start, end int
	core       int // start without a preposition that goes with it
	kind       Kind
	doubtful   bool
	applied    bool

	name   string    // project, section, tag, person, blocked by, notes
	n      int       // priority; minutes of an estimate or before a reminder
	moment moment    // due, start, deadline, reminder
	again  recurring // recurrence
}

// scan finds all parts in one pass from left to right. Those the person turned back
// into text are passed over.
func (p *parser) scan() []found {
	var all []found
	for i := 0; i < len(p.toks); {
		f, ok := p.match(i)
		if !ok {
			p.evening = p.evening || p.toks[i].has(isEvening)
			i++
			continue
		}
		for i < len(p.toks) && p.toks[i].start < f.end {
			i++
		}
		if f.kind == "" || f.kind != Literal && p.listed(p.opt.Reject, f) {
			continue
		}
		all = append(all, f)
		p.free = i
	}
	return all
}

// listed reports whether a list of texts has that of f.
func (p *parser) listed(texts []string, f found) bool {
	for _, t := range texts {
		if strings.EqualFold(t, p.text[f.start:f.end]) || strings.EqualFold(t, p.text[f.core:f.end]) {
			return true
		}
	}
	return false
}

// match reads what begins at token i. A found without a kind is a date that cannot
// be and so stays text as a whole.
func (p *parser) match(i int) (found, bool) {
	t := &p.toks[i]
	if t.is == 0 && !p.loc.known(t.low) {
		return found{}, false
	}
	f, ok := p.sign(i)
	if !ok {
		f, ok = p.words(i)
	}
	if ok && f.core == 0 {
		f.start, f.core = t.start, t.start
	}
	return f, ok
}

// words reads what is written in words at token i.
func (p *parser) words(i int) (found, bool) {
	t := &p.toks[i]
	if n := priority(t.low); n != 0 {
		return found{kind: Priority, n: int(n), end: t.end}, true
	}
	for _, read := range [...]func(*parser, int) (found, bool){
		(*parser).prefixed, (*parser).recurrence, (*parser).estimate, (*parser).due,
	} {
		if f, ok := read(p, i); ok {
			return f, true
		}
	}
	return found{}, false
}

// due reads a date or a time.
func (p *parser) due(i int) (found, bool) {
	ph, ok := p.phrase(i)
	if !ok {
		return found{}, false
	}
	f := found{kind: Due, end: p.toks[ph.next-1].end, moment: ph.moment}
	if ph.never {
		f.kind = ""
		return f, true
	}
	return p.judged(f, i, ph)
}

// judged decides from the words around a phrase whether f, which it gave, is sure.
// It is not ok where the phrase is clearly no date.
func (p *parser) judged(f found, i int, ph phrase) (found, bool) {
	t := &p.toks[i]
	f.start, f.core = t.start, t.start
	if ph.sure {
		return f, true
	}
	var before token // the word before the phrase, if nothing parts them
	if i > p.free && p.linked(i-1, i) {
		before = p.toks[i-1]
	}
	if before.low != "" && slices.Contains(p.loc.never[before.low], t.low) {
		return f, false
	}
	odd := before.has(isOdd) || before.has(isIn) && (ph.strength == hint || !ph.isDate)
	if odd && !ph.led && f.kind != Recurrence {
		f.doubtful, f.start = true, p.toks[i-1].start
		return f, true
	}
	right := p.right(ph.next)
	switch ph.strength {
	case strong:
		f.doubtful = before.has(isCounter) && !ph.isDate
	case medium:
		named := right == capital && (capitalised(p.text[t.start:]) || t.has(isWeekday)) || right == head && f.kind != Recurrence
		f.doubtful = named && !ph.led
	case weak:
		f.doubtful = right > closer || before.has(isCounter)
	case fragile:
		if ph.led {
			f.doubtful = right > closer
			break
		}
		if right == plain || right == head || ph.alone && right == closer {
			return f, false
		}
		f.doubtful = right != nothing || ph.alone
	case hint:
		if digit(t.low) && !ph.led {
			return f, false // 9/11
		}
		// A bare month. In lower case "may" and "march" are verbs, and so is the first word.
		if t.has(isFragile) && (i == 0 || !capitalised(p.text[t.start:])) {
			return f, false
		}
		f.doubtful = true
	}
	f.doubtful = f.doubtful || !ph.led && before.has(isDeterminer) || p.ranges(i, ph.next)
	return f, true
}

// ranges reports whether the phrase of tokens i to j is only one end of a range of
// days: 24 dec - 26 dec.
func (p *parser) ranges(i, j int) bool {
	if i > 0 && i == p.until {
		return true
	}
	if j+1 >= len(p.toks) || p.right(j) != nothing || strings.Trim(p.toks[j].low, "-–—") != "" {
		return false
	}
	ph, ok := p.phrase(j + 1)
	if !ok || !ph.isDate || ph.strength < weak || ph.never {
		return false
	}
	p.until = j + 1
	return true
}

// A follower says what comes after a phrase.
type follower int

const (
	nothing follower = iota // the end, punctuation or a sign
	closer                  // a word that begins something new: "with", "every"
	plain                   // a word that may belong to the phrase
	head                    // a word that makes a name with it: "meeting"
	capital                 // a word that may be the rest of a name
)

// right says what comes after the token before j.
func (p *parser) right(j int) follower {
	if j >= len(p.toks) || !p.linked(j-1, j) {
		return nothing
	}
	t := p.toks[j]
	if bare := strings.TrimLeft(t.low, `\`); len(bare) < len(t.low) && bare != "" {
		t.start += len(t.low) - len(bare)
		t.low, t.word = bare, p.loc.words[bare]
	}
	switch {
	case strings.IndexByte(`#@!~{/+-|`, t.low[0]) >= 0, t.low == "–", t.low == "—", priority(t.low) != 0:
		return nothing
	case t.has(isCloser | isDay | isEvery | isPart | isUntil | isStart | isDeadline):
		return closer
	case capitalised(p.text[t.start:]):
		return capital
	case t.has(isHead):
		return head
	}
	return plain
}

func capitalised(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// whole reads the text as one date, time or both.
func (p *parser) whole() (moment, bool) {
	if len(p.toks) == 0 || p.toks[len(p.toks)-1].end != len(strings.TrimRightFunc(p.text, unicode.IsSpace)) {
		return moment{}, false
	}
	ph, ok := p.phrase(0)
	return ph.moment, ok && !ph.never && ph.next == len(p.toks)
}

// priority reads p1 to p5, and returns 0 for anything else.
func priority(low string) task.Priority {
	n, err := task.ParsePriority(low)
	if err != nil {
		return 0
	}
	return n
}
