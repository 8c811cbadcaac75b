package syncserver

import (
	"context"
	"encoding/binary"
	"time"

	"connectrpc.com/connect"
	"github.com/google/uuid"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/sync/wire"
	"mindflow/syncserver/pgstore"
)

// resumeFor is how long a bootstrap may be gone on with: after that, more may have
// changed than is left to send.
const resumeFor = time.Hour

// Bootstrap sends a whole space, what is needed first.
func (s syncService) Bootstrap(ctx context.Context, req *mindflowv1.BootstrapRequest, out *connect.ServerStream[mindflowv1.BootstrapResponse]) error {
	space, err := ownSpace(ctx, req.GetSpaceId())
	if err != nil {
		return err
	}
	connection := connectionOf(ctx)
	connection.SetReadDeadline(time.Time{}) // the request is here
	began := s.now()
	at, since, ok := readPlace(space, req.GetToken())
	if ok && s.now().Sub(since) < resumeFor {
		began = since
	} else {
		at = pgstore.Place{}
	}
	for {
		part, err := s.store.Bootstrap(ctx, space, at, s.PageEntities, s.PartBytes)
		if err != nil {
			return s.rpcError(ctx, "bootstrap", err)
		}
		at = part.Next
		if len(part.Records) == 0 && !part.Complete {
			continue // nothing of what is needed first
		}
		if err := sendBounded(connection, s.WriteTimeout, out, &mindflowv1.BootstrapResponse{
			ServerMs: s.now().UnixMilli(), Entities: wire.Records(part.Records), Token: placeToken(space, at, began),
			Epoch: at.Epoch, AsOf: at.AsOf, Total: part.Total, Sent: at.Sent, Usable: at.Rest, Complete: part.Complete,
		}); err != nil {
			return err
		}
		if part.Complete {
			return nil
		}
		select {
		case <-s.hub.draining:
			return out.Send(&mindflowv1.BootstrapResponse{ServerMs: s.now().UnixMilli(), Token: placeToken(space, at, began), Epoch: at.Epoch, AsOf: at.AsOf,
				Total: part.Total, Sent: at.Sent, Usable: at.Rest, Control: control(mindflowv1.ControlReason_CONTROL_REASON_DRAINING)})
		default:
		}
	}
}

// A token of a bootstrap says how far it is. It opens nothing: whoever changes it
// misses something of their own.
func placeToken(space uuid.UUID, p pgstore.Place, began time.Time) []byte {
	b := append(make([]byte, 0, 64), space[:]...)
	rest := int64(0)
	if p.Rest {
		rest = 1
	}
	for _, n := range [...]int64{began.UnixMilli(), p.Epoch, p.AsOf, rest, p.Seq, p.Sent} {
		b = binary.AppendVarint(b, n)
	}
	return b
}

func readPlace(space uuid.UUID, b []byte) (p pgstore.Place, began time.Time, ok bool) {
	if len(b) < len(space) || uuid.UUID(b[:len(space)]) != space {
		return p, began, false
	}
	b = b[len(space):]
	var n [6]int64
	for i := range n {
		var size int
		if n[i], size = binary.Varint(b); size <= 0 || n[i] < 0 {
			return p, began, false
		}
		b = b[size:]
	}
	return pgstore.Place{Epoch: n[1], AsOf: n[2], Rest: n[3] == 1, Seq: n[4], Sent: n[5]}, time.UnixMilli(n[0]), len(b) == 0
}
