package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"connectrpc.com/connect"

	"mindflow/sync/engine"
	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/sync/merge"
)

func numbers(n int) (all []int64) {
	for i := range n {
		all = append(all, int64(i+1))
	}
	return all
}

// Every change set takes effect exactly once and in order, however many replies are lost.
func TestPushOnceAndInOrder(t *testing.T) {
	inWorld(t, func(w *world) {
		n := 0
		w.net.lose = func(path string) bool {
			if !strings.HasSuffix(path, "/Push") {
				return false
			}
			n++
			return n%3 != 0 // two of three
		}
		w.srv.limits = &mindflowv1.Limits{PushSets: 7}
		a := w.device("a")
		for _, id := range titles(40) {
			a.put(id, "before the start")
		}
		w.start(a)
		for _, id := range titles(10) {
			a.edit(id, "later")
		}
		passes(20 * time.Minute)
		w.agree(a)
		if got := w.srv.applied["a"]; !slices.Equal(got, numbers(50)) {
			t.Errorf("applied %v", got)
		}
	})
}

// An edit that is made while a push is under way goes out right after it.
func TestWakeDuringPush(t *testing.T) {
	inWorld(t, func(w *world) {
		a := w.running("a")
		held := make(chan struct{})
		w.srv.set(func() {
			w.srv.before = func(_ context.Context, call string) error {
				if call == "Push" {
					<-held
				}
				return nil
			}
		})
		began := time.Now()
		a.edit("task-1", "first")
		synctest.Wait()
		a.edit("task-2", "second")
		synctest.Wait()
		if s := a.engine.Status(); s.State != engine.Syncing || s.Pending != 2 {
			t.Errorf("while the push is under way: %+v", s)
		}
		close(held)
		w.agree(a)
		if passed := time.Since(began); passed > 0 {
			t.Errorf("it took %s", passed)
		}
	})
}

// A device goes on from where the server has it, whether it answered a part of a push or
// lost what it had.
func TestGap(t *testing.T) {
	t.Run("within a push", func(t *testing.T) {
		inWorld(t, func(w *world) {
			once := true
			w.srv.answer = func(_ *mindflowv1.PushRequest, res *mindflowv1.PushResponse) {
				if once { // as if the server had stopped after the third
					once = false
					res.Acks = res.GetAcks()[:4]
					res.Acks[3] = &mindflowv1.Ack{Dseq: 4, Status: mindflowv1.AckStatus_ACK_STATUS_GAP}
					res.LastDseq = 3
				}
			}
			a := w.device("a")
			for _, id := range titles(10) {
				a.put(id, "x")
			}
			w.start(a)
			w.agree(a)
		})
	})
	t.Run("no answer at all", func(t *testing.T) {
		inWorld(t, func(w *world) {
			tries := 0
			w.srv.answer = func(_ *mindflowv1.PushRequest, res *mindflowv1.PushResponse) {
				if tries++; tries <= 2 {
					res.Acks = nil
				}
			}
			a := w.running("a")
			a.edit("task-1", "x")
			w.is(a, engine.Attention)
			passes(5 * time.Second)
			w.agree(a)
		})
	})
	t.Run("the server lost sets", func(t *testing.T) {
		inWorld(t, func(w *world) {
			a := w.running("a")
			for _, id := range titles(5) {
				a.edit(id, "x")
			}
			w.agree(a)
			w.srv.set(func() { w.srv.last["a"] = 2 })
			a.edit("task-9", "after")
			passes(5 * time.Second)
			w.agree(a)
			if got := w.srv.count("Hello"); got != 2 {
				t.Errorf("said Hello %d times", got)
			}
		})
	})
}

// A correction replaces what was pushed, and never what was typed since.
func TestCorrections(t *testing.T) {
	inWorld(t, func(w *world) {
		for _, id := range []string{"pushed", "typed"} {
			cell := merge.Cell{Value: merge.String("of the server"), Stamp: merge.NewStamp(time.Now().Add(time.Hour).UnixMilli(), 0, 9)}
			w.srv.records[entityName{"task", id}] = &merge.Record{Kind: "task", ID: id, Seq: 1, Cells: merge.Entity{{Field: "title"}: cell}}
		}
		a := w.device("a")
		a.put("pushed", "old")
		a.put("typed", "old")
		w.srv.before = func(_ context.Context, call string) error {
			if call == "Pull" || call == "Stream" {
				return connect.NewError(connect.CodeInternal, errors.New("down"))
			}
			if call == "Push" && a.title("typed") == "old" {
				a.mu.Lock()
				a.clock.Observe(merge.NewStamp(time.Now().Add(2*time.Hour).UnixMilli(), 0, 9))
				a.mu.Unlock()
				a.put("typed", "new")
			}
			return nil
		}
		w.start(a)
		if got := a.title("pushed"); got != "of the server" {
			t.Errorf("the pushed title is %q", got)
		}
		if got := a.title("typed"); got != "new" {
			t.Errorf("the title typed since is %q", got)
		}
	})
}

// A set that the server would not take goes to the person, and what is behind it goes on.
func TestSetsThatCannotBeTaken(t *testing.T) {
	t.Run("too large", func(t *testing.T) {
		inWorld(t, func(w *world) {
			w.srv.limits = &mindflowv1.Limits{SetBytes: 1000, ValueBytes: 500, SetWrites: 3}
			w.srv.before = func(_ context.Context, call string) error { return nil }
			largest := 0
			w.srv.answer = func(req *mindflowv1.PushRequest, _ *mindflowv1.PushResponse) {
				for _, set := range req.GetSets() {
					for _, write := range set.GetWrites() {
						largest = max(largest, len(write.GetValue().GetStringValue()))
					}
				}
			}
			a := w.device("a")
			a.put("task-1", "fits")
			a.put("task-2", strings.Repeat("v", 501))
			a.putAll("task-3", map[string]string{"a": strings.Repeat("s", 400), "b": strings.Repeat("s", 400), "c": strings.Repeat("s", 400)})
			a.putAll("task-4", map[string]string{"a": "1", "b": "2", "c": "3", "d": "4"})
			a.put("task-5", "fits")
			w.start(a)
			s := w.is(a, engine.Attention)
			if s.Pending != 0 || s.Rejected != 3 || s.Error == "" {
				t.Errorf("status %+v", s)
			}
			for seq := int64(2); seq <= 4; seq++ {
				if a.reasons[seq] != merge.TooLarge {
					t.Errorf("set %d is %s: %s", seq, a.store.state[seq], a.reasons[seq])
				}
			}
			if w.srv.records[entityName{"task", "task-5"}] == nil || largest > 500 {
				t.Errorf("the server has %d entities, and was sent a value of %d bytes", len(w.srv.records), largest)
			}
		})
	})
	refuse := func(w *world, refused func(titles []string) bool) {
		w.srv.answer = nil
		w.net.lose = nil
		w.srv.refuse = func(req *mindflowv1.PushRequest) error {
			var all []string
			for _, set := range req.GetSets() {
				for _, write := range set.GetWrites() {
					all = append(all, write.GetValue().GetStringValue())
				}
			}
			if refused(all) {
				return connect.NewError(connect.CodeInvalidArgument, errors.New("no"))
			}
			return nil
		}
	}
	t.Run("one makes the server refuse the message", func(t *testing.T) {
		inWorld(t, func(w *world) {
			refuse(w, func(titles []string) bool { return slices.Contains(titles, "poison") })
			a := w.device("a")
			for i, id := range titles(20) {
				a.put(id, map[bool]string{true: "poison"}[i == 11])
			}
			w.start(a)
			passes(10 * time.Minute)
			if s := w.is(a, engine.Attention); s.Pending != 0 || s.Rejected != 1 || a.reasons[12] != merge.Invalid {
				t.Errorf("status %+v, set 12 is %s", s, a.store.state[12])
			}
		})
	})
	t.Run("the server refuses everything", func(t *testing.T) {
		inWorld(t, func(w *world) {
			refuse(w, func([]string) bool { return true })
			a := w.running("a")
			a.edit("task-1", "x")
			passes(10 * time.Minute)
			if s := w.is(a, engine.Attention); s.Pending != 1 || s.Rejected != 0 {
				t.Errorf("status %+v", s)
			}
			w.srv.set(func() { w.srv.refuse = nil })
			passes(10 * time.Minute)
			w.agree(a)
		})
	})
}

// Neither way waits for the other.
func TestOneWayFails(t *testing.T) {
	for down, up := range map[string]string{"Push": "Pull", "Pull": "Push"} {
		t.Run(down+" fails", func(t *testing.T) {
			inWorld(t, func(w *world) {
				a, b := w.running("a"), w.running("b")
				fail := func(on bool) {
					w.srv.set(func() {
						w.srv.before = func(ctx context.Context, call string) error {
							info, _ := connect.CallInfoForHandlerContext(ctx)
							mine := strings.HasPrefix(info.RequestHeader().Get("Authorization"), "Bearer a/")
							if on && mine && (call == down || down == "Pull" && call == "Stream") {
								return connect.NewError(connect.CodeUnavailable, errors.New("down"))
							}
							return nil
						}
					})
				}
				fail(true)
				if down == "Pull" {
					close(w.srv.atStream) // every open stream ends
				}
				a.edit("of-a", "x")
				b.edit("of-b", "x")
				passes(2 * time.Minute)
				if there := a.title("of-b") != ""; there != (up == "Pull") {
					t.Errorf("what b did is on a: %v", there)
				}
				if there := b.title("of-a") != ""; there != (up == "Push") {
					t.Errorf("what a did is on b: %v", there)
				}
				if s := w.is(a, engine.Offline); s.Error == "" {
					t.Error("nothing is said")
				}
				w.srv.set(func() { w.srv.atStream = nil })
				fail(false)
				passes(2 * time.Minute)
				w.agree(a, b)
			})
		})
	}
}

// An edit between the two reads of a Hello must not be counted as one that was sent.
func TestEditDuringHello(t *testing.T) {
	inWorld(t, func(w *world) {
		a := w.device("a")
		a.put("task-1", "x")
		a.store.state[1], w.srv.last["a"] = "acked", 1
		var reads atomic.Int32
		a.hooked(func(context.Context, string) error {
			if reads.Add(1) == 2 {
				a.put("task-2", "x")
			}
			return nil
		})
		w.start(a)
		if got := w.srv.applied["a"]; !slices.Equal(got, []int64{2}) {
			t.Errorf("applied %v", got)
		}
	})
}

// A store that forgets an answer is told of it at the pace of the back-off.
func TestForgetfulStore(t *testing.T) {
	inWorld(t, func(w *world) {
		a := w.device("a")
		a.forgetful = true
		a.put("task-1", "x")
		w.start(a)
		passes(time.Minute)
		if w.is(a, engine.Attention); w.srv.count("Push") > 20 {
			t.Errorf("%d pushes", w.srv.count("Push"))
		}
	})
}

// Many edits made without network go out in few messages.
func TestBatches(t *testing.T) {
	inWorld(t, func(w *world) {
		a := w.device("a")
		for i := range 1000 {
			a.put(fmt.Sprint("task-", i), strings.Repeat("x", 2000))
		}
		w.start(a)
		w.agree(a)
		if n := w.srv.count("Push"); n > 5 {
			t.Errorf("%d pushes", n)
		}
	})
}
