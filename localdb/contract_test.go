package localdb_test

import (
	"context"
	"testing"

	"github.com/google/uuid"

	"mindflow/localdb"
	"mindflow/sync/merge"
	"mindflow/sync/merge/mergetest"
)

// A contracted is the offline copy as the suite of all stores sees it.
type contracted struct {
	*localdb.DB
	space uuid.UUID
}

func (s contracted) Space() uuid.UUID { return s.space }

func (s contracted) Apply(t testing.TB, set merge.ChangeSet) {
	t.Helper()
	page := merge.Page{Space: s.space.String(), Epoch: 1}
	for _, w := range set.Writes {
		page.Records = append(page.Records, merge.Record{Kind: w.Kind, ID: w.ID, Cells: merge.Entity{w.Key(): set.Cell(w)}})
	}
	if err := s.Receive(context.Background(), page); err != nil {
		t.Fatal(err)
	}
}

func (s contracted) Records(t testing.TB) []merge.Record {
	t.Helper()
	all, err := s.DB.Records(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func (s contracted) Digest(t testing.TB) uint64 { return status(t, s.DB).Digest }

func TestStoreContract(t *testing.T) {
	c := start()
	mergetest.Run(t, c.at.UnixMilli(), func(t *testing.T) mergetest.Store {
		db := open(t, t.TempDir(), c)
		at, err := db.Position(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return contracted{db, uuid.MustParse(at.Space)}
	})
}
