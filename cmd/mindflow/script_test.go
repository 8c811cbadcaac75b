package main

import (
	"context"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"mindflow": func() { os.Exit(run(context.Background(), os.Args[1:])) },
	})
}

// The command line as scripts use it. Each file is a session of its own, in an empty
// home; "exit N" states the exit code of the command before it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("MINDFLOW_DATA_DIR", env.WorkDir+"/data")
			env.Setenv("TZ", "Europe/Berlin")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code": code,
			"id":   id,
		},
	})
}
