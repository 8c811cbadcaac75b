package localdb

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"mindflow/task"
	"mindflow/task/query"
)

// A where is a condition in SQL with its bound values.
type where struct {
	db   *DB
	ctx  context.Context
	sql  strings.Builder
	args []any
	open bool // only open tasks are asked for, so that the indexes on dates can be used
	few  bool // what is asked for is found by such an index
}

// An UnknownError reports a project or tag that a query names and nobody made.
type UnknownError struct{ Kind, Name string }

func (e *UnknownError) Error() string { return fmt.Sprintf("there is no %s named %q", e.Kind, e.Name) }

// where compiles an expression.
func (db *DB) where(ctx context.Context, e query.Expr) (*where, error) {
	w := &where{db: db, ctx: ctx}
	return w, w.compile(e)
}

// compile appends the SQL of an expression over the table task. The literal
// conditions of State are those of the partial indexes, which is what lets SQLite
// use them.
func (w *where) compile(e query.Expr) error {
	switch e := e.(type) {
	case nil:
		w.add("1")
	case query.And:
		outer := w.open
		defer func() { w.open = outer }()
		w.open = outer || onlyOpen(e)
		return w.join(" AND ", "1", e)
	case query.Or:
		if w.open && allDated(e) {
			return w.dated(e)
		}
		return w.join(" OR ", "0", e)
	case query.Not:
		outer := w.open
		defer func() { w.open = outer }()
		w.open = false
		w.add("NOT ")
		return w.compile(e.Expr)
	case query.State:
		switch e {
		case "open":
			w.add("(status <> 'completed' AND deleted_at IS NULL)")
		case "done":
			w.add("(status = 'completed' AND deleted_at IS NULL)")
		case "trash":
			w.add("(deleted_at IS NOT NULL)")
		case "started":
			w.add("(status = 'in_progress' AND deleted_at IS NULL)")
		case "snoozed":
			w.add("(ifnull(snoozed_until, 0) > ?)", w.db.now().UnixMilli())
		}
	case query.Project:
		if e == "" {
			w.add("(project IS NULL)")
			return nil
		}
		return w.named("project", string(e), "(project IS NOT NULL AND project IN (SELECT value FROM json_each(?)))")
	case query.Tag:
		return w.named("tag", string(e), "(id IN (SELECT task FROM task_member WHERE field = 'tags' AND member IN (SELECT value FROM json_each(?))))")
	case query.Text:
		// The Trash has no index; what is there is read through.
		w.add("(row IN (SELECT rowid FROM task_text WHERE task_text MATCH ?) OR deleted_at IS NOT NULL AND instr(lower(title || ' ' || ifnull(description, '')), lower(?)))", matchText(string(e)), string(e))
	case query.Priority:
		w.add("(ifnull(priority, 3) BETWEEN ? AND ?)", int(e.From), int(e.To))
	case query.Date:
		// Dates are text that starts with YYYY-MM-DD, so days compare as text.
		w.add("(" + e.Field + " IS NOT NULL")
		if e.From != "" {
			w.add(" AND "+e.Field+" >= ?", e.From)
		}
		if e.Before != "" {
			w.add(" AND "+e.Field+" < ?", e.Before)
		}
		w.add(")")
	case query.In:
		switch {
		case e.Field == "tags":
			w.add("(id IN (SELECT task FROM task_member WHERE field = 'tags' AND member = ?))", e.ID)
		case e.ID == "":
			w.add("(" + e.Field + " IS NULL)")
		default:
			w.add("("+e.Field+" IS NOT NULL AND "+e.Field+" = ?)", e.ID)
		}
	case query.Instant:
		w.add("("+e.Field+" IS NOT NULL AND "+e.Field+" >= ? AND "+e.Field+" < ?)", e.From.UnixMilli(), e.Before.UnixMilli())
	default:
		return fmt.Errorf("a query of type %T has no SQL", e)
	}
	return nil
}

// named adds a condition on the IDs of the projects or tags of one name, which for a
// project may be led by its area: Home/Garden.
func (w *where) named(kind, name, condition string) error {
	area := "NULL"
	if kind == "project" {
		area = "area"
	}
	rows, err := w.db.reader.QueryContext(w.ctx, "SELECT id, ifnull(name, ''), ifnull("+area+", '') FROM "+kind+" WHERE deleted_at IS NULL")
	if err != nil {
		return err
	}
	defer rows.Close()
	var ids []string
	want := task.Fold(name)
	for rows.Next() {
		var id, name, area string
		if err := rows.Scan(&id, &name, &area); err != nil {
			return err
		}
		if task.Fold(name) == want || area != "" && task.Fold(area+"/"+name) == want {
			ids = append(ids, id)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if ids == nil {
		return &UnknownError{kind, name}
	}
	list, err := json.Marshal(ids)
	w.add(condition, string(list))
	return err
}

// onlyOpen reports whether e holds for open tasks alone.
func onlyOpen(e query.Expr) bool {
	switch e := e.(type) {
	case query.State:
		return e == "open"
	case query.And:
		return slices.ContainsFunc(e, onlyOpen)
	}
	return false
}

// allDated reports whether each of the alternatives has an index of open tasks.
func allDated(e query.Or) bool {
	return !slices.ContainsFunc(e, func(e query.Expr) bool {
		_, dated := e.(query.Date)
		return !dated && e != query.State("started")
	})
}

// dated adds alternatives as a union: SQLite does not look for partial indexes within
// an OR.
func (w *where) dated(e query.Or) error {
	w.few = true
	w.add("(row IN (")
	for i, e := range e {
		if i > 0 {
			w.add(" UNION ALL ")
		}
		w.add("SELECT row FROM task WHERE status <> 'completed' AND deleted_at IS NULL AND ")
		if err := w.compile(e); err != nil {
			return err
		}
	}
	w.add("))")
	return nil
}

func (w *where) add(sql string, args ...any) {
	w.sql.WriteString(sql)
	w.args = append(w.args, args...)
}

func (w *where) join(between, empty string, all []query.Expr) error {
	if len(all) == 0 {
		w.add(empty)
		return nil
	}
	w.add("(")
	for i, e := range all {
		if i > 0 {
			w.add(between)
		}
		if err := w.compile(e); err != nil {
			return err
		}
	}
	w.add(")")
	return nil
}

// matchText turns words into an FTS5 query: all of them, the last as a prefix.
// Quoting keeps every operator of FTS5 an ordinary word.
func matchText(words string) string {
	fields := strings.FieldsFunc(words, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
	if len(fields) == 0 {
		return `""`
	}
	return `"` + strings.Join(fields, `" "`) + `"*`
}
