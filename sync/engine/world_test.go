package engine_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"mindflow/sync/engine"
	"mindflow/sync/gen/mindflow/v1/mindflowv1connect"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A network is a server's address in memory, so that its waits are the bubble's.
type network struct {
	mu    sync.Mutex
	open  []net.Conn
	dials []time.Time
	calls chan net.Conn
	down  atomic.Bool
	close func()
	done  chan struct{}

	lose  func(path string) bool // whether to carry a request out and lose the reply
	stall atomic.Bool            // hold streams back, as a bad proxy does
}

func newNetwork(t *testing.T, h http.Handler) *network {
	n := &network{calls: make(chan net.Conn), done: make(chan struct{})}
	n.close = sync.OnceFunc(func() { close(n.done) })
	s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case n.stall.Load() && strings.HasSuffix(r.URL.Path, "/Stream"):
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		case n.lose != nil && n.lose(r.URL.Path):
			h.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		default:
			h.ServeHTTP(w, r)
		}
	})}
	go func() { _ = s.Serve(n) }()
	t.Cleanup(func() { _ = s.Close() })
	return n
}

func (n *network) Accept() (net.Conn, error) {
	select {
	case c := <-n.calls:
		return c, nil
	case <-n.done:
		return nil, net.ErrClosed
	}
}

func (n *network) Close() error   { n.close(); return nil }
func (n *network) Addr() net.Addr { return &net.UnixAddr{Name: "memory"} }

func (n *network) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.dials = append(n.dials, time.Now())
	if n.down.Load() {
		return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	}
	near, far := net.Pipe()
	select {
	case n.calls <- far:
	case <-n.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	n.open = append(n.open, near, far)
	return near, nil
}

// dialled returns when connections were asked for.
func (n *network) dialled() []time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.dials)
}

// cut takes the network away, connections included.
func (n *network) cut() {
	n.down.Store(true)
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, c := range n.open {
		_ = c.Close()
	}
	n.open = nil
}

func (n *network) client() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: n.dial}}
}

// A badge is a device's session: a name that the fake server knows it by, and a number
// that goes up with each fresh token.
type badge struct {
	mu      sync.Mutex
	device  string
	n       int
	stale   bool
	out     bool                        // nobody is signed in
	access  func(context.Context) error // comes first
	refused int
}

func (b *badge) Access(ctx context.Context) (string, error) {
	b.mu.Lock()
	hook := b.access
	b.mu.Unlock()
	if hook != nil {
		if err := hook(ctx); err != nil {
			return "", err
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.out {
		return "", engine.ErrSignInNeeded
	}
	if b.stale {
		b.stale = false
		b.n++
	}
	return b.token(), nil
}

func (b *badge) token() string { return b.device + "/" + string(rune('0'+b.n)) }

func (b *badge) Refused(token string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if token == b.token() {
		b.stale = true
		b.refused++
	}
}

func (b *badge) signOut(out bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.out = out
}

// A device is a store with an engine on it.
type device struct {
	*store
	badge  *badge
	engine *engine.Engine
	log    *strings.Builder

	mu   sync.Mutex
	seen []engine.Status
}

// A world is a server and the way to it.
type world struct {
	t   *testing.T
	srv *server
	net *network
}

// inWorld runs a test in a bubble with a server. The clock moves only while all wait.
func inWorld(t *testing.T, fn func(*world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		srv := newServer()
		mux := http.NewServeMux()
		mux.Handle(mindflowv1connect.NewSyncServiceHandler(srv))
		fn(&world{t, srv, newNetwork(t, mux)})
	})
}

// device makes a device that does not sync yet. All waits are as long as they can be.
func (w *world) device(name string, change ...func(*engine.Options)) *device {
	w.t.Helper()
	d := &device{store: newStore(w.t, name), badge: &badge{device: name}, log: &strings.Builder{}}
	o := engine.Options{
		Store: d.store, Session: d.badge, Server: "http://memory", HTTP: w.net.client(), Version: "test", Platform: "linux", Name: name,
		Logger: slog.New(slog.NewTextHandler(&locked{w: d.log}, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Rand:   func() float64 { return 1 },
	}
	for _, fn := range change {
		fn(&o)
	}
	d.engine = engine.New(o)
	d.engine.OnStatus(func(s engine.Status) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.seen = append(d.seen, s)
	})
	return d
}

// start runs a device's engine until the test ends, and waits until it is at rest.
func (w *world) start(d *device) {
	w.t.Helper()
	ctx, stop := context.WithCancel(w.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.engine.Run(ctx) }()
	w.t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil && !errors.Is(err, engine.ErrRunning) {
			w.t.Error(err)
		}
	})
	synctest.Wait()
}

// running makes a device that syncs.
func (w *world) running(name string) *device {
	w.t.Helper()
	d := w.device(name)
	w.start(d)
	return d
}

// edit makes an edit on a device and tells its engine.
func (d *device) edit(id, title string) {
	d.put(id, title)
	d.engine.Wake()
}

// is checks the state of a device and returns its status.
func (w *world) is(d *device, want engine.State) engine.Status {
	w.t.Helper()
	synctest.Wait()
	s := d.engine.Status()
	if s.State != want {
		w.t.Errorf("state of %s is %q (%s), want %q; %d pending", d.name, s.State, s.Error, want, s.Pending)
	}
	return s
}

// agree checks that the server and the devices hold the same, and that nothing is left.
func (w *world) agree(devices ...*device) {
	w.t.Helper()
	synctest.Wait()
	for _, d := range devices {
		w.is(d, engine.Synced)
		w.same(d)
	}
}

// passes moves the clock.
func passes(d time.Duration) {
	time.Sleep(d) // in a bubble: not a wait
	synctest.Wait()
}

// locked is a writer for several goroutines.
type locked struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}
