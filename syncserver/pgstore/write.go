package pgstore

import (
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// write queues what a push has changed: each entity under the head's next number.
func (p *push) write(b *pgx.Batch) error {
	n := len(p.changed)
	kinds, ids, seqs := make([]string, n), make([]string, n), make([]int64, n)
	fields, clocks, sizes := make([][]byte, n), make([][]byte, n), make([]int32, n)
	for i, r := range p.changed {
		p.state.Head++
		r.seq = p.state.Head
		var err error
		if fields[i], clocks[i], err = encode(r.cells); err != nil {
			return fmt.Errorf("write %s %s: %w", r.kind, r.id, err)
		}
		kinds[i], ids[i], seqs[i], sizes[i] = r.kind, r.id, r.seq, int32(len(fields[i])+len(clocks[i]))
	}
	if n > 0 {
		b.Queue(`INSERT INTO entity (space_id, kind, id, seq, fields, clocks, size)
			SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::jsonb[], $6::bytea[], $7::integer[])
			ON CONFLICT (space_id, kind, id) DO UPDATE SET seq = excluded.seq, fields = excluded.fields, clocks = excluded.clocks, size = excluded.size`,
			p.Space, kinds, ids, seqs, fields, clocks, sizes)
	}
	p.writeDigest(b)
	b.Queue("UPDATE space_head SET head = $2, hlc = $3, digest = $4, entities = $5 WHERE space_id = $1",
		p.Space, p.state.Head, p.clock.Last[:], int64(p.state.Digest), p.count)
	b.Queue("UPDATE device SET last_dseq = $3, seen_at = $4 WHERE space_id = $1 AND device_id = $2",
		p.Space, p.Device, p.last, time.UnixMilli(p.now))
	for _, ack := range p.fresh {
		b.Queue("INSERT INTO rejected_set (space_id, device_id, dseq, reason, detail) VALUES ($1, $2, $3, $4, $5)",
			p.Space, p.Device, ack.Seq, ack.Reason, ack.Detail)
	}
	return nil
}

// writeDigest mixes what has changed into the buckets. PostgreSQL's XOR is #.
func (p *push) writeDigest(b *pgx.Batch) {
	buckets, sums := make([]int16, 0, len(p.buckets)), make([]int64, 0, len(p.buckets))
	for bucket, sum := range p.buckets {
		buckets, sums = append(buckets, int16(bucket)), append(sums, int64(sum))
	}
	if len(buckets) > 0 {
		b.Queue(`INSERT INTO digest_bucket (space_id, bucket, sum) SELECT $1, * FROM unnest($2::smallint[], $3::bigint[])
			ON CONFLICT (space_id, bucket) DO UPDATE SET sum = digest_bucket.sum # excluded.sum`, p.Space, buckets, sums)
	}
}
