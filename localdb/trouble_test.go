package localdb_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mindflow/localdb"
	"mindflow/task"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv("MINDFLOW_TEST_WRITE"); dir != "" {
		writeForEver(dir)
	}
	code := m.Run()
	if templateDir != "" {
		os.RemoveAll(templateDir)
	}
	os.Exit(code)
}

// writeForEver adds tasks and says so of each, once it is stored.
func writeForEver(dir string) {
	db, err := localdb.Open(context.Background(), dir, time.Now)
	for err == nil {
		made := task.New(newID(), "written before the end", time.Now())
		if _, err = db.Edit(context.Background(), "add", func(e *localdb.Edit) error { return e.PutTask(made) }); err == nil {
			fmt.Println(made.ID)
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// What was said to be stored is there after a kill -9 at any point.
func TestKillLosesNothing(t *testing.T) {
	for round := range 5 {
		dir := t.TempDir()
		writer := exec.Command(os.Args[0])
		writer.Env = append(os.Environ(), "MINDFLOW_TEST_WRITE="+dir)
		out, err := writer.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := writer.Start(); err != nil {
			t.Fatal(err)
		}
		var said []string
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			said = append(said, lines.Text())
			if len(said) == 20+7*round {
				if err := writer.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		writer.Wait() // reports the kill
		db := open(t, dir, start())
		found, err := db.Tasks(context.Background(), said)
		if err != nil || len(found) != len(said) {
			t.Errorf("round %d: %d of %d stored tasks are there (%v)", round, len(found), len(said), err)
		}
		if s := status(t, db); s.Pending < len(said) {
			t.Errorf("round %d: %d change sets for %d tasks", round, s.Pending, len(said))
		}
		db.Close()
	}
}

func TestNewerFileIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := open(t, dir, start()).Close(); err != nil {
		t.Fatal(err)
	}
	execute(t, dir, "PRAGMA user_version = 99")
	_, err := localdb.Open(context.Background(), dir, start().now)
	if !errors.Is(err, localdb.ErrNewer) || !strings.Contains(err.Error(), "update this program") {
		t.Errorf("Open = %v", err)
	}
}

func execute(t *testing.T, dir, statement string) {
	t.Helper()
	raw, err := sql.Open("sqlite", filepath.Join(dir, localdb.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if _, err := raw.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

// A file that is not ours, or no database at all, is left as it is.
func TestForeignFilesAreRefused(t *testing.T) {
	for name, make := range map[string]func(t *testing.T, dir string){
		"another program's":          func(t *testing.T, dir string) { execute(t, dir, "PRAGMA application_id = 7") },
		"another program's unmarked": func(t *testing.T, dir string) { execute(t, dir, "PRAGMA journal_mode = WAL; CREATE TABLE theirs (x)") },
		"not a database": func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, localdb.FileName), []byte(strings.Repeat("not a database ", 100)), 0o600); err != nil {
				t.Fatal(err)
			}
		},
	} {
		dir := t.TempDir()
		make(t, dir)
		before, err := os.ReadFile(filepath.Join(dir, localdb.FileName))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := localdb.Open(context.Background(), dir, start().now); err == nil {
			t.Errorf("%s file was opened", name)
		}
		if after, err := os.ReadFile(filepath.Join(dir, localdb.FileName)); err != nil || string(after) != string(before) {
			t.Errorf("%s file was changed (%v)", name, err)
		}
	}
}

// A data directory that cannot be made is an error that says what to do.
func TestUnusableDirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := localdb.Open(context.Background(), filepath.Join(file, "data"), start().now)
	if err == nil || !strings.Contains(err.Error(), "--data-dir") {
		t.Errorf("Open = %v", err)
	}
}

// Directory and file are this user's alone, and odd characters in the name are only that.
func TestFilesArePrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a b?c#d%20e&_pragma=f")
	db := open(t, dir, start())
	add(t, db, start(), "one")
	for name, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, localdb.FileName): 0o600, filepath.Join(dir, localdb.FileName+"-wal"): 0o600} {
		info, err := os.Stat(name)
		if err != nil {
			t.Error(err)
		} else if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o, want %o", name, got, want)
		}
	}
}

func TestManyProgramsMayStartAtOnce(t *testing.T) {
	dir := t.TempDir()
	errs := make(chan error)
	const n = 8
	for range n {
		go func() {
			db, err := localdb.Open(context.Background(), dir, start().now)
			if err == nil {
				err = db.Close()
			}
			errs <- err
		}()
	}
	for range n {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}
