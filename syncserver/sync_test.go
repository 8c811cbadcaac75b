package syncserver_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/proto"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/syncserver"
)

// A lossy transport lets requests through and loses every other answer.
type lossy struct {
	http.RoundTripper
	calls int
}

func (l *lossy) RoundTrip(r *http.Request) (*http.Response, error) {
	reply, err := l.RoundTripper.RoundTrip(r)
	if l.calls++; err == nil && l.calls%2 == 1 {
		io.Copy(io.Discard, reply.Body) // the server is done with it
		reply.Body.Close()
		return nil, errors.New("the answer was lost")
	}
	return reply, err
}

// A device that loses answers pushes again, and everything is there once.
func TestLostReplies(t *testing.T) {
	i := newWorld(t).start()
	a := i.client("connect").register("ann")
	http := http1()
	http.Transport = &lossy{RoundTripper: http.Transport}
	b := i.clientOn(http)
	b.session, b.token, b.nonce, b.device = a.session, a.token, a.nonce, a.device
	for n := range 10 {
		set := b.titled(fmt.Sprint("t", n), "x")
		if _, err := b.tryPush(set); err == nil {
			t.Fatal("nothing was lost")
		}
		if r, err := b.tryPush(set); err != nil || r.Acks[0].Status != mindflowv1.AckStatus_ACK_STATUS_DUPLICATE || r.LastDseq != int64(n+1) {
			t.Fatalf("%v, %v", r, err)
		}
	}
	if page := a.pull(0, 0).Page; len(page.Entities) != 10 || page.Head != 10 {
		t.Errorf("%d entities up to %d", len(page.Entities), page.Head)
	}
}

// What can never be stored is answered for itself; the sets around it are stored.
func TestPushRejects(t *testing.T) {
	i := newWorld(t).start()
	c := i.client("grpc").register("ann")
	good, long, empty, last := c.titled("t1", "a"), c.titled("t2", strings.Repeat("x", 64<<10+1)), c.titled("t3", ""), c.titled("t4", strings.Repeat("x", 64<<10))
	empty.Writes[0].Value = nil
	r := c.push(good, long, empty, last)
	want := []struct {
		status mindflowv1.AckStatus
		reason mindflowv1.RejectReason
	}{
		{status: mindflowv1.AckStatus_ACK_STATUS_APPLIED},
		{mindflowv1.AckStatus_ACK_STATUS_REJECTED, mindflowv1.RejectReason_REJECT_REASON_TOO_LARGE},
		{mindflowv1.AckStatus_ACK_STATUS_REJECTED, mindflowv1.RejectReason_REJECT_REASON_INVALID},
		{status: mindflowv1.AckStatus_ACK_STATUS_APPLIED},
	}
	for n, w := range want {
		if r.Acks[n].Status != w.status || r.Acks[n].Reason != w.reason {
			t.Errorf("set %d: %v", n+1, r.Acks[n])
		}
	}
	if page := c.pull(0, 0).Page; len(page.Entities) != 2 || r.LastDseq != 4 {
		t.Errorf("stored %v, last %d", page, r.LastDseq)
	}
	none := c.titled("t5", "x")
	none.Dseq = 0
	if _, err := c.tryPush(none); connect.CodeOf(err) != connect.CodeInvalidArgument {
		t.Errorf("a set without a number: %v", err)
	}
	if _, err := c.tryPush(make([]*mindflowv1.ChangeSet, 501)...); connect.CodeOf(err) != connect.CodeInvalidArgument {
		t.Errorf("501 sets: %v", err)
	}
}

// A message beyond the limit is refused whole, compressed or not, and nothing is stored.
func TestLargeMessages(t *testing.T) {
	i := newWorld(t).start()
	for _, name := range []string{"json", "grpc"} {
		c := i.client(name).register(name)
		if _, err := c.tryPush(c.titled("t1", strings.Repeat("x", 10<<20))); connect.CodeOf(err) != connect.CodeResourceExhausted {
			t.Errorf("%s: a title of 10 MB: %v", name, err)
		}
		if page := c.pull(0, 0).Page; page.Head != 0 {
			t.Errorf("%s: stored %v", name, page)
		}
	}
	c := i.client("connect").register("ann")
	// A block of a megabyte of nothing, over and over: 2 GB in 2 MB.
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	w.Flush()
	header := bomb.Len()
	w.Write(make([]byte, 1<<20))
	w.Flush()
	block := bytes.Clone(bomb.Bytes()[header:])
	for range 2000 {
		bomb.Write(block)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, i.url+"/mindflow.v1.SyncService/Push", &bomb)
	if err != nil {
		t.Fatal(err)
	}
	req.Header = http.Header{"Content-Type": {"application/proto"}, "Content-Encoding": {"gzip"}, "Authorization": {"Bearer " + c.token}}
	began := time.Now()
	r, err := c.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("a bomb took %v: it was unpacked", took)
	}
	if text, _ := io.ReadAll(r.Body); r.StatusCode != 429 || !strings.Contains(string(text), "resource_exhausted") {
		t.Errorf("a bomb: %s %s", r.Status, text)
	}
}

// Half a message, then nothing more or the end: the server gives up in time, answers
// if it can, and stores nothing.
func TestHalfAMessage(t *testing.T) {
	i := newWorld(t).start(func(l *syncserver.Limits) { l.ReadTimeout = 300 * time.Millisecond })
	c := i.client("connect").register("ann")
	body, err := proto.Marshal(&mindflowv1.PushRequest{SpaceId: c.space(), Epoch: 1, InstallNonce: c.nonce, Sets: []*mindflowv1.ChangeSet{c.titled("t1", "x")}})
	if err != nil {
		t.Fatal(err)
	}
	for what, end := range map[string]func(net.Conn){"stalls": func(net.Conn) {}, "ends": func(conn net.Conn) { conn.(*net.TCPConn).CloseWrite() }} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(i.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "POST /mindflow.v1.SyncService/Push HTTP/1.1\r\nHost: x\r\nContent-Type: application/proto\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n", c.token, len(body))
		conn.Write(body[:len(body)/2])
		end(conn)
		conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		answer, err := io.ReadAll(conn)
		if err != nil || strings.HasPrefix(string(answer), "HTTP/1.1 200") {
			t.Errorf("a client that %s: %q, %v", what, answer, err)
		}
	}
	if page := c.pull(0, 0).Page; page.Head != 0 {
		t.Errorf("stored %v", page)
	}
	// The deadline is for reading alone: a wait may be longer.
	if page := c.pull(0, 600*time.Millisecond).Page; !page.GetUpToDate() {
		t.Errorf("a pull that waits: %v", page)
	}
}

// A cursor of another epoch or beyond the head is a control, never a guess.
func TestForeignCursor(t *testing.T) {
	i := newWorld(t).start()
	c := i.client("connect").register("ann")
	c.push(c.titled("t1", "x"))
	for want, cursor := range map[mindflowv1.ControlReason]*mindflowv1.Cursor{
		mindflowv1.ControlReason_CONTROL_REASON_EPOCH_CHANGED: {SpaceId: c.space(), Epoch: 7, Seq: 1},
		mindflowv1.ControlReason_CONTROL_REASON_CURSOR_AHEAD:  {SpaceId: c.space(), Epoch: 1, Seq: 2},
	} {
		pull, err := c.sync.Pull(t.Context(), &mindflowv1.PullRequest{Cursor: cursor, WaitMs: 1000})
		if err != nil || pull.Page != nil || pull.Control.GetReason() != want || pull.Control.GetEpoch() != 1 {
			t.Errorf("pull: %v, %v", pull, err)
		}
		hello, err := c.sync.Hello(t.Context(), &mindflowv1.HelloRequest{Client: c.who(), Cursor: cursor, FirstDseq: 2, LastDseq: 1})
		if err != nil || hello.Control.GetReason() != want {
			t.Errorf("hello: %v, %v", hello, err)
		}
		digest, err := c.sync.Digest(t.Context(), &mindflowv1.DigestRequest{Cursor: cursor})
		if err != nil || digest.Control.GetReason() != want {
			t.Errorf("digest: %v, %v", digest, err)
		}
		stream, err := c.sync.Stream(t.Context(), &mindflowv1.StreamRequest{Cursors: []*mindflowv1.Cursor{cursor}})
		if err != nil || !stream.Receive() || stream.Msg().GetControl().GetReason() != want || stream.Receive() {
			t.Errorf("stream: %v, %v", stream.Msg(), err)
		}
	}
	if _, err := c.sync.Pull(t.Context(), &mindflowv1.PullRequest{Cursor: c.cursor(-1)}); connect.CodeOf(err) != connect.CodeInvalidArgument {
		t.Errorf("a negative cursor: %v", err)
	}
	push, err := c.sync.Push(t.Context(), &mindflowv1.PushRequest{SpaceId: c.space(), Epoch: 2, InstallNonce: c.nonce, Sets: []*mindflowv1.ChangeSet{c.titled("t2", "x")}})
	if err != nil || len(push.Acks) != 0 || push.Control.GetReason() != mindflowv1.ControlReason_CONTROL_REASON_EPOCH_CHANGED {
		t.Errorf("push: %v, %v", push, err)
	}
	old := &mindflowv1.Client{InstallNonce: c.nonce, Protocol: 0}
	hello, err := c.sync.Hello(t.Context(), &mindflowv1.HelloRequest{Client: old, Cursor: c.cursor(0), LastDseq: 1})
	if err != nil || hello.Control.GetReason() != mindflowv1.ControlReason_CONTROL_REASON_UPGRADE_REQUIRED {
		t.Errorf("an old protocol: %v, %v", hello, err)
	}
}

// A pull that waits is answered when something happens, and not before.
func TestLongPoll(t *testing.T) {
	i := newWorld(t).start()
	a := i.client("connect").register("ann")
	b := i.client("json").login("ann")
	got := make(chan *mindflowv1.PullResponse)
	go func() { got <- b.pull(0, 20*time.Second) }()
	select {
	case r := <-got:
		t.Fatalf("answered %v before there was anything", r)
	case <-time.After(50 * time.Millisecond):
	}
	a.push(a.titled("t1", "now"))
	if r := <-got; titles(r.Page.GetEntities()) != "[now]" {
		t.Errorf("%v", r)
	}
	go func() { got <- b.pull(1, 20*time.Second) }()
	i.server.Drain()
	if r := <-got; r.Page.GetNext() != 1 || len(r.Page.Entities) != 0 {
		t.Errorf("going down: %v", r)
	}
}

// A bootstrap that breaks goes on where it was, and sends everything once.
func TestBootstrapResumes(t *testing.T) {
	i := newWorld(t).start(func(l *syncserver.Limits) { l.PageEntities = 3 })
	c := i.client("connect").register("ann")
	for n := range 10 {
		c.push(c.titled(fmt.Sprint("t", n), fmt.Sprint(n)))
	}
	seen := map[string]int{}
	var token []byte
	for tries := 0; ; tries++ {
		ctx, cancel := context.WithCancel(t.Context())
		stream, err := c.sync.Bootstrap(ctx, &mindflowv1.BootstrapRequest{SpaceId: c.space(), Token: token})
		if err != nil || !stream.Receive() {
			t.Fatal(err, stream.Err())
		}
		part := stream.Msg()
		for _, e := range part.Entities {
			seen[e.Id]++
		}
		token = part.Token
		cancel() // after one part
		if part.Sent != int64(len(seen)) || part.Total != 10 || part.AsOf != 10 {
			t.Errorf("%v after %d", part, len(seen))
		}
		if part.Complete {
			break
		}
	}
	if len(seen) != 10 {
		t.Errorf("got %d entities", len(seen))
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s came %d times", id, n)
		}
	}
	other := i.client("connect").register("bob")
	stream, err := other.sync.Bootstrap(t.Context(), &mindflowv1.BootstrapRequest{SpaceId: other.space(), Token: token})
	if err != nil || !stream.Receive() || !stream.Msg().Complete || stream.Msg().Sent != 0 {
		t.Errorf("another's token: %v, %v", stream.Msg(), err)
	}
}

// What people write, and who they are, is nowhere in the log.
func TestLogHoldsNoContent(t *testing.T) {
	w := newWorld(t)
	i := w.start()
	const canary = "canary7431"
	a := i.client("connect").register(canary)
	a.push(a.titled("t1", canary))
	a.tryPush(a.titled("t1", canary), a.titled(strings.Repeat(canary, 100), canary))
	a.account.Login(t.Context(), &mindflowv1.LoginRequest{Email: canary, Password: canary, DeviceId: canary, Client: a.who()})
	a.account.Login(t.Context(), &mindflowv1.LoginRequest{Email: canary + "@example.org", Password: canary, DeviceId: a.device, Client: a.who()})
	a.account.Refresh(t.Context(), &mindflowv1.RefreshRequest{RefreshToken: a.session.RefreshToken})
	i.move(time.Hour)
	a.account.Refresh(t.Context(), &mindflowv1.RefreshRequest{RefreshToken: a.session.RefreshToken}) // looks like a theft
	a.account.Me(t.Context(), &mindflowv1.MeRequest{})
	text := w.log.text()
	if !strings.Contains(text, "used twice") {
		t.Error("the theft was not logged")
	}
	for _, secret := range []string{canary, a.session.RefreshToken, a.token, password} {
		if strings.Contains(text, secret) {
			t.Errorf("the log holds %.12s…:\n%s", secret, text)
		}
	}
}

// Eight devices that push at once and two that follow, one of them by pulling: both see
// every edit.
func TestFollowersMissNothing(t *testing.T) {
	const writers, each = 8, 25
	i := newWorld(t).start()
	a := i.client("connect").register("ann")
	stream := i.client("grpc").login("ann").follow(t.Context(), 0)
	var writing sync.WaitGroup
	for n := range writers {
		w := i.client("h2c").login("ann")
		writing.Go(func() {
			for k := range each {
				if _, err := w.tryPush(w.titled(fmt.Sprintf("t-%d-%d", n, k), "x")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	pulled := map[string]bool{}
	for cursor := int64(0); len(pulled) < writers*each; {
		page := a.pull(cursor, 10*time.Second).Page
		if len(page.Entities) == 0 {
			t.Fatalf("pulling stopped at %d of %d", len(pulled), writers*each)
		}
		for _, e := range page.Entities {
			pulled[e.Id] = true
		}
		cursor = page.Next
	}
	streamed := map[string]bool{}
	for len(streamed) < writers*each {
		for _, e := range stream.next().GetPage().GetEntities() {
			streamed[e.Id] = true
		}
	}
	writing.Wait()
}
