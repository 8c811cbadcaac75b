package localdb_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"mindflow/localdb"
	"mindflow/sync/merge"
	"mindflow/task"
	"mindflow/task/query"
)

// A server stands in for the real one: the state of a space, merged by the real merge,
// numbered in the order of arrival.
type server struct {
	space    string
	entities map[[2]string]*merge.Record
	head     int64
}

func newServer() *server {
	return &server{space: uuid.NewString(), entities: map[[2]string]*merge.Record{}}
}

// sync pushes what a copy has and gives it everything there is.
func (s *server) sync(t testing.TB, db *localdb.DB) {
	t.Helper()
	s.pull(t, db)
	if err := db.Adopt(context.Background()); err != nil {
		t.Fatal(err)
	}
	sets, err := db.Outbox(context.Background(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	var acks []merge.Ack
	for _, set := range sets {
		ack := merge.Ack{Seq: set.Seq, Status: merge.Applied}
		for _, w := range set.Writes {
			r := s.entities[[2]string{w.Kind, w.ID}]
			if r == nil {
				r = &merge.Record{Kind: w.Kind, ID: w.ID, Cells: merge.Entity{}}
				s.entities[[2]string{w.Kind, w.ID}] = r
			}
			if !r.Cells.Put(w.Key(), set.Cell(w)) {
				ack.Corrections = append(ack.Corrections, merge.Record{Kind: w.Kind, ID: w.ID, Cells: merge.Entity{w.Key(): r.Cells[w.Key()]}})
			}
			s.head++
			r.Seq = s.head
		}
		acks = append(acks, ack)
	}
	if err := db.Acknowledge(context.Background(), acks); err != nil {
		t.Fatal(err)
	}
	s.pull(t, db)
}

func (s *server) pull(t testing.TB, db *localdb.DB) {
	t.Helper()
	at, err := db.Position(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	page := merge.Page{Space: s.space, Epoch: 1, Next: s.head, Head: s.head, UpToDate: true}
	for _, r := range s.entities {
		if r.Seq > at.Cursor {
			page.Records = append(page.Records, *r)
		}
	}
	slices.SortFunc(page.Records, func(a, b merge.Record) int { return int(a.Seq - b.Seq) })
	if err := db.Receive(context.Background(), page); err != nil {
		t.Fatal(err)
	}
}

func (s *server) join(t testing.TB, db *localdb.DB) {
	t.Helper()
	if err := db.Join(context.Background(), "https://sync.example", "me@example.com", s.space, uuid.NewString()); err != nil {
		t.Fatal(err)
	}
}

// Two copies that edit apart, in any order, and then sync hold the same cells, have the
// same digest and an empty outbox.
func TestCopiesConverge(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c, s := start(), newServer()
		dbs := []*localdb.DB{open(t, t.TempDir(), c), open(t, t.TempDir(), c)}
		for _, db := range dbs {
			s.join(t, db)
			s.sync(t, db)
		}
		made := add(t, dbs[0], c, "shared")
		s.sync(t, dbs[0])
		s.sync(t, dbs[1])
		tagIDs := []string{newID(), newID(), newID()}
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			db := dbs[rapid.IntRange(0, 1).Draw(rt, "who")]
			c.at = c.at.Add(time.Duration(rapid.IntRange(-3, 3).Draw(rt, "clock")) * time.Second)
			switch rapid.IntRange(0, 5).Draw(rt, "what") {
			case 0:
				edit(t, db, made.ID, func(t *task.Task) { t.Title = rapid.StringMatching(`[a-c]{1,3}`).Draw(rt, "title") })
			case 1:
				edit(t, db, made.ID, func(t *task.Task) { t.Tags = []string{rapid.SampledFrom(tagIDs).Draw(rt, "tag")} })
			case 2:
				edit(t, db, made.ID, func(t *task.Task) { t.DeletedAt = time.Time{}; t.Complete(c.at) })
			case 3:
				edit(t, db, made.ID, func(t *task.Task) { t.DeletedAt = c.at.Add(time.Hour) })
			case 4:
				if _, err := db.Undo(context.Background(), 0); err != nil && !errors.Is(err, localdb.ErrNothingToUndo) && !errors.Is(err, localdb.ErrSuperseded) {
					rt.Fatal(err)
				}
			case 5:
				s.sync(t, db)
			}
		}
		for range 2 {
			for _, db := range dbs {
				s.sync(t, db)
			}
		}
		if diff := cmp.Diff(read(t, dbs[0], made.ID), read(t, dbs[1], made.ID)); diff != "" {
			rt.Fatalf("the copies differ:\n%s", diff)
		}
		one, two := status(t, dbs[0]), status(t, dbs[1])
		for _, db := range dbs {
			db.Close()
		}
		if one.Digest != two.Digest || one.Pending != 0 || two.Pending != 0 {
			rt.Fatalf("digests %x and %x, pending %d and %d", one.Digest, two.Digest, one.Pending, two.Pending)
		}
	})
}

// A correction does not overwrite what was edited here after the push.
func TestCorrectionLeavesANewerEdit(t *testing.T) {
	ctx, c, s := context.Background(), start(), newServer()
	db := open(t, t.TempDir(), c)
	s.join(t, db)
	s.sync(t, db)
	made := add(t, db, c, "pushed")
	pushed, err := db.Outbox(ctx, 10)
	if err != nil || len(pushed) != 1 {
		t.Fatal(len(pushed), err)
	}
	edit(t, db, made.ID, func(t *task.Task) { t.Title = "edited while the push was under way" })
	title := merge.Key{Field: "title"}
	priority := merge.Key{Field: "priority"}
	other := merge.NewStamp(c.at.UnixMilli()-1000, 0, 9)
	err = db.Acknowledge(ctx, []merge.Ack{{Seq: pushed[0].Seq, Status: merge.Applied, Corrections: []merge.Record{{
		Kind: "task", ID: made.ID, Cells: merge.Entity{title: {Value: merge.String("theirs"), Stamp: other}, priority: {Value: merge.Int(1), Stamp: other}},
	}}}})
	if err != nil {
		t.Fatal(err)
	}
	if got := read(t, db, made.ID); got.Title != "edited while the push was under way" || got.Priority != task.P1 {
		t.Errorf("title %q, priority %s", got.Title, got.Priority)
	}
}

// A set that the server will never take leaves the outbox and stays visible.
func TestRejectedSetDoesNotBlock(t *testing.T) {
	ctx, c := context.Background(), start()
	db := open(t, t.TempDir(), c)
	add(t, db, c, "too large")
	add(t, db, c, "fine")
	if err := db.Acknowledge(ctx, []merge.Ack{{Seq: 1, Status: merge.Rejected, Reason: merge.TooLarge}}); err != nil {
		t.Fatal(err)
	}
	left, err := db.Outbox(ctx, 10)
	if err != nil || len(left) != 1 || left[0].Seq != 2 {
		t.Errorf("outbox %+v, %v", left, err)
	}
	if at, err := db.Position(ctx); err != nil || at.Rejected != 1 || at.Pending != 1 {
		t.Errorf("position %+v, %v", at, err)
	}
}

// Cells that this version has no column for, or cannot hold, go on as they came.
func TestUnknownCellsSurvive(t *testing.T) {
	ctx, c, s, dir := context.Background(), start(), newServer(), t.TempDir()
	db := open(t, dir, c)
	s.join(t, db)
	stamp := merge.NewStamp(c.at.UnixMilli(), 0, 9)
	cells := merge.Entity{
		{Field: "title"}:                {Value: merge.String("from a newer version"), Stamp: stamp},
		{Field: "status"}:               {Value: merge.String("delegated"), Stamp: stamp},
		{Field: "priority"}:             {Value: merge.Int(0), Stamp: stamp},
		{Field: "effort", Sub: "hours"}: {Value: merge.Bytes([]byte{0, 255}), Stamp: stamp},
		{Field: "tags", Sub: newID()}:   {Value: merge.Bool(false), Stamp: stamp},
		{Field: "created_at"}:           {Value: merge.Int(c.at.UnixMilli()), Stamp: stamp},
		{Field: "secret"}:               {Value: merge.Cipher([]byte("x")), Stamp: merge.Stamp{}},
	}
	id := newID()
	records := []merge.Record{{Kind: "task", ID: id, Cells: cells}, {Kind: "hologram", ID: "h1", Cells: cells}}
	if err := db.Receive(ctx, merge.Page{Space: s.space, Records: records, Next: 7, Epoch: 1, UpToDate: true}); err != nil {
		t.Fatal(err)
	}
	var want uint64
	key := uuid.MustParse(s.space)
	for _, r := range records {
		for k, cell := range r.Cells {
			want ^= merge.Hash(key, r.Kind, r.ID, k, cell)
		}
	}
	if got := status(t, db).Digest; got != want {
		t.Errorf("digest %x, want %x", got, want)
	}
	if got := read(t, db, id); got.Status != task.Pending || got.Priority != task.P3 {
		t.Errorf("what is not understood reads as %s, %s", got.Status, got.Priority)
	}
	edit(t, db, id, func(t *task.Task) { t.Title = "renamed here" })
	sets, err := db.Outbox(ctx, 10)
	if err != nil || len(sets) != 1 || len(sets[0].Writes) != 1 {
		t.Errorf("an edit of the title wrote %+v (%v)", sets, err)
	}
}

// What was made before the first sign-in becomes the account's, and projects and tags
// of one name become one.
func TestAdoption(t *testing.T) {
	ctx, c, s := context.Background(), start(), newServer()
	first, second := open(t, t.TempDir(), c), open(t, t.TempDir(), c)
	space := func(db *localdb.DB) (id uuid.UUID) {
		at, err := db.Position(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return uuid.MustParse(at.Space)
	}
	plan := func(db *localdb.DB, title string) {
		t.Helper()
		_, err := db.Edit(ctx, "add", func(e *localdb.Edit) error {
			p := task.Project{ID: task.ProjectID(space(db), "Garden"), Name: "Garden", CreatedAt: c.at}
			g := task.Tag{ID: task.TagID(space(db), "Phone"), Name: "Phone"}
			n := task.Section{ID: task.SectionID(uuid.MustParse(p.ID), "Spring"), Project: p.ID, Name: "Spring"}
			made := task.New(newID(), title, c.at)
			made.Project, made.Tags, made.Section = p.ID, []string{g.ID}, n.ID
			return errors.Join(e.PutProject(p), e.PutTag(g), e.PutSection(n), e.PutTask(made))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	plan(first, "on the laptop")
	plan(second, "on the desktop")
	s.join(t, first)
	s.sync(t, first)
	s.join(t, second)
	s.sync(t, second)
	s.sync(t, first)
	for name, db := range map[string]*localdb.DB{"first": first, "second": second} {
		projects, err := db.Projects(ctx)
		if err != nil || len(projects) != 1 {
			t.Errorf("%s: projects %+v, %v", name, projects, err)
		}
		tags, err := db.Tags(ctx)
		if err != nil || len(tags) != 1 {
			t.Errorf("%s: tags %+v, %v", name, tags, err)
		}
		sections, err := db.Sections(ctx)
		if err != nil || len(sections) != 1 {
			t.Errorf("%s: sections %+v, %v", name, sections, err)
		}
		list, err := db.List(ctx, query.And{query.Project("garden"), query.Tag("phone")}, localdb.ByCreated, 0)
		if err != nil || len(list) != 2 || list[0].Section == "" || list[0].Section != list[1].Section {
			t.Errorf("%s: tasks %q, %v", name, titles(list), err)
		}
	}
	if one, two := status(t, first), status(t, second); one.Digest != two.Digest || one.Pending+two.Pending != 0 {
		t.Errorf("digests %x and %x, pending %d and %d", one.Digest, two.Digest, one.Pending, two.Pending)
	}
	// Undo still knows the edit of before.
	if _, err := first.Undo(ctx, 0); err != nil {
		t.Error(err)
	}
	if err := first.Join(ctx, "https://sync.example", "you@example.com", uuid.NewString(), uuid.NewString()); !errors.Is(err, localdb.ErrOtherAccount) {
		t.Errorf("joining a second account: %v", err)
	}
}
