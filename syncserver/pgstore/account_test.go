package pgstore_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"mindflow/sync/merge"
	"mindflow/syncserver/pgstore"
)

// A refresh token is used once; where the reply may have got lost it may be used again
// for a minute; a second use beyond that ends the session.
func TestRefresh(t *testing.T) {
	type step struct {
		token  int // which of the tokens handed out so far
		wait   time.Duration
		ok     bool
		stolen bool
	}
	for name, steps := range map[string][]step{
		"in turn":                     {{0, time.Hour, true, false}, {1, time.Hour, true, false}, {2, time.Hour, true, false}},
		"reply lost":                  {{0, 0, true, false}, {0, 59 * time.Second, true, false}, {2, time.Hour, true, false}},
		"lost again and again":        {{0, 0, true, false}, {0, 50 * time.Second, true, false}, {0, 50 * time.Second, true, false}, {3, 0, true, false}},
		"first successor came late":   {{0, 0, true, false}, {0, time.Second, true, false}, {1, 0, true, false}},
		"used again too late":         {{0, 0, true, false}, {0, time.Minute, false, true}, {1, 0, false, false}},
		"used after its successor":    {{0, 0, true, false}, {1, 0, true, false}, {0, time.Second, false, true}, {2, 0, false, false}},
		"both of two successors used": {{0, 0, true, false}, {0, 0, true, false}, {1, 0, true, false}, {2, 0, false, true}, {3, 0, false, false}},
		"not used for a month":        {{0, pgstore.TokenLife + time.Second, false, false}},
	} {
		t.Run(name, func(t *testing.T) {
			f := open(t, pgstore.Options{})
			p := f.account("ann")
			tokens := [][32]byte{p.grant.Refresh}
			for i, s := range steps {
				f.add(s.wait)
				g, stolen, err := f.Refresh(context.Background(), p.Space, tokens[s.token][:], nil)
				if (err == nil) != s.ok || stolen != s.stolen || err != nil && !errors.Is(err, pgstore.ErrToken) {
					t.Fatalf("step %d: stolen %v, %v; want %+v", i, stolen, err, s)
				}
				if err == nil {
					tokens = append(tokens, g.Refresh)
					if g.Device != p.Device || g.Session != p.grant.Session {
						t.Errorf("step %d: another device or session: %+v", i, g)
					}
				}
			}
		})
	}
}

// However often it is refreshed, a session ends after 180 days.
func TestSessionEnds(t *testing.T) {
	f := open(t, pgstore.Options{})
	p := f.account("ann")
	token := p.grant.Refresh
	for day := 25; ; day += 25 {
		f.add(25 * 24 * time.Hour)
		g, _, err := f.Refresh(context.Background(), p.Space, token[:], nil)
		if want := day <= 180; (err == nil) != want {
			t.Fatalf("day %d: %v", day, err)
		} else if !want {
			return
		}
		if token = g.Refresh; g.RefreshExpires.After(noon.Add(pgstore.SessionLife)) {
			t.Errorf("day %d: expires %v", day, g.RefreshExpires)
		}
	}
}

// Signing out, revoking a device and signing in again on it take effect at once.
func TestSignOut(t *testing.T) {
	ctx := context.Background()
	f := open(t, pgstore.Options{})
	a := f.account("ann")
	b, c := f.signIn(a.Space, "b"), f.signIn(a.Space, "c")
	alive := func(p *peer) bool {
		return f.Alive(ctx, p.Space, p.grant.Session, p.Device) == nil
	}
	if !alive(a) || !alive(b) || !alive(c) {
		t.Fatal("a session is not alive")
	}
	for range 2 {
		if err := f.RevokeDevice(ctx, a.Space, b.Device); err != nil {
			t.Fatal(err)
		}
	}
	if !alive(a) || alive(b) || !alive(c) {
		t.Error("revoking b did not end b's session alone")
	}
	if _, err := b.Push(ctx, b.Caller, 1, nil); !errors.Is(err, pgstore.ErrRevoked) {
		t.Errorf("a revoked device pushes: %v", err)
	}
	if _, _, err := f.Refresh(ctx, b.Space, b.grant.Refresh[:], nil); !errors.Is(err, pgstore.ErrToken) {
		t.Errorf("a revoked device refreshes: %v", err)
	}
	if _, _, err := f.Follow(ctx, b.Space, b.grant.Session, b.Device, pgstore.Cursor{}, 1); !errors.Is(err, pgstore.ErrRevoked) {
		t.Errorf("a revoked device follows: %v", err)
	}
	if err := f.Alive(ctx, a.Space, b.grant.Session, b.Device); !errors.Is(err, pgstore.ErrRevoked) {
		t.Errorf("a revoked device is %v", err)
	}
	again, err := f.SignIn(ctx, b.Space, pgstore.Device{ID: b.Device, Nonce: b.Nonce})
	if err != nil || again.Device != b.Device {
		t.Errorf("signing in again: %+v, %v", again, err)
	}
	copied, err := f.SignIn(ctx, b.Space, pgstore.Device{ID: b.Device, Nonce: "copy"})
	if err != nil || copied.Device == b.Device {
		t.Errorf("a copy signs in as device %v, %v", copied.Device, err)
	}
	if err := f.SignOut(ctx, c.Space, c.grant.Session, false); err != nil || alive(c) || !alive(a) {
		t.Errorf("signing out c: %v", err)
	}
	if err := f.SignOut(ctx, a.Space, a.grant.Session, true); err != nil || alive(a) {
		t.Errorf("signing out everywhere: %v", err)
	}
	if err := f.RevokeDevice(ctx, f.account("bob").Space, b.Device); !errors.Is(err, pgstore.ErrNotFound) {
		t.Errorf("bob revokes ann's device: %v", err)
	}
}

// Of many who register an address at once, one gets it.
func TestRegisterOnce(t *testing.T) {
	f := open(t, pgstore.Options{})
	var wait sync.WaitGroup
	var mu sync.Mutex
	made, taken := 0, 0
	for range 6 {
		wait.Go(func() {
			_, err := f.Register(context.Background(), "ann@example.org", pgstore.Account{ID: uuid.New(), Email: "ann@example.org"}, pgstore.Device{ID: uuid.New()})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				made++
			case errors.Is(err, pgstore.ErrTaken):
				taken++
			default:
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if made != 1 || taken != 5 {
		t.Errorf("%d made, %d taken", made, taken)
	}
	a, err := f.AccountOf(context.Background(), "ann@example.org")
	if err != nil || a.Email != "ann@example.org" {
		t.Errorf("%+v, %v", a, err)
	}
	if _, err := f.AccountOf(context.Background(), "eve@example.org"); !errors.Is(err, pgstore.ErrNotFound) {
		t.Errorf("an unknown address: %v", err)
	}
}

// Hello moves the server to where a device is that outlived a restore, and tells a
// device that went back in time.
func TestHello(t *testing.T) {
	ctx := context.Background()
	f := open(t, pgstore.Options{})
	p := f.account("ann")
	p.push(p.set("t1", "x", noon), p.set("t2", "y", noon))
	hello := func(nonce string, first, last int64) (int64, error) {
		_, n, err := f.Hello(ctx, p.Space, pgstore.Greeting{Device: pgstore.Device{ID: p.Device, Nonce: nonce, Name: "laptop"}, First: first, Last: last})
		return n, err
	}
	if n, err := hello(p.Nonce, 3, 2); n != 2 || err != nil {
		t.Errorf("as expected: %d, %v", n, err)
	}
	if n, err := hello(p.Nonce, 1, 5); n != 2 || err != nil {
		t.Errorf("replies lost: %d, %v", n, err)
	}
	if _, err := hello(p.Nonce, 2, 1); !errors.Is(err, pgstore.ErrForked) {
		t.Errorf("a device restored from a backup: %v", err)
	}
	if _, err := hello("copy", 3, 2); !errors.Is(err, pgstore.ErrForked) {
		t.Errorf("a copy: %v", err)
	}
	if n, err := hello(p.Nonce, 8, 9); n != 7 || err != nil {
		t.Errorf("a server restored from a backup: %d, %v", n, err)
	}
	p.seq = 7
	if r := p.push(p.set("t3", "z", noon)); r.LastSeq != 8 {
		t.Errorf("%+v", r)
	}
	devices, err := f.Devices(ctx, p.Space, noon)
	if err != nil || len(devices) != 1 || devices[0].Name != "laptop" {
		t.Errorf("%+v, %v", devices, err)
	}
}

// A bootstrap sends each entity once, open tasks and what they need before the rest,
// and goes on from any place.
func TestBootstrap(t *testing.T) {
	ctx := context.Background()
	p := open(t, pgstore.Options{}).account("ann")
	for _, id := range []string{"done1", "open1", "done2", "open2", "open3"} {
		set := p.set(id, id, noon)
		status := "pending"
		if strings.HasPrefix(id, "done") {
			status = "completed"
		}
		set.Writes = append(set.Writes, merge.Write{Kind: "task", ID: id, Field: "status", Value: merge.String(status)})
		p.push(set)
	}
	set := p.set("p1", "project", noon)
	set.Writes[0].Kind = "project"
	p.push(set)
	var got []string
	at := pgstore.Place{}
	for done := false; !done; {
		part, err := p.Bootstrap(ctx, p.Space, at, 2, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := p.Bootstrap(ctx, p.Space, at, 2, 1<<20); err != nil || len(again.Records) != len(part.Records) {
			t.Errorf("the same place again: %v, %v", again, err)
		}
		for _, r := range part.Records {
			got = append(got, r.ID)
		}
		if part.Total != 6 || part.Next.Sent != int64(len(got)) || part.Next.AsOf != 6 {
			t.Errorf("%+v after %v", part, got)
		}
		at, done = part.Next, part.Complete
	}
	if text := strings.Join(got, " "); text != "open1 open2 open3 p1 done1 done2" {
		t.Errorf("sent %s", text)
	}
}
