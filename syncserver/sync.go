package syncserver

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/sync/merge"
	"mindflow/sync/wire"
	"mindflow/syncserver/pgstore"
)

// protocol is the version that this server speaks, and the oldest it still does.
const protocol = 1

// syncService is what a device that is signed in calls.
type syncService struct{ *Server }

// ownSpace reads a space that the caller must own. Another's is answered like one that
// is not there.
func ownSpace(ctx context.Context, id string) (uuid.UUID, error) {
	c := callerOf(ctx)
	if id != c.space.String() {
		return uuid.Nil, errNotFound
	}
	return c.space, nil
}

// readCursor reads a cursor in a space of the caller.
func readCursor(ctx context.Context, m *mindflowv1.Cursor) (uuid.UUID, pgstore.Cursor, error) {
	space, err := ownSpace(ctx, m.GetSpaceId())
	if err == nil && (m.GetSeq() < 0 || m.GetEpoch() < 0) {
		err = invalid("cursor: it is negative")
	}
	return space, pgstore.Cursor{Epoch: m.GetEpoch(), Seq: m.GetSeq()}, err
}

// Hello says where the server stands.
func (s syncService) Hello(ctx context.Context, req *mindflowv1.HelloRequest) (*mindflowv1.HelloResponse, error) {
	space, cursor, err := readCursor(ctx, req.GetCursor())
	if err != nil {
		return nil, err
	}
	if err := checkClient(req.GetClient()); err != nil {
		return nil, err
	}
	if req.GetFirstDseq() < 0 || req.GetLastDseq() < 0 {
		return nil, invalid("first_dseq, last_dseq: they cannot be negative")
	}
	c := req.GetClient()
	reply := &mindflowv1.HelloResponse{Limits: s.message(), ServerVersion: s.Version, OldestProtocol: protocol}
	state, last, err := s.store.Hello(ctx, space, pgstore.Greeting{
		Device: pgstore.Device{ID: callerOf(ctx).device, Nonce: c.GetInstallNonce(), Name: c.GetName(), Platform: c.GetPlatform(), Version: c.GetAppVersion()},
		Cursor: cursor.Seq, First: req.GetFirstDseq(), Last: req.GetLastDseq(),
	})
	reply.ServerMs, reply.Epoch, reply.Head, reply.LastDseq = s.now().UnixMilli(), state.Epoch, state.Head, last
	if err == nil && cursor.Seq > 0 {
		switch {
		case cursor.Epoch != state.Epoch:
			err = pgstore.ErrEpoch
		case cursor.Seq > state.Head:
			err = pgstore.ErrAhead
		}
	}
	if c.GetProtocol() < protocol {
		reply.Control = control(mindflowv1.ControlReason_CONTROL_REASON_UPGRADE_REQUIRED)
		err = nil
	} else if reply.Control = spaceControl(space.String(), state, err); reply.Control != nil {
		err = nil
	}
	return reply, s.rpcError(ctx, "hello", err)
}

// Push stores change sets made on one device. Pushing the same set twice is harmless,
// so a device that lost our reply simply pushes again.
func (s syncService) Push(ctx context.Context, req *mindflowv1.PushRequest) (*mindflowv1.PushResponse, error) {
	space, err := ownSpace(ctx, req.GetSpaceId())
	if err != nil {
		return nil, err
	}
	if n := len(req.GetSets()); n > wire.MaxPushSets {
		return nil, invalid("sets: too many at once")
	}
	sets := make([]pgstore.Set, len(req.GetSets()))
	for i, m := range req.GetSets() {
		set, err := wire.ReadChangeSet(m)
		sets[i].ChangeSet = set
		if refused, ok := errors.AsType[*wire.Error](err); ok && set.Seq > 0 {
			sets[i].Refused, sets[i].Detail = refused.Reason, refused.Error()
		} else if err != nil {
			return nil, s.rpcError(ctx, "push", err)
		}
	}
	result, err := s.store.Push(ctx, pgstore.Caller{Space: space, Device: callerOf(ctx).device, Nonce: req.GetInstallNonce()}, req.GetEpoch(), sets)
	if result.Changed {
		s.hub.publish(pgstore.Note{Space: space})
	}
	reply := &mindflowv1.PushResponse{
		ServerMs: s.now().UnixMilli(), Acks: wire.Acks(result.Acks), LastDseq: result.LastSeq, Head: result.State.Head,
		Control: spaceControl(req.GetSpaceId(), result.State, err),
	}
	if reply.Control != nil {
		return reply, nil
	}
	for _, ack := range result.Acks {
		if ack.Reason == merge.Quota {
			reply.Control = &mindflowv1.Control{Reason: mindflowv1.ControlReason_CONTROL_REASON_QUOTA, SpaceId: req.GetSpaceId()}
		}
	}
	return reply, s.rpcError(ctx, "push", err)
}

// Pull reads what changed after a cursor, and waits for it if it is asked to.
func (s syncService) Pull(ctx context.Context, req *mindflowv1.PullRequest) (*mindflowv1.PullResponse, error) {
	space, cursor, err := readCursor(ctx, req.GetCursor())
	if err != nil {
		return nil, err
	}
	limit := s.PageEntities
	if n := int(req.GetLimit()); n > 0 {
		limit = min(limit, n)
	}
	var buckets []uint8
	for _, n := range req.GetBuckets() {
		if n >= merge.Buckets || len(buckets) > merge.Buckets {
			return nil, invalid("buckets: there are 256, from 0")
		}
		buckets = append(buckets, uint8(n))
	}
	var page merge.Page
	var state pgstore.State
	if wait := min(time.Duration(req.GetWaitMs())*time.Millisecond, s.Wait); wait > 0 && buckets == nil {
		page, state, err = s.await(ctx, space, cursor, limit, wait)
	} else {
		page, state, err = s.store.Pull(ctx, space, cursor, limit, buckets)
	}
	reply := &mindflowv1.PullResponse{ServerMs: s.now().UnixMilli(), Control: spaceControl(space.String(), state, err)}
	if reply.Control != nil {
		return reply, nil
	}
	if err != nil {
		return nil, s.rpcError(ctx, "pull", err)
	}
	reply.Page = wire.Page(page)
	return reply, nil
}

// await pulls until there is something, for a while at most.
func (s syncService) await(ctx context.Context, space uuid.UUID, cursor pgstore.Cursor, limit int, wait time.Duration) (merge.Page, pgstore.State, error) {
	c := callerOf(ctx)
	wake := make(chan struct{}, 1)
	defer s.hub.listen(space, wake)() // before the first look, or what comes between is not heard
	timeout := time.NewTimer(wait)
	defer timeout.Stop()
	for {
		page, state, err := s.store.Follow(ctx, space, c.session, c.device, cursor, limit)
		if err != nil || len(page.Records) > 0 {
			return page, state, err
		}
		select {
		case <-wake:
		case <-timeout.C:
			return page, state, nil
		case <-s.hub.draining:
			return page, state, nil
		case <-ctx.Done():
			return page, state, ctx.Err()
		}
	}
}

// Digest says what the server's copy adds up to.
func (s syncService) Digest(ctx context.Context, req *mindflowv1.DigestRequest) (*mindflowv1.DigestResponse, error) {
	space, cursor, err := readCursor(ctx, req.GetCursor())
	if err != nil {
		return nil, err
	}
	state, parts, err := s.store.Digest(ctx, space)
	if err != nil {
		return nil, s.rpcError(ctx, "digest", err)
	}
	reply := &mindflowv1.DigestResponse{ServerMs: s.now().UnixMilli(), Epoch: state.Epoch, Head: state.Head, Digest: state.Digest, Buckets: parts[:]}
	switch {
	case cursor.Seq > 0 && cursor.Epoch != state.Epoch:
		reply.Control = spaceControl(space.String(), state, pgstore.ErrEpoch)
	case cursor.Seq > state.Head:
		reply.Control = spaceControl(space.String(), state, pgstore.ErrAhead)
	}
	return reply, nil
}

// listRevoked is how long a device is listed after it was revoked.
const listRevoked = 30 * 24 * time.Hour

// ListDevices lists the devices of the account, the caller first.
func (s syncService) ListDevices(ctx context.Context, _ *mindflowv1.ListDevicesRequest) (*mindflowv1.ListDevicesResponse, error) {
	c := callerOf(ctx)
	devices, err := s.store.Devices(ctx, c.space, s.now().Add(-listRevoked))
	if err != nil {
		return nil, s.rpcError(ctx, "list devices", err)
	}
	reply := &mindflowv1.ListDevicesResponse{ServerMs: s.now().UnixMilli()}
	for _, d := range devices {
		m := &mindflowv1.Device{
			DeviceId: d.ID.String(), Name: d.Name, Platform: d.Platform, AppVersion: d.Version,
			CreatedMs: d.CreatedAt.UnixMilli(), LastSeenMs: d.SeenAt.UnixMilli(), Current: d.ID == c.device,
		}
		if d.RevokedAt != nil {
			m.RevokedMs = d.RevokedAt.UnixMilli()
		}
		reply.Devices = append(reply.Devices, m)
		if m.Current {
			copy(reply.Devices[1:], reply.Devices)
			reply.Devices[0] = m
		}
	}
	return reply, nil
}

// RevokeDevice signs a device of the account out.
func (s syncService) RevokeDevice(ctx context.Context, req *mindflowv1.RevokeDeviceRequest) (*mindflowv1.RevokeDeviceResponse, error) {
	device, err := uuid.Parse(req.GetDeviceId())
	if err != nil {
		return nil, errNotFound // nobody has such a device
	}
	space := callerOf(ctx).space
	if err := s.store.RevokeDevice(ctx, space, device); err != nil {
		return nil, s.rpcError(ctx, "revoke device", err)
	}
	s.hub.publish(pgstore.Note{Space: space, SignedOut: true})
	return &mindflowv1.RevokeDeviceResponse{ServerMs: s.now().UnixMilli()}, nil
}
