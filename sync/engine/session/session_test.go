package session_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"connectrpc.com/connect"
	"go.uber.org/goleak"

	"mindflow/sync/engine"
	"mindflow/sync/engine/session"
	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/sync/gen/mindflow/v1/mindflowv1connect"
)

var _ engine.Session = (*session.Session)(nil)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A server gives tokens after the rules of the real one: a refresh token that was used is
// taken again for a minute, as long as its successor was not; after that, its reuse ends
// the session.
type server struct {
	mindflowv1connect.UnimplementedAccountServiceHandler
	mindflowv1connect.UnimplementedSyncServiceHandler

	mu        sync.Mutex
	n         int                  // tokens given
	used      map[string]time.Time // refresh tokens, when they were used first
	parent    map[string]string    // of a refresh token
	dead      bool                 // the session has ended
	access    string               // the access token that is good
	life      time.Duration        // of access tokens
	refreshes int
	client    *mindflowv1.Client
	device    string
	held      chan struct{} // Refresh waits for it, after its work
	lose      int           // replies to lose
}

func (s *server) give() *mindflowv1.Session {
	s.n++
	s.access = fmt.Sprintf("access-%d", s.n)
	return &mindflowv1.Session{
		AccessToken: s.access, AccessExpiresMs: s.now() + s.life.Milliseconds(), RefreshToken: fmt.Sprintf("refresh-%d", s.n),
		AccountId: "account", SpaceId: "account", DeviceId: "device",
	}
}

// now is a day off the device's clock, which must not matter.
func (s *server) now() int64 { return time.Now().Add(-24 * time.Hour).UnixMilli() }

var errNo = connect.NewError(connect.CodeUnauthenticated, errors.New("no"))

func (s *server) Refresh(_ context.Context, req *mindflowv1.RefreshRequest) (*mindflowv1.RefreshResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refreshes++
	s.client, s.device = req.GetClient(), req.GetDeviceId()
	token := req.GetRefreshToken()
	if at, ok := s.used[token]; ok {
		late := time.Since(at) > time.Minute
		for child, p := range s.parent {
			if _, used := s.used[child]; p == token && used {
				late = true
			}
		}
		s.dead = s.dead || late
	}
	if s.dead || !strings.HasPrefix(token, "refresh-") {
		return nil, errNo
	}
	if _, ok := s.used[token]; !ok {
		s.used[token] = time.Now()
	}
	got := s.give()
	s.parent[got.GetRefreshToken()] = token
	if held := s.held; held != nil {
		s.mu.Unlock()
		<-held
		s.mu.Lock()
	}
	return &mindflowv1.RefreshResponse{ServerMs: s.now(), Session: got}, nil
}

func (s *server) Login(_ context.Context, req *mindflowv1.LoginRequest) (*mindflowv1.LoginResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case len(req.GetPassword()) < 10:
		return nil, connect.NewError(connect.CodeInvalidArgument, errors.New("a password has at least 10 characters"))
	case req.GetPassword() != "the right one":
		return nil, errNo
	}
	s.dead = false
	return &mindflowv1.LoginResponse{ServerMs: s.now(), Session: s.give()}, nil
}

func (s *server) Register(ctx context.Context, req *mindflowv1.RegisterRequest) (*mindflowv1.RegisterResponse, error) {
	if strings.HasPrefix(req.GetEmail(), "prove@") {
		return &mindflowv1.RegisterResponse{ServerMs: s.now(), MailSent: true}, nil
	}
	res, err := s.Login(ctx, &mindflowv1.LoginRequest{Password: req.GetPassword()})
	return &mindflowv1.RegisterResponse{ServerMs: res.GetServerMs(), Session: res.GetSession()}, err
}

func (s *server) Logout(_ context.Context, req *mindflowv1.LogoutRequest) (*mindflowv1.LogoutResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dead = s.dead || req.GetRefreshToken() != ""
	return &mindflowv1.LogoutResponse{ServerMs: s.now()}, nil
}

func (s *server) authed(ctx context.Context) error {
	info, _ := connect.CallInfoForHandlerContext(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	if info.RequestHeader().Get("Authorization") != "Bearer "+s.access || s.dead {
		return errNo
	}
	return nil
}

func (s *server) Me(ctx context.Context, _ *mindflowv1.MeRequest) (*mindflowv1.MeResponse, error) {
	return &mindflowv1.MeResponse{DeviceId: "device", Account: &mindflowv1.Account{AccountId: "account", Email: "me@example.org", CreatedMs: 1}}, s.authed(ctx)
}

func (s *server) ListDevices(ctx context.Context, _ *mindflowv1.ListDevicesRequest) (*mindflowv1.ListDevicesResponse, error) {
	return &mindflowv1.ListDevicesResponse{Devices: []*mindflowv1.Device{
		{DeviceId: "device", Name: "Laptop", Current: true, LastSeenMs: 1000}, {DeviceId: "other", RevokedMs: 1000},
	}}, s.authed(ctx)
}

func (s *server) RevokeDevice(ctx context.Context, req *mindflowv1.RevokeDeviceRequest) (*mindflowv1.RevokeDeviceResponse, error) {
	if err := s.authed(ctx); err != nil {
		return nil, err
	}
	if req.GetDeviceId() != "other" {
		return nil, connect.NewError(connect.CodeNotFound, errors.New("not found"))
	}
	return &mindflowv1.RevokeDeviceResponse{}, nil
}

// A vault in memory, which may be broken.
type vault struct {
	mu     sync.Mutex
	token  string
	broken error
	saved  []string
}

func (v *vault) Load() (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.token, nil
}

func (v *vault) Save(token string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.broken != nil {
		return v.broken
	}
	v.token, v.saved = token, append(v.saved, token)
	return nil
}

func (v *vault) Delete() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.token = ""
	return nil
}

func (v *vault) breaks(err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.broken = err
}

// A world is a server and a device that signed in a while ago.
type world struct {
	*testing.T
	srv   *server
	vault *vault
	down  atomic.Bool
	http  *http.Client
	*session.Session
}

// inWorld runs a test in a bubble with a server; the clock moves only while all wait.
func inWorld(t *testing.T, fn func(*world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &world{T: t, vault: &vault{token: "refresh-0"}, srv: &server{
			used: map[string]time.Time{}, parent: map[string]string{}, life: 15 * time.Minute,
		}}
		mux := http.NewServeMux()
		mux.Handle(mindflowv1connect.NewAccountServiceHandler(w.srv))
		mux.Handle(mindflowv1connect.NewSyncServiceHandler(w.srv))
		calls := make(chan net.Conn)
		s := &http.Server{Handler: http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
			w.srv.mu.Lock()
			lost := w.srv.lose > 0
			if lost {
				w.srv.lose--
			}
			w.srv.mu.Unlock()
			if lost {
				mux.ServeHTTP(httptest.NewRecorder(), r)
				panic(http.ErrAbortHandler)
			}
			mux.ServeHTTP(out, r)
		})}
		l := &listener{calls: calls, done: make(chan struct{})}
		go func() { _ = s.Serve(l) }()
		t.Cleanup(func() { _ = s.Close() })
		w.http = &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(context.Context, string, string) (net.Conn, error) {
			if w.down.Load() {
				return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
			}
			near, far := net.Pipe()
			calls <- far
			return near, nil
		}}}
		w.Session = w.another()
		fn(w)
	})
}

// another returns a session of another program on the same device.
func (w *world) another() *session.Session {
	return session.New(session.Options{
		Server: "http://memory", Vault: w.vault, Device: "device", InstallNonce: "nonce", Platform: "linux", Version: "1", Name: "Laptop",
		HTTP: w.http, Rand: func() float64 { return 1 },
	})
}

type listener struct {
	calls chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.calls:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error   { l.once.Do(func() { close(l.done) }); return nil }
func (l *listener) Addr() net.Addr { return &net.UnixAddr{Name: "memory"} }

// gets checks what Access gives.
func (w *world) gets(s *session.Session, want string) {
	w.Helper()
	if got, err := s.Access(w.Context()); err != nil || got != want {
		w.Errorf("Access gives %q, %v; want %q", got, err, want)
	}
}

// fails checks what Access refuses with.
func (w *world) fails(want error) {
	w.Helper()
	if got, err := w.Access(w.Context()); !errors.Is(err, want) || got != "" {
		w.Errorf("Access gives %q, %v; want %v", got, err, want)
	}
}
