// Package pgstore keeps what the devices of an account have agreed on, in PostgreSQL.
//
// It knows spaces, entities as cells, devices, accounts and sessions, and nothing of
// the network, of messages, or of what a cell means. Which of two values stays is
// merge's to say; what a caller is allowed to ask is syncserver's.
//
// Its one rule: whoever changes a space locks its head before reading anything of
// it, and gives each changed entity the head's next number in the same transaction.
// So numbers become visible in their order, and a reader that remembers the last one
// it saw misses nothing.
package pgstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The errors that a caller answers to. Whatever is not there, revoked or another's
// is the same ErrNotFound.
var (
	ErrNotFound = errors.New("not found")
	ErrRevoked  = errors.New("device revoked")
	ErrForked   = errors.New("device known under another installation")
	ErrEpoch    = errors.New("another epoch")
	ErrAhead    = errors.New("cursor beyond the head")
	ErrTaken    = errors.New("address already registered")
	ErrToken    = errors.New("refresh token not valid")
	ErrBusy     = errors.New("database busy or away; try again")
)

// role is who the server is within each of its transactions; see migrations.
const role = "mindflow_server"

// enter makes a transaction the server's, opens it to one space and bounds its
// waiting. Everything is local to the transaction, so that a pooler may hand the
// connection to anybody afterwards.
const enter = `SELECT set_config('role', '` + role + `', true), set_config('app.space_id', $1, true),
	set_config('lock_timeout', '3s', true), set_config('statement_timeout', '5s', true)`

// Options say how a Store works. The zero value is what production uses.
type Options struct {
	Now         func() time.Time // time.Now
	MaxConns    int32            // 16
	MaxEntities int64            // a space may hold so many; 200,000
	MaxPage     int64            // bytes of a page of Pull, and one entity; 1 MiB
	Attempts    int              // of a transaction that PostgreSQL gave up; 6
}

// A Store is the server's database. Its methods may be called from many goroutines.
type Store struct {
	pool *pgxpool.Pool
	Options
}

// Open connects to the database at url. It refuses one whose schema is not this
// program's, and a role that row level security would not hold.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, errors.New("the database's URL cannot be read") // the cause would quote its password
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.MaxEntities = orElse(o.MaxEntities, 200_000)
	o.MaxPage = orElse(o.MaxPage, 1<<20)
	o.Attempts = orElse(o.Attempts, 6)
	config.MaxConns = orElse(o.MaxConns, 16)
	config.MaxConnIdleTime = 5 * time.Minute
	config.ConnConfig.ConnectTimeout = 3 * time.Second
	config.AfterConnect = func(_ context.Context, conn *pgx.Conn) error {
		sendUUIDs(conn)
		return nil
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	s := &Store{pool, o}
	if err := s.check(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return s, nil
}

func orElse[T comparable](v, standard T) T {
	var zero T
	if v == zero {
		return standard
	}
	return v
}

// Close ends the connections, after the transactions that are under way.
func (s *Store) Close() { s.pool.Close() }

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return explain(s.pool.Ping(ctx)) }

// check refuses a database that the server could not keep its promises on.
func (s *Store) check(ctx context.Context) error {
	var version int64
	var super, bypass, owner bool
	err := s.once(ctx, uuid.Nil, func(b *pgx.Batch) {
		b.Queue(`SELECT rolsuper, rolbypassrls, EXISTS (SELECT FROM pg_class WHERE relname = 'entity' AND relowner = r.oid)
			FROM pg_roles r WHERE rolname = current_user`).QueryRow(func(row pgx.Row) error { return row.Scan(&super, &bypass, &owner) })
		b.Queue("SELECT schema_version()").QueryRow(func(row pgx.Row) error { return row.Scan(&version) })
	})
	var refused *pgconn.PgError
	switch {
	case errors.As(err, &refused) && (refused.Code == "22023" || refused.Code == "42883"): // no such role, no such function
		return errors.New("it has no tables of MindFlow; run: mindflow-server migrate")
	case err != nil:
		return err
	case super || bypass || owner:
		return fmt.Errorf("the role %s must be neither superuser nor owner nor exempt from row level security", role)
	case version < latest():
		return fmt.Errorf("its schema is %d and this program needs %d; run: mindflow-server migrate", version, latest())
	}
	return nil
}

// once runs the queued statements on one space as one transaction, in one round
// trip: statements that are sent together are a transaction of themselves.
func (s *Store) once(ctx context.Context, space uuid.UUID, queue func(*pgx.Batch)) error {
	return s.retry(ctx, func() error {
		b := &pgx.Batch{}
		b.Queue(enter, space.String())
		queue(b)
		return s.pool.SendBatch(ctx, b).Close()
	})
}

// twice runs a transaction on one space in two round trips: read is sent first, and
// then what decide queues in the light of it. It may run more than once, so both
// must start from nothing.
func (s *Store) twice(ctx context.Context, space uuid.UUID, read func(*pgx.Batch), decide func(*pgx.Batch) error) error {
	return s.retry(ctx, func() error {
		conn, err := s.pool.Acquire(ctx)
		if err != nil {
			return err
		}
		defer conn.Release()
		b := &pgx.Batch{}
		b.Queue("BEGIN")
		b.Queue(enter, space.String())
		read(b)
		if err = conn.SendBatch(ctx, b).Close(); err == nil {
			b = &pgx.Batch{}
			if err = decide(b); err == nil {
				b.Queue("COMMIT")
				err = conn.SendBatch(ctx, b).Close()
			}
		}
		if err != nil && conn.Conn().PgConn().TxStatus() != 'I' {
			// A connection that cannot even roll back is closed by Release.
			undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
			defer cancel()
			conn.Exec(undo, "ROLLBACK")
		}
		return err
	})
}

// retry runs fn again when PostgreSQL gave up or went away. Every transaction here
// may run twice: a push knows what it has done, and so does a refresh.
func (s *Store) retry(ctx context.Context, fn func() error) error {
	for attempt := 1; ; attempt++ {
		err := fn()
		if err == nil || ctx.Err() != nil || attempt >= s.Attempts || !transient(err) {
			return explain(err)
		}
		pause := time.NewTimer(time.Duration(rand.Int64N(int64(10*time.Millisecond) << min(attempt, 6))))
		select {
		case <-ctx.Done():
			pause.Stop()
			return ctx.Err()
		case <-pause.C:
		}
	}
}

// transient reports whether the same bytes may well succeed in a moment.
func transient(err error) bool {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return refused.Code == "40001" || refused.Code == "40P01" || strings.HasPrefix(refused.Code, "57P0")
	}
	return lost(err)
}

// lost reports whether the connection broke or could not be made.
func lost(err error) bool {
	var network net.Error
	var connect *pgconn.ConnectError
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || pgconn.SafeToRetry(err) || err != nil && strings.Contains(err.Error(), "conn closed")
}

// explain turns what a later try may mend into ErrBusy, with its cause.
func explain(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	var refused *pgconn.PgError
	if transient(err) || errors.As(err, &refused) && (refused.Code == "55P03" || refused.Code == "57014" || refused.Code == "53300") {
		return fmt.Errorf("%w: %w", ErrBusy, err)
	}
	return err
}
