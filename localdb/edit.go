package localdb

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"mindflow/sync/merge"
	"mindflow/task"
)

// A Change says what an edit did. Seq is 0 if there was nothing to do.
type Change struct {
	Seq    int64    // number to undo it by
	Intent string   // what was meant
	Tasks  []string // IDs of the tasks it wrote

	others bool // it wrote projects, tags or sections too
}

// An Edit is an open transaction: what it reads includes what it has put.
type Edit struct {
	tx        *tx
	space     uuid.UUID
	nowMillis int64
	held      []held // in the order they were first touched
	byKey     map[[2]string]held
	permanent bool
	seen      merge.Stamp    // the largest that was received
	digest    map[int]uint64 // by bucket, what the edit changes
}

// Edit runs fn and writes what it put, all or nothing, as one change set with the
// given intent (or several that belong together, if one would grow too large to
// send). Entities are validated as they will be stored.
func (db *DB) Edit(ctx context.Context, intent string, fn func(*Edit) error) (Change, error) {
	var change Change
	err := db.writer.inTx(ctx, func(tx *tx) error {
		e, err := db.begin(tx)
		if err != nil {
			return err
		}
		if err := fn(e); err != nil {
			return err
		}
		if change, err = e.write(intent); err != nil || change.Seq == 0 || e.permanent {
			return err
		}
		if err := tx.exec("DELETE FROM undo_step WHERE undone IS NOT NULL"); err != nil { // a new edit ends what could be done again
			return err
		}
		return tx.exec("INSERT INTO undo_step (grp, intent, last) VALUES (?, ?, ?)", change.Seq, intent, change.Seq)
	})
	if err != nil {
		return Change{}, err
	}
	if change.Seq != 0 {
		db.committedChange(change)
	}
	return change, nil
}

// committedChange tells the cache and the listeners of an edit, after its commit.
func (db *DB) committedChange(change Change) {
	db.rank.wrote(change.Tasks, change.others)
	db.notify()
}

func (db *DB) begin(tx *tx) (*Edit, error) {
	e := &Edit{tx: tx, nowMillis: db.now().UnixMilli(), byKey: map[[2]string]held{}, digest: map[int]uint64{}}
	return e, tx.row("SELECT space_id FROM state").Scan(&e.space)
}

// Permanent keeps the edit out of undo.
func (e *Edit) Permanent() { e.permanent = true }

// Space returns the space that the entities are in, which the IDs of tags, projects
// and sections are made from.
func (e *Edit) Space() uuid.UUID { return e.space }

// Task returns the task with the given ID, or task.ErrNotFound.
func (e *Edit) Task(id string) (task.Task, error) {
	t, found, err := get(e, tasks, id)
	if err == nil && !found {
		err = task.ErrNotFound
	}
	return t.Clone(), err
}

// PutTask writes the fields in which t differs from what is stored.
func (e *Edit) PutTask(t task.Task) error { return put(e, tasks, t) }

// Project returns the project with the given ID and whether it exists.
func (e *Edit) Project(id string) (task.Project, bool, error) { return get(e, projects, id) }

// PutProject writes the fields in which p differs from what is stored.
func (e *Edit) PutProject(p task.Project) error { return put(e, projects, p) }

// Section returns the section with the given ID and whether it exists.
func (e *Edit) Section(id string) (task.Section, bool, error) { return get(e, sections, id) }

// PutSection writes the fields in which s differs from what is stored.
func (e *Edit) PutSection(s task.Section) error { return put(e, sections, s) }

// Tag returns the tag with the given ID and whether it exists.
func (e *Edit) Tag(id string) (task.Tag, bool, error) { return get(e, tags, id) }

// PutTag writes the fields in which t differs from what is stored.
func (e *Edit) PutTag(t task.Tag) error { return put(e, tags, t) }

// Children returns the IDs of the tasks that are stored as steps of the given one
// and are not in the Trash.
func (e *Edit) Children(id string) ([]string, error) {
	rows, err := e.tx.query("SELECT id FROM task WHERE parent = ? AND deleted_at IS NULL", id)
	return column[string](rows, err)
}

// TrashedWith returns the IDs of the steps of t that went into the Trash with it.
func (e *Edit) TrashedWith(t task.Task) ([]string, error) {
	rows, err := e.tx.query("SELECT id FROM task WHERE parent = ? AND deleted_at = ?", t.ID, t.DeletedAt.UnixMilli())
	return column[string](rows, err)
}

// held is one stored entity, of any kind, that is being changed.
type held interface {
	ref() (kind, id string)
	existed() bool
	stored() merge.Entity             // its cells, which may be changed
	keep(*tx) error                   // stores them
	value(merge.Key) merge.Value      // as it now stands in the Edit
	set(merge.Key, merge.Value) error // in the Edit
	writes() []merge.Write            // what the Edit has set
	validate() error
}

type entity[T any] struct {
	store         *store[T]
	id            string
	before, after T
	cells         merge.Entity
	raw           []any
}

// load reads an entity of any kind.
func load(tx *tx, kind, id string) (held, error) {
	switch kind {
	case tasks.kind:
		return loadEntity(tx, tasks, id)
	case projects.kind:
		return loadEntity(tx, projects, id)
	case sections.kind:
		return loadEntity(tx, sections, id)
	case tags.kind:
		return loadEntity(tx, tags, id)
	}
	return loadOpaque(tx, kind, id)
}

func loadEntity[T any](tx *tx, s *store[T], id string) (*entity[T], error) {
	stored, cells, raw, err := s.load(tx, id)
	if err != nil {
		return nil, err
	}
	h := &entity[T]{s, id, stored, stored, cells, raw}
	if raw != nil {
		s.defaults(&h.before)
		s.defaults(&h.after)
	}
	return h, nil
}

// hold returns an entity of the edit, loading it at first.
func (e *Edit) hold(kind, id string) (held, error) {
	key := [2]string{kind, id}
	if h, ok := e.byKey[key]; ok {
		return h, nil
	}
	h, err := load(e.tx, kind, id)
	if err != nil {
		return nil, err
	}
	e.byKey[key] = h
	e.held = append(e.held, h)
	return h, nil
}

func hold[T any](e *Edit, s *store[T], id string) (*entity[T], error) {
	h, err := e.hold(s.kind, id)
	if err != nil {
		return nil, err
	}
	return h.(*entity[T]), nil
}

func get[T any](e *Edit, s *store[T], id string) (T, bool, error) {
	h, err := hold(e, s, id)
	if err != nil {
		var zero T
		return zero, false, err
	}
	return h.after, h.existed() || len(h.writes()) > 0, nil
}

func put[T any](e *Edit, s *store[T], value T) error {
	h, err := hold(e, s, *s.id(&value))
	if err == nil {
		h.after = value
	}
	return err
}

func (h *entity[T]) ref() (kind, id string) { return h.store.kind, h.id }
func (h *entity[T]) existed() bool          { return h.raw != nil }
func (h *entity[T]) stored() merge.Entity   { return h.cells }
func (h *entity[T]) keep(tx *tx) error      { return h.store.save(tx, h.id, h.cells, h.raw) }
func (h *entity[T]) validate() error        { return h.store.validate(&h.after) }

func (h *entity[T]) value(k merge.Key) merge.Value {
	if f, ok := h.store.table.Field(k.Field); ok {
		for sub, v := range f.Cells(&h.after) {
			if sub == k.Sub {
				return valueOf(v)
			}
		}
	}
	return merge.Null
}

func (h *entity[T]) set(k merge.Key, v merge.Value) error {
	f, ok := h.store.table.Field(k.Field)
	if !ok {
		return fmt.Errorf("%s has no field %s", h.store.kind, k.Field)
	}
	return f.Put(&h.after, k.Sub, v.Any())
}

func (h *entity[T]) writes() []merge.Write {
	diff := h.store.table.Diff(&h.before, &h.after)
	writes := make([]merge.Write, len(diff))
	for i, w := range diff {
		writes[i] = merge.Write{Kind: h.store.kind, ID: h.id, Field: w.Field, Sub: w.Sub, Value: valueOf(w.Value)}
		if f, _ := h.store.table.Field(w.Field); f.Type == task.Prose {
			base := h.cells[writes[i].Key()].Stamp
			writes[i].Base = &base
		}
	}
	return writes
}

// commit stores an entity under the stamp of the set and returns how to take it back.
func (e *Edit) commit(h held, set *merge.ChangeSet) ([]revert, error) {
	if err := h.validate(); err != nil {
		return nil, err
	}
	kind, id := h.ref()
	cells := h.stored()
	var reverts []revert
	var digest uint64
	for _, w := range set.Writes {
		if w.Kind != kind || w.ID != id {
			continue
		}
		k := w.Key()
		old, there := cells[k]
		if h.existed() {
			reverts = append(reverts, revert{kind, id, w.Field, w.Sub, w.Value, old.Value})
		}
		if there {
			digest ^= merge.Hash(e.space, kind, id, k, old)
		}
		if !cells.Put(k, set.Cell(w)) {
			return nil, fmt.Errorf("write %s of %s %s: the clock is behind the data", w.Field, kind, id)
		}
		digest ^= merge.Hash(e.space, kind, id, k, cells[k])
	}
	if !h.existed() { // to take back what was made is to delete it
		reverts = append(reverts, revert{kind, id, "deleted_at", "", merge.Null, merge.Int(e.nowMillis)})
	}
	if err := h.keep(e.tx); err != nil {
		return nil, err
	}
	e.digest[merge.Bucket(id)] ^= digest
	return reverts, nil
}

// storeDigest mixes what the edit changed into the digest of the space. SQLite has no
// XOR; a ^ b is (a | b) − (a & b), which cannot overflow.
func (e *Edit) storeDigest() error {
	for bucket, change := range e.digest {
		if err := e.tx.exec(`INSERT INTO digest (bucket, sum) VALUES (?, ?)
			ON CONFLICT (bucket) DO UPDATE SET sum = (sum | excluded.sum) - (sum & excluded.sum)`, bucket, int64(change)); err != nil {
			return err
		}
	}
	return nil
}

// maxSetBytes keeps a change set under the 64 KiB that the server takes; a single
// entity is never split.
const maxSetBytes = 48 << 10

// write stores what was put as change sets and returns what it did.
func (e *Edit) write(intent string) (Change, error) {
	change := Change{Intent: intent}
	clock, err := e.clock()
	if err != nil {
		return change, err
	}
	var batch []held
	set, size := &merge.ChangeSet{Intent: intent}, 0
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		set.Stamp = clock.Next(e.nowMillis)
		var reverts []revert
		for _, h := range batch {
			back, err := e.commit(h, set)
			if err != nil {
				return err
			}
			reverts = append(reverts, back...)
		}
		seq, err := e.log(change.Seq, set, reverts)
		if change.Seq == 0 {
			change.Seq = seq
		}
		batch, set, size = nil, &merge.ChangeSet{Intent: intent}, 0
		return err
	}
	for _, h := range e.held {
		writes := h.writes()
		if len(writes) == 0 {
			continue
		}
		if writes[0].Kind == tasks.kind {
			change.Tasks = append(change.Tasks, writes[0].ID)
		} else {
			change.others = true
		}
		grown := 0
		for _, w := range writes {
			text, _ := w.Value.Any().(string)
			grown += len(w.Kind) + len(w.ID) + len(w.Field) + len(w.Sub) + len(text) + 48
		}
		if size > 0 && size+grown > maxSetBytes {
			if err := flush(); err != nil {
				return change, err
			}
		}
		batch, size = append(batch, h), size+grown
		set.Writes = append(set.Writes, writes...)
	}
	if err := flush(); err != nil || change.Seq == 0 {
		return change, err
	}
	if err := e.storeDigest(); err != nil {
		return change, err
	}
	return change, e.tx.exec("UPDATE state SET clock = ?", clock.Last[:])
}

// clock reads the clock. It lives in the file, because several processes write.
func (e *Edit) clock() (merge.Clock, error) {
	var node int64
	var last []byte
	if err := e.tx.row("SELECT node, clock FROM state").Scan(&node, &last); err != nil {
		return merge.Clock{}, err
	}
	clock := merge.Clock{Node: uint64(node)}
	copy(clock.Last[:], last)
	return clock, nil
}

// log appends a change set. grp is 0 for the first of an edit.
func (e *Edit) log(grp int64, set *merge.ChangeSet, reverts []revert) (int64, error) {
	body, err := json.Marshal(set.Writes)
	if err != nil {
		return 0, err
	}
	undo, err := json.Marshal(reverts)
	if err != nil {
		return 0, err
	}
	res, err := e.tx.result("INSERT INTO change_log (grp, stamp, intent, body, undo) VALUES (?, ?, ?, ?, ?)",
		grp, set.Stamp[:], set.Intent, string(body), string(undo))
	if err != nil {
		return 0, err
	}
	seq, err := res.LastInsertId()
	if err == nil && grp == 0 {
		err = e.tx.exec("UPDATE change_log SET grp = seq WHERE seq = ?", seq)
	}
	return seq, err
}

// Projects returns the stored projects, deleted ones too.
func (e *Edit) Projects() ([]task.Project, error) {
	return projects.list(e.tx.query("SELECT " + projects.columns + " FROM project ORDER BY row"))
}

// Sections returns the stored sections, deleted ones too.
func (e *Edit) Sections() ([]task.Section, error) {
	return sections.list(e.tx.query("SELECT " + sections.columns + " FROM section ORDER BY row"))
}

// Tags returns the stored tags, deleted ones too.
func (e *Edit) Tags() ([]task.Tag, error) {
	return tags.list(e.tx.query("SELECT " + tags.columns + " FROM tag ORDER BY row"))
}
