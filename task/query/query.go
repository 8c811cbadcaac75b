// Package query is the language in which lists are asked for: on the command line, in
// filters and for the window's own views.
//
// It turns text into an expression and knows neither SQL nor the clock: dates are
// relative to a day that it is given, names stay names. Its one rule: what it cannot
// read it refuses, saying where, and never guesses.
package query

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mindflow/task"
)

// An Expr is a condition on a task.
type Expr interface{ expr() }

// The conditions. The zero And holds for every task.
type (
	And []Expr
	Or  []Expr
	Not struct{ Expr Expr }

	State    string                           // "open", "done", "trash", "snoozed" or "started"
	Project  string                           // in the project of this name; "" is the Inbox
	Tag      string                           // has the tag of this name
	Text     string                           // title or notes have these words, the last one perhaps unfinished
	Priority struct{ From, To task.Priority } // inclusive
	// Date compares a date field (due, start, deadline) with days YYYY-MM-DD:
	// From ≤ field < Before; an empty bound is no bound.
	Date struct{ Field, From, Before string }
	// In holds for tasks of one project, section or tag by its ID, or, for an empty
	// ID, of none. The language has no words for it: names are what people write.
	In struct{ Field, ID string } // project, section or tags
	// Instant compares a field that is an instant (created_at, completed_at,
	// deleted_at): From ≤ field < Before. The language has no words for it yet.
	Instant struct {
		Field        string
		From, Before time.Time
	}
)

func (And) expr()      {}
func (Or) expr()       {}
func (Not) expr()      {}
func (State) expr()    {}
func (Project) expr()  {}
func (Tag) expr()      {}
func (Text) expr()     {}
func (Priority) expr() {}
func (Date) expr()     {}
func (In) expr()       {}
func (Instant) expr()  {}

// Open is what a list shows unless its query speaks of states itself: open tasks
// that are not put off.
var Open = And{State("open"), Not{State("snoozed")}}

// An Error says where in a query something could not be read, and what was expected.
type Error struct {
	Query  string
	Offset int // bytes
	Want   string
}

func (e *Error) Error() string {
	rest := e.Query[e.Offset:]
	if rest == "" {
		return fmt.Sprintf("the query ends too early: expected %s", e.Want)
	}
	return fmt.Sprintf("query at character %d, %q: expected %s", utf8.RuneCountInString(e.Query[:e.Offset])+1, rest, e.Want)
}

// Parse reads a query:
//
//	a | b    a & b    a b    !a    (a)
//	all open done trash snoozed started inbox today tomorrow overdue p1 p1..p3
//	#Project  #"Two words"  @tag  due<2026-12-01  due:today  start<=…  deadline>…  text:"words"  word
//
// An empty query is Open, and so is, in addition to what it says, one that does not
// speak of states.
func Parse(text string, now time.Time) (Expr, error) {
	p := &parser{text: text, today: now}
	p.space()
	if p.at == len(text) {
		return Open, nil
	}
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.at < len(text) {
		return nil, p.want("the end, & or |")
	}
	if !p.stated {
		e = And{Open, e}
	}
	return e, nil
}

type parser struct {
	text   string
	at     int
	today  time.Time
	stated bool // a state was named
	depth  int  // of brackets and negations
}

// maxDepth bounds brackets within brackets, so that no text can exhaust the stack.
const maxDepth = 100

func (p *parser) want(what string) error { return &Error{p.text, p.at, what} }

func (p *parser) space() {
	for p.at < len(p.text) && p.text[p.at] == ' ' {
		p.at++
	}
}

// take consumes token if it is next.
func (p *parser) take(token string) bool {
	if !strings.HasPrefix(p.text[p.at:], token) {
		return false
	}
	p.at += len(token)
	p.space()
	return true
}

func (p *parser) or() (Expr, error) {
	first, err := p.and()
	if err != nil {
		return nil, err
	}
	all := Or{first}
	for p.take("|") {
		next, err := p.and()
		if err != nil {
			return nil, err
		}
		all = append(all, next)
	}
	if len(all) == 1 {
		return first, nil
	}
	return all, nil
}

func (p *parser) and() (Expr, error) {
	var all And
	for {
		e, err := p.not()
		if err != nil {
			return nil, err
		}
		all = append(all, e)
		more := p.take("&")
		if !more && (p.at == len(p.text) || p.text[p.at] == '|' || p.text[p.at] == ')') {
			break
		}
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return all, nil
}

func (p *parser) not() (Expr, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.want("fewer brackets within brackets")
	}
	defer func() { p.depth-- }()
	switch {
	case p.take("!"):
		e, err := p.not()
		return Not{e}, err
	case p.take("("):
		e, err := p.or()
		if err == nil && !p.take(")") {
			err = p.want("a closing bracket")
		}
		return e, err
	}
	return p.atom()
}

// word consumes letters, digits and what names are made of; quoted text whole.
func (p *parser) word() (string, error) {
	if strings.HasPrefix(p.text[p.at:], `"`) {
		end := strings.IndexByte(p.text[p.at+1:], '"')
		if end < 0 {
			return "", p.want("a closing quotation mark")
		}
		w := p.text[p.at+1 : p.at+1+end]
		p.at += end + 2
		p.space()
		return w, nil
	}
	end := strings.IndexFunc(p.text[p.at:], func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`&|()!<>=:"`, r) })
	if end < 0 {
		end = len(p.text) - p.at
	}
	w := p.text[p.at : p.at+end]
	p.at += end
	return w, nil
}

func (p *parser) atom() (Expr, error) {
	start := p.at
	defer p.space()
	for prefix, make := range map[string]func(string) Expr{
		"#": func(s string) Expr { return Project(s) },
		"@": func(s string) Expr { return Tag(s) },
	} {
		if strings.HasPrefix(p.text[p.at:], prefix) {
			p.at++
			name, err := p.word()
			if err == nil && name == "" {
				err = p.want("a name after " + prefix)
			}
			return make(name), err
		}
	}
	quoted := strings.HasPrefix(p.text[p.at:], `"`)
	word, err := p.word()
	if err != nil {
		return nil, err
	}
	if word == "" {
		return nil, p.want("a condition such as today, #Work, @phone or p1")
	}
	if quoted {
		return Text(word), nil
	}
	day := func(days int) string { return p.today.AddDate(0, 0, days).Format(time.DateOnly) }
	switch lower := strings.ToLower(word); lower {
	case "all":
		p.stated = true
		return Not{State("trash")}, nil
	case "open", "done", "trash", "snoozed", "started":
		p.stated = true
		return State(lower), nil
	case "inbox":
		return Project(""), nil
	case "today":
		return Or{Date{"due", day(0), day(1)}, Date{"start", day(0), day(1)}, State("started")}, nil
	case "tomorrow":
		return Date{"due", day(1), day(2)}, nil
	case "overdue":
		return Or{Date{"due", "", day(0)}, Date{"deadline", "", day(0)}}, nil
	case "due", "start", "deadline":
		return p.date(lower)
	case "text":
		if !p.take(":") {
			return nil, p.want(`: and words, as text:"contract"`)
		}
		words, err := p.word()
		if err == nil && words == "" {
			err = p.want(`words, as text:"contract"`)
		}
		return Text(words), err
	}
	if from, to, ranged := strings.Cut(word, ".."); ranged || len(word) == 2 {
		low, err := task.ParsePriority(from)
		high := low
		if err == nil && ranged {
			high, err = task.ParsePriority(to)
		}
		if err == nil {
			return Priority{min(low, high), max(low, high)}, nil
		}
		if ranged {
			p.at = start
			return nil, p.want("a range as p1..p3")
		}
	}
	return Text(word), nil
}

// date reads what follows the name of a date field: an operator and a day.
func (p *parser) date(field string) (Expr, error) {
	p.space()
	op := ""
	for _, o := range []string{"<=", ">=", "<", ">", "=", ":"} {
		if p.take(o) {
			op = o
			break
		}
	}
	if op == "" {
		return nil, p.want("one of < <= > >= : after " + field)
	}
	start := p.at
	word, err := p.word()
	if err != nil {
		return nil, err
	}
	day, err := time.Parse(time.DateOnly, word)
	switch strings.ToLower(word) {
	case "today":
		day, err = p.today, nil
	case "tomorrow":
		day, err = p.today.AddDate(0, 0, 1), nil
	case "none":
		return Not{Date{Field: field}}, nil
	}
	if err != nil {
		p.at = start
		return nil, p.want("a day as 2026-12-01, today, tomorrow or none")
	}
	from, next := day.Format(time.DateOnly), day.AddDate(0, 0, 1).Format(time.DateOnly)
	switch op {
	case "<":
		return Date{field, "", from}, nil
	case "<=":
		return Date{field, "", next}, nil
	case ">":
		return Date{field, next, ""}, nil
	case ">=":
		return Date{field, from, ""}, nil
	}
	return Date{field, from, next}, nil
}
