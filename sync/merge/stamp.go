// Package merge decides what two copies of the same data agree on.
//
// It knows entities as sets of cells and nothing of what they mean: no field, no
// kind, no store, no clock of its own. The device and the server both use it, and
// nothing else writes a cell.
//
// Its one rule: of two values for a cell, the one with the larger stamp stays, and
// equal stamps fall to the larger value. Merging is therefore commutative,
// associative and idempotent, and the order, loss or doubling of messages cannot
// make copies differ.
package merge

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
)

// A Stamp is a hybrid logical clock reading that sorts as bytes: 48 bits of
// milliseconds since 1970, a 16-bit counter, 64 bits of node
// (Kulkarni et al., "Logical Physical Clocks", 2014). The zero Stamp is the floor:
// it loses to any other, and generated defaults carry it.
type Stamp [16]byte

const maxMillis = 1<<48 - 1

// NewStamp builds a stamp from its parts. Milliseconds are held to 0 … 2⁴⁸−1.
func NewStamp(millis int64, counter uint16, node uint64) Stamp {
	var s Stamp
	millis = min(max(millis, 0), maxMillis)
	binary.BigEndian.PutUint64(s[:8], uint64(millis)<<16|uint64(counter))
	binary.BigEndian.PutUint64(s[8:], node)
	return s
}

// ParseStamp reads what String writes.
func ParseStamp(text string) (Stamp, error) {
	var s Stamp
	if n, err := hex.Decode(s[:], []byte(text[:min(len(text), 32)])); err != nil || n != len(s) || len(text) != 32 {
		return Stamp{}, fmt.Errorf("stamp %.40q: want 32 hexadecimal digits", text)
	}
	return s, nil
}

// Millis returns the milliseconds since 1970.
func (s Stamp) Millis() int64 { return int64(binary.BigEndian.Uint64(s[:8]) >> 16) }

// Counter returns the counter that orders stamps of one millisecond.
func (s Stamp) Counter() uint16 { return binary.BigEndian.Uint16(s[6:8]) }

// Node returns the installation that made the stamp.
func (s Stamp) Node() uint64 { return binary.BigEndian.Uint64(s[8:]) }

// Compare returns -1, 0 or 1 as s is smaller than, equal to or larger than o.
func (s Stamp) Compare(o Stamp) int { return bytes.Compare(s[:], o[:]) }

// IsFloor reports whether s is the zero stamp.
func (s Stamp) IsFloor() bool { return s == Stamp{} }

// String writes the stamp as 32 hexadecimal digits.
func (s Stamp) String() string { return hex.EncodeToString(s[:]) }

// MarshalText writes the stamp as String does.
func (s Stamp) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what ParseStamp reads.
func (s *Stamp) UnmarshalText(b []byte) (err error) {
	*s, err = ParseStamp(string(b))
	return err
}

// A Clock gives stamps that never go back. It holds the largest stamp it has given
// or seen; the wall clock comes in as an argument.
type Clock struct {
	Node uint64
	Last Stamp
}

// Next returns a stamp larger than every one given or observed, at wallMillis or
// after. A full counter carries into the milliseconds.
func (c *Clock) Next(wallMillis int64) Stamp {
	millis, counter := c.Last.Millis(), c.Last.Counter()
	switch {
	case wallMillis > millis:
		millis, counter = wallMillis, 0
	case counter == 1<<16-1:
		millis, counter = millis+1, 0
	default:
		counter++
	}
	c.Last = NewStamp(millis, counter, c.Node)
	return c.Last
}

// Observe makes every later stamp larger than s.
func (c *Clock) Observe(s Stamp) {
	if s.Compare(c.Last) > 0 {
		c.Last = s
	}
}
