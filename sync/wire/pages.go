package wire

import (
	"slices"
	"strings"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/sync/merge"
)

// ReadRecords reads entities. Values may be of any size: the server answers for them.
func ReadRecords(ms []*mindflowv1.Entity) ([]merge.Record, error) {
	return records("entities", ms)
}

func records(path string, ms []*mindflowv1.Entity) ([]merge.Record, error) {
	all := make([]merge.Record, len(ms))
	for i, m := range ms {
		var err error
		if all[i], err = ReadRecord(m); err != nil {
			return nil, within(path, i, err)
		}
	}
	return all, nil
}

// ReadRecord reads an entity.
func ReadRecord(m *mindflowv1.Entity) (merge.Record, error) {
	r := merge.Record{Kind: m.GetKind(), ID: m.GetId(), Seq: m.GetSeq(), Purged: m.GetPurged()}
	if err := names(r.Kind, r.ID); err != nil {
		return r, err
	}
	if r.Seq < 0 {
		return r, invalid("seq", "%d, it cannot be negative", r.Seq)
	}
	if r.Purged && len(m.GetCells()) > 0 {
		return r, invalid("cells", "a purged entity has none, this one %d", len(m.GetCells()))
	}
	r.Cells = make(merge.Entity, len(m.GetCells()))
	for i, c := range m.GetCells() {
		k, cell, err := readCell(c)
		if err != nil {
			return r, within("cells", i, err)
		}
		if _, there := r.Cells[k]; there {
			return r, within("cells", i, invalid("field", "the entity has this cell before"))
		}
		r.Cells[k] = cell
	}
	return r, nil
}

func readCell(m *mindflowv1.Cell) (merge.Key, merge.Cell, error) {
	k := merge.Key{Field: m.GetField(), Sub: m.GetSub()}
	if err := keys(k.Field, k.Sub); err != nil {
		return k, merge.Cell{}, err
	}
	v, err := ReadValue("value", m.GetValue())
	if err != nil {
		return k, merge.Cell{}, err
	}
	s, err := ReadStamp("stamp", m.GetStamp())
	return k, merge.Cell{Value: v, Stamp: s}, err
}

// Records writes entities.
func Records(all []merge.Record) []*mindflowv1.Entity {
	ms := make([]*mindflowv1.Entity, len(all))
	for i, r := range all {
		ms[i] = Record(r)
	}
	return ms
}

// Record writes an entity. Cells are in the order of their names, so equal entities give
// equal messages.
func Record(r merge.Record) *mindflowv1.Entity {
	m := &mindflowv1.Entity{Kind: r.Kind, Id: r.ID, Seq: r.Seq, Purged: r.Purged}
	// One piece of memory for all cells: a first sync has a hundred thousand.
	cells := make([]mindflowv1.Cell, len(r.Cells))
	stamps := make([]byte, 0, len(r.Cells)*len(merge.Stamp{}))
	m.Cells = make([]*mindflowv1.Cell, 0, len(r.Cells))
	for k, c := range r.Cells {
		start := len(stamps)
		stamps = append(stamps, c.Stamp[:]...)
		cell := &cells[len(m.Cells)]
		cell.Field, cell.Sub, cell.Value, cell.Stamp = k.Field, k.Sub, Value(c.Value), stamps[start:len(stamps):len(stamps)]
		m.Cells = append(m.Cells, cell)
	}
	slices.SortFunc(m.Cells, func(a, b *mindflowv1.Cell) int {
		if order := strings.Compare(a.Field, b.Field); order != 0 {
			return order
		}
		return strings.Compare(a.Sub, b.Sub)
	})
	return m
}

// ReadPage reads a page. Its entities rise by number and none is beyond its cursor, so a
// device that stores the page with its cursor misses nothing.
func ReadPage(m *mindflowv1.Page) (merge.Page, error) {
	p := merge.Page{Space: m.GetSpaceId(), Epoch: m.GetEpoch(), Next: m.GetNext(), Head: m.GetHead(), UpToDate: m.GetUpToDate()}
	if err := name("space_id", p.Space, 1, MaxID); err != nil {
		return p, err
	}
	if p.Epoch < 1 {
		return p, invalid("epoch", "%d, the first is 1", p.Epoch)
	}
	if p.Next < 0 || p.Next > p.Head {
		return p, invalid("next", "%d, want 0 to the head, %d", p.Next, p.Head)
	}
	var err error
	if p.Records, err = ReadRecords(m.GetEntities()); err != nil {
		return p, err
	}
	last := int64(0)
	for i, r := range p.Records {
		if r.Seq <= last || r.Seq > p.Next {
			return p, within("entities", i, invalid("seq", "%d after %d in a page up to %d", r.Seq, last, p.Next))
		}
		last = r.Seq
	}
	return p, nil
}

// Page writes a page.
func Page(p merge.Page) *mindflowv1.Page {
	return &mindflowv1.Page{
		SpaceId: p.Space, Epoch: p.Epoch, Entities: Records(p.Records), Next: p.Next, Head: p.Head, UpToDate: p.UpToDate,
	}
}
