package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"connectrpc.com/connect"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
)

// What can stop sync. Errors of Once and of CallError are told apart with errors.Is.
var (
	ErrOffline         = errors.New("the server cannot be reached")
	ErrSignInNeeded    = errors.New("sign-in needed")
	ErrUpgradeRequired = errors.New("this version is too old for the server")
	ErrRunning         = errors.New("sync is already running")
)

// A fault is why a step came to nothing, and what follows.
type fault struct {
	kind  error         // one of the errors above, or nil
	state State         // what it makes of the status; empty for one that needs no word
	text  string        // for the person
	after time.Duration // the server asked for at least this pause
	every time.Duration // comes in place of the back-off where trying often is of no use
	hello bool          // the next call is a Hello
	err   error         // for logs
}

func (f *fault) Error() string {
	switch {
	case f.kind == nil && f.err == nil:
		return f.text
	case f.kind == nil:
		return f.err.Error()
	case f.err == nil || f.err == f.kind:
		return f.kind.Error()
	}
	return f.kind.Error() + ": " + f.err.Error()
}

func (f *fault) Unwrap() []error {
	var all []error
	for _, err := range []error{f.kind, f.err} {
		if err != nil {
			all = append(all, err)
		}
	}
	return all
}

// soft is a fault that is mended by coming again, after a moment.
func soft(what string) *fault { return &fault{err: errors.New(what)} }

// garbled is a reply that breaks the protocol.
func garbled(err error) *fault {
	return &fault{state: Attention, text: "The server sent something that this version does not understand.", err: err}
}

// local is a failure of this device's store.
func local(err error) error {
	if err == nil {
		return nil
	}
	return &fault{state: Attention, text: "This device could not read or store its own data.", err: err}
}

// CallError turns the error of any call to the server into one that can be told apart
// with errors.Is; what it does not know stays as it is. It is for calls that are not the
// engine's own, such as those of a session.
func CallError(err error) error {
	if err == nil {
		return nil
	}
	if f := explain(err); f.kind != nil {
		return f
	}
	return err
}

// explain says what follows from an error.
func explain(err error) *fault {
	if f, ok := errors.AsType[*fault](err); ok {
		return f
	}
	if c := controlOf(err); c != nil {
		return instructed(c, err)
	}
	call, ok := errors.AsType[*connect.Error](err)
	switch {
	case errors.Is(err, ErrSignInNeeded):
		return &fault{kind: ErrSignInNeeded, state: SignInNeeded, text: "Sign in to go on with sync.", every: time.Minute, err: err}
	case errors.Is(err, ErrUpgradeRequired):
		return &fault{kind: ErrUpgradeRequired, state: UpgradeRequired, text: tooOld, every: time.Hour, err: err}
	case errors.Is(err, ErrOffline), errors.Is(err, context.DeadlineExceeded):
		return offline(err)
	case !ok:
		return &fault{state: Attention, text: "Something went wrong with sync.", err: err}
	case call.Code() == connect.CodeUnauthenticated:
		return &fault{kind: ErrSignInNeeded, state: SignInNeeded, text: "Sign in to go on with sync.", every: time.Minute, hello: true, err: err}
	case !connect.IsWireError(err): // nothing that a server of ours said
		return offline(err)
	}
	switch call.Code() {
	case connect.CodeUnavailable, connect.CodeDeadlineExceeded, connect.CodeCanceled, connect.CodeAborted:
		return offline(err)
	case connect.CodeResourceExhausted:
		return &fault{err: err}
	case connect.CodeUnimplemented:
		return &fault{state: Attention, text: "The server does not know this call. Is the address right?", err: err}
	}
	return &fault{state: Attention, text: fmt.Sprintf("The server could not answer (%s). It is tried again.", call.Code()), err: err}
}

const tooOld = "This version is too old for the server. Update MindFlow to go on with sync; what is on this device stays."

func offline(err error) *fault {
	return &fault{kind: ErrOffline, state: Offline, text: "The server cannot be reached. Changes are kept and sent later.", hello: true, err: err}
}

// controlOf returns the instruction that came with an error, or nil.
func controlOf(err error) *mindflowv1.Control {
	call, ok := errors.AsType[*connect.Error](err)
	if !ok {
		return nil
	}
	for _, d := range call.Details() {
		if m, err := d.Value(); err == nil {
			if c, ok := m.(*mindflowv1.Control); ok {
				return c
			}
		}
	}
	return nil
}

// instructed says what follows from an instruction of the server. One of a later version
// is like DRAINING: come again.
func instructed(c *mindflowv1.Control, err error) *fault {
	f := &fault{after: time.Duration(min(max(c.GetRetryAfterMs(), 0), maxAfter.Milliseconds())) * time.Millisecond, err: err}
	if err == nil {
		f.err = errors.New("the server says " + c.GetReason().String())
	}
	switch c.GetReason() {
	case mindflowv1.ControlReason_CONTROL_REASON_EPOCH_CHANGED, mindflowv1.ControlReason_CONTROL_REASON_CURSOR_AHEAD,
		mindflowv1.ControlReason_CONTROL_REASON_HORIZON_PASSED:
		f.hello = true
	case mindflowv1.ControlReason_CONTROL_REASON_DEVICE_FORKED:
		f.state, f.every = Attention, 10*time.Minute
		f.text = "This data was copied from another device, or is older than what was sent from it. Changes from other devices still arrive; changes made here are kept, but not sent."
	case mindflowv1.ControlReason_CONTROL_REASON_DEVICE_REVOKED:
		f.kind, f.state, f.every, f.hello = ErrSignInNeeded, SignInNeeded, time.Minute, true
		f.text = "This device was signed out from another one. Sign in to go on with sync."
	case mindflowv1.ControlReason_CONTROL_REASON_REAUTH:
		f.kind, f.state, f.every, f.hello = ErrSignInNeeded, SignInNeeded, time.Minute, true
		f.text = "Sign in to go on with sync."
	case mindflowv1.ControlReason_CONTROL_REASON_UPGRADE_REQUIRED:
		f.kind, f.state, f.text, f.every, f.hello = ErrUpgradeRequired, UpgradeRequired, tooOld, time.Hour, true
	case mindflowv1.ControlReason_CONTROL_REASON_QUOTA:
		f.state, f.every = Attention, 5*time.Minute
		f.text = "The account is full. Changes from other devices still arrive; changes made here are kept, but not sent."
	case mindflowv1.ControlReason_CONTROL_REASON_ACCOUNT_DELETED:
		f.state, f.every, f.hello = Attention, time.Hour, true
		f.text = "The account was deleted. What is on this device stays."
	}
	return f
}

// maxAfter is the longest pause that a server can ask for.
const maxAfter = time.Hour

// fromZero reports whether an instruction makes the device pull from the start, merging.
func fromZero(c *mindflowv1.Control) bool {
	switch c.GetReason() {
	case mindflowv1.ControlReason_CONTROL_REASON_EPOCH_CHANGED, mindflowv1.ControlReason_CONTROL_REASON_CURSOR_AHEAD,
		mindflowv1.ControlReason_CONTROL_REASON_HORIZON_PASSED:
		return true
	}
	return false
}
