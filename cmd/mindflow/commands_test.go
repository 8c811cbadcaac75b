package main

import (
	"encoding/json"
	"errors"
	"os/exec"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
)

// code N ARGS… runs mindflow and fails unless it exits with N. A failure must say one
// line on standard error and nothing on standard output.
func code(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec("mindflow", args[1:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
	stderr := ts.ReadFile("stderr")
	if want != 0 && (len(stderr) == 0 || countLines(stderr) != 1 || ts.ReadFile("stdout") != "") {
		ts.Fatalf("a failure says one line on standard error and nothing on standard output; got %q and %q", stderr, ts.ReadFile("stdout"))
	}
}

func countLines(s string) int {
	n := 0
	for _, r := range s {
		if r == '\n' {
			n++
		}
	}
	return n
}

// id NAME sets the variable NAME to the id of the JSON document, or of its first
// element, that the last command printed.
func id(ts *testscript.TestScript, neg bool, args []string) {
	text := []byte(ts.ReadFile("stdout"))
	var list []struct{ ID string }
	var one struct{ ID string }
	if json.Unmarshal(text, &list) == nil && len(list) > 0 {
		one = list[0]
	} else {
		ts.Check(json.Unmarshal(text, &one))
	}
	if one.ID == "" {
		ts.Fatalf("no id in %s", text)
	}
	ts.Setenv(args[0], one.ID)
}
