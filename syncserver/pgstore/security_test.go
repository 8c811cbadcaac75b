package pgstore_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"mindflow/sync/merge"
	"mindflow/syncserver/pgstore"
	"mindflow/syncserver/pgstore/pgtest"
)

// With the clause for the space left out of every query, or with another's space in
// it, there is still no row of another, and none can be made or changed.
func TestRowLevelSecurity(t *testing.T) {
	f := open(t, pgstore.Options{})
	ann, bob := f.account("ann"), f.account("bob")
	for _, p := range []*peer{ann, bob} {
		bad := p.set("t2", "", noon)
		bad.Refused = merge.Invalid
		p.push(bad, p.set("t1", "secret", noon))
	}

	ctx := context.Background()
	conn, err := pgx.Connect(ctx, f.db.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	as := func(space string, sql string, args ...any) (int64, error) {
		tx, err := conn.Begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback(ctx)
		if _, err := tx.Exec(ctx, "SELECT set_config('role', 'mindflow_server', true), set_config('app.space_id', $1, true)", space); err != nil {
			t.Fatal(err)
		}
		tag, err := tx.Exec(ctx, sql, args...)
		return tag.RowsAffected(), err
	}
	tables := []string{"space_head", "digest_bucket", "entity", "device", "rejected_set", "account", "login", "session", "refresh_token"}
	for _, table := range tables {
		for space, some := range map[string]bool{ann.Space.String(): true, bob.Space.String(): false, "": false} {
			n, err := as(space, "SELECT FROM "+table+" WHERE space_id = $1", ann.Space)
			if err != nil || (n > 0) != some {
				t.Errorf("%s of ann as %q: %d rows, %v", table, space, n, err)
			}
			if n, err = as(space, "DELETE FROM "+table+" WHERE space_id = $1", ann.Space); err != nil || (n > 0) != some {
				t.Errorf("delete from %s of ann as %q: %d rows, %v", table, space, n, err)
			}
		}
		for _, space := range []string{bob.Space.String(), ""} {
			var n int64
			if n, err = as(space, "SELECT FROM "+table+" WHERE space_id <> nullif($1, '')::uuid OR $1 = ''", space); n != 0 || err != nil {
				t.Errorf("all of %s as %q: %d rows, %v", table, space, n, err)
			}
		}
		if n, err := as(bob.Space.String(), "UPDATE "+table+" SET space_id = $1", ann.Space); err == nil {
			t.Errorf("%d rows of bob's %s went to ann", n, table)
		}
	}
	if _, err := as(bob.Space.String(), "INSERT INTO digest_bucket (space_id, bucket, sum) VALUES ($1, 300, 0)", ann.Space); err == nil {
		t.Error("bob made a row in ann's space")
	}

	// Every table that is there is in the list above, and closed to its owner too.
	rows, _ := conn.Query(ctx, `SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class
		WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND relname <> 'goose_db_version'`)
	var name string
	var closed bool
	n := 0
	if _, err := pgx.ForEachRow(rows, []any{&name, &closed}, func() error {
		n++
		if !closed {
			t.Errorf("table %s is open", name)
		}
		return nil
	}); err != nil || n != len(tables) {
		t.Errorf("%d tables, the test knows %d; %v", n, len(tables), err)
	}
}

// A server that would be past row level security does not start.
func TestOpenRefuses(t *testing.T) {
	db := pgtest.New(t)
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, db.AdminURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "ALTER TABLE entity OWNER TO mindflow_server"); err != nil {
		t.Fatal(err)
	}
	if s, err := pgstore.Open(ctx, db.URL, pgstore.Options{}); err == nil {
		s.Close()
		t.Error("opened as the owner of a table")
	}
	if _, err := conn.Exec(ctx, "DROP FUNCTION schema_version"); err != nil {
		t.Fatal(err)
	}
	if _, err := pgstore.Open(ctx, db.URL, pgstore.Options{}); err == nil || !strings.Contains(err.Error(), "mindflow-server migrate") {
		t.Errorf("a database without a schema: %v", err)
	}
	if err := pgstore.Migrate(ctx, pgtest.New(t).OwnerURL); err != nil {
		t.Errorf("migrating again: %v", err)
	}
}
