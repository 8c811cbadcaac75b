package localdb

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mindflow/sync/merge"
	"mindflow/task"
)

// A store keeps the entities of one kind in the table of the same name: a column for
// each line of the field table, the stamps packed in clocks, and in extra the cells
// that the columns cannot hold exactly.
type store[T any] struct {
	kind     string
	table    task.Table[T]
	id       func(*T) *string
	validate func(*T) error
	defaults func(*T) // what an absent cell reads as
	columns  string   // "id, title, …"
}

func newStore[T any](kind string, table task.Table[T], id func(*T) *string, validate func(*T) error, defaults func(*T)) *store[T] {
	names := []string{"id"}
	for _, f := range table {
		names = append(names, f.Name)
	}
	return &store[T]{kind, table, id, validate, defaults, strings.Join(names, ", ")}
}

var (
	tasks    = newStore("task", task.Fields, func(t *task.Task) *string { return &t.ID }, (*task.Task).Validate, (*task.Task).SetDefaults)
	projects = newStore("project", task.ProjectFields, func(p *task.Project) *string { return &p.ID }, (*task.Project).Validate, func(*task.Project) {})
	sections = newStore("section", task.SectionFields, func(s *task.Section) *string { return &s.ID }, (*task.Section).Validate, func(*task.Section) {})
	tags     = newStore("tag", task.TagFields, func(t *task.Tag) *string { return &t.ID }, (*task.Tag).Validate, func(*task.Tag) {})
)

// A cursor is a *sql.Row or *sql.Rows.
type cursor interface{ Scan(...any) error }

// scan reads the store's columns, and after them more, from the current row. The
// columns come back raw too, for comparing with what is to be written.
func (s *store[T]) scan(c cursor, more ...any) (T, []any, error) {
	var e T
	raw := make([]any, len(s.table)+1)
	dest := make([]any, 0, len(raw)+len(more))
	for i := range raw {
		dest = append(dest, &raw[i])
	}
	if err := c.Scan(append(dest, more...)...); err != nil {
		return e, nil, err
	}
	*s.id(&e), _ = raw[0].(string)
	for i, f := range s.table {
		if raw[i+1] == nil {
			continue
		}
		if err := decode(f, &e, raw[i+1]); err != nil {
			return e, nil, fmt.Errorf("read %s %s: %w", s.kind, *s.id(&e), err)
		}
	}
	return e, raw, nil
}

// list runs a query whose columns are the store's.
func (s *store[T]) list(rows *sql.Rows, err error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		e, _, err := s.scan(rows)
		if err != nil {
			return nil, err
		}
		s.defaults(&e)
		all = append(all, e)
	}
	return all, rows.Err()
}

// decode sets a field from its column.
func decode[T any](f task.Field[T], e *T, column any) error {
	switch f.Type {
	case task.Bool:
		return f.Put(e, "", column != int64(0))
	case task.Set:
		var members []string
		if err := json.Unmarshal([]byte(column.(string)), &members); err != nil {
			return err
		}
		for _, m := range members {
			if err := f.Put(e, m, true); err != nil {
				return err
			}
		}
		return nil
	case task.Tally:
		var counts map[string]int64
		if err := json.Unmarshal([]byte(column.(string)), &counts); err != nil {
			return err
		}
		for device, n := range counts {
			if err := f.Put(e, device, n); err != nil {
				return err
			}
		}
		return nil
	}
	return f.Put(e, "", column)
}

// encode gives the column of a field: NULL when nothing is set.
func encode[T any](f task.Field[T], e *T) any {
	var members []string
	counts := map[string]any{}
	for sub, v := range f.Cells(e) {
		switch f.Type {
		case task.Set:
			members = append(members, sub)
		case task.Tally:
			counts[sub] = v
		case task.Bool:
			return int64(1) // false is not set
		default:
			return v
		}
	}
	var list any
	switch {
	case len(members) > 0:
		list = members
	case len(counts) > 0:
		list = counts
	default:
		return nil
	}
	b, _ := json.Marshal(list) // strings and integers always encode
	return string(b)
}

// An extra is a cell that its column cannot hold exactly.
type extra struct {
	Field string      `json:"field"`
	Sub   string      `json:"sub,omitzero"`
	Value merge.Value `json:"value"`
}

// load reads an entity with its cells. raw is nil if it does not exist.
func (s *store[T]) load(tx *tx, id string) (e T, cells merge.Entity, raw []any, err error) {
	var clocks []byte
	var more sql.NullString
	e, raw, err = s.scan(tx.row("SELECT "+s.columns+", clocks, extra FROM "+s.kind+" WHERE id = ?", id), &clocks, &more)
	if errors.Is(err, sql.ErrNoRows) {
		*s.id(&e) = id
		return e, merge.Entity{}, nil, nil
	}
	if err != nil {
		return e, nil, nil, err
	}
	stamps, err := merge.UnpackClocks(clocks)
	if err != nil {
		return e, nil, nil, fmt.Errorf("read %s %s: %w", s.kind, id, err)
	}
	cells = s.cells(&e)
	for k, c := range cells {
		cells[k] = merge.Cell{Value: c.Value, Stamp: stamps[k]}
	}
	for k, stamp := range stamps {
		if _, set := cells[k]; !set {
			cells[k] = merge.Cell{Stamp: stamp}
		}
	}
	if more.Valid {
		var extras []extra
		if err := json.Unmarshal([]byte(more.String), &extras); err != nil {
			return e, nil, nil, fmt.Errorf("read %s %s: %w", s.kind, id, err)
		}
		for _, x := range extras {
			k := merge.Key{Field: x.Field, Sub: x.Sub}
			cells[k] = merge.Cell{Value: x.Value, Stamp: stamps[k]}
		}
	}
	return e, cells, raw, nil
}

// cells returns the cells of e that are set, at the floor.
func (s *store[T]) cells(e *T) merge.Entity {
	cells := merge.Entity{}
	for _, f := range s.table {
		for sub, v := range f.Cells(e) {
			cells[merge.Key{Field: f.Name, Sub: sub}] = merge.Cell{Value: valueOf(v)}
		}
	}
	return cells
}

// save writes an entity from its cells. raw is what load gave.
func (s *store[T]) save(tx *tx, id string, cells merge.Entity, raw []any) error {
	var e T
	*s.id(&e) = id
	for k, c := range cells {
		if f, known := s.table.Field(k.Field); known && !c.Value.IsNull() {
			_ = f.Put(&e, k.Sub, c.Value.Any()) // what is refused goes into extra, below
		}
	}
	held := s.cells(&e)
	var extras []extra
	for k, c := range cells {
		if held[k].Value != c.Value {
			extras = append(extras, extra{k.Field, k.Sub, c.Value})
		}
	}
	var more any
	if extras != nil {
		slices.SortFunc(extras, func(a, b extra) int { return strings.Compare(a.Field+"\x00"+a.Sub, b.Field+"\x00"+b.Sub) })
		b, err := json.Marshal(extras)
		if err != nil {
			return err
		}
		more = string(b)
	}

	// Only columns that differ are named, so that an edit touches no index and no
	// text that it did not change.
	names, args := []string{}, []any{}
	for i, f := range s.table {
		column := encode(f, &e)
		if raw != nil && column == raw[i+1] || raw == nil && column == nil {
			continue
		}
		names, args = append(names, f.Name), append(args, column)
		if f.Type == task.Set && s.kind == tasks.kind {
			if err := saveMembers(tx, id, f.Name, column, raw); err != nil {
				return err
			}
		}
	}
	names, args = append(names, "clocks", "extra"), append(args, merge.PackClocks(cells), more)
	if raw == nil {
		return tx.exec("INSERT INTO "+s.kind+" ("+strings.Join(names, ", ")+", id) VALUES (?"+strings.Repeat(", ?", len(names))+")", append(args, id)...)
	}
	return tx.exec("UPDATE "+s.kind+" SET "+strings.Join(names, " = ?, ")+" = ? WHERE id = ?", append(args, id)...)
}

// saveMembers keeps task_member equal to the set in a column.
func saveMembers(tx *tx, id, field string, column any, raw []any) error {
	if raw != nil {
		if err := tx.exec("DELETE FROM task_member WHERE field = ? AND task = ? AND member IN (SELECT value FROM json_each((SELECT "+field+" FROM task WHERE id = ?)))", field, id, id); err != nil {
			return err
		}
	}
	if column == nil {
		return nil
	}
	return tx.exec("INSERT OR IGNORE INTO task_member (field, member, task) SELECT ?, value, ? FROM json_each(?)", field, id, column)
}

// valueOf turns a field table's value into a cell's.
func valueOf(v any) merge.Value {
	switch v := v.(type) {
	case string:
		return merge.String(v)
	case int64:
		return merge.Int(v)
	case bool:
		return merge.Bool(v)
	}
	return merge.Null
}
