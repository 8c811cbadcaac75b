package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReaders(t *testing.T) {
	for _, c := range []struct {
		name, format, report string
		want                 tally
	}{
		{"passes, fails and skips", "gotest", `
			{"Action":"run","Package":"p","Test":"A"}
			{"Action":"pass","Package":"p","Test":"A"}
			{"Action":"run","Package":"p","Test":"B"}
			{"Action":"fail","Package":"p","Test":"B"}
			{"Action":"run","Package":"p","Test":"C"}
			{"Action":"skip","Package":"p","Test":"C"}
			{"Action":"fail","Package":"p"}`, tally{Passed: 1, Failed: 1, Skipped: 1}},
		{"a test with subtests is their sum", "gotest", `
			{"Action":"run","Package":"p","Test":"A"}
			{"Action":"run","Package":"p","Test":"A/x"}
			{"Action":"run","Package":"p","Test":"A/x/y"}
			{"Action":"fail","Package":"p","Test":"A/x/y"}
			{"Action":"fail","Package":"p","Test":"A/x"}
			{"Action":"run","Package":"p","Test":"A/z"}
			{"Action":"pass","Package":"p","Test":"A/z"}
			{"Action":"fail","Package":"p","Test":"A"}
			{"Action":"fail","Package":"p"}`, tally{Passed: 1, Failed: 1}},
		{"a test that fails after its subtests passed", "gotest", `
			{"Action":"run","Package":"p","Test":"A"}
			{"Action":"run","Package":"p","Test":"A/x"}
			{"Action":"pass","Package":"p","Test":"A/x"}
			{"Action":"fail","Package":"p","Test":"A"}
			{"Action":"fail","Package":"p"}`, tally{Passed: 1, Failed: 1}},
		{"a package that does not compile", "gotest", `
			{"ImportPath":"p","Action":"build-output","Output":"p/x.go:1:1: broken\n"}
			{"ImportPath":"p","Action":"build-fail"}
			{"Action":"start","Package":"p"}
			{"Action":"fail","Package":"p","FailedBuild":"p"}`, tally{Failed: 1}},
		{"a package without tests", "gotest", `
			{"Action":"start","Package":"p"}
			{"Action":"skip","Package":"p"}`, tally{}},
		{"node", "tap", "ok 1 - a\n# tests 6\n# pass 1\n# fail 2\n# cancelled 1\n# skipped 1\n# todo 1\n# duration_ms 9\n",
			tally{Passed: 1, Failed: 3, Skipped: 2}},
		{"vitest", "vitest", `{"numPassedTests":5,"numFailedTests":1,"numPendingTests":1,"numTodoTests":1,"success":false}`,
			tally{Passed: 5, Failed: 1, Skipped: 2}},
		{"checks", "lines", "pass\nfail\n", tally{Passed: 1, Failed: 1}},
	} {
		got, err := readers[c.format](strings.NewReader(c.report), io.Discard)
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v, want %+v", c.name, got, err, c.want)
		}
	}
}

func TestOutputOfFailedTestsIsShown(t *testing.T) {
	var out bytes.Buffer
	_, err := goTest(strings.NewReader(`
		{"Action":"output","Package":"p","Test":"Good","Output":"quiet\n"}
		{"Action":"pass","Package":"p","Test":"Good"}
		{"Action":"output","Package":"p","Test":"Bad","Output":"why\n"}
		{"Action":"fail","Package":"p","Test":"Bad"}
		{"Action":"output","Package":"p","Output":"FAIL\tp\t0.1s\n"}`), &out)
	if err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.Contains(got, "why") || !strings.Contains(got, "FAIL\tp") || strings.Contains(got, "quiet") {
		t.Errorf("it prints %q", got)
	}
}

// A part that never ran must not look like one in which nothing failed.
func TestPartThatDidNotRunIsAFailure(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, report := range []string{empty, filepath.Join(dir, "missing")} {
		for format := range readers {
			to := filepath.Join(t.TempDir(), "counts")
			if err := count("some", format, to, report); err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := printSum(to, &out); err == nil || !strings.HasSuffix(out.String(), "\n0 passed, 1 failed\n") {
				t.Errorf("%s of a report that is %s: %v\n%s", format, filepath.Base(report), err, &out)
			}
		}
	}
}

func TestSum(t *testing.T) {
	file := filepath.Join(t.TempDir(), "counts")
	content := `{"Part":"checks","Passed":1}
		{"Part":"front end","Passed":40,"Skipped":2}
		{"Part":"checks","Passed":1}`
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := printSum(file, &out); err != nil {
		t.Fatal(err)
	}
	want := `part           passed   failed  skipped
checks              2        0        0
front end          40        0        2

42 passed, 0 failed, 2 skipped
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &out, want)
	}
}
