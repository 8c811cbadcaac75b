-- +goose Up
-- Typed columns for the fields this program knows (task/fields.go), all NULL when
-- not set; their stamps packed in clocks; cells it does not know, or cannot hold
-- exactly, as JSON in extra.
CREATE TABLE task (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  title TEXT, description TEXT, status TEXT, priority INTEGER,
  project TEXT, section TEXT, parent TEXT, tags TEXT,
  start TEXT, due TEXT, deadline TEXT, estimate_min INTEGER, spent TEXT,
  recurrence TEXT, reminders TEXT, blocked_by TEXT, rank TEXT, pinned INTEGER,
  created_at INTEGER, started_at INTEGER, completed_at INTEGER, deleted_at INTEGER, snoozed_until INTEGER,
  source TEXT, batch TEXT,
  clocks BLOB NOT NULL, extra TEXT
);
CREATE INDEX task_due ON task (due) WHERE due IS NOT NULL AND status <> 'completed' AND deleted_at IS NULL;
CREATE INDEX task_start ON task (start) WHERE start IS NOT NULL AND status <> 'completed' AND deleted_at IS NULL;
CREATE INDEX task_started ON task (started_at) WHERE status = 'in_progress' AND deleted_at IS NULL;
CREATE INDEX task_project ON task (project, created_at) WHERE status <> 'completed' AND deleted_at IS NULL;
CREATE INDEX task_deadline ON task (deadline) WHERE deadline IS NOT NULL AND status <> 'completed' AND deleted_at IS NULL;
CREATE INDEX task_open ON task (ifnull(due, '~'), priority, created_at, id) WHERE status <> 'completed' AND deleted_at IS NULL;
CREATE INDEX task_completed ON task (completed_at, id) WHERE status = 'completed' AND deleted_at IS NULL;
CREATE INDEX task_deleted ON task (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX task_parent ON task (parent) WHERE parent IS NOT NULL;

-- The members of a task's sets (tags, blocked_by …) the other way round: derived.
CREATE TABLE task_member (
  field TEXT NOT NULL, member TEXT NOT NULL, task TEXT NOT NULL,
  PRIMARY KEY (field, member, task)
) WITHOUT ROWID;

CREATE VIRTUAL TABLE task_text USING fts5 (
  title, description, content = 'task', content_rowid = 'row',
  tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
-- What is in the Trash is not in the index, or it would crowd out what is not.
-- +goose StatementBegin
CREATE TRIGGER task_text_insert AFTER INSERT ON task WHEN new.deleted_at IS NULL BEGIN
  INSERT INTO task_text (rowid, title, description) VALUES (new.row, new.title, new.description);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER task_text_update AFTER UPDATE OF title, description, deleted_at ON task BEGIN
  INSERT INTO task_text (task_text, rowid, title, description) SELECT 'delete', old.row, old.title, old.description WHERE old.deleted_at IS NULL;
  INSERT INTO task_text (rowid, title, description) SELECT new.row, new.title, new.description WHERE new.deleted_at IS NULL;
END;
-- +goose StatementEnd

CREATE TABLE project (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT, area TEXT, color TEXT, weight TEXT, rank TEXT, created_at INTEGER, deleted_at INTEGER,
  clocks BLOB NOT NULL, extra TEXT
);
CREATE TABLE section (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  project TEXT, name TEXT, rank TEXT, deleted_at INTEGER,
  clocks BLOB NOT NULL, extra TEXT
);
CREATE TABLE tag (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT, color TEXT, deleted_at INTEGER,
  clocks BLOB NOT NULL, extra TEXT
);
-- Settings, and kinds of a newer version, as their cells.
CREATE TABLE entity (
  kind TEXT NOT NULL, id TEXT NOT NULL, cells TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;

-- Every change set of this device, in order; seq is its dseq. An edit too large for
-- one set is several, which share grp, the seq of the first.
CREATE TABLE change_log (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  grp INTEGER NOT NULL, stamp BLOB NOT NULL, intent TEXT NOT NULL,
  body TEXT NOT NULL, undo TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending', -- then acked, or rejected
  reason TEXT                            -- why it was rejected
);
CREATE INDEX change_log_waiting ON change_log (state, seq) WHERE state <> 'acked';
CREATE INDEX change_log_group ON change_log (grp);

-- The edits that can be undone, and, where undone is set, done again. last is the
-- group that last did or undid the edit.
CREATE TABLE undo_step (
  grp INTEGER PRIMARY KEY, intent TEXT NOT NULL, last INTEGER NOT NULL, undone INTEGER
);
CREATE INDEX undo_step_undone ON undo_step (undone) WHERE undone IS NOT NULL;

CREATE TABLE digest (bucket INTEGER PRIMARY KEY, sum INTEGER NOT NULL);

-- "Not now" presses: they stay on this device.
CREATE TABLE not_now (task TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (task, at)) WITHOUT ROWID;

CREATE TABLE state (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  device_id TEXT NOT NULL, install_nonce TEXT NOT NULL, node INTEGER NOT NULL,
  space_id TEXT NOT NULL, clock BLOB NOT NULL,
  cursor INTEGER NOT NULL DEFAULT 0, epoch INTEGER NOT NULL DEFAULT 0,
  server TEXT NOT NULL DEFAULT '', email TEXT NOT NULL DEFAULT '', -- of the account; empty before the first sign-in
  signed_in INTEGER NOT NULL DEFAULT 0,
  adopting INTEGER NOT NULL DEFAULT 0, -- what was made before the first sign-in is not yet the account's
  last_sync INTEGER
);
