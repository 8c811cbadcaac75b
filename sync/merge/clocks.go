package merge

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"
)

// ErrClocks reports a packed blob of clocks that is cut short or overlong.
var ErrClocks = errors.New("packed clocks are damaged")

// PackClocks encodes the stamps of an entity: for each distinct stamp its 16 bytes,
// the number of cells that carry it, and their names, each led by its length. Most
// rows were written in a few goes, so this is small. The order is fixed, so equal
// clocks give equal bytes.
func PackClocks(e Entity) []byte {
	keys := make([]Key, 0, len(e))
	for k := range e {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b Key) int {
		if order := e[a].Stamp.Compare(e[b].Stamp); order != 0 {
			return order
		}
		if order := strings.Compare(a.Field, b.Field); order != 0 {
			return order
		}
		return strings.Compare(a.Sub, b.Sub)
	})
	var out []byte
	for len(keys) > 0 {
		stamp, n := e[keys[0]].Stamp, 1
		for n < len(keys) && e[keys[n]].Stamp == stamp {
			n++
		}
		out = append(out, stamp[:]...)
		out = binary.AppendUvarint(out, uint64(n))
		for _, k := range keys[:n] {
			for _, part := range [...]string{k.Field, k.Sub} {
				out = binary.AppendUvarint(out, uint64(len(part)))
				out = append(out, part...)
			}
		}
		keys = keys[n:]
	}
	return out
}

// UnpackClocks decodes what PackClocks encodes.
func UnpackClocks(b []byte) (map[Key]Stamp, error) {
	stamps := map[Key]Stamp{}
	for len(b) > 0 {
		var stamp Stamp
		if len(b) < len(stamp) {
			return nil, ErrClocks
		}
		b = b[copy(stamp[:], b):]
		n, size := binary.Uvarint(b)
		if size <= 0 || n == 0 || n > uint64(len(b)) {
			return nil, ErrClocks
		}
		b = b[size:]
		for range n {
			var parts [2]string
			for i := range parts {
				length, size := binary.Uvarint(b)
				if size <= 0 || length > uint64(len(b)-size) {
					return nil, ErrClocks
				}
				parts[i] = string(b[size : size+int(length)])
				b = b[size+int(length):]
			}
			k := Key{parts[0], parts[1]}
			if _, twice := stamps[k]; twice {
				return nil, ErrClocks
			}
			stamps[k] = stamp
		}
	}
	return stamps, nil
}
