package pgstore

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// How long a session lasts.
const (
	TokenLife   = 30 * 24 * time.Hour  // of a refresh token that is not used
	SessionLife = 180 * 24 * time.Hour // in all
	Grace       = time.Minute          // in which the reply with a successor may have been lost
)

// A Grant is what a device gets when it signs in or refreshes.
type Grant struct {
	Space, Session, Device uuid.UUID
	Refresh                [32]byte // the secret; only its hash is kept
	RefreshExpires         time.Time

	now, since time.Time // since is when the session began
	parent     []byte
}

func newGrant(space uuid.UUID) *Grant {
	g := &Grant{Space: space, Session: uuid.New()}
	rand.Read(g.Refresh[:])
	return g
}

// A place is what is known of the device ID that somebody asks for.
type place struct {
	known bool
	nonce string
}

// readPlace looks whether there is a device of that ID.
func readPlace(b *pgx.Batch, space, device uuid.UUID, p *place) {
	b.Queue("SELECT install_nonce FROM device WHERE space_id = $1 AND device_id = $2", space, device).Query(func(rows pgx.Rows) error {
		_, err := pgx.ForEachRow(rows, []any{&p.nonce}, func() error { p.known = true; return nil })
		return err
	})
}

// device queues what makes d the session's device: the known one if it is the same
// installation, otherwise a new one.
func (g *Grant) device(b *pgx.Batch, d Device, p place) {
	g.Device = d.ID
	if p.known && p.nonce != d.Nonce {
		g.Device = uuid.New()
	}
	b.Queue(`INSERT INTO device (space_id, device_id, install_nonce, name, platform, app_version, created_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
		ON CONFLICT (space_id, device_id) DO UPDATE SET name = excluded.name, platform = excluded.platform, app_version = excluded.app_version,
			seen_at = excluded.seen_at, revoked_at = NULL`, g.Space, g.Device, d.Nonce, d.Name, d.Platform, d.Version, g.now)
}

// open queues a new session with its first refresh token. Earlier sessions of the same
// device end, and what nobody can use any more is cleared away. What is there already
// is our own, from a commit whose answer was lost: its IDs are random.
func (g *Grant) open(b *pgx.Batch) {
	g.since = g.now
	b.Queue("UPDATE session SET revoked_at = $3 WHERE space_id = $1 AND device_id = $2 AND session_id <> $4 AND revoked_at IS NULL",
		g.Space, g.Device, g.now, g.Session)
	b.Queue("DELETE FROM session WHERE space_id = $1 AND created_at < $2", g.Space, g.now.Add(-SessionLife))
	b.Queue("DELETE FROM refresh_token WHERE space_id = $1 AND created_at < $2", g.Space, g.now.Add(-TokenLife))
	b.Queue("INSERT INTO session (space_id, session_id, device_id, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
		g.Space, g.Session, g.Device, g.now)
	g.token(b)
}

// token queues the session's next refresh token.
func (g *Grant) token(b *pgx.Batch) {
	hash := sha256.Sum256(g.Refresh[:])
	b.Queue("INSERT INTO refresh_token (space_id, hash, session_id, parent, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING", g.Space, hash[:], g.Session, g.parent, g.now)
	g.RefreshExpires = g.now.Add(TokenLife)
	if end := g.since.Add(SessionLife); end.Before(g.RefreshExpires) {
		g.RefreshExpires = end
	}
}

// lockHead keeps every other writer of a space waiting.
func lockHead(b *pgx.Batch, space uuid.UUID) {
	b.Queue("SELECT true FROM space_head WHERE space_id = $1 FOR UPDATE", space).QueryRow(func(r pgx.Row) error { return missing(r.Scan(new(bool))) })
}

// SignIn begins a session of a device. The password has been checked by the caller.
func (s *Store) SignIn(ctx context.Context, space uuid.UUID, d Device) (Grant, error) {
	g := newGrant(space)
	var known place
	err := s.twice(ctx, space, func(b *pgx.Batch) {
		known = place{}
		lockHead(b, space)
		readPlace(b, space, d.ID, &known)
	}, func(b *pgx.Batch) error {
		g.now = s.Now()
		g.device(b, d, known)
		g.open(b)
		return nil
	})
	if err != nil {
		return Grant{}, fmt.Errorf("sign in: %w", err)
	}
	return *g, nil
}

// family is what decides about a refresh token that somebody shows.
type family struct {
	created, since         time.Time
	used, ended            bool
	usedAfter, usedBesides bool       // a successor, a token given for the same one
	newest                 *time.Time // successor
}

// verdict says whether the token may be exchanged, and if not, whether that shows a
// theft. A token is used once. Where its successor was never used and is young, the
// reply got lost, and it gets another; of several successors only one may be used.
func (f *family) verdict(now time.Time) (ok, theft bool) {
	switch {
	case f.ended || now.After(f.created.Add(TokenLife)) || now.After(f.since.Add(SessionLife)):
		return false, false
	case !f.used:
		return !f.usedBesides, f.usedBesides
	default:
		ok = !f.usedAfter && f.newest != nil && now.Sub(*f.newest) < Grace
		return ok, !ok
	}
}

// Refresh exchanges a refresh token. With a device other than the session's, the
// session goes on as that one. A token that cannot be exchanged is ErrToken; stolen
// reports that its session was ended because somebody used it a second time.
func (s *Store) Refresh(ctx context.Context, space uuid.UUID, secret []byte, d *Device) (g Grant, stolen bool, err error) {
	hash := sha256.Sum256(secret)
	next := newGrant(space)
	next.parent = hash[:]
	var f family
	var known place
	refused := false
	err = s.twice(ctx, space, func(b *pgx.Batch) {
		f, known, stolen, refused = family{}, place{}, false, false
		lockHead(b, space)
		b.Queue(`SELECT t.session_id, s.device_id, t.created_at, s.created_at, t.used_at IS NOT NULL, s.revoked_at IS NOT NULL OR d.revoked_at IS NOT NULL,
				EXISTS (SELECT FROM refresh_token a WHERE a.space_id = $1 AND a.parent = t.hash AND a.used_at IS NOT NULL),
				EXISTS (SELECT FROM refresh_token a WHERE a.space_id = $1 AND a.parent = t.parent AND a.hash <> t.hash AND a.used_at IS NOT NULL),
				(SELECT max(created_at) FROM refresh_token a WHERE a.space_id = $1 AND a.parent = t.hash)
			FROM refresh_token t JOIN session s ON s.space_id = $1 AND s.session_id = t.session_id
			JOIN device d ON d.space_id = $1 AND d.device_id = s.device_id
			WHERE t.space_id = $1 AND t.hash = $2`, space, hash[:]).QueryRow(func(r pgx.Row) error {
			return missing(r.Scan(&next.Session, &next.Device, &f.created, &f.since, &f.used, &f.ended, &f.usedAfter, &f.usedBesides, &f.newest))
		})
		if d != nil {
			readPlace(b, space, d.ID, &known)
		}
	}, func(b *pgx.Batch) error {
		next.now, next.since = s.Now(), f.since
		var ok bool
		if ok, stolen = f.verdict(next.now); !ok {
			refused = true
			if stolen {
				b.Queue("UPDATE session SET revoked_at = $3 WHERE space_id = $1 AND session_id = $2", space, next.Session, next.now)
			}
			return nil
		}
		if d != nil && (d.ID != next.Device || known.nonce != d.Nonce) {
			next.device(b, *d, known)
			b.Queue("UPDATE session SET device_id = $3 WHERE space_id = $1 AND session_id = $2", space, next.Session, next.Device)
		}
		b.Queue("UPDATE refresh_token SET used_at = $3 WHERE space_id = $1 AND hash = $2", space, hash[:], next.now)
		next.token(b)
		return nil
	})
	if errors.Is(err, ErrNotFound) || refused {
		return Grant{}, stolen, ErrToken
	}
	if err != nil {
		return Grant{}, false, fmt.Errorf("refresh: %w", err)
	}
	return *next, false, nil
}

// Alive returns nil while a session of a device goes on, ErrRevoked when the device was
// signed out from another one, and ErrToken when the session ended or never was.
func (s *Store) Alive(ctx context.Context, space, session, device uuid.UUID) error {
	var verdict error
	if err := s.once(ctx, space, func(b *pgx.Batch) { queueAlive(b, space, session, device, &verdict) }); err != nil {
		return fmt.Errorf("look at the session: %w", err)
	}
	return verdict
}

func queueAlive(b *pgx.Batch, space, session, device uuid.UUID, verdict *error) {
	*verdict = ErrToken
	b.Queue(`SELECT s.revoked_at IS NOT NULL, d.revoked_at IS NOT NULL FROM session s JOIN device d ON d.space_id = $1 AND d.device_id = s.device_id
		WHERE s.space_id = $1 AND s.session_id = $2 AND s.device_id = $3`, space, session, device).Query(func(rows pgx.Rows) error {
		var ended, revoked bool
		_, err := pgx.ForEachRow(rows, []any{&ended, &revoked}, func() error {
			switch {
			case revoked:
				*verdict = ErrRevoked
			case !ended:
				*verdict = nil
			}
			return nil
		})
		return err
	})
}

// SessionOf returns the session that a refresh token belongs to, if it goes on.
func (s *Store) SessionOf(ctx context.Context, space uuid.UUID, secret []byte) (session uuid.UUID, err error) {
	hash := sha256.Sum256(secret)
	err = s.once(ctx, space, func(b *pgx.Batch) {
		b.Queue(`SELECT s.session_id FROM refresh_token t JOIN session s ON s.space_id = $1 AND s.session_id = t.session_id
			WHERE t.space_id = $1 AND t.hash = $2 AND s.revoked_at IS NULL`, space, hash[:]).QueryRow(func(r pgx.Row) error { return missing(r.Scan(&session)) })
	})
	if err != nil {
		return session, fmt.Errorf("find the session: %w", err)
	}
	return session, nil
}

// SignOut ends a session, or every session of the account. Doing it twice is harmless.
func (s *Store) SignOut(ctx context.Context, space, session uuid.UUID, all bool) error {
	err := s.once(ctx, space, func(b *pgx.Batch) {
		b.Queue("UPDATE session SET revoked_at = $4 WHERE space_id = $1 AND (session_id = $2 OR $3) AND revoked_at IS NULL", space, session, all, s.Now())
	})
	if err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}
