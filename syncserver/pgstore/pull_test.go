package pgstore_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"mindflow/sync/merge"
	"mindflow/syncserver/pgstore"
)

// Eight writers at once, and a reader that polls: it sees every last edit, numbers
// only rise, and nothing appears below its cursor.
func TestReaderMissesNothing(t *testing.T) {
	const writers, each = 8, 40
	f := open(t, pgstore.Options{})
	a := f.account("ann")
	var writing sync.WaitGroup
	for w := range writers {
		p := f.signIn(a.Space, fmt.Sprint("w", w))
		writing.Go(func() {
			for i := range each {
				set := p.set(fmt.Sprintf("own-%d-%d", w, i), "x", noon)
				set.Writes = append(set.Writes, merge.Write{Kind: "task", ID: "shared", Field: fmt.Sprint("f", w), Value: merge.Int(int64(i))})
				if _, err := p.Push(context.Background(), p.Caller, 1, []pgstore.Set{set}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	written := make(chan struct{})
	go func() { writing.Wait(); close(written) }()
	seen, cursor, last := map[string]merge.Entity{}, int64(0), false
	for !last {
		select {
		case <-written:
			last = true
		default:
		}
		for more := true; more; {
			page, _, err := f.Pull(context.Background(), a.Space, pgstore.Cursor{Epoch: 1, Seq: cursor}, 7, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range page.Records {
				if r.Seq <= cursor || r.Seq > page.Next {
					t.Fatalf("number %d in a page after %d up to %d", r.Seq, cursor, page.Next)
				}
				seen[r.ID] = r.Cells
			}
			cursor, more = page.Next, !page.UpToDate
		}
	}
	if len(seen) != writers*each+1 {
		t.Errorf("saw %d entities, want %d", len(seen), writers*each+1)
	}
	for w := range writers {
		if got := seen["shared"][merge.Key{Field: fmt.Sprint("f", w)}].Value; got != merge.Int(each-1) {
			t.Errorf("writer %d: saw %v, want %d", w, got, each-1)
		}
	}
	checkDigest(t, a)
}

// checkDigest compares the digest that is kept with what the cells add up to.
func checkDigest(t *testing.T, p *peer) {
	t.Helper()
	state, parts, err := p.Digest(context.Background(), p.Space)
	if err != nil {
		t.Fatal(err)
	}
	var want [merge.Buckets]uint64
	var all uint64
	for cursor, more := int64(0), true; more; {
		page := p.pull(cursor)
		for _, r := range page.Records {
			for k, c := range r.Cells {
				h := merge.Hash(p.Space, r.Kind, r.ID, k, c)
				want[merge.Bucket(r.ID)] ^= h
				all ^= h
			}
		}
		cursor, more = page.Next, !page.UpToDate
	}
	if parts != want || state.Digest != all {
		t.Errorf("the digest kept is %x, of the cells %x", state.Digest, all)
	}
}

// Pages are bounded in number and in bytes, but hold one entity at least.
func TestPages(t *testing.T) {
	p := open(t, pgstore.Options{MaxPage: 3000}).account("ann")
	for i := range 10 {
		p.push(p.set(fmt.Sprint("t", i), strings.Repeat("x", 1000), noon))
	}
	p.push(p.set("big", strings.Repeat("x", 10_000), noon))
	var pages, records int
	for cursor, more := int64(0), true; more; pages++ {
		page := p.pull(cursor)
		if len(page.Records) == 0 || len(page.Records) > 3 {
			t.Fatalf("a page of %d", len(page.Records))
		}
		records += len(page.Records)
		cursor, more = page.Next, !page.UpToDate
	}
	if records != 11 || pages != 4 {
		t.Errorf("%d entities on %d pages", records, pages)
	}
	for _, r := range p.pull(0).Records {
		bucket := uint8(merge.Bucket(r.ID))
		page, _, err := p.Pull(context.Background(), p.Space, pgstore.Cursor{Epoch: 1}, 100, []uint8{bucket})
		if err != nil || len(page.Records) == 0 {
			t.Errorf("bucket %d: %v, %v", bucket, page, err)
		}
		for _, other := range page.Records {
			if merge.Bucket(other.ID) != int(bucket) {
				t.Errorf("%s is not of bucket %d", other.ID, bucket)
			}
		}
	}
}

// Cursors of another epoch or beyond the head are not guessed at.
func TestForeignCursors(t *testing.T) {
	p := open(t, pgstore.Options{}).account("ann")
	p.push(p.set("t1", "x", noon))
	for c, want := range map[pgstore.Cursor]error{
		{Epoch: 0, Seq: 0}: nil, {Epoch: 1, Seq: 1}: nil, {Epoch: 2, Seq: 1}: pgstore.ErrEpoch, {Epoch: 1, Seq: 2}: pgstore.ErrAhead, {Epoch: 9, Seq: 0}: nil,
	} {
		if _, state, err := p.Pull(context.Background(), p.Space, c, 10, nil); !errors.Is(err, want) || state.Head != 1 || state.Epoch != 1 {
			t.Errorf("cursor %v: %v, state %v; want %v", c, err, state, want)
		}
	}
	if _, _, err := p.Pull(context.Background(), uuid.New(), pgstore.Cursor{}, 10, nil); !errors.Is(err, pgstore.ErrNotFound) {
		t.Errorf("a space that is not there: %v", err)
	}
	if _, err := p.Push(context.Background(), p.Caller, 2, nil); !errors.Is(err, pgstore.ErrEpoch) {
		t.Errorf("a push of another epoch: %v", err)
	}
	copied := p.Caller
	copied.Nonce = "other"
	if _, err := p.Push(context.Background(), copied, 1, nil); !errors.Is(err, pgstore.ErrForked) {
		t.Errorf("a push of a copy: %v", err)
	}
}
