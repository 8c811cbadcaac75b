package localdb_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"mindflow/localdb"
	"mindflow/sync/merge"
	"mindflow/task"
	"mindflow/task/query"
)

// many is the number of tasks that everything must stay smooth with.
const many = 100_000

// filled opens a copy with many tasks: a tenth with a due date around today, a fifth
// completed, in 20 projects, with titles of common and rare words. It is made once.
func filled(b *testing.B) *localdb.DB {
	b.Helper()
	dir := filepath.Join(b.TempDir(), "copy")
	if err := os.CopyFS(dir, os.DirFS(template(b))); err != nil {
		b.Fatal(err)
	}
	db := open(b, dir, start())
	b.ResetTimer()
	return db
}

var templateDir string // removed by TestMain

func template(b *testing.B) string {
	if templateDir != "" {
		return templateDir
	}
	dir, err := os.MkdirTemp("", "mindflow-bench-*")
	if err != nil {
		b.Fatal(err)
	}
	templateDir = dir
	ctx, c := context.Background(), start()
	db, err := localdb.Open(ctx, dir, c.now)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	projects := make([]string, 20)
	if _, err := db.Edit(ctx, "fill", func(e *localdb.Edit) error {
		e.Permanent()
		for i := range projects {
			projects[i] = newID()
			if err := e.PutProject(task.Project{ID: projects[i], Name: fmt.Sprint("Project ", i), CreatedAt: c.at}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	words := []string{"call", "write", "review", "contract", "garden", "invoice", "dentist", "report", "budget", "ferns"}
	for first := 0; first < many; first += 10_000 {
		if _, err := db.Edit(ctx, "fill", func(e *localdb.Edit) error {
			e.Permanent()
			for i := first; i < first+10_000; i++ {
				t := task.New(newID(), fmt.Sprintf("%s the %s number %d", words[i%10], words[i/10%10], i), c.at.Add(-time.Duration(i)*time.Minute))
				t.Priority = task.Priority(1 + i%5)
				t.EstimateMin = i % 4 * 15
				if i%3 > 0 {
					t.Project = projects[i%20]
				}
				if i%10 == 0 {
					t.Due = task.Day(c.at.AddDate(0, 0, i/10%60-20))
				}
				if i%5 == 4 {
					t.Complete(c.at)
				}
				if err := e.PutTask(t); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

// percentiles reports the median and the 99th percentile of durations in milliseconds.
func percentiles(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2])/1e6, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100])/1e6, "p99-ms")
	b.ReportMetric(0, "ns/op")
}

// An edit of one task among many, durable.
func BenchmarkEdit(b *testing.B) {
	db, ctx, c := filled(b), context.Background(), start()
	var made []string
	for i := range 1000 {
		made = append(made, add(b, db, c, fmt.Sprint("edited task ", i)).ID)
	}
	b.ResetTimer()
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		if _, err := db.Edit(ctx, "edit", func(e *localdb.Edit) error {
			t, err := e.Task(made[i%len(made)])
			if err != nil {
				return err
			}
			t.Due = task.Day(c.at.AddDate(0, 0, i%300))
			t.EstimateMin = i%300 + 1
			return e.PutTask(t)
		}); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	percentiles(b, took)
}

// The floor of BenchmarkEdit: the rows that it writes, in the same file, by plain SQL
// in one transaction, with nothing read, merged or encoded.
func BenchmarkEditFloor(b *testing.B) {
	db, c := filled(b), start()
	dir := filepath.Dir(db.Path())
	var made []string
	for i := range 1000 {
		made = append(made, add(b, db, c, fmt.Sprint("edited task ", i)).ID)
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	raw, err := sql.Open("sqlite", "file:"+filepath.Join(dir, localdb.FileName)+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=wal_autocheckpoint(0)&_pragma=cache_size(-16384)&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	defer raw.Close()
	raw.SetMaxOpenConns(1)
	prepare := func(query string) *sql.Stmt {
		s, err := raw.Prepare(query)
		if err != nil {
			b.Fatal(err)
		}
		return s
	}
	row := prepare("UPDATE task SET due = ?, estimate_min = ?, clocks = ? WHERE id = ?")
	log := prepare("INSERT INTO change_log (grp, stamp, intent, body, undo) VALUES (?, ?, 'edit', ?, ?)")
	step := prepare("INSERT INTO undo_step (grp, intent, last) VALUES (?, 'edit', ?)")
	digest := prepare("INSERT INTO digest (bucket, sum) VALUES (?, ?) ON CONFLICT (bucket) DO UPDATE SET sum = excluded.sum")
	state := prepare("UPDATE state SET clock = ?")
	clocks, body := make([]byte, 160), string(slices.Repeat([]byte("x"), 300))
	b.ResetTimer()
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		tx, err := raw.Begin()
		if err != nil {
			b.Fatal(err)
		}
		do := func(s *sql.Stmt, args ...any) {
			if _, err := tx.Stmt(s).Exec(args...); err != nil {
				b.Fatal(err)
			}
		}
		clocks[i%len(clocks)]++
		do(row, c.at.AddDate(0, 0, i%300).Format(time.DateOnly), i%300+1, clocks, made[i%len(made)])
		do(log, i, clocks[:16], body, body)
		do(step, 1_000_000+i, i)
		do(digest, i%256, i)
		do(state, clocks[:16])
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	percentiles(b, took)
}

// The first 100 tasks of today.
func BenchmarkToday(b *testing.B) {
	db, c := filled(b), start()
	e, err := query.Parse("today | overdue", c.at)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if list, err := db.List(context.Background(), e, localdb.ByDue, 100); err != nil || len(list) != 100 {
			b.Fatal(len(list), err)
		}
	}
}

// The floor of BenchmarkToday: 100 whole rows by the index on due.
func BenchmarkTodayFloor(b *testing.B) {
	db := filled(b)
	raw, err := sql.Open("sqlite", "file:"+db.Path())
	if err != nil {
		b.Fatal(err)
	}
	defer raw.Close()
	stmt, err := raw.Prepare("SELECT * FROM task WHERE due < '2026-03-12' AND status <> 'completed' AND deleted_at IS NULL ORDER BY due LIMIT 100")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		rows, err := stmt.Query()
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		columns, _ := rows.Columns()
		dest := make([]any, len(columns))
		for i := range dest {
			dest[i] = new(any)
		}
		for rows.Next() {
			if err := rows.Scan(dest...); err != nil {
				b.Fatal(err)
			}
			n++
		}
		rows.Close()
		if n != 100 {
			b.Fatal(n)
		}
	}
}

// The list of everything that is open, as far as the window shows it.
func BenchmarkAnytime(b *testing.B) {
	db := filled(b)
	for b.Loop() {
		if list, err := db.List(context.Background(), query.Open, localdb.ByDue, 200); err != nil || len(list) != 200 {
			b.Fatal(len(list), err)
		}
	}
}

// A word that is in a fifth of the tasks, one in none but one, and one in every task.
func BenchmarkSearch(b *testing.B) {
	db := filled(b)
	for _, words := range []string{"contract", "number 77777", "the"} {
		b.Run(words, func(b *testing.B) {
			for b.Loop() {
				if list, err := db.Search(context.Background(), words, 50); err != nil || len(list) == 0 {
					b.Fatal(len(list), err)
				}
			}
		})
	}
}

// Reading what is to be ranked.
func BenchmarkRankable(b *testing.B) {
	db := filled(b)
	for b.Loop() {
		if list, err := db.Rankable(context.Background()); err != nil || len(list) < many/2 {
			b.Fatal(len(list), err)
		}
	}
}

// The first sync of 10,000 tasks, in pages as the server sends them.
func BenchmarkFirstSync10k(b *testing.B) {
	c := start()
	var pages []merge.Page
	for first := 0; first < 10_000; first += 1000 {
		page := merge.Page{Epoch: 1, Next: int64(first + 1000)}
		for i := first; i < first+1000; i++ {
			stamp := merge.NewStamp(c.at.UnixMilli(), uint16(i), 7)
			cells := merge.Entity{}
			for field, v := range map[string]merge.Value{
				"title": merge.String(fmt.Sprint("a task from another device ", i)), "status": merge.String("pending"), "priority": merge.Int(3),
				"project": merge.String("018f0000-0000-7000-8000-000000000001"), "due": merge.String("2026-03-12"), "estimate_min": merge.Int(30),
				"created_at": merge.Int(c.at.UnixMilli()), "source": merge.String("quick_add"),
			} {
				cells[merge.Key{Field: field}] = merge.Cell{Value: v, Stamp: stamp}
			}
			page.Records = append(page.Records, merge.Record{Kind: "task", ID: newID(), Seq: int64(i + 1), Cells: cells})
		}
		pages = append(pages, page)
	}
	for b.Loop() {
		b.StopTimer()
		db := open(b, b.TempDir(), c)
		b.StartTimer()
		for _, page := range pages {
			if err := db.Receive(context.Background(), page); err != nil {
				b.Fatal(err)
			}
		}
	}
}
