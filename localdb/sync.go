package localdb

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"mindflow/sync/merge"
)

// Outbox returns the oldest change sets that no server has, at most limit, in the order
// of their numbers.
func (db *DB) Outbox(ctx context.Context, limit int) ([]merge.ChangeSet, error) {
	rows, err := db.reader.QueryContext(ctx, "SELECT seq, stamp, intent, body FROM change_log WHERE state = 'pending' ORDER BY seq LIMIT ?", limit)
	if err != nil {
		return nil, fmt.Errorf("read the outbox: %w", explain(err))
	}
	defer rows.Close()
	var sets []merge.ChangeSet
	for rows.Next() {
		var set merge.ChangeSet
		var stamp []byte
		var body string
		if err := rows.Scan(&set.Seq, &stamp, &set.Intent, &body); err != nil {
			return nil, fmt.Errorf("read the outbox: %w", err)
		}
		copy(set.Stamp[:], stamp)
		set.Wall = set.Stamp.Millis()
		if err := json.Unmarshal([]byte(body), &set.Writes); err != nil {
			return nil, fmt.Errorf("read change set %d: %w", set.Seq, err)
		}
		sets = append(sets, set)
	}
	return sets, rows.Err()
}

// Acknowledge notes the server's answers, in one transaction. A correction replaces a
// cell only if that still has the stamp it was pushed with: otherwise there is a newer
// edit here. Sets behind a gap stay in the outbox.
func (db *DB) Acknowledge(ctx context.Context, acks []merge.Ack) error {
	var touched Change
	err := db.writer.inTx(ctx, func(tx *tx) error {
		e, err := db.begin(tx)
		if err != nil {
			return err
		}
		for _, ack := range acks {
			if ack.Status == merge.Gap {
				continue
			}
			state, reason := "acked", any(nil)
			if ack.Status == merge.Rejected {
				state, reason = "rejected", ack.Reason.String()
			}
			var stamp []byte
			if err := tx.row("SELECT stamp FROM change_log WHERE seq = ?", ack.Seq).Scan(&stamp); err != nil {
				return fmt.Errorf("change set %d: %w", ack.Seq, err)
			}
			if err := tx.exec("UPDATE change_log SET state = ?, reason = ? WHERE seq = ?", state, reason, ack.Seq); err != nil {
				return err
			}
			for _, r := range ack.Corrections {
				if err := e.receive(r, merge.Stamp(stamp), &touched); err != nil {
					return err
				}
			}
		}
		return e.observe()
	})
	if err != nil {
		return fmt.Errorf("take the server's answers: %w", err)
	}
	db.committedChange(touched)
	return nil
}

// Receive merges a page of the server's and moves the cursor with it, in one transaction.
func (db *DB) Receive(ctx context.Context, page merge.Page) error {
	var touched Change
	err := db.writer.inTx(ctx, func(tx *tx) error {
		e, err := db.begin(tx)
		if err != nil {
			return err
		}
		if page.Space != "" && page.Space != e.space.String() {
			return fmt.Errorf("the page is of space %s, this is %s", page.Space, e.space)
		}
		for _, r := range page.Records {
			if err := e.receive(r, merge.Stamp{}, &touched); err != nil {
				return err
			}
		}
		if err := e.observe(); err != nil {
			return err
		}
		if err := tx.exec("UPDATE state SET cursor = ?, epoch = ?", page.Next, page.Epoch); err != nil || !page.UpToDate {
			return err
		}
		return tx.exec("UPDATE state SET last_sync = ?", e.nowMillis)
	})
	if err != nil {
		return fmt.Errorf("take a page of the server's changes: %w", err)
	}
	db.committedChange(touched)
	return nil
}

// receive merges cells from the server. If pushed is not the floor, a cell is taken
// only in place of one that has that stamp, whatever its own stamp is: the server may
// have restamped what we pushed.
func (e *Edit) receive(r merge.Record, pushed merge.Stamp, touched *Change) error {
	h, err := load(e.tx, r.Kind, r.ID)
	if err != nil {
		return err
	}
	cells := h.stored()
	changed := false
	var digest uint64
	for k, c := range r.Cells {
		old, there := cells[k]
		switch {
		case pushed.IsFloor():
			if !cells.Put(k, c) {
				continue
			}
		case old.Stamp == pushed && old != c:
			cells[k] = c
		default:
			continue
		}
		changed = true
		if there {
			digest ^= merge.Hash(e.space, r.Kind, r.ID, k, old)
		}
		digest ^= merge.Hash(e.space, r.Kind, r.ID, k, c)
		if c.Stamp.Compare(e.seen) > 0 {
			e.seen = c.Stamp
		}
	}
	if !changed {
		return nil
	}
	if r.Kind == tasks.kind {
		touched.Tasks = append(touched.Tasks, r.ID)
	} else {
		touched.others = true
	}
	e.digest[merge.Bucket(r.ID)] ^= digest
	return h.keep(e.tx)
}

// observe makes later stamps larger than everything that was received, and stores the
// digest of it.
func (e *Edit) observe() error {
	if err := e.storeDigest(); err != nil {
		return err
	}
	clock, err := e.clock()
	if err != nil {
		return err
	}
	clock.Observe(e.seen)
	return e.tx.exec("UPDATE state SET clock = ?", clock.Last[:])
}

// Records returns everything in the space, cell by cell, in no order.
func (db *DB) Records(ctx context.Context) ([]merge.Record, error) {
	var all []merge.Record
	err := db.writer.inTx(ctx, func(tx *tx) error {
		return tx.each(func(r merge.Record) { all = append(all, r) })
	})
	if err != nil {
		return nil, fmt.Errorf("read every cell: %w", err)
	}
	return all, nil
}

// each calls fn with every stored entity.
func (tx *tx) each(fn func(merge.Record)) error {
	rows, err := tx.query(`SELECT 'task ' || id FROM task UNION ALL SELECT 'project ' || id FROM project UNION ALL SELECT 'section ' || id FROM section
		UNION ALL SELECT 'tag ' || id FROM tag UNION ALL SELECT kind || ' ' || id FROM entity`)
	names, err := column[string](rows, err)
	if err != nil {
		return err
	}
	for _, name := range names {
		kind, id, _ := strings.Cut(name, " ")
		h, err := load(tx, kind, id)
		if err != nil {
			return err
		}
		fn(merge.Record{Kind: kind, ID: id, Cells: h.stored()})
	}
	return nil
}
