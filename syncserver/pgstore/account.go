package pgstore

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"mindflow/sync/merge"
)

// An Account is who signs in. Its personal space has its ID.
type Account struct {
	ID        uuid.UUID
	Email     string // as it was first typed
	Password  string // PHC string
	CreatedAt time.Time
}

// Register makes an account with its personal space, and signs a device in to it.
// login is the address as it is compared; if it has an account, the error is ErrTaken.
func (s *Store) Register(ctx context.Context, login string, a Account, d Device) (Grant, error) {
	g := newGrant(a.ID)
	taken := false
	err := s.twice(ctx, a.ID, func(b *pgx.Batch) {
		// Whoever comes second waits here for the first, and then does nothing. When
		// the answer to our commit was lost, the row is our own.
		b.Queue("INSERT INTO login (email, space_id) VALUES ($1, $2) ON CONFLICT (email) DO NOTHING", login, a.ID)
		b.Queue("SELECT NOT EXISTS (SELECT FROM login WHERE space_id = $1 AND email = $2)", a.ID, login).
			QueryRow(func(r pgx.Row) error { return r.Scan(&taken) })
	}, func(b *pgx.Batch) error {
		if taken {
			return ErrTaken
		}
		g.now = s.Now()
		floor := merge.Stamp{}
		b.Queue("INSERT INTO account (space_id, email, password, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", a.ID, a.Email, a.Password, g.now)
		b.Queue("INSERT INTO space_head (space_id, hlc) VALUES ($1, $2) ON CONFLICT DO NOTHING", a.ID, floor[:])
		g.device(b, d, place{})
		g.open(b)
		return nil
	})
	if err != nil {
		return Grant{}, fmt.Errorf("register: %w", err)
	}
	return *g, nil
}

// AccountOf returns the account that signs in with an address. It takes as long for one
// that nobody has.
func (s *Store) AccountOf(ctx context.Context, login string) (Account, error) {
	var id uuid.UUID
	err := s.once(ctx, uuid.Nil, func(b *pgx.Batch) {
		b.Queue("SELECT set_config('app.email', $1, true)", login)
		b.Queue("SELECT space_id FROM login WHERE email = $1", login).Query(func(rows pgx.Rows) error {
			_, err := pgx.ForEachRow(rows, []any{&id}, func() error { return nil })
			return err
		})
	})
	if err != nil {
		return Account{}, fmt.Errorf("find account: %w", err)
	}
	return s.Account(ctx, id)
}

// Account returns the account of a personal space.
func (s *Store) Account(ctx context.Context, id uuid.UUID) (Account, error) {
	a := Account{ID: id}
	err := s.once(ctx, id, func(b *pgx.Batch) {
		b.Queue("SELECT email, password, created_at FROM account WHERE space_id = $1", id).
			QueryRow(func(r pgx.Row) error { return missing(r.Scan(&a.Email, &a.Password, &a.CreatedAt)) })
	})
	if err != nil {
		return Account{}, fmt.Errorf("read account: %w", err)
	}
	return a, nil
}

// SetPassword stores a new hash of the same password: its parameters have risen.
func (s *Store) SetPassword(ctx context.Context, id uuid.UUID, old, new string) error {
	err := s.once(ctx, id, func(b *pgx.Batch) {
		b.Queue("UPDATE account SET password = $3 WHERE space_id = $1 AND password = $2", id, old, new)
	})
	if err != nil {
		return fmt.Errorf("store password: %w", err)
	}
	return nil
}
