//go:build e2e && linux

package window_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

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
	return window.Open(t, nil, program)
}

func TestWindowShowsSomething(t *testing.T) {
	w := open(t)
	w.Await("a page with a title", func() bool { return w.Script("return document.title") != "" })
	w.Screenshot(filepath.Join(t.TempDir(), "window.png")) // waits until the screen is not empty
}
