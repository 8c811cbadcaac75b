package task

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"time"
)

// A Table lists the fields of an entity. It is what storage and sync go by.
type Table[T any] []Field[T]

// A Field is one line of a table. Its value is made of cells: one, under the empty
// sub-key, for a plain field, and one for each member of a set.
//
// The value of a cell is a string, an int64, a bool or nil. Nil is the zero value
// of the field, so clearing a field and never having set it look the same.
type Field[T any] struct {
	Name  string // in JSON, in a cell and as a column
	Type  Type
	cells func(*T) iter.Seq2[string, any]
	put   func(e *T, sub string, value any) error
}

// A Type says what the cells of a field hold.
type Type int

// The types of fields.
const (
	Text  Type = iota // one string
	Prose             // one string so long that two edits of it are merged, not chosen from
	Int               // one int64; instants are milliseconds since 1970
	Bool              // one bool
	Set               // true under the sub-key of each member
	Tally             // an int64 under the sub-key of each device
)

// A Write is a new value for one cell.
type Write struct {
	Field, Sub string
	Value      any // string, int64, bool or nil
}

// Fields is the field table of a Task.
var Fields = Table[Task]{
	text("title", func(t *Task) *string { return &t.Title }),
	prose("description", func(t *Task) *string { return &t.Description }),
	oneOf("status", func(t *Task) *Status { return &t.Status }, statuses),
	number("priority", func(t *Task) *Priority { return &t.Priority }),
	text("project", func(t *Task) *string { return &t.Project }),
	text("section", func(t *Task) *string { return &t.Section }),
	text("parent", func(t *Task) *string { return &t.Parent }),
	set("tags", func(t *Task) *[]string { return &t.Tags }),
	coded("start", func(t *Task) *When { return &t.Start }, When.String, ParseWhen),
	coded("due", func(t *Task) *When { return &t.Due }, When.String, ParseWhen),
	coded("deadline", func(t *Task) *When { return &t.Deadline }, When.String, ParseWhen),
	number("estimate_min", func(t *Task) *int { return &t.EstimateMin }),
	tally("spent", func(t *Task) *map[string]int { return &t.Spent }),
	coded("recurrence", func(t *Task) *Recurrence { return &t.Recurrence }, Recurrence.encode, decodeRecurrence),
	set("reminders", func(t *Task) *[]Reminder { return &t.Reminders }),
	set("blocked_by", func(t *Task) *[]string { return &t.BlockedBy }),
	text("rank", func(t *Task) *string { return &t.Rank }),
	flag("pinned", func(t *Task) *bool { return &t.Pinned }),
	instant("created_at", func(t *Task) *time.Time { return &t.CreatedAt }),
	instant("started_at", func(t *Task) *time.Time { return &t.StartedAt }),
	instant("completed_at", func(t *Task) *time.Time { return &t.CompletedAt }),
	instant("deleted_at", func(t *Task) *time.Time { return &t.DeletedAt }),
	instant("snoozed_until", func(t *Task) *time.Time { return &t.SnoozedUntil }),
	oneOf("source", func(t *Task) *Source { return &t.Source }, sources),
	text("batch", func(t *Task) *string { return &t.Batch }),
}

// ProjectFields is the field table of a Project.
var ProjectFields = Table[Project]{
	text("name", func(p *Project) *string { return &p.Name }),
	text("area", func(p *Project) *string { return &p.Area }),
	text("color", func(p *Project) *string { return &p.Color }),
	coded("weight", func(p *Project) *float64 { return &p.Weight }, formatFloat, parseFloat),
	text("rank", func(p *Project) *string { return &p.Rank }),
	instant("created_at", func(p *Project) *time.Time { return &p.CreatedAt }),
	instant("deleted_at", func(p *Project) *time.Time { return &p.DeletedAt }),
}

// SectionFields is the field table of a Section.
var SectionFields = Table[Section]{
	text("project", func(s *Section) *string { return &s.Project }),
	text("name", func(s *Section) *string { return &s.Name }),
	text("rank", func(s *Section) *string { return &s.Rank }),
	instant("deleted_at", func(s *Section) *time.Time { return &s.DeletedAt }),
}

// TagFields is the field table of a Tag.
var TagFields = Table[Tag]{
	text("name", func(t *Tag) *string { return &t.Name }),
	text("color", func(t *Tag) *string { return &t.Color }),
	instant("deleted_at", func(t *Tag) *time.Time { return &t.DeletedAt }),
}

// Field returns the line of the table with the given name.
func (t Table[T]) Field(name string) (Field[T], bool) {
	for _, f := range t {
		if f.Name == name {
			return f, true
		}
	}
	return Field[T]{}, false
}

// Diff returns the writes that turn old into new, in the order of the table.
func (t Table[T]) Diff(old, new *T) []Write {
	var writes []Write
	for _, f := range t {
		before, after := maps.Collect(f.cells(old)), maps.Collect(f.cells(new))
		for _, sub := range slices.Sorted(maps.Keys(after)) {
			if after[sub] != before[sub] {
				writes = append(writes, Write{f.Name, sub, after[sub]})
			}
		}
		for _, sub := range slices.Sorted(maps.Keys(before)) {
			if _, kept := after[sub]; !kept {
				writes = append(writes, Write{f.Name, sub, nil})
			}
		}
	}
	return writes
}

// Cells yields the sub-key and value of each cell of the field that is set.
func (f Field[T]) Cells(e *T) iter.Seq2[string, any] { return f.cells(e) }

// Put sets one cell of the field. The error says that the value is not one that
// this version of the program can hold; e is then unchanged.
func (f Field[T]) Put(e *T, sub string, value any) error { return f.put(e, sub, value) }

// one builds a plain field from a getter, which returns nil for the zero value,
// and a setter, which is given the zero value for nil.
func one[T, V any](name string, typ Type, get func(*T) any, set func(*T, V) error) Field[T] {
	return Field[T]{name, typ,
		func(e *T) iter.Seq2[string, any] {
			return func(yield func(string, any) bool) {
				if v := get(e); v != nil {
					yield("", v)
				}
			}
		},
		func(e *T, sub string, value any) error {
			v, ok := value.(V)
			if sub != "" || (value != nil && !ok) {
				return &InvalidError{name, fmt.Sprintf("%v is not a value it can have", value)}
			}
			return set(e, v)
		},
	}
}

func text[T any, S ~string](name string, at func(*T) *S) Field[T] {
	return one(name, Text,
		func(e *T) any { return nonZero(string(*at(e))) },
		func(e *T, v string) error { *at(e) = S(v); return nil })
}

func prose[T any](name string, at func(*T) *string) Field[T] {
	f := text(name, at)
	f.Type = Prose
	return f
}

// oneOf is a text of which only some values are known; a newer version may know more.
func oneOf[T any, S ~string](name string, at func(*T) *S, known []S) Field[T] {
	f := text(name, at)
	put := f.put
	f.put = func(e *T, sub string, value any) error {
		if v, ok := value.(string); ok && !slices.Contains(known, S(v)) {
			return &InvalidError{name, fmt.Sprintf("%q is not one of %v", v, known)}
		}
		return put(e, sub, value)
	}
	return f
}

func number[T any, N ~int](name string, at func(*T) *N) Field[T] {
	return one(name, Int,
		func(e *T) any { return nonZero(int64(*at(e))) },
		func(e *T, v int64) error { *at(e) = N(v); return nil })
}

func flag[T any](name string, at func(*T) *bool) Field[T] {
	return one(name, Bool,
		func(e *T) any { return nonZero(*at(e)) },
		func(e *T, v bool) error { *at(e) = v; return nil })
}

func instant[T any](name string, at func(*T) *time.Time) Field[T] {
	return one(name, Int,
		func(e *T) any {
			if at(e).IsZero() {
				return nil
			}
			return at(e).UnixMilli()
		},
		func(e *T, v int64) error {
			*at(e) = time.Time{}
			if v != 0 {
				*at(e) = time.UnixMilli(v).UTC()
			}
			return nil
		})
}

func coded[T any, V comparable](name string, at func(*T) *V, encode func(V) string, decode func(string) (V, error)) Field[T] {
	var zero V
	return one(name, Text,
		func(e *T) any {
			if *at(e) == zero {
				return nil
			}
			return encode(*at(e))
		},
		func(e *T, s string) error {
			v := zero
			if s != "" {
				var err error
				if v, err = decode(s); err != nil {
					return err
				}
			}
			*at(e) = v
			return nil
		})
}

func set[T any, S ~string](name string, at func(*T) *[]S) Field[T] {
	return Field[T]{name, Set,
		func(e *T) iter.Seq2[string, any] {
			return func(yield func(string, any) bool) {
				for _, m := range *at(e) {
					if !yield(string(m), true) {
						return
					}
				}
			}
		},
		func(e *T, sub string, value any) error {
			present, ok := value.(bool)
			if sub == "" || (value != nil && !ok) {
				return &InvalidError{name, "a member is either there or not"}
			}
			members := *at(e)
			i, found := slices.BinarySearch(members, S(sub))
			switch {
			case present && !found:
				*at(e) = slices.Insert(slices.Clone(members), i, S(sub))
			case !present && found:
				*at(e) = slices.Delete(slices.Clone(members), i, i+1)
			}
			return nil
		},
	}
}

func tally[T any](name string, at func(*T) *map[string]int) Field[T] {
	return Field[T]{name, Tally,
		func(e *T) iter.Seq2[string, any] {
			return func(yield func(string, any) bool) {
				for device, n := range *at(e) {
					if !yield(device, int64(n)) {
						return
					}
				}
			}
		},
		func(e *T, sub string, value any) error {
			n, ok := value.(int64)
			if sub == "" || (value != nil && !ok) {
				return &InvalidError{name, "each device has a number of its own"}
			}
			if value == nil {
				delete(*at(e), sub)
				return nil
			}
			if *at(e) == nil {
				*at(e) = map[string]int{}
			}
			(*at(e))[sub] = int(n)
			return nil
		},
	}
}

func nonZero[V comparable](v V) any {
	var zero V
	if v == zero {
		return nil
	}
	return v
}

func formatFloat(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

func parseFloat(s string) (float64, error) {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || v != v {
		return 0, &InvalidError{"weight", fmt.Sprintf("%q is not a number", s)}
	}
	return v, nil
}
