// Package localdb is the offline copy: tasks and what is around them, the change
// log, undo, search and settings, in one SQLite file.
//
// It knows rows, cells and transactions, and nothing of the network, the window or
// what a person meant. What may be in a field is task's to say, which of two values
// stays is merge's.
//
// Its one rule: an edit is one transaction that writes row, clocks, digest and
// change log, and listeners hear of it after the commit, never before.
package localdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// FileName is the name of the database within its data directory.
const FileName = "mindflow.db"

// ErrNewer reports a file written by a later version of the program.
var ErrNewer = errors.New("the data was written by a newer MindFlow; update this program to open it")

// A DB is an open offline copy. Its methods may be called from many goroutines, and
// other processes may use the same file at the same time.
type DB struct {
	path   string
	now    func() time.Time
	writer writer
	reader *sql.DB // opens connections when it is first read from

	rank rankCache

	listenM   sync.Mutex
	listeners map[*int]func()

	background sync.WaitGroup
	stop       chan struct{}
	committed  chan struct{} // a hint to the checkpointer
}

// Open opens the offline copy in directory dir, and makes directory and file if they
// are missing, for this user alone. The clock gives the time of edits.
func Open(ctx context.Context, dir string, now func() time.Time) (*DB, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("find the data directory: %w; choose another with --data-dir", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data directory: %w; choose another with --data-dir", err)
	}
	path := filepath.Join(dir, FileName)
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the data file: %w; make it writable or choose another directory with --data-dir", err)
	}
	err = checkHeader(file)
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db := &DB{path: path, now: now, listeners: map[*int]func(){}, stop: make(chan struct{}), committed: make(chan struct{}, 1)}
	if err := db.open(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("open %s: %w", path, explain(err))
	}
	db.background.Go(db.checkpoint)
	return db, nil
}

func (db *DB) open(ctx context.Context) error {
	// Every commit reaches the disk (synchronous FULL). Checkpoints are not made by
	// whichever edit is unlucky but in the background: see checkpoint.
	pool, err := connect(db.path, 1, "synchronous(FULL)", "wal_autocheckpoint(0)")
	if err != nil {
		return err
	}
	db.writer = writer{pool: pool, statements: map[string]*sql.Stmt{}}
	if err := migrate(ctx, pool); err != nil {
		return err
	}
	if db.writer.conn, err = pool.Conn(ctx); err != nil {
		return err
	}
	if err := db.identify(); err != nil {
		return err
	}
	db.reader, err = connect(db.path, 4, "query_only(1)")
	return err
}

// connect returns a pool of at most n connections, each with the given pragmas,
// which travel in the DSN because a PRAGMA statement would reach one connection only.
func connect(path string, n int, pragmas ...string) (*sql.DB, error) {
	query := url.Values{"_txlock": {"immediate"}, "_pragma": append([]string{
		"busy_timeout(20000)", "journal_mode(WAL)", "temp_store(MEMORY)", "cache_size(-16384)",
	}, pragmas...)}
	dsn := (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: query.Encode()}).String()
	pool, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(n)
	pool.SetMaxIdleConns(n)
	return pool, nil
}

// explain adds what to do about the errors of SQLite that a person can mend.
func explain(err error) error {
	var coded interface{ Code() int }
	if errors.As(err, &coded) {
		switch coded.Code() & 0xff {
		case 8: // SQLITE_READONLY
			return fmt.Errorf("%w; make the data directory writable or choose another with --data-dir", err)
		case 5: // SQLITE_BUSY
			return errors.New("another MindFlow is writing a great deal at once; try again in a moment")
		case 10, 13: // SQLITE_IOERR, SQLITE_FULL
			return fmt.Errorf("%w; the disk is full or failing: free some space and try again", err)
		case 11, 26: // SQLITE_CORRUPT, SQLITE_NOTADB
			return fmt.Errorf("%w; the file is damaged: move it aside and restore a copy", err)
		}
	}
	return err
}

// Close ends background work and closes the file. It is safe to call twice.
func (db *DB) Close() error {
	select {
	case <-db.stop:
		return nil
	default:
		close(db.stop)
	}
	db.background.Wait()
	var err error
	if db.reader != nil {
		err = db.reader.Close()
	}
	return errors.Join(err, db.writer.close())
}

// Path returns the name of the database file.
func (db *DB) Path() string { return db.path }

// OnCommit calls fn after every commit of this process, until the function it returns
// is called. fn must not block.
func (db *DB) OnCommit(fn func()) (forget func()) {
	db.listenM.Lock()
	defer db.listenM.Unlock()
	key := new(int)
	db.listeners[key] = fn
	return func() {
		db.listenM.Lock()
		defer db.listenM.Unlock()
		delete(db.listeners, key)
	}
}

func (db *DB) notify() {
	select {
	case db.committed <- struct{}{}:
	default:
	}
	db.listenM.Lock()
	listeners := slices.Collect(maps.Values(db.listeners))
	db.listenM.Unlock()
	for _, fn := range listeners {
		fn()
	}
}

// WatchOthers calls fn after commits of other processes, until the function it returns
// is called or the DB is closed. It asks SQLite's data_version of the writing connection, which changes for commits of
// others and not for our own.
func (db *DB) WatchOthers(every time.Duration, fn func()) (forget func()) {
	read := func(into *int64) func(*tx) error {
		return func(tx *tx) error { return tx.row("PRAGMA data_version").Scan(into) }
	}
	var last int64
	// Read before anything is waited for: a commit from here on is heard of.
	known := db.writer.do(read(&last)) == nil
	done := make(chan struct{})
	db.background.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-db.stop:
				return
			case <-done:
				return
			case <-tick.C:
			}
			var version int64
			if err := db.writer.tryDo(read(&version)); err != nil {
				continue
			}
			if known && version != last {
				fn()
			}
			last, known = version, true
		}
	})
	return sync.OnceFunc(func() { close(done) })
}

// A checkpoint is made after so many edits, or when the write-ahead log has grown by
// so many bytes, or when nothing was written for a while.
const (
	checkpointEdits = 1000
	checkpointBytes = 8 << 20
	checkpointIdle  = 5 * time.Second
)

// checkpoint copies the write-ahead log into the file now and then, on a connection
// of its own, so that no edit waits for it.
func (db *DB) checkpoint() {
	pool, err := connect(db.path, 1)
	if err != nil {
		return // the log grows until the file is closed, which is slower and loses nothing
	}
	defer pool.Close()
	idle := time.NewTimer(checkpointIdle)
	defer idle.Stop()
	edits, size := 0, int64(0)
	for {
		due := false
		select {
		case <-db.stop:
			return
		case <-db.committed:
			edits++
			idle.Reset(checkpointIdle)
			info, err := os.Stat(db.path + "-wal")
			due = edits >= checkpointEdits || err == nil && info.Size() > size+checkpointBytes
		case <-idle.C:
			due = edits > 0
		}
		if !due {
			continue
		}
		// Passive: takes what no reader needs and never makes a writer wait. What it
		// cannot take now, it takes the next time.
		pool.Exec("PRAGMA wal_checkpoint(PASSIVE)")
		edits = 0
		if info, err := os.Stat(db.path + "-wal"); err == nil {
			size = info.Size() // the file keeps its size when the log starts again from its front
		}
	}
}
