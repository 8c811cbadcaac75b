package localdb

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/google/uuid"
	"github.com/pressly/goose/v3"

	"mindflow/sync/merge"
)

//go:embed migrations/*.sql
var migrations embed.FS

const (
	applicationID = 0x4D464C57 // "MFLW", in the file's header
	schemaVersion = 1          // the number of the last migration, in the file's header
)

// checkHeader refuses a file that is not ours or not for us, before SQLite changes
// anything in it. It is the header of https://sqlite.org/fileformat2.html#database_header;
// what the write-ahead log has beyond it is looked at by migrate.
func checkHeader(file io.Reader) error {
	var header [72]byte
	switch n, err := io.ReadFull(file, header[:]); {
	case n == 0:
		return nil // new
	case err != nil || string(header[:16]) != "SQLite format 3\x00":
		return errors.New("it is not a database; move it aside or choose another directory with --data-dir")
	}
	return check(int(binary.BigEndian.Uint32(header[68:])), int(binary.BigEndian.Uint32(header[60:])))
}

// check judges an application ID and a schema version; 0 means not set yet.
func check(application, version int) error {
	if application != 0 && application != applicationID {
		return fmt.Errorf("it belongs to another program (application id %#x); choose another directory with --data-dir", application)
	}
	if version > schemaVersion {
		return fmt.Errorf("%w (its schema is %d, this program knows %d)", ErrNewer, version, schemaVersion)
	}
	return nil
}

// migrate brings the file to schemaVersion. The header's user_version says that it
// is there already, which spares every start the look at goose's own table.
func migrate(ctx context.Context, pool *sql.DB) error {
	for attempt := 0; ; attempt++ {
		var application, version int
		if err := pool.QueryRowContext(ctx, "PRAGMA application_id").Scan(&application); err != nil {
			return err
		}
		if err := pool.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
			return err
		}
		if err := check(application, version); err != nil || version == schemaVersion {
			return err
		}
		if application == 0 { // new, unless somebody else's tables are in it
			var foreign int
			if err := pool.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose_%'").Scan(&foreign); err != nil {
				return err
			}
			if foreign > 0 {
				return errors.New("it belongs to another program; choose another directory with --data-dir")
			}
			if _, err := pool.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
				return err
			}
		}
		if err := up(ctx, pool); err != nil && attempt == 3 {
			return err
		}
		// Another process that starts now may be migrating too; whoever comes second
		// fails on what the first has made, and finds it done at the next look.
	}
}

func up(ctx context.Context, pool *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, pool, files)
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	_, err = pool.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", schemaVersion))
	return err
}

// identify gives a new file its device, its install nonce and its local space. The
// node of the clock is random for each installation.
func (db *DB) identify() error {
	return db.writer.do(func(tx *tx) error {
		var there int
		if err := tx.row("SELECT count(*) FROM state").Scan(&there); err != nil || there > 0 {
			return err
		}
		var node [8]byte
		rand.Read(node[:])
		floor := merge.Stamp{}
		return tx.exec("INSERT OR IGNORE INTO state (one, device_id, install_nonce, node, space_id, clock) VALUES (1, ?, ?, ?, ?, ?)",
			uuid.NewString(), uuid.NewString(), int64(binary.BigEndian.Uint64(node[:])), uuid.NewString(), floor[:])
	})
}
