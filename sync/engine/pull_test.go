package engine_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/proto"

	"mindflow/sync/engine"
	mindflowv1 "mindflow/sync/gen/mindflow/v1"
)

// Where a proxy holds the stream back, news are asked for, and the stream is tried again
// later.
func TestStreamHeldBack(t *testing.T) {
	inWorld(t, func(w *world) {
		w.net.stall.Store(true)
		a, b := w.running("a"), w.running("b")
		passes(10 * time.Second)
		began := time.Now()
		a.edit("task-1", "x")
		w.agree(a, b)
		if passed := time.Since(began); passed > 0 || a.engine.Status().Stream {
			t.Errorf("it took %s; stream: %v", passed, a.engine.Status().Stream)
		}
		passes(5 * time.Minute)
		if got := w.srv.count("Poll"); got < 20 || got > 40 {
			t.Errorf("asked %d times in five minutes on two devices, each waiting for 25 s", got)
		}
		w.net.stall.Store(false)
		passes(11 * time.Minute)
		if s := w.is(a, engine.Synced); !s.Stream {
			t.Error("no stream once it gets through")
		}
	})
}

// A stream that is refused over and over is replaced as one that is held back.
func TestStreamRefused(t *testing.T) {
	inWorld(t, func(w *world) {
		w.srv.before = func(_ context.Context, call string) error {
			if call == "Stream" {
				return connect.NewError(connect.CodeInternal, errors.New("no"))
			}
			return nil
		}
		a, b := w.running("a"), w.running("b")
		passes(10 * time.Second)
		a.edit("task-1", "x")
		w.agree(a, b)
	})
}

// A server that answers at once in place of waiting is not asked without end.
func TestPollDoesNotSpin(t *testing.T) {
	inWorld(t, func(w *world) {
		w.srv.limits = &mindflowv1.Limits{WaitMs: 1}
		w.net.stall.Store(true)
		w.running("a")
		passes(70 * time.Second)
		if got := w.srv.count("Poll"); got < 10 || got > 13 {
			t.Errorf("asked %d times in a minute", got)
		}
	})
}

// A stream that breaks at once each time is not opened without end.
func TestStreamDoesNotSpin(t *testing.T) {
	inWorld(t, func(w *world) {
		a := w.running("a")
		close(w.srv.atStream)
		passes(10 * time.Minute)
		if got := w.srv.count("Stream"); got > 25 {
			t.Errorf("opened %d streams in ten minutes", got)
		}
		w.srv.set(func() { w.srv.atStream = nil })
		passes(time.Minute)
		w.agree(a)
	})
}

// A server that was restored is pulled from the start, in the new epoch, and what was not
// sent yet goes out; nothing here is lost.
func TestRestoredServer(t *testing.T) {
	for name, online := range map[string]bool{"while connected": true, "while away": false} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				a := w.running("a")
				for _, id := range titles(5) {
					a.edit(id, "x")
				}
				w.agree(a)
				if !online {
					w.net.cut()
					a.engine.NetworkChanged()
					synctest.Wait()
				}
				w.srv.set(func() {
					w.srv.epoch, w.srv.last["a"], w.srv.head = 2, 2, 2
					for _, id := range titles(5)[2:] {
						delete(w.srv.records, entityName{"task", id})
					}
				})
				a.edit("task-9", "new")
				w.net.down.Store(false)
				if online {
					w.srv.atStream <- &mindflowv1.Control{Reason: mindflowv1.ControlReason_CONTROL_REASON_EPOCH_CHANGED, Epoch: 2}
				}
				passes(5 * time.Second)
				s := w.is(a, engine.Synced)
				if s.Pending != 0 || a.pos.Epoch != 2 || a.pos.Cursor != w.srv.head {
					t.Errorf("at %d of epoch %d, %+v", a.pos.Cursor, a.pos.Epoch, s)
				}
				for _, id := range append(titles(5), "task-9") {
					if a.title(id) == "" {
						t.Errorf("%s was lost here", id)
					}
				}
				if w.srv.records[entityName{"task", "task-9"}] == nil {
					t.Error("what was pending was not sent")
				}
			})
		})
	}
}

// A page that breaks the protocol is not stored and does not move the cursor.
func TestPagesThatAreWrong(t *testing.T) {
	for name, spoil := range map[string]func(*mindflowv1.Page){
		"another space":   func(p *mindflowv1.Page) { p.SpaceId = "0197f5c0-0000-7000-8000-00000000000f" },
		"no headway":      func(p *mindflowv1.Page) { p.Next, p.UpToDate, p.Entities = 0, false, nil },
		"beyond the head": func(p *mindflowv1.Page) { p.Next = p.GetHead() + 1 },
		"half an entity":  func(p *mindflowv1.Page) { p.Entities[0].Cells[0].Stamp = nil },
		"none":            func(p *mindflowv1.Page) { proto.Reset(p) },
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				b := w.running("b")
				b.edit("task-1", "x")
				w.agree(b)
				w.srv.set(func() { w.srv.spoil = spoil })
				a := w.running("a")
				passes(10 * time.Second)
				if w.is(a, engine.Attention); a.pos.Cursor != 0 || len(a.entities) > 0 {
					t.Errorf("at %d with %d entities", a.pos.Cursor, len(a.entities))
				}
				w.srv.set(func() { w.srv.spoil = nil })
				passes(time.Minute)
				w.agree(a, b)
			})
		})
	}
}

// What was made before the first sign-in is adopted after everything has come and before
// anything goes.
func TestAdoption(t *testing.T) {
	inWorld(t, func(w *world) {
		b := w.running("b")
		for _, id := range titles(30) {
			b.edit(id, "of b")
		}
		w.agree(b)
		w.srv.set(func() { w.srv.pageSize, w.srv.calls = 10, nil })
		a := w.device("a")
		a.pos.Adopting = true
		a.put("own", "of a")
		failed := false
		a.hooked(func(_ context.Context, call string) error {
			if call == "adopt" && !failed {
				failed = true
				return errors.New("disk full")
			}
			return nil
		})
		w.start(a)
		if w.srv.count("Push") > 0 {
			t.Error("pushed before it was adopted")
		}
		passes(time.Second)
		w.agree(a, b)
		want := []string{"receive", "receive", "receive", "adopt", "adopt"} // the first failed
		if !slices.Equal(a.steps[:min(len(want), len(a.steps))], want) {
			t.Errorf("steps %v, want %v first", a.steps, want)
		}
	})
}
