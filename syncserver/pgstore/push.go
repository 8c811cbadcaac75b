package pgstore

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"mindflow/sync/merge"
)

// MaxAhead is how far the stamp of a change set may be ahead of the server's clock.
const MaxAhead = 2 * time.Second

// A Set is a change set as a device pushed it. Refused, if there is one, is why it can
// never be accepted, however often it is tried; only its number counts then.
type Set struct {
	merge.ChangeSet
	Refused merge.Reason
	Detail  string // never content
}

// A Caller is a device that pushes, with the nonce of its installation.
type Caller struct {
	Space, Device uuid.UUID
	Nonce         string
}

// A PushResult answers a push.
type PushResult struct {
	Acks    []merge.Ack // up to the first that says Gap
	LastSeq int64       // the last number used up by the device
	State   State
	Changed bool // something was written that other devices want to see
}

// A State is how far a space is.
type State struct {
	Epoch, Head int64
	Digest      uint64
}

// A push is one attempt at a Push.
type push struct {
	Caller
	now          int64
	state        State
	clock        merge.Clock
	count, quota int64
	nonce        string
	revoked      bool
	last         int64
	entities     map[key]*row
	changed      []*row // in the order of their first change
	buckets      map[int]uint64
	rejected     map[int64]merge.Ack
	fresh        []merge.Ack // rejected now
}

type row struct {
	key
	cells   merge.Entity
	known   bool // there before this push
	changed bool
	seq     int64
}

// Push applies change sets of one device in the order of their numbers, each of them
// at most once, and answers each. Everything is one transaction, so a device that
// lost the answer pushes the same again. A device that knows another epoch, or that is
// a copy of another installation, is refused whole with ErrEpoch or ErrForked; the
// state is told all the same.
func (s *Store) Push(ctx context.Context, c Caller, epoch int64, sets []Set) (PushResult, error) {
	kinds, ids := keysOf(sets)
	numbers := make([]int64, len(sets))
	for i := range sets {
		numbers[i] = sets[i].Seq
	}
	var p *push
	var result PushResult
	err := s.twice(ctx, c.Space, func(b *pgx.Batch) {
		p = &push{Caller: c, quota: s.MaxEntities, entities: map[key]*row{}, buckets: map[int]uint64{}, rejected: map[int64]merge.Ack{}}
		p.lock(b)
		p.readDevice(b)
		p.readEntities(b, kinds, ids)
		p.readRejected(b, numbers)
	}, func(b *pgx.Batch) error {
		result = PushResult{LastSeq: p.last, State: p.state}
		switch {
		case p.revoked:
			return ErrRevoked
		case p.nonce != c.Nonce:
			return ErrForked
		case p.state.Epoch != epoch:
			return ErrEpoch
		}
		before := p.last
		p.now = s.Now().UnixMilli() // after the lock: waiting for it must not make a stamp look ahead
		result.Acks = p.apply(sets)
		if p.last != before {
			if err := p.write(b); err != nil {
				return err
			}
		}
		result.LastSeq, result.State, result.Changed = p.last, p.state, len(p.changed) > 0
		return nil
	})
	if err != nil {
		return PushResult{LastSeq: result.LastSeq, State: result.State}, fmt.Errorf("push to space %s: %w", c.Space, err)
	}
	return result, nil
}

// keysOf lists the entities that sets write to, each once.
func keysOf(sets []Set) (kinds, ids []string) {
	seen := map[key]bool{}
	for _, set := range sets {
		if set.Refused != merge.NoReason {
			continue
		}
		for _, w := range set.Writes {
			if k := (key{w.Kind, w.ID}); !seen[k] {
				seen[k] = true
				kinds, ids = append(kinds, w.Kind), append(ids, w.ID)
			}
		}
	}
	return kinds, ids
}

// lock reads the head, and keeps every other writer of the space waiting.
func (p *push) lock(b *pgx.Batch) {
	b.Queue("SELECT epoch, head, hlc, digest, entities FROM space_head WHERE space_id = $1 FOR UPDATE", p.Space).QueryRow(func(r pgx.Row) error {
		var hlc []byte
		var digest int64
		if err := r.Scan(&p.state.Epoch, &p.state.Head, &hlc, &digest, &p.count); err != nil {
			return missing(err)
		}
		p.state.Digest = uint64(digest)
		stamp, err := stampOf(hlc)
		p.clock.Last = stamp
		return err
	})
}

func (p *push) readDevice(b *pgx.Batch) {
	b.Queue("SELECT install_nonce, last_dseq, revoked_at IS NOT NULL FROM device WHERE space_id = $1 AND device_id = $2", p.Space, p.Device).
		QueryRow(func(r pgx.Row) error { return missing(r.Scan(&p.nonce, &p.last, &p.revoked)) })
}

func (p *push) readEntities(b *pgx.Batch, kinds, ids []string) {
	for i := range kinds {
		k := key{kinds[i], ids[i]}
		p.entities[k] = &row{key: k, cells: merge.Entity{}}
	}
	b.Queue(`SELECT e.kind, e.id, e.seq, e.fields, e.clocks FROM unnest($2::text[], $3::text[]) k (kind, id)
		JOIN entity e ON e.space_id = $1 AND e.kind = k.kind AND e.id = k.id`, p.Space, kinds, ids).Query(func(rows pgx.Rows) error {
		all, err := scanRecords(rows)
		for _, e := range all {
			r := p.entities[key{e.Kind, e.ID}]
			r.cells, r.known, r.seq = e.Cells, true, e.Seq
		}
		return err
	})
}

func (p *push) readRejected(b *pgx.Batch, numbers []int64) {
	b.Queue("SELECT dseq, reason, detail FROM rejected_set WHERE space_id = $1 AND device_id = $2 AND dseq = ANY ($3)",
		p.Space, p.Device, numbers).Query(func(rows pgx.Rows) error {
		ack := merge.Ack{Status: merge.Rejected}
		_, err := pgx.ForEachRow(rows, []any{&ack.Seq, &ack.Reason, &ack.Detail}, func() error {
			p.rejected[ack.Seq] = ack
			return nil
		})
		return err
	})
}

// missing turns "no rows" into ErrNotFound.
func missing(err error) error {
	if err == pgx.ErrNoRows {
		return ErrNotFound
	}
	return err
}

// apply merges the sets into what was read and answers them, up to the first whose
// predecessor is missing.
func (p *push) apply(sets []Set) []merge.Ack {
	acks := make([]merge.Ack, 0, len(sets))
	for i := range sets {
		set := &sets[i]
		var ack merge.Ack
		switch earlier, rejected := p.rejected[set.Seq]; {
		case set.Seq > p.last+1:
			return append(acks, merge.Ack{Seq: set.Seq, Status: merge.Gap})
		case rejected:
			ack = earlier
		case set.Seq <= p.last:
			ack = merge.Ack{Seq: set.Seq, Status: merge.Duplicate}
		default:
			p.last = set.Seq
			ack = p.merge(set)
			if ack.Status == merge.Rejected {
				p.rejected[set.Seq] = ack
				p.fresh = append(p.fresh, ack)
			}
		}
		if ack.Status != merge.Rejected && set.Refused == merge.NoReason {
			ack.Corrections = p.corrections(&set.ChangeSet)
		}
		acks = append(acks, ack)
	}
	return acks
}

// merge puts a set's cells, or refuses it whole.
func (p *push) merge(set *Set) merge.Ack {
	if set.Refused != merge.NoReason {
		return merge.Ack{Seq: set.Seq, Status: merge.Rejected, Reason: set.Refused, Detail: set.Detail}
	}
	made := map[*row]bool{}
	for _, w := range set.Writes {
		if r := p.entities[key{w.Kind, w.ID}]; !r.known && !r.changed {
			made[r] = true
		}
	}
	if len(made) > 0 && p.count+int64(len(made)) > p.quota {
		return merge.Ack{Seq: set.Seq, Status: merge.Rejected, Reason: merge.Quota, Detail: fmt.Sprintf("a space may hold %d entities", p.quota)}
	}
	stamped := set.ChangeSet
	stamped.Stamp = p.restamp(set.Stamp)
	for _, w := range set.Writes {
		r := p.entities[key{w.Kind, w.ID}]
		old, had := r.cells[w.Key()]
		if !r.cells.Put(w.Key(), stamped.Cell(w)) {
			continue
		}
		change := merge.Hash(digestKey(p.Space), r.kind, r.id, w.Key(), r.cells[w.Key()])
		if had {
			change ^= merge.Hash(digestKey(p.Space), r.kind, r.id, w.Key(), old)
		}
		p.buckets[merge.Bucket(r.id)] ^= change
		p.state.Digest ^= change
		if !r.changed {
			r.changed = true
			p.changed = append(p.changed, r)
			if !r.known {
				p.count++
			}
		}
	}
	return merge.Ack{Seq: set.Seq, Status: merge.Applied}
}

// restamp gives the stamp that a set is kept under. One from a clock too far ahead
// moves to just after everything the space has seen; and whatever is accepted, the
// space's clock takes in, so that what is pushed after it comes after it.
func (p *push) restamp(stamp merge.Stamp) merge.Stamp {
	if stamp.Millis() > p.now+MaxAhead.Milliseconds() {
		p.clock.Node = stamp.Node()
		return p.clock.Next(p.now)
	}
	p.clock.Observe(stamp)
	return stamp
}

// corrections lists the cells of a set that hold something else than was pushed.
func (p *push) corrections(set *merge.ChangeSet) []merge.Record {
	var all []merge.Record
	at := map[*row]int{}
	for _, w := range set.Writes {
		r := p.entities[key{w.Kind, w.ID}]
		won, ok := r.cells[w.Key()]
		if !ok || won == set.Cell(w) {
			continue
		}
		i, there := at[r]
		if !there {
			i = len(all)
			at[r] = i
			all = append(all, merge.Record{Kind: r.kind, ID: r.id, Seq: r.seq, Cells: merge.Entity{}})
		}
		all[i].Cells[w.Key()] = won
	}
	return all
}
