// Package devices tests what a person with several devices sees: real command lines on
// real data directories, a real server, a real PostgreSQL, and what can go wrong with
// each. It knows programs by what they print and nothing of their inside.
//
// Its one rule: nothing is waited for by the clock. A test asks again until it is so, or
// until a limit that only a failure reaches.
package devices

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"mindflow/syncserver/pgstore/pgtest"
)

// patience is how long something may take before a test calls it lost.
const patience = 30 * time.Second

var bin string // directory of the programs under test

func TestMain(m *testing.M) {
	code := func() int {
		dir, err := os.MkdirTemp("", "mindflow-devices-*")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		bin = dir
		build := exec.Command("go", "build", "-o", dir, "mindflow/cmd/mindflow", "mindflow/cmd/mindflow-server")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "build the programs: %v\n%s", err, out)
			return 1
		}
		return m.Run()
	}()
	os.Exit(code)
}

// A world is a database, the key that its servers share, and an account in it.
type world struct {
	t       *testing.T
	db      pgtest.Database
	key     string
	devices int
}

const (
	email    = "me@example.com"
	password = "a long and unlikely sentence"
)

func newWorld(t *testing.T) *world { return worldOn(t, pgtest.New(t)) }

func worldOn(t *testing.T, db pgtest.Database) *world {
	seed := make([]byte, 32)
	rand.Read(seed)
	return &world{t: t, db: db, key: base64.StdEncoding.EncodeToString(seed)}
}

// A process is a program that runs beside the test and ends with it.
type process struct {
	*exec.Cmd
	out *os.File
}

func start(t *testing.T, env []string, name string, args ...string) *process {
	t.Helper()
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	p := &process{exec.Command(filepath.Join(bin, name), args...), out}
	p.Env, p.Stdout, p.Stderr = env, out, out
	p.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("%s %v printed:\n%s", name, args, p.printed())
		}
	})
	return p
}

// kill ends the process as kill -9 does.
func (p *process) kill() {
	p.Process.Kill()
	p.Wait()
}

func (p *process) printed() string {
	text, _ := os.ReadFile(p.out.Name())
	return string(text)
}

// A server is a running mindflow-server.
type server struct {
	*process
	w   *world
	url string
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

func (w *world) serve() *server { w.t.Helper(); return w.serveOn(freePort(w.t)) }

func (w *world) serveOn(port string) *server {
	w.t.Helper()
	env := append(os.Environ(), "ENVIRONMENT=production", "DATABASE_URL="+w.db.URL, "PORT="+port, "METRICS_PORT=0", "JWT_SIGNING_KEY="+w.key)
	s := &server{start(w.t, env, "mindflow-server", "serve"), w, "http://127.0.0.1:" + port}
	await(w.t, "the server", func() error {
		answer, err := http.Get(s.url + "/ready")
		if err != nil {
			return err
		}
		defer answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			return fmt.Errorf("/ready says %s", answer.Status)
		}
		return nil
	})
	return s
}

// restart ends the server as kill -9 does and starts another in its place.
func (s *server) restart() {
	s.w.t.Helper()
	s.kill()
	*s = *s.w.serveOn(s.url[strings.LastIndexByte(s.url, ':')+1:])
}

// await asks until it is so.
func await(t *testing.T, what string, ask func() error) time.Duration {
	t.Helper()
	began := time.Now()
	for {
		err := ask()
		if err == nil {
			return time.Since(began)
		}
		if time.Since(began) > patience {
			t.Fatalf("%s: not within %s: %v", what, patience, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// A device is a data directory and the command line on it.
type device struct {
	w   *world
	dir string
	env []string
}

func (w *world) device() *device {
	w.t.Helper()
	w.devices++
	home := w.t.TempDir()
	d := &device{w: w, dir: filepath.Join(home, "data")}
	d.env = append(os.Environ(), "HOME="+home, "MINDFLOW_DATA_DIR="+d.dir, "MINDFLOW_PASSWORD="+password,
		"DBUS_SESSION_BUS_ADDRESS=unix:path="+filepath.Join(home, "none")) // no keyring: the session is in a file
	return d
}

// run runs one command line, which must succeed, and returns what it printed.
func (d *device) run(args ...string) string {
	d.w.t.Helper()
	code, out, said := d.try("", args...)
	if code != 0 {
		d.w.t.Fatalf("mindflow %s: exit %d: %s", strings.Join(args, " "), code, said)
	}
	return out
}

// try runs one command line and returns its exit code and what it printed.
func (d *device) try(stdin string, args ...string) (code int, out, said string) {
	d.w.t.Helper()
	cmd := exec.Command(filepath.Join(bin, "mindflow"), args...)
	var stdout, stderr strings.Builder
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = d.env, strings.NewReader(stdin), &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		d.w.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()
}

func (d *device) join(s *server, more ...string) *device {
	d.w.t.Helper()
	d.run(append([]string{"login", "--server", s.url, "--email", email}, more...)...)
	return d
}

func (d *device) watch() *process {
	d.w.t.Helper()
	return start(d.w.t, d.env, "mindflow", "sync", "--watch")
}

// A task is what the tests look at of one.
type task struct {
	ID, Title, Project, Priority string
	Tags                         []string
	EstimateMin                  int `json:"estimate_min"`
	Due                          struct{ Date string }
}

func (d *device) list(query string) []task {
	d.w.t.Helper()
	var list []task
	if err := json.Unmarshal([]byte(d.run("list", "--json", query)), &list); err != nil {
		d.w.t.Fatal(err)
	}
	return list
}

// add adds a task and returns its ID.
func (d *device) add(line string) string {
	d.w.t.Helper()
	var made task
	if err := json.Unmarshal([]byte(d.run("add", line, "--json")), &made); err != nil {
		d.w.t.Fatal(err)
	}
	return made.ID
}

func (d *device) show(id string) task {
	d.w.t.Helper()
	var t task
	if err := json.Unmarshal([]byte(d.run("show", id, "--json")), &t); err != nil {
		d.w.t.Fatal(err)
	}
	return t
}

type status struct {
	State, Digest        string
	Pending, Quarantined int
	DeviceID             string `json:"device_id"`
}

func (d *device) status() status {
	d.w.t.Helper()
	var s status
	if err := json.Unmarshal([]byte(d.run("status", "--json")), &s); err != nil {
		d.w.t.Fatal(err)
	}
	return s
}

// has asks whether a device lists a task of this title.
func (d *device) has(title string) func() error {
	return func() error {
		for _, t := range d.list("all") {
			if t.Title == title {
				return nil
			}
		}
		return fmt.Errorf("it is not listed")
	}
}

// agree fails unless the devices hold the same and have nothing left to send.
func agree(t *testing.T, devices ...*device) {
	t.Helper()
	first := devices[0].status()
	for i, d := range devices {
		s := d.status()
		if s.Digest != first.Digest || s.Pending != 0 || s.Quarantined != 0 {
			t.Errorf("device %d: digest %s, pending %d, refused %d; device 0 has digest %s", i, s.Digest, s.Pending, s.Quarantined, first.Digest)
		}
	}
}
