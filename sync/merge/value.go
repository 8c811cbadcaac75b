package merge

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
)

// A Value is what a cell holds: null, a bool, an integer, text, bytes, or bytes
// that only the device can read. Values are comparable with ==.
type Value struct {
	kind kind
	num  int64
	text string // text, bytes or cipher
}

type kind uint8

const (
	null kind = iota
	boolean
	integer
	text
	binaryBytes
	cipher
)

// Null is the value of a cell that was cleared.
var Null = Value{}

// String returns the value of a text.
func String(s string) Value { return Value{kind: text, text: s} }

// Int returns the value of an integer.
func Int(n int64) Value { return Value{kind: integer, num: n} }

// Bool returns the value of a truth.
func Bool(b bool) Value {
	v := Value{kind: boolean}
	if b {
		v.num = 1
	}
	return v
}

// Bytes returns the value of some bytes.
func Bytes(b []byte) Value { return Value{kind: binaryBytes, text: string(b)} }

// Cipher returns the value of bytes that are encrypted for the device.
func Cipher(b []byte) Value { return Value{kind: cipher, text: string(b)} }

// IsNull reports whether the value is Null.
func (v Value) IsNull() bool { return v.kind == null }

// IsCipher reports whether only the device can read the value.
func (v Value) IsCipher() bool { return v.kind == cipher }

// Len returns the bytes of a text, of bytes and of a cipher, and 0 for other values.
func (v Value) Len() int { return len(v.text) }

// Any returns the value as nil, a bool, an int64, a string or, for bytes and
// cipher alike, a []byte.
func (v Value) Any() any {
	switch v.kind {
	case boolean:
		return v.num != 0
	case integer:
		return v.num
	case text:
		return v.text
	case binaryBytes, cipher:
		return []byte(v.text)
	}
	return nil
}

// Compare orders values totally: by kind, then by content.
func (v Value) Compare(o Value) int {
	return cmp.Or(cmp.Compare(v.kind, o.kind), cmp.Compare(v.num, o.num), cmp.Compare(v.text, o.text))
}

// MarshalJSON writes null, true, 12, "text", {"bytes":"…"} or {"cipher":"…"}, the
// last two in base64.
func (v Value) MarshalJSON() ([]byte, error) {
	switch v.kind {
	case boolean, integer, text:
		return json.Marshal(v.Any())
	case binaryBytes:
		return json.Marshal(map[string]string{"bytes": base64.StdEncoding.EncodeToString([]byte(v.text))})
	case cipher:
		return json.Marshal(map[string]string{"cipher": base64.StdEncoding.EncodeToString([]byte(v.text))})
	}
	return []byte("null"), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (v *Value) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	if len(b) == 0 {
		return fmt.Errorf("cell value: nothing there")
	}
	switch b[0] {
	case 'n':
		*v = Null
	case 't', 'f':
		*v = Bool(b[0] == 't')
	case '"':
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return fmt.Errorf("cell value: %w", err)
		}
		*v = String(s)
	case '{':
		var wrapped struct{ Bytes, Cipher *[]byte }
		if err := json.Unmarshal(b, &wrapped); err != nil {
			return fmt.Errorf("cell value: %w", err)
		}
		switch {
		case wrapped.Bytes != nil:
			*v = Bytes(*wrapped.Bytes)
		case wrapped.Cipher != nil:
			*v = Cipher(*wrapped.Cipher)
		default:
			return fmt.Errorf("cell value %.40s: neither bytes nor cipher", b)
		}
	default:
		n, err := strconv.ParseInt(string(b), 10, 64)
		if err != nil {
			return fmt.Errorf("cell value %.40s: not a whole number of 64 bits", b)
		}
		*v = Int(n)
	}
	return nil
}
