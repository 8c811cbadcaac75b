package pgstore_test

import (
	"testing"
	"time"

	"mindflow/sync/merge"
	"mindflow/syncserver/pgstore"
)

// What was pushed is pulled as it was, with every kind of value, and pushing it again
// changes nothing and is answered alike.
func TestPushIsIdempotent(t *testing.T) {
	p := open(t, pgstore.Options{}).account("ann")
	set := p.set("t1", "Buy milk \"…\" \\ \u2028", noon)
	for sub, v := range map[string]merge.Value{
		"null": merge.Null, "int": merge.Int(-1 << 63), "true": merge.Bool(true), "false": merge.Bool(false),
		"bytes": merge.Bytes([]byte{0, 255}), "cipher": merge.Cipher([]byte{1}), "empty": merge.String(""), "é\"": merge.String("<&>"),
	} {
		set.Writes = append(set.Writes, merge.Write{Kind: "task", ID: "t1", Field: "x", Sub: sub, Value: v})
	}
	set.Writes = append(set.Writes, merge.Write{Kind: "task", ID: "t1", Field: "generated", Value: merge.Int(1), Floor: true})
	first := p.push(set)
	if len(first.Acks) != 1 || first.Acks[0].Status != merge.Applied || first.Acks[0].Corrections != nil || !first.Changed || first.State.Head != 1 {
		t.Fatalf("first push: %+v", first)
	}
	again := p.push(set)
	if again.Acks[0].Status != merge.Duplicate || again.Changed || again.State != first.State || again.LastSeq != 1 {
		t.Errorf("second push: %+v, want the state of %+v", again, first)
	}
	page := p.pull(0)
	if len(page.Records) != 1 || !page.UpToDate || page.Next != 1 {
		t.Fatalf("page %+v", page)
	}
	for _, w := range set.Writes {
		if got := page.Records[0].Cells[w.Key()]; got != set.Cell(w) {
			t.Errorf("%s/%s is %v, want %v", w.Field, w.Sub, got, set.Cell(w))
		}
	}
	if len(page.Records[0].Cells) != len(set.Writes) {
		t.Errorf("%d cells, want %d", len(page.Records[0].Cells), len(set.Writes))
	}
}

// A set whose predecessor is missing is not looked at, nor is anything after it.
func TestGap(t *testing.T) {
	p := open(t, pgstore.Options{}).account("ann")
	one, two, three := p.set("t1", "1", noon), p.set("t2", "2", noon), p.set("t3", "3", noon)
	r := p.push(one, three)
	if len(r.Acks) != 2 || r.Acks[1].Status != merge.Gap || r.LastSeq != 1 {
		t.Errorf("%+v", r)
	}
	if r = p.push(one, two, three); r.Acks[0].Status != merge.Duplicate || r.Acks[2].Status != merge.Applied || r.LastSeq != 3 {
		t.Errorf("%+v", r)
	}
}

// A set that can never be stored uses up its number, and is refused again alike.
func TestRejected(t *testing.T) {
	p := open(t, pgstore.Options{MaxEntities: 2}).account("ann")
	bad := p.set("t1", "", noon)
	bad.Refused, bad.Detail = merge.TooLarge, "writes[0].value: too long"
	good, third, full, edit := p.set("t2", "a", noon), p.set("t3", "b", noon), p.set("t4", "c", noon), p.set("t3", "d", noon.Add(time.Millisecond))
	r := p.push(bad, good, third, full, edit)
	for range 2 {
		want := []merge.Reason{merge.TooLarge, merge.NoReason, merge.NoReason, merge.Quota, merge.NoReason}
		for i, ack := range r.Acks {
			if ack.Reason != want[i] || (ack.Status == merge.Rejected) != (want[i] != merge.NoReason) {
				t.Errorf("set %d: %+v, want reason %v", i+1, ack, want[i])
			}
		}
		if r.LastSeq != 5 || r.Acks[0].Detail != bad.Detail {
			t.Errorf("last %d, detail %q", r.LastSeq, r.Acks[0].Detail)
		}
		r = p.push(bad, good, third, full, edit) // and once more
	}
	if page := p.pull(0); len(page.Records) != 2 {
		t.Errorf("%d entities stored, want 2", len(page.Records))
	}
}

// The later stamp stays, whatever arrives first, and the loser hears of the winner,
// also when it asks again.
func TestCorrections(t *testing.T) {
	f := open(t, pgstore.Options{})
	a := f.account("ann")
	b := f.signIn(a.Space, "bob")
	late, early := a.set("t1", "late", noon.Add(time.Second)), b.set("t1", "early", noon)
	a.push(late)
	for range 2 {
		ack := b.push(early).Acks[0]
		if len(ack.Corrections) != 1 || title(ack.Corrections[0]) != "late" || ack.Corrections[0].Cells[merge.Key{Field: "title"}].Stamp != late.Stamp {
			t.Errorf("%+v", ack)
		}
	}
	if r := b.push(b.set("t1", "later", noon.Add(2*time.Second))); r.Acks[0].Corrections != nil {
		t.Errorf("a winner was corrected: %+v", r.Acks)
	}
	if ack := a.push(late).Acks[0]; len(ack.Corrections) != 1 || title(ack.Corrections[0]) != "later" {
		t.Errorf("an old winner that asks again hears %+v", ack)
	}
}

// A stamp from a clock too far ahead moves to just after all that the space has seen,
// and stamps that are accepted are taken in: an edit made after another keeps winning.
func TestClockClamp(t *testing.T) {
	f := open(t, pgstore.Options{})
	a := f.account("ann")
	b := f.signIn(a.Space, "bob")
	a.push(a.set("t1", "near", noon.Add(pgstore.MaxAhead))) // accepted as it is
	ack := b.push(b.set("t1", "next year", noon.AddDate(1, 0, 0))).Acks[0]
	if len(ack.Corrections) != 1 {
		t.Fatalf("the new stamp was not told: %+v", ack)
	}
	stored := ack.Corrections[0].Cells[merge.Key{Field: "title"}]
	if title(ack.Corrections[0]) != "next year" || stored.Stamp.Node() != b.node ||
		stored.Stamp.Compare(merge.NewStamp(noon.Add(pgstore.MaxAhead).UnixMilli(), 0, a.node)) <= 0 ||
		stored.Stamp.Millis() > noon.Add(pgstore.MaxAhead).UnixMilli() {
		t.Errorf("stored as %v", stored)
	}
	// Another device far ahead, after it: it comes after what it may have seen.
	ack = a.push(a.set("t1", "and after", noon.AddDate(2, 0, 0))).Acks[0]
	if title(ack.Corrections[0]) != "and after" || ack.Corrections[0].Cells[merge.Key{Field: "title"}].Stamp.Compare(stored.Stamp) <= 0 {
		t.Errorf("%+v", ack)
	}
}
