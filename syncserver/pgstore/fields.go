package pgstore

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"mindflow/sync/merge"
)

// The column fields is {field: {sub-key: value}}, a value as merge writes it in JSON. It
// is written and read by hand, because that is most of what the server computes: three
// times as fast as encoding/json, which does whatever is not plain.

var errFields = errors.New("the values of an entity are damaged")

// encode gives the columns fields and clocks.
func encode(cells merge.Entity) (fields, clocks []byte, err error) {
	keys := make([]merge.Key, 0, len(cells))
	for k := range cells {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b merge.Key) int { return strings.Compare(a.Field, b.Field) })
	out := make([]byte, 0, 64*len(keys))
	for i, k := range keys {
		switch {
		case i == 0:
			out = append(appendText(append(out, '{'), k.Field), ':', '{')
		case keys[i-1].Field != k.Field:
			out = append(appendText(append(out, '}', ','), k.Field), ':', '{')
		default:
			out = append(out, ',')
		}
		out = append(appendText(out, k.Sub), ':')
		if out, err = appendValue(out, cells[k].Value); err != nil {
			return nil, nil, err
		}
	}
	if len(keys) == 0 {
		out = append(out, '{')
	} else {
		out = append(out, '}')
	}
	return append(out, '}'), merge.PackClocks(cells), nil
}

func appendValue(out []byte, whole merge.Value) ([]byte, error) {
	switch v := whole.Any().(type) {
	case string:
		return appendText(out, v), nil
	case int64:
		return strconv.AppendInt(out, v, 10), nil
	case bool:
		return strconv.AppendBool(out, v), nil
	case nil:
		return append(out, "null"...), nil
	}
	b, err := whole.MarshalJSON()
	return append(out, b...), err
}

func appendText(out []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' {
			b, _ := json.Marshal(s) // a string always encodes
			return append(out, b...)
		}
	}
	return append(append(append(out, '"'), s...), '"')
}

// scanFields calls put for each value of a column fields.
func scanFields(fields []byte, put func(merge.Key, merge.Value)) error {
	r := reader{rest: fields}
	r.members(func(field string) {
		r.members(func(sub string) {
			put(merge.Key{Field: field, Sub: sub}, r.value())
		})
	})
	if r.skip(); r.failed || len(r.rest) > 0 {
		return errFields
	}
	return nil
}

// A reader reads JSON that PostgreSQL has checked.
type reader struct {
	rest   []byte
	failed bool
}

func (r *reader) skip() { r.rest = bytes.TrimLeft(r.rest, " \t\r\n") }

// next takes a sign and reports whether it was there.
func (r *reader) next(c byte) bool {
	r.skip()
	if len(r.rest) == 0 || r.rest[0] != c {
		return false
	}
	r.rest = r.rest[1:]
	return true
}

// members calls read at each member of an object.
func (r *reader) members(read func(name string)) {
	if !r.next('{') {
		r.failed = true
	}
	for more := !r.failed && !r.next('}'); more; {
		name := r.text()
		if !r.next(':') {
			r.failed = true
		}
		if r.failed {
			return
		}
		read(name)
		if more = r.next(','); !more && !r.next('}') {
			r.failed = true
		}
	}
}

// take cuts n bytes off.
func (r *reader) take(n int) []byte {
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) text() (s string) {
	r.skip()
	if len(r.rest) == 0 || r.rest[0] != '"' {
		r.failed = true
		return ""
	}
	plain := true
	for i := 1; i < len(r.rest); i++ {
		switch r.rest[i] {
		case '\\':
			plain = false
			i++
		case '"':
			b := r.take(i + 1)
			if plain {
				return string(b[1:i])
			}
			r.failed = r.failed || json.Unmarshal(b, &s) != nil
			return s
		}
	}
	r.failed = true
	return ""
}

func (r *reader) value() (v merge.Value) {
	r.skip()
	if len(r.rest) == 0 {
		r.failed = true
		return v
	}
	end := 0
	switch r.rest[0] {
	case '"':
		return merge.String(r.text())
	case '{': // bytes, in base64
		end = bytes.IndexByte(r.rest, '}') + 1
	default:
		if end = bytes.IndexAny(r.rest, ",} \t\r\n"); end < 0 {
			end = len(r.rest)
		}
	}
	r.failed = r.failed || v.UnmarshalJSON(r.take(end)) != nil
	return v
}
