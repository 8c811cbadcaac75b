package syncserver_test

import (
	"context"
	"fmt"
	nethttp "net/http"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/syncserver"
)

// A stream says that it lives, and for how long the token is good; it ends when that
// expires, when the device is signed out, and when the server goes down.
func TestStreamEnds(t *testing.T) {
	w := newWorld(t)
	quick := w.start(func(l *syncserver.Limits) { l.Keepalive, l.AccessLife = 20*time.Millisecond, 2*time.Second })
	a := quick.client("connect").register("ann")
	stream := a.follow(t.Context(), 0)
	stream.next()
	if m := stream.next(); m.GetKeepalive() == nil || m.GetKeepalive().TokenExpiresS > 2 {
		t.Errorf("%v, want a keepalive", m)
	}
	stream.ends(mindflowv1.ControlReason_CONTROL_REASON_REAUTH)

	i := w.start()
	for _, protocol := range []string{"connect", "grpc"} {
		a, b, c := i.client(protocol).login("ann"), i.client(protocol).login("ann"), i.client(protocol).login("ann")
		streams := []*follower{a.follow(t.Context(), 0), b.follow(t.Context(), 0), c.follow(t.Context(), 0)}
		for _, s := range streams {
			s.next()
		}
		if _, err := b.account.Logout(t.Context(), &mindflowv1.LogoutRequest{}); err != nil {
			t.Fatal(err)
		}
		streams[1].ends(mindflowv1.ControlReason_CONTROL_REASON_REAUTH)
		if _, err := a.sync.RevokeDevice(t.Context(), &mindflowv1.RevokeDeviceRequest{DeviceId: c.device}); err != nil {
			t.Fatal(err)
		}
		streams[2].ends(mindflowv1.ControlReason_CONTROL_REASON_DEVICE_REVOKED)
		if _, err := c.account.Me(t.Context(), &mindflowv1.MeRequest{}); controlOf(err) != mindflowv1.ControlReason_CONTROL_REASON_DEVICE_REVOKED {
			t.Errorf("a revoked device is told %v", err)
		}
		a.push(a.titled("t1", "still here"))
		if m := streams[0].next(); len(m.GetPage().GetEntities()) != 1 {
			t.Errorf("the other stream: %v", m)
		}
	}
	stream = i.client("grpc").login("ann").follow(t.Context(), 0)
	stream.next()
	i.server.Drain()
	stream.ends(mindflowv1.ControlReason_CONTROL_REASON_DRAINING)
}

// Going down ends streams and finishes what is under way, without a call that is cut.
func TestShutdown(t *testing.T) {
	i := newWorld(t).start()
	a := i.client("h2c").register("ann")
	streams := []*follower{a.follow(t.Context(), 0), i.client("connect").login("ann").follow(t.Context(), 0)}
	for _, s := range streams {
		s.next()
	}
	i.server.Drain()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := i.web.Shutdown(ctx); err != nil {
		t.Fatal(err)
	}
	for _, s := range streams {
		s.ends(mindflowv1.ControlReason_CONTROL_REASON_DRAINING)
	}
	if _, err := nethttp.Get(i.url + "/health"); err == nil {
		t.Error("it still answers")
	}
}

// A device may have two streams; a third ends its oldest. An account has so many in all.
func TestStreamsAreCounted(t *testing.T) {
	i := newWorld(t).start(func(l *syncserver.Limits) { l.UserStreams = 3 })
	a, b := i.client("h2c").register("ann"), i.client("h2c").login("ann")
	var streams []*follower
	for range 3 {
		s := a.follow(t.Context(), 0)
		s.next()
		streams = append(streams, s)
	}
	if m := streams[0].next(); m != nil {
		t.Errorf("the oldest stream goes on: %v", m)
	}
	ctx, cancel := context.WithCancel(t.Context())
	one := b.follow(ctx, 0)
	one.next()
	two := b.follow(t.Context(), 0)
	if m := two.next(); m != nil || connect.CodeOf(two.err) != connect.CodeResourceExhausted {
		t.Errorf("a fourth stream: %v, %v", m, two.err)
	}
	a.push(a.titled("t1", "x"))
	for _, s := range []*follower{streams[1], streams[2], one} {
		if m := s.next(); titles(m.GetPage().GetEntities()) != "[x]" {
			t.Errorf("%v", m)
		}
	}
	cancel()
	for m := one.next(); m != nil; m = one.next() {
	}
}

// A device that takes too long for what comes is told, and goes on from its cursor.
func TestSlowConsumer(t *testing.T) {
	i := newWorld(t).start(func(l *syncserver.Limits) { l.SlowAfter = 50 * time.Millisecond })
	a := i.client("connect").register("ann")
	for n := range 4 {
		var sets []*mindflowv1.ChangeSet
		for k := range 20 {
			sets = append(sets, a.titled(fmt.Sprintf("t%d-%d", n, k), strings.Repeat("x", 60_000)))
		}
		a.push(sets...)
	}
	http := h2c() // holds no more by itself than a page
	http.Transport.(*nethttp.Transport).HTTP2 = &nethttp.HTTP2Config{MaxReceiveBufferPerStream: 64 << 10}
	b := i.clientOn(http, connect.WithAcceptCompression("gzip", nil, nil)).login("ann")
	stream, err := b.sync.Stream(t.Context(), &mindflowv1.StreamRequest{Cursors: []*mindflowv1.Cursor{b.cursor(0)}})
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond) // this is the slowness
	cursor := int64(0)
	var last *mindflowv1.Control
	for stream.Receive() {
		if p := stream.Msg().GetPage(); p != nil {
			cursor = p.Next
		}
		last = stream.Msg().GetControl()
	}
	if last.GetReason() != mindflowv1.ControlReason_CONTROL_REASON_SLOW_CONSUMER || stream.Err() != nil {
		t.Fatalf("ended with %v, %v at %d", last, stream.Err(), cursor)
	}
	got := cursor
	for more := true; more; {
		page := b.pull(got, 0).Page
		got, more = page.Next, !page.UpToDate
	}
	if got != 80 || cursor >= got {
		t.Errorf("cut at %d, went on to %d", cursor, got)
	}
}

// Two instances serve one account: an edit on one is streamed by the other, and who is
// signed out on one is so on the other at once.
func TestTwoInstances(t *testing.T) {
	w := newWorld(t)
	one, two := w.start(), w.start()
	a, b := one.client("connect").register("ann"), two.client("grpc").login("ann")
	stream := b.follow(t.Context(), 0)
	stream.next()
	began := time.Now()
	a.push(a.titled("t1", "across"))
	if m := stream.next(); titles(m.GetPage().GetEntities()) != "[across]" {
		t.Errorf("%v", m)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("it took %v: by looking again, not by a note", took)
	}
	if _, err := b.account.Me(t.Context(), &mindflowv1.MeRequest{}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.sync.RevokeDevice(t.Context(), &mindflowv1.RevokeDeviceRequest{DeviceId: b.device}); err != nil {
		t.Fatal(err)
	}
	stream.ends(mindflowv1.ControlReason_CONTROL_REASON_DEVICE_REVOKED)
	if _, err := b.account.Me(t.Context(), &mindflowv1.MeRequest{}); connect.CodeOf(err) != connect.CodeUnauthenticated {
		t.Errorf("signed out on one, the other says %v", err)
	}
}

// Notes may get lost: heads are looked at again.
func TestLostNotes(t *testing.T) {
	w := newWorld(t)
	one, two := w.start(), w.start(func(l *syncserver.Limits) { l.Poll = 50 * time.Millisecond })
	one.bus.Close() // says nothing any more
	a, b := one.client("connect").register("ann"), two.client("connect").login("ann")
	stream := b.follow(t.Context(), 0)
	stream.next()
	for _, title := range []string{"first", "second"} {
		a.push(a.titled("t1", title))
		if m := stream.next(); titles(m.GetPage().GetEntities()) != "["+title+"]" {
			t.Errorf("%v, want %s", m, title)
		}
	}
}
