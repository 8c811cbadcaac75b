package pgstore

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// A Device is one installation, as its owner sees it.
type Device struct {
	ID                             uuid.UUID
	Nonce, Name, Platform, Version string
	CreatedAt, SeenAt              time.Time
	RevokedAt                      *time.Time
}

// A Greeting is what a device says of itself when it comes.
type Greeting struct {
	Device
	Cursor      int64
	First, Last int64 // the oldest change set it would still push, the newest it has made
}

// Hello notes that a device is there, and returns the state of the space and the last
// change set of the device. A device that lost ground is ErrForked: it was copied, or
// restored from a backup. A server that lost ground goes on from where the device is.
func (s *Store) Hello(ctx context.Context, space uuid.UUID, g Greeting) (State, int64, error) {
	var p *push
	last := int64(0)
	err := s.twice(ctx, space, func(b *pgx.Batch) {
		p = &push{Caller: Caller{Space: space, Device: g.ID}}
		p.lock(b)
		p.readDevice(b)
	}, func(b *pgx.Batch) error {
		switch {
		case p.revoked:
			return ErrRevoked
		case p.nonce != g.Nonce || p.last > g.Last:
			return ErrForked
		}
		last = max(p.last, min(g.First-1, g.Last))
		b.Queue(`UPDATE device SET last_dseq = $3, acked_seq = greatest(acked_seq, $4), seen_at = $5, name = $6, platform = $7, app_version = $8
			WHERE space_id = $1 AND device_id = $2`, space, g.ID, last, min(g.Cursor, p.state.Head), s.Now(), g.Name, g.Platform, g.Version)
		return nil
	})
	if p == nil {
		p = &push{}
	}
	if err != nil {
		return p.state, p.last, fmt.Errorf("hello of device %s: %w", g.ID, err)
	}
	return p.state, last, nil
}

// Devices lists the devices of an account: the latest heard of first, without those
// that were revoked before the given time.
func (s *Store) Devices(ctx context.Context, space uuid.UUID, since time.Time) (all []Device, err error) {
	err = s.once(ctx, space, func(b *pgx.Batch) {
		all = nil
		b.Queue(`SELECT device_id, install_nonce, name, platform, app_version, created_at, seen_at, revoked_at FROM device
			WHERE space_id = $1 AND (revoked_at IS NULL OR revoked_at > $2) ORDER BY seen_at DESC`, space, since).Query(func(rows pgx.Rows) error {
			var d Device
			_, err := pgx.ForEachRow(rows, []any{&d.ID, &d.Nonce, &d.Name, &d.Platform, &d.Version, &d.CreatedAt, &d.SeenAt, &d.RevokedAt}, func() error {
				all = append(all, d)
				return nil
			})
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list devices: %w", err)
	}
	return all, nil
}

// RevokeDevice signs a device out: every session of it ends. Doing it twice is
// harmless; a device of another account is ErrNotFound, like one that never was.
func (s *Store) RevokeDevice(ctx context.Context, space, device uuid.UUID) error {
	now := s.Now()
	err := s.once(ctx, space, func(b *pgx.Batch) {
		b.Queue(`UPDATE device SET revoked_at = coalesce(revoked_at, $3) WHERE space_id = $1 AND device_id = $2 RETURNING true`,
			space, device, now).QueryRow(func(r pgx.Row) error { return missing(r.Scan(new(bool))) })
		b.Queue("UPDATE session SET revoked_at = $3 WHERE space_id = $1 AND device_id = $2 AND revoked_at IS NULL", space, device, now)
	})
	if err != nil {
		return fmt.Errorf("revoke device %s: %w", device, err)
	}
	return nil
}
