package instance

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// childEnv makes the test binary a program that wants the data directory it names.
const childEnv = "MINDFLOW_TEST_INSTANCE_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childEnv); dir != "" {
		child(dir)
		return
	}
	os.Exit(m.Run())
}

// child tells on its output what became of it: "owner" and then every message, or
// "handed over". It ends when its input does.
func child(dir string) {
	lock, err := Acquire(dir)
	switch {
	case errors.Is(err, ErrRunning):
		if err = Send(dir, Message{QuickAdd, fmt.Sprint("from ", os.Getpid())}); err == nil {
			fmt.Println("handed over")
		}
	case err == nil:
		fmt.Println("owner")
		go lock.Serve(func(m Message) { fmt.Println(m.Verb, m.Arg) })
	}
	if err != nil {
		fmt.Println(err)
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// program is a child process and the lines it prints.
type program struct {
	cmd   *exec.Cmd
	lines chan string
}

func startProgram(t *testing.T, dir string) *program {
	t.Helper()
	p := &program{cmd: exec.Command(os.Args[0]), lines: make(chan string, 100)}
	p.cmd.Env = append(os.Environ(), childEnv+"="+dir)
	p.cmd.Stderr = os.Stderr
	input, err := p.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.lines)
		for s := bufio.NewScanner(output); s.Scan(); {
			p.lines <- s.Text()
		}
	}()
	t.Cleanup(func() {
		input.Close()
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
	})
	return p
}

func (p *program) line(t *testing.T) string {
	t.Helper()
	select {
	case line := <-p.lines:
		return line
	case <-time.After(20 * time.Second):
		t.Fatal("a program says nothing")
		return ""
	}
}

// privateRun gives the test a run directory of its own and returns a data directory.
func privateRun(t *testing.T) (dataDir string) {
	t.Helper()
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	return filepath.Join(t.TempDir(), "data")
}

func acquire(t *testing.T, dir string) *Lock {
	t.Helper()
	lock, err := Acquire(dir)
	if err != nil {
		t.Fatal(err)
	}
	return lock
}

// serve serves lock until the test ends and returns what arrives.
func serve(t *testing.T, lock *Lock) <-chan Message {
	t.Helper()
	arrived, done := make(chan Message, 100), make(chan struct{})
	go func() {
		defer close(done)
		lock.Serve(func(m Message) { arrived <- m })
	}()
	t.Cleanup(func() {
		if err := lock.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
		<-done
	})
	return arrived
}

func receive(t *testing.T, arrived <-chan Message) Message {
	t.Helper()
	select {
	case m := <-arrived:
		return m
	case <-time.After(10 * time.Second):
		t.Fatal("no message arrives")
		return Message{}
	}
}

func TestProgramsRacingForOneDirectory(t *testing.T) {
	dir := privateRun(t)
	const programs = 8
	var owner *program
	started := make([]*program, programs)
	for i := range started {
		started[i] = startProgram(t, dir)
	}
	for _, p := range started {
		switch line := p.line(t); {
		case line == "owner" && owner == nil:
			owner = p
		case line != "handed over":
			t.Errorf("a program says %q", line)
		}
	}
	if owner == nil {
		t.Fatal("nobody owns the directory")
	}
	from := map[string]bool{}
	for range programs - 1 {
		from[owner.line(t)] = true
	}
	for _, p := range started {
		if line := fmt.Sprint("quick-add from ", p.cmd.Process.Pid); p != owner && !from[line] {
			t.Errorf("the owner did not get %q", line)
		}
	}
}

func TestOwnerKilled(t *testing.T) {
	dir := privateRun(t)
	first := startProgram(t, dir)
	if line := first.line(t); line != "owner" {
		t.Fatalf("the first program says %q", line)
	}
	if err := first.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.cmd.Wait() // so that the lock is certainly free
	path, err := socketPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(path); err != nil {
		t.Fatalf("this test needs the socket of the dead program: %v", err)
	}
	if err := Send(dir, Message{Verb: Show}); !errors.Is(err, ErrNotRunning) {
		t.Errorf("Send to a dead program: %v, want ErrNotRunning", err)
	}
	arrived := serve(t, acquire(t, dir))
	if err := Send(dir, Message{Verb: Show}); err != nil {
		t.Fatal(err)
	}
	if m := receive(t, arrived); m.Verb != Show {
		t.Errorf("got %v", m)
	}
}

func TestCloseFreesTheDirectory(t *testing.T) {
	dir := privateRun(t)
	first := acquire(t, dir)
	if _, err := Acquire(dir); !errors.Is(err, ErrRunning) {
		t.Fatalf("second Acquire: %v, want ErrRunning", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := Send(dir, Message{Verb: Show}); !errors.Is(err, ErrNotRunning) {
		t.Errorf("Send after Close: %v, want ErrNotRunning", err)
	}
	if err := acquire(t, dir).Close(); err != nil {
		t.Error(err)
	}
}

func TestMessagesWaitForServe(t *testing.T) {
	dir := privateRun(t)
	lock := acquire(t, dir)
	sent := make(chan error, 1)
	go func() { sent <- Send(dir, Message{OpenTask, someID}) }()
	arrived := serve(t, lock)
	if err := <-sent; err != nil {
		t.Fatal(err)
	}
	if m := receive(t, arrived); m != (Message{OpenTask, someID}) {
		t.Errorf("got %v", m)
	}
}

func TestSendGivesUp(t *testing.T) {
	dir := privateRun(t)
	lock := acquire(t, dir) // and never serves
	defer lock.Close()
	start := time.Now()
	if err := Send(dir, Message{Verb: Show}); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("Send to a program that hangs: %v, want a time-out", err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("Send took %v", took)
	}
}

func TestSendRefusesWhatTheOwnerWould(t *testing.T) {
	for _, m := range []Message{{}, {"quit", ""}, {OpenTask, "42"}, {QuickAdd, "a\nb"}} {
		if err := Send(t.TempDir(), m); err == nil || errors.Is(err, ErrNotRunning) {
			t.Errorf("Send(%v) = %v, want it refused before it is sent", m, err)
		}
	}
}

func TestGarbageOnTheSocket(t *testing.T) {
	dir := privateRun(t)
	arrived := serve(t, acquire(t, dir))
	path, err := socketPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, garbage := range []string{"", "\n", "{", "null\n", "[]\n", strings.Repeat("x", 1<<20), `{"verb":"quit"}` + "\n", "\x00\xff\n"} {
		c, err := net.Dial("unix", path)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(c, garbage) // the owner may hang up in the middle
		_ = c.(*net.UnixConn).CloseWrite()
		if answer, _ := io.ReadAll(c); len(answer) > 0 {
			t.Errorf("%.20q is answered %q", garbage, answer)
		}
		c.Close()
	}
	// A connection that says nothing at all must not keep the others out.
	silent, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	if err := Send(dir, Message{QuickAdd, "still here"}); err != nil {
		t.Fatal(err)
	}
	if m := receive(t, arrived); m.Arg != "still here" {
		t.Errorf("garbage arrived as %v", m)
	}
}

func TestSocketIsPrivate(t *testing.T) {
	for _, run := range []string{t.TempDir(), "", "not/absolute"} {
		t.Run(run, func(t *testing.T) {
			t.Setenv("XDG_RUNTIME_DIR", run)
			dir := t.TempDir()
			lock := acquire(t, dir)
			defer lock.Close()
			path, err := socketPath(dir)
			if err != nil {
				t.Fatal(err)
			}
			want := dir
			if filepath.IsAbs(run) {
				want = run
			}
			if filepath.Dir(path) != want {
				t.Errorf("the socket is %s, want it in %s", path, want)
			}
			info, err := os.Lstat(path)
			if err != nil {
				t.Fatal(err)
			}
			if got := info.Mode().Perm(); got != 0o600 {
				t.Errorf("mode %o, want 600", got)
			}
		})
	}
}

func TestTwoNamesOfOneDirectory(t *testing.T) {
	dir := privateRun(t)
	lock := acquire(t, dir)
	defer lock.Close()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	if _, err := Acquire(link); !errors.Is(err, ErrRunning) {
		t.Errorf("Acquire by another name: %v, want ErrRunning", err)
	}
}

func TestFileInTheWayIsKept(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_RUNTIME_DIR", "")
	file := filepath.Join(dir, "control.sock")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if lock, err := Acquire(dir); err == nil {
		lock.Close()
		t.Error("Acquire replaces a file that is not a socket")
	}
	if content, err := os.ReadFile(file); err != nil || string(content) != "mine" {
		t.Errorf("the file is now %q, %v", content, err)
	}
}
