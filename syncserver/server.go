// Package syncserver is the cloud side of MindFlow as one HTTP handler: accounts, and
// what makes the devices of an account equal.
//
// It knows messages, tokens, limits and who may ask for what. It refuses to know how
// rows are kept, which is pgstore's, and what a field means, which is nobody's here: a
// new field of a task changes nothing in it.
//
// Its one rule: who calls is settled before the body of a call is read, and an answer
// never tells more than the caller may know. What is another's, and what is not there,
// are answered alike; an error that was not foreseen is logged and answered "internal
// error".
package syncserver

import (
	"context"
	"crypto/ed25519"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"mindflow/syncserver/pgstore"
)

// Config is what a Server is made of.
type Config struct {
	Store *pgstore.Store
	Bus   Bus                // to the other instances; nil when there is none
	Key   ed25519.PrivateKey // signs access tokens
	Log   *slog.Logger
	Now   func() time.Time // time.Now

	Version        string // of this program, for the sync details of devices
	ClientIPHeader string // in which the proxy says who calls; empty without one

	Limits
}

// A Server is one instance of the cloud side. It serves every path; see NewHTTPServer.
type Server struct {
	Config
	handler http.Handler
	store   *pgstore.Store
	hub     *hub
	log     *slog.Logger
	now     func() time.Time

	tokens    *signer
	sessions  *sessions
	passwords *hasher
	streams   *streams

	perAuth, perRefresh, perRegister, perUser *limiter

	down  atomic.Bool
	stop  context.CancelFunc
	tasks sync.WaitGroup
}

// New makes a server. Close ends what it does in the background.
func New(c Config) *Server {
	if c.Now == nil {
		c.Now = time.Now
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &Server{
		Config: c, store: c.Store, hub: newHub(c.Bus), log: c.Log, now: c.Now, stop: stop,
		tokens: newSigner(c.Key, c.AccessLife, c.Now), sessions: newSessions(c.Store, c.SessionCache, c.Now),
		passwords: newHasher(c.Hash, c.Hashes), streams: newStreams(),
		perAuth: newLimiter(c.Auth), perRefresh: newLimiter(c.Limits.Refresh), perRegister: newLimiter(c.Limits.Register), perUser: newLimiter(c.User),
	}
	s.hub.onSignOut(s.sessions.forget)
	s.handler = s.routes()
	s.tasks.Go(func() { s.hub.poll(ctx, c.Poll, c.Store.Heads) })
	return s
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Drain prepares for going down: it says so to whoever asks whether this instance is
// ready, ends streams and waits so that devices go to another one, and answers what is
// under way and still comes.
func (s *Server) Drain() {
	s.down.Store(true)
	s.hub.goDown()
}

// Close ends what goes on in the background.
func (s *Server) Close() {
	s.Drain()
	s.stop()
	s.tasks.Wait()
}
