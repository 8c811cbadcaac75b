package pgstore_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"mindflow/sync/merge"
	"mindflow/syncserver/pgstore"
	"mindflow/syncserver/pgstore/pgtest"
)

// noon is when the tests begin.
var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// A clock is moved by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

type fixture struct {
	*pgstore.Store
	t  testing.TB
	db pgtest.Database
	*clock
}

func open(t testing.TB, o pgstore.Options) *fixture {
	t.Helper()
	return openOn(t, pgtest.New(t), o)
}

func openOn(t testing.TB, db pgtest.Database, o pgstore.Options) *fixture {
	t.Helper()
	c := &clock{now: noon}
	if o.Now == nil {
		o.Now = c.Now
	}
	s, err := pgstore.Open(context.Background(), db.URL, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return &fixture{s, t, db, c}
}

// A peer is a device of an account, which pushes change sets.
type peer struct {
	*fixture
	pgstore.Caller
	grant pgstore.Grant
	node  uint64
	seq   int64
}

func (f *fixture) account(name string) *peer {
	f.t.Helper()
	id := uuid.New()
	d := pgstore.Device{ID: uuid.New(), Nonce: "n-" + name, Name: name}
	g, err := f.Register(context.Background(), name+"@example.org", pgstore.Account{ID: id, Email: name + "@Example.org", Password: "phc"}, d)
	if err != nil {
		f.t.Fatal(err)
	}
	return f.peer(g, d)
}

func (f *fixture) signIn(space uuid.UUID, name string) *peer {
	f.t.Helper()
	d := pgstore.Device{ID: uuid.New(), Nonce: "n-" + name, Name: name}
	g, err := f.SignIn(context.Background(), space, d)
	if err != nil {
		f.t.Fatal(err)
	}
	return f.peer(g, d)
}

func (f *fixture) peer(g pgstore.Grant, d pgstore.Device) *peer {
	return &peer{f, pgstore.Caller{Space: g.Space, Device: g.Device, Nonce: d.Nonce}, g, uint64(g.Device.ID()) + 1, 0}
}

// set makes the next change set of the peer: one title, stamped at a time.
func (p *peer) set(id, title string, at time.Time) pgstore.Set {
	p.seq++
	return pgstore.Set{ChangeSet: merge.ChangeSet{
		Seq: p.seq, Stamp: merge.NewStamp(at.UnixMilli(), 0, p.node), Intent: "edit",
		Writes: []merge.Write{{Kind: "task", ID: id, Field: "title", Value: merge.String(title)}},
	}}
}

func (p *peer) push(sets ...pgstore.Set) pgstore.PushResult {
	p.t.Helper()
	r, err := p.Push(context.Background(), p.Caller, 1, sets)
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

func (p *peer) pull(cursor int64) merge.Page {
	p.t.Helper()
	page, _, err := p.Pull(context.Background(), p.Space, pgstore.Cursor{Epoch: 1, Seq: cursor}, 1000, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	return page
}

func title(r merge.Record) string {
	s, _ := r.Cells[merge.Key{Field: "title"}].Value.Any().(string)
	return s
}
