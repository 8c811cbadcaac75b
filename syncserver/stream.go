package syncserver

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"connectrpc.com/connect"
	"github.com/google/uuid"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/sync/wire"
	"mindflow/syncserver/pgstore"
)

// streams counts who has streams open on this instance.
type streams struct {
	mu  sync.Mutex
	all map[uuid.UUID][]*openStream // by space, the oldest first
}

type openStream struct {
	device uuid.UUID
	end    context.CancelFunc
}

func newStreams() *streams { return &streams{all: map[uuid.UUID][]*openStream{}} }

// enter counts a stream. The oldest of a device that has too many ends: it is the one
// that a lost connection left behind. An account that has too many is refused.
func (s *streams) enter(c caller, end context.CancelFunc, perDevice, perUser int) (leave func(), ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	own := 0
	var oldest *openStream
	for _, o := range s.all[c.space] {
		if o.device == c.device {
			if own++; oldest == nil {
				oldest = o
			}
		}
	}
	if own >= perDevice {
		oldest.end()
		s.remove(c.space, oldest)
	} else if len(s.all[c.space]) >= perUser {
		return nil, false
	}
	o := &openStream{c.device, end}
	s.all[c.space] = append(s.all[c.space], o)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.remove(c.space, o)
	}, true
}

func (s *streams) remove(space uuid.UUID, o *openStream) {
	list := s.all[space]
	for i := range list {
		if list[i] == o {
			list = append(list[:i:i], list[i+1:]...)
			break
		}
	}
	if s.all[space] = list; len(list) == 0 {
		delete(s.all, space)
	}
}

// A follower is what one stream follows.
type follower struct {
	*Server
	caller
	connection *http.ResponseController
	out        *connect.ServerStream[mindflowv1.StreamResponse]
	spaces     []uuid.UUID
	cursors    []pgstore.Cursor
}

// errOver ends a stream after its last message.
var errOver = errors.New("the stream is over")

// Stream sends what changed after the cursors and then every change as it happens. It
// keeps nothing between: what a slow reader has not taken is read again from where it
// is.
func (s syncService) Stream(ctx context.Context, req *mindflowv1.StreamRequest, out *connect.ServerStream[mindflowv1.StreamResponse]) error {
	f := &follower{Server: s.Server, caller: callerOf(ctx), connection: connectionOf(ctx), out: out}
	if n := len(req.GetCursors()); n == 0 || n > s.StreamSpaces {
		return invalid("cursors: none, or too many")
	}
	wake := make(chan struct{}, 1)
	for i, m := range req.GetCursors() {
		space, cursor, err := readCursor(ctx, m)
		if err != nil {
			return err
		}
		for _, other := range f.spaces[:i] {
			if other == space {
				return invalid("cursors: a space is there twice")
			}
		}
		f.spaces, f.cursors = append(f.spaces, space), append(f.cursors, cursor)
		defer s.hub.listen(space, wake)() // before the backlog is read
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	leave, ok := s.streams.enter(f.caller, end, s.DeviceStreams, s.UserStreams)
	if !ok {
		return tooMany(time.Minute)
	}
	defer leave()
	f.connection.SetReadDeadline(time.Time{}) // the request is here

	life, expiry := time.NewTimer(s.life()), time.NewTimer(f.expires.Sub(s.now()))
	quiet := time.NewTimer(s.Keepalive)
	defer life.Stop()
	defer expiry.Stop()
	defer quiet.Stop()
	err := f.pages(ctx, true)
	for err == nil {
		quiet.Reset(s.Keepalive)
		select {
		case <-wake:
			err = f.pages(ctx, false)
		case <-quiet.C:
			if err = f.pages(ctx, false); err == nil { // in case a note was lost
				err = f.send(&mindflowv1.StreamResponse{Event: &mindflowv1.StreamResponse_Keepalive{Keepalive: &mindflowv1.Keepalive{
					TokenExpiresS: int64(f.expires.Sub(s.now()).Seconds()),
				}}})
			}
		case <-expiry.C:
			err = f.last(control(mindflowv1.ControlReason_CONTROL_REASON_REAUTH))
		case <-life.C:
			return nil
		case <-s.hub.draining:
			err = f.last(control(mindflowv1.ControlReason_CONTROL_REASON_DRAINING))
		case <-ctx.Done():
			return nil // the device went away, or opened another
		}
	}
	if errors.Is(err, errOver) || ctx.Err() != nil {
		return nil
	}
	return s.rpcError(ctx, "stream", err)
}

// pages sends what there is of every space; with all, an empty page where there is
// nothing.
func (f *follower) pages(ctx context.Context, all bool) error {
	for i, space := range f.spaces {
		for more := true; more; {
			page, state, err := f.store.Follow(ctx, space, f.session, f.device, f.cursors[i], f.PageEntities)
			switch c := spaceControl(space.String(), state, err); {
			case c != nil:
				return f.last(c)
			case errors.Is(err, pgstore.ErrRevoked):
				return f.last(control(mindflowv1.ControlReason_CONTROL_REASON_DEVICE_REVOKED))
			case errors.Is(err, pgstore.ErrToken):
				return f.last(control(mindflowv1.ControlReason_CONTROL_REASON_REAUTH))
			case err != nil:
				return err
			}
			more = !page.UpToDate
			if len(page.Records) > 0 || all {
				if err := f.send(&mindflowv1.StreamResponse{Event: &mindflowv1.StreamResponse_Page{Page: wire.Page(page)}}); err != nil {
					return err
				}
			}
			f.cursors[i] = pgstore.Cursor{Epoch: page.Epoch, Seq: page.Next}
		}
	}
	return nil
}

// send sends one message. A device that takes too long for it is told, and comes again
// from its cursor; one that takes nothing at all is cut.
func (f *follower) send(m *mindflowv1.StreamResponse) error {
	began := time.Now()
	m.ServerMs = f.now().UnixMilli()
	if err := sendBounded(f.connection, f.WriteTimeout, f.out, m); err != nil {
		return errors.Join(errOver, err) // nobody is there to hear of it
	}
	if time.Since(began) > f.SlowAfter {
		return f.last(control(mindflowv1.ControlReason_CONTROL_REASON_SLOW_CONSUMER))
	}
	return nil
}

// last sends a control and ends the stream.
func (f *follower) last(c *mindflowv1.Control) error {
	return errors.Join(errOver, f.out.Send(&mindflowv1.StreamResponse{ServerMs: f.now().UnixMilli(), Event: &mindflowv1.StreamResponse_Control{Control: c}}))
}

// sendBounded sends a message that has to be taken within a time.
func sendBounded[T any](connection *http.ResponseController, most time.Duration, out *connect.ServerStream[T], m *T) error {
	connection.SetWriteDeadline(time.Now().Add(most))
	err := out.Send(m)
	connection.SetWriteDeadline(time.Time{})
	return err
}
