package engine_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"connectrpc.com/connect"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/sync/gen/mindflow/v1/mindflowv1connect"
	"mindflow/sync/merge"
	"mindflow/sync/wire"
)

// A server holds one space in memory and answers as the protocol says.
type server struct {
	mindflowv1connect.UnimplementedSyncServiceHandler

	mu          sync.Mutex
	epoch, head int64
	records     map[entityName]*merge.Record
	last        map[string]int64    // by device
	applied     map[string][]int64  // by device: the sets that changed something, in order
	revoked     map[string]bool     // tokens
	changed     chan struct{}       // closed when the head moves
	calls       []string            // what was called
	at          []time.Time         // and when
	limits      *mindflowv1.Limits  // nil for the engine's own
	pageSize    int                 // entities in a page
	skew        time.Duration       // of the clock
	keepalive   func() (left int64) // what the next keepalive says of the token

	// before comes first in a call, and may refuse it or wait.
	before func(ctx context.Context, call string) error
	// control is put in a reply; for a stream, it is sent in place of everything.
	control func(call string) *mindflowv1.Control
	// atStream ends streams that are open, once each time that it is sent to.
	atStream chan *mindflowv1.Control
	// refuse may refuse a push as a whole.
	refuse func(*mindflowv1.PushRequest) error
	// spoil changes pages.
	spoil func(*mindflowv1.Page)
	// answer may change a reply to a push.
	answer func(*mindflowv1.PushRequest, *mindflowv1.PushResponse)
}

func newServer() *server {
	return &server{
		epoch: 1, records: map[entityName]*merge.Record{}, last: map[string]int64{}, applied: map[string][]int64{}, revoked: map[string]bool{},
		changed: make(chan struct{}), pageSize: 100, atStream: make(chan *mindflowv1.Control),
	}
}

func control(reason mindflowv1.ControlReason, after time.Duration) *mindflowv1.Control {
	return &mindflowv1.Control{Reason: reason, RetryAfterMs: after.Milliseconds()}
}

// refusal is an error that carries an instruction.
func refusal(code connect.Code, c *mindflowv1.Control) error {
	err := connect.NewError(code, errors.New("refused"))
	if d, e := connect.NewErrorDetail(c); e == nil {
		err.AddDetail(d)
	}
	return err
}

// enter notes a call and says which device makes it.
func (s *server) enter(ctx context.Context, call string) (device string, c *mindflowv1.Control, err error) {
	info, _ := connect.CallInfoForHandlerContext(ctx)
	token := strings.TrimPrefix(info.RequestHeader().Get("Authorization"), "Bearer ")
	device, _, _ = strings.Cut(token, "/")
	s.mu.Lock()
	s.calls, s.at = append(s.calls, call), append(s.at, time.Now())
	before, instruct, refused := s.before, s.control, s.revoked[token]
	s.mu.Unlock()
	if refused || device == "" {
		return device, nil, connect.NewError(connect.CodeUnauthenticated, errors.New("token not valid"))
	}
	if before != nil {
		if err := before(ctx, call); err != nil {
			return device, nil, err
		}
	}
	if instruct != nil {
		c = instruct(call)
	}
	return device, c, nil
}

func (s *server) set(fn func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fn()
}

// count returns how often a call was made.
func (s *server) count(call string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.calls {
		if c == call {
			n++
		}
	}
	return n
}

func (s *server) now() int64 { return time.Now().Add(s.skew).UnixMilli() }

func (s *server) Hello(ctx context.Context, req *mindflowv1.HelloRequest) (*mindflowv1.HelloResponse, error) {
	device, c, err := s.enter(ctx, "Hello")
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last[device] > req.GetLastDseq() {
		c = control(mindflowv1.ControlReason_CONTROL_REASON_DEVICE_FORKED, 0)
	} else {
		s.last[device] = max(s.last[device], min(req.GetFirstDseq()-1, req.GetLastDseq()))
	}
	if cursor := req.GetCursor(); c == nil && cursor.GetEpoch() != 0 && cursor.GetEpoch() != s.epoch {
		c = &mindflowv1.Control{Reason: mindflowv1.ControlReason_CONTROL_REASON_EPOCH_CHANGED, Epoch: s.epoch}
	}
	return &mindflowv1.HelloResponse{
		ServerMs: s.now(), Epoch: s.epoch, Head: s.head, LastDseq: s.last[device], Limits: s.limits, ServerVersion: "fake", Control: c,
	}, nil
}

func (s *server) Push(ctx context.Context, req *mindflowv1.PushRequest) (*mindflowv1.PushResponse, error) {
	device, c, err := s.enter(ctx, "Push")
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuse != nil {
		if err := s.refuse(req); err != nil {
			return nil, err
		}
	}
	res := &mindflowv1.PushResponse{ServerMs: s.now(), LastDseq: s.last[device], Head: s.head, Control: c}
	if c == nil && req.GetEpoch() != s.epoch {
		res.Control = &mindflowv1.Control{Reason: mindflowv1.ControlReason_CONTROL_REASON_EPOCH_CHANGED, Epoch: s.epoch}
	}
	if res.Control != nil {
		return res, nil
	}
	var acks []merge.Ack
	before := s.head
	for _, m := range req.GetSets() {
		set, err := wire.ReadChangeSet(m)
		ack := merge.Ack{Seq: set.Seq, Status: merge.Applied}
		switch refused, _ := errors.AsType[*wire.Error](err); {
		case set.Seq > s.last[device]+1:
			ack.Status = merge.Gap
		case refused != nil:
			ack.Status, ack.Reason, ack.Detail = merge.Rejected, refused.Reason, refused.Error()
		case set.Seq <= s.last[device]:
			ack.Status, ack.Corrections = merge.Duplicate, s.corrections(set)
		default:
			s.apply(set)
			s.applied[device] = append(s.applied[device], set.Seq)
			ack.Corrections = s.corrections(set)
		}
		acks = append(acks, ack)
		if ack.Status == merge.Gap {
			break
		}
		s.last[device] = max(s.last[device], set.Seq)
	}
	res.Acks, res.LastDseq, res.Head = wire.Acks(acks), s.last[device], s.head
	if s.head > before {
		s.tell()
	}
	if s.answer != nil {
		s.answer(req, res)
	}
	return res, nil
}

// tell wakes those who wait for news. s.mu is held.
func (s *server) tell() {
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *server) apply(set merge.ChangeSet) {
	for _, w := range set.Writes {
		n := entityName{w.Kind, w.ID}
		r := s.records[n]
		if r == nil {
			r = &merge.Record{Kind: w.Kind, ID: w.ID, Cells: merge.Entity{}}
			s.records[n] = r
		}
		if r.Cells.Put(w.Key(), set.Cell(w)) {
			s.head++
			r.Seq = s.head
		}
	}
}

func (s *server) corrections(set merge.ChangeSet) (all []merge.Record) {
	for _, w := range set.Writes {
		if c := s.records[entityName{w.Kind, w.ID}].Cells[w.Key()]; c != set.Cell(w) {
			all = append(all, merge.Record{Kind: w.Kind, ID: w.ID, Cells: merge.Entity{w.Key(): c}})
		}
	}
	return all
}

// page returns what follows a cursor, and a channel that is closed when there is more.
func (s *server) page(c *mindflowv1.Cursor) (*mindflowv1.Page, *mindflowv1.Control, chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case c.GetSeq() > 0 && c.GetEpoch() != s.epoch:
		return nil, &mindflowv1.Control{Reason: mindflowv1.ControlReason_CONTROL_REASON_EPOCH_CHANGED, Epoch: s.epoch}, nil
	case c.GetSeq() > s.head:
		return nil, &mindflowv1.Control{Reason: mindflowv1.ControlReason_CONTROL_REASON_CURSOR_AHEAD, Epoch: s.epoch}, nil
	}
	p := merge.Page{Space: space, Epoch: s.epoch, Next: s.head, Head: s.head, UpToDate: true}
	for _, r := range s.records {
		if r.Seq > c.GetSeq() {
			p.Records = append(p.Records, *r)
		}
	}
	slices.SortFunc(p.Records, func(a, b merge.Record) int { return cmp.Compare(a.Seq, b.Seq) })
	if len(p.Records) > s.pageSize {
		p.Records = p.Records[:s.pageSize]
		p.Next, p.UpToDate = p.Records[s.pageSize-1].Seq, false
	}
	m := wire.Page(p)
	if s.spoil != nil {
		s.spoil(m)
	}
	return m, nil, s.changed
}

func (s *server) Pull(ctx context.Context, req *mindflowv1.PullRequest) (*mindflowv1.PullResponse, error) {
	call := "Pull"
	if req.GetWaitMs() > 0 {
		call = "Poll"
	}
	_, c, err := s.enter(ctx, call)
	if err != nil {
		return nil, err
	}
	var p *mindflowv1.Page
	if c == nil {
		var more chan struct{}
		if p, c, more = s.page(req.GetCursor()); p != nil && len(p.GetEntities()) == 0 && req.GetWaitMs() > 0 {
			select {
			case <-more:
			case <-time.After(time.Duration(req.GetWaitMs()) * time.Millisecond):
			case <-ctx.Done():
				return nil, ctx.Err()
			}
			p, c, _ = s.page(req.GetCursor())
		}
	}
	return &mindflowv1.PullResponse{ServerMs: s.now(), Page: p, Control: c}, nil
}

func (s *server) Stream(ctx context.Context, req *mindflowv1.StreamRequest, out *connect.ServerStream[mindflowv1.StreamResponse]) error {
	_, c, err := s.enter(ctx, "Stream")
	if err != nil {
		return err
	}
	at := req.GetCursors()[0]
	for first := true; ; first = false {
		p, told, more := s.page(at)
		if c == nil {
			c = told
		}
		if c != nil {
			return out.Send(&mindflowv1.StreamResponse{ServerMs: s.now(), Event: &mindflowv1.StreamResponse_Control{Control: c}})
		}
		if first || len(p.GetEntities()) > 0 {
			at.Epoch, at.Seq = p.GetEpoch(), p.GetNext()
			if err := out.Send(&mindflowv1.StreamResponse{ServerMs: s.now(), Event: &mindflowv1.StreamResponse_Page{Page: p}}); err != nil {
				return err
			}
			if !p.GetUpToDate() {
				continue
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-more:
		case c = <-s.atStream:
			if c == nil {
				return nil
			}
		case <-time.After(20 * time.Second):
			left := int64(900)
			s.mu.Lock()
			if s.keepalive != nil {
				left = s.keepalive()
			}
			s.mu.Unlock()
			if err := out.Send(&mindflowv1.StreamResponse{Event: &mindflowv1.StreamResponse_Keepalive{Keepalive: &mindflowv1.Keepalive{TokenExpiresS: left}}}); err != nil {
				return err
			}
		}
	}
}
