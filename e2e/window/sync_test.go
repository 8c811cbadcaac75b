//go:build e2e && linux

package window_test

import (
	"testing"
	"time"

	"mindflow/e2e/backend"
	"mindflow/e2e/window"
)

// Two windows of one account, side by side: what is done in one appears in the other.
func TestTwoWindows(t *testing.T) {
	address := backend.Start(t)
	windows := make([]*window.Window, 2)
	for i := range windows {
		w := open(t)
		w.Script(`return window.go.desktop.Api.SignIn(arguments[0], 'me@example.com', 'a long and unlikely sentence', arguments[1])`, address, i == 0)
		w.Await("the window to be synced", func() bool {
			return w.Script(`return window.go.desktop.Api.SyncStatus().then(s => s.state)`) == "synced"
		})
		windows[i] = w
	}
	left, right := windows[0], windows[1]
	quickAdd(left, "Water the ferns today p2")
	began := time.Now()
	box := right.Find("checkbox", "Done: Water the ferns, p2 high")
	t.Logf("in the other window after %d ms", time.Since(began).Milliseconds())
	box.Click()
	awaitStatus(t, right, "Water the ferns", "completed")
	awaitStatus(t, left, "Water the ferns", "completed")
	left.Await("the task to leave the other list", func() bool { return !left.Has("checkbox", "Done: Water the ferns, p2 high") })
}
