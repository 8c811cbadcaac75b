package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mindflow/app"
)

func (c *cli) programCommands() []*cobra.Command {
	version := &cobra.Command{
		Use: "version", Short: "Print the version", Args: args(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			if c.json {
				return printJSON(map[string]string{"version": app.Version, "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH})
			}
			fmt.Println("mindflow", app.Version)
			return nil
		},
	}
	open := &cobra.Command{
		Use: "open", Short: "Open the window, or bring it to the front", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return c.openWindow(cmd.Context()) },
	}
	return []*cobra.Command{version, open}
}

// openLimit is how long a window is watched for an error of its start.
const openLimit = 2 * time.Second

// openWindow starts the desktop program, which hands over to one that is running.
func (c *cli) openWindow(ctx context.Context) error {
	if runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return errors.New("open the window: there is no display; start it from a graphical session or set DISPLAY")
	}
	const name = "mindflow-desktop"
	program, err := exec.LookPath(name)
	if self, selfErr := os.Executable(); selfErr == nil {
		if beside, besideErr := exec.LookPath(filepath.Join(filepath.Dir(self), name)); besideErr == nil {
			program, err = beside, nil
		}
	}
	if err != nil {
		return fmt.Errorf("open the window: %s is neither beside this program nor in PATH; build it with: make build", name)
	}
	dir, err := c.dataDir()
	if err != nil {
		return err
	}
	window := exec.Command(program, "--data-dir", dir) // which outlives this program
	var said bytes.Buffer
	window.Stderr = &said
	if err := window.Start(); err != nil {
		return fmt.Errorf("open the window: %w", err)
	}
	// What goes wrong at the start is said within a moment; a window that hands over to
	// one that is open ends at once, and well.
	ended := make(chan error, 1)
	go func() { ended <- window.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			line, _, _ := strings.Cut(strings.TrimSpace(said.String()), "\n")
			return fmt.Errorf("open the window: %s", strings.TrimPrefix(line, name+": "))
		}
	case <-time.After(openLimit):
	}
	return nil
}
