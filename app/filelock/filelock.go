// Package filelock lets one process at a time hold a file.
//
// It knows the system's locks and nothing of what they guard. Its one rule: the system
// gives a lock back when its holder ends, however it ends, so a left-over file means
// nothing.
package filelock

import "errors"

// ErrHeld reports that another process has the lock.
var ErrHeld = errors.New("another program has the lock")
