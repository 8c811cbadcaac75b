//go:build linux

// Command display runs a program on a private virtual display.
//
//	display [-shot FILE] PROGRAM [ARGUMENT…]
//
// The program gets a display, a window manager, a session bus and an empty home of
// its own. With -shot, display waits until the screen shows something, saves a
// picture of it, ends the program and reports success; without, it waits until
// the program ends and exits as it did.
//
// It knows nothing of the program it runs. The one rule: when it has ended, by itself
// or by a signal, nothing that it started still runs.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"mindflow/e2e/window"
)

func main() {
	shot := flag.String("shot", "", "save a picture of the screen in this `file`, then end the program")
	flag.Parse()
	if flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	err := run(*shot, flag.Args())
	var ended *exec.ExitError
	if errors.As(err, &ended) && ended.ExitCode() > 0 {
		os.Exit(ended.ExitCode())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "display:", err)
		os.Exit(1)
	}
}

func run(shot string, command []string) error {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)

	dir, err := os.MkdirTemp("", "mindflow-display-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	desktop, err := window.NewDesktop(dir)
	if err != nil {
		return err
	}
	defer desktop.Close()
	desktop.Tee = os.Stdout
	program, err := desktop.Start(nil, command[0], command[1:]...)
	if err != nil {
		return err
	}

	var seen chan error // stays nil, and silent, when no picture is wanted
	if shot != "" {
		seen = make(chan error, 1)
		go func() {
			err := desktop.AwaitPicture(30 * time.Second)
			if err != nil {
				err = fmt.Errorf("the screen stays empty: %w", err)
			}
			// An empty screen is worth a picture too.
			seen <- errors.Join(err, desktop.Screenshot(shot))
		}()
	}
	select {
	case err := <-seen:
		return err
	case <-program.Done():
		if shot != "" {
			return fmt.Errorf("%s ended before it showed anything", command[0])
		}
		return program.Wait(time.Second) // it has ended, so this is at once
	case <-stop:
		return errors.New("interrupted")
	}
}
