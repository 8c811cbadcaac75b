package pgstore

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"mindflow/sync/merge"
)

// urgent is what a device shows first: everything that is not a task, a message or a
// piece of history, and tasks that are open. The only place where the store looks
// into a cell; a wrong guess costs nothing but the order.
const urgent = `(kind IN ('setting', 'project', 'section', 'tag', 'filter')
	OR kind = 'task' AND coalesce(fields #>> '{status,""}', '') <> 'completed' AND fields #>> '{deleted_at,""}' IS NULL)`

// A Place is how far a bootstrap is. The zero Place is its beginning.
type Place struct {
	Epoch, AsOf int64
	Rest        bool  // what is urgent is sent
	Seq         int64 // the last number sent of this part
	Sent        int64
}

// A Part is what a bootstrap sends at a time. Entities that change meanwhile get
// numbers beyond AsOf: a pull from there brings them.
type Part struct {
	Records  []merge.Record
	Next     Place
	Total    int64 // about how many there are
	Complete bool
}

// Bootstrap reads the part of a space that comes after a place, of at most limit
// entities. A place of another epoch begins anew.
func (s *Store) Bootstrap(ctx context.Context, space uuid.UUID, at Place, limit int, bytes int64) (Part, error) {
	part, state, full, err := s.part(ctx, space, at, limit, bytes)
	if err == nil && at.Epoch != state.Epoch {
		at = Place{Epoch: state.Epoch, AsOf: state.Head}
		part, _, full, err = s.part(ctx, space, at, limit, bytes)
	}
	if err != nil {
		return part, fmt.Errorf("bootstrap space %s: %w", space, err)
	}
	part.Next = at
	part.Next.Sent += int64(len(part.Records))
	switch {
	case full:
		part.Next.Seq = part.Records[len(part.Records)-1].Seq
	case !at.Rest:
		part.Next.Rest, part.Next.Seq = true, 0
	default:
		part.Complete = true
	}
	return part, nil
}

func (s *Store) part(ctx context.Context, space uuid.UUID, at Place, limit int, bytes int64) (part Part, state State, full bool, err error) {
	condition := "AND seq <= $5 AND " + urgent
	if at.Rest {
		condition = "AND seq <= $5 AND NOT " + urgent
	}
	err = s.once(ctx, space, func(b *pgx.Batch) {
		b.Queue("SELECT entities FROM space_head WHERE space_id = $1", space).QueryRow(func(r pgx.Row) error { return missing(r.Scan(&part.Total)) })
		b.Queue(fmt.Sprintf(page, condition), space, at.Seq, limit, bytes, at.AsOf).Query(func(rows pgx.Rows) error {
			p, st, err := scanPage(rows, space)
			part.Records, state, full = p.Records, st, !p.UpToDate
			return err
		})
	})
	return part, state, full, err
}
