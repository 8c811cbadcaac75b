package pgstore

import (
	"encoding/binary"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"mindflow/sync/merge"
)

// key names an entity within its space.
type key struct{ kind, id string }

// decode reads the columns fields and clocks.
func decode(fields, clocks []byte) (merge.Entity, error) {
	stamps, err := merge.UnpackClocks(clocks)
	if err != nil {
		return nil, err
	}
	cells := make(merge.Entity, len(stamps))
	if err := scanFields(fields, func(k merge.Key, v merge.Value) {
		cells[k] = merge.Cell{Value: v, Stamp: stamps[k]}
	}); err != nil {
		return nil, err
	}
	return cells, nil
}

// scanRecords reads rows of kind, id, seq, fields, clocks.
func scanRecords(rows pgx.Rows) ([]merge.Record, error) {
	var all []merge.Record
	for rows.Next() {
		e, err := scanRecord(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, rows.Err()
}

func scanRecord(rows pgx.Rows) (e merge.Record, err error) {
	var fields, clocks []byte
	if err := rows.Scan(&e.Kind, &e.ID, &e.Seq, &fields, &clocks); err != nil {
		return e, err
	}
	if e.Cells, err = decode(fields, clocks); err != nil {
		return e, fmt.Errorf("read %s %s: %w", e.Kind, e.ID, err)
	}
	return e, nil
}

// digestKey returns the key of a space's digest: its ID, so that devices have it.
func digestKey(space uuid.UUID) [16]byte { return space }

// stampOf reads a stamp from its 16 bytes.
func stampOf(b []byte) (s merge.Stamp, err error) {
	if len(b) != binary.Size(s) {
		return s, fmt.Errorf("stamp of %d bytes, want %d", len(b), binary.Size(s))
	}
	copy(s[:], b)
	return s, nil
}
