package merge

import (
	"crypto/sha256"
	"encoding/binary"
)

// A Key names a cell of an entity. Sub is empty for a plain field and names the
// member for a field that is a set.
type Key struct{ Field, Sub string }

// A Cell is a last-writer-wins register.
type Cell struct {
	Value Value
	Stamp Stamp
}

// Wins reports whether c stays when it meets o: the larger stamp, then the larger value.
func (c Cell) Wins(o Cell) bool {
	if order := c.Stamp.Compare(o.Stamp); order != 0 {
		return order > 0
	}
	return c.Value.Compare(o.Value) >= 0
}

// An Entity is a thing with cells. A cleared cell stays, with its stamp, so that a
// late write cannot bring back what was removed.
type Entity map[Key]Cell

// Put merges one cell into e and reports whether e changed.
func (e Entity) Put(k Key, c Cell) bool {
	if old, ok := e[k]; ok && old.Wins(c) {
		return false
	}
	e[k] = c
	return true
}

// Merge merges every cell of o into e and reports whether e changed.
func (e Entity) Merge(o Entity) bool {
	changed := false
	for k, c := range o {
		changed = e.Put(k, c) || changed
	}
	return changed
}

// A Write is one new value within a change set.
type Write struct {
	Kind  string `json:"kind"`
	ID    string `json:"id"`
	Field string `json:"field"`
	Sub   string `json:"sub,omitzero"`
	Value Value  `json:"value"`
	Floor bool   `json:"floor,omitzero"` // carries the floor stamp in place of the set's: a generated default

	// Base is set for long text: the stamp of the value that the writer saw, the floor if
	// there was none. Two texts written over the same base are merged, not chosen from.
	Base *Stamp `json:"base,omitzero"`
}

// Key returns the cell that the write is for.
func (w Write) Key() Key { return Key{w.Field, w.Sub} }

// A ChangeSet is one intent of a person: writes that belong together, under one
// stamp. Seq numbers the change sets of a device from 1 without a gap.
type ChangeSet struct {
	Seq    int64
	Stamp  Stamp
	Intent string // what was meant: add, complete, edit …
	Wall   int64  // what the device's clock showed, in ms since 1970; for the history only, 0 if not known
	Writes []Write
}

// Cell returns the cell that write w of the set puts.
func (s *ChangeSet) Cell(w Write) Cell {
	if w.Floor {
		return Cell{Value: w.Value}
	}
	return Cell{w.Value, s.Stamp}
}

// Hash returns the share of one cell in the digest of a space. The digest is the XOR
// of all of them, so it can be kept up to date cell by cell. The key makes the
// hashes of one space useless in another.
func Hash(key [16]byte, kind, id string, k Key, c Cell) uint64 {
	b := make([]byte, 0, 160)
	b = append(b, key[:]...)
	for _, part := range [...]string{kind, id, k.Field, k.Sub} {
		b = binary.AppendUvarint(b, uint64(len(part)))
		b = append(b, part...)
	}
	b = append(b, c.Stamp[:]...)
	b = append(b, byte(c.Value.kind))
	b = binary.BigEndian.AppendUint64(b, uint64(c.Value.num))
	b = append(b, c.Value.text...)
	sum := sha256.Sum256(b)
	return binary.BigEndian.Uint64(sum[:8])
}

// Buckets is the number of parts a digest is kept in, so that a difference can be
// found without sending everything.
const Buckets = 256

// Bucket returns the part of the digest that the entity with the given ID is in.
func Bucket(id string) int {
	sum := sha256.Sum256([]byte(id))
	return int(sum[0])
}
