//go:build e2e && linux

package window_test

import (
	"crypto/rand"
	"encoding/base64"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"mindflow/e2e/window"
	"mindflow/syncserver/pgstore/pgtest"
)

// serve runs the real server on a real database and returns its address.
func serve(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "mindflow-server")
	build := exec.Command("go", "build", "-o", bin, "mindflow/cmd/mindflow-server")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the server: %v\n%s", err, out)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	listener.Close()
	seed := make([]byte, 32)
	rand.Read(seed)
	server := exec.Command(bin, "serve")
	server.Env = append(os.Environ(), "DATABASE_URL="+pgtest.New(t).URL, "PORT="+port, "JWT_SIGNING_KEY="+base64.StdEncoding.EncodeToString(seed))
	server.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	address := "http://127.0.0.1:" + port
	for began := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		if answer, err := http.Get(address + "/ready"); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return address
			}
		}
		if time.Since(began) > window.Patience {
			t.Fatal("the server did not get ready")
		}
	}
}

// Two windows of one account, side by side: what is done in one appears in the other.
func TestTwoWindows(t *testing.T) {
	address := serve(t)
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
