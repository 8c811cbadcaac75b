// Command testcount counts the tests of a run, whatever ran them, and adds the parts
// of a run up.
//
//	go test -json ./... | testcount -part go -format gotest -to FILE
//	testcount -part browser -format tap -to FILE REPORT
//	testcount -sum FILE
//
// It knows what a report looks like and nothing of the tests. The one rule: a part that
// did not run is a failure, never an empty row; a report that is missing, empty or
// cut short counts as one failed test.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// A tally is how the tests of one part ended.
type tally struct {
	Part    string
	Passed  int
	Failed  int
	Skipped int
}

// errFailures reports that tests failed. It is not printed: the last line says so.
var errFailures = errors.New("tests failed")

// readers read a report and copy to the second argument what a person wants to see.
var readers = map[string]func(io.Reader, io.Writer) (tally, error){
	"gotest": goTest,
	"lines":  lines,
	"tap":    tap,
	"vitest": vitest,
}

func main() {
	part := flag.String("part", "", "the `name` of the part that the report is of")
	format := flag.String("format", "gotest", "the report's format: gotest, lines, tap or vitest")
	to := flag.String("to", "", "add the count to this `file`")
	sum := flag.String("sum", "", "print what is in this `file`, and fail if a test did")
	flag.Parse()
	err := errors.New("either -sum or -part and -to")
	switch {
	case *sum != "":
		err = printSum(*sum, os.Stdout)
	case *part != "" && *to != "" && readers[*format] != nil:
		err = count(*part, *format, *to, flag.Arg(0))
	}
	switch {
	case errors.Is(err, errFailures):
		os.Exit(1)
	case err != nil:
		fmt.Fprintln(os.Stderr, "testcount:", err)
		os.Exit(1)
	}
}

// count reads a report, from standard input if it has no name, and appends its tally to a file.
// An error means that the tally could not be kept; failed tests are not an error here.
func count(part, format, to, report string) error {
	var got tally
	var err error
	input := os.Stdin
	if report != "" {
		input, err = os.Open(report)
	}
	if err == nil {
		got, err = readers[format](input, os.Stdout)
		err = errors.Join(err, input.Close())
	}
	if err == nil && got == (tally{}) {
		err = errors.New("no test ran")
	}
	if err != nil {
		fmt.Printf("%s: %v\n", part, err)
		got.Failed++
	}
	got.Part = part
	file, err := os.OpenFile(to, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	return errors.Join(json.NewEncoder(file).Encode(got), file.Close())
}

// printSum prints a row for each part and, last, how many tests passed and failed.
func printSum(name string, out io.Writer) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	var parts []tally // in the order of their first count
	var all tally
	for decoder := json.NewDecoder(file); ; {
		var one tally
		if err := decoder.Decode(&one); err == io.EOF {
			break
		} else if err != nil {
			return err
		}
		at := slices.IndexFunc(parts, func(p tally) bool { return p.Part == one.Part })
		if at < 0 {
			at, parts = len(parts), append(parts, tally{Part: one.Part})
		}
		parts[at].add(one)
		all.add(one)
	}
	fmt.Fprintf(out, "%-12s %8s %8s %8s\n", "part", "passed", "failed", "skipped")
	for _, p := range parts {
		fmt.Fprintf(out, "%-12s %8d %8d %8d\n", p.Part, p.Passed, p.Failed, p.Skipped)
	}
	fmt.Fprintf(out, "\n%d passed, %d failed", all.Passed, all.Failed)
	if all.Skipped > 0 {
		fmt.Fprintf(out, ", %d skipped", all.Skipped)
	}
	fmt.Fprintln(out)
	if all.Failed > 0 {
		return errFailures
	}
	return nil
}

func (t *tally) add(o tally) {
	t.Passed += o.Passed
	t.Failed += o.Failed
	t.Skipped += o.Skipped
}

// goTest reads `go test -json`. It prints the line of each package and everything that
// a failed test printed. Only leaves count: a test with subtests is their sum, unless
// it failed and none of them did. A package that fails with no failed test, because it
// does not compile or died, counts as one.
func goTest(r io.Reader, out io.Writer) (tally, error) {
	type event struct{ Action, Package, ImportPath, Test, Output string }
	type id struct{ Package, Test string }
	var t tally
	printed := map[id]*bytes.Buffer{}
	parents := map[id]bool{} // tests with subtests; the value says whether one of those failed
	failures := map[string]int{}

	input := bufio.NewScanner(r)
	input.Buffer(nil, 16<<20)
	for input.Scan() {
		var e event
		if json.Unmarshal(input.Bytes(), &e) != nil {
			fmt.Fprintf(out, "%s\n", input.Bytes()) // go itself speaks plain text
			continue
		}
		at := id{e.Package, e.Test}
		switch e.Action {
		case "build-output":
			fmt.Fprint(out, e.Output)
		case "output":
			switch {
			case e.Test != "":
				if printed[at] == nil {
					printed[at] = new(bytes.Buffer)
				}
				printed[at].WriteString(e.Output)
			case e.Output != "PASS\n" && !strings.Contains(e.Output, "[no test files]"):
				fmt.Fprint(out, e.Output)
			}
		case "run":
			if up := strings.LastIndexByte(e.Test, '/'); up > 0 {
				if parent := (id{e.Package, e.Test[:up]}); !parents[parent] {
					parents[parent] = false
				}
			}
		case "pass", "fail", "skip":
			if e.Action == "fail" && printed[at] != nil {
				fmt.Fprintf(out, "%s%s", e.Package, "\n"+printed[at].String())
			}
			delete(printed, at)
			if e.Test == "" {
				if e.Action == "fail" && failures[e.Package] == 0 {
					t.Failed++
				}
				continue
			}
			if e.Action == "fail" {
				failures[e.Package]++
				if up := strings.LastIndexByte(e.Test, '/'); up > 0 {
					parents[id{e.Package, e.Test[:up]}] = true
				}
			}
			childFailed, isParent := parents[at]
			switch {
			case isParent && (e.Action != "fail" || childFailed):
			case e.Action == "pass":
				t.Passed++
			case e.Action == "fail":
				t.Failed++
			default:
				t.Skipped++
			}
		}
	}
	return t, input.Err()
}

// lines counts the lines "pass" and "fail".
func lines(r io.Reader, _ io.Writer) (tally, error) {
	var t tally
	input := bufio.NewScanner(r)
	for input.Scan() {
		switch input.Text() {
		case "pass":
			t.Passed++
		case "fail":
			t.Failed++
		default:
			return t, fmt.Errorf("a line says %q", input.Text())
		}
	}
	return t, input.Err()
}

// tap reads the summary at the end of what node's test runner writes.
func tap(r io.Reader, _ io.Writer) (tally, error) {
	var t tally
	complete := false
	input := bufio.NewScanner(r)
	input.Buffer(nil, 16<<20)
	for input.Scan() {
		var n int
		for prefix, to := range map[string]*int{"# pass": &t.Passed, "# fail": &t.Failed, "# cancelled": &t.Failed, "# skipped": &t.Skipped, "# todo": &t.Skipped} {
			if _, err := fmt.Sscanf(input.Text(), prefix+" %d", &n); err == nil {
				*to += n
			}
		}
		complete = complete || strings.HasPrefix(input.Text(), "# duration_ms")
	}
	if !complete {
		return t, errors.Join(errors.New("the report has no end"), input.Err())
	}
	return t, input.Err()
}

// vitest reads its JSON report. A file that does not load fails without a test in it.
func vitest(r io.Reader, _ io.Writer) (tally, error) {
	var report struct {
		Passed  int `json:"numPassedTests"`
		Failed  int `json:"numFailedTests"`
		Pending int `json:"numPendingTests"`
		Todo    int `json:"numTodoTests"`
		Success bool
	}
	if err := json.NewDecoder(r).Decode(&report); err != nil {
		return tally{}, err
	}
	t := tally{Passed: report.Passed, Failed: report.Failed, Skipped: report.Pending + report.Todo}
	if !report.Success && t.Failed == 0 {
		return t, errors.New("the run failed outside of its tests")
	}
	return t, nil
}
