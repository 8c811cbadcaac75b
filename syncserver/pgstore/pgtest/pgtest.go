// Package pgtest gives each test a PostgreSQL database of its own, with the server's
// schema.
//
// It knows where Debian keeps PostgreSQL and how to start it as a normal user. It
// refuses to know what is tested, and it never skips: without PostgreSQL the test
// fails and says what to install.
//
// Its one rule: what it starts ends with the process that started it, however that
// ends. A shell holds the cluster and the other end of a pipe; when the pipe closes,
// it stops the cluster and removes its files.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"mindflow/syncserver/pgstore"
)

// Who is who in a cluster.
const (
	superuser = "postgres"
	owner     = "mindflow_owner" // migrates
	server    = "mindflow_app"   // signs in to take the server's role
	template  = "mindflow_template"
)

// A Cluster is a running PostgreSQL with a template database of the current schema.
type Cluster struct {
	bin, dir string
	who      *syscall.SysProcAttr
	shell    *exec.Cmd
	stdin    io.WriteCloser
	made     int
	mu       sync.Mutex
}

// hold starts the cluster in $2 with the programs in $1 and the options that follow. It
// stops it when its input ends, and then removes the files, unless it read "crash".
const hold = `bin=$1 dir=$2; shift 2
if [ ! -d "$dir/data" ]; then
  "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$dir/initdb.log" 2>&1 || exit 1
fi
"$bin/postgres" -D "$dir/data" -k "$dir" -h '' "$@" >>"$dir/log" 2>&1 &
pid=$!
word=; read -r word
kill -QUIT $pid
wait $pid
[ "$word" = crash ] || rm -rf "$dir"
`

// Start starts a cluster of its own, for what must not happen to others; it ends with
// the test. Durable ones wait for the disk at every commit, as production does.
func Start(t testing.TB, durable bool) *Cluster {
	t.Helper()
	c, err := start(durable)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.stdin.Close()
		c.shell.Wait()
	})
	return c
}

func start(durable bool) (*Cluster, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	c := &Cluster{bin: bin, who: &syscall.SysProcAttr{Setpgid: true}}
	if c.dir, err = os.MkdirTemp("", "pg"); err != nil {
		return nil, err
	}
	if os.Getuid() == 0 {
		id, err := nobody()
		if err != nil {
			return nil, err
		}
		c.who.Credential = &syscall.Credential{Uid: uint32(id), Gid: uint32(id), NoSetGroups: false}
		if err := os.Chown(c.dir, id, id); err != nil {
			return nil, err
		}
	}
	if err := c.Run(durable); err != nil {
		return nil, err
	}
	return c, c.prepare()
}

// programs finds the newest PostgreSQL of the machine.
func programs() (string, error) {
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres"); len(found) > 0 {
		return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })), nil
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", errors.New("there is no PostgreSQL on this machine; on Debian and Ubuntu: apt-get install postgresql")
}

func version(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return n
}

// nobody returns a normal user, because PostgreSQL will not run as root.
func nobody() (int, error) {
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			return strconv.Atoi(u.Uid)
		}
	}
	return 0, errors.New("PostgreSQL will not run as root, and there is no user postgres or nobody")
}

// Run starts the cluster's server, again after Crash.
func (c *Cluster) Run(durable bool) error {
	args := []string{"-c", hold, "hold", c.bin, c.dir, "-c", "max_connections=200", "-c", "shared_buffers=64MB", "-c", "logging_collector=off"}
	if !durable {
		args = append(args, "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")
	}
	c.shell = exec.Command("/bin/sh", args...)
	c.shell.Dir, c.shell.SysProcAttr = c.dir, c.who
	var err error
	if c.stdin, err = c.shell.StdinPipe(); err != nil {
		return err
	}
	if err := c.shell.Start(); err != nil {
		return err
	}
	for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		conn, err := pgx.Connect(ctx, c.url(superuser, "postgres"))
		if err == nil {
			conn.Close(ctx)
		}
		cancel()
		if err == nil {
			return nil
		}
		if time.Since(began) > 20*time.Second {
			said, _ := os.ReadFile(filepath.Join(c.dir, "initdb.log"))
			log, _ := os.ReadFile(filepath.Join(c.dir, "log"))
			c.stdin.Close()
			return fmt.Errorf("PostgreSQL did not start within 20 s: %w\n%s%s", err, said, log)
		}
	}
}

// Crash ends the cluster's server as a power cut would. Run starts it again.
func (c *Cluster) Crash() {
	io.WriteString(c.stdin, "crash\n")
	c.stdin.Close()
	c.shell.Wait()
}

func (c *Cluster) url(user, database string) string {
	u := url.URL{Scheme: "postgres", Path: "/" + database, RawQuery: url.Values{"host": {c.dir}, "user": {user}}.Encode()}
	return u.String()
}

// prepare makes the roles and the template.
func (c *Cluster) prepare() error {
	err := c.exec("postgres",
		"CREATE ROLE "+owner+" LOGIN CREATEROLE",
		"CREATE DATABASE "+template+" OWNER "+owner)
	if err == nil {
		err = pgstore.Migrate(context.Background(), c.url(owner, template))
	}
	if err == nil {
		err = c.exec("postgres", "CREATE ROLE "+server+" LOGIN", "GRANT mindflow_server TO "+server)
	}
	return err
}

func (c *Cluster) exec(database string, statements ...string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, c.url(superuser, database))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for _, sql := range statements {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

// A Database is a fresh copy of the template. URL is the server's way in, OwnerURL that
// of whom the tables belong to, AdminURL one past all row level security.
type Database struct{ URL, OwnerURL, AdminURL string }

// Database makes one. It is dropped after the test.
func (c *Cluster) Database(t testing.TB) Database {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.made++
	name := "test" + strconv.Itoa(c.made)
	if err := c.exec("postgres", "CREATE DATABASE "+name+" TEMPLATE "+template+" OWNER "+owner); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// A test may have left the cluster broken on purpose.
		if err := c.exec("postgres", "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Log(err)
		}
	})
	return Database{c.url(server, name), c.url(owner, name), c.url(superuser, name)}
}

var shared = sync.OnceValues(func() (*Cluster, error) { return start(false) })

// New makes a database on a cluster that the tests of this process share.
func New(t testing.TB) Database {
	t.Helper()
	c, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return c.Database(t)
}
