package pgstore_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"mindflow/sync/merge"
	"mindflow/syncserver/pgstore"
	"mindflow/syncserver/pgstore/pgtest"
)

// parallel is how many write at once.
const parallel = 16

// writes makes a task as a device makes it.
func writes(id string) []merge.Write {
	var all []merge.Write
	for field, v := range map[string]merge.Value{
		"title": merge.String("Write the report about the second quarter"), "status": merge.String("pending"), "priority": merge.Int(3),
		"project": merge.String("0196e1f0-0000-7000-8000-000000000001"), "due": merge.String("2026-12-01T17:00[Europe/Berlin]"),
		"estimate_min": merge.Int(45), "rank": merge.String("hzzzzz"), "created_at": merge.Int(1767225600000), "source": merge.String("typed"),
	} {
		all = append(all, merge.Write{Kind: "task", ID: id, Field: field, Value: v})
	}
	return append(all, merge.Write{Kind: "task", ID: id, Field: "tags", Sub: "0196e1f0-0000-7000-8000-000000000002", Value: merge.Bool(true)})
}

// spread runs b.N times work, over parallel workers.
func spread(b *testing.B, unit string, each int, work func(worker int) error) {
	b.Helper()
	var left atomic.Int64
	left.Store(int64(b.N))
	var wait sync.WaitGroup
	b.ResetTimer()
	for w := range parallel {
		wait.Go(func() {
			for left.Add(-1) >= 0 {
				if err := work(w); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	b.ReportMetric(float64(b.N*each)/b.Elapsed().Seconds(), unit)
}

// BenchmarkPush is what a server takes, over many spaces, beside the same rows written
// by pgx alone. The cluster waits for the disk at every commit.
func BenchmarkPush(b *testing.B) {
	cluster := pgtest.Start(b, true)
	f := openOn(b, cluster.Database(b), pgstore.Options{Now: time.Now})
	peers := make([]*peer, parallel)
	for i := range peers {
		peers[i] = f.account(fmt.Sprint("w", i))
		peers[i].push(peers[i].set("t1", "x", time.Now()))
	}
	push := func(p *peer, sets []pgstore.Set) error {
		_, err := p.Push(context.Background(), p.Caller, 1, sets)
		return err
	}
	b.Run("one_change", func(b *testing.B) {
		spread(b, "pushes/s", 1, func(w int) error {
			return push(peers[w], []pgstore.Set{peers[w].set("t1", fmt.Sprint("title ", peers[w].seq), time.Now())})
		})
	})
	b.Run("one_space", func(b *testing.B) {
		devices := make([]*peer, parallel)
		for i := range devices {
			devices[i] = f.signIn(peers[0].Space, fmt.Sprint("d", i))
		}
		spread(b, "pushes/s", 1, func(w int) error {
			return push(devices[w], []pgstore.Set{devices[w].set("t1", fmt.Sprint("title ", devices[w].seq), time.Now())})
		})
	})
	b.Run("100_new_tasks", func(b *testing.B) {
		spread(b, "tasks/s", 100, func(w int) error {
			sets := make([]pgstore.Set, 100)
			for i := range sets {
				sets[i] = peers[w].set("", "", time.Now())
				sets[i].Writes = writes(uuid.NewString())
			}
			return push(peers[w], sets)
		})
	})
	floor(b, f)
}

// floor writes the rows of BenchmarkPush with pgx alone.
func floor(b *testing.B, f *fixture) {
	ctx := context.Background()
	pool, err := pgxpool.New(ctx, f.db.AdminURL+"&pool_max_conns=16")
	if err != nil {
		b.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Exec(ctx, `CREATE TABLE bare (space_id uuid, kind text, id text, seq bigint, fields jsonb, clocks bytea, size integer,
		PRIMARY KEY (space_id, kind, id), UNIQUE (space_id, seq))`); err != nil {
		b.Fatal(err)
	}
	set := merge.ChangeSet{Stamp: merge.NewStamp(1, 1, 1)}
	task := merge.Entity{}
	for _, w := range writes("x") {
		task.Put(w.Key(), set.Cell(w))
	}
	fields := []byte(`{"title": {"": "Write the report about the second quarter"}, "status": {"": "pending"}, "priority": {"": 3}, "project": {"": "0196e1f0-0000-7000-8000-000000000001"}, "due": {"": "2026-12-01T17:00[Europe/Berlin]"}, "estimate_min": {"": 45}, "rank": {"": "hzzzzz"}, "created_at": {"": 1767225600000}, "source": {"": "typed"}, "tags": {"0196e1f0-0000-7000-8000-000000000002": true}}`)
	clocks := merge.PackClocks(task)
	var seq atomic.Int64
	spaces := make([]uuid.UUID, parallel)
	for i := range spaces {
		spaces[i] = uuid.New()
	}
	b.Run("one_change_floor", func(b *testing.B) {
		spread(b, "pushes/s", 1, func(w int) error {
			return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO bare VALUES ($1, 'task', 't1', $2, $3, $4, 0) ON CONFLICT (space_id, kind, id) DO UPDATE SET seq = excluded.seq, fields = excluded.fields`,
					spaces[w], seq.Add(1), fields, clocks)
				return err
			})
		})
	})
	b.Run("100_new_tasks_floor", func(b *testing.B) {
		spread(b, "tasks/s", 100, func(w int) error {
			ids, seqs, all, stamps := make([]string, 100), make([]int64, 100), make([][]byte, 100), make([][]byte, 100)
			for i := range ids {
				ids[i], seqs[i], all[i], stamps[i] = uuid.NewString(), seq.Add(1), fields, clocks
			}
			_, err := pool.Exec(ctx, `INSERT INTO bare SELECT $1, 'task', *, 0 FROM unnest($2::text[], $3::bigint[], $4::jsonb[], $5::bytea[])`, spaces[w], ids, seqs, all, stamps)
			return err
		})
	})
}

// BenchmarkPull reads a space of 10,000 tasks from the start.
func BenchmarkPull(b *testing.B) {
	p := open(b, pgstore.Options{}).account("ann")
	for range 20 {
		sets := make([]pgstore.Set, 500)
		for i := range sets {
			sets[i] = p.set("", "", noon)
			sets[i].Writes = writes(uuid.NewString())
		}
		p.push(sets...)
	}
	for b.Loop() {
		n := 0
		for cursor, more := int64(0), true; more; {
			page := p.pull(cursor)
			n += len(page.Records)
			cursor, more = page.Next, !page.UpToDate
		}
		if n != 10_000 {
			b.Fatal(n)
		}
	}
	b.ReportMetric(10_000*float64(b.N)/b.Elapsed().Seconds(), "tasks/s")
}
