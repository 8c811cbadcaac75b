package quickadd_test

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"mindflow/task"
	"mindflow/task/quickadd"
)

// A row is one line of testdata/corpus.txt.
type row struct {
	at         int // its line number
	line, want string
	now        time.Time
}

func corpus(t testing.TB) []row {
	f, err := os.Open("testdata/corpus.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows []row
	var now time.Time
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		s := lines.Text()
		line, want, isRow := strings.Cut(s, " => ")
		switch {
		case strings.HasPrefix(s, "--"):
		case isRow:
			rows = append(rows, row{n, line, want, now})
		case strings.HasPrefix(s, "now "):
			at, zone, _ := strings.Cut(s[4:], " ")
			loc, err := time.LoadLocation(zone)
			if err != nil {
				t.Fatal(err)
			}
			if now, err = time.ParseInLocation("2006-01-02T15:04", at, loc); err != nil {
				t.Fatal(err)
			}
		case s != "":
			t.Fatalf("line %d has no =>", n)
		}
	}
	return rows
}

// show writes p in the manner of the corpus.
func show(line string, p quickadd.Parsed) string {
	out := []string{p.Title}
	if p.Title == line {
		out[0] = "="
	}
	add := func(format string, v any) {
		if s := fmt.Sprint(v); s != "" && s != "0" && s != "p0" {
			out = append(out, fmt.Sprintf(format, s))
		}
	}
	add("notes %s", p.Description)
	add("#%s", p.Project)
	add("/%s", p.Section)
	for _, tag := range p.Tags {
		add("@%s", tag)
	}
	add("%s", p.Priority)
	add("~%s", p.EstimateMin)
	add("due %s", p.Due)
	if r := p.Recurrence; r.Anchor == task.FromCompletion {
		add("%s from completion", r.RRule)
	} else {
		add("%s", r.RRule)
	}
	add("start %s", p.Start)
	add("deadline %s", p.Deadline)
	for _, r := range p.Reminders {
		add("remind %s", r)
	}
	for _, id := range p.BlockedBy {
		add("after %s", id)
	}
	for _, s := range p.Spans {
		if s.Doubtful {
			add("? %s", s.Text)
		}
	}
	return strings.Join(out, " | ")
}

func TestCorpus(t *testing.T) {
	for _, r := range corpus(t) {
		p := quickadd.Parse(r.line, quickadd.Options{Now: r.now})
		if got := show(r.line, p); got != r.want {
			t.Errorf("line %d\n %s\n  is  %s\n want %s", r.at, r.line, got, r.want)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	rows := corpus(b)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		r := &rows[n%len(rows)]
		quickadd.Parse(r.line, quickadd.Options{Now: r.now})
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "lines/s")
}
