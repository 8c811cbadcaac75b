//go:build linux

// Package backend runs the real sync server on a real database, for tests of windows.
//
// It knows how the server's program is built, started and asked whether it is ready, and
// nothing of who signs in. Its one rule: what it starts ends with the test, or with the
// process of the test, whichever is first.
package backend

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

	"mindflow/syncserver/pgstore/pgtest"
)

// patience is how long the server may take to get ready.
const patience = 30 * time.Second

// Start runs a server on a database of its own and returns its address.
func Start(t testing.TB) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "mindflow-server")
	build := exec.Command("go", "build", "-o", program, "mindflow/cmd/mindflow-server")
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
	key := make([]byte, 32)
	rand.Read(key)
	server := exec.Command(program, "serve")
	server.Env = append(os.Environ(), "DATABASE_URL="+pgtest.New(t).URL, "PORT="+port, "JWT_SIGNING_KEY="+base64.StdEncoding.EncodeToString(key))
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
		if time.Since(began) > patience {
			t.Fatal("the server did not get ready")
		}
	}
}
