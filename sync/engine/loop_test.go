package engine_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"connectrpc.com/connect"

	"mindflow/sync/engine"
	mindflowv1 "mindflow/sync/gen/mindflow/v1"
)

// The waits of one lane double up to a minute; the lanes that follow Hello do not try
// before it got through.
func TestBackOff(t *testing.T) {
	inWorld(t, func(w *world) {
		w.net.cut()
		began := time.Now()
		a := w.device("a")
		w.start(a)
		a.edit("task-1", "x")
		passes(4 * time.Minute)
		var waits []float64
		for _, at := range w.net.dialled() {
			waits = append(waits, at.Sub(began).Seconds())
			began = at
		}
		if want := []float64{0, 0.5, 1, 2, 4, 8, 16, 32, 60, 60}; !slices.Equal(waits, want) {
			t.Errorf("waits are %v, want %v", waits, want)
		}
		s := w.is(a, engine.Offline)
		if s.Pending != 1 || s.RetryIn(time.Now()) != 4 || s.Error == "" {
			t.Errorf("status %+v, next try in %d s", s, s.RetryIn(time.Now()))
		}

		// With another network it is tried at once, and the waits begin anew.
		tried := len(w.net.dialled())
		a.engine.NetworkChanged()
		passes(600 * time.Millisecond)
		if got := len(w.net.dialled()) - tried; got != 2 {
			t.Errorf("%d tries, want one at once and one after half a second", got)
		}
		w.net.down.Store(false)
		passes(time.Second)
		w.agree(a)
	})
}

// Waits are spread over all of the time up to their limit.
func TestJitter(t *testing.T) {
	inWorld(t, func(w *world) {
		w.net.cut()
		a := w.device("a", func(o *engine.Options) { o.Rand = func() float64 { return 0.25 } })
		w.start(a)
		passes(2 * time.Second)
		var waits []time.Duration
		dials := w.net.dialled()
		for i, at := range dials[1:] {
			waits = append(waits, at.Sub(dials[i]))
		}
		if want := []time.Duration{125e6, 250e6, 500e6, 1e9}; !slices.Equal(waits, want) {
			t.Errorf("waits are %v, want %v", waits, want)
		}
	})
}

// The pause that a server asks for is kept, whatever happens to the network.
func TestRetryAfter(t *testing.T) {
	inWorld(t, func(w *world) {
		a := w.running("a")
		w.srv.set(func() {
			w.srv.before = func(_ context.Context, call string) error {
				if call == "Push" {
					return refusal(connect.CodeResourceExhausted, control(mindflowv1.ControlReason_CONTROL_REASON_RATE_LIMITED, 90*time.Second))
				}
				return nil
			}
		})
		a.edit("task-1", "x")
		synctest.Wait()
		a.engine.NetworkChanged()
		a.engine.Wake()
		passes(89 * time.Second)
		if got := w.srv.count("Push"); got != 1 {
			t.Errorf("pushed %d times before the time", got)
		}
		if got := w.srv.count("Hello"); got != 2 {
			t.Errorf("said Hello %d times, want one for each network", got)
		}
		w.srv.set(func() { w.srv.before = nil })
		passes(2 * time.Second)
		w.agree(a)
	})
}

// A step that makes no headway for a minute is ended and begun anew.
func TestWatchdog(t *testing.T) {
	for _, stuck := range []string{"receive", "acknowledge", "token"} {
		t.Run(stuck, func(t *testing.T) {
			inWorld(t, func(w *world) {
				a, b := w.device("a"), w.running("b")
				b.edit("task-2", "x")
				a.put("task-1", "x")
				var hung atomic.Bool
				hang := func(ctx context.Context, call string) error {
					if call == stuck && hung.CompareAndSwap(false, true) {
						<-ctx.Done()
					}
					return ctx.Err()
				}
				a.hooked(hang)
				a.badge.access = func(ctx context.Context) error { return hang(ctx, "token") }
				w.start(a)
				if s := a.engine.Status(); s.State == engine.Synced {
					t.Errorf("%s before it is", s.State)
				}
				passes(59 * time.Second)
				if !hung.Load() || a.engine.Status().State == engine.Synced {
					t.Error("it did not hang")
				}
				passes(3 * time.Second)
				w.agree(a, b)
			})
		})
	}
}

// A quiet stream that sends its signs of life is no reason to begin anew.
func TestQuietIsNotStuck(t *testing.T) {
	inWorld(t, func(w *world) {
		w.running("a")
		passes(3 * time.Hour)
		if got := w.srv.count("Stream"); got != 1 {
			t.Errorf("opened %d streams", got)
		}
	})
}

// A stream without signs of life is left, and the edits of the time between come in.
func TestDeadStream(t *testing.T) {
	inWorld(t, func(w *world) {
		a, b := w.running("a"), w.running("b")
		// a's connection takes nothing more, and nothing says so.
		held := make(chan struct{})
		w.srv.set(func() { w.srv.keepalive = func() int64 { w.srv.mu.Unlock(); <-held; w.srv.mu.Lock(); return 900 } })
		passes(30 * time.Second)
		w.srv.set(func() { w.srv.keepalive = nil })
		b.edit("task-1", "x")
		passes(20 * time.Second)
		close(held)
		w.agree(a, b)
		if got := w.srv.count("Stream"); got != 4 {
			t.Errorf("opened %d streams, want two for each device", got)
		}
	})
}

// When the wall clock jumps ahead, the machine slept, and its connections are dead.
func TestSleep(t *testing.T) {
	inWorld(t, func(w *world) {
		var jump atomic.Int64
		a := w.device("a", func(o *engine.Options) {
			o.Now = func() time.Time { return time.Now().Round(0).Add(time.Duration(jump.Load())) }
		})
		w.start(a)
		passes(time.Minute)
		jump.Store(int64(8 * time.Hour))
		passes(20 * time.Second)
		if got := w.srv.count("Hello"); got != 2 {
			t.Errorf("said Hello %d times", got)
		}
		w.agree(a)
	})
}

// Without a session nothing is sent, and local work goes on.
func TestSignInNeeded(t *testing.T) {
	for name, back := range map[string]func(*device){
		"told":        func(d *device) { d.engine.SignedIn() },
		"found out":   func(*device) { passes(time.Minute) },
		"new network": func(d *device) { d.engine.NetworkChanged() },
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				a, b := w.running("a"), w.running("b")
				w.srv.set(func() { w.srv.revoked["a/0"] = true })
				a.badge.signOut(true)
				a.edit("task-1", "x")
				a.edit("task-2", "x")
				if s := w.is(a, engine.SignInNeeded); s.Pending != 2 || s.Error == "" {
					t.Errorf("status %+v", s)
				}
				if b.title("task-1") != "" {
					t.Error("pushed without a session")
				}
				a.badge.signOut(false)
				back(a)
				w.agree(a, b)
			})
		})
	}
}

// A token that the server does not take is replaced once, in the same call.
func TestTokenRefused(t *testing.T) {
	inWorld(t, func(w *world) {
		a := w.running("a")
		w.srv.set(func() { w.srv.revoked["a/0"] = true })
		a.edit("task-1", "x")
		w.agree(a)
		if a.badge.refused != 1 || w.srv.count("Push") != 2 {
			t.Errorf("%d tokens were given back, %d pushes", a.badge.refused, w.srv.count("Push"))
		}
	})
}

// A stream goes on with a fresh token before its own expires, or when the server says so.
func TestTokenExpiresInStream(t *testing.T) {
	inWorld(t, func(w *world) {
		a, b := w.running("a"), w.device("b")
		left := int64(100)
		w.srv.set(func() {
			w.srv.keepalive = func() int64 { left -= 20; return left }
		})
		passes(61 * time.Second) // 80, 60, 40
		if a.badge.refused != 1 || w.srv.count("Stream") != 2 {
			t.Errorf("%d tokens were given back, %d streams", a.badge.refused, w.srv.count("Stream"))
		}
		w.srv.set(func() { w.srv.keepalive = nil })
		w.srv.atStream <- control(mindflowv1.ControlReason_CONTROL_REASON_REAUTH, 0)
		passes(time.Second)
		if a.badge.refused != 2 || w.srv.count("Stream") != 3 {
			t.Errorf("%d tokens were given back, %d streams", a.badge.refused, w.srv.count("Stream"))
		}
		w.start(b)
		b.edit("task-2", "x")
		w.agree(a, b)
	})
}

// What the server instructs is acted on, and no edit waits longer than it has to.
func TestInstructions(t *testing.T) {
	for name, c := range map[string]struct {
		reason mindflowv1.ControlReason
		state  engine.State
	}{
		"slow consumer":     {mindflowv1.ControlReason_CONTROL_REASON_SLOW_CONSUMER, engine.Synced},
		"draining":          {mindflowv1.ControlReason_CONTROL_REASON_DRAINING, engine.Synced},
		"of a later day":    {99, engine.Synced},
		"without a word":    {0, engine.Synced},
		"epoch":             {mindflowv1.ControlReason_CONTROL_REASON_EPOCH_CHANGED, engine.Synced},
		"cursor ahead":      {mindflowv1.ControlReason_CONTROL_REASON_CURSOR_AHEAD, engine.Synced},
		"horizon":           {mindflowv1.ControlReason_CONTROL_REASON_HORIZON_PASSED, engine.Synced},
		"too many calls":    {mindflowv1.ControlReason_CONTROL_REASON_RATE_LIMITED, engine.Synced},
		"old version":       {mindflowv1.ControlReason_CONTROL_REASON_UPGRADE_REQUIRED, engine.UpgradeRequired},
		"deleted account":   {mindflowv1.ControlReason_CONTROL_REASON_ACCOUNT_DELETED, engine.Attention},
		"signed out":        {mindflowv1.ControlReason_CONTROL_REASON_DEVICE_REVOKED, engine.SignInNeeded},
		"copied directory":  {mindflowv1.ControlReason_CONTROL_REASON_DEVICE_FORKED, engine.Attention},
		"full account":      {mindflowv1.ControlReason_CONTROL_REASON_QUOTA, engine.Attention},
		"token has expired": {mindflowv1.ControlReason_CONTROL_REASON_REAUTH, engine.Synced},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				a := w.running("a")
				a.edit("task-1", "x")
				w.agree(a)
				hard := c.state != engine.Synced
				w.srv.set(func() {
					w.srv.control = func(call string) *mindflowv1.Control {
						// A full account and a copied directory may still pull.
						soft := c.reason == mindflowv1.ControlReason_CONTROL_REASON_QUOTA || c.reason == mindflowv1.ControlReason_CONTROL_REASON_DEVICE_FORKED
						if hard && (call == "Push" || !soft) {
							return control(c.reason, 0)
						}
						return nil
					}
				})
				if c.reason == 0 {
					w.srv.atStream <- nil
				} else {
					w.srv.atStream <- control(c.reason, 0)
				}
				a.edit("task-2", "x")
				passes(2 * time.Second)
				w.is(a, c.state)
				w.srv.set(func() { w.srv.control = nil })
				a.engine.NetworkChanged() // or an hour, for some
				passes(time.Second)
				w.agree(a)
			})
		})
	}
}

// A store that cannot write keeps its place, the person is told, and the other way goes on.
func TestStoreFails(t *testing.T) {
	inWorld(t, func(w *world) {
		a, b := w.running("a"), w.running("b")
		full := errors.New("disk full")
		a.hooked(func(_ context.Context, call string) error {
			if call == "receive" {
				return full
			}
			return nil
		})
		b.edit("of-b", "x")
		a.edit("of-a", "x")
		if s := w.is(a, engine.Attention); s.Error == "" || s.Pending != 0 {
			t.Errorf("status %+v", s)
		}
		if b.title("of-a") == "" {
			t.Error("the push waited for the pull")
		}
		a.hooked(nil)
		passes(5 * time.Second)
		w.agree(a, b)
	})
}

// A listener hears each status once, in order, and the last is what Status says.
func TestStatusIsTold(t *testing.T) {
	inWorld(t, func(w *world) {
		a := w.running("a")
		a.edit("task-1", "x")
		synctest.Wait()
		w.net.cut()
		a.engine.NetworkChanged()
		passes(time.Second)
		w.net.down.Store(false)
		passes(5 * time.Second)
		a.mu.Lock()
		defer a.mu.Unlock()
		var states []engine.State
		for i, s := range a.seen {
			if i > 0 && s == a.seen[i-1] {
				t.Errorf("told twice: %+v", s)
			}
			if s.State != engine.Syncing { // how often, in between, is up to the order of the lanes
				states = append(states, s.State)
			}
		}
		if got, want := slices.Compact(states), []engine.State{engine.Synced, engine.Offline, engine.Synced}; !slices.Equal(got, want) {
			t.Errorf("heard %v, want %v", got, want)
		}
		if a.seen[0].State != engine.Syncing {
			t.Errorf("began as %+v", a.seen[0])
		}
		if last := a.seen[len(a.seen)-1]; last != a.engine.Status() {
			t.Errorf("last heard %+v, it is %+v", last, a.engine.Status())
		}
	})
}

// How far this device's clock is off is learned from every reply.
func TestClockOffset(t *testing.T) {
	inWorld(t, func(w *world) {
		w.srv.skew = -3 * time.Hour
		a := w.running("a")
		if s := a.engine.Status(); s.Offset != -3*time.Hour {
			t.Errorf("offset %s", s.Offset)
		}
		w.srv.set(func() { w.srv.skew = time.Minute })
		a.edit("task-1", "x")
		synctest.Wait()
		if s := a.engine.Status(); s.Offset != time.Minute {
			t.Errorf("offset %s", s.Offset)
		}
	})
}

// Whatever goes wrong, no content and no token is in the log.
func TestLogHoldsNoContent(t *testing.T) {
	inWorld(t, func(w *world) {
		w.srv.limits = &mindflowv1.Limits{ValueBytes: 40}
		a := w.device("a-canary-token")
		w.start(a)
		for i := range 8 {
			n := i
			w.srv.set(func() {
				w.srv.before = func(_ context.Context, call string) error {
					if n%2 == 0 {
						return connect.NewError(connect.Code(n+1), errors.New("refused"))
					}
					return nil
				}
			})
			a.edit("task-1", "canary "+strings.Repeat("canary ", n))
			passes(time.Minute)
		}
		if a.log.Len() == 0 || bytes.Contains([]byte(a.log.String()), []byte("canary")) {
			t.Errorf("the log:\n%s", a.log)
		}
	})
}
