package main

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// arrows says which of our packages each one may import; a name that ends in /...
// stands for everything below it too. What is not here may import nothing of ours.
// docs/architecture.md has the picture.
var arrows = map[string][]string{
	"task":                      {},
	"task/...":                  {"task"},
	"scoring":                   {"task"},
	"sync/merge":                {},
	"sync/merge/mergetest":      {"sync/merge"},
	"sync/gen/...":              {"sync/gen/..."},
	"sync/wire":                 {"sync/merge", "sync/gen/..."},
	"sync/engine":               {"sync/merge", "sync/wire", "sync/gen/..."},
	"sync/engine/session":       {"sync/engine", "sync/gen/..."},
	"syncserver":                {"sync/merge", "sync/wire", "sync/gen/...", "syncserver/pgstore"},
	"syncserver/pgstore":        {"sync/merge"},
	"syncserver/pgstore/pgtest": {"syncserver/pgstore"},
	"cmd/mindflow-server":       {"syncserver", "syncserver/pgstore"},
	"localdb":                   {"task/...", "sync/merge"},
	"app":                       {"task/...", "scoring", "localdb", "sync/engine/...", "app/importers", "app/filelock"},
	"app/filelock":              {},
	"app/importers":             {"task"},
	"app/desktop":               {"app", "app/desktop/instance", "task/...", "sync/engine"},
	"app/desktop/instance":      {"app/filelock"},
	"cmd/mindflow":              {"app", "app/importers", "task/...", "sync/engine/..."},
	"":                          {"app", "app/desktop", "app/desktop/instance"}, // main.go
	"e2e/...":                   {"e2e/...", "syncserver/pgstore/pgtest"},
	"build/testcount":           {},
}

// wails is the window's library; only what draws the window may know it.
const wails = "github.com/wailsapp/wails"

type goPackage struct {
	ImportPath, Doc  string
	Imports, GoFiles []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-e", "-json", "-tags", "e2e", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []goPackage
	for decoder := json.NewDecoder(strings.NewReader(string(out))); decoder.More(); {
		var p goPackage
		if err := decoder.Decode(&p); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(p.ImportPath, "/node_modules/") {
			all = append(all, p)
		}
	}
	return all
}

// Packages import only what the drawing allows, so that what is pure stays pure.
func TestArrows(t *testing.T) {
	for _, p := range packages(t) {
		name := ours(p.ImportPath)
		for _, path := range p.Imports {
			if path == "mindflow" || strings.HasPrefix(path, "mindflow/") {
				if !slices.ContainsFunc(arrows[key(name)], func(allowed string) bool { return covers(allowed, ours(path)) }) {
					t.Errorf("%s must not import %s: no arrow leads there", p.ImportPath, path)
				}
			}
			if strings.HasPrefix(path, wails) && name != "app/desktop" {
				t.Errorf("%s must not import %s: only app/desktop knows the window's library", p.ImportPath, path)
			}
		}
	}
}

// ours returns a path within the module; "" is its root.
func ours(path string) string { return strings.TrimPrefix(strings.TrimPrefix(path, "mindflow"), "/") }

// key returns the entry of arrows that speaks of a package.
func key(name string) string {
	if _, ok := arrows[name]; ok {
		return name
	}
	for k := range arrows {
		if strings.HasSuffix(k, "/...") && covers(k, name) {
			return k
		}
	}
	return "no entry"
}

func covers(pattern, name string) bool {
	base, tree := strings.CutSuffix(pattern, "/...")
	return name == base || tree && strings.HasPrefix(name, base+"/")
}

// Every package says what it is.
func TestEveryPackageIsDocumented(t *testing.T) {
	for _, p := range packages(t) {
		if len(p.GoFiles) == 0 {
			continue // tests only
		}
		if len(p.Doc) < 20 {
			t.Errorf("%s has no doc comment", p.ImportPath)
		}
		if key(ours(p.ImportPath)) == "no entry" {
			t.Errorf("%s has no place in the drawing: add it to arrows, and to docs/architecture.md", p.ImportPath)
		}
	}
}

// The text of a drawing in code must allow something: a slip in a name would allow all.
func TestArrowsAreChecked(t *testing.T) {
	for _, c := range []struct {
		from, to string
		ok       bool
	}{
		{"scoring", "task", true}, {"task", "scoring", false}, {"sync/merge", "task", false},
		{"localdb", "task/query", true}, {"localdb", "app", false}, {"task/query", "task", true}, {"task/query", "localdb", false},
	} {
		got := slices.ContainsFunc(arrows[key(c.from)], func(allowed string) bool { return covers(allowed, c.to) })
		if got != c.ok {
			t.Errorf("%s → %s is %v, want %v", c.from, c.to, got, c.ok)
		}
	}
}
