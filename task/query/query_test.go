package query_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"mindflow/task"
	"mindflow/task/query"
)

var now = time.Date(2026, 3, 11, 9, 0, 0, 0, time.UTC)

func TestParse(t *testing.T) {
	open := func(e query.Expr) query.Expr { return query.And{query.Open, e} }
	for text, want := range map[string]query.Expr{
		"":                    query.Open,
		"  ":                  query.Open,
		"all":                 query.Not{Expr: query.State("trash")},
		"done":                query.State("done"),
		"inbox":               open(query.Project("")),
		"#Work":               open(query.Project("Work")),
		`#"Home/Two words"`:   open(query.Project("Home/Two words")),
		"@phone":              open(query.Tag("phone")),
		"p1":                  open(query.Priority{From: task.P1, To: task.P1}),
		"P3..p1":              open(query.Priority{From: task.P1, To: task.P3}),
		"due<2026-12-01":      open(query.Date{Field: "due", Before: "2026-12-01"}),
		"due <= tomorrow":     open(query.Date{Field: "due", Before: "2026-03-13"}),
		"start>today":         open(query.Date{Field: "start", From: "2026-03-12"}),
		"deadline:2026-02-28": open(query.Date{Field: "deadline", From: "2026-02-28", Before: "2026-03-01"}),
		"due:none":            open(query.Not{Expr: query.Date{Field: "due"}}),
		"overdue":             open(query.Or{query.Date{Field: "due", Before: "2026-03-11"}, query.Date{Field: "deadline", Before: "2026-03-11"}}),
		"milk":                open(query.Text("milk")),
		`"oat milk"`:          open(query.Text("oat milk")),
		`text:"oat milk"`:     open(query.Text("oat milk")),
		"p10":                 open(query.Text("p10")),
		"a b & c | !d":        open(query.Or{query.And{query.Text("a"), query.Text("b"), query.Text("c")}, query.Not{Expr: query.Text("d")}}),
		"(a | b) c":           open(query.And{query.Or{query.Text("a"), query.Text("b")}, query.Text("c")}),
		"done & @phone":       query.And{query.State("done"), query.Tag("phone")},
	} {
		got, err := query.Parse(text, now)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("Parse(%q) = %#v, %v\nwant %#v", text, got, err, want)
		}
	}
}

// A query that cannot be read says where.
func TestErrorsSayWhere(t *testing.T) {
	for text, offset := range map[string]int{
		"due<":                         4,
		"due":                          3,
		strings.Repeat("!", 200) + "a": 100,
		"due<soon":                     4,
		"(today":                       6,
		"today)":                       5,
		"today | ":                     8,
		"a & & b":                      4,
		"#":                            1,
		`text:"oat`:                    5,
		"text:":                        5,
		"p1..urgent":                   0,
		"due<2026-02-30 x":             4,
	} {
		_, err := query.Parse(text, now)
		var where *query.Error
		if !errors.As(err, &where) || where.Offset != offset || where.Want == "" {
			t.Errorf("Parse(%q) = %v, want an error at %d", text, err, offset)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"today | overdue & #Work & @phone & !p1..p2", `text:"a" (b | !c)`, "due<=", "#\"", "!!!!", "é"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, err := query.Parse(text, now)
		var where *query.Error
		if err != nil && (!errors.As(err, &where) || where.Offset > len(text) || where.Error() == "") {
			t.Fatalf("Parse(%q) = %v", text, err)
		}
	})
}
