package localdb

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"mindflow/sync/merge"
)

// Digest returns the digest of every cell; it is equal on copies that agree.
func (db *DB) Digest(ctx context.Context) (uint64, error) {
	rows, err := db.reader.QueryContext(ctx, "SELECT sum FROM digest")
	sums, err := column[int64](rows, err)
	if err != nil {
		return 0, fmt.Errorf("read the digest: %w", explain(err))
	}
	digest := uint64(0)
	for _, sum := range sums {
		digest ^= uint64(sum)
	}
	return digest, nil
}

const (
	settingKind  = "setting"
	settingField = "value"
)

// Setting reads a setting into v and reports whether it was set.
func (db *DB) Setting(ctx context.Context, name string, v any) (bool, error) {
	var cells string
	err := db.reader.QueryRowContext(ctx, "SELECT cells FROM entity WHERE kind = ? AND id = ?", settingKind, name).Scan(&cells)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read setting %s: %w", name, explain(err))
	}
	entity, err := parseCells(cells)
	if err != nil {
		return false, fmt.Errorf("read setting %s: %w", name, err)
	}
	text, ok := entity[merge.Key{Field: settingField}].Value.Any().(string)
	if !ok {
		return false, nil
	}
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return false, fmt.Errorf("read setting %s: %w", name, err)
	}
	return true, nil
}

// SetSetting stores a setting, which goes to the person's other devices too. It is
// not part of undo.
func (db *DB) SetSetting(ctx context.Context, name string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("store setting %s: %w", name, err)
	}
	_, err = db.Edit(ctx, "setting", func(e *Edit) error {
		e.Permanent()
		h, err := e.hold(settingKind, name)
		if err != nil {
			return err
		}
		return h.set(merge.Key{Field: settingField}, merge.String(string(b)))
	})
	if err != nil {
		return fmt.Errorf("store setting %s: %w", name, err)
	}
	return nil
}

// An opaque is an entity that is kept as its cells: a setting, or something of a newer
// version. All that this version writes of it is a setting's value.
type opaque struct {
	kind, id string
	cells    merge.Entity
	there    bool
	want     merge.Value
}

func loadOpaque(tx *tx, kind, id string) (*opaque, error) {
	h := &opaque{kind: kind, id: id, cells: merge.Entity{}}
	var text string
	err := tx.row("SELECT cells FROM entity WHERE kind = ? AND id = ?", kind, id).Scan(&text)
	switch {
	case err == nil:
		h.there = true
		if h.cells, err = parseCells(text); err != nil {
			return nil, fmt.Errorf("read %s %s: %w", kind, id, err)
		}
	case !errors.Is(err, sql.ErrNoRows):
		return nil, err
	}
	h.want = h.cells[merge.Key{Field: settingField}].Value
	return h, nil
}

func (h *opaque) ref() (kind, id string)               { return h.kind, h.id }
func (h *opaque) existed() bool                        { return h.there }
func (h *opaque) stored() merge.Entity                 { return h.cells }
func (h *opaque) value(merge.Key) merge.Value          { return h.want }
func (h *opaque) set(_ merge.Key, v merge.Value) error { h.want = v; return nil }
func (h *opaque) validate() error                      { return nil }

func (h *opaque) writes() []merge.Write {
	if h.want == h.cells[merge.Key{Field: settingField}].Value {
		return nil
	}
	return []merge.Write{{Kind: h.kind, ID: h.id, Field: settingField, Value: h.want}}
}

func (h *opaque) keep(tx *tx) error {
	text, err := formatCells(h.cells)
	if err != nil {
		return err
	}
	return tx.exec("INSERT INTO entity (kind, id, cells) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET cells = excluded.cells", h.kind, h.id, text)
}

type storedCell struct {
	extra
	Stamp merge.Stamp `json:"stamp"`
}

func formatCells(e merge.Entity) (string, error) {
	cells := make([]storedCell, 0, len(e))
	for k, c := range e {
		cells = append(cells, storedCell{extra{k.Field, k.Sub, c.Value}, c.Stamp})
	}
	b, err := json.Marshal(cells)
	return string(b), err
}

func parseCells(text string) (merge.Entity, error) {
	var cells []storedCell
	if err := json.Unmarshal([]byte(text), &cells); err != nil {
		return nil, err
	}
	e := merge.Entity{}
	for _, c := range cells {
		e[merge.Key{Field: c.Field, Sub: c.Sub}] = merge.Cell{Value: c.Value, Stamp: c.Stamp}
	}
	return e, nil
}

// NotNow records that the person put a suggested task aside. Such presses stay on
// this device; those older than two days no longer count and are dropped.
func (db *DB) NotNow(ctx context.Context, taskID string) error {
	now := db.now()
	err := db.writer.inTx(ctx, func(tx *tx) error {
		if err := tx.exec("DELETE FROM not_now WHERE at < ?", now.Add(-48*time.Hour).UnixMilli()); err != nil {
			return err
		}
		return tx.exec("INSERT OR IGNORE INTO not_now (task, at) VALUES (?, ?)", taskID, now.UnixMilli())
	})
	if err != nil {
		return fmt.Errorf("put task %s aside: %w", taskID, err)
	}
	db.notify()
	return nil
}

// NotNows returns when each task was put aside.
func (db *DB) NotNows(ctx context.Context) (map[string][]time.Time, error) {
	rows, err := db.reader.QueryContext(ctx, "SELECT task, at FROM not_now")
	if err != nil {
		return nil, fmt.Errorf("read what was put aside: %w", explain(err))
	}
	defer rows.Close()
	all := map[string][]time.Time{}
	for rows.Next() {
		var id string
		var at int64
		if err := rows.Scan(&id, &at); err != nil {
			return nil, fmt.Errorf("read what was put aside: %w", err)
		}
		all[id] = append(all[id], time.UnixMilli(at))
	}
	return all, rows.Err()
}
