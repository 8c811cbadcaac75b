package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"mindflow/app/filelock"
	"mindflow/localdb"
	"mindflow/sync/engine"
	"mindflow/sync/engine/session"
	"mindflow/task"
)

// ErrSyncElsewhere reports that another program, the window or a mindflow sync --watch,
// already syncs this data directory.
var ErrSyncElsewhere = errors.New("another program already syncs this data")

// A syncStore is the store as the engine wants it.
type syncStore struct{ *localdb.DB }

// Position says where the copy stands, in the engine's words.
func (s syncStore) Position(ctx context.Context) (engine.Position, error) {
	p, err := s.DB.Position(ctx)
	return engine.Position{
		Device: p.Device, InstallNonce: p.InstallNonce, Space: p.Space, Adopting: p.Adopting,
		Cursor: p.Cursor, Epoch: p.Epoch, LastSeq: p.LastSeq, Pending: p.Pending, Rejected: p.Rejected,
	}, err
}

func deviceName() string {
	if name, err := os.Hostname(); err == nil {
		return name
	}
	return "this device"
}

func (a *App) session(p localdb.Position, server string) (*session.Session, *vault) {
	v := &vault{dir: a.dir, device: p.Device}
	return session.New(session.Options{
		Server: server, Vault: v, Device: p.Device, InstallNonce: p.InstallNonce,
		Platform: runtime.GOOS, Version: Version, Name: deviceName(),
	}), v
}

func (a *App) engine(p localdb.Position) *engine.Engine {
	s, _ := a.session(p, p.Server)
	return engine.New(engine.Options{
		Store: syncStore{a.db}, Session: s, Server: p.Server,
		Platform: runtime.GOOS, Version: Version, Name: deviceName(), Now: a.now,
	})
}

// checkServer refuses what is not the address of a server. Passwords go there, so it
// must be https, except on this machine.
func checkServer(server string) (string, error) {
	u, err := url.Parse(strings.TrimRight(server, "/"))
	local := err == nil && (u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1" || u.Hostname() == "::1")
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && (u.Scheme != "http" || !local) {
		return "", &task.InvalidError{Field: "server", Reason: fmt.Sprintf("%q is not an address as https://sync.example.org", server)}
	}
	return u.String(), nil
}

// A RefusedError says that address and password do not fit together. Whether the
// address has an account is not told.
type RefusedError struct{}

func (*RefusedError) Error() string {
	return "the e-mail address or the password is not right; for a new account, register it"
}

// Is makes it match what the session says.
func (*RefusedError) Is(target error) bool { return target == session.ErrRefused }

// A SignedIn says what a sign-in came to.
type SignedIn struct {
	MailSent bool `json:"mail_sent"` // nothing yet: a letter is on its way, and its link is to be followed first
	InFile   bool `json:"in_file"`   // for want of a keyring the session is in a private file
}

// SignIn signs this device in to an account, a new one if register is true. What is
// here becomes the account's with the first sync.
func (a *App) SignIn(ctx context.Context, server, email, password string, register bool) (SignedIn, error) {
	server, err := checkServer(server)
	if err != nil {
		return SignedIn{}, err
	}
	p, err := a.db.Position(ctx)
	if err != nil {
		return SignedIn{}, err
	}
	if p.SignedIn && !strings.EqualFold(p.Email, email) { // the same account: its session has ended
		return SignedIn{}, &task.InvalidError{Field: "account", Reason: fmt.Sprintf("this device is signed in as %s; sign out first", p.Email)}
	}
	s, v := a.session(p, server)
	call := s.Login
	if register {
		call = s.Register
	}
	grant, err := call(ctx, email, password)
	var invalid *session.InvalidError
	if errors.As(err, &invalid) {
		return SignedIn{}, &task.InvalidError{Field: "account", Reason: invalid.Reason}
	}
	if errors.Is(err, session.ErrRefused) {
		return SignedIn{}, &RefusedError{}
	}
	if err != nil {
		return SignedIn{}, err
	}
	if grant.MailSent {
		return SignedIn{MailSent: true}, nil
	}
	if err := a.db.Join(ctx, server, email, grant.Space, grant.Device); err != nil {
		return SignedIn{}, errors.Join(err, s.Logout(ctx))
	}
	return SignedIn{InFile: v.InFile()}, nil
}

// signedIn returns the position of a copy that has an account, or ErrSignInNeeded.
func (a *App) signedIn(ctx context.Context) (localdb.Position, error) {
	p, err := a.db.Position(ctx)
	if err == nil && !p.SignedIn {
		err = fmt.Errorf("%w: mindflow login --server URL --email ADDRESS", engine.ErrSignInNeeded)
	}
	return p, err
}

// SignOut signs this device out. What is here stays. An error that is engine.ErrOffline
// says that the server was not told.
func (a *App) SignOut(ctx context.Context) error {
	p, err := a.signedIn(ctx)
	if err != nil {
		return err
	}
	s, _ := a.session(p, p.Server)
	told := s.Logout(ctx)
	if err := a.db.Leave(ctx); err != nil {
		return err
	}
	if told != nil && !errors.Is(told, engine.ErrSignInNeeded) { // then it had ended already
		return fmt.Errorf("signed out here; the server was not told, so the session ends there when it expires: %w", told)
	}
	return nil
}

// A Device is one device of the account.
type Device struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Platform string    `json:"platform"`
	Version  string    `json:"version"`
	Created  time.Time `json:"created"`
	LastSeen time.Time `json:"last_seen"`
	Revoked  time.Time `json:"revoked,omitzero"`
	Current  bool      `json:"current"` // it is this one
}

// Devices lists the devices of the account, this one first.
func (a *App) Devices(ctx context.Context) ([]Device, error) {
	p, err := a.signedIn(ctx)
	if err != nil {
		return nil, err
	}
	s, _ := a.session(p, p.Server)
	all, err := s.Devices(ctx)
	devices := make([]Device, len(all))
	for i, d := range all {
		devices[i] = Device{d.ID, d.Name, d.Platform, d.Version, d.Created, d.LastSeen, d.Revoked, d.Current}
	}
	return devices, err
}

// RevokeDevice signs a device of the account out.
func (a *App) RevokeDevice(ctx context.Context, id string) error {
	p, err := a.signedIn(ctx)
	if err != nil {
		return err
	}
	s, _ := a.session(p, p.Server)
	err = s.Revoke(ctx, id)
	if errors.Is(err, session.ErrNotFound) {
		return &NotFoundError{"device", id}
	}
	return err
}

// holdSync makes this program the one that syncs the data directory.
func (a *App) holdSync() (io.Closer, error) {
	file, err := filelock.Take(filepath.Join(a.dir, "sync.lock"))
	if errors.Is(err, filelock.ErrHeld) {
		return nil, ErrSyncElsewhere
	}
	return file, err
}

// SyncedElsewhere reports whether another program syncs this data now.
func (a *App) SyncedElsewhere() bool {
	held, err := a.holdSync()
	if err == nil {
		held.Close()
	}
	return errors.Is(err, ErrSyncElsewhere)
}

// SyncOnce pushes and pulls until nothing is left on either side. If another program
// syncs this data, that one does it, and this returns ErrSyncElsewhere.
func (a *App) SyncOnce(ctx context.Context) error {
	p, err := a.signedIn(ctx)
	if err != nil {
		return err
	}
	held, err := a.holdSync()
	if err != nil {
		return err
	}
	defer held.Close()
	return a.engine(p).Once(ctx)
}

// SyncSoon makes a Sync that waits for its next try try now.
func (a *App) SyncSoon() {
	a.soonM.Lock()
	defer a.soonM.Unlock()
	if a.soon != nil {
		a.soon()
	}
}

func (a *App) setSoon(fn func()) {
	a.soonM.Lock()
	defer a.soonM.Unlock()
	a.soon = fn
}

// syncCheck is how often it is looked whether this program has become the one to sync:
// after a sign-in, or when the program that did has ended.
const syncCheck = time.Second

// Sync keeps the copy equal with its server until ctx ends, whenever someone is signed
// in and no other program does it. fn hears of each new status, and of the zero one when
// this program stops being the one that syncs; it must not block.
func (a *App) Sync(ctx context.Context, fn func(engine.Status)) error {
	for {
		if err := a.syncSession(ctx, fn); err != nil && !errors.Is(err, ErrSyncElsewhere) && !errors.Is(err, engine.ErrSignInNeeded) {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(syncCheck):
		}
	}
}

// syncSession syncs until ctx ends or the person signs out or in anew.
func (a *App) syncSession(ctx context.Context, fn func(engine.Status)) error {
	p, err := a.signedIn(ctx)
	if err != nil {
		return err
	}
	held, err := a.holdSync()
	if err != nil {
		return err
	}
	defer held.Close()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	e := a.engine(p)
	e.OnStatus(fn)
	a.setSoon(e.NetworkChanged)
	defer a.setSoon(nil)
	defer fn(engine.Status{})
	check := func() {
		if now, err := a.db.Position(ctx); err == nil && (!now.SignedIn || now.Server != p.Server || now.Device != p.Device) {
			stop()
			return
		}
		e.Wake()
	}
	forget := a.OnChange(check)
	defer forget()
	return e.Run(ctx)
}

// A Status is the state of this copy.
type Status struct {
	State       string     `json:"state"`       // local, or of a copy that is signed in: pending, synced
	Pending     int        `json:"pending"`     // change sets that the server does not have yet
	Quarantined int        `json:"quarantined"` // change sets that it will never take
	Cursor      int64      `json:"cursor"`
	Epoch       int64      `json:"epoch"`
	LastSync    *time.Time `json:"last_sync"`
	DeviceID    string     `json:"device_id"`
	Server      string     `json:"server"`
	Email       string     `json:"email,omitzero"`
	Digest      string     `json:"digest"`
}

// Status returns the state of this copy as it is on disk; it asks no server.
func (a *App) Status(ctx context.Context) (Status, error) {
	p, err := a.db.Position(ctx)
	if err != nil {
		return Status{}, err
	}
	digest, err := a.db.Digest(ctx)
	if err != nil {
		return Status{}, err
	}
	s := Status{
		State: "synced", Pending: p.Pending, Quarantined: p.Rejected, Cursor: p.Cursor, Epoch: p.Epoch,
		DeviceID: p.Device, Server: p.Server, Email: p.Email, Digest: fmt.Sprintf("%016x", digest),
	}
	if !p.LastSync.IsZero() {
		s.LastSync = &p.LastSync
	}
	switch {
	case !p.SignedIn: // never, or no more: then server and address say where to
		s.State = "local"
	case p.Pending > 0 || p.LastSync.IsZero():
		s.State = "pending"
	}
	return s, nil
}
