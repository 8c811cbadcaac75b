package engine_test

import (
	"testing"
	"testing/synctest"

	"mindflow/sync/engine"
)

// What is done on one device is on the other at once, without any clock moving.
func TestEditsTravel(t *testing.T) {
	inWorld(t, func(w *world) {
		a, b := w.running("a"), w.running("b")
		a.edit("task-1", "Buy milk")
		synctest.Wait()
		if got := b.title("task-1"); got != "Buy milk" {
			t.Fatalf("b has %q", got)
		}
		b.edit("task-1", "Buy oat milk")
		w.agree(a, b)
		if got := a.title("task-1"); got != "Buy oat milk" {
			t.Errorf("a has %q", got)
		}
		if s := w.is(a, engine.Synced); !s.Stream || s.LastSync.IsZero() || s.Server != "fake" {
			t.Errorf("status %+v", s)
		}
	})
}
