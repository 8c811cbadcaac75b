package pgstore

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"mindflow/sync/merge"
)

// Any cells come back as they went, also when PostgreSQL has written them its way, and
// the column is the JSON that it says it is.
func TestFields(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "{", "}", `\"`, `"`, ",", "\u2028", "\x1f", "🙂"}))
	value := rapid.OneOf(
		rapid.Just(merge.Null), rapid.Map(rapid.Bool(), merge.Bool), rapid.Map(rapid.Int64(), merge.Int), rapid.Map(text, merge.String),
		rapid.Map(rapid.SliceOf(rapid.Byte()), merge.Bytes), rapid.Map(rapid.SliceOf(rapid.Byte()), merge.Cipher),
	)
	rapid.Check(t, func(t *rapid.T) {
		cells := merge.Entity{}
		for range rapid.IntRange(0, 12).Draw(t, "cells") {
			cells[merge.Key{Field: text.Draw(t, "field"), Sub: text.Draw(t, "sub")}] = merge.Cell{
				Value: value.Draw(t, "value"), Stamp: merge.NewStamp(rapid.Int64().Draw(t, "stamp"), 0, 1),
			}
		}
		fields, clocks, err := encode(cells)
		if err != nil {
			t.Fatal(err)
		}
		var plain map[string]map[string]merge.Value
		if err := json.Unmarshal(fields, &plain); err != nil {
			t.Fatalf("%s: %v", fields, err)
		}
		for k, c := range cells {
			if plain[k.Field][k.Sub] != c.Value {
				t.Fatalf("%s: %q is %v, want %v", fields, k, plain[k.Field][k.Sub], c.Value)
			}
		}
		spaced, err := json.MarshalIndent(plain, " ", "\t")
		if err != nil {
			t.Fatal(err)
		}
		for _, column := range [][]byte{fields, spaced} {
			got, err := decode(column, clocks)
			if err != nil || len(got) != len(cells) {
				t.Fatalf("%s: %v, %v", column, got, err)
			}
			for k, c := range cells {
				if got[k] != c {
					t.Fatalf("%s: %q is %v, want %v", column, k, got[k], c)
				}
			}
		}
	})
}

// Whatever a damaged column holds, reading it ends, with cells or with an error.
func FuzzFields(f *testing.F) {
	for _, s := range []string{`{}`, `{"a": {"": 1}}`, `{"a":{"":{"bytes":"AA=="}}}`, `{"a":{"":"x`, `{"a":{"":`, `[`, `{"a":{"":tru}}`, ``} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, column []byte) {
		n := 0
		if err := scanFields(column, func(merge.Key, merge.Value) { n++ }); err == nil && n > len(column) {
			t.Errorf("%d values in %d bytes", n, len(column))
		}
	})
}
