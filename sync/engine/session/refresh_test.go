package session_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"mindflow/sync/engine"
)

// An access token is used until half a minute before it expires, by the time that has
// passed and not by what any clock shows.
func TestAccessIsKept(t *testing.T) {
	inWorld(t, func(w *world) {
		w.gets(w.Session, "access-1")
		time.Sleep(15*time.Minute - 31*time.Second)
		w.gets(w.Session, "access-1")
		time.Sleep(2 * time.Second)
		w.gets(w.Session, "access-2")
		w.Refused("access-1") // long gone
		w.gets(w.Session, "access-2")
		w.Refused("access-2")
		w.gets(w.Session, "access-3")
		if want := []string{"refresh-1", "refresh-2", "refresh-3"}; !slices.Equal(w.vault.saved, want) {
			t.Errorf("kept %v, want %v", w.vault.saved, want)
		}
		if c := w.srv.client; w.srv.device != "device" || c.GetInstallNonce() != "nonce" || c.GetName() != "Laptop" || c.GetProtocol() != 1 {
			t.Errorf("the server was told %q, %v", w.srv.device, c)
		}
	})
}

// However many ask at once, there is one refresh.
func TestRefreshesAreOne(t *testing.T) {
	inWorld(t, func(w *world) {
		w.srv.held = make(chan struct{})
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() { w.gets(w.Session, "access-1") })
		}
		synctest.Wait()
		close(w.srv.held)
		all.Wait()
		if w.srv.refreshes != 1 {
			t.Errorf("%d refreshes", w.srv.refreshes)
		}
	})
}

// A caller who leaves loses nothing: the reply is kept all the same.
func TestCallerLeaves(t *testing.T) {
	inWorld(t, func(w *world) {
		w.srv.held = make(chan struct{})
		ctx, leave := context.WithCancel(w.Context())
		left := make(chan error)
		go func() {
			_, err := w.Access(ctx)
			left <- err
		}()
		synctest.Wait()
		leave()
		if err := <-left; !errors.Is(err, context.Canceled) {
			t.Errorf("Access: %v", err)
		}
		close(w.srv.held)
		synctest.Wait()
		if w.vault.token != "refresh-1" {
			t.Errorf("the vault has %q", w.vault.token)
		}
		w.gets(w.Session, "access-1")
	})
}

// A lost reply is asked for again within the time that the server allows.
func TestLostReply(t *testing.T) {
	inWorld(t, func(w *world) {
		w.srv.lose = 2
		began := time.Now()
		w.gets(w.Session, "access-3")
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("it took %s", took)
		}
		time.Sleep(time.Hour)
		w.gets(w.Session, "access-4")
	})
}

// Without network there is one try, which used nothing up.
func TestOffline(t *testing.T) {
	inWorld(t, func(w *world) {
		w.down.Store(true)
		began := time.Now()
		w.fails(engine.ErrOffline)
		if took := time.Since(began); took > 0 {
			t.Errorf("it took %s", took)
		}
		time.Sleep(24 * time.Hour)
		w.down.Store(false)
		w.gets(w.Session, "access-1")
	})
}

// A token that the server refused is not sent again; a newer one from another program on
// this device is found.
func TestSessionEnds(t *testing.T) {
	inWorld(t, func(w *world) {
		w.srv.dead = true
		w.fails(engine.ErrSignInNeeded)
		w.fails(engine.ErrSignInNeeded)
		if w.srv.refreshes != 1 {
			t.Errorf("the server was asked %d times", w.srv.refreshes)
		}
		if _, err := w.another().Login(w.Context(), "me@example.org", "the right one"); err != nil {
			t.Fatal(err)
		}
		w.gets(w.Session, "access-2")
	})
}

// Two programs share a vault without signing each other out.
func TestTwoPrograms(t *testing.T) {
	inWorld(t, func(w *world) {
		other := w.another()
		for i := range 5 {
			if _, err := w.Access(w.Context()); err != nil {
				t.Fatal(i, err)
			}
			time.Sleep(8 * time.Minute)
			if _, err := other.Access(w.Context()); err != nil {
				t.Fatal(i, err)
			}
			time.Sleep(8 * time.Minute)
		}
	})
}

// Tokens that could not be kept are not used, and are kept as soon as that is possible.
func TestVaultFails(t *testing.T) {
	inWorld(t, func(w *world) {
		locked := errors.New("the keyring is locked")
		w.vault.breaks(locked)
		w.fails(locked)
		time.Sleep(5 * time.Minute) // too late to use the older token again
		w.fails(locked)
		w.vault.breaks(nil)
		w.gets(w.Session, "access-1")
		if w.srv.refreshes != 1 || w.vault.token != "refresh-1" {
			t.Errorf("%d refreshes, the vault has %q", w.srv.refreshes, w.vault.token)
		}
	})
}
