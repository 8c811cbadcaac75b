package app_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"mindflow/app"
)

// manyTasks opens a directory with 100,000 tasks, a fifth of them completed, in 20
// projects, as an import of Taskwarrior makes them.
func manyTasks(b *testing.B) *app.App {
	b.Helper()
	c := &clock{time.Date(2026, 3, 11, 9, 0, 0, 0, time.UTC)}
	a, err := app.Open(ctx, b.TempDir(), c.now)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { a.Close() })
	for part := range 2 {
		var file bytes.Buffer
		for i := range 50_000 {
			status, due := "pending", ""
			if i%5 == 4 {
				status = `completed","end":"20260301T080000Z`
			}
			if i%10 == 0 {
				due = fmt.Sprintf(`"due":"202603%02dT120000Z",`, i/10%28+1)
			}
			fmt.Fprintf(&file, `{"uuid":"%08d-0000-4000-8000-%012d","description":"task number %d of many","project":"P%d","entry":"20260101T080000Z",%s"status":"%s"}`+"\n", part, i, i, i%20, due, status)
		}
		if _, err := a.Import(ctx, "taskwarrior", "", file.Bytes(), false); err != nil {
			b.Fatal(err)
		}
	}
	return a
}

// What the window asks for, at 100,000 tasks.
func BenchmarkWindow(b *testing.B) {
	a := manyTasks(b)
	for _, view := range []string{"today", "inbox", "anytime", "upcoming", "done"} {
		b.Run(view, func(b *testing.B) {
			for b.Loop() {
				if _, err := a.View(ctx, app.ViewRequest{View: view, Limit: 200}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("sidebar", func(b *testing.B) {
		for b.Loop() {
			if _, err := a.Sidebar(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("next", func(b *testing.B) {
		for b.Loop() {
			if _, err := a.Next(ctx, 6); err != nil {
				b.Fatal(err)
			}
		}
	})
}
