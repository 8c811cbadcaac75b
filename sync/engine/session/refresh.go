package session

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"mindflow/sync/engine"
	mindflowv1 "mindflow/sync/gen/mindflow/v1"
)

const (
	margin  = 30 * time.Second // before it expires, an access token is no longer used
	grace   = 45 * time.Second // after a lost reply the token may be used again; the server says 60
	tries   = 3
	between = 2 * time.Second
)

// A flight is one refresh that any number of callers wait for.
type flight struct {
	done  chan struct{}
	token string
	err   error
}

// Access returns an access token that is good for half a minute at least. Its error is
// engine.ErrSignInNeeded when nobody is signed in or the session has ended, and
// engine.ErrOffline when the server cannot be reached.
func (s *Session) Access(ctx context.Context) (string, error) {
	s.mu.Lock()
	if s.access != "" && s.o.Now().Before(s.until) {
		defer s.mu.Unlock()
		return s.access, nil
	}
	f := s.going
	if f == nil {
		f = &flight{done: make(chan struct{})}
		s.going = f
		// Not even the caller who began it can end a refresh: the tokens in its reply
		// would be lost, and with them the session. It ends by itself within a minute.
		go s.fly(context.WithoutCancel(ctx), f)
	}
	s.mu.Unlock()
	select {
	case <-f.done:
		return f.token, f.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// fly refreshes and tells everyone who waits.
func (s *Session) fly(ctx context.Context, f *flight) {
	f.token, f.err = s.refresh(ctx)
	s.mu.Lock()
	s.going = nil
	s.mu.Unlock()
	close(f.done)
}

// Refused says that the token is not to be used again: the next Access gets another.
func (s *Session) Refused(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.access == token {
		s.access = ""
	}
}

// refresh gets the next tokens and keeps them.
func (s *Session) refresh(ctx context.Context) (string, error) {
	s.mu.Lock()
	unsaved := s.unsaved
	s.mu.Unlock()
	if unsaved != nil {
		// The vault would not take these. Using the older token in it instead would be
		// to use one twice.
		return s.keep(*unsaved)
	}
	for asked := ""; ; {
		token, err := s.o.Vault.Load()
		if err != nil {
			return "", fmt.Errorf("read the session: %w", err)
		}
		s.mu.Lock()
		dead := s.dead
		s.mu.Unlock()
		if token == "" || token == dead || token == asked {
			return "", engine.ErrSignInNeeded
		}
		res, err := s.ask(ctx, token)
		switch {
		case err == nil:
			return s.keep(s.tokens(res.GetSession(), res.GetServerMs()))
		case !errors.Is(err, engine.ErrSignInNeeded):
			return "", err
		}
		s.mu.Lock()
		s.dead = token
		s.mu.Unlock()
		asked = token // another program may have put a newer one there meanwhile
	}
}

// ask calls Refresh. A reply may get lost after the server made new tokens, and it takes
// the old one again only for a minute, so a call that may have arrived is repeated at once.
func (s *Session) ask(ctx context.Context, token string) (*mindflowv1.RefreshResponse, error) {
	began := time.Now()
	for try := 1; ; try++ {
		res, err := within(ctx, func(ctx context.Context) (*mindflowv1.RefreshResponse, error) {
			return s.accounts.Refresh(ctx, &mindflowv1.RefreshRequest{RefreshToken: token, DeviceId: s.o.Device, Client: s.client()})
		})
		if err == nil && (res.GetSession().GetRefreshToken() == "" || res.GetSession().GetAccessToken() == "") {
			return nil, errNoTokens
		}
		if err == nil || !errors.Is(err, engine.ErrOffline) || neverSent(err) || try == tries || time.Since(began) > grace {
			return res, err
		}
		s.o.Logger.Info("session: no reply to a refresh, asking again", "try", try, "err", err)
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Duration(s.o.Rand() * float64(between))):
		}
	}
}

// neverSent reports whether a call failed before the server can have heard of it.
func neverSent(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

// tokens are what a reply brought.
type tokens struct {
	access, refresh string
	until           time.Time // when the access token is no longer to be used, by this clock
}

func (s *Session) tokens(m *mindflowv1.Session, serverMillis int64) tokens {
	life := time.Duration(m.GetAccessExpiresMs()-serverMillis) * time.Millisecond
	return tokens{m.GetAccessToken(), m.GetRefreshToken(), s.o.Now().Add(life - min(margin, life/2))}
}

// keep puts new tokens in the vault, and only then lets them be used.
func (s *Session) keep(got tokens) (string, error) {
	err := s.o.Vault.Save(got.refresh)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.access, s.unsaved = "", &got
		return "", fmt.Errorf("keep the session: %w", err)
	}
	s.access, s.until, s.unsaved = got.access, got.until, nil
	return got.access, nil
}

// within makes one call in limited time and tells its errors apart.
func within[T any](ctx context.Context, call func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	res, err := call(ctx)
	return res, engine.CallError(err)
}
