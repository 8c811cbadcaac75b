package syncserver_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"connectrpc.com/connect"
	"github.com/google/uuid"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/sync/gen/mindflow/v1/mindflowv1connect"
	"mindflow/sync/merge"
	"mindflow/sync/wire"
	"mindflow/syncserver"
	"mindflow/syncserver/pgstore"
	"mindflow/syncserver/pgstore/pgtest"
)

// seed makes the key of every server here, so that instances take each other's tokens.
var seed = bytes.Repeat([]byte{7}, ed25519.SeedSize)

// A world is a database with the servers on it, under one clock.
type world struct {
	t     testing.TB
	db    pgtest.Database
	shift atomic.Int64 // how far the clock is ahead
	log   lockedBuffer
}

func (w *world) now() time.Time           { return time.Now().Add(time.Duration(w.shift.Load())) }
func (w *world) move(d time.Duration)     { w.shift.Add(int64(d)) }
func newWorld(t testing.TB) *world        { return &world{t: t, db: pgtest.New(t)} }
func (w *world) context() context.Context { return w.t.Context() }
func unlimited(l *syncserver.Limits) {
	few := syncserver.Rate{Count: 1e6, Per: time.Second, Burst: 1e6}
	l.Auth, l.Refresh, l.Register, l.User = few, few, few, few
}

// A lockedBuffer keeps what is logged.
type lockedBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *lockedBuffer) text() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.String()
}

// An instance is a server that can be called.
type instance struct {
	*world
	url    string
	server *syncserver.Server
	web    *http.Server
	bus    *pgstore.Bus
}

// start starts a server with limits that a test may change. Without a change nothing
// is counted, and hashing is cheap.
func (w *world) start(change ...func(*syncserver.Limits)) *instance {
	w.t.Helper()
	limits := syncserver.DefaultLimits()
	limits.Hash = syncserver.HashCost{KiB: 64, Passes: 1}
	unlimited(&limits)
	for _, f := range change {
		f(&limits)
	}
	store, err := pgstore.Open(w.context(), w.db.URL, pgstore.Options{Now: w.now})
	if err != nil {
		w.t.Fatal(err)
	}
	log := slog.New(slog.NewJSONHandler(&w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	bus := pgstore.NewBus(w.db.URL, log)
	server := syncserver.New(syncserver.Config{Store: store, Bus: bus, Key: ed25519.NewKeyFromSeed(seed), Log: log, Now: w.now, Version: "test", Limits: limits})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	web := syncserver.NewHTTPServer(server, log)
	go web.Serve(listener)
	<-bus.Ready()
	w.t.Cleanup(func() {
		web.Close()
		server.Close()
		bus.Close()
		store.Close()
	})
	return &instance{w, "http://" + listener.Addr().String(), server, web, bus}
}

// The ways to speak to a server.
var protocols = map[string]struct {
	client  func() *http.Client
	options []connect.ClientOption
}{
	"connect": {http1, nil},
	"json":    {http1, []connect.ClientOption{connect.WithProtoJSON()}},
	"h2c":     {h2c, nil},
	"grpc":    {h2c, []connect.ClientOption{connect.WithGRPC()}},
	"grpcweb": {http1, []connect.ClientOption{connect.WithGRPCWeb()}},
}

func http1() *http.Client { return &http.Client{Transport: &http.Transport{}} }

func h2c() *http.Client {
	var p http.Protocols
	p.SetUnencryptedHTTP2(true)
	return &http.Client{Transport: &http.Transport{Protocols: &p}}
}

// A client calls one instance as one device.
type client struct {
	*instance
	account mindflowv1connect.AccountServiceClient
	sync    mindflowv1connect.SyncServiceClient
	http    *http.Client

	mu      sync.Mutex
	token   string
	session *mindflowv1.Session
	nonce   string
	device  string
	seq     int64
}

func (i *instance) client(protocol string) *client {
	p := protocols[protocol]
	return i.clientOn(p.client(), p.options...)
}

func (i *instance) clientOn(h *http.Client, options ...connect.ClientOption) *client {
	c := &client{instance: i, http: h, nonce: uuid.NewString(), device: uuid.NewString()}
	i.t.Cleanup(h.CloseIdleConnections)
	options = append(options, connect.WithInterceptors(bearer{c}))
	c.account = mindflowv1connect.NewAccountServiceClient(h, i.url, options...)
	c.sync = mindflowv1connect.NewSyncServiceClient(h, i.url, options...)
	return c
}

// A bearer puts the client's token on every call.
type bearer struct{ *client }

func (b bearer) put(h http.Header) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.token != "" {
		h.Set("Authorization", "Bearer "+b.token)
	}
}

func (b bearer) WrapUnary(next connect.UnaryFunc) connect.UnaryFunc {
	return func(ctx context.Context, r connect.AnyRequest) (connect.AnyResponse, error) {
		b.put(r.Header())
		return next(ctx, r)
	}
}

func (b bearer) WrapStreamingClient(next connect.StreamingClientFunc) connect.StreamingClientFunc {
	return func(ctx context.Context, s connect.Spec) connect.StreamingClientConn {
		conn := next(ctx, s)
		b.put(conn.RequestHeader())
		return conn
	}
}

func (b bearer) WrapStreamingHandler(next connect.StreamingHandlerFunc) connect.StreamingHandlerFunc {
	return next
}

const password = "correct horse battery"

func (c *client) who() *mindflowv1.Client {
	return &mindflowv1.Client{Platform: "linux", AppVersion: "1", InstallNonce: c.nonce, Name: "laptop", Protocol: 1}
}

func (c *client) use(s *mindflowv1.Session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.session, c.token, c.device = s, s.GetAccessToken(), s.GetDeviceId()
}

func (c *client) register(name string) *client {
	c.t.Helper()
	r, err := c.account.Register(c.context(), &mindflowv1.RegisterRequest{Email: name + "@example.org", Password: password, DeviceId: c.device, Client: c.who()})
	if err != nil {
		c.t.Fatal(err)
	}
	c.use(r.Session)
	return c
}

func (c *client) login(name string) *client {
	c.t.Helper()
	r, err := c.account.Login(c.context(), &mindflowv1.LoginRequest{Email: name + "@example.org", Password: password, DeviceId: c.device, Client: c.who()})
	if err != nil {
		c.t.Fatal(err)
	}
	c.use(r.Session)
	return c
}

func (c *client) space() string { return c.session.GetSpaceId() }

// titled makes the next change set of the device.
func (c *client) titled(id, title string) *mindflowv1.ChangeSet {
	c.seq++
	return wire.ChangeSet(merge.ChangeSet{Seq: c.seq, Stamp: merge.NewStamp(c.now().UnixMilli(), uint16(c.seq), 9), Intent: "add",
		Writes: []merge.Write{{Kind: "task", ID: id, Field: "title", Value: merge.String(title)}}})
}

func (c *client) tryPush(sets ...*mindflowv1.ChangeSet) (*mindflowv1.PushResponse, error) {
	return c.sync.Push(c.context(), &mindflowv1.PushRequest{SpaceId: c.space(), Epoch: 1, InstallNonce: c.nonce, Sets: sets})
}

func (c *client) push(sets ...*mindflowv1.ChangeSet) *mindflowv1.PushResponse {
	c.t.Helper()
	r, err := c.tryPush(sets...)
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

func (c *client) cursor(seq int64) *mindflowv1.Cursor {
	return &mindflowv1.Cursor{SpaceId: c.space(), Epoch: 1, Seq: seq}
}

func (c *client) pull(seq int64, wait time.Duration) *mindflowv1.PullResponse {
	c.t.Helper()
	r, err := c.sync.Pull(c.context(), &mindflowv1.PullRequest{Cursor: c.cursor(seq), WaitMs: wait.Milliseconds()})
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

// A follower reads a stream.
type follower struct {
	t        testing.TB
	messages chan *mindflowv1.StreamResponse
	err      error // once messages is closed
}

func (c *client) follow(ctx context.Context, seq int64) *follower {
	c.t.Helper()
	f := &follower{t: c.t, messages: make(chan *mindflowv1.StreamResponse, 1000)}
	go func() {
		defer close(f.messages)
		stream, err := c.sync.Stream(ctx, &mindflowv1.StreamRequest{Cursors: []*mindflowv1.Cursor{c.cursor(seq)}})
		if err != nil {
			f.err = err
			return
		}
		defer stream.Close()
		for stream.Receive() {
			f.messages <- stream.Msg()
		}
		f.err = stream.Err()
	}()
	return f
}

// next returns the next message; nil when the stream is over.
func (f *follower) next() *mindflowv1.StreamResponse {
	f.t.Helper()
	select {
	case m := <-f.messages:
		return m
	case <-time.After(20 * time.Second):
		f.t.Fatal("nothing came over the stream")
		return nil
	}
}

// ends waits for the control that ends the stream.
func (f *follower) ends(want mindflowv1.ControlReason) {
	f.t.Helper()
	for m := f.next(); m != nil; m = f.next() {
		if c := m.GetControl(); c != nil {
			if c.Reason != want {
				f.t.Errorf("ended with %v, want %v", c.Reason, want)
			}
			if last := f.next(); last != nil {
				f.t.Errorf("after its end came %v", last)
			}
			return
		}
	}
	f.t.Errorf("ended without %v: %v", want, f.err)
}

func controlOf(err error) mindflowv1.ControlReason {
	var refused *connect.Error
	if errors.As(err, &refused) {
		for _, d := range refused.Details() {
			if m, err := d.Value(); err == nil {
				if c, ok := m.(*mindflowv1.Control); ok {
					return c.Reason
				}
			}
		}
	}
	return 0
}

func titles(entities []*mindflowv1.Entity) string {
	var all []string
	for _, e := range entities {
		for _, c := range e.Cells {
			if c.Field == "title" {
				all = append(all, c.Value.GetStringValue())
			}
		}
	}
	return fmt.Sprint(all)
}

// Every way to speak gives the same: an account, a push, a pull, a stream that shows
// another device's edit as it happens, the digest, a bootstrap.
func TestProtocols(t *testing.T) {
	i := newWorld(t).start()
	for name := range protocols {
		t.Run(name, func(t *testing.T) {
			a := i.client(name).register(name)
			b := i.client(name).login(name)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			stream := b.follow(ctx, 0)
			if m := stream.next(); !m.GetPage().GetUpToDate() || len(m.GetPage().GetEntities()) != 0 {
				t.Fatalf("first message %v", m)
			}
			r := a.push(a.titled("t1", "Buy milk"))
			if len(r.Acks) != 1 || r.Acks[0].Status != mindflowv1.AckStatus_ACK_STATUS_APPLIED || r.Head != 1 || r.LastDseq != 1 {
				t.Fatalf("push %v", r)
			}
			if m := stream.next(); titles(m.GetPage().GetEntities()) != "[Buy milk]" || m.GetPage().GetNext() != 1 {
				t.Errorf("streamed %v", m)
			}
			page := b.pull(0, 0).GetPage()
			if read, err := wire.ReadPage(page); err != nil || len(read.Records) != 1 || !read.UpToDate {
				t.Errorf("pulled %v, %v", page, err)
			}
			hello, err := b.sync.Hello(t.Context(), &mindflowv1.HelloRequest{Client: b.who(), Cursor: b.cursor(1), FirstDseq: 1})
			if err != nil || hello.Control != nil || hello.Head != 1 || hello.LastDseq != 0 || hello.Limits.GetPushSets() != 500 {
				t.Errorf("hello %v, %v", hello, err)
			}
			digest, err := b.sync.Digest(t.Context(), &mindflowv1.DigestRequest{Cursor: b.cursor(1)})
			if err != nil || digest.Digest == 0 || digest.Buckets[merge.Bucket("t1")] != digest.Digest {
				t.Errorf("digest %v, %v", digest, err)
			}
			parts, err := b.sync.Bootstrap(t.Context(), &mindflowv1.BootstrapRequest{SpaceId: b.space()})
			if err != nil {
				t.Fatal(err)
			}
			var last *mindflowv1.BootstrapResponse
			for parts.Receive() {
				last = parts.Msg()
			}
			if parts.Err() != nil || !last.GetComplete() || !last.GetUsable() || last.GetSent() != 1 || last.GetAsOf() != 1 {
				t.Errorf("bootstrap %v, %v", last, parts.Err())
			}
			parts.Close()
			me, err := a.account.Me(t.Context(), &mindflowv1.MeRequest{})
			if err != nil || me.Account.Email != name+"@example.org" || me.DeviceId != a.device {
				t.Errorf("me %v, %v", me, err)
			}
		})
	}
}

// Whoever watches over the server learns whether it lives and whether it is ready.
func TestHealth(t *testing.T) {
	i := newWorld(t).start()
	get := func(path string) int {
		r, err := http.Get(i.url + path)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, r.Body)
		r.Body.Close()
		return r.StatusCode
	}
	if h, r := get("/health"), get("/ready"); h != 200 || r != 200 {
		t.Errorf("health %d, ready %d", h, r)
	}
	if code := get("/elsewhere"); code != 404 {
		t.Errorf("an unknown path: %d", code)
	}
	i.server.Drain()
	if h, r := get("/health"), get("/ready"); h != 200 || r != 503 {
		t.Errorf("going down: health %d, ready %d", h, r)
	}
}
