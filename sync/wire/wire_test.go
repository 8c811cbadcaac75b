package wire_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/sync/merge"
	"mindflow/sync/wire"
)

var update = flag.Bool("update", false, "write the golden messages anew")

// Any text that a store can hold: U+0000 is none of it.
var genText = rapid.Map(rapid.String(), func(s string) string { return strings.ReplaceAll(s, "\x00", "") })

var (
	genStamp = rapid.Custom(func(t *rapid.T) merge.Stamp {
		return merge.NewStamp(rapid.Int64Range(1, 1<<48-1).Draw(t, "ms"), rapid.Uint16().Draw(t, "counter"), rapid.Uint64().Draw(t, "node"))
	})
	genValue = rapid.OneOf(
		rapid.Just(merge.Null),
		rapid.Map(rapid.Bool(), merge.Bool),
		rapid.Map(rapid.Int64(), merge.Int),
		rapid.Map(genText, merge.String),
		rapid.Map(rapid.SliceOf(rapid.Byte()), merge.Bytes),
		rapid.Map(rapid.SliceOf(rapid.Byte()), merge.Cipher),
	)
	genKey = rapid.Custom(func(t *rapid.T) merge.Key {
		return merge.Key{
			Field: rapid.SampledFrom([]string{"title", "due", "tags", "новое", strings.Repeat("f", wire.MaxField)}).Draw(t, "field"),
			Sub:   rapid.SampledFrom([]string{"", "a", strings.Repeat("é", wire.MaxSub/2)}).Draw(t, "sub"),
		}
	})
	genKind = rapid.SampledFrom([]string{"task", "tag", strings.Repeat("k", wire.MaxKind)})
	genID   = rapid.SampledFrom([]string{"0190", "sort", strings.Repeat("i", wire.MaxID)})

	genWrite = rapid.Custom(func(t *rapid.T) merge.Write {
		k := genKey.Draw(t, "key")
		w := merge.Write{Kind: genKind.Draw(t, "kind"), ID: genID.Draw(t, "id"), Field: k.Field, Sub: k.Sub, Value: genValue.Draw(t, "value")}
		switch rapid.IntRange(0, 3).Draw(t, "mode") {
		case 0:
			w.Floor = true
		case 1:
			base := rapid.OneOf(genStamp, rapid.Just(merge.Stamp{})).Draw(t, "base")
			w.Base = &base
		}
		return w
	})
	genSet = rapid.Custom(func(t *rapid.T) merge.ChangeSet {
		return merge.ChangeSet{
			Seq: rapid.Int64Min(1).Draw(t, "seq"), Stamp: genStamp.Draw(t, "stamp"),
			Intent: rapid.SampledFrom([]string{"", "add", strings.Repeat("i", wire.MaxIntent)}).Draw(t, "intent"),
			Wall:   rapid.Int64Min(0).Draw(t, "wall"),
			Writes: rapid.SliceOfNDistinct(genWrite, 1, 20, cellOf).Draw(t, "writes"),
		}
	})
	genRecord = rapid.Custom(func(t *rapid.T) merge.Record {
		r := merge.Record{Kind: genKind.Draw(t, "kind"), ID: genID.Draw(t, "id"), Seq: rapid.Int64Range(1, 9).Draw(t, "seq"), Cells: merge.Entity{}}
		if r.Purged = rapid.IntRange(0, 4).Draw(t, "purged") == 0; r.Purged {
			return r
		}
		r.Cells = rapid.MapOf(genKey, rapid.Custom(func(t *rapid.T) merge.Cell {
			return merge.Cell{Value: genValue.Draw(t, "value"), Stamp: rapid.OneOf(genStamp, rapid.Just(merge.Stamp{})).Draw(t, "stamp")}
		})).Draw(t, "cells")
		return r
	})
	genAck = rapid.Custom(func(t *rapid.T) merge.Ack {
		a := merge.Ack{
			Seq: rapid.Int64Min(1).Draw(t, "seq"), Status: merge.Status(rapid.IntRange(0, 3).Draw(t, "status")), Detail: genText.Draw(t, "detail"),
			Corrections: rapid.SliceOfN(genRecord, 0, 3).Draw(t, "corrections"),
		}
		if a.Status == merge.Rejected {
			a.Reason = merge.Reason(rapid.IntRange(1, 4).Draw(t, "reason"))
		}
		return a
	})
)

func cellOf(w merge.Write) string { return fmt.Sprintf("%q", []string{w.Kind, w.ID, w.Field, w.Sub}) }

// travel sends a message as bytes, the way Connect does, binary or JSON.
func travel[M interface {
	*T
	proto.Message
}, T any](t *rapid.T, m M) M {
	back := M(new(T))
	if rapid.Bool().Draw(t, "json") {
		b, err := protojson.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if err := protojson.Unmarshal(b, back); err != nil {
			t.Fatal(err)
		}
		return back
	}
	b, err := proto.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if err := proto.Unmarshal(b, back); err != nil {
		t.Fatal(err)
	}
	return back
}

// What one side writes the other reads, whole, in binary and in JSON.
func TestRoundTrips(t *testing.T) {
	t.Run("push", rapid.MakeCheck(func(t *rapid.T) {
		sent := rapid.SliceOfN(genSet, 0, 4).Draw(t, "sets")
		m := travel(t, &mindflowv1.PushRequest{Sets: wire.ChangeSets(sent)})
		got, err := wire.ReadChangeSets(m.GetSets())
		if err != nil || !same(got, sent) {
			t.Fatalf("sent %+v, got %+v (%v)", sent, got, err)
		}
	}))
	t.Run("acks", rapid.MakeCheck(func(t *rapid.T) {
		sent := rapid.SliceOfN(genAck, 0, 4).Draw(t, "acks")
		m := travel(t, &mindflowv1.PushResponse{Acks: wire.Acks(sent)})
		got, err := wire.ReadAcks(m.GetAcks())
		if err != nil || !same(got, sent) {
			t.Fatalf("sent %+v, got %+v (%v)", sent, got, err)
		}
	}))
	t.Run("bootstrap", rapid.MakeCheck(func(t *rapid.T) {
		sent := rapid.SliceOfN(genRecord, 0, 4).Draw(t, "records")
		m := travel(t, &mindflowv1.BootstrapResponse{Entities: wire.Records(sent)})
		got, err := wire.ReadRecords(m.GetEntities())
		if err != nil || !same(got, sent) {
			t.Fatalf("sent %+v, got %+v (%v)", sent, got, err)
		}
	}))
	t.Run("page", rapid.MakeCheck(func(t *rapid.T) {
		sent := merge.Page{Space: "s", Epoch: rapid.Int64Min(1).Draw(t, "epoch"), UpToDate: rapid.Bool().Draw(t, "up to date")}
		sent.Records = rapid.SliceOfN(genRecord, 0, 4).Draw(t, "records")
		for i := range sent.Records {
			sent.Next += sent.Records[i].Seq
			sent.Records[i].Seq = sent.Next
		}
		sent.Next += rapid.Int64Range(0, 3).Draw(t, "gap")
		sent.Head = sent.Next + rapid.Int64Range(0, 3).Draw(t, "left")
		got, err := wire.ReadPage(travel(t, wire.Page(sent)))
		if err != nil || !same(got, sent) {
			t.Fatalf("sent %+v, got %+v (%v)", sent, got, err)
		}
	}))
}

// same compares all but whether an empty list is nil.
func same(a, b any) bool { return reflect.DeepEqual(a, b) || fmt.Sprint(a) == fmt.Sprint(b) }

// Equal entities give equal messages, so that a run can be repeated byte for byte.
func TestRecordsHaveOneForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := genRecord.Draw(t, "record")
		again := r
		again.Cells = maps.Clone(r.Cells)
		if !proto.Equal(wire.Record(r), wire.Record(again)) {
			t.Fatal("two copies of a record give two messages")
		}
	})
}

// The changes that make a good message wrong, and the part that the error names.
func TestRefusals(t *testing.T) {
	long := func(n int) string { return strings.Repeat("x", n+1) }
	str := func(s string) *mindflowv1.Value {
		return &mindflowv1.Value{Kind: &mindflowv1.Value_StringValue{StringValue: s}}
	}
	good := func() *mindflowv1.ChangeSet { return wire.ChangeSet(golden) }
	if _, err := wire.ReadChangeSet(good()); err != nil {
		t.Fatalf("the good set is refused: %v", err)
	}
	for _, c := range []struct {
		path   string
		reason merge.Reason
		spoil  func(m *mindflowv1.ChangeSet, w *mindflowv1.Write)
	}{
		{"dseq", merge.Invalid, func(m *mindflowv1.ChangeSet, _ *mindflowv1.Write) { m.Dseq = 0 }},
		{"dseq", merge.Invalid, func(m *mindflowv1.ChangeSet, _ *mindflowv1.Write) { m.Dseq = -4 }},
		{"stamp", merge.Invalid, func(m *mindflowv1.ChangeSet, _ *mindflowv1.Write) { m.Stamp = nil }},
		{"stamp", merge.Invalid, func(m *mindflowv1.ChangeSet, _ *mindflowv1.Write) { m.Stamp = m.Stamp[:15] }},
		{"stamp", merge.Invalid, func(m *mindflowv1.ChangeSet, _ *mindflowv1.Write) { m.Stamp = append(m.Stamp, 0) }},
		{"stamp", merge.Invalid, func(m *mindflowv1.ChangeSet, _ *mindflowv1.Write) { m.Stamp = make([]byte, 16) }},
		{"intent", merge.Invalid, func(m *mindflowv1.ChangeSet, _ *mindflowv1.Write) { m.Intent = long(wire.MaxIntent) }},
		{"intent", merge.Invalid, func(m *mindflowv1.ChangeSet, _ *mindflowv1.Write) { m.Intent = "\xff" }},
		{"client_ms", merge.Invalid, func(m *mindflowv1.ChangeSet, _ *mindflowv1.Write) { m.ClientMs = -1 }},
		{"writes", merge.Invalid, func(m *mindflowv1.ChangeSet, _ *mindflowv1.Write) { m.Writes = nil }},
		{"writes", merge.TooLarge, func(m *mindflowv1.ChangeSet, w *mindflowv1.Write) {
			m.Writes = nil
			for range wire.MaxSetWrites + 1 {
				m.Writes = append(m.Writes, w)
			}
		}},
		{"writes", merge.TooLarge, func(m *mindflowv1.ChangeSet, w *mindflowv1.Write) {
			w.Value = str(long(10 << 20))
		}},
		{"writes[0].kind", merge.Invalid, func(_ *mindflowv1.ChangeSet, w *mindflowv1.Write) { w.Kind = "" }},
		{"writes[0].kind", merge.Invalid, func(_ *mindflowv1.ChangeSet, w *mindflowv1.Write) { w.Kind = long(wire.MaxKind) }},
		{"writes[0].id", merge.Invalid, func(_ *mindflowv1.ChangeSet, w *mindflowv1.Write) { w.Id = "" }},
		{"writes[0].id", merge.Invalid, func(_ *mindflowv1.ChangeSet, w *mindflowv1.Write) { w.Id = long(wire.MaxID) }},
		{"writes[0].id", merge.Invalid, func(_ *mindflowv1.ChangeSet, w *mindflowv1.Write) { w.Id = "a\x00b" }},
		{"writes[0].field", merge.Invalid, func(_ *mindflowv1.ChangeSet, w *mindflowv1.Write) { w.Field = "" }},
		{"writes[0].field", merge.Invalid, func(_ *mindflowv1.ChangeSet, w *mindflowv1.Write) { w.Field = long(wire.MaxField) }},
		{"writes[0].field", merge.Invalid, func(_ *mindflowv1.ChangeSet, w *mindflowv1.Write) { w.Field = "ti\xfftle" }},
		{"writes[0].sub", merge.Invalid, func(_ *mindflowv1.ChangeSet, w *mindflowv1.Write) { w.Sub = long(wire.MaxSub) }},
		{"writes[0].value", merge.Invalid, func(_ *mindflowv1.ChangeSet, w *mindflowv1.Write) { w.Value = nil }},
		{"writes[0].value", merge.Invalid, func(_ *mindflowv1.ChangeSet, w *mindflowv1.Write) { w.Value = &mindflowv1.Value{} }},
		{"writes[0].value", merge.Invalid, func(_ *mindflowv1.ChangeSet, w *mindflowv1.Write) { w.Value = str("\xc3\x28") }},
		{"writes[0].value", merge.Invalid, func(_ *mindflowv1.ChangeSet, w *mindflowv1.Write) { w.Value = str("a\x00b") }},
		{"writes[0].value", merge.Invalid, func(_ *mindflowv1.ChangeSet, w *mindflowv1.Write) {
			w.Value = &mindflowv1.Value{Kind: &mindflowv1.Value_NullValue{NullValue: 3}}
		}},
		{"writes[0].value", merge.TooLarge, func(_ *mindflowv1.ChangeSet, w *mindflowv1.Write) { w.Value = str(long(wire.MaxValueBytes)) }},
		{"writes[0].base", merge.Invalid, func(_ *mindflowv1.ChangeSet, w *mindflowv1.Write) { w.Base = []byte{} }},
		{"writes[0].base", merge.Invalid, func(_ *mindflowv1.ChangeSet, w *mindflowv1.Write) { w.Base, w.Floor = make([]byte, 16), true }},
		{"writes[7].field", merge.Invalid, func(m *mindflowv1.ChangeSet, w *mindflowv1.Write) { m.Writes = append(m.Writes, w) }},
		{"writes[0].kind", merge.Invalid, func(m *mindflowv1.ChangeSet, _ *mindflowv1.Write) { m.Writes[0] = nil }},
	} {
		m := good()
		c.spoil(m, m.Writes[0])
		set, err := wire.ReadChangeSet(m)
		refused(t, err, c.path, c.reason)
		if c.path != "dseq" && set.Seq != golden.Seq {
			t.Errorf("%s: the number of the refused set is %d, want %d", c.path, set.Seq, golden.Seq)
		}
		_, err = wire.ReadChangeSets([]*mindflowv1.ChangeSet{good(), m})
		refused(t, err, "sets[1]."+c.path, c.reason)
	}
	_, err := wire.ReadChangeSets(make([]*mindflowv1.ChangeSet, wire.MaxPushSets+1))
	refused(t, err, "sets", merge.TooLarge)

	cell := func() *mindflowv1.Cell {
		return &mindflowv1.Cell{Field: "title", Value: str("x"), Stamp: make([]byte, 16)}
	}
	for path, spoil := range map[string]func(*mindflowv1.Page){
		"space_id":                   func(p *mindflowv1.Page) { p.SpaceId = "" },
		"epoch":                      func(p *mindflowv1.Page) { p.Epoch = 0 },
		"next":                       func(p *mindflowv1.Page) { p.Head = 3 },
		"entities[1].id":             func(p *mindflowv1.Page) { p.Entities[1].Id = "" },
		"entities[1].seq":            func(p *mindflowv1.Page) { p.Entities[1].Seq = 1 },
		"entities[0].seq":            func(p *mindflowv1.Page) { p.Entities[0].Seq = -1 },
		"entities[1].cells":          func(p *mindflowv1.Page) { p.Entities[1].Purged = true },
		"entities[0].cells[1].field": func(p *mindflowv1.Page) { p.Entities[0].Cells = append(p.Entities[0].Cells, cell()) },
		"entities[0].cells[0].stamp": func(p *mindflowv1.Page) { p.Entities[0].Cells[0].Stamp = []byte{1} },
		"entities[0].cells[0].value": func(p *mindflowv1.Page) { p.Entities[0].Cells[0].Value = nil },
		"entities[0].cells[0].sub":   func(p *mindflowv1.Page) { p.Entities[0].Cells[0].Sub = long(wire.MaxSub) },
	} {
		p := &mindflowv1.Page{SpaceId: "s", Epoch: 1, Next: 4, Head: 4, Entities: []*mindflowv1.Entity{
			{Kind: "task", Id: "1", Seq: 1, Cells: []*mindflowv1.Cell{cell()}},
			{Kind: "task", Id: "2", Seq: 4, Cells: []*mindflowv1.Cell{cell()}},
		}}
		if _, err := wire.ReadPage(p); err != nil {
			t.Fatalf("the good page is refused: %v", err)
		}
		spoil(p)
		_, err := wire.ReadPage(p)
		refused(t, err, path, merge.Invalid)
	}
	_, err = wire.ReadPage(&mindflowv1.Page{SpaceId: "s", Epoch: 1, Next: 4, Head: 9, Entities: []*mindflowv1.Entity{{Kind: "task", Id: "1", Seq: 5}}})
	refused(t, err, "entities[0].seq", merge.Invalid)
	_, err = wire.ReadAcks([]*mindflowv1.Ack{{Dseq: 1}, {Dseq: 0}})
	refused(t, err, "acks[1].dseq", merge.Invalid)
	_, err = wire.ReadAcks([]*mindflowv1.Ack{{Dseq: 1, Corrections: []*mindflowv1.Entity{{Kind: "task"}}}})
	refused(t, err, "acks[0].corrections[0].id", merge.Invalid)
}

func refused(t *testing.T, err error, path string, reason merge.Reason) {
	t.Helper()
	e, ok := err.(*wire.Error)
	if !ok || e.Path != path || e.Reason != reason || len(e.Error()) > 200 {
		t.Errorf("got %.300v, want %s refused as %s in a few words", err, path, reason)
	}
}

// What a newer server says leaves a device able to go on.
func TestNewerAnswers(t *testing.T) {
	acks, err := wire.ReadAcks([]*mindflowv1.Ack{{Dseq: 1, Status: 99}, {Dseq: 2, Status: mindflowv1.AckStatus_ACK_STATUS_REJECTED, Reason: 99, Detail: "why"}})
	if err != nil || acks[0].Status != merge.Gap || acks[1].Status != merge.Rejected || acks[1].Reason != merge.NoReason || acks[1].Detail != "why" {
		t.Errorf("%+v, %v", acks, err)
	}
}

// golden has a write of every kind.
var golden = func() merge.ChangeSet {
	base := merge.NewStamp(1_790_000_000_000, 1, 2)
	write := func(field, sub string, v merge.Value) merge.Write {
		return merge.Write{Kind: "task", ID: "01990000-0000-7000-8000-000000000001", Field: field, Sub: sub, Value: v}
	}
	set := merge.ChangeSet{
		Seq: 7, Stamp: merge.NewStamp(1_790_000_000_123, 4, 1<<63|5), Intent: "edit", Wall: 1_790_000_000_100,
		Writes: []merge.Write{
			write("title", "", merge.String("Buy milk – 2 l")),
			write("created_at", "", merge.Int(-1)),
			write("tags", "home", merge.Bool(true)),
			write("due", "", merge.Null),
			write("thumb", "", merge.Bytes([]byte{0, 255})),
			write("secret", "", merge.Cipher([]byte{1})),
			write("description", "", merge.String("a\nb")),
		},
	}
	set.Writes[1].Floor = true
	set.Writes[6].Base = &base
	return set
}()

// A message that was written once is read alike for ever, and is still written alike.
func TestGoldenChangeSet(t *testing.T) {
	file := filepath.Join("testdata", "changeset.v1.hex")
	now, err := proto.MarshalOptions{Deterministic: true}.Marshal(wire.ChangeSet(golden))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, []byte(hex.Dump(now)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if hex.Dump(now) != string(want) {
		t.Errorf("the bytes changed; they are now\n%s", hex.Dump(now))
	}
	var m mindflowv1.ChangeSet
	if err := proto.Unmarshal(undump(t, want), &m); err != nil {
		t.Fatal(err)
	}
	if set, err := wire.ReadChangeSet(&m); err != nil || !reflect.DeepEqual(set, golden) {
		t.Errorf("read as %+v (%v)", set, err)
	}
}

// undump reads what hex.Dump writes.
func undump(t *testing.T, dump []byte) []byte {
	var all []byte
	for line := range bytes.Lines(dump) {
		digits, _, _ := bytes.Cut(line[min(len(line), 8):], []byte("|"))
		b, err := hex.DecodeString(string(bytes.Join(bytes.Fields(digits), nil)))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	return all
}

// The generated code is of the protocol as it stands. make generate mends it.
func TestGeneratedCodeIsCurrent(t *testing.T) {
	root := filepath.Join("..", "..")
	files, err := filepath.Glob(filepath.Join(root, "sync", "proto", "mindflow", "*", "*.proto"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no protocol: %v", err)
	}
	var sums strings.Builder
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name, _ := filepath.Rel(root, file)
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(b), filepath.ToSlash(name))
	}
	want, err := os.ReadFile(filepath.Join(root, "sync", "gen", "sources.sha256"))
	if err != nil {
		t.Fatal(err)
	}
	if sums.String() != string(want) {
		t.Error("sync/proto changed since sync/gen was written: run make generate")
	}
}

// Bytes from anywhere are read or refused, and what is read goes out as it came in.
func FuzzReadChangeSet(f *testing.F) {
	seed := func(set merge.ChangeSet) {
		b, err := proto.Marshal(wire.ChangeSet(set))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	seed(golden)
	seed(merge.ChangeSet{})
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		var m mindflowv1.ChangeSet
		if proto.Unmarshal(b, &m) != nil {
			return
		}
		set, err := wire.ReadChangeSet(&m)
		if err != nil {
			if len(err.Error()) > 200 {
				t.Fatalf("the error is as long as what it is about: %s", err)
			}
			return
		}
		out, err := proto.Marshal(wire.ChangeSet(set))
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		var again mindflowv1.ChangeSet
		if err := proto.Unmarshal(out, &again); err != nil {
			t.Fatal(err)
		}
		if back, err := wire.ReadChangeSet(&again); err != nil || !reflect.DeepEqual(back, set) {
			t.Fatalf("%+v came back as %+v (%v)", set, back, err)
		}
	})
}

// A first sync of 10,000 tasks, as messages: what the converter and the encoding cost.
func BenchmarkPage(b *testing.B) {
	page := merge.Page{Space: "s", Epoch: 1, Next: 1000, Head: 1000}
	for i := range 1000 {
		r := merge.Record{Kind: "task", ID: fmt.Sprintf("01990000-0000-7000-8000-%012d", i), Seq: int64(i + 1), Cells: merge.Entity{}}
		s := merge.NewStamp(1_790_000_000_000+int64(i), 0, 5)
		for _, field := range []string{"title", "description", "status", "project", "due", "rank", "source", "batch"} {
			r.Cells[merge.Key{Field: field}] = merge.Cell{Value: merge.String(field + " of a task"), Stamp: s}
		}
		for _, field := range []string{"created_at", "priority", "estimate_min"} {
			r.Cells[merge.Key{Field: field}] = merge.Cell{Value: merge.Int(1_790_000_000_000), Stamp: s}
		}
		r.Cells[merge.Key{Field: "tags", Sub: "01990000-0000-7000-8000-000000000001"}] = merge.Cell{Value: merge.Bool(true), Stamp: s}
		page.Records = append(page.Records, r)
	}
	encoded, err := proto.Marshal(wire.Page(page))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("write", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := proto.Marshal(wire.Page(page)); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(len(encoded))/1000, "B/entity")
	})
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var m mindflowv1.Page
			if err := proto.Unmarshal(encoded, &m); err != nil {
				b.Fatal(err)
			}
			if _, err := wire.ReadPage(&m); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(len(encoded))/1000, "B/entity")
	})
}

// A push of 100 edits of one field: what reading it costs a server.
func BenchmarkReadPush(b *testing.B) {
	var ms []*mindflowv1.ChangeSet
	for i := range 100 {
		ms = append(ms, wire.ChangeSet(merge.ChangeSet{Seq: int64(i + 1), Stamp: merge.NewStamp(1, 0, 1), Writes: golden.Writes[:1]}))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := wire.ReadChangeSets(ms); err != nil {
			b.Fatal(err)
		}
	}
}
