// Command mindflow is MindFlow on the command line.
//
// It reads arguments, calls app and prints; it knows no rule of its own. Its one
// rule: standard output carries the answer, standard error everything else, and the
// exit code says how it went (see exitCode).
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
	_ "time/tzdata" // time zones where the system has none

	"github.com/spf13/cobra"

	"mindflow/app"
	"mindflow/app/importers"
	"mindflow/sync/engine"
	"mindflow/sync/engine/session"
	"mindflow/task"
	"mindflow/task/query"
)

// Exit codes that scripts rely on.
const (
	exitFailed   = 1
	exitUsage    = 2
	exitNotFound = 3
	exitInvalid  = 4
	exitOffline  = 5
	exitSignIn   = 6
)

func main() {
	// An interrupt ends the program at once, which loses nothing: an edit is stored
	// whole or not at all.
	os.Exit(run(context.Background(), os.Args[1:]))
}

// run executes one command line and returns its exit code.
func run(ctx context.Context, args []string) int {
	c := &cli{now: time.Now}
	root := c.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if c.app != nil {
		err = errors.Join(err, c.app.Close())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "mindflow:", strings.ReplaceAll(clean(err.Error()), "\n", "; "))
	}
	return exitCode(err)
}

// A usageError is a command line that cannot be understood.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// exitCode maps an error to the exit code that scripts rely on.
func exitCode(err error) int {
	var usage usageError
	var missing *app.NotFoundError
	var ambiguous *app.AmbiguousError
	var invalid *task.InvalidError
	var unreadable *query.Error
	var line *importers.LineError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage):
		return exitUsage
	case errors.As(err, &missing), errors.As(err, &ambiguous):
		return exitNotFound
	case errors.As(err, &invalid), errors.As(err, &unreadable), errors.As(err, &line):
		return exitInvalid
	case errors.Is(err, engine.ErrOffline):
		return exitOffline
	case errors.Is(err, engine.ErrSignInNeeded), errors.Is(err, session.ErrRefused):
		return exitSignIn
	}
	return exitFailed
}

// A cli is one run of the command line.
type cli struct {
	dir  string
	json bool
	now  func() time.Time
	app  *app.App // once a command has opened it
}

// open opens the data directory.
func (c *cli) open(ctx context.Context) (*app.App, error) {
	dir, err := c.dataDir()
	if err != nil {
		return nil, err
	}
	c.app, err = app.Open(ctx, dir, c.now)
	return c.app, err
}

func (c *cli) dataDir() (string, error) {
	if c.dir != "" {
		return c.dir, nil
	}
	return app.DefaultDir()
}

// with makes a command's function of one that needs the data directory open.
func (c *cli) with(fn func(context.Context, *app.App, []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		a, err := c.open(cmd.Context())
		if err != nil {
			return err
		}
		return fn(cmd.Context(), a, args)
	}
}

func (c *cli) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "mindflow",
		Short:         "MindFlow says what to do next and why",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{fmt.Errorf("there is no command %q; see: mindflow help", args[0])}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.PersistentFlags().StringVar(&c.dir, "data-dir", "", "directory of the data (or MINDFLOW_DATA_DIR)")
	root.PersistentFlags().BoolVar(&c.json, "json", false, "print one JSON document")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w; see: %s --help", err, cmd.CommandPath())}
	})
	root.AddCommand(c.captureCommands()...)
	root.AddCommand(c.readCommands()...)
	root.AddCommand(c.editCommands()...)
	root.AddCommand(c.groupCommands()...)
	root.AddCommand(c.transferCommands()...)
	root.AddCommand(c.accountCommands()...)
	root.AddCommand(c.programCommands()...)
	return root
}

// args wraps a check of the number of arguments so that its error is one of usage.
func args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usageError{fmt.Errorf("%w; usage: %s", err, cmd.UseLine())}
		}
		return nil
	}
}
