package session_test

import (
	"errors"
	"testing"

	"mindflow/sync/engine"
	"mindflow/sync/engine/session"
)

func TestSignIn(t *testing.T) {
	inWorld(t, func(w *world) {
		for name, sign := range map[string]func(email, password string) (session.Grant, error){
			"login":    func(e, p string) (session.Grant, error) { return w.Login(w.Context(), e, p) },
			"register": func(e, p string) (session.Grant, error) { return w.Register(w.Context(), e, p) },
		} {
			w.vault.token = ""
			if _, err := sign("me@example.org", "the wrong one"); !errors.Is(err, session.ErrRefused) {
				t.Errorf("%s with a wrong password: %v", name, err)
			}
			invalid, ok := errors.AsType[*session.InvalidError](second(sign("me@example.org", "short")))
			if !ok || invalid.Reason != "a password has at least 10 characters" {
				t.Errorf("%s with a short password: %v", name, invalid)
			}
			w.down.Store(true)
			if _, err := sign("me@example.org", "the right one"); !errors.Is(err, engine.ErrOffline) {
				t.Errorf("%s without network: %v", name, err)
			}
			w.down.Store(false)
			w.fails(engine.ErrSignInNeeded)
			if w.vault.token != "" {
				t.Errorf("%s that failed kept %q", name, w.vault.token)
			}
			got, err := sign("me@example.org", "the right one")
			if want := (session.Grant{Account: "account", Space: "account", Device: "device"}); err != nil || got != want {
				t.Errorf("%s gives %+v, %v", name, got, err)
			}
			if access, err := w.Access(w.Context()); err != nil || access != w.srv.access || w.srv.refreshes > 0 {
				t.Errorf("after %s Access gives %q, %v, with %d refreshes", name, access, err, w.srv.refreshes)
			}
			w.Refused(w.srv.access)
		}
		if got, err := w.Register(w.Context(), "prove@example.org", "the right one"); err != nil || got != (session.Grant{MailSent: true}) {
			t.Errorf("register with a letter gives %+v, %v", got, err)
		}
	})
}

func second[A, B any](_ A, b B) B { return b }

// Signing out ends the session on both sides, and here even without network.
func TestSignOut(t *testing.T) {
	inWorld(t, func(w *world) {
		w.gets(w.Session, "access-1")
		if err := w.Logout(w.Context()); err != nil || !w.srv.dead || w.vault.token != "" {
			t.Errorf("Logout: %v; ended at the server: %v; the vault has %q", err, w.srv.dead, w.vault.token)
		}
		w.fails(engine.ErrSignInNeeded)
		if err := w.Logout(w.Context()); err != nil {
			t.Errorf("a second time: %v", err)
		}
	})
	inWorld(t, func(w *world) {
		w.gets(w.Session, "access-1")
		w.down.Store(true)
		if err := w.Logout(w.Context()); !errors.Is(err, engine.ErrOffline) || w.vault.token != "" {
			t.Errorf("Logout: %v; the vault has %q", err, w.vault.token)
		}
		w.down.Store(false)
		w.fails(engine.ErrSignInNeeded)
	})
}

func TestDevices(t *testing.T) {
	inWorld(t, func(w *world) {
		w.gets(w.Session, "access-1")
		w.srv.access = "another" // so the next call has to refresh
		all, err := w.Devices(w.Context())
		if err != nil || len(all) != 2 || !all[0].Current || all[0].Name != "Laptop" || all[0].LastSeen.Unix() != 1 || !all[0].Revoked.IsZero() || all[1].Revoked.IsZero() {
			t.Errorf("devices %+v, %v", all, err)
		}
		if me, err := w.Me(w.Context()); err != nil || me.Email != "me@example.org" || me.Device != "device" {
			t.Errorf("Me gives %+v, %v", me, err)
		}
		if err := w.Revoke(w.Context(), "other"); err != nil {
			t.Error(err)
		}
		if err := w.Revoke(w.Context(), "unknown"); !errors.Is(err, session.ErrNotFound) {
			t.Errorf("revoking an unknown device: %v", err)
		}
		w.srv.dead = true
		if _, err := w.Devices(w.Context()); !errors.Is(err, engine.ErrSignInNeeded) {
			t.Errorf("devices without a session: %v", err)
		}
	})
}
