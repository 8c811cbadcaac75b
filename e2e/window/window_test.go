//go:build e2e && linux

package window_test

import (
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"mindflow/e2e/window"
)

// program is the desktop program under test: MINDFLOW_DESKTOP_BIN, or else the one
// that make builds for release, built anew.
var program string

func TestMain(m *testing.M) {
	flag.Parse()
	if err := findProgram(); err != nil {
		fmt.Fprintln(os.Stderr, "e2e/window:", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func findProgram() error {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		return err
	}
	program = os.Getenv("MINDFLOW_DESKTOP_BIN")
	if program == "" {
		build := exec.Command("make", "--no-print-directory", "-C", root, "build-desktop")
		build.Stdout, build.Stderr = os.Stderr, os.Stderr
		if err := build.Run(); err != nil {
			return fmt.Errorf("make build-desktop: %w", err)
		}
		program = filepath.Join(root, "bin", "mindflow-desktop")
	}
	_, err = os.Stat(program)
	return err
}

// open opens MindFlow as a new user would: nothing in its home yet.
func open(t *testing.T) *window.Window {
	t.Helper()
	w := window.Open(t, nil, program)
	w.Find("heading", "Today")
	return w
}

// stored returns the status and the priority that the file on disk has for a title;
// both are empty if it has no such task.
func stored(t *testing.T, w *window.Window, title string) (status, priority string) {
	t.Helper()
	file := filepath.Join(w.Home(), ".local", "share", "mindflow", "mindflow.db")
	db, err := sql.Open("sqlite", "file:"+file+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.QueryRow(`SELECT status, priority FROM task WHERE title = ? AND deleted_at IS NULL`, title).Scan(&status, &priority)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		t.Fatal(err)
	}
	return status, priority
}

func awaitStatus(t *testing.T, w *window.Window, title, want string) {
	t.Helper()
	w.Await(fmt.Sprintf("%q to be %q on disk", title, want), func() bool {
		status, _ := stored(t, w, title)
		return status == want
	})
}

// quickAdd adds a task as a person does: a key, a line, Enter.
func quickAdd(w *window.Window, line string) {
	w.Press("q")
	w.Find("textbox", "New task")
	w.Type(line)
	w.Press("Enter")
}

func TestAddCompleteUndo(t *testing.T) {
	w := open(t)
	quickAdd(w, "Buy milk today p1")
	awaitStatus(t, w, "Buy milk", "pending")
	if _, priority := stored(t, w, "Buy milk"); priority != "1" {
		t.Errorf("priority %q on disk, want 1", priority)
	}
	w.Press("Escape")
	w.Find("checkbox", "Done: Buy milk, p1 highest").Click()
	awaitStatus(t, w, "Buy milk", "completed")
	w.Press("Control+z")
	awaitStatus(t, w, "Buy milk", "pending")
	w.Find("checkbox", "Done: Buy milk, p1 highest")
}

func TestTasksOutliveTheProgram(t *testing.T) {
	for _, end := range []os.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		t.Run(end.String(), func(t *testing.T) {
			w := open(t)
			quickAdd(w, "Water the plants today")
			awaitStatus(t, w, "Water the plants", "pending")
			if err := w.Process().Signal(end); err != nil {
				t.Fatal(err)
			}
			if err := w.Process().Wait(window.Patience); err != nil && end == syscall.SIGTERM {
				t.Errorf("asked to end, the program says %v", err)
			}
			again := w.Desktop().Open(t, nil, program)
			again.Find("checkbox", "Done: Water the plants, p3 normal")
		})
	}
}

// What the command line writes is in the open window within a second, by itself.
func TestCommandLineBesideTheWindow(t *testing.T) {
	w := open(t)
	add := exec.Command(filepath.Join(filepath.Dir(program), "mindflow"), "add", "Call the plumber today")
	add.Env = w.Desktop().Env()
	if out, err := add.CombinedOutput(); err != nil {
		t.Fatalf("mindflow add: %v, %s", err, out)
	}
	written := time.Now()
	w.Find("checkbox", "Done: Call the plumber, p3 normal")
	t.Logf("in the window %d ms after the command ended", time.Since(written).Milliseconds())
}

// A second start belongs to the first: it hands over what it was asked for and ends.
func TestSecondStartHandsOver(t *testing.T) {
	w := open(t)
	second, err := w.Desktop().Start(nil, program, "mindflow://quick-add?text=Call%20Ann%20tomorrow")
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Wait(window.Patience); err != nil {
		t.Errorf("the second program: %v, it printed %s", err, second.Output())
	}
	if got := w.Find("textbox", "New task").Property("value"); got != "Call Ann tomorrow" {
		t.Errorf("quick add holds %q", got)
	}
	if status, _ := stored(t, w, "Call Ann"); status != "" {
		t.Error("a link added a task without being confirmed")
	}
}

// What the policy of the pages must stop, tried in the window itself. The driver's own
// scripts are outside of the policy; what they put into the page is not.
func TestPolicyHoldsInTheWindow(t *testing.T) {
	var reached atomic.Int32
	outside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	defer outside.Close()
	w := open(t)
	w.Script(`window.violated = []; window.ran = false;
		document.addEventListener('securitypolicyviolation', e => window.violated.push(e.effectiveDirective))`)
	// Each attempt sees the address of a server as "outside" and may return a promise of its end.
	for _, attempt := range []struct{ script, violates string }{
		{`const s = document.createElement('script'); s.append('window.ran = true'); document.head.append(s)`, "require-trusted-types-for"},
		{`const s = document.createElement('script'); s.setAttribute('src', outside); document.head.append(s)`, "require-trusted-types-for"},
		{`document.body.setAttribute('onclick', 'window.ran = true'); document.body.click()`, "require-trusted-types-for"},
		{`document.createElement('div').innerHTML = '<img src=x onerror="window.ran = true">'`, "require-trusted-types-for"},
		{`const f = document.createElement('iframe'); f.setAttribute('srcdoc', '<script>parent.ran = true</script>'); document.body.append(f)`, "require-trusted-types-for"},
		{`setTimeout('window.ran = true')`, "require-trusted-types-for"},
		{`fetch(outside).catch(() => {})`, "connect-src"},
		{`new Image().src = outside`, "img-src"},
		{`const f = document.createElement('form'); f.action = outside; document.body.append(f); f.submit()`, "form-action"},
		// WebKit refuses these without an event, the frame even without an end to wait for.
		{`const f = document.createElement('iframe'); f.src = outside; document.body.append(f); return new Promise(done => { f.onload = done; setTimeout(done, 500) })`, ""},
		{`const s = new WebSocket(outside.replace('http', 'ws')); return new Promise(done => { s.onopen = s.onclose = s.onerror = done })`, ""},
	} {
		w.Script(`window.violated.length = 0; const outside = arguments[0]; try { `+attempt.script+` } catch {}`, outside.URL)
		w.Await(attempt.violates+" to stop "+attempt.script, func() bool {
			return attempt.violates == "" || w.Script(`return window.violated.includes(arguments[0])`, attempt.violates) == true
		})
	}
	if w.Script(`return window.ran`) == true {
		t.Error("one of the scripts ran")
	}
	if n := reached.Load(); n > 0 {
		t.Errorf("%d requests left the window", n)
	}
}

// What a screen reader gets to know, asked for in its own way and of the program as it
// is shipped, with nothing preloaded.
func TestScreenReader(t *testing.T) {
	desktop, err := window.NewDesktop(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(desktop.Close)
	mindflow, err := desktop.Start(nil, program)
	if err != nil {
		t.Fatal(err)
	}
	if err := desktop.AwaitPicture(window.Patience); err != nil {
		t.Fatalf("%v; the program printed: %s", err, mindflow.Output())
	}
	var spoken string
	for deadline := time.Now().Add(window.Patience); ; {
		// Debian's own Python, because the packages of another do not include pyatspi.
		reader, err := desktop.Start(nil, "/usr/bin/python3", "spoken.py", strconv.Itoa(mindflow.Pid()))
		if err != nil {
			t.Fatal(err)
		}
		if err := reader.Wait(window.Patience); err != nil {
			t.Fatalf("spoken.py: %v: %s", err, reader.Output())
		}
		if spoken = reader.Output(); strings.Contains(spoken, "check box: ") || time.Now().After(deadline) {
			break // the tree is built after the first picture
		}
	}
	for _, want := range []string{
		"frame: MindFlow",
		"landmark: Places",
		"push button: Add a task (Q)",
		"heading: Today",
		"check box: Done: Press Q and type what is on your mind, p1 highest",
	} {
		if !strings.Contains(spoken, want+"\n") {
			t.Errorf("a screen reader does not hear %q; it hears:\n%s", want, spoken)
		}
	}
}

func TestScreenshot(t *testing.T) {
	w := open(t)
	file := filepath.Join("..", "out", "window.png")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	w.Screenshot(file)
}
