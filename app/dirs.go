package app

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// Version is the version of the program.
const Version = "0.1.0"

// DefaultDir returns the data directory of this user: MINDFLOW_DATA_DIR, or the place
// the system has for such data.
func DefaultDir() (string, error) {
	if dir := os.Getenv("MINDFLOW_DATA_DIR"); dir != "" {
		return dir, nil
	}
	if runtime.GOOS == "linux" {
		if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
			return filepath.Join(dir, "mindflow"), nil
		}
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("find the data directory: %w; name one with --data-dir", err)
		}
		return filepath.Join(home, ".local", "share", "mindflow"), nil
	}
	dir, err := os.UserConfigDir() // on Windows and macOS the place for data as well
	if err != nil {
		return "", fmt.Errorf("find the data directory: %w; name one with --data-dir", err)
	}
	return filepath.Join(dir, "MindFlow"), nil
}
