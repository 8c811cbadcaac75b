package localdb

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"mindflow/task"
)

// recentlyDone bounds how many completed tasks Rankable adds.
const recentlyDone = 500

// A rankCache keeps what Rankable read last, because reading 100,000 rows takes
// several times as long as ranking them. It is as good as a fresh read: edits of this
// process name the tasks they wrote, and SQLite's data_version tells of others.
type rankCache struct {
	mu      sync.Mutex
	valid   bool
	version int64 // data_version when it was read
	tasks   map[string]*task.Task
	written map[string]bool // by this process since
}

// wrote notes what an edit of this process wrote; an edit of projects may hide any task.
func (c *rankCache) wrote(tasks []string, others bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if others {
		c.valid = false
	}
	for _, id := range tasks {
		if c.written == nil {
			c.written = map[string]bool{}
		}
		c.written[id] = true
	}
}

// Rankable returns the open tasks, and those completed last, with only the fields
// that ranking reads: everything but text, parent, section, reminders and history.
// They are in no order and must not be changed.
func (db *DB) Rankable(ctx context.Context) ([]*task.Task, error) {
	c := &db.rank
	c.mu.Lock()
	defer c.mu.Unlock()
	var version int64
	err := db.writer.tryDo(func(tx *tx) error { return tx.row("PRAGMA data_version").Scan(&version) })
	if errors.Is(err, errWriting) { // the answer of before is good until that edit is committed
		version, err = c.version, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what to rank: %w", explain(err))
	}
	written := slices.Collect(maps.Keys(c.written))
	if !c.valid || c.version != version || len(written) > 500 {
		all, err := readRankable(db.reader.QueryContext(ctx, "SELECT "+rankColumns+" FROM task WHERE status <> 'completed' AND deleted_at IS NULL"+notHidden+
			" UNION ALL SELECT * FROM (SELECT "+rankColumns+" FROM task WHERE status = 'completed' AND deleted_at IS NULL ORDER BY completed_at DESC LIMIT ?)", recentlyDone))
		if err != nil {
			return nil, fmt.Errorf("read what to rank: %w", explain(err))
		}
		c.tasks, c.valid, c.version, c.written = all, true, version, nil
	} else if len(written) > 0 {
		args := make([]any, len(written))
		for i, id := range written {
			args[i] = id
		}
		some, err := readRankable(db.reader.QueryContext(ctx, "SELECT "+rankColumns+" FROM task WHERE deleted_at IS NULL AND id IN (?"+strings.Repeat(", ?", len(written)-1)+")"+notHidden, args...))
		if err != nil {
			return nil, fmt.Errorf("read what to rank: %w", explain(err))
		}
		for _, id := range written {
			delete(c.tasks, id)
		}
		maps.Copy(c.tasks, some)
		c.written = nil
	}
	return slices.Collect(maps.Values(c.tasks)), nil
}

const rankColumns = "id, title, status, priority, project, tags, start, due, deadline, estimate_min, blocked_by, pinned, created_at, started_at, snoozed_until, spent"

func readRankable(rows *sql.Rows, err error) (map[string]*task.Task, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]*task.Task{}
	var project, tags, start, due, deadline, blockers, spent *string
	var priority, estimate, pinned, created, started, snoozed *int64
	for rows.Next() {
		t := new(task.Task)
		if err := rows.Scan(&t.ID, &t.Title, &t.Status, &priority, &project, &tags, &start, &due, &deadline, &estimate, &blockers, &pinned, &created, &started, &snoozed, &spent); err != nil {
			return nil, err
		}
		t.Priority, t.EstimateMin, t.Pinned = task.Priority(value(priority)), int(value(estimate)), pinned != nil
		t.Project = value(project)
		t.CreatedAt, t.StartedAt, t.SnoozedUntil = instant(created), instant(started), instant(snoozed)
		for _, w := range [...]struct {
			from *string
			to   *task.When
		}{{start, &t.Start}, {due, &t.Due}, {deadline, &t.Deadline}} {
			if w.from != nil {
				if *w.to, err = task.ParseWhen(*w.from); err != nil {
					return nil, err
				}
			}
		}
		for _, set := range [...]struct {
			from *string
			to   *[]string
		}{{tags, &t.Tags}, {blockers, &t.BlockedBy}} {
			if set.from != nil {
				if err := json.Unmarshal([]byte(*set.from), set.to); err != nil {
					return nil, err
				}
			}
		}
		if spent != nil {
			if err := json.Unmarshal([]byte(*spent), &t.Spent); err != nil {
				return nil, err
			}
		}
		t.SetDefaults()
		all[t.ID] = t
	}
	return all, rows.Err()
}

func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

func instant(millis *int64) time.Time {
	if millis == nil {
		return time.Time{}
	}
	return time.UnixMilli(*millis)
}
