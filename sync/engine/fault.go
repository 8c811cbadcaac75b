package engine

import "errors"

// What can stop sync. Errors of Once and of calls are told apart with errors.Is.
var (
	ErrOffline         = errors.New("the server cannot be reached")
	ErrSignInNeeded    = errors.New("sign-in needed")
	ErrUpgradeRequired = errors.New("this version is too old for the server")
	ErrRunning         = errors.New("sync is already running")
)
