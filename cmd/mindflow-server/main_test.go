package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"mindflow/syncserver/pgstore/pgtest"
)

// The test is the program too, when it is told so.
func TestMain(m *testing.M) {
	if os.Getenv("BE_MINDFLOW_SERVER") != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func program(t *testing.T, arguments []string, environment ...string) *exec.Cmd {
	c := exec.CommandContext(t.Context(), os.Args[0], arguments...)
	c.Env = append(environment, "BE_MINDFLOW_SERVER=1")
	return c
}

// Without its secrets, or with a slip in its settings, the server does not start, and
// says what is wrong without saying what they hold.
func TestRefusesToStart(t *testing.T) {
	const key = "JWT_SIGNING_KEY=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	for _, c := range []struct {
		command string
		env     []string
		code    int
		want    string
	}{
		{"serve", []string{"DATABASE_URL=postgres://x"}, 1, "JWT_SIGNING_KEY is not set"},
		{"serve", []string{"DATABASE_URL=postgres://x", "JWT_SIGNING_KEY=secret7431"}, 1, "JWT_SIGNING_KEY is not 32 bytes"},
		{"serve", []string{key}, 1, "DATABASE_URL is not set"},
		{"serve", []string{key, "DATABASE_URL=postgres://u:secret7431@[bad"}, 1, "cannot be read"},
		{"serve", []string{key, "DATABASE_URL=x", "ENVIRONMENT=prod"}, 1, "neither production nor development"},
		{"serve", []string{key, "DATABASE_URL=x", "PORT=high"}, 1, "Port"},
		{"migrate", nil, 1, "DATABASE_URL is set"},
		{"migrate", []string{"DATABASE_URL=postgres://u:secret7431@[bad"}, 1, "cannot be read"},
		{"healthcheck", []string{"PORT=1"}, 1, "refused"},
		{"fly", nil, 2, "usage:"},
	} {
		out, err := program(t, []string{c.command}, c.env...).CombinedOutput()
		exit, _ := err.(*exec.ExitError)
		if exit == nil || exit.ExitCode() != c.code || !strings.Contains(string(out), c.want) || bytes.Contains(out, []byte("secret7431")) {
			t.Errorf("%s with %v: %v, %s", c.command, c.env, err, out)
		}
	}
}

// From an empty database to a server that answers, and down again when it is told.
func TestServe(t *testing.T) {
	db := pgtest.New(t)
	if out, err := program(t, []string{"migrate"}, "DATABASE_URL="+db.OwnerURL).CombinedOutput(); err != nil {
		t.Fatalf("migrate: %v, %s", err, out)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := strconv.Itoa(free.Addr().(*net.TCPAddr).Port)
	free.Close()
	server := program(t, []string{"serve"}, "DATABASE_URL="+db.URL, "PORT="+port, "ENVIRONMENT=development")
	stdout, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaints bytes.Buffer
	server.Stderr = &complaints
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	said := func(want string) {
		t.Helper()
		for lines.Scan() {
			var line struct{ Msg string }
			if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
				t.Errorf("the log says %s", lines.Bytes())
			}
			if line.Msg == want {
				return
			}
		}
		t.Fatalf("the server did not say %q; %s", want, complaints.String())
	}
	said("listening")
	if out, err := program(t, []string{"healthcheck"}, "PORT="+port).CombinedOutput(); err != nil {
		t.Errorf("healthcheck: %v, %s", err, out)
	}
	web := http.Client{Timeout: 5 * time.Second}
	if r, err := web.Get("http://127.0.0.1:" + port + "/ready"); err != nil || r.StatusCode != 200 {
		t.Errorf("ready: %v, %v", r, err)
	}
	server.Process.Signal(syscall.SIGTERM)
	said("down")
	if err := server.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}
