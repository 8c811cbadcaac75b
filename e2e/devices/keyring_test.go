package devices

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// bus starts a session bus with an unlocked keyring on it and returns its address.
func bus(t *testing.T, home string) string {
	t.Helper()
	run := func(stdin, name string, args ...string) *bufio.Reader {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Env = append(os.Environ(), "HOME="+home, "XDG_DATA_HOME="+home, "XDG_RUNTIME_DIR="+home)
		if stdin != "" {
			cmd.Stdin = strings.NewReader(stdin)
			cmd.Env = append(cmd.Env, "DBUS_SESSION_BUS_ADDRESS="+args[len(args)-1])
			cmd.Args = cmd.Args[:len(cmd.Args)-1]
		}
		cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			cmd.Process.Kill()
			cmd.Wait()
		})
		return bufio.NewReader(out)
	}
	address, err := run("", "dbus-daemon", "--session", "--nofork", "--print-address").ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	address = strings.TrimSpace(address)
	run("password", "gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets", address)
	wait := exec.Command("gdbus", "wait", "--session", "--timeout", "20", "org.freedesktop.secrets")
	wait.Env = append(os.Environ(), "DBUS_SESSION_BUS_ADDRESS="+address)
	if out, err := wait.CombinedOutput(); err != nil {
		t.Fatalf("the keyring: %v, %s", err, out)
	}
	return address
}

// Where there is a keyring the session is in it, and nowhere else.
func TestSessionIsInTheKeyring(t *testing.T) {
	w := newWorld(t)
	s := w.serve()
	d := w.device()
	d.env = append(d.env, "DBUS_SESSION_BUS_ADDRESS="+bus(t, t.TempDir()))
	if said := d.run("login", "--server", s.url, "--email", email, "--register"); strings.Contains(said, "file") {
		t.Errorf("with a keyring: %s", said)
	}
	if _, err := os.Stat(filepath.Join(d.dir, "session")); err == nil {
		t.Error("the session is in a file although there is a keyring")
	}
	d.run("add", "kept")
	d.run("sync")
	d.run("logout")
	if code, _, _ := d.try("", "sync"); code != 6 {
		t.Errorf("after signing out, sync exits %d", code)
	}

	alone := w.device()
	if said := alone.run("login", "--server", s.url, "--email", email); !strings.Contains(said, "file") {
		t.Errorf("without a keyring, nothing is said of the file: %s", said)
	}
	info, err := os.Stat(filepath.Join(alone.dir, "session"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the session's file: %v, %v", info, err)
	}
}
