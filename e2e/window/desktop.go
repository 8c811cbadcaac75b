//go:build linux

package window

import (
	"bufio"
	"errors"
	"fmt"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Desktop is a private display, a window manager on it and a session bus, with a
// home directory for what runs there.
type Desktop struct {
	// Tee also gets what programs started with Start print, if it is not nil.
	Tee io.Writer

	dir       string
	display   string // ":7"
	bus       string // D-Bus address
	processes []*Process

	shim     sync.Once // the automation library is built once a desktop
	shimFile string
	shimErr  error
}

// Width and Height are the size of the private display in pixels.
const (
	Width  = 1440
	Height = 900
)

// NewDesktop starts a desktop that keeps its files in dir. The caller closes it.
func NewDesktop(dir string) (*Desktop, error) {
	d := &Desktop{dir: dir}
	if err := d.start(); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

func (d *Desktop) start() error {
	for _, name := range []string{"home", "run", "screen"} {
		// 0700 because programs refuse a run directory that others can read.
		if err := os.Mkdir(filepath.Join(d.dir, name), 0o700); err != nil && !errors.Is(err, os.ErrExist) {
			return err
		}
	}
	number, err := d.startAndRead("Xvfb", "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", Width, Height),
		"-nolisten", "tcp", "-nocursor", "-fbdir", filepath.Join(d.dir, "screen"))
	if err != nil {
		return err
	}
	d.display = ":" + number
	if d.bus, err = d.startAndRead("dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=3"); err != nil {
		return err
	}
	manager, err := start(d.Env(), nil, "openbox", "--sm-disable")
	if err != nil {
		return err
	}
	d.processes = append(d.processes, manager)
	return nil
}

// startAndRead starts a program that writes one line to its file 3 when it is ready.
func (d *Desktop) startAndRead(program string, args ...string) (string, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer r.Close()
	p, err := start(d.Env(), []*os.File{w}, program, args...)
	w.Close()
	if err != nil {
		return "", err
	}
	d.processes = append(d.processes, p)
	if err := r.SetReadDeadline(time.Now().Add(Patience)); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("%s did not get ready: %w: %s", program, err, p.Output())
	}
	return strings.TrimSpace(line), nil
}

// Home is the home directory of the programs on this desktop.
func (d *Desktop) Home() string { return filepath.Join(d.dir, "home") }

// Env is the environment for a program on this desktop: the caller's, with display,
// bus and every directory of its own.
func (d *Desktop) Env() []string {
	own := map[string]string{
		"HOME":            d.Home(),
		"XDG_RUNTIME_DIR": filepath.Join(d.dir, "run"),
		"DISPLAY":         d.display, "DBUS_SESSION_BUS_ADDRESS": d.bus,
		// Software drawing: a virtual display has no graphics card.
		"LIBGL_ALWAYS_SOFTWARE": "1", "GDK_BACKEND": "x11",
		"LANG": "C.UTF-8",
	}
	drop := []string{"WAYLAND_DISPLAY", "XAUTHORITY", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "MINDFLOW_DATA_DIR"}
	var env []string
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		if _, ours := own[name]; !ours && !slices.Contains(drop, name) {
			env = append(env, entry)
		}
	}
	for name, value := range own {
		if value != "" {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// Start starts a program on this desktop, without a driver. It ends with the desktop.
func (d *Desktop) Start(env []string, program string, args ...string) (*Process, error) {
	p, err := startTee(d.Tee, append(d.Env(), env...), nil, program, args...)
	if err == nil {
		d.processes = append(d.processes, p)
	}
	return p, err
}

// Close ends everything that runs on the desktop, the display last.
func (d *Desktop) Close() {
	for i := len(d.processes) - 1; i >= 0; i-- {
		d.processes[i].End()
	}
	d.processes = nil
}

// Screenshot saves a picture of the whole display, frames and all, as a PNG file.
func (d *Desktop) Screenshot(file string) error {
	picture, err := d.picture()
	if err != nil {
		return err
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(f, picture), f.Close())
}

// AwaitPicture waits until a window shows something that has come to rest: many
// colours inside its frame, as only text and icons give, and the same picture twice.
func (d *Desktop) AwaitPicture(limit time.Duration) error {
	const enough = 24 // an empty page has one
	var last []byte
	return poll(limit, func() (bool, error) {
		picture, err := d.picture()
		if err != nil {
			return false, err
		}
		still := string(last) == string(picture.Pix)
		last = picture.Pix
		return still && colours(inside(picture)) >= enough, nil
	})
}

// library compiles automation.c and returns the file to preload.
func (d *Desktop) library() (string, error) {
	d.shim.Do(func() {
		source := filepath.Join(d.dir, "automation.c")
		d.shimFile = filepath.Join(d.dir, "automation.so")
		if d.shimErr = os.WriteFile(source, []byte(automationSource), 0o600); d.shimErr != nil {
			return
		}
		flags, err := exec.Command("pkg-config", "--cflags", "webkit2gtk-4.1").Output()
		if err != nil {
			d.shimErr = fmt.Errorf("pkg-config webkit2gtk-4.1: %w", err)
			return
		}
		args := append([]string{"-shared", "-fPIC", "-o", d.shimFile, source}, strings.Fields(string(flags))...)
		if out, err := exec.Command("gcc", args...).CombinedOutput(); err != nil {
			d.shimErr = fmt.Errorf("gcc automation.c: %w: %s", err, out)
		}
	})
	return d.shimFile, d.shimErr
}
