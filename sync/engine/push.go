package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/proto"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/sync/merge"
	"mindflow/sync/wire"
)

// largestPush is the most bytes in a push, whatever the server takes: on a slow line a
// larger one would not arrive in time.
const largestPush = 1 << 20

// noSet is the value of Engine.unsent that keeps every set from being left out.
const noSet = -1

// A batch is the front of the outbox as it goes out. Where the server would refuse a set,
// or the whole message because of it, an empty one goes in its place: it is rejected and
// its number used up, so that what is behind it is not held up. The set itself stays with
// the person.
type batch struct {
	sets   []merge.ChangeSet
	sent   []*mindflowv1.ChangeSet
	hollow map[int64]merge.Reason // the sets that an empty one stands for, and why
}

// push sends the outbox, oldest first, until it is empty.
func (e *Engine) push(ctx context.Context) error {
	for done := int64(0); ; {
		e.pushing.beat(0)
		told, ok := e.told()
		if !ok {
			return errWait
		}
		pos, err := e.position(ctx)
		if err != nil {
			return err
		}
		if pos.Adopting {
			return errWait
		}
		if told.forked != nil {
			return told.forked
		}
		b, err := e.pack(ctx, told.limits)
		if err != nil || len(b.sets) == 0 {
			return err
		}
		if b.sets[0].Seq <= done { // the server is not to be sent the same without end
			return local(fmt.Errorf("change set %d is still in the outbox after it was acknowledged", b.sets[0].Seq))
		}
		if done > 0 {
			e.pushing.well()
		}
		if done, err = e.send(ctx, pos, told, b); err != nil {
			return err
		}
	}
}

// pack takes from the outbox what fits into one push.
func (e *Engine) pack(ctx context.Context, limits *mindflowv1.Limits) (batch, error) {
	e.mu.Lock()
	most, unsent := min(e.most, int(limits.GetPushSets())), e.unsent
	e.mu.Unlock()
	var b batch
	sets, err := e.o.Store.Outbox(ctx, max(most, 1))
	if err != nil {
		return b, local(err)
	}
	room := min(int(limits.GetMessageBytes()), largestPush) - 1<<10 // the rest of the message
	b.hollow = map[int64]merge.Reason{}
	for i, set := range sets {
		if i > 0 && set.Seq != sets[i-1].Seq+1 {
			break // the server would answer with a gap
		}
		m := wire.ChangeSet(set)
		size := proto.Size(m)
		reason := merge.NoReason
		switch {
		case size > int(limits.GetSetBytes()) || len(set.Writes) > int(limits.GetSetWrites()) || slices.ContainsFunc(set.Writes,
			func(w merge.Write) bool { return w.Value.Len() > int(limits.GetValueBytes()) }):
			reason = merge.TooLarge
		case set.Seq == unsent:
			reason = merge.Invalid
		}
		if reason != merge.NoReason {
			b.hollow[set.Seq] = reason
			m = &mindflowv1.ChangeSet{Dseq: set.Seq, Stamp: set.Stamp[:]}
			size = proto.Size(m)
		}
		if room -= size + 8; room < 0 && i > 0 { // 8: what leads a set in the message
			break
		}
		b.sets, b.sent = append(b.sets, set), append(b.sent, m)
	}
	return b, nil
}

// send pushes one batch and stores the answers. It returns the last number that was
// acknowledged.
func (e *Engine) send(ctx context.Context, pos Position, told facts, b batch) (int64, error) {
	res, err := call(ctx, e, callLimit, e.client.Push, &mindflowv1.PushRequest{
		SpaceId: pos.Space, Epoch: told.epoch, InstallNonce: pos.InstallNonce, Sets: b.sent,
	})
	if err != nil {
		e.shrink(b, err)
		return 0, err
	}
	acks, gap, err := answers(b, res.GetAcks())
	if err != nil {
		return 0, garbled(err)
	}
	for _, a := range acks {
		if a.Status == merge.Rejected {
			e.o.Logger.Warn("sync: the server will never take a change set", "seq", a.Seq, "reason", a.Reason, "detail", a.Detail)
		}
	}
	if len(acks) > 0 {
		if err := e.o.Store.Acknowledge(ctx, acks); err != nil {
			return 0, local(err)
		}
		e.mu.Lock()
		e.most, e.unsent = min(max(e.most, 1)*2, wire.MaxPushSets), 0
		e.contact()
		e.mu.Unlock()
		if _, err := e.position(ctx); err != nil {
			return 0, err
		}
	}
	switch c := res.GetControl(); {
	case c.GetReason() == mindflowv1.ControlReason_CONTROL_REASON_DEVICE_FORKED:
		e.mu.Lock()
		e.facts.forked = instructed(c, nil)
		e.mu.Unlock()
		return 0, instructed(c, nil)
	case c != nil:
		return 0, instructed(c, nil)
	case len(acks) > 0:
		return acks[len(acks)-1].Seq, nil // what is behind a gap is the front of the outbox now, and goes out again
	case gap && res.GetLastDseq()+1 < b.sets[0].Seq:
		// The server lost sets that it had. Hello tells it from where on this device has
		// them, and it goes on from there.
		return 0, &fault{hello: true, err: fmt.Errorf("the server has change sets up to %d, the outbox begins at %d", res.GetLastDseq(), b.sets[0].Seq)}
	}
	return 0, garbled(fmt.Errorf("no answer to change set %d, gap %v, last %d", b.sets[0].Seq, gap, res.GetLastDseq()))
}

// answers reads the acks of a batch, up to the first gap.
func answers(b batch, ms []*mindflowv1.Ack) (acks []merge.Ack, gap bool, err error) {
	all, err := wire.ReadAcks(ms)
	if err != nil {
		return nil, false, err
	}
	if len(all) > len(b.sets) {
		return nil, false, fmt.Errorf("%d answers to %d change sets", len(all), len(b.sets))
	}
	for i, a := range all {
		if a.Seq != b.sets[i].Seq {
			return nil, false, fmt.Errorf("answer %d is to change set %d, want %d", i, a.Seq, b.sets[i].Seq)
		}
		if a.Status == merge.Gap {
			return all[:i], true, nil
		}
		if reason, ok := b.hollow[a.Seq]; ok {
			all[i] = merge.Ack{Seq: a.Seq, Status: merge.Rejected, Reason: reason, Detail: "not sent: beyond what the server takes"}
		}
	}
	return all, false, nil
}

// shrink makes the next push smaller after one that failed, for a slow line or for a set
// that makes the server refuse the whole message. Once that is found, it is left out.
func (e *Engine) shrink(b batch, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.most = max(len(b.sets)/2, 1)
	call, ok := errors.AsType[*connect.Error](err)
	if !ok || !connect.IsWireError(err) || call.Code() != connect.CodeInvalidArgument || len(b.sets) > 1 {
		return
	}
	switch _, empty := b.hollow[b.sets[0].Seq]; {
	case empty:
		e.unsent = noSet // an empty one is refused as well: the set is not to blame
	case e.unsent != noSet:
		e.unsent = b.sets[0].Seq
	}
}
