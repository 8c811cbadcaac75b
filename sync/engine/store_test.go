package engine_test

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"testing"
	"time"

	"mindflow/sync/engine"
	"mindflow/sync/merge"
)

const space = "0197f5c0-0000-7000-8000-000000000001"

type entityName struct{ kind, id string }

// A store is a copy in memory that merges as the real one does.
type store struct {
	t    *testing.T
	name string

	mu        sync.Mutex
	clock     merge.Clock
	pos       engine.Position
	sets      []merge.ChangeSet
	state     map[int64]string // pending, acked, rejected
	reasons   map[int64]merge.Reason
	entities  map[entityName]merge.Entity
	forgetful bool                                         // answers are not kept
	steps     []string                                     // the names of the writing calls, in order
	hook      func(ctx context.Context, call string) error // comes before a call
}

func newStore(t *testing.T, name string) *store {
	node := uint64(0)
	for _, b := range []byte(name) {
		node = node<<8 | uint64(b)
	}
	return &store{
		t: t, name: name, clock: merge.Clock{Node: node},
		pos:   engine.Position{Device: name, InstallNonce: "nonce-" + name, Space: space},
		state: map[int64]string{}, reasons: map[int64]merge.Reason{}, entities: map[entityName]merge.Entity{},
	}
}

func (s *store) before(ctx context.Context, call string) error {
	s.mu.Lock()
	hook := s.hook
	if call == "acknowledge" || call == "receive" || call == "adopt" {
		s.steps = append(s.steps, call)
	}
	s.mu.Unlock()
	if hook != nil {
		return hook(ctx, call)
	}
	return ctx.Err()
}

func (s *store) hooked(fn func(ctx context.Context, call string) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook = fn
}

// put writes a title, as an edit does.
func (s *store) put(id, title string) { s.putAll(id, map[string]string{"title": title}) }

func (s *store) putAll(id string, fields map[string]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pos.LastSeq++
	set := merge.ChangeSet{Seq: s.pos.LastSeq, Stamp: s.clock.Next(time.Now().UnixMilli()), Intent: "edit"}
	for field, text := range fields {
		w := merge.Write{Kind: "task", ID: id, Field: field, Value: merge.String(text)}
		set.Writes = append(set.Writes, w)
		s.entity("task", id).Put(w.Key(), set.Cell(w))
	}
	s.sets = append(s.sets, set)
	s.state[set.Seq] = "pending"
}

func (s *store) entity(kind, id string) merge.Entity {
	n := entityName{kind, id}
	if s.entities[n] == nil {
		s.entities[n] = merge.Entity{}
	}
	return s.entities[n]
}

func (s *store) title(id string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text, _ := s.entities[entityName{"task", id}][merge.Key{Field: "title"}].Value.Any().(string)
	return text
}

func (s *store) Position(ctx context.Context) (engine.Position, error) {
	if err := s.before(ctx, "position"); err != nil {
		return engine.Position{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.pos
	for _, state := range s.state {
		switch state {
		case "pending":
			p.Pending++
		case "rejected":
			p.Rejected++
		}
	}
	return p, nil
}

func (s *store) Outbox(ctx context.Context, limit int) ([]merge.ChangeSet, error) {
	if err := s.before(ctx, "outbox"); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []merge.ChangeSet
	for _, set := range s.sets {
		if s.state[set.Seq] == "pending" && len(out) < limit {
			out = append(out, set)
		}
	}
	return out, nil
}

func (s *store) Acknowledge(ctx context.Context, acks []merge.Ack) error {
	if err := s.before(ctx, "acknowledge"); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.forgetful {
		return nil
	}
	for _, a := range acks {
		if a.Status == merge.Gap || a.Seq < 1 || a.Seq > int64(len(s.sets)) {
			s.t.Errorf("acknowledged %+v", a)
			continue
		}
		s.state[a.Seq] = "acked"
		if a.Status == merge.Rejected {
			s.state[a.Seq], s.reasons[a.Seq] = "rejected", a.Reason
		}
		pushed := s.sets[a.Seq-1].Stamp
		for _, r := range a.Corrections {
			for k, c := range r.Cells {
				s.clock.Observe(c.Stamp)
				if e := s.entity(r.Kind, r.ID); e[k].Stamp == pushed {
					e[k] = c
				}
			}
		}
	}
	return nil
}

func (s *store) Receive(ctx context.Context, page merge.Page) error {
	if err := s.before(ctx, "receive"); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range page.Records {
		s.entity(r.Kind, r.ID).Merge(r.Cells)
		for _, c := range r.Cells {
			s.clock.Observe(c.Stamp)
		}
	}
	s.pos.Cursor, s.pos.Epoch = page.Next, page.Epoch
	return nil
}

func (s *store) Adopt(ctx context.Context) error {
	if err := s.before(ctx, "adopt"); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pos.Adopting = false
	return nil
}

// same checks that a device's copy is the server's.
func (w *world) same(d *device) {
	w.t.Helper()
	w.srv.mu.Lock()
	defer w.srv.mu.Unlock()
	d.store.mu.Lock()
	defer d.store.mu.Unlock()
	if len(d.entities) != len(w.srv.records) {
		w.t.Errorf("%s has %d entities, the server %d", d.name, len(d.entities), len(w.srv.records))
	}
	for n, r := range w.srv.records {
		if !maps.Equal(d.entities[n], r.Cells) {
			w.t.Errorf("%s has %v as %v, the server as %v", d.name, n, d.entities[n], r.Cells)
		}
	}
	if d.pos.Cursor != w.srv.head || d.pos.Epoch != w.srv.epoch {
		w.t.Errorf("%s is at %d of epoch %d, the server at %d of %d", d.name, d.pos.Cursor, d.pos.Epoch, w.srv.head, w.srv.epoch)
	}
}

func titles(n int) (ids []string) {
	for i := range n {
		ids = append(ids, fmt.Sprintf("task-%03d", i))
	}
	return ids
}
