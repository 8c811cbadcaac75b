// Package instance lets one program at a time own a data directory, and lets a second
// one hand over to it what it was started for.
//
// It knows a lock, a local socket and three verbs. It refuses to know windows, tasks
// and the store: what a message means is up to whoever serves it.
//
// The one rule: only the holder of the lock touches the socket's file. Ownership
// is the lock, which the system takes back from a dead process; a socket that answers
// nobody is just a left-over, and a program must never be kept from starting by it.
package instance

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"mindflow/app/filelock"
)

var (
	// ErrRunning reports that another program holds the data directory.
	ErrRunning = errors.New("another program holds this data directory")
	// ErrNotRunning reports that no program takes messages for the data directory.
	ErrNotRunning = errors.New("no program takes messages for this data directory")
)

// answerLimit is how long either side of the socket waits for the other.
const answerLimit = time.Second

// A Lock is the ownership of a data directory. It lasts until Close or the end of the
// process, whichever comes first.
type Lock struct {
	file     *os.File
	listener net.Listener
	one      sync.Mutex // messages are handled one after the other
}

// Acquire makes the calling program the owner of dataDir, which it creates if it has
// to. From its return on, Send reaches the program; messages wait for Serve.
//
// ErrRunning means that there is an owner who listens, so Send is the next thing to do.
// An owner that is just starting or just ending is waited for.
func Acquire(dataDir string) (*Lock, error) {
	if err := os.MkdirAll(dataDir, 0o700); err != nil {
		return nil, err
	}
	path, err := socketPath(dataDir)
	if err != nil {
		return nil, err
	}
	for deadline := time.Now().Add(answerLimit); ; time.Sleep(10 * time.Millisecond) {
		file, err := filelock.Take(filepath.Join(dataDir, "lock"))
		if err == nil {
			return own(file, path)
		}
		if !errors.Is(err, filelock.ErrHeld) {
			return nil, err
		}
		if c, err := net.DialTimeout("unix", path, answerLimit); err == nil {
			return nil, errors.Join(ErrRunning, c.Close())
		}
		if time.Now().After(deadline) {
			return nil, ErrRunning
		}
	}
}

// own starts to listen in the name of a lock that was just taken.
func own(file *os.File, path string) (*Lock, error) {
	listener, err := listen(path)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("control socket: %w", err), file.Close())
	}
	return &Lock{file: file, listener: listener}, nil
}

// listen replaces the socket that a dead owner left. Nothing but a socket is removed.
func listen(path string) (net.Listener, error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case info.Mode().Type() != fs.ModeSocket:
		return nil, fmt.Errorf("%s is in the way: it is not a socket", path)
	default:
		if err := os.Remove(path); err != nil {
			return nil, err
		}
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	// Its directory is closed to others already; this is the second door.
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
}

// Close gives the data directory up. Serve returns soon after.
func (l *Lock) Close() error {
	return errors.Join(
		l.listener.Close(), // removes the socket, so it comes before the lock
		l.file.Close(),     // the file itself stays: a lock on a removed file is no lock
	)
}

// Serve hands every valid message to handle, one at a time, until Close. It does not
// return before the last handle has.
func (l *Lock) Serve(handle func(Message)) {
	const most = 16 // connections at a time; a local program that opens more has gone wrong
	var open sync.WaitGroup
	defer open.Wait()
	places := make(chan struct{}, most)
	for {
		places <- struct{}{}
		connection, err := l.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			// Out of file descriptors, say: rest, so that the loop does not burn a core.
			<-places
			time.Sleep(100 * time.Millisecond)
			continue
		}
		open.Go(func() {
			defer func() { <-places }()
			l.answer(connection, handle)
		})
	}
}

// answer reads one message and says "ok" as soon as it is understood, before it is
// carried out: the sender only needs to know that somebody will.
func (l *Lock) answer(connection net.Conn, handle func(Message)) {
	defer connection.Close()
	if err := connection.SetDeadline(time.Now().Add(answerLimit)); err != nil {
		return
	}
	message, err := readMessage(connection)
	if err != nil {
		// The sender sees a closed connection instead of "ok", and that is the answer.
		return
	}
	_, _ = connection.Write([]byte(accepted)) // a sender that left still meant what it said
	_ = connection.Close()
	l.one.Lock()
	defer l.one.Unlock()
	handle(message)
}

// Send hands a message to the owner of dataDir, within a second. ErrNotRunning means
// that there is none.
func Send(dataDir string, m Message) error {
	line, err := m.line()
	if err != nil {
		return err
	}
	path, err := socketPath(dataDir)
	if err != nil {
		return err
	}
	deadline := time.Now().Add(answerLimit)
	connection, err := net.DialTimeout("unix", path, answerLimit)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotRunning, err)
	}
	defer connection.Close()
	if err := connection.SetDeadline(deadline); err != nil {
		return err
	}
	if _, err := connection.Write(line); err != nil {
		return fmt.Errorf("hand over %s: %w", m.Verb, err)
	}
	answer := make([]byte, len(accepted))
	if _, err := io.ReadFull(connection, answer); err != nil {
		return fmt.Errorf("hand over %s: the running program did not take it: %w", m.Verb, err)
	}
	if string(answer) != accepted {
		return fmt.Errorf("hand over %s: the running program answered %q", m.Verb, answer)
	}
	return nil
}

// socketPath is where the owner of a data directory listens: in the user's run
// directory, which is private and emptied at sign-out, or else in the data directory.
// Two names of one directory give one socket.
func socketPath(dataDir string) (string, error) {
	dir, err := filepath.Abs(dataDir)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	run := os.Getenv("XDG_RUNTIME_DIR")
	if !filepath.IsAbs(run) {
		return filepath.Join(dir, "control.sock"), nil
	}
	sum := sha256.Sum256([]byte(dir))
	return filepath.Join(run, "mindflow-"+hex.EncodeToString(sum[:4])+".sock"), nil
}
