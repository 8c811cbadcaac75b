package localdb

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"mindflow/sync/merge"
	"mindflow/task"
)

// A Position is where this copy stands with its server.
type Position struct {
	Device, InstallNonce string
	Space                string
	Server, Email        string // of the account; empty before the first sign-in
	SignedIn             bool
	Adopting             bool // what was made before the first sign-in is not yet the account's
	Cursor, Epoch        int64
	LastSeq              int64 // the largest number given to a change set; 0 for none
	Pending, Rejected    int   // change sets that no server has, or will take
	LastSync             time.Time
}

// Position reads where this copy stands with its server.
func (db *DB) Position(ctx context.Context) (Position, error) {
	var p Position
	var last sql.NullInt64
	err := db.reader.QueryRowContext(ctx, `SELECT device_id, install_nonce, space_id, server, email, signed_in, adopting, cursor, epoch, last_sync,
		ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'change_log'), 0), (SELECT count(*) FROM change_log WHERE state = 'pending'), (SELECT count(*) FROM change_log WHERE state = 'rejected') FROM state`).
		Scan(&p.Device, &p.InstallNonce, &p.Space, &p.Server, &p.Email, &p.SignedIn, &p.Adopting, &p.Cursor, &p.Epoch, &last, &p.LastSeq, &p.Pending, &p.Rejected)
	if err != nil {
		return p, fmt.Errorf("read where sync stands: %w", explain(err))
	}
	if last.Valid {
		p.LastSync = time.UnixMilli(last.Int64)
	}
	return p, nil
}

// ErrOtherAccount reports a sign-in to an account that this copy does not belong to.
var ErrOtherAccount = errors.New("this data belongs to another account; use another directory with --data-dir for a second one")

// Join makes the copy one of an account's, under the device ID that the server gave. The first sign-in moves what is here into
// the account's space; Adopt finishes that once the account's own data has arrived.
func (db *DB) Join(ctx context.Context, server, email, space, device string) error {
	if _, err := uuid.Parse(space); err != nil {
		return fmt.Errorf("join the account: the server's space %q is not an ID", space)
	}
	err := db.writer.inTx(ctx, func(tx *tx) error {
		var had, was string
		if err := tx.row("SELECT email, space_id FROM state").Scan(&had, &was); err != nil {
			return err
		}
		if had != "" && was != space {
			return ErrOtherAccount
		}
		if had != "" {
			return tx.exec("UPDATE state SET server = ?, email = ?, device_id = ?, signed_in = 1", server, email, device)
		}
		return tx.exec("UPDATE state SET server = ?, email = ?, device_id = ?, signed_in = 1, space_id = ?, adopting = 1, cursor = 0, epoch = 0", server, email, device, space)
	})
	if err != nil {
		return fmt.Errorf("join the account: %w", err)
	}
	db.notify()
	return nil
}

// Leave notes that the person signed out. What is here stays, and stays the account's.
func (db *DB) Leave(ctx context.Context) error {
	err := db.writer.inTx(ctx, func(tx *tx) error { return tx.exec("UPDATE state SET signed_in = 0") })
	if err != nil {
		return fmt.Errorf("leave the account: %w", err)
	}
	db.notify()
	return nil
}

// Adopt gives projects, sections and tags that were made before the first sign-in the
// IDs that the account has, or would give, to those names, so that nothing is doubled.
// Nothing of this copy has been pushed yet, so change sets are rewritten with it.
func (db *DB) Adopt(ctx context.Context) error {
	err := db.writer.inTx(ctx, func(tx *tx) error {
		var adopting bool
		e, err := db.begin(tx)
		if err != nil {
			return err
		}
		if err := tx.row("SELECT adopting FROM state").Scan(&adopting); err != nil || !adopting {
			return err
		}
		renamed := map[string]string{}
		for _, step := range []func(*Edit, map[string]string) error{adoptProjects, adoptTags, adoptSections} {
			if err := step(e, renamed); err != nil {
				return err
			}
		}
		if err := e.rename(renamed); err != nil {
			return err
		}
		if err := e.recount(); err != nil {
			return err
		}
		return tx.exec("UPDATE state SET adopting = 0")
	})
	if err != nil {
		return fmt.Errorf("move what is here into the account: %w", err)
	}
	db.committedChange(Change{others: true})
	return nil
}

// own returns the IDs of a kind that this copy made and nobody has yet.
func (e *Edit) own(kind string) (map[string]bool, error) {
	rows, err := e.tx.query("SELECT DISTINCT json_extract(value, '$.id') FROM change_log, json_each(body) WHERE state = 'pending' AND json_extract(value, '$.kind') = ?", kind)
	ids, err := column[string](rows, err)
	set := map[string]bool{}
	for _, id := range ids {
		set[id] = true
	}
	return set, err
}

// adopt decides the new IDs of one kind: that of the account's entity with the same
// key, or the one that made gives.
func adopt[T any](e *Edit, s *store[T], all []T, renamed map[string]string, live func(*T) bool, key func(*T) string, made func(*T) string) error {
	own, err := e.own(s.kind)
	if err != nil {
		return err
	}
	theirs := map[string]string{}
	for i := range all {
		if id := *s.id(&all[i]); !own[id] && live(&all[i]) {
			theirs[key(&all[i])] = id
		}
	}
	for i := range all {
		id := *s.id(&all[i])
		if !own[id] {
			continue
		}
		to, there := theirs[key(&all[i])]
		if !there {
			to = made(&all[i])
		}
		if to != id {
			renamed[id] = to
		}
	}
	return nil
}

func adoptProjects(e *Edit, renamed map[string]string) error {
	all, err := e.Projects()
	if err != nil {
		return err
	}
	path := func(p *task.Project) string { return strings.Trim(p.Area+"/"+p.Name, "/") }
	return adopt(e, projects, all, renamed,
		func(p *task.Project) bool { return p.DeletedAt.IsZero() },
		func(p *task.Project) string { return task.Fold(path(p)) },
		func(p *task.Project) string { return task.ProjectID(e.space, path(p)) })
}

func adoptTags(e *Edit, renamed map[string]string) error {
	all, err := e.Tags()
	if err != nil {
		return err
	}
	return adopt(e, tags, all, renamed,
		func(t *task.Tag) bool { return t.DeletedAt.IsZero() },
		func(t *task.Tag) string { return task.Fold(t.Name) },
		func(t *task.Tag) string { return task.TagID(e.space, t.Name) })
}

// adoptSections comes after the projects: a section belongs to the new ID of its project.
func adoptSections(e *Edit, renamed map[string]string) error {
	all, err := e.Sections()
	if err != nil {
		return err
	}
	project := func(s *task.Section) string {
		if to, ok := renamed[s.Project]; ok {
			return to
		}
		return s.Project
	}
	return adopt(e, sections, all, renamed,
		func(s *task.Section) bool { return s.DeletedAt.IsZero() },
		func(s *task.Section) string { return project(s) + "/" + task.Fold(s.Name) },
		func(s *task.Section) string {
			within, _ := uuid.Parse(project(s)) // what is no ID gives the zero one, the same everywhere
			return task.SectionID(within, s.Name)
		})
}

// rename gives entities new IDs, in the rows, in everything that refers to them, and in
// the change sets. Where the new ID is taken, the two become one.
func (e *Edit) rename(ids map[string]string) error {
	if len(ids) == 0 {
		return nil
	}
	var pairs, old []string
	for from, to := range ids {
		pairs, old = append(pairs, from, to), append(old, from)
	}
	swap := strings.NewReplacer(pairs...)
	list, err := json.Marshal(old)
	if err != nil {
		return err
	}
	rows, err := e.tx.query(`SELECT id FROM task WHERE project IN (SELECT value FROM json_each(?1)) OR section IN (SELECT value FROM json_each(?1))
		UNION SELECT task FROM task_member WHERE field = 'tags' AND member IN (SELECT value FROM json_each(?1))`, string(list))
	users, err := column[string](rows, err)
	if err != nil {
		return err
	}
	for _, id := range users {
		if err := e.renameIn(tasks.kind, id, id, swap); err != nil {
			return err
		}
	}
	for _, kind := range []string{projects.kind, tags.kind, sections.kind} {
		rows, err := e.tx.query("SELECT id FROM "+kind+" WHERE id IN (SELECT value FROM json_each(?1))", string(list))
		here, err := column[string](rows, err)
		if err != nil {
			return err
		}
		for _, id := range here {
			if err := e.renameIn(kind, id, ids[id], swap); err != nil {
				return err
			}
		}
	}
	return e.renameLog(swap)
}

// renameIn rewrites the IDs in one entity's cells, and its own if to is another.
func (e *Edit) renameIn(kind, id, to string, swap *strings.Replacer) error {
	h, err := load(e.tx, kind, id)
	if err != nil {
		return err
	}
	target := h
	if to != id {
		if err := e.tx.exec("DELETE FROM "+kind+" WHERE id = ?", id); err != nil {
			return err
		}
		if target, err = load(e.tx, kind, to); err != nil {
			return err
		}
	}
	renamed := merge.Entity{}
	for k, c := range h.stored() {
		k.Sub = swap.Replace(k.Sub)
		if text, ok := c.Value.Any().(string); ok && (k.Field == "project" || k.Field == "section") {
			c.Value = merge.String(swap.Replace(text))
		}
		renamed.Put(k, c)
	}
	cells := target.stored()
	if to == id {
		clear(cells)
	}
	cells.Merge(renamed)
	return target.keep(e.tx)
}

// renameLog rewrites the IDs in the change sets. IDs are unlike any other text.
func (e *Edit) renameLog(swap *strings.Replacer) error {
	rows, err := e.tx.query("SELECT seq FROM change_log")
	all, err := column[int64](rows, err)
	if err != nil {
		return err
	}
	for _, seq := range all {
		var body, undo string
		if err := e.tx.row("SELECT body, undo FROM change_log WHERE seq = ?", seq).Scan(&body, &undo); err != nil {
			return err
		}
		newBody, newUndo := swap.Replace(body), swap.Replace(undo)
		if newBody == body && newUndo == undo {
			continue
		}
		if err := e.tx.exec("UPDATE change_log SET body = ?, undo = ? WHERE seq = ?", newBody, newUndo, seq); err != nil {
			return err
		}
	}
	return nil
}

// recount computes the digest anew: it is keyed by the space, and that has changed.
func (e *Edit) recount() error {
	if err := e.tx.exec("DELETE FROM digest"); err != nil {
		return err
	}
	var sums [merge.Buckets]uint64
	err := e.tx.each(func(r merge.Record) {
		for k, c := range r.Cells {
			sums[merge.Bucket(r.ID)] ^= merge.Hash(e.space, r.Kind, r.ID, k, c)
		}
	})
	if err != nil {
		return err
	}
	for bucket, sum := range sums {
		if sum != 0 {
			if err := e.tx.exec("INSERT INTO digest (bucket, sum) VALUES (?, ?)", bucket, int64(sum)); err != nil {
				return err
			}
		}
	}
	return nil
}
