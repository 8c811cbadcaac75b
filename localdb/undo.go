package localdb

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"mindflow/sync/merge"
)

// ErrNothingToUndo reports that no edit is left to take back.
var ErrNothingToUndo = errors.New("there is nothing to undo")

// ErrNothingToRedo reports that nothing was undone since the last edit.
var ErrNothingToRedo = errors.New("there is nothing to redo")

// ErrSuperseded reports that everything the edit wrote has been written again since.
var ErrSuperseded = errors.New("what that edit changed has been changed again since, so it stays as it is")

// A revert takes one written cell back: from the value that was written to the one
// before. If the cell holds something else by now it is left alone, because a later
// edit is worth more than an undo.
type revert struct {
	Kind  string      `json:"kind"`
	ID    string      `json:"id"`
	Field string      `json:"field"`
	Sub   string      `json:"sub,omitzero"`
	From  merge.Value `json:"from"`
	To    merge.Value `json:"to"`
}

// Undo takes back the edit with the given number, or the latest for 0, by a change
// set of its own, which other devices get like any other. The Change has the intent
// of the edit that was undone.
func (db *DB) Undo(ctx context.Context, seq int64) (Change, error) {
	if seq == 0 {
		return db.step(ctx, "undo", ErrNothingToUndo, "SELECT grp, intent, last FROM undo_step WHERE undone IS NULL ORDER BY grp DESC LIMIT 1")
	}
	return db.step(ctx, "undo", ErrNothingToUndo, "SELECT grp, intent, last FROM undo_step WHERE undone IS NULL AND grp = ?", seq)
}

// Redo does the edit again that was undone last, unless another was made since.
func (db *DB) Redo(ctx context.Context) (Change, error) {
	return db.step(ctx, "redo", ErrNothingToRedo, "SELECT grp, intent, last FROM undo_step WHERE undone IS NOT NULL ORDER BY undone DESC LIMIT 1")
}

// step reverts the group that last did or undid the edit that the query finds, or
// returns none if it finds no edit.
func (db *DB) step(ctx context.Context, intent string, none error, query string, args ...any) (Change, error) {
	var change Change
	superseded := false
	err := db.writer.inTx(ctx, func(tx *tx) error {
		var grp, last int64
		var meant string
		err := tx.row(query, args...).Scan(&grp, &meant, &last)
		if errors.Is(err, sql.ErrNoRows) {
			return none
		}
		if err != nil {
			return err
		}
		e, err := db.begin(tx)
		if err != nil {
			return err
		}
		if err := e.revert(last); err != nil {
			return err
		}
		if change, err = e.write(intent); err != nil {
			return err
		}
		change.Intent = meant
		if change.Seq == 0 {
			superseded = true // and the step is gone, so that the next undo reaches the edit before
			return tx.exec("DELETE FROM undo_step WHERE grp = ?", grp)
		}
		var undone any
		if intent == "undo" {
			undone = change.Seq
		}
		return tx.exec("UPDATE undo_step SET last = ?, undone = ? WHERE grp = ?", change.Seq, undone, grp)
	})
	if err == nil && superseded {
		err = ErrSuperseded
	}
	if err != nil {
		return Change{}, err
	}
	db.committedChange(change)
	return change, nil
}

// revert puts back what the sets of a group wrote, the last first.
func (e *Edit) revert(grp int64) error {
	rows, err := e.tx.query("SELECT undo FROM change_log WHERE grp = ? ORDER BY seq DESC", grp)
	bodies, err := column[string](rows, err)
	if err != nil {
		return err
	}
	for _, body := range bodies {
		var reverts []revert
		if err := json.Unmarshal([]byte(body), &reverts); err != nil {
			return err
		}
		for _, r := range slices.Backward(reverts) {
			h, err := e.hold(r.Kind, r.ID)
			if err != nil {
				return err
			}
			k := merge.Key{Field: r.Field, Sub: r.Sub}
			if h.existed() && h.value(k) == r.From {
				if err := h.set(k, r.To); err != nil {
					return err
				}
			}
		}
	}
	return e.keepUsed()
}

// keepUsed takes back the deletion of a project, section or tag that other tasks
// have come to use since it was made.
func (e *Edit) keepUsed() error {
	deleted := merge.Key{Field: "deleted_at"}
	for key, h := range e.byKey {
		query, named := map[string]string{
			projects.kind: "SELECT id FROM task WHERE project = ? AND deleted_at IS NULL",
			sections.kind: "SELECT id FROM task WHERE section = ? AND deleted_at IS NULL",
			tags.kind:     "SELECT task FROM task_member WHERE field = 'tags' AND member = ?",
		}[key[0]]
		if !named || h.value(deleted).IsNull() {
			continue
		}
		rows, err := e.tx.query(query, key[1])
		users, err := column[string](rows, err)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(users, func(id string) bool { return e.byKey[[2]string{tasks.kind, id}] == nil }) {
			if err := h.set(deleted, merge.Null); err != nil {
				return err
			}
		}
	}
	return nil
}

// column reads the one column of a query.
func column[T any](rows *sql.Rows, err error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}
