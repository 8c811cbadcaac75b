package engine

import (
	"context"
	"time"

	"connectrpc.com/connect"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/sync/wire"
)

const (
	protocol     = 1
	callLimit    = 30 * time.Second // for a call that does not wait for news
	largestReply = 32 << 20         // far more than the server's pages
	zipFrom      = 8 << 10          // smaller requests are not worth compressing
)

// What a link takes as good where the server says nothing.
var defaults = mindflowv1.Limits{
	MessageBytes: 4 << 20, PushSets: wire.MaxPushSets, SetWrites: wire.MaxSetWrites, SetBytes: wire.MaxSetBytes,
	ValueBytes: wire.MaxValueBytes, WaitMs: 25_000, KeepaliveMs: 20_000,
}

// withToken makes the call that ctx is used for carry an access token.
func withToken(ctx context.Context, token string) context.Context {
	ctx, info := connect.NewClientContext(ctx)
	info.RequestHeader().Set("Authorization", "Bearer "+token)
	return ctx
}

// A reply is what every call is answered with.
type reply interface {
	GetServerMs() int64
	GetControl() *mindflowv1.Control
}

// call makes one call within a limit of time and, where the server does not take the
// access token, once more with a fresh one.
func call[Req any, Res reply](ctx context.Context, e *Engine, limit time.Duration, fn func(context.Context, Req) (Res, error), req Req) (Res, error) {
	for again := false; ; again = true {
		var none Res
		token, err := e.o.Session.Access(ctx)
		if err != nil {
			return none, explain(err)
		}
		res, err := timed(ctx, e, limit, token, fn, req)
		if err == nil && res.GetControl().GetReason() == mindflowv1.ControlReason_CONTROL_REASON_REAUTH {
			err = instructed(res.GetControl(), nil)
		}
		if err == nil {
			return res, nil
		}
		f := explain(err)
		if f.kind != ErrSignInNeeded {
			return none, f
		}
		e.o.Session.Refused(token)
		if again || revoked(err) {
			return none, f
		}
	}
}

func timed[Req any, Res reply](ctx context.Context, e *Engine, limit time.Duration, token string, fn func(context.Context, Req) (Res, error), req Req) (Res, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	sent := e.o.Now()
	res, err := fn(withToken(ctx, token), req)
	if err == nil && limit == callLimit { // a reply that waited for news says nothing of the way there
		e.learn(res.GetServerMs(), sent, e.o.Now())
	}
	return res, err
}

// revoked reports whether a fresh token would be of no use.
func revoked(err error) bool {
	return controlOf(err).GetReason() == mindflowv1.ControlReason_CONTROL_REASON_DEVICE_REVOKED
}

// learn notes how far this device's clock is off, taking the server's reading as that of
// the middle of the call.
func (e *Engine) learn(serverMillis int64, sent, received time.Time) {
	if serverMillis <= 0 {
		return
	}
	middle := sent.Add(received.Sub(sent) / 2)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.offset = time.UnixMilli(serverMillis).Sub(middle).Round(time.Millisecond)
}
