package pgstore_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"

	"mindflow/sync/merge"
	"mindflow/syncserver/pgstore"
	"mindflow/syncserver/pgstore/pgtest"
)

// What one instance publishes, another hears, each thing once however often it was
// said in a moment; what it publishes itself it does not hear.
func TestBus(t *testing.T) {
	db := pgtest.New(t)
	heard := make(chan pgstore.Note, 2000)
	log := slog.New(slog.DiscardHandler)
	one := pgstore.NewBus(db.URL, log)
	defer one.Close()
	one.Subscribe(func([]pgstore.Note) { t.Error("one heard itself") })
	two := pgstore.NewBus(db.URL, log)
	defer two.Close()
	two.Subscribe(func(notes []pgstore.Note) {
		for _, n := range notes {
			heard <- n
		}
	})
	<-one.Ready()
	<-two.Ready()
	want := map[pgstore.Note]bool{}
	for i := range 1000 { // more than a payload holds
		n := pgstore.Note{Space: uuid.New(), SignedOut: i%2 == 0}
		want[n] = true
		one.Publish(n)
		one.Publish(n)
	}
	for range 1000 {
		select {
		case n := <-heard:
			if !want[n] {
				t.Errorf("heard %+v, or twice", n)
			}
			delete(want, n)
		case <-time.After(10 * time.Second):
			t.Fatalf("%d notes were not heard", len(want))
		}
	}
}

// A database that crashes and comes back costs a device nothing but time: the same
// bytes go through in the end, once.
func TestCrash(t *testing.T) {
	c := pgtest.Start(t, true)
	f := openOn(t, c.Database(t), pgstore.Options{Attempts: 1000})
	p := f.account("ann")
	p.push(p.set("t1", "before", noon))
	pushed := make(chan pgstore.PushResult)
	c.Crash()
	set := p.set("t2", "through it", noon)
	go func() { pushed <- p.push(set) }()
	if err := c.Run(true); err != nil {
		t.Fatal(err)
	}
	if r := <-pushed; r.LastSeq != 2 || r.Acks[0].Status != merge.Applied || r.State.Head != 2 {
		t.Errorf("%+v", r)
	}
	checkDigest(t, p)
	// Without patience it is told that the database is busy, not that something broke.
	c.Crash()
	impatient := *f.Store
	impatient.Attempts = 1
	if _, err := impatient.Push(context.Background(), p.Caller, 1, nil); !errors.Is(err, pgstore.ErrBusy) {
		t.Errorf("while it is away: %v", err)
	}
	if err := c.Run(true); err != nil {
		t.Fatal(err)
	}
}
