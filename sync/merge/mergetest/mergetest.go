// Package mergetest holds the facts that every store of cells keeps: the device's on
// SQLite and the server's on PostgreSQL alike.
//
// It knows the merge and a narrow view of a store, and nothing of SQL, sync or what a
// cell means. Its one rule: what a store holds after any change sets is what the pure
// merge of them says, cell for cell.
package mergetest

import (
	"fmt"
	"maps"
	"testing"

	"github.com/google/uuid"

	"mindflow/sync/merge"
)

// A Store is one space of a store under test.
type Store interface {
	Space() uuid.UUID
	Apply(t testing.TB, set merge.ChangeSet) // merges the set; its number is the store's to give
	Records(t testing.TB) []merge.Record     // everything in the space
	Digest(t testing.TB) uint64
}

// Run runs the suite; open gives an empty store, which takes stamps of up to now
// milliseconds since 1970.
func Run(t *testing.T, now int64, open func(t *testing.T) Store) {
	for name, schedule := range schedules(now) {
		t.Run(name, func(t *testing.T) {
			s, model := open(t), map[[2]string]merge.Entity{}
			for _, set := range schedule {
				s.Apply(t, set)
				for _, w := range set.Writes {
					key := [2]string{w.Kind, w.ID}
					if model[key] == nil {
						model[key] = merge.Entity{}
					}
					model[key].Put(w.Key(), set.Cell(w))
				}
			}
			compare(t, s, model)
			for _, set := range schedule { // a message that comes twice changes nothing
				s.Apply(t, set)
			}
			compare(t, s, model)
		})
	}
}

func compare(t *testing.T, s Store, model map[[2]string]merge.Entity) {
	t.Helper()
	var digest uint64
	for key, cells := range model {
		for k, c := range cells {
			digest ^= merge.Hash(s.Space(), key[0], key[1], k, c)
		}
	}
	found := map[[2]string]bool{}
	for _, r := range s.Records(t) {
		key := [2]string{r.Kind, r.ID}
		found[key] = true
		if !maps.Equal(r.Cells, model[key]) {
			t.Errorf("%s %s is %v, the merge says %v", r.Kind, r.ID, r.Cells, model[key])
		}
	}
	for key := range model {
		if !found[key] {
			t.Errorf("%s %s is not there", key[0], key[1])
		}
	}
	if got := s.Digest(t); got != digest {
		t.Errorf("digest %016x, want %016x", got, digest)
	}
}

// schedules are change sets in the order in which they arrive.
func schedules(now int64) map[string][]merge.ChangeSet {
	const id, other = "018f0000-0000-7000-8000-000000000001", "018f0000-0000-7000-8000-000000000002"
	set := func(ms int64, node uint64, writes ...merge.Write) merge.ChangeSet {
		return merge.ChangeSet{Stamp: merge.NewStamp(now-1000+ms, 0, node), Intent: "edit", Writes: writes}
	}
	write := func(field, sub string, v merge.Value) merge.Write {
		return merge.Write{Kind: "task", ID: id, Field: field, Sub: sub, Value: v}
	}
	title := func(s string) merge.Write { return write("title", "", merge.String(s)) }
	tag := "018f0000-0000-7000-8000-00000000000a"
	many := make([]merge.Write, 0, 200)
	for i := range 200 {
		many = append(many, write("tags", fmt.Sprintf("018f0000-0000-7000-8000-%012d", i), merge.Bool(true)))
	}
	generated := title("a default")
	generated.Floor = true
	return map[string][]merge.ChangeSet{
		"the later stamp stays":            {set(1, 1, title("one")), set(3, 1, title("three")), set(2, 2, title("two"))},
		"of one instant, the larger node":  {set(1, 2, title("of node 2")), set(1, 1, title("of node 1"))},
		"fields are merged each alone":     {set(2, 1, title("title"), write("priority", "", merge.Int(1))), set(1, 2, write("priority", "", merge.Int(5)), write("due", "", merge.String("2026-03-11")))},
		"a cleared cell stays cleared":     {set(2, 1, write("due", "", merge.Null)), set(1, 2, write("due", "", merge.String("2026-03-11")))},
		"members of a set are cells":       {set(1, 1, write("tags", tag, merge.Bool(true))), set(3, 1, write("tags", tag, merge.Null)), set(2, 2, write("tags", tag, merge.Bool(true)))},
		"a generated default never wins":   {set(1, 1, title("mine")), set(2, 2, generated)},
		"a generated default is taken":     {set(2, 2, generated), set(1, 1, write("status", "", merge.String("pending")))},
		"unknown fields and kinds go on":   {set(1, 1, write("effort", "hours", merge.Bytes([]byte{0, 255})), merge.Write{Kind: "hologram", ID: "h-1", Field: "angle", Value: merge.Int(-7)})},
		"values it cannot hold in columns": {set(1, 1, write("status", "", merge.String("delegated")), write("priority", "", merge.Int(0)), write("pinned", "", merge.Bool(false)), write("title", "", merge.Int(9)), write("tags", tag, merge.Bool(false)))},
		"every kind of value":              {set(1, 1, write("a", "", merge.Null), write("b", "", merge.Bool(true)), write("c", "", merge.Int(-1<<63)), write("d", "", merge.Int(1<<63-1)), write("e", "", merge.String("")), write("f", "", merge.Bytes(nil)), write("g", "", merge.Cipher([]byte("x"))))},
		"any text":                         {set(1, 1, title("\U0001F331 naïve \u202e\u2028 \\\" {} \x7f"), write("ключ", "дом", merge.String("значение")))},
		"two entities in one set":          {set(1, 1, title("one"), merge.Write{Kind: "task", ID: other, Field: "title", Value: merge.String("two")}), set(2, 1, merge.Write{Kind: "project", ID: id, Field: "name", Value: merge.String("same ID, another kind")})},
		"many members":                     {set(1, 1, many...), set(2, 1, write("tags", "018f0000-0000-7000-8000-000000000100", merge.Null))},
	}
}
