package syncserver

import (
	"context"
	"errors"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/proto"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/sync/wire"
	"mindflow/syncserver/pgstore"
)

// The answers that say nothing of what exists.
var (
	errCredentials = connect.NewError(connect.CodeUnauthenticated, errors.New("sign in first"))
	errSignIn      = connect.NewError(connect.CodeUnauthenticated, errors.New("wrong address or password"))
	errNotFound    = connect.NewError(connect.CodeNotFound, errors.New("not found"))
)

func invalid(text string) error {
	return connect.NewError(connect.CodeInvalidArgument, errors.New(text))
}

// withControl adds what the device must act on to an error.
func withControl(code connect.Code, text string, c *mindflowv1.Control) *connect.Error {
	err := connect.NewError(code, errors.New(text))
	if detail, failed := connect.NewErrorDetail(proto.Message(c)); failed == nil {
		err.AddDetail(detail)
	}
	return err
}

func control(reason mindflowv1.ControlReason) *mindflowv1.Control {
	return &mindflowv1.Control{Reason: reason}
}

func tooMany(wait time.Duration) *connect.Error {
	c := control(mindflowv1.ControlReason_CONTROL_REASON_RATE_LIMITED)
	c.RetryAfterMs = max(wait.Milliseconds(), 1)
	return withControl(connect.CodeResourceExhausted, "too many calls; wait a little", c)
}

// spaceControl returns what a device must do about a cursor or an epoch that the store
// refused, or nil if err is something else.
func spaceControl(space string, state pgstore.State, err error) *mindflowv1.Control {
	c := &mindflowv1.Control{SpaceId: space, Epoch: state.Epoch}
	switch {
	case errors.Is(err, pgstore.ErrEpoch):
		c.Reason = mindflowv1.ControlReason_CONTROL_REASON_EPOCH_CHANGED
	case errors.Is(err, pgstore.ErrAhead):
		c.Reason = mindflowv1.ControlReason_CONTROL_REASON_CURSOR_AHEAD
	case errors.Is(err, pgstore.ErrForked):
		return control(mindflowv1.ControlReason_CONTROL_REASON_DEVICE_FORKED)
	default:
		return nil
	}
	return c
}

// rpcError turns an error into what the caller may know of it. One that it does not
// know is logged whole and answered "internal error".
func (s *Server) rpcError(ctx context.Context, doing string, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return connect.NewError(connect.CodeCanceled, ctx.Err())
	case errors.Is(err, pgstore.ErrNotFound):
		return errNotFound
	case errors.Is(err, pgstore.ErrRevoked):
		return withControl(connect.CodeUnauthenticated, "this device was signed out", control(mindflowv1.ControlReason_CONTROL_REASON_DEVICE_REVOKED))
	case errors.Is(err, pgstore.ErrToken):
		return errCredentials
	case errors.Is(err, pgstore.ErrBusy):
		s.log.Warn("database busy or away", "doing", doing, "error", err)
		return connect.NewError(connect.CodeUnavailable, errors.New("busy; try again"))
	}
	if refused, ok := errors.AsType[*wire.Error](err); ok {
		return connect.NewError(connect.CodeInvalidArgument, refused)
	}
	if known, ok := errors.AsType[*connect.Error](err); ok {
		return known
	}
	s.log.Error("internal error", "doing", doing, "error", err)
	return connect.NewError(connect.CodeInternal, errors.New("internal error"))
}
