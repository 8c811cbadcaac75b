package engine

import (
	"context"

	"google.golang.org/protobuf/proto"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
)

// facts are what Hello told of the server.
type facts struct {
	epoch   int64
	limits  *mindflowv1.Limits
	version string
	forked  *fault // why nothing may be pushed
}

// greet says Hello, unless it was said since the last time without network.
func (e *Engine) greet(ctx context.Context) error {
	if _, ok := e.told(); ok {
		return nil
	}
	// The position is read before the outbox. The other way round, an edit in between
	// would be counted as made but not as waiting, and the server would skip its number.
	pos, err := e.position(ctx)
	if err != nil {
		return err
	}
	first := pos.LastSeq + 1
	sets, err := e.o.Store.Outbox(ctx, 1)
	if err != nil {
		return local(err)
	}
	if len(sets) > 0 {
		first = sets[0].Seq
	}
	res, err := call(ctx, e, callLimit, e.client.Hello, &mindflowv1.HelloRequest{
		Client: &mindflowv1.Client{
			Platform: e.o.Platform, AppVersion: e.o.Version, InstallNonce: pos.InstallNonce, Name: e.o.Name, Protocol: protocol,
		},
		Cursor:    &mindflowv1.Cursor{SpaceId: pos.Space, Epoch: pos.Epoch, Seq: pos.Cursor},
		FirstDseq: first, LastDseq: pos.LastSeq,
	})
	if err != nil {
		return err
	}
	told := facts{epoch: res.GetEpoch(), limits: proto.CloneOf(&defaults), version: res.GetServerVersion()}
	proto.Merge(told.limits, res.GetLimits())
	restart := pos.Epoch != 0 && (res.GetEpoch() != pos.Epoch || res.GetHead() < pos.Cursor)
	if c := res.GetControl(); c != nil {
		switch {
		case fromZero(c):
			restart = true
		case c.GetReason() == mindflowv1.ControlReason_CONTROL_REASON_DEVICE_FORKED:
			told.forked, restart = instructed(c, nil), false
		case c.GetReason() == mindflowv1.ControlReason_CONTROL_REASON_QUOTA: // Push says so too
		default:
			return instructed(c, nil)
		}
	}
	e.mu.Lock()
	e.facts, e.greeted = told, true
	if restart {
		e.restart++
	}
	e.mu.Unlock()
	if restart {
		e.pulling.interrupt()
		e.o.Logger.Info("sync: pulling from the start", "epoch", told.epoch, "was", pos.Epoch)
	}
	e.pushing.bell.ring()
	e.pulling.bell.ring()
	return nil
}

// told returns what Hello told, and whether that still holds.
func (e *Engine) told() (facts, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.facts, e.greeted
}

// position reads where the copy stands, for the status too.
func (e *Engine) position(ctx context.Context) (Position, error) {
	pos, err := e.o.Store.Position(ctx)
	if err != nil {
		return pos, local(err)
	}
	e.mu.Lock()
	e.pending, e.rejected = pos.Pending, pos.Rejected
	e.mu.Unlock()
	e.publish()
	return pos, nil
}
