package engine

import (
	"context"
	"errors"
	"time"
)

// The waits between tries, and how long a step may give no sign of life.
const (
	firstPause = 500 * time.Millisecond
	longPause  = time.Minute
	patience   = time.Minute
)

// How a step ends that was neither done nor failed.
var (
	errWait    = errors.New("nothing can be done before another lane is done")
	errAgain   = errors.New("to be done again at once")
	errRoused  = errors.New("the network changed")
	errStalled = errors.New("no progress for too long")
)

// A lane runs one step of sync over and over: when its bell rings, and after a failed try.
// Lanes know nothing of each other, so that one which fails stops no other.
type lane struct {
	e    *Engine
	name string
	step func(context.Context) error
	bell bell // there may be something to do
	kick bell // try now, whatever the back-off says

	// Under e.mu.
	attempt int                     // failed tries in a row
	fault   *fault                  // of the last try; nil when it went well
	next    time.Time               // when the next try is due
	cancel  context.CancelCauseFunc // ends the step that is running
	alive   *time.Timer             // goes off when that step stalls
}

// A bell is a flag that can be waited for. Ringing it twice is ringing it once.
type bell chan struct{}

func (b bell) ring() {
	select {
	case b <- struct{}{}:
	default:
	}
}

func newLane(e *Engine, name string, step func(context.Context) error) *lane {
	return &lane{e: e, name: name, step: step, bell: make(bell, 1), kick: make(bell, 1)}
}

// run runs the lane until ctx ends.
func (l *lane) run(ctx context.Context) {
	for ctx.Err() == nil {
		switch err := l.try(ctx); {
		case ctx.Err() != nil || errors.Is(err, errAgain):
		case err == nil:
			l.well()
			l.park(ctx)
		case errors.Is(err, errWait):
			l.park(ctx)
		default:
			l.pause(ctx, explain(err))
		}
	}
}

// try runs the step once and ends it when it gives no sign of life.
func (l *lane) try(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	alive := time.AfterFunc(patience, func() { cancel(errStalled) })
	defer alive.Stop()
	select {
	case <-l.kick: // this is the try that it asked for
	default:
	}
	l.e.mu.Lock()
	l.cancel, l.alive, l.next = cancel, alive, time.Time{}
	l.e.mu.Unlock()
	err := l.step(ctx)
	l.e.mu.Lock()
	l.cancel, l.alive = nil, nil
	l.e.mu.Unlock()
	if err == nil {
		return nil
	}
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errRoused):
		return errAgain
	case errors.Is(cause, errStalled):
		return offline(errStalled)
	}
	return err
}

// beat says that the running step lives, and that the next sign of life may take as long
// as wait and still be in time.
func (l *lane) beat(wait time.Duration) {
	l.e.mu.Lock()
	defer l.e.mu.Unlock()
	if l.alive != nil && l.alive.Stop() { // a step that was ended stays so
		l.alive.Reset(wait + patience)
	}
}

// well notes that the lane works.
func (l *lane) well() {
	l.e.mu.Lock()
	l.attempt, l.fault, l.next = 0, nil, time.Time{}
	l.e.mu.Unlock()
	l.e.publish()
}

// answered notes that the server answers, which does not yet say that the step will be
// well: the back-off goes on where it was.
func (l *lane) answered() {
	l.e.mu.Lock()
	l.fault = nil
	l.e.mu.Unlock()
	l.e.publish()
}

// park waits for the bell.
func (l *lane) park(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-l.bell:
	}
}

// pause waits for the next try: at least as long as the server asked for and, unless it
// is kicked, as long as the back-off says.
func (l *lane) pause(ctx context.Context, f *fault) {
	e := l.e
	e.mu.Lock()
	wait := f.every
	if wait == 0 {
		wait = e.backoff(l.attempt)
	}
	wait = max(wait, f.after)
	l.attempt++
	l.fault, l.next = f, e.o.Now().Add(wait)
	if f.hello {
		e.greeted = false
	}
	attempt := l.attempt
	e.mu.Unlock()
	if f.hello && l != e.greeting {
		e.greeting.bell.ring()
	}
	e.o.Logger.Info("sync: a try failed", "lane", l.name, "try", attempt, "wait", wait, "err", f)
	e.publish()

	due := time.NewTimer(wait)
	defer due.Stop()
	least := time.NewTimer(f.after)
	defer least.Stop()
	kick := (<-chan struct{})(nil)
	for {
		select {
		case <-ctx.Done():
			return
		case <-least.C:
			kick = l.kick
		case <-kick:
			return
		case <-due.C:
			return
		}
	}
}

// backoff draws the wait after a number of failed tries: anything up to a limit that
// doubles, so that devices which lost the server together do not come back together.
func (e *Engine) backoff(attempt int) time.Duration {
	limit := longPause
	if attempt < 7 { // 0.5 s … 32 s
		limit = firstPause << attempt
	}
	return time.Duration(e.o.Rand() * float64(limit))
}

// interrupt makes the step that is running begin anew.
func (l *lane) interrupt() {
	l.e.mu.Lock()
	defer l.e.mu.Unlock()
	if l.cancel != nil {
		l.cancel(errRoused)
	}
}

// rouse makes the lane try anew, now.
func (l *lane) rouse() {
	l.e.mu.Lock()
	l.attempt = 0
	l.e.mu.Unlock()
	l.interrupt()
	l.kick.ring()
	l.bell.ring()
}
