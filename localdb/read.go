package localdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"mindflow/task"
	"mindflow/task/query"
)

// An Order is how a list is sorted.
type Order string

// The orders of lists. Each ends in the ID, so that it is total.
const (
	ByDue       Order = "ifnull(due, '~'), priority, created_at, id"
	ByClock     Order = "ifnull(nullif(substr(due, 12), ''), '~'), priority, created_at, id" // by time of day
	ByRank      Order = "ifnull(rank, '~'), created_at, id"
	ByCreated   Order = "created_at, id"
	ByCompleted Order = "completed_at DESC, id DESC"
	ByDeleted   Order = "deleted_at DESC, id DESC"
)

// A task of a project in the Trash is hidden with it, and comes back with it.
const notHidden = " AND ifnull(project, '') NOT IN (SELECT id FROM project WHERE deleted_at IS NOT NULL)"

// List returns the tasks for which e holds, at most limit of them (0: all).
func (db *DB) List(ctx context.Context, e query.Expr, order Order, limit int) ([]task.Task, error) {
	w, err := db.where(ctx, e)
	if err != nil {
		return nil, fmt.Errorf("list tasks: %w", err)
	}
	if limit <= 0 {
		limit = -1
	}
	if w.few { // sorting them beats reading every task in the order of an index
		order = "+" + order
	}
	list, err := tasks.list(db.reader.QueryContext(ctx, "SELECT "+tasks.columns+" FROM task WHERE "+w.sql.String()+notHidden+" ORDER BY "+string(order)+" LIMIT ?", append(w.args, limit)...))
	if err != nil {
		return nil, fmt.Errorf("list tasks: %w", explain(err))
	}
	return list, nil
}

// Count returns how many tasks e holds for, or most if there are more.
func (db *DB) Count(ctx context.Context, e query.Expr, most int) (int, error) {
	w, err := db.where(ctx, e)
	if err != nil {
		return 0, fmt.Errorf("count tasks: %w", err)
	}
	var n int
	err = db.reader.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT 1 FROM task WHERE "+w.sql.String()+notHidden+" LIMIT ?)", append(w.args, most)...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count tasks: %w", explain(err))
	}
	return n, nil
}

// searchWindow bounds how many of the newest matches a search looks at first, so that a
// word that is in every task costs no more than a rare one.
const searchWindow = 2000

// Minutes adds up the estimates of the tasks that e holds for; usual is what one without
// an estimate counts.
func (db *DB) Minutes(ctx context.Context, e query.Expr, usual int) (int, error) {
	w, err := db.where(ctx, e)
	if err != nil {
		return 0, fmt.Errorf("add up estimates: %w", err)
	}
	var n int
	err = db.reader.QueryRowContext(ctx, "SELECT ifnull(sum(ifnull(estimate_min, ?)), 0) FROM task WHERE "+w.sql.String()+notHidden, append([]any{usual}, w.args...)...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("add up estimates: %w", explain(err))
	}
	return n, nil
}

// Search returns the tasks whose title or notes have all the words, the last one
// perhaps unfinished, at most limit: open ones first, then those with the text in the
// title as it was typed, then the newest.
func (db *DB) Search(ctx context.Context, words string, limit int) ([]task.Task, error) {
	list, err := db.search(ctx, words, limit, max(searchWindow, limit))
	open := 0
	for _, t := range list {
		if t.Open() {
			open++
		}
	}
	if err == nil && open < limit { // perhaps the window was full of what is done: look at all
		list, err = db.search(ctx, words, limit, -1)
	}
	if err != nil {
		return nil, fmt.Errorf("search: %w", explain(err))
	}
	return list, nil
}

func (db *DB) search(ctx context.Context, words string, limit, window int) ([]task.Task, error) {
	return tasks.list(db.reader.QueryContext(ctx, `
		WITH hit AS MATERIALIZED (SELECT rowid AS hit_row FROM task_text WHERE task_text MATCH ? ORDER BY rowid DESC LIMIT ?),
		best AS MATERIALIZED (SELECT row AS best_row FROM hit JOIN task ON row = hit_row WHERE deleted_at IS NULL`+notHidden+`
			ORDER BY status = 'completed', instr(lower(title), lower(?)) = 0, row DESC LIMIT ?)
		SELECT `+tasks.columns+` FROM best JOIN task ON row = best_row ORDER BY status = 'completed', instr(lower(title), lower(?)) = 0, row DESC`,
		matchText(words), window, words, limit, words))
}

// Task returns the task with the given ID, in the Trash or not, or task.ErrNotFound.
func (db *DB) Task(ctx context.Context, id string) (task.Task, error) {
	t, _, err := tasks.scan(db.reader.QueryRowContext(ctx, "SELECT "+tasks.columns+" FROM task WHERE id = ?", id))
	if errors.Is(err, sql.ErrNoRows) {
		return task.Task{}, task.ErrNotFound
	}
	if err != nil {
		return task.Task{}, fmt.Errorf("read task %s: %w", id, explain(err))
	}
	t.SetDefaults()
	return t, nil
}

// Tasks returns the tasks with the given IDs, in that order, without those that do
// not exist.
func (db *DB) Tasks(ctx context.Context, ids []string) ([]task.Task, error) {
	byID := make(map[string]task.Task, len(ids))
	for start := 0; start < len(ids); start += 500 {
		part := ids[start:min(start+500, len(ids))]
		args := make([]any, len(part))
		for i, id := range part {
			args[i] = id
		}
		list, err := tasks.list(db.reader.QueryContext(ctx, "SELECT "+tasks.columns+" FROM task WHERE id IN (?"+strings.Repeat(", ?", len(part)-1)+")", args...))
		if err != nil {
			return nil, fmt.Errorf("read tasks: %w", explain(err))
		}
		for _, t := range list {
			byID[t.ID] = t
		}
	}
	all := make([]task.Task, 0, len(ids))
	for _, id := range ids {
		if t, ok := byID[id]; ok {
			all = append(all, t)
		}
	}
	return all, nil
}

// Matching returns at most limit tasks whose ID starts with the given text or, if
// none does, ends with it: the ends differ sooner, because an ID starts with the time.
func (db *DB) Matching(ctx context.Context, part string, limit int) ([]task.Task, error) {
	if strings.Trim(part, "0123456789abcdef-") != "" {
		return nil, nil
	}
	for _, pattern := range []string{part + "*", "*" + part} {
		list, err := tasks.list(db.reader.QueryContext(ctx, "SELECT "+tasks.columns+" FROM task WHERE id GLOB ? ORDER BY id LIMIT ?", pattern, limit))
		if err != nil {
			return nil, fmt.Errorf("find task %s: %w", part, explain(err))
		}
		if len(list) > 0 {
			return list, nil
		}
	}
	return nil, nil
}

// Projects returns the projects, deleted ones too, by area, rank and name.
func (db *DB) Projects(ctx context.Context) ([]task.Project, error) {
	return projects.list(db.reader.QueryContext(ctx, "SELECT "+projects.columns+" FROM project ORDER BY ifnull(area, ''), ifnull(rank, '~'), name, id"))
}

// Sections returns the sections, deleted ones too, by rank and age.
func (db *DB) Sections(ctx context.Context) ([]task.Section, error) {
	return sections.list(db.reader.QueryContext(ctx, "SELECT "+sections.columns+" FROM section ORDER BY project, ifnull(rank, '~'), row"))
}

// Tags returns the tags, deleted ones too, by name.
func (db *DB) Tags(ctx context.Context) ([]task.Tag, error) {
	return tags.list(db.reader.QueryContext(ctx, "SELECT "+tags.columns+" FROM tag ORDER BY name, id"))
}

// OpenByProject counts the open tasks of each project; "" is the Inbox.
func (db *DB) OpenByProject(ctx context.Context) (map[string]int, error) {
	return db.tally(ctx, "SELECT ifnull(project, ''), count(*) FROM task WHERE status <> 'completed' AND deleted_at IS NULL GROUP BY project")
}

// OpenByTag counts the open tasks of each tag.
func (db *DB) OpenByTag(ctx context.Context) (map[string]int, error) {
	return db.tally(ctx, `SELECT member, count(*) FROM task_member JOIN task ON id = task
		WHERE field = 'tags' AND status <> 'completed' AND deleted_at IS NULL`+notHidden+` GROUP BY member`)
}

func (db *DB) tally(ctx context.Context, query string) (map[string]int, error) {
	rows, err := db.reader.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("count tasks: %w", explain(err))
	}
	defer rows.Close()
	counts := map[string]int{}
	for rows.Next() {
		var id string
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			return nil, fmt.Errorf("count tasks: %w", err)
		}
		counts[id] = n
	}
	return counts, rows.Err()
}
