package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/zalando/go-keyring"
)

// A vault keeps the refresh token of one device: in the system's keyring or, where
// there is none that answers, in a file that only this user can read.
type vault struct {
	dir    string // the data directory
	device string
}

const (
	keyringService = "MindFlow"
	tokenFile      = "session"
)

// keyringLimit is how long a keyring may take. A locked one asks the person for its
// password and blocks until they answer, or for ever.
const keyringLimit = 3 * time.Second

var errKeyringSilent = errors.New("the keyring did not answer")

// limited runs a call of the keyring for at most keyringLimit.
func limited[T any](call func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		v, err := call()
		done <- answer{v, err}
	}()
	select {
	case a := <-done:
		return a.value, a.err
	case <-time.After(keyringLimit):
		var zero T
		return zero, errKeyringSilent
	}
}

func (v *vault) path() string { return filepath.Join(v.dir, tokenFile) }

// InFile reports whether the token is in a file, for want of a keyring; people are told.
func (v *vault) InFile() bool {
	_, err := os.Stat(v.path())
	return err == nil
}

// Load returns the token, or "" if there is none.
func (v *vault) Load() (string, error) {
	b, err := os.ReadFile(v.path())
	if err == nil {
		return strings.TrimSpace(string(b)), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read the session: %w", err)
	}
	token, err := limited(func() (string, error) { return keyring.Get(keyringService, v.device) })
	if errors.Is(err, errKeyringSilent) { // locked, perhaps: the token may be in it
		return "", fmt.Errorf("read the session: %w; unlock it", err)
	}
	if err != nil {
		return "", nil // not in it, or no keyring here: nobody is signed in
	}
	return token, nil
}

// Save keeps the token, durably before it returns.
func (v *vault) Save(token string) error {
	_, err := limited(func() (struct{}, error) { return struct{}{}, keyring.Set(keyringService, v.device, token) })
	if err == nil {
		// A file would win over the keyring, and an older one would be an older token.
		if err := os.Remove(v.path()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("keep the session: %w", err)
		}
		return nil
	}
	part, err := os.CreateTemp(v.dir, ".session-*") // mode 0600
	if err != nil {
		return fmt.Errorf("keep the session: %w", err)
	}
	defer os.Remove(part.Name()) // after the rename it is gone
	_, err = part.WriteString(token + "\n")
	if err = errors.Join(err, part.Sync(), part.Close()); err != nil {
		return fmt.Errorf("keep the session: %w", err)
	}
	if err := os.Rename(part.Name(), v.path()); err != nil {
		return fmt.Errorf("keep the session: %w", err)
	}
	return nil
}

// Delete forgets the token everywhere it may be.
func (v *vault) Delete() error {
	err := os.Remove(v.path())
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	_, _ = limited(func() (struct{}, error) { return struct{}{}, keyring.Delete(keyringService, v.device) }) // there may be no keyring
	return err
}
