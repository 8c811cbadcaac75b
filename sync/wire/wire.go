// Package wire turns the messages of the sync protocol into the types of the merge and
// back. Device and server both use it, and nothing else does that.
//
// It knows how long a name may be and that a stamp has 16 bytes. It refuses to know what
// any field means, who is calling, and what is stored.
//
// Its one rule: what it lets in is whole. A Read function gives back either values that
// the merge can take as they are or an [Error] that names the part which is wrong;
// nothing is mended or guessed. What goes out comes from a store of ours, which holds only
// text that is UTF-8, so writing cannot fail.
package wire

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/sync/merge"
)

// What a message may hold. The names bind every version; the rest the server also tells
// the device, which goes by what it is told.
const (
	MaxKind   = 64  // bytes
	MaxID     = 128 // bytes
	MaxField  = 128 // bytes
	MaxSub    = 256 // bytes
	MaxIntent = 64  // bytes

	MaxPushSets   = 500
	MaxSetWrites  = 4096
	MaxSetBytes   = 128 << 10 // the longest text fits with the rest of its task
	MaxValueBytes = 64 << 10  // in a write: a merged text may be longer
)

// An Error says which part of a message was refused and why. It holds names and numbers,
// never content, so it may be logged and sent back.
type Error struct {
	Path   string       // sets[3].writes[0].stamp
	What   string       // 15 bytes, want 16
	Reason merge.Reason // merge.Invalid or merge.TooLarge
}

func (e *Error) Error() string { return e.Path + ": " + e.What }

func invalid(path, format string, args ...any) error {
	return &Error{path, fmt.Sprintf(format, args...), merge.Invalid}
}

func tooLarge(path, format string, args ...any) error {
	return &Error{path, fmt.Sprintf(format, args...), merge.TooLarge}
}

// within puts the name of the part that err is in before its path.
func within(part string, i int, err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return &Error{fmt.Sprintf("%s[%d].%s", part, i, e.Path), e.What, e.Reason}
	}
	return err
}

// name checks a name of least to most bytes.
func name(path, s string, least, most int) error {
	switch {
	case len(s) < least:
		return invalid(path, "it is empty")
	case len(s) > most:
		return invalid(path, "%d bytes, the limit is %d", len(s), most)
	}
	return text(path, s)
}

func text(path, s string) error {
	switch {
	case !utf8.ValidString(s):
		return invalid(path, "it is not valid UTF-8")
	case strings.IndexByte(s, 0) >= 0:
		return invalid(path, "it holds the character U+0000")
	}
	return nil
}

// ReadStamp reads a stamp. The path names it in the error.
func ReadStamp(path string, b []byte) (merge.Stamp, error) {
	var s merge.Stamp
	if len(b) != len(s) {
		return s, invalid(path, "%d bytes, want %d", len(b), len(s))
	}
	return merge.Stamp(b), nil
}

// ReadValue reads what a cell holds. The path names it in the error.
func ReadValue(path string, m *mindflowv1.Value) (merge.Value, error) {
	switch v := m.GetKind().(type) {
	case *mindflowv1.Value_StringValue:
		return merge.String(v.StringValue), text(path, v.StringValue)
	case *mindflowv1.Value_IntValue:
		return merge.Int(v.IntValue), nil
	case *mindflowv1.Value_BoolValue:
		return merge.Bool(v.BoolValue), nil
	case *mindflowv1.Value_BytesValue:
		return merge.Bytes(v.BytesValue), nil
	case *mindflowv1.Value_CipherValue:
		return merge.Cipher(v.CipherValue), nil
	case *mindflowv1.Value_NullValue:
		if v.NullValue != 0 {
			return merge.Null, invalid(path, "null has only the value 0, not %d", v.NullValue)
		}
		return merge.Null, nil
	}
	return merge.Null, invalid(path, "it is missing, or of a kind that this version does not know")
}

// Value writes what a cell holds.
func Value(v merge.Value) *mindflowv1.Value {
	switch c := v.Any().(type) {
	case string:
		return &mindflowv1.Value{Kind: &mindflowv1.Value_StringValue{StringValue: c}}
	case int64:
		return &mindflowv1.Value{Kind: &mindflowv1.Value_IntValue{IntValue: c}}
	case bool:
		return &mindflowv1.Value{Kind: &mindflowv1.Value_BoolValue{BoolValue: c}}
	case []byte:
		if v.IsCipher() {
			return &mindflowv1.Value{Kind: &mindflowv1.Value_CipherValue{CipherValue: c}}
		}
		return &mindflowv1.Value{Kind: &mindflowv1.Value_BytesValue{BytesValue: c}}
	}
	return &mindflowv1.Value{Kind: &mindflowv1.Value_NullValue{}}
}
