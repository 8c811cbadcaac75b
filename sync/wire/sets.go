package wire

import (
	"google.golang.org/protobuf/proto"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/sync/merge"
)

// ReadChangeSets reads the sets of a push and stops at the first that is refused. A
// server that answers each set on its own calls ReadChangeSet for each.
func ReadChangeSets(ms []*mindflowv1.ChangeSet) ([]merge.ChangeSet, error) {
	if len(ms) > MaxPushSets {
		return nil, tooLarge("sets", "%d change sets, the limit is %d", len(ms), MaxPushSets)
	}
	sets := make([]merge.ChangeSet, len(ms))
	for i, m := range ms {
		var err error
		if sets[i], err = ReadChangeSet(m); err != nil {
			return nil, within("sets", i, err)
		}
	}
	return sets, nil
}

// ReadChangeSet reads a change set. With an error it still returns the number of the set,
// so that the set can be rejected and its number used up; 0 if that is wrong too.
func ReadChangeSet(m *mindflowv1.ChangeSet) (merge.ChangeSet, error) {
	set := merge.ChangeSet{Seq: max(m.GetDseq(), 0)}
	if set.Seq == 0 {
		return set, invalid("dseq", "%d, the first is 1", m.GetDseq())
	}
	stamp, err := ReadStamp("stamp", m.GetStamp())
	if err != nil {
		return set, err
	}
	if stamp.IsFloor() {
		return set, invalid("stamp", "it is the floor")
	}
	if err := name("intent", m.GetIntent(), 0, MaxIntent); err != nil {
		return set, err
	}
	if m.GetClientMs() < 0 {
		return set, invalid("client_ms", "%d, before 1970", m.GetClientMs())
	}
	switch n := len(m.GetWrites()); {
	case n == 0:
		return set, invalid("writes", "there is none")
	case n > MaxSetWrites:
		return set, tooLarge("writes", "%d writes, the limit is %d", n, MaxSetWrites)
	}
	if n := proto.Size(m); n > MaxSetBytes {
		return set, tooLarge("writes", "the set has %d bytes, the limit is %d", n, MaxSetBytes)
	}
	writes := make([]merge.Write, len(m.GetWrites()))
	for i, w := range m.GetWrites() {
		if writes[i], err = readWrite(w); err != nil {
			return set, within("writes", i, err)
		}
	}
	if i := twice(writes); i >= 0 {
		return set, within("writes", i, invalid("field", "the set writes this cell before"))
	}
	set.Stamp, set.Intent, set.Wall, set.Writes = stamp, m.GetIntent(), m.GetClientMs(), writes
	return set, nil
}

// twice returns the first write to a cell that an earlier one is for, or -1.
func twice(writes []merge.Write) int {
	if len(writes) == 1 {
		return -1 // nearly every set
	}
	type cell struct {
		kind, id string
		key      merge.Key
	}
	seen := make(map[cell]struct{}, len(writes))
	for i, w := range writes {
		c := cell{w.Kind, w.ID, w.Key()}
		if _, there := seen[c]; there {
			return i
		}
		seen[c] = struct{}{}
	}
	return -1
}

func readWrite(m *mindflowv1.Write) (merge.Write, error) {
	w := merge.Write{Kind: m.GetKind(), ID: m.GetId(), Field: m.GetField(), Sub: m.GetSub(), Floor: m.GetFloor()}
	if err := names(w.Kind, w.ID); err != nil {
		return w, err
	}
	if err := keys(w.Field, w.Sub); err != nil {
		return w, err
	}
	var err error
	if w.Value, err = ReadValue("value", m.GetValue()); err != nil {
		return w, err
	}
	if n := w.Value.Len(); n > MaxValueBytes {
		return w, tooLarge("value", "%d bytes, the limit is %d", n, MaxValueBytes)
	}
	if m.Base != nil {
		base, err := ReadStamp("base", m.Base)
		if err != nil {
			return w, err
		}
		if w.Floor {
			return w, invalid("base", "a write under the floor has none")
		}
		w.Base = &base
	}
	return w, nil
}

func names(kind, id string) error {
	if err := name("kind", kind, 1, MaxKind); err != nil {
		return err
	}
	return name("id", id, 1, MaxID)
}

func keys(field, sub string) error {
	if err := name("field", field, 1, MaxField); err != nil {
		return err
	}
	return name("sub", sub, 0, MaxSub)
}

// ChangeSets writes the sets of a push.
func ChangeSets(sets []merge.ChangeSet) []*mindflowv1.ChangeSet {
	ms := make([]*mindflowv1.ChangeSet, len(sets))
	for i, set := range sets {
		ms[i] = ChangeSet(set)
	}
	return ms
}

// ChangeSet writes a change set.
func ChangeSet(set merge.ChangeSet) *mindflowv1.ChangeSet {
	m := &mindflowv1.ChangeSet{
		Dseq: set.Seq, Stamp: set.Stamp[:], Intent: set.Intent, ClientMs: set.Wall,
		Writes: make([]*mindflowv1.Write, len(set.Writes)),
	}
	for i, w := range set.Writes {
		m.Writes[i] = &mindflowv1.Write{Kind: w.Kind, Id: w.ID, Field: w.Field, Sub: w.Sub, Value: Value(w.Value), Floor: w.Floor}
		if w.Base != nil {
			m.Writes[i].Base = append([]byte{}, w.Base[:]...)
		}
	}
	return m
}
