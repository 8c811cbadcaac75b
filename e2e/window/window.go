//go:build linux

// Package window drives the real desktop window, as a user's hands and eyes would.
//
// It starts a private display with a window manager and a session bus, starts the
// unchanged release binary on it and lets WebKit's own driver find, click, type and
// take pictures. It knows nothing of MindFlow: no selector, no text and no file
// of the program stands here, so a test can point it at any Wails window.
//
// The one rule: nothing outlives its test. Every process is started in a group of
// its own that dies with the test, and is ended by its own id.
//
// The tests that need the display carry the build tag e2e, so that plain
// `go test ./...` needs no display; `make test` runs them with the tag.
package window

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Patience is how long a Window waits for what it was asked to find or await.
const Patience = 20 * time.Second

//go:embed find.js
var findScript string

//go:embed point.js
var pointScript string

// TB is what a Window needs of a test: *testing.T and *testing.B have it.
type TB interface {
	Helper()
	Cleanup(func())
	TempDir() string
	Failed() bool
	Name() string
	Logf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// A Window is the window of a running program. Its methods end the test when they
// cannot do what they say within Patience.
type Window struct {
	t       TB
	desktop *Desktop
	app     *Process
	driver  *driver
}

// An Element is a reference to an element of the window's page, good for as long as
// the page keeps it.
type Element struct {
	w  *Window
	id string
	by string
}

// Open starts program on a private desktop of its own and returns its window once the
// driver holds it. The program's home, data and run directories are inside
// the returned window's Home and start empty; env adds to its environment.
// If the test fails, a picture of the window and what the program printed are kept.
func Open(t TB, env []string, program string, args ...string) *Window {
	t.Helper()
	desktop, err := NewDesktop(t.TempDir())
	if err != nil {
		t.Fatalf("private desktop: %v", err)
	}
	t.Cleanup(desktop.Close)
	return desktop.Open(t, env, program, args...)
}

// Open starts program on a desktop that is already there, for instance a second
// time on the same data.
func (d *Desktop) Open(t TB, env []string, program string, args ...string) *Window {
	t.Helper()
	app, driver, err := d.drive(env, program, args)
	if err != nil {
		t.Fatalf("open %s: %v", filepath.Base(program), err)
	}
	w := &Window{t: t, desktop: d, app: app, driver: driver}
	t.Cleanup(func() {
		if t.Failed() {
			w.keepEvidence()
		}
		driver.close()
		app.End()
	})
	return w
}

// Home is the home directory of the program.
func (w *Window) Home() string { return w.desktop.Home() }

// Desktop is where the program runs: to start another beside it.
func (w *Window) Desktop() *Desktop { return w.desktop }

// Process is the running program.
func (w *Window) Process() *Process { return w.app }

// Find waits for the one visible element with this role whose accessible name is
// exactly name, in the document or in any shadow root; the engine computes both.
func (w *Window) Find(role, name string) *Element {
	w.t.Helper()
	return w.one(fmt.Sprintf("%s %q", role, name), "role", role, name)
}

// Query waits for the first visible element that matches a CSS selector in the
// document or in any shadow root. " >>> " between two selectors looks for the second
// anywhere below the first.
func (w *Window) Query(css string) *Element {
	w.t.Helper()
	return w.one(css, "css", css, "")
}

// Has says whether Find would find at least one element now.
func (w *Window) Has(role, name string) bool {
	w.t.Helper()
	found, err := w.search("role", role, name)
	if err != nil {
		w.t.Fatalf("look for %s %q: %v", role, name, err)
	}
	return len(found) > 0
}

// one waits for an element. A name that fits two elements is a fault of the page or
// of the test, so it is refused instead of guessed at.
func (w *Window) one(by, kind, what, name string) *Element {
	w.t.Helper()
	var found []string
	err := poll(Patience, func() (bool, error) {
		var err error
		found, err = w.search(kind, what, name)
		return len(found) > 0, err
	})
	if err != nil {
		w.t.Fatalf("find %s: %v; the page has:\n%s", by, err, w.outline())
	}
	if kind == "role" && len(found) > 1 {
		w.t.Fatalf("find %s: %d elements have that role and name", by, len(found))
	}
	return &Element{w: w, id: found[0], by: by}
}

// search lists the elements that match now. For a role the page's script only
// proposes; the role and the name that count are those computed by the engine.
func (w *Window) search(kind, what, name string) ([]string, error) {
	raw, err := w.driver.script(findScript, kind, what, name)
	if err != nil {
		return nil, err
	}
	candidates, err := elements(raw)
	if err != nil || kind == "css" {
		return candidates, err
	}
	var found []string
	for _, id := range candidates {
		role, label, err := w.driver.computed(id)
		if isGone(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if role == what && label == name {
			found = append(found, id)
		}
	}
	return found, nil
}

// outline lists roles and names of the page, for the message of a failed search.
func (w *Window) outline() string {
	raw, err := w.driver.script(findScript, "outline", "", "")
	if err != nil {
		return err.Error()
	}
	var lines []string
	if err := json.Unmarshal(raw, &lines); err != nil {
		return err.Error()
	}
	return "  " + strings.Join(lines, "\n  ")
}

// Click moves the pointer to the middle of e and presses its first button. It waits
// until nothing else covers that point, as a person would.
func (e *Element) Click() {
	e.w.t.Helper()
	var x, y int
	err := poll(Patience, func() (bool, error) {
		raw, err := e.w.driver.script(pointScript, reference(e.id))
		if err != nil {
			return false, err
		}
		var p struct {
			X, Y int
			Free bool
		}
		err = json.Unmarshal(raw, &p)
		x, y = p.X, p.Y
		return p.Free, err
	})
	if err == nil {
		err = e.w.driver.click(x, y)
	}
	if err != nil {
		e.w.t.Fatalf("click %s: %v", e.by, err)
	}
}

// Text is the text of e as it is rendered.
func (e *Element) Text() string {
	e.w.t.Helper()
	var text string
	e.w.scriptInto(&text, "return arguments[0].innerText", reference(e.id))
	return text
}

// Property returns a DOM property of e, such as "checked" or "value".
func (e *Element) Property(name string) any {
	e.w.t.Helper()
	var value any
	e.w.scriptInto(&value, "return arguments[0][arguments[1]]", reference(e.id), name)
	return value
}

// Type types text into whatever has the focus, one key after the other.
func (w *Window) Type(text string) {
	w.t.Helper()
	if err := w.driver.typeText(text); err != nil {
		w.t.Fatalf("type %q: %v", text, err)
	}
}

// Press presses one key, with any modifiers before it: "Enter", "Control+z".
func (w *Window) Press(combination string) {
	w.t.Helper()
	if err := w.driver.press(combination); err != nil {
		w.t.Fatalf("press %s: %v", combination, err)
	}
}

// Script runs the body of a JavaScript function in the page, with args as its
// arguments, and returns what it returns, as JSON would have it. A promise is awaited.
func (w *Window) Script(body string, args ...any) any {
	w.t.Helper()
	var value any
	w.scriptInto(&value, body, args...)
	return value
}

func (w *Window) scriptInto(value any, body string, args ...any) {
	w.t.Helper()
	raw, err := w.driver.script(body, args...)
	if err == nil {
		err = json.Unmarshal(raw, value)
	}
	if err != nil {
		w.t.Fatalf("script: %v", err)
	}
}

// Await waits until done says true; what names the condition for the message.
func (w *Window) Await(what string, done func() bool) {
	w.t.Helper()
	if err := poll(Patience, func() (bool, error) { return done(), nil }); err != nil {
		w.t.Fatalf("await %s: %v; the page has:\n%s", what, err, w.outline())
	}
}

// Screenshot saves a picture of the whole display, once it has come to rest, as a
// PNG file. It shows what reached the screen; the driver's own picture does not,
// and never comes when the web view draws in software.
func (w *Window) Screenshot(file string) {
	w.t.Helper()
	err := w.desktop.AwaitPicture(Patience)
	if err == nil {
		err = w.desktop.Screenshot(file)
	}
	if err != nil {
		w.t.Fatalf("screenshot: %v", err)
	}
}

// Resize gives the window an outer size in pixels.
func (w *Window) Resize(width, height int) {
	w.t.Helper()
	if err := w.driver.resize(width, height); err != nil {
		w.t.Fatalf("resize: %v", err)
	}
}

// keepEvidence saves what helps to understand a failure: out/NAME.png under the
// package's directory, and the program's output in the test's log.
func (w *Window) keepEvidence() {
	file := filepath.Join("..", "out", strings.ReplaceAll(w.t.Name(), "/", "-")+".png")
	err := os.MkdirAll(filepath.Dir(file), 0o755)
	if err == nil {
		err = w.desktop.Screenshot(file)
	}
	if err != nil {
		w.t.Logf("no picture of the window: %v", err)
	} else {
		w.t.Logf("the window at the end: %s", file)
	}
	w.t.Logf("the program printed:\n%s", w.app.Output())
}

// poll calls done until it says true. An error is kept but does not end the wait,
// because a page that is being rebuilt answers many calls with one.
func poll(limit time.Duration, done func() (bool, error)) error {
	deadline := time.Now().Add(limit)
	for {
		ok, err := done()
		if ok && err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			if err != nil {
				return fmt.Errorf("not within %v: %w", limit, err)
			}
			return fmt.Errorf("not within %v", limit)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
