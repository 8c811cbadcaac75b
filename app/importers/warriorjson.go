package importers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// A warrior is one object of `task export`. Fields that Taskwarrior works out anew
// each time, as id and urgency, are left out; the fields people add are in rest.
type warrior struct {
	line    int
	text    map[string]string // the fields that are text, numbers or dates
	tags    []string
	depends []string
	notes   []annotation
	rest    map[string]string
}

// Fields of Taskwarrior's own.
var (
	warriorFields  = []string{"uuid", "description", "status", "project", "priority", "entry", "modified", "start", "end", "due", "scheduled", "wait", "until", "recur", "parent"}
	warriorDerived = []string{"id", "urgency", "mask", "imask", "rtype", "last", "template"}
	warriorTime    = "20060102T150405Z"
)

// An annotation is a note with the instant it was made.
type annotation struct{ Entry, Description string }

// eachElement reads a list of objects.
func eachElement(data []byte, read func(json.RawMessage, int) error) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	line, counted := 1, 0
	lineAt := func(offset int64) int {
		offset = min(offset, int64(len(data)))
		line += bytes.Count(data[counted:max(int(offset), counted)], []byte("\n"))
		counted = max(int(offset), counted)
		return line
	}
	bad := func(err error) error {
		offset := dec.InputOffset()
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			offset = syntax.Offset
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return &LineError{lineAt(int64(len(data))), "the file ends too early; export it again"}
		}
		return &LineError{lineAt(offset), "this is not valid JSON (" + err.Error() + "); export the file again"}
	}
	if _, err := dec.Token(); err != nil {
		return bad(err)
	}
	for dec.More() {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return bad(err)
		}
		if err := read(raw, lineAt(dec.InputOffset()-int64(len(raw)))); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return bad(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return &LineError{lineAt(dec.InputOffset()), "something follows the end of the list; import one export at a time"}
	}
	return nil
}

// eachLine reads one object a line. Old versions end each but the last with a comma.
func eachLine(data []byte, read func(json.RawMessage, int) error) error {
	line := 0
	for text := range bytes.Lines(data) {
		line++
		text = bytes.TrimSuffix(bytes.TrimSpace(text), []byte(","))
		if len(text) == 0 {
			continue
		}
		if !json.Valid(text) {
			return &LineError{line, "this is not one JSON object; export the file again"}
		}
		if err := read(text, line); err != nil {
			return err
		}
	}
	return nil
}

func readWarrior(raw json.RawMessage, line int) (warrior, error) {
	w := warrior{line: line, text: map[string]string{}, rest: map[string]string{}}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil || fields == nil {
		return w, &LineError{line, "a task must be a JSON object; export the file again"}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		value := fields[name]
		var err error
		switch {
		case name == "tags":
			w.tags, err = texts(value)
		case name == "depends":
			w.depends, err = texts(value)
		case name == "annotations":
			err = json.Unmarshal(value, &w.notes)
		case slices.Contains(warriorDerived, name):
		case slices.Contains(warriorFields, name):
			w.text[name], err = scalar(value)
		default:
			if w.rest[name], err = scalar(value); err != nil {
				w.rest[name], err = string(value), nil // a field people made may hold anything
			}
		}
		if err != nil {
			return w, &LineError{line, fmt.Sprintf("the field %q has an unexpected value; export the file again", shorten(name, 40))}
		}
	}
	if w.text["uuid"] == "" {
		return w, &LineError{line, "the task has no uuid, so this is not an export of Taskwarrior; write one with `task export`"}
	}
	return w, nil
}

// scalar reads a text or a number.
func scalar(raw json.RawMessage) (string, error) {
	var s string
	if err := json.Unmarshal(raw, &s); err == nil {
		return s, nil
	}
	var n json.Number
	err := json.Unmarshal(raw, &n)
	return n.String(), err
}

// texts reads a list of texts, which old versions write as one text with commas.
func texts(raw json.RawMessage) ([]string, error) {
	var list []string
	if err := json.Unmarshal(raw, &list); err == nil {
		return list, nil
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	if s == "" {
		return nil, nil
	}
	return strings.Split(s, ","), nil
}
