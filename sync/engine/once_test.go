package engine_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"connectrpc.com/connect"

	"mindflow/sync/engine"
	mindflowv1 "mindflow/sync/gen/mindflow/v1"
)

// Once sends and fetches everything there is, and returns.
func TestOnce(t *testing.T) {
	inWorld(t, func(w *world) {
		w.srv.pageSize, w.srv.limits = 3, &mindflowv1.Limits{PushSets: 4}
		a, b := w.device("a"), w.device("b")
		b.pos.Adopting = true
		for _, id := range titles(10) {
			a.put(id, "x")
			b.put(id+"-of-b", "x")
		}
		for _, d := range []*device{a, b, a} {
			if err := d.engine.Once(w.t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		w.agree(a, b)
	})
}

// Its errors are told apart, and what can be done is done.
func TestOnceFails(t *testing.T) {
	refuse := func(call string, err error) func(*world, *device) {
		return func(w *world, _ *device) {
			w.srv.before = func(_ context.Context, c string) error {
				if c == call {
					return err
				}
				return nil
			}
		}
	}
	for name, c := range map[string]struct {
		spoil func(*world, *device)
		want  error
		push  bool // what was edited here is on the server all the same
	}{
		"no server":   {func(w *world, _ *device) { w.net.cut() }, engine.ErrOffline, false},
		"busy server": {refuse("Hello", connect.NewError(connect.CodeUnavailable, errors.New("x"))), engine.ErrOffline, false},
		"signed out":  {func(_ *world, d *device) { d.badge.signOut(true) }, engine.ErrSignInNeeded, false},
		"refused":     {func(w *world, d *device) { w.srv.revoked["a/0"], w.srv.revoked["a/1"] = true, true }, engine.ErrSignInNeeded, false},
		"too old": {func(w *world, _ *device) {
			w.srv.control = func(string) *mindflowv1.Control {
				return control(mindflowv1.ControlReason_CONTROL_REASON_UPGRADE_REQUIRED, 0)
			}
		}, engine.ErrUpgradeRequired, false},
		"no pull": {refuse("Pull", connect.NewError(connect.CodeUnavailable, errors.New("x"))), engine.ErrOffline, true},
		"expired": {func(w *world, d *device) { w.srv.revoked["a/0"] = true }, nil, true},
		"draining": {func(w *world, _ *device) {
			n := 0
			w.srv.before = func(context.Context, string) error {
				if n++; n < 4 {
					return refusal(connect.CodeUnavailable, control(mindflowv1.ControlReason_CONTROL_REASON_DRAINING, time.Second))
				}
				return nil
			}
		}, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				a := w.device("a")
				a.put("task-1", "x")
				c.spoil(w, a)
				if err := a.engine.Once(w.t.Context()); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
					t.Errorf("error is %v, want %v", err, c.want)
				}
				if there := w.srv.records[entityName{"task", "task-1"}] != nil; there != c.push {
					t.Errorf("pushed: %v", there)
				}
			})
		})
	}
}

// An engine does one thing at a time.
func TestOnceWhileRunning(t *testing.T) {
	inWorld(t, func(w *world) {
		a := w.running("a")
		if err := a.engine.Once(w.t.Context()); !errors.Is(err, engine.ErrRunning) {
			t.Errorf("Once: %v", err)
		}
		if err := a.engine.Run(w.t.Context()); !errors.Is(err, engine.ErrRunning) {
			t.Errorf("Run: %v", err)
		}
	})
}
