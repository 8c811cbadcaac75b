package syncserver

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"connectrpc.com/connect"
	"github.com/google/uuid"

	"mindflow/sync/gen/mindflow/v1/mindflowv1connect"
	"mindflow/syncserver/pgstore"
)

// open are the calls that need no access token. Every other path does.
var open = map[string]bool{
	mindflowv1connect.AccountServiceRegisterProcedure: true,
	mindflowv1connect.AccountServiceLoginProcedure:    true,
	mindflowv1connect.AccountServiceRefreshProcedure:  true,
	mindflowv1connect.AccountServiceLogoutProcedure:   true, // takes a refresh token or an access token
}

type contextKey int

const (
	callerKey contextKey = iota
	addressKey
	connectionKey
)

// callerOf returns who calls; the zero caller where nobody has to be known.
func callerOf(ctx context.Context) caller {
	c, _ := ctx.Value(callerKey).(caller)
	return c
}

// authenticate lets through who may call, counted, before anything of the body is
// read. Whoever may not is told so in the protocol that was spoken.
func (s *Server) authenticate(next http.Handler) http.Handler {
	answer := connect.NewErrorWriter()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := context.WithValue(r.Context(), addressKey, address(r, s.ClientIPHeader))
		c, err := s.identify(ctx, r)
		if err == nil {
			err = s.count(ctx, r.URL.Path, c)
		}
		if err != nil {
			if !answer.IsSupported(r) {
				http.Error(w, http.StatusText(http.StatusUnsupportedMediaType), http.StatusUnsupportedMediaType)
				return
			}
			s.log.Debug("refused", "call", r.URL.Path, "code", connect.CodeOf(err).String())
			answer.Write(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(ctx, callerKey, c)))
	})
}

// identify returns who calls. An open call may come without a token, or with one that
// is no good any more.
func (s *Server) identify(ctx context.Context, r *http.Request) (caller, error) {
	token, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if open[r.URL.Path] && !found {
		return caller{}, nil
	}
	c, err := s.tokens.read(token)
	if err != nil {
		err = errCredentials
	} else {
		err = s.sessions.check(ctx, c)
	}
	if err != nil && open[r.URL.Path] {
		return caller{}, nil
	}
	return c, s.rpcError(ctx, "authenticate", err)
}

// count counts a call against the limit of its kind.
func (s *Server) count(ctx context.Context, path string, c caller) error {
	limit, who := s.perUser, c.space.String()
	if open[path] {
		limit, who = s.perAuth, addressOf(ctx)
		if path == mindflowv1connect.AccountServiceRefreshProcedure || path == mindflowv1connect.AccountServiceLogoutProcedure {
			limit = s.perRefresh
		}
	}
	if wait, ok := limit.take(who, s.now()); !ok {
		return tooMany(wait)
	}
	return nil
}

func addressOf(ctx context.Context) string {
	text, _ := ctx.Value(addressKey).(string)
	return text
}

// sessions remembers for a moment which sessions are alive, so that not every call has
// to ask. Who is signed out is forgotten at once, everywhere.
type sessions struct {
	alive func(ctx context.Context, space, session, device uuid.UUID) error
	keep  time.Duration
	now   func() time.Time

	mu     sync.Mutex
	known  map[uuid.UUID]map[[2]uuid.UUID]time.Time // space → session and device → until
	forgot map[uuid.UUID]int                        // how often a space was forgotten while somebody asked
	asking map[uuid.UUID]int
}

func newSessions(store *pgstore.Store, keep time.Duration, now func() time.Time) *sessions {
	return &sessions{alive: store.Alive, keep: keep, now: now, known: map[uuid.UUID]map[[2]uuid.UUID]time.Time{}, forgot: map[uuid.UUID]int{}, asking: map[uuid.UUID]int{}}
}

// mostSessions is how many spaces are remembered before all are forgotten.
const mostSessions = 50_000

// check returns nil for a session that is alive.
func (s *sessions) check(ctx context.Context, c caller) error {
	id := [2]uuid.UUID{c.session, c.device}
	s.mu.Lock()
	until, known := s.known[c.space][id]
	if known && s.now().Before(until) {
		s.mu.Unlock()
		return nil
	}
	s.asking[c.space]++
	before := s.forgot[c.space]
	s.mu.Unlock()

	err := s.alive(ctx, c.space, c.session, c.device)

	s.mu.Lock()
	defer s.mu.Unlock()
	same := s.forgot[c.space] == before
	if s.asking[c.space]--; s.asking[c.space] == 0 {
		delete(s.asking, c.space)
		delete(s.forgot, c.space)
	}
	if err == nil && same { // otherwise the answer may be older than a sign-out
		if len(s.known) >= mostSessions {
			clear(s.known)
		}
		if s.known[c.space] == nil {
			s.known[c.space] = map[[2]uuid.UUID]time.Time{}
		}
		s.known[c.space][id] = s.now().Add(s.keep)
	}
	return err
}

// forget makes the next call of everybody in a space ask again.
func (s *sessions) forget(space uuid.UUID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.known, space)
	if s.asking[space] > 0 {
		s.forgot[space]++
	}
}
