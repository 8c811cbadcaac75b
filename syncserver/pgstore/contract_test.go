package pgstore_test

import (
	"context"
	"testing"

	"github.com/google/uuid"

	"mindflow/sync/merge"
	"mindflow/sync/merge/mergetest"
	"mindflow/syncserver/pgstore"
)

// A contracted is a space of the server as the suite of all stores sees it.
type contracted struct{ *peer }

func (s contracted) Space() uuid.UUID { return s.Caller.Space }

func (s contracted) Apply(t testing.TB, set merge.ChangeSet) {
	t.Helper()
	s.seq++
	set.Seq = s.seq
	if r := s.push(pgstore.Set{ChangeSet: set}); len(r.Acks) != 1 || r.Acks[0].Status != merge.Applied {
		t.Fatalf("answers %+v", r.Acks)
	}
}

func (s contracted) Records(t testing.TB) []merge.Record { return s.pull(0).Records }

func (s contracted) Digest(t testing.TB) (digest uint64) {
	t.Helper()
	_, sums, err := s.Store.Digest(context.Background(), s.Caller.Space)
	if err != nil {
		t.Fatal(err)
	}
	for _, sum := range sums {
		digest ^= sum
	}
	return digest
}

func TestStoreContract(t *testing.T) {
	f := open(t, pgstore.Options{})
	mergetest.Run(t, noon.UnixMilli(), func(t *testing.T) mergetest.Store {
		return contracted{f.account(uuid.NewString())}
	})
}
