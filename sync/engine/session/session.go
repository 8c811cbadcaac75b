// Package session signs a device in to an account and keeps it signed in: it gives the
// engine its access tokens and knows how to get the next.
//
// It knows the calls of the account and one secret, the refresh token, which it keeps in a
// [Vault]. It refuses to know what is synced, and it keeps no password.
//
// Its one rule: a new refresh token is in the vault before anything of the reply that
// brought it is used. A token that was used and lost would sign the device out.
package session

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"connectrpc.com/connect"
)

// A Vault keeps the refresh token: the system's keyring, or a file that only its owner
// can read.
type Vault interface {
	Load() (string, error) // empty when there is none
	Save(token string) error
	Delete() error // deleting what is not there is harmless
}

// Options are what a session takes. Server, Vault and Device are required.
type Options struct {
	Server string // the address of the server
	Vault  Vault

	Device       string // the ID that this device gave itself
	InstallNonce string
	Platform     string // linux, darwin or windows
	Version      string // of the program
	Name         string // what the person calls this machine

	HTTP   connect.HTTPClient // by default, engine.HTTPClient()
	Logger *slog.Logger       // by default nothing is logged; tokens and passwords never are
	Now    func() time.Time   // by default time.Now
	Rand   func() float64     // in [0, 1), spreads the waits; by default random
}

// A Session is a device's place in an account. It satisfies engine.Session.
type Session struct{ o Options }

// New returns a session of whoever's token is in the vault.
func New(o Options) *Session { return &Session{o: o} }

// A Grant says what a sign-in gave.
type Grant struct {
	Account, Space string

	// Device is the ID to go by. Another one than this device asked for means that the
	// server knows that ID as another installation's: the copy takes the new identity.
	Device string

	// MailSent means that nothing is given yet: the server sent a letter, and the person
	// follows its link and then signs in.
	MailSent bool
}

// A Person is who an account belongs to.
type Person struct {
	Account, Email, Space, Device string
	EmailVerified                 bool
	Created                       time.Time
}

// A Device is one device of the account.
type Device struct {
	ID, Name, Platform, Version string
	Created, LastSeen           time.Time
	Revoked                     time.Time // zero if it was not
	Current                     bool      // it is this one
}

// ErrRefused reports an address and a password that do not fit together. Whether the
// address has an account is not told.
var ErrRefused = errors.New("the e-mail address or the password is not right")

// An InvalidError reports an address or a password that no account may have. Reason is
// shown to the person as it stands.
type InvalidError struct{ Reason string }

func (e *InvalidError) Error() string { return e.Reason }

var errNotYet = errors.New("not written yet")

// Register makes an account and signs this device in.
func (s *Session) Register(ctx context.Context, email, password string) (Grant, error) {
	return Grant{}, errNotYet
}

// Login signs this device in.
func (s *Session) Login(ctx context.Context, email, password string) (Grant, error) {
	return Grant{}, errNotYet
}

// Logout ends the session. The refresh token is forgotten here in any case; an error says
// that the server was not told, so that the session ends there only when it expires.
func (s *Session) Logout(ctx context.Context) error { return errNotYet }

// Access returns an access token that is good for half a minute at least.
func (s *Session) Access(ctx context.Context) (string, error) { return "", errNotYet }

// Refused says that the token is not to be used again.
func (s *Session) Refused(token string) {}

// Me says who is signed in.
func (s *Session) Me(ctx context.Context) (Person, error) { return Person{}, errNotYet }

// Devices lists the devices of the account, this one first.
func (s *Session) Devices(ctx context.Context) ([]Device, error) { return nil, errNotYet }

// Revoke signs a device of the account out. ErrNotFound if there is none with that ID.
func (s *Session) Revoke(ctx context.Context, id string) error { return errNotYet }

// ErrNotFound reports that the account has no such device.
var ErrNotFound = errors.New("the account has no such device")
