package pgstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"mindflow/sync/merge"
)

// A Cursor says what a device has of a space. Epoch 0 is that of a device which has
// never pulled.
type Cursor struct {
	Epoch, Seq int64
}

// page is a query for a stretch of entities that pass a condition: as many as $3
// allows and as many bytes as $4, but one at least. The head is of the same snapshot,
// so there is no number up to it that is still to come. total is more than the rows
// where something was left.
const page = `SELECT h.epoch, h.head, h.digest, e.kind, e.id, e.seq, e.fields, e.clocks, e.total
	FROM space_head h LEFT JOIN LATERAL (
		SELECT *, sum(size) OVER w AS bytes, row_number() OVER w AS n, count(*) OVER () AS total
		FROM (SELECT * FROM entity WHERE space_id = $1 AND seq > $2 AND seq <= h.head %s ORDER BY seq LIMIT $3 + 1) f
		WINDOW w AS (ORDER BY seq)
	) e ON e.n <= $3 AND e.bytes - e.size < $4
	WHERE h.space_id = $1 ORDER BY e.seq`

// Pull reads the page after a cursor, of at most limit entities. With buckets it
// holds only entities of those parts of the digest. A cursor of another epoch is
// ErrEpoch, one beyond the head ErrAhead, each with the state.
func (s *Store) Pull(ctx context.Context, space uuid.UUID, c Cursor, limit int, buckets []uint8) (merge.Page, State, error) {
	return s.pull(ctx, space, func(*pgx.Batch) {}, c, limit, buckets)
}

// Follow is Pull for a session that may have ended meanwhile; the error is then that of
// Alive.
func (s *Store) Follow(ctx context.Context, space, session, device uuid.UUID, c Cursor, limit int) (merge.Page, State, error) {
	var verdict error
	p, state, err := s.pull(ctx, space, func(b *pgx.Batch) { queueAlive(b, space, session, device, &verdict) }, c, limit, nil)
	if verdict != nil && (err == nil || errors.Is(err, ErrNotFound)) {
		return merge.Page{}, state, verdict
	}
	return p, state, err
}

func (s *Store) pull(ctx context.Context, space uuid.UUID, first func(*pgx.Batch), c Cursor, limit int, buckets []uint8) (merge.Page, State, error) {
	var p merge.Page
	var state State
	err := s.once(ctx, space, func(b *pgx.Batch) {
		first(b)
		condition, args := "", []any{space, c.Seq, limit, s.MaxPage}
		if len(buckets) > 0 {
			numbers := make([]int32, len(buckets))
			for i, n := range buckets {
				numbers[i] = int32(n)
			}
			condition, args = "AND get_byte(sha256(convert_to(id, 'UTF8')), 0) = ANY ($5)", append(args, numbers)
		}
		b.Queue(fmt.Sprintf(page, condition), args...).Query(func(rows pgx.Rows) error {
			var err error
			p, state, err = scanPage(rows, space)
			return err
		})
	})
	switch {
	case err != nil:
		return p, state, fmt.Errorf("pull space %s: %w", space, err)
	case c.Epoch != state.Epoch && c.Seq > 0:
		return merge.Page{}, state, ErrEpoch
	case c.Seq > state.Head:
		return merge.Page{}, state, ErrAhead
	}
	return p, state, nil
}

func scanPage(rows pgx.Rows, space uuid.UUID) (p merge.Page, state State, err error) {
	p.Space = space.String()
	found, total := false, 0
	for rows.Next() {
		found = true
		var digest int64
		var kind, id *string
		var seq *int64
		var count *int
		var fields, clocks []byte
		if err := rows.Scan(&state.Epoch, &state.Head, &digest, &kind, &id, &seq, &fields, &clocks, &count); err != nil {
			return p, state, err
		}
		state.Digest = uint64(digest)
		if kind == nil {
			continue // the head alone
		}
		cells, err := decode(fields, clocks)
		if err != nil {
			return p, state, fmt.Errorf("read %s %s: %w", *kind, *id, err)
		}
		p.Records, total = append(p.Records, merge.Record{Kind: *kind, ID: *id, Seq: *seq, Cells: cells}), *count
	}
	if err := rows.Err(); err != nil {
		return p, state, err
	}
	if !found {
		return p, state, ErrNotFound
	}
	p.Epoch, p.Head, p.Next, p.UpToDate = state.Epoch, state.Head, state.Head, true
	if n := len(p.Records); n < total {
		p.Next, p.UpToDate = p.Records[n-1].Seq, false
	}
	return p, state, nil
}

// Heads returns how far spaces are. Those that are not there are left out.
func (s *Store) Heads(ctx context.Context, spaces []uuid.UUID) (map[uuid.UUID]int64, error) {
	heads := make(map[uuid.UUID]int64, len(spaces))
	err := s.once(ctx, uuid.Nil, func(b *pgx.Batch) {
		for _, space := range spaces {
			b.Queue("SELECT set_config('app.space_id', $1, true)", space.String())
			b.Queue("SELECT head FROM space_head WHERE space_id = $1", space).Query(func(rows pgx.Rows) error {
				var head int64
				_, err := pgx.ForEachRow(rows, []any{&head}, func() error { heads[space] = head; return nil })
				return err
			})
		}
	})
	return heads, err
}

// Digest returns the digest of a space and its parts.
func (s *Store) Digest(ctx context.Context, space uuid.UUID) (State, [merge.Buckets]uint64, error) {
	var state State
	var parts [merge.Buckets]uint64
	found := false
	// One statement, so that the parts are of the same moment as the head.
	err := s.once(ctx, space, func(b *pgx.Batch) {
		b.Queue(`SELECT h.epoch, h.head, h.digest, b.bucket, b.sum FROM space_head h
			LEFT JOIN digest_bucket b ON b.space_id = h.space_id WHERE h.space_id = $1`, space).Query(func(rows pgx.Rows) error {
			var digest int64
			var bucket *int16
			var sum *int64
			_, err := pgx.ForEachRow(rows, []any{&state.Epoch, &state.Head, &digest, &bucket, &sum}, func() error {
				found, state.Digest = true, uint64(digest)
				if bucket != nil {
					parts[*bucket] = uint64(*sum)
				}
				return nil
			})
			return err
		})
	})
	if err == nil && !found {
		err = ErrNotFound
	}
	if err != nil {
		return state, parts, fmt.Errorf("digest of space %s: %w", space, err)
	}
	return state, parts, nil
}
