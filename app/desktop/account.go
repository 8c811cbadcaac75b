package desktop

import (
	"context"
	"errors"
	"time"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"mindflow/app"
	"mindflow/sync/engine"
)

// A SyncStatus is how sync is, for the dot and its details.
type SyncStatus struct {
	app.Status
	Error     string `json:"error,omitzero"`
	RetryInS  int    `json:"retry_in_s,omitzero"` // seconds until the next try
	Stream    bool   `json:"stream,omitzero"`     // changes arrive as they happen
	Elsewhere bool   `json:"elsewhere,omitzero"`  // another program syncs this data
}

// SyncStatus returns how sync is now.
func (a *Api) SyncStatus() (SyncStatus, error) {
	stored, err := a.app.Status(a.ctx)
	if err != nil {
		return SyncStatus{}, err
	}
	s := SyncStatus{Status: stored}
	a.mu.Lock()
	live := a.sync
	a.mu.Unlock()
	if stored.State != "local" {
		if live == nil {
			s.Elsewhere = a.app.SyncedElsewhere()
		} else {
			s.State, s.Error, s.Stream = string(live.State), live.Error, live.Stream
			s.RetryInS = live.RetryIn(time.Now())
		}
	}
	return s, nil
}

// SignIn signs this device in, to a new account if register is true.
func (a *Api) SignIn(server, email, password string, register bool) (app.SignedIn, error) {
	return a.app.SignIn(a.ctx, server, email, password, register)
}

// SignOut signs this device out. That the server could not be told is no failure: the
// session ends there when it expires.
func (a *Api) SignOut() error {
	if err := a.app.SignOut(a.ctx); err != nil && !errors.Is(err, engine.ErrOffline) {
		return err
	}
	return nil
}

// Devices lists the devices of the account.
func (a *Api) Devices() ([]app.Device, error) { return a.app.Devices(a.ctx) }

// RevokeDevice signs a device of the account out.
func (a *Api) RevokeDevice(id string) error { return a.app.RevokeDevice(a.ctx, id) }

// SyncNow makes sync try now if it waits for its next try.
func (a *Api) SyncNow() { a.app.SyncSoon() }

// keepSynced syncs until ctx ends and tells the page, in the window, of each new status.
func (a *Api) keepSynced(window, ctx context.Context) {
	err := a.app.Sync(ctx, func(s engine.Status) {
		a.mu.Lock()
		if a.sync = &s; s.State == "" {
			a.sync = nil
		}
		a.mu.Unlock()
		a.tellSync(window)
	})
	if err != nil {
		runtime.LogErrorf(window, "sync: %v", err)
	}
}

func (a *Api) tellSync(window context.Context) {
	if s, err := a.SyncStatus(); err == nil {
		runtime.EventsEmit(window, "sync", s)
	}
}
