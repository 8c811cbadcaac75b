package engine

import (
	"fmt"
	"slices"
	"time"
)

// A State says in a word how sync is.
type State string

// How sync can be.
const (
	Syncing         State = "syncing"          // there is something to send or to fetch
	Synced          State = "synced"           // nothing is left on either side
	Offline         State = "offline"          // the server cannot be reached
	SignInNeeded    State = "sign_in_needed"   // the session has ended; local work goes on
	UpgradeRequired State = "upgrade_required" // the server no longer speaks this version
	Attention       State = "attention"        // something for the person to look at: Error, or Rejected
)

// A Status is how sync is at one moment.
type Status struct {
	State    State
	Pending  int           // change sets that the server does not have yet
	Rejected int           // change sets that it will never take
	LastSync time.Time     // when copy and server were last seen equal by this engine; zero for not yet
	NextTry  time.Time     // when the next try is due; zero while nothing waits for one
	Error    string        // what is wrong, for the person; empty when all is well
	Offset   time.Duration // the server's clock less this device's, as last learned
	Stream   bool          // changes arrive as they happen, not by asking
	Server   string        // the server's version, for the details; empty before the first contact
}

// RetryIn returns the whole seconds until the next try; 0 when nothing waits for one.
func (s Status) RetryIn(now time.Time) int {
	if s.NextTry.IsZero() || !s.NextTry.After(now) {
		return 0
	}
	return int((s.NextTry.Sub(now) + time.Second - 1) / time.Second)
}

// stuck is how many tries in a row come to nothing before a person is told, whatever the
// reason.
const stuck = 6

// Status returns how sync is now.
func (e *Engine) Status() Status {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := Status{
		State: Synced, Pending: e.pending, Rejected: e.rejected, LastSync: e.lastSync,
		Offset: e.offset, Stream: e.live, Server: e.facts.version,
	}
	switch {
	case e.pending > 0 || !e.atHead || !e.greeted:
		s.State = Syncing
	case e.rejected > 0:
		s.State, s.Error = Attention, fmt.Sprintf("The server did not take some changes (%d).", e.rejected)
	}
	worst := -1
	for _, l := range e.lanes() {
		if l.fault == nil {
			continue
		}
		state, text := l.fault.state, l.fault.text
		if state == "" {
			if l.attempt < stuck {
				continue
			}
			state, text = Attention, "Sync does not get on. It is tried again."
		}
		if n := slices.Index(gravity, state); n > worst {
			worst, s.State, s.Error, s.NextTry = n, state, text, l.next
		}
	}
	return s
}

// gravity orders the states that a fault can bring about.
var gravity = []State{Attention, Offline, UpgradeRequired, SignInNeeded}

// OnStatus has fn called with each new status, one at a time and in order. fn must not
// wait for long: the engine waits for it.
func (e *Engine) OnStatus(fn func(Status)) {
	e.telling.Lock()
	defer e.telling.Unlock()
	e.listeners = append(e.listeners, fn)
}

// publish tells the listeners, if the status is another.
func (e *Engine) publish() {
	e.telling.Lock()
	defer e.telling.Unlock()
	s := e.Status()
	if s == e.last {
		return
	}
	e.last = s
	for _, fn := range e.listeners {
		fn(s)
	}
}
