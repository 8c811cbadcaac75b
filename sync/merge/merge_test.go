package merge_test

import (
	"encoding/json"
	"maps"
	"testing"

	"pgregory.net/rapid"

	"mindflow/sync/merge"
)

var (
	genStamp = rapid.Custom(func(t *rapid.T) merge.Stamp {
		return merge.NewStamp(rapid.Int64Range(0, 3).Draw(t, "ms"), rapid.Uint16Range(0, 2).Draw(t, "counter"), rapid.Uint64Range(0, 2).Draw(t, "node"))
	})
	genValue = rapid.OneOf(
		rapid.Just(merge.Null),
		rapid.Map(rapid.Bool(), merge.Bool),
		rapid.Map(rapid.Int64(), merge.Int),
		rapid.Map(rapid.String(), merge.String),
		rapid.Map(rapid.SliceOf(rapid.Byte()), merge.Bytes),
		rapid.Map(rapid.SliceOf(rapid.Byte()), merge.Cipher),
	)
	genKey = rapid.Custom(func(t *rapid.T) merge.Key {
		return merge.Key{
			Field: rapid.SampledFrom([]string{"title", "due", "tags", "новое"}).Draw(t, "field"),
			Sub:   rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "sub"),
		}
	})
	genCell = rapid.Custom(func(t *rapid.T) merge.Cell {
		return merge.Cell{Value: genValue.Draw(t, "value"), Stamp: genStamp.Draw(t, "stamp")}
	})
	genEntity = rapid.Custom(func(t *rapid.T) merge.Entity {
		return rapid.MapOf(genKey, genCell).Draw(t, "entity")
	})
)

func merged(entities ...merge.Entity) merge.Entity {
	out := merge.Entity{}
	for _, e := range entities {
		out.Merge(e)
	}
	return out
}

// Copies that have seen the same cells agree, in whatever order, grouping and
// number of times they saw them.
func TestMergeLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := genEntity.Draw(t, "a"), genEntity.Draw(t, "b"), genEntity.Draw(t, "c")
		if !maps.Equal(merged(a, b), merged(b, a)) {
			t.Fatal("not commutative")
		}
		if !maps.Equal(merged(merged(a, b), c), merged(a, merged(b, c))) {
			t.Fatal("not associative")
		}
		if !maps.Equal(merged(a, b, b, a), merged(a, b)) {
			t.Fatal("not idempotent")
		}
	})
}

// Any delivery of single cells, doubled and shuffled, ends in the same entity.
func TestAnyDeliveryConverges(t *testing.T) {
	type message struct {
		key  merge.Key
		cell merge.Cell
	}
	rapid.Check(t, func(t *rapid.T) {
		sent := rapid.SliceOf(rapid.Custom(func(t *rapid.T) message {
			return message{genKey.Draw(t, "key"), genCell.Draw(t, "cell")}
		})).Draw(t, "sent")
		deliver := func(order []message) merge.Entity {
			e := merge.Entity{}
			for _, m := range order {
				e.Put(m.key, m.cell)
			}
			return e
		}
		doubled := rapid.Permutation(append(append([]message{}, sent...), sent...)).Draw(t, "delivery")
		if !maps.Equal(deliver(sent), deliver(doubled)) {
			t.Fatal("delivery order decided the outcome")
		}
	})
}

func TestPutReportsChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, k, c := genEntity.Draw(t, "e"), genKey.Draw(t, "k"), genCell.Draw(t, "c")
		before := maps.Clone(e)
		changed := e.Put(k, c)
		if changed == maps.Equal(e, before) {
			t.Fatalf("Put reported %v", changed)
		}
	})
}

// The floor stamp never overwrites what a person wrote.
func TestFloorLoses(t *testing.T) {
	k := merge.Key{Field: "title"}
	e := merge.Entity{k: {merge.String("mine"), merge.NewStamp(1, 0, 1)}}
	set := merge.ChangeSet{Stamp: merge.NewStamp(9, 0, 1)}
	if e.Put(k, set.Cell(merge.Write{Field: "title", Value: merge.String("generated"), Floor: true})) {
		t.Error("a generated default overwrote an edit")
	}
	if !e.Put(k, set.Cell(merge.Write{Field: "title", Value: merge.String("later")})) {
		t.Error("a later edit did not win")
	}
}

func TestClockNeverGoesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		clock := merge.Clock{Node: rapid.Uint64().Draw(t, "node")}
		for range 50 {
			if rapid.Bool().Draw(t, "observe") {
				clock.Observe(genStamp.Draw(t, "seen"))
			}
			last, wall := clock.Last, rapid.Int64Range(-5, 10).Draw(t, "wall")
			next := clock.Next(wall)
			if next.Compare(last) <= 0 {
				t.Fatalf("%s does not follow %s", next, last)
			}
			if next.Millis() < wall {
				t.Fatalf("stamp at %d ms is before the wall clock at %d", next.Millis(), wall)
			}
			if next.Node() != clock.Node {
				t.Fatal("the stamp is not this node's")
			}
		}
	})
}

func TestFullCounterCarries(t *testing.T) {
	clock := merge.Clock{Node: 7, Last: merge.NewStamp(100, 1<<16-1, 7)}
	if got, want := clock.Next(50), merge.NewStamp(101, 0, 7); got != want {
		t.Errorf("Next = %s, want %s", got, want)
	}
}

// Byte order of stamps is the order of their parts, which storage relies on.
func TestStampOrder(t *testing.T) {
	rising := []merge.Stamp{
		{}, merge.NewStamp(0, 0, 1), merge.NewStamp(0, 1, 0), merge.NewStamp(1, 0, 0),
		merge.NewStamp(1, 0, 1<<63), merge.NewStamp(255, 0, 0), merge.NewStamp(256, 0, 0), merge.NewStamp(1<<47, 0, 0),
	}
	for i := 1; i < len(rising); i++ {
		if rising[i-1].Compare(rising[i]) >= 0 {
			t.Errorf("%s is not below %s", rising[i-1], rising[i])
		}
	}
	s := merge.NewStamp(1<<47+12345, 513, 1<<63+9)
	if s.Millis() != 1<<47+12345 || s.Counter() != 513 || s.Node() != 1<<63+9 {
		t.Errorf("parts of %s are %d %d %d", s, s.Millis(), s.Counter(), s.Node())
	}
}

func TestValueJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := genValue.Draw(t, "v")
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var back merge.Value
		if err := json.Unmarshal(b, &back); err != nil || back != v {
			t.Fatalf("%s came back as %+v (%v), was %+v", b, back, err, v)
		}
	})
}

func TestClocksRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := genEntity.Draw(t, "e")
		packed := merge.PackClocks(e)
		stamps, err := merge.UnpackClocks(packed)
		if err != nil {
			t.Fatal(err)
		}
		if len(stamps) != len(e) {
			t.Fatalf("%d stamps of %d cells", len(stamps), len(e))
		}
		for k, c := range e {
			if stamps[k] != c.Stamp {
				t.Fatalf("%v has %s, want %s", k, stamps[k], c.Stamp)
			}
		}
	})
}

// The digest of a set of cells does not depend on their order and differs as soon
// as any part of one cell does.
func TestHashTellsCellsApart(t *testing.T) {
	key := [16]byte{1}
	base := merge.Cell{Value: merge.String("x"), Stamp: merge.NewStamp(1, 2, 3)}
	seen := map[uint64]string{}
	for name, h := range map[string]uint64{
		"base":   merge.Hash(key, "task", "1", merge.Key{Field: "title"}, base),
		"space":  merge.Hash([16]byte{2}, "task", "1", merge.Key{Field: "title"}, base),
		"kind":   merge.Hash(key, "tag", "1", merge.Key{Field: "title"}, base),
		"id":     merge.Hash(key, "task", "2", merge.Key{Field: "title"}, base),
		"field":  merge.Hash(key, "task", "1", merge.Key{Field: "titl", Sub: "e"}, base),
		"stamp":  merge.Hash(key, "task", "1", merge.Key{Field: "title"}, merge.Cell{Value: base.Value}),
		"value":  merge.Hash(key, "task", "1", merge.Key{Field: "title"}, merge.Cell{Value: merge.String("y"), Stamp: base.Stamp}),
		"bytes":  merge.Hash(key, "task", "1", merge.Key{Field: "title"}, merge.Cell{Value: merge.Bytes([]byte("x")), Stamp: base.Stamp}),
		"number": merge.Hash(key, "task", "1", merge.Key{Field: "title"}, merge.Cell{Value: merge.Int(120), Stamp: base.Stamp}),
	} {
		if other, twice := seen[h]; twice {
			t.Errorf("%s and %s hash alike", name, other)
		}
		seen[h] = name
	}
}

func FuzzUnpackClocks(f *testing.F) {
	f.Add(merge.PackClocks(merge.Entity{{Field: "title"}: {Stamp: merge.NewStamp(1, 1, 1)}, {Field: "tags", Sub: "a"}: {}}))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		stamps, err := merge.UnpackClocks(b)
		if err != nil {
			return
		}
		e := merge.Entity{}
		for k, s := range stamps {
			e[k] = merge.Cell{Stamp: s}
		}
		again, err := merge.UnpackClocks(merge.PackClocks(e))
		if err != nil || !maps.Equal(again, stamps) {
			t.Fatalf("what was read does not survive a round trip: %v", err)
		}
	})
}

func FuzzValueJSON(f *testing.F) {
	for _, seed := range []string{`null`, `true`, `-12`, `"x"`, `{"bytes":"AA=="}`, `{"cipher":"AA=="}`, `1.5`, `[]`, `{}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var v, again merge.Value
		if json.Unmarshal(b, &v) != nil {
			return
		}
		out, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out, &again); err != nil || again != v {
			t.Fatalf("%s → %s → %v (%v)", b, out, again, err)
		}
	})
}
