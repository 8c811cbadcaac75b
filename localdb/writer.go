package localdb

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// A writer is the one connection that writes. Statements are prepared once on it;
// database/sql would prepare them anew in every transaction.
type writer struct {
	pool       *sql.DB
	mu         sync.Mutex
	conn       *sql.Conn
	statements map[string]*sql.Stmt
}

// A tx is a turn on the writer. It takes no context: an edit that has begun is
// finished, whatever became of the one who asked for it.
type tx struct{ w *writer }

// do runs fn with the connection to itself, outside a transaction.
func (w *writer) do(fn func(*tx) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return fn(&tx{w})
}

// errWriting reports that an edit is under way.
var errWriting = errors.New("an edit is under way")

// tryDo is do for what need not wait for an edit: then it returns errWriting.
func (w *writer) tryDo(fn func(*tx) error) error {
	if !w.mu.TryLock() {
		return errWriting
	}
	defer w.mu.Unlock()
	return fn(&tx{w})
}

// inTx runs fn in a write transaction, which is taken back if fn fails or panics.
func (w *writer) inTx(ctx context.Context, fn func(*tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return explain(w.do(func(tx *tx) (err error) {
		if err := tx.exec("BEGIN IMMEDIATE"); err != nil {
			return err
		}
		done := false
		defer func() {
			if !done {
				err = errors.Join(err, tx.exec("ROLLBACK"))
			}
		}()
		if err := fn(tx); err != nil {
			return err
		}
		if err := tx.exec("COMMIT"); err != nil {
			return err
		}
		done = true
		return nil
	}))
}

func (tx *tx) prepared(query string) (*sql.Stmt, error) {
	stmt := tx.w.statements[query]
	if stmt == nil {
		var err error
		if stmt, err = tx.w.conn.PrepareContext(context.Background(), query); err != nil {
			return nil, err
		}
		tx.w.statements[query] = stmt
	}
	return stmt, nil
}

func (tx *tx) exec(query string, args ...any) error {
	_, err := tx.result(query, args...)
	return err
}

func (tx *tx) result(query string, args ...any) (sql.Result, error) {
	stmt, err := tx.prepared(query)
	if err != nil {
		return nil, err
	}
	return stmt.Exec(args...)
}

func (tx *tx) row(query string, args ...any) *sql.Row {
	stmt, err := tx.prepared(query)
	if err != nil {
		return tx.w.conn.QueryRowContext(context.Background(), query, args...) // which reports the error
	}
	return stmt.QueryRow(args...)
}

func (tx *tx) query(query string, args ...any) (*sql.Rows, error) {
	stmt, err := tx.prepared(query)
	if err != nil {
		return nil, err
	}
	return stmt.Query(args...)
}

func (w *writer) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, stmt := range w.statements {
		stmt.Close()
	}
	if w.conn != nil {
		w.conn.Close()
	}
	if w.pool == nil {
		return nil
	}
	return w.pool.Close()
}
