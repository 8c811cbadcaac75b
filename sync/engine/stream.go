package engine

import (
	"context"
	"errors"
	"time"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
)

const (
	firstWord  = 10 * time.Second // a proxy that keeps the first message back keeps back all
	pollPeriod = 15 * time.Minute // before the stream is tried again
	steady     = 10 * time.Second // a stream that lasted so long was a good one
	badStreams = 3                // in a row, without a word: it does not get through
	tokenLeft  = 40 * time.Second // two keepalives before the token of the stream expires
)

var errSilent = errors.New("the stream fell silent")

// stream follows what happens until the stream ends, and says why it did.
func (e *Engine) stream(ctx context.Context) error {
	at, err := e.place(ctx)
	if err != nil {
		return err
	}
	token, err := e.o.Session.Access(ctx)
	if err != nil {
		return err
	}
	open, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	silence := time.AfterFunc(firstWord, func() { cancel(errSilent) })
	defer silence.Stop()
	opened := time.Now()
	words := 0
	messages, err := e.client.Stream(withToken(open, token), &mindflowv1.StreamRequest{Cursors: []*mindflowv1.Cursor{at.cursor()}})
	if err == nil {
		defer func() {
			cancel(nil) // before Close, which otherwise waits for what the server still sends
			_ = messages.Close()
			e.streaming(false)
		}()
		told, _ := e.told()
		between := 2 * time.Duration(told.limits.GetKeepaliveMs()) * time.Millisecond
		for messages.Receive() {
			if words++; words == 1 {
				e.streaming(true)
			}
			silence.Reset(between)
			e.pulling.beat(between)
			if err := e.hear(ctx, token, &at, messages.Msg()); err != nil {
				return err
			}
		}
		err = messages.Err()
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case words == 0 && errors.Is(context.Cause(open), errSilent):
		e.fallBack()
		return errAgain
	case words == 0:
		e.wordless()
	case time.Since(opened) > steady:
		e.pulling.well()
	}
	if err == nil {
		return soft("the stream ended")
	}
	f := explain(err)
	switch f.kind {
	case ErrSignInNeeded:
		// The token may only be too old. If the session has ended, the next call says so.
		e.o.Session.Refused(token)
		if !revoked(err) {
			return soft("the stream did not take the token")
		}
	case ErrOffline:
		// A stream alone that does not hold says nothing of the server. The next pull does.
		return soft("the stream broke off: " + f.Error())
	}
	return e.startOver(f, controlOf(err))
}

// hear acts on one message.
func (e *Engine) hear(ctx context.Context, token string, at *place, m *mindflowv1.StreamResponse) error {
	switch event := m.GetEvent().(type) {
	case *mindflowv1.StreamResponse_Page:
		_, news, err := e.take(ctx, at, event.Page)
		if news {
			e.pulling.well()
		}
		return err
	case *mindflowv1.StreamResponse_Keepalive:
		e.mu.Lock()
		e.contact()
		e.mu.Unlock()
		e.publish()
		if left := time.Duration(event.Keepalive.GetTokenExpiresS()) * time.Second; left <= tokenLeft {
			e.o.Session.Refused(token)
			return errAgain
		}
	case *mindflowv1.StreamResponse_Control:
		switch event.Control.GetReason() {
		case mindflowv1.ControlReason_CONTROL_REASON_REAUTH:
			e.o.Session.Refused(token)
			return soft("the stream wants a fresh token")
		case mindflowv1.ControlReason_CONTROL_REASON_DEVICE_REVOKED:
			e.o.Session.Refused(token)
		}
		return e.startOver(instructed(event.Control, nil), event.Control)
	}
	return nil
}

// wordless counts streams that ended before they said anything. After some in a row the
// engine asks for news instead.
func (e *Engine) wordless() {
	e.mu.Lock()
	e.mute++
	bad := e.mute >= badStreams
	e.mu.Unlock()
	if bad {
		e.fallBack()
	}
}

// fallBack makes the engine ask for news for a while instead of following a stream.
func (e *Engine) fallBack() {
	e.o.Logger.Info("sync: the stream does not get through, asking instead", "for", pollPeriod)
	e.mu.Lock()
	e.mute, e.pollUntil = 0, e.o.Now().Add(pollPeriod)
	e.mu.Unlock()
}

// streaming notes whether changes arrive as they happen.
func (e *Engine) streaming(on bool) {
	e.mu.Lock()
	e.live = on
	if on {
		e.mute = 0
	}
	e.mu.Unlock()
	e.publish()
}
